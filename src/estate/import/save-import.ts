// The end of an import: what was decided is saved in one write, kept as a dry run, or refused.
import { auditEntry, record } from '../../access/audit.ts'
import type { Stage } from '../../db/database.ts'
import { errorKind } from '../../db/errors.ts'
import type { Deps } from '../../deps.ts'
import type { ImportState } from '../../shared/vocabulary.ts'
import { begin, type Asked } from './asked.ts'
import { FLAGGED_NO_MORE } from './changes/device-changes.ts'
import type { Making } from './decide.ts'
import type { Decided } from './import-inventory.ts'
import { countsOf, estateMoved, type Counts, type ImportRow } from './kept/kept-import.ts'
import { DRY_RUN_MS, keepFile, ROWS_MS } from './kept/row-files.ts'
import { commitImport, insertImport } from './kept/store.ts'
import { nothingSaved, type ImportReport } from './report.ts'
import { isAsDecided, saveChanges } from './store.ts'

interface Staged extends Decided {
  readonly stage: Stage
}

/** The report of what was done, which may be that nothing was to be saved; undefined when the estate moved meanwhile. */
export async function finish(
  deps: Deps,
  { sha256 }: { readonly sha256: string },
  decided: Staged,
  asked: Asked,
): Promise<ImportReport | undefined> {
  const { id, files, input, shown } = asked
  const { report, outcomesHash } = decided
  if (shown && shown.outcomesHash !== outcomesHash) throw estateMoved(id, shown.counts as Counts, countsOf(report))
  const refused = input.strict === true && report.rejected > 0
  const state = refused ? 'refused' : input.dryRun === true ? 'dry-run' : 'saved'
  const kept = { state, outcomesHash, sha256, report: refused ? nothingSaved(report) : report } as const
  if (state === 'dry-run') await keepFile(files, id, input.file)
  return (await save(deps, decided, kept, asked)) ? kept.report : undefined
}

const ACTS = { saved: 'import.done', 'dry-run': 'import.dry-run', refused: 'import.refused' } as const

/** False when the estate moved since the decision, and nothing was saved. */
async function save(deps: Deps, { held, decision, making, stage }: Staged, kept: Kept, asked: Asked): Promise<boolean> {
  const { id, input, context, shown } = asked
  const { state, sha256, report } = kept
  const { asOf, now } = making
  const row = importRow(asked, making, kept)
  const entry = auditEntry(deps, context.caller, { act: ACTS[state], subjectKind: 'import', subjectId: id })
  const flaggedNoMore = report.warnings.find(({ code }) => code === FLAGGED_NO_MORE)?.count ?? 0
  const detail = { fileName: input.fileName, sha256, ...countsOf(report), flaggedNoMore }
  await begin(asked, { done: report.rows, total: report.rows, doing: state === 'saved' ? 'saving' : 'reporting' })
  try {
    return await deps.db.write(async (q) => {
      if (state === 'saved') {
        if (!(await isAsDecided(q, held.organisations, decision.changes))) return false
        await saveChanges(q, decision.changes, { asOf, stage })
      }
      if (!shown) await insertImport(q, row, context.caller.scope)
      else if (!(await commitImport(q, { ...row, recordedAt: now }))) return false
      await record(q, entry, detail)
      return true
    })
  } catch (error) {
    // On PostgreSQL, someone who made the same organisation or device at the same moment shows only here.
    if (errorKind(error) === 'duplicate') return false
    throw error
  }
}

interface Kept {
  readonly state: ImportState
  readonly outcomesHash: string
  readonly sha256: string
  readonly report: ImportReport
}

function importRow({ id, input }: Asked, { sealer, asOf, now, by }: Making, kept: Kept): ImportRow {
  const { state, report, ...rest } = kept
  const { fileName, suppliedBy = null, covers = null, complete = false } = input
  const isDryRun = state === 'dry-run'
  return {
    ...{ id, fileName, suppliedBy, covers, complete, state, ...rest },
    asOfOn: asOf,
    counts: countsOf(report),
    // They quote what the file says, of sealed columns too.
    report: sealer.seal(JSON.stringify(report), `imports.report:${id}`),
    input: isDryRun ? sealer.seal(JSON.stringify(input), `imports.input:${id}`) : null,
    expiresAt: new Date(now.getTime() + (isDryRun ? DRY_RUN_MS : ROWS_MS)),
    recordedAt: now,
    recordedBy: by,
  }
}
