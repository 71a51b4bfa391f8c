// An import as it is kept: who supplied the file, what it covers, when that was observed, and what came of it.
import type { Tables } from '../../../db/tables.ts'
import { Failure } from '../../../shared/failure.ts'
import { count } from '../../../shared/text.ts'
import type { ImportReport } from '../report.ts'

export type ImportRow = Tables['imports']['$inferSelect']
/** Without what is sealed. */
export type KeptImport = Omit<ImportRow, 'report' | 'input' | 'outcomesHash'>

export const COUNTS = ['rows', 'created', 'updated', 'unchanged', 'duplicates', 'rejected', 'notSeen'] as const
export type Counts = Readonly<Record<(typeof COUNTS)[number], number>>

export function countsOf(report: ImportReport): Counts {
  return Object.fromEntries(COUNTS.map((name) => [name, report[name]])) as Record<(typeof COUNTS)[number], number>
}

/** Somebody else's too: who may not know of it hears the same. */
export function unknownImport(id: string): Failure {
  return new Failure(
    'unknown-import',
    `There is no import ${id}.`,
    '"lenscap imports" and GET /api/v1/imports list yours.',
  )
}

export function dryRunExpired(id: string): Failure {
  return new Failure(
    'dry-run-expired',
    `The dry run ${id} is over a day old: its file is kept no longer.`,
    'Make the dry run again, look at its report, and commit that.',
  )
}

export function notADryRun(id: string): Failure {
  return new Failure('not-a-dry-run', `The import ${id} is no dry run that could be committed.`, 'See its state.')
}

/** What a dry run showed is no longer what would happen; `now` is what would. */
export function estateMoved(id: string, shown: Counts, now: Counts): Failure {
  const moved = COUNTS.filter((name) => shown[name] !== now[name])
  const says = moved.map((name) => `${WORDS[name]} ${shown[name]}, now ${now[name]}`)
  const what = says.length === 0 ? 'The numbers are the same, the rows are not' : `It showed ${says.join('; ')}`
  return new Failure(
    'estate-moved',
    `The estate has changed since the dry run ${id}, which would now do something else. ${what}. Nothing was saved.`,
    'Make the dry run again and look at its report.',
    { shown, now },
  )
}

const WORDS: Readonly<Record<keyof Counts, string>> = {
  rows: 'rows',
  created: 'new',
  updated: 'updated',
  unchanged: 'unchanged',
  duplicates: 'duplicates',
  rejected: 'rejected',
  notSeen: 'not seen',
}

/** `163 rows: 160 new, 2 duplicates, 1 rejected`: what there was none of is left out. */
export function sayCounts({ counts }: Pick<KeptImport, 'counts'>): string {
  if (!counts) return '–'
  const of = COUNTS.slice(1).flatMap((name) => {
    const n = counts[name] ?? 0
    if (n === 0) return []
    return name === 'duplicates' ? [count(n, 'duplicate')] : [`${n.toLocaleString('en-GB')} ${WORDS[name]}`]
  })
  const rows = count(counts['rows'] ?? 0, 'row')
  return of.length === 0 ? rows : `${rows}: ${of.join(', ')}`
}
