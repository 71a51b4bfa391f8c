// An import's report for a person at a terminal.
import { count } from '../../shared/text.ts'
import { FORMAT_NAMES } from '../readers/table.ts'
import { isNothingSaved, type ImportReport } from './report.ts'

/** The first complaints show what is wrong with a file; the rest is in `--json`. */
const COMPLAINTS_SHOWN = 10

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
    ...section('Rejected', complaints.slice(0, COMPLAINTS_SHOWN).map(sayComplaint), complaintsInAll),
    ...section(
      'Warnings',
      warnings.map(({ message }) => message),
      warnings.length,
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

function sayComplaint({ row, column, message }: ImportReport['complaints'][number]): string {
  return `row ${row}${column === null ? '' : `, ${column}`}: ${message}`
}

function section(title: string, lines: readonly string[], total: number): string[] {
  if (total === 0) return []
  const more =
    total > lines.length ? [`    … and ${count(total - lines.length, 'more', 'more')}; --json lists them all.`] : []
  return [`  ${title}`, ...lines.map((line) => `    ${line}`), ...more]
}

function sayNext(report: ImportReport, { dryRun }: { dryRun: boolean }): string {
  const { complaints, created, updated } = report
  if (isNothingSaved(report)) return 'Correct the rejected rows and import the file again.'
  // What is no surveillance equipment was rightly left out.
  if (complaints.some(({ code }) => code !== 'not-surveillance'))
    return 'Correct the rejected rows and import the file again; the rows that went in stay as they are.'
  if (dryRun) return `Save it: lenscap import --commit ${report.importId} (for a day).`
  if (created + updated === 0) return 'Nothing changed. "lenscap flag" lists what is flagged.'
  return '"lenscap flag" lists what is flagged; "lenscap plan" plans the work.'
}
