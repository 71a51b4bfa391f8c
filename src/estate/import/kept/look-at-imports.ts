// Looking at what was imported, on record: the list, and the rows of one.
import { recordRead } from '../../../access/audit/record-read.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Deps } from '../../../deps.ts'
import { dryRunExpired, notADryRun, unknownImport, type KeptImport } from './kept-import.ts'
import { openRows } from './row-files.ts'
import { rowsAsCsv } from './rows-csv.ts'
import { findImport, listImports } from './store.ts'

/** Those of the caller; of whoever may know of the whole estate, everyone's. */
export function listImportsFor(
  { db }: Deps,
  caller: Caller,
  page: { after?: string | undefined; rows: number },
): Promise<KeptImport[]> {
  return listImports(db.read, caller, page)
}

interface Wanted {
  readonly id: string
  /** Where files of imports are kept. */
  readonly folder: string
  readonly marking: string
}

/**
 * The report of every row as lines of CSV, to whoever imported them and nobody else, for they quote what is sealed. It is
 * on record before the first line. Throws `unknown-import` and `rows-gone`.
 */
export async function openRowReport(deps: Deps, caller: Caller, { id, folder, marking }: Wanted) {
  const found = await findImport(deps.db.read, caller, id)
  if (!found) throw unknownImport(id)
  const opened = await openRows({ folder, sealer: deps.db.read.sealer }, id)
  const rows = found.counts?.['rows'] ?? 0
  await recordRead(deps, caller, { act: 'import.rows-read', subjectKind: 'import', subjectId: id, detail: { rows } })
  return { rows, lines: rowsAsCsv(opened, marking) }
}

/** Throws what is to be said at once, rather than by a job, of a dry run that cannot be committed. */
export async function checkDryRun({ db, clock }: Deps, caller: Caller, id: string): Promise<void> {
  const found = await findImport(db.read, caller, id)
  if (!found) throw unknownImport(id)
  if (found.state !== 'dry-run') throw notADryRun(id)
  if (found.expiresAt! <= clock.now()) throw dryRunExpired(id)
}
