// The import: reads a file, decides what it changes, and saves all of that or nothing. Deciding takes the time, and is
// done on a snapshot, outside the write; the write only checks that the estate has not moved since, and merges.
import { rm } from 'node:fs/promises'
import type { Scope } from '../../access/scope.ts'
import type { Reads, Stage } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import type { JobContext, JobHandler } from '../../jobs/job.ts'
import type { Register } from '../../register/register.ts'
import { dayOf, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { checkSavable, offerMappings, saveMapping } from '../mappings/keep-mapping.ts'
import { refuse } from '../readers/refuse.ts'
import { begin, type Asked, type CommitInput, type ImportInput } from './asked.ts'
import { decide, type Decision, type Making } from './decide.ts'
import { lookElsewhere } from './elsewhere.ts'
import { dryRunExpired, notADryRun, unknownImport, type ImportRow } from './kept/kept-import.ts'
import { forget, pathOfFile, RowsKeeper, sweep, type RowFiles } from './kept/row-files.ts'
import { findImport } from './kept/store.ts'
import { loadHeld, type Held } from './load-held.ts'
import { readFile, type Read } from './read-file.ts'
import { isNothingSaved, MISSING_NAMED, reportOf, type ImportReport, type Missing } from './report.ts'
import { finish } from './save-import.ts'
import { forgetStaged, hasDevices, loadDevices, stageChanges } from './store.ts'
import { shorten, Warnings } from '../inventory/warnings.ts'

/** Each try decides anew. Of ten imports at once one is done at each: the last needs ten. Who is overtaken oftener had better wait. */
const TRIES = 12

/** The job handler. Throws a Failure with exit code 2 for a file that is no inventory; rejected rows are in the report. */
export function importInventoryWith(
  register: Register,
  /** Where files of imports are kept. */
  folder: string,
): JobHandler<ImportInput | CommitInput, ImportReport> {
  return async (deps, task, context) => {
    const files = { folder, sealer: deps.db.read.sealer }
    await sweep(folder, deps.clock.now())
    if ('commit' in task) return commitDryRun(deps, register, { id: task.commit, files, context })
    const input = task
    // Of the job, so that an attempt after a kill finds what the one before has saved.
    const id = context.jobId.replace(/^[a-z]+/, 'imp')
    let again = false
    try {
      const saved = await findImport(deps.db.read, context.caller, id)
      return saved ? openReport(deps, saved) : await importInventory(deps, register, { id, files, input, context })
    } catch (error) {
      again = context.willRetry(error)
      await forget(files, id)
      throw error
    } finally {
      // A cancelled or failed import is asked for anew, with its file; one cut short by a kill finds it still here.
      if (input.removeAfter && !again) await rm(input.file, { force: true })
    }
  }
}

/** What is committed is decided anew by the same code, and saved only if it is what the dry run showed. */
async function commitDryRun(
  deps: Deps,
  register: Register,
  { id, files, context }: { id: string; files: RowFiles; context: JobContext },
): Promise<ImportReport> {
  const shown = await findImport(deps.db.read, context.caller, id)
  if (!shown) throw unknownImport(id)
  // Done by an attempt that was killed before it could say so.
  if (shown.state === 'saved') return openReport(deps, shown)
  if (shown.state !== 'dry-run') throw notADryRun(id)
  if (shown.expiresAt! <= deps.clock.now()) throw dryRunExpired(id)
  const asked = JSON.parse(deps.db.read.sealer.unseal(shown.input!, `imports.input:${id}`)) as ImportInput
  const input = { ...asked, file: pathOfFile(files, id), asOf: shown.asOfOn, dryRun: false }
  const report = await importInventory(deps, register, { id, files, input, context, shown })
  await forget(files, id, ['.file'])
  return report
}

function openReport({ db }: Deps, { id, report }: Pick<ImportRow, 'id' | 'report'>): ImportReport {
  return JSON.parse(db.read.sealer.unseal(report, `imports.report:${id}`)) as ImportReport
}

async function importInventory(deps: Deps, register: Register, asked: Asked): Promise<ImportReport> {
  const { input, context } = asked
  const today = dayOf(deps.clock.now())
  if (input.asOf !== undefined && input.asOf > today) throw notYet(input.asOf, today)
  await begin(asked, { done: 0, total: null, doing: 'reading' })
  const read = await readFile(deps, register, asked)
  const toSave = { ...read, organisationKeys: [...read.index.organisationKeys] }
  if (input.saveMapping !== undefined) checkSavable(toSave)
  for (let tries = 1; tries <= TRIES; tries++) {
    const stage = deps.db.stage()
    try {
      await begin(asked, { done: 0, total: read.rows, doing: 'deciding' })
      const decided = await decideOnSnapshot(deps, { read, stage, asked })
      const done = await finish(deps, read, { ...decided, stage }, asked)
      if (!done) continue
      if (input.saveMapping !== undefined && !input.dryRun && !isNothingSaved(done)) {
        await saveMapping(deps, context.caller, { ...toSave, name: input.saveMapping })
      }
      return done
    } finally {
      await stage.close()
    }
  }
  throw overtaken()
}

/** Facts of a day to come would outlast everything that is learnt until then. */
function notYet(asOf: Day, today: Day): Failure {
  return refuse(
    'as-of-to-come',
    `A file cannot describe ${asOf}, which is after today.`,
    `Give ${today} or a day before.`,
  )
}

function overtaken(): Failure {
  return new Failure(
    'conflicting-imports',
    'The estate was changed by someone else each time that this import was about to be saved. Nothing was saved.',
    'Import the file again when the other imports are done.',
  )
}

interface Step {
  readonly read: Read
  readonly stage: Stage
  readonly asked: Asked
}

export interface Decided {
  readonly held: Held
  readonly decision: Decision
  readonly making: Making
  readonly report: ImportReport
  /** Over all outcomes. */
  readonly outcomesHash: string
}

async function decideOnSnapshot(deps: Deps, { read, stage, asked }: Step): Promise<Decided> {
  const { id, files, input, context, shown } = asked
  const { scope } = context.caller
  const { index, taking } = read
  const making = makingOf(deps, taking.register, asked)
  const organisationKeys = [...index.organisationKeys]
  const keeper = new RowsKeeper(files, id, shown ? undefined : read.ownHeader)
  try {
    return await deps.db.snapshot(async (q) => {
      const held = await loadHeld(q, {
        organisationKeys,
        asOf: making.asOf,
        unsited: index.loose.length > 0,
        expected: making.full,
        labels: read.map.mapped.some(({ field }) => field === 'recorder'),
      })
      if (!isWithin(scope, held, organisationKeys)) throw overtaken()
      const elsewhere = new Warnings()
      const looksElsewhere = context.caller.roles.includes('programme') && (await hasDevices(q))
      const decision = await decide(
        { taking, index, held, making, q },
        {
          keeper,
          pause: (done) => begin(asked, { done, total: read.rows, doing: 'deciding' }),
          async stage(changes, added) {
            if (looksElsewhere) elsewhere.add(...(await lookElsewhere(q, scope, added)))
            if (input.dryRun === true) forgetStaged(changes)
            else await stageChanges(q.t, changes, stage)
          },
        },
      )
      const offers = await offerMappings(q, scope, { ...read, organisationKeys })
      const missing = await nameMissing(q, held, decision.missing)
      const report = reportOf(id, read, { decision, missing, more: [...shorten(offers), ...elsewhere.list()] })
      return { held, decision, making, report, outcomesHash: keeper.end([report.findings, report.missing]) }
    })
  } finally {
    keeper.close()
  }
}

function makingOf({ db, ids, clock }: Deps, register: Register, { input, context }: Asked): Making {
  const now = clock.now()
  return {
    ids,
    sealer: db.read.sealer,
    register,
    now,
    by: context.caller.principalId,
    asOf: input.asOf ?? dayOf(now),
    fileName: input.fileName,
    kind: input.kind ?? null,
    full: input.complete === true,
  }
}

/** A name was looked up in the scope before the snapshot: it must mean the same organisation there. */
function isWithin(scope: Scope, { organisations }: Held, keys: readonly string[]): boolean {
  if (scope === 'everything') return true
  const whole = new Set(scope.filter(({ region }) => region === null).map(({ organisationId }) => organisationId))
  return organisations.length === keys.length && organisations.every(({ id }) => whole.has(id))
}

async function nameMissing(q: Reads, { sites }: Held, ids: readonly string[]): Promise<Missing[]> {
  const codes = new Map(sites.map(({ id, code }) => [id, code]))
  const named = ids.slice(0, MISSING_NAMED)
  const devices = await loadDevices(q, named)
  return named.map((id) => {
    const { siteId, label, observedOn } = devices.get(id)!
    return { id, site: codes.get(siteId)!, label, observedOn }
  })
}
