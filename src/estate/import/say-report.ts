// An import's report for a person at a terminal.
import { count } from '../../shared/text.ts'
import { FORMAT_NAMES } from '../readers/table.ts'
import { hasToCorrect, isAllToCorrect, isNothingSaved, type ImportReport } from './report.ts'

/** The first complaints show what is wrong with a file; the report of every row has all of them. */
const COMPLAINTS_SHOWN = 10
/** Of the rows that one complaint is made of: enough to find the place in the file. */
const ROWS_NAMED = 5

/** Lines: what was read, what came of it, what is wrong, and what to do next. */
export function sayReport(fileName: string, report: ImportReport, { dryRun }: { dryRun: boolean }): string[] {
  const { rows, created, updated, unchanged, duplicates, rejected, findings, complaints, complaintsInAll, warnings } =
    report
  const outcomes = [
    `${created.toLocaleString('en-GB')} new`,
    `${updated.toLocaleString('en-GB')} updated`,
    `${unchanged.toLocaleString('en-GB')} unchanged`,
    ...(duplicates > 0 ? [count(duplicates, 'duplicate')] : []),
    `${rejected.toLocaleString('en-GB')} rejected`,
  ]
  const states = (['flagged', 'review', 'unknown', 'cleared'] as const).map(
    (state) => `${findings[state].toLocaleString('en-GB')} ${state === 'review' ? 'for review' : state}`,
  )
  return [
    `${fileName}: ${count(rows, 'row')} of ${FORMAT_NAMES[report.format]} (${report.sheet === undefined ? report.encoding : `sheet "${report.sheet}"`})${dryRun ? ', dry run: nothing was saved' : ''}`,
    `  Devices   ${outcomes.join(', ')}`,
    `  Findings  ${states.join(', ')}`,
    ...(report.notSeen > 0 ? [`  Not seen  ${sayMissing(report)}`] : []),
    ...section('Rejected', sayComplaints(complaints, complaintsInAll)),
    ...section(
      'Warnings',
      warnings.map(({ message }) => message),
    ),
    `  Next      ${sayNext(report, { dryRun })}`,
  ]
}

/** A line that names the first few; the rest is in `--json`. */
const MISSING_SHOWN = 5

function sayMissing({ notSeen, missing }: ImportReport): string {
  const named = missing.slice(0, MISSING_SHOWN).map(({ site, label, id }) => `${site}/${label ?? id}`)
  const more = notSeen > named.length ? ', …' : ''
  return `${count(notSeen, 'device')} of the file's sites that it does not hold: ${named.join(', ')}${more}`
}

/** What is said of row after row in the same words is said once, with the rows. */
function sayComplaints(complaints: ImportReport['complaints'], inAll: number): string[] {
  const alike = [...Map.groupBy(complaints, ({ column, message }) => JSON.stringify([column, message])).values()]
  const shown = alike.slice(0, COMPLAINTS_SHOWN)
  const left = inAll - shown.reduce((sum, { length }) => sum + length, 0)
  return [
    ...shown.map(sayAlike),
    ...(left > 0 ? [`… and ${count(left, 'more', 'more')}; with --report FILE all of them are written there.`] : []),
  ]
}

function sayAlike(complaints: ImportReport['complaints']): string {
  const { column, message } = complaints[0]!
  const rows = [...new Set(complaints.map(({ row, named }) => (named === undefined ? `${row}` : `${row} (${named})`)))]
  const more = rows.length > ROWS_NAMED ? ` and ${count(rows.length - ROWS_NAMED, 'more', 'more')}` : ''
  const which = `${rows.length === 1 ? 'row' : 'rows'} ${rows.slice(0, ROWS_NAMED).join(', ')}${more}`
  return `${which}${column === null ? '' : `, ${column}`}: ${message}`
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)]
}

function sayNext(report: ImportReport, { dryRun }: { dryRun: boolean }): string {
  const { created, updated, notSeen } = report
  const toCorrect = hasToCorrect(report)
  if (isNothingSaved(report) || (!dryRun && isAllToCorrect(report)))
    return 'Correct the rejected rows and import the file again.'
  const changes = created + updated + notSeen > 0
  if (dryRun) return sayNextOfDryRun(report, { toCorrect, changes })
  if (toCorrect) return 'Correct the rejected rows and import the file again; the rows that went in stay as they are.'
  if (!changes) return 'Nothing changed. "lenscap flag" lists what is flagged.'
  return '"lenscap flag" lists what is flagged; "lenscap plan" plans the work.'
}

function sayNextOfDryRun(
  { importId }: ImportReport,
  { toCorrect, changes }: { toCorrect: boolean; changes: boolean },
): string {
  const save = `lenscap import --commit ${importId} (for a day)`
  if (!changes) return toCorrect ? 'Correct the rejected rows and try the file again.' : 'Nothing would change.'
  return toCorrect
    ? `Correct the rejected rows and try the file again; or save the others: ${save}.`
    : `Save it: ${save}.`
}
