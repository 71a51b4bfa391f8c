// The import: reads a file, decides what it changes, and saves all of that or nothing. Deciding takes the time, and is
// done on a snapshot, outside the write; the write only checks that the estate has not moved since, and merges.
import { rm } from 'node:fs/promises'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { auditEntry, record } from '../../access/audit.ts'
import type { Stage } from '../../db/database.ts'
import { errorKind } from '../../db/errors.ts'
import type { Deps } from '../../deps.ts'
import type { JobContext, JobHandler, Progress } from '../../jobs/job.ts'
import type { Register } from '../../register/register.ts'
import { dayOf, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import type { ImportState, Kind } from '../../shared/vocabulary.ts'
import { coerce } from '../inventory/coerce.ts'
import { onlySurveillance } from '../inventory/screening/only-surveillance.ts'
import type { DateOrder } from '../inventory/dates.ts'
import type { Warning } from '../inventory/warnings.ts'
import { checkSavable, offerMappings, saveMapping } from '../mappings/keep-mapping.ts'
import { mapFile } from '../mappings/map-file.ts'
import { UNSTATED } from '../organisation.ts'
import { refuse } from '../readers/refuse.ts'
import { readInventory } from '../readers/read-inventory.ts'
import type { ReadOptions } from '../readers/table.ts'
import { columnsByNumber } from '../readers/text/header.ts'
import { decide, type Decision, type Making } from './decide.ts'
import { FLAGGED_NO_MORE } from './device-changes.ts'
import { ownMac, serialKey } from './identity.ts'
import {
  countsOf,
  dryRunExpired,
  estateMoved,
  notADryRun,
  unknownImport,
  type Counts,
  type ImportRow,
} from './kept/kept-import.ts'
import { outcomesOf } from './kept/outcome.ts'
import {
  DRY_RUN_MS,
  forget,
  hashOutcomes,
  keepCells,
  keepFile,
  keepOutcomes,
  pathOfFile,
  ROWS_MS,
  sweep,
  type RowFiles,
} from './kept/row-files.ts'
import { withoutAdded } from './kept/rows-csv.ts'
import { commitImport, findImport, insertImport } from './kept/store.ts'
import { isNothingSaved, nothingSaved, reportOf, type FileRead, type ImportReport } from './report.ts'
import {
  findByMarks,
  isAsDecided,
  listOrganisationKeys,
  loadHeld,
  saveChanges,
  stageChanges,
  type Elsewhere,
  type Held,
} from './store.ts'
import { keyOf } from '../../shared/text.ts'

/** Plain JSON, because it is a job's input. What is left out is told from the file, or assumed and warned of. */
export interface ImportInput extends ReadOptions {
  /** Where the file lies, absolute. */
  readonly file: string
  /** What its owner calls it. */
  readonly fileName: string
  /** The file is a copy that only this import needs. */
  readonly removeAfter?: boolean
  /** Field to header, such as `{ device: 'Pole ref' }`. */
  readonly map?: Readonly<Record<string, string>>
  /** The name of a saved mapping to use. */
  readonly mapping?: string
  /** The name to save under what was taken for what; nothing is saved of a dry run. */
  readonly saveMapping?: string
  /** How slashed dates are read; else told column by column. */
  readonly dates?: DateOrder
  /** Of rows that do not say. */
  readonly kind?: Kind
  readonly organisation?: string
  readonly site?: string
  /** The day that the file describes; else today. */
  readonly asOf?: Day
  /** One bad row keeps the whole file out. */
  readonly strict?: boolean
  /** Decides and reports, and saves nothing; the file is kept for a day, so that it can be committed. */
  readonly dryRun?: boolean
  readonly suppliedBy?: string
  /** In words: sites, or an organisation. */
  readonly covers?: string
  /** The full inventory of its sites: their devices that it does not hold are marked as not seen. */
  readonly complete?: boolean
}

/** Saves what a dry run showed. */
export interface CommitInput {
  /** The dry run's import id. */
  readonly commit: string
}

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
    const id = deps.ids.next('imp')
    let again = false
    try {
      return await importInventory(deps, register, { id, files, input, context })
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

interface Asked {
  /** The import's. */
  readonly id: string
  readonly files: RowFiles
  readonly input: ImportInput
  readonly context: JobContext
  /** The dry run that is committed: its files are kept already. */
  readonly shown?: ImportRow
}

/** What is committed is decided anew by the same code, and saved only if it is what the dry run showed. */
async function commitDryRun(
  deps: Deps,
  register: Register,
  { id, files, context }: Omit<Asked, 'input' | 'shown'>,
): Promise<ImportReport> {
  const { sealer } = deps.db.read
  const shown = await findImport(deps.db.read, context.caller, id)
  if (!shown) throw unknownImport(id)
  // Done by an attempt that was killed before it could say so.
  if (shown.state === 'saved') return JSON.parse(sealer.unseal(shown.report, `imports.report:${id}`)) as ImportReport
  if (shown.state !== 'dry-run') throw notADryRun(id)
  if (shown.expiresAt! <= deps.clock.now()) throw dryRunExpired(id)
  const asked = JSON.parse(sealer.unseal(shown.input!, `imports.input:${id}`)) as ImportInput
  const input = { ...asked, file: pathOfFile(files, id), asOf: shown.asOfOn, dryRun: false }
  const report = await importInventory(deps, register, { id, files, input, context, shown })
  await forget(files, id, ['.file'])
  return report
}

/** The file as read: nothing of it depends on what the estate holds. */
interface Read extends FileRead {
  readonly sha256: string
  readonly numbers: Int32Array
}

async function importInventory(deps: Deps, register: Register, asked: Asked): Promise<ImportReport> {
  const { input } = asked
  const today = dayOf(deps.clock.now())
  if (input.asOf !== undefined && input.asOf > today) throw notYet(input.asOf, today)
  await begin(asked, { done: 0, total: null, doing: 'reading' })
  const read = await readFile(deps, register, asked)
  const toSave = { ...read, organisationKeys: organisationKeys(read, input.organisation) }
  if (input.saveMapping !== undefined) checkSavable(toSave)
  const total = read.rows
  for (let tries = 1; tries <= TRIES; tries++) {
    await begin(asked, { done: 0, total, doing: 'deciding' })
    const decided = await decideOnSnapshot(deps, register, read, asked)
    const done = await finish(deps, read, decided, asked)
    if (!done) continue
    if (input.saveMapping !== undefined && !input.dryRun && !isNothingSaved(done)) {
      await saveMapping(deps, asked.context.caller, { ...toSave, name: input.saveMapping })
    }
    return done
  }
  throw new Failure(
    'conflicting-imports',
    'The estate was changed by someone else each time that this import was about to be saved. Nothing was saved.',
    'Import the file again when the other imports are done.',
  )
}

/** Says what is done next, unless somebody has cancelled: their word is heard only when the event loop turns. */
async function begin({ context }: Asked, progress: Progress): Promise<void> {
  context.report(progress)
  await turnOfTheLoop()
  context.signal.throwIfAborted()
}

/** Facts of a day to come would outlast everything that is learnt until then. */
function notYet(asOf: Day, today: Day): Failure {
  return refuse(
    'as-of-to-come',
    `A file cannot describe ${asOf}, which is after today.`,
    `Give ${today} or a day before.`,
  )
}

async function readFile(deps: Deps, register: Register, asked: Asked): Promise<Read> {
  const { id, files, input, shown, context } = asked
  const found = await readInventory(input.file, input.fileName, input)
  const [table, sha256] = [withoutAdded(found.table), found.sha256]
  const given = input.noHeader && input.map ? { ...input, map: columnsByNumber(input.map) } : input
  const mapped = await mapFile(deps.db.read, context.caller.scope, table, given)
  const { format, encoding, sheet, remarks, rows } = table
  if (!shown) keepCells(files, id, { header: found.table.header, rows: table.rows })
  const numbers = Int32Array.from(rows, ({ number }) => number)
  const all = coerce(table, mapped.map, { dates: input.dates, names: register.names })
  const coerced = table.mixed ? onlySurveillance(all, register) : all
  return {
    table: { format, encoding, remarks, ...(sheet !== undefined && { sheet }) },
    rows: rows.length,
    numbers,
    ...mapped,
    coerced,
    sha256,
  }
}

interface Decided {
  readonly held: Held
  readonly decision: Decision
  readonly report: ImportReport
  readonly making: Making
}

async function decideOnSnapshot(
  { db, ids, clock }: Deps,
  register: Register,
  read: Read,
  asked: Asked,
): Promise<Decided> {
  const { input, context } = asked
  const { scope, roles, principalId } = context.caller
  const now = clock.now()
  const making: Making = {
    ids,
    sealer: db.read.sealer,
    register,
    now,
    by: principalId,
    asOf: input.asOf ?? dayOf(now),
    fileName: input.fileName,
    kind: input.kind ?? null,
    full: input.complete === true ? { unread: unreadOf(read) } : null,
    onRows: (done) => context.report({ done, total: read.rows, doing: 'deciding' }),
  }
  const keys = organisationKeys(read, input.organisation)
  const { held, allowed } = await db.snapshot(async (q) => ({
    held: await loadHeld(q, keys),
    allowed: scope === 'everything' ? null : new Set(await listOrganisationKeys(q, scope)),
  }))
  const target = { organisation: input.organisation ?? null, site: input.site ?? null, allowed }
  const decision = decide(read.coerced.rows, held, target, making)
  const elsewhere = roles.includes('programme') ? await findByMarks(db.read, scope, marksOf(decision)) : []
  const sites = held.sites
  const offers = await offerMappings(db.read, scope, { ...read, organisationKeys: keys })
  const more = [...offers, ...sayElsewhere(decision, elsewhere)]
  const report = reportOf(asked.id, read, { decision, sites, more })
  return { held, decision, making, report }
}

/** What is no surveillance equipment was rightly left out. */
function unreadOf({ coerced }: Read): number {
  const unread = coerced.complaints.filter(({ code }) => code !== 'not-surveillance')
  return new Set(unread.map(({ row }) => row)).size
}

function organisationKeys({ coerced }: Read, given = UNSTATED): string[] {
  return [...new Set(coerced.rows.map(({ facts }) => keyOf(facts.organisation ?? given)))]
}

/** Serials and MACs of new devices, as they are stored. */
function marksOf({ added }: Decision): { serials: string[]; macs: string[] } {
  const serials = added.flatMap(({ device }) => (serialKey(device.serial) === null ? [] : [device.serial!]))
  const macs = added.flatMap(({ device }) => (ownMac(device.mac) === null ? [] : [device.mac!]))
  return { serials: [...new Set(serials)], macs: [...new Set(macs)] }
}

/** The same device in two organisations is for a person to sort out: it is told, and nothing is merged. */
function sayElsewhere({ added }: Decision, elsewhere: readonly Elsewhere[]): Warning[] {
  const bySerial = Map.groupBy(elsewhere, ({ serial }) => serial)
  const byMac = Map.groupBy(elsewhere, ({ mac }) => mac)
  return added.flatMap(({ row, device }) => {
    const alike = [
      ...(device.serial === null ? [] : (bySerial.get(device.serial) ?? [])),
      ...(device.mac === null ? [] : (byMac.get(device.mac) ?? [])),
    ]
    const other = alike.find(({ organisationId }) => organisationId !== device.organisationId)
    if (!other) return []
    const what =
      device.serial !== null && other.serial === device.serial ? `serial ${other.serial}` : `MAC ${other.mac}`
    const message = `Row ${row.number}: ${other.organisation} has a device with the same ${what}${other.label === null ? '' : ` (${other.label})`}. Both were kept; see whose it is.`
    return [{ code: 'also-elsewhere', message, rows: [row.number] }]
  })
}

/** The report of what was done, which may be that nothing was to be saved; undefined when the estate moved meanwhile. */
async function finish(deps: Deps, read: Read, decided: Decided, asked: Asked): Promise<ImportReport | undefined> {
  const { id, files, input, shown } = asked
  const { report, decision } = decided
  const outcomes = () => outcomesOf(read.numbers, decision.outcomes, report.complaints)
  const outcomesHash = hashOutcomes(outcomes(), [report.findings, report.missing])
  if (!shown) keepOutcomes(files, id, outcomes())
  else if (shown.outcomesHash !== outcomesHash) throw estateMoved(id, shown.counts as Counts, countsOf(report))
  const refused = input.strict === true && report.rejected > 0
  const state = refused ? 'refused' : input.dryRun === true ? 'dry-run' : 'saved'
  const kept = { state, outcomesHash, sha256: read.sha256, report: refused ? nothingSaved(report) : report } as const
  if (state === 'dry-run') await keepFile(files, id, input.file)
  return (await save(deps, decided, kept, asked)) ? kept.report : undefined
}

const ACTS = { saved: 'import.done', 'dry-run': 'import.dry-run', refused: 'import.refused' } as const

/** False when the estate moved since the decision, and nothing was saved. */
async function save(deps: Deps, { held, decision, making }: Decided, kept: Kept, asked: Asked): Promise<boolean> {
  const { id, input, context, shown } = asked
  const { state, sha256, report } = kept
  const { asOf, now } = making
  const row = importRow(asked, making, kept)
  const entry = auditEntry(deps, context.caller, { act: ACTS[state], subjectKind: 'import', subjectId: id })
  const flaggedNoMore = report.warnings.find(({ code }) => code === FLAGGED_NO_MORE)?.count ?? 0
  const detail = { fileName: input.fileName, sha256, ...countsOf(report), flaggedNoMore }
  const stage = deps.db.stage()
  try {
    if (state === 'saved') await stageAll(deps, decision, { stage, asked })
    await begin(asked, { done: report.rows, total: report.rows, doing: 'saving' })
    return await deps.db.write(async (q) => {
      if (state === 'saved') {
        if (!(await isAsDecided(q, held, decision.changes))) return false
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
  } finally {
    await stage.close()
  }
}

/** Most of saving is done before the write, which then holds up others for the rest only. */
async function stageAll({ db }: Deps, { changes }: Decision, { stage, asked }: { stage: Stage; asked: Asked }) {
  const total = changes.devices.added.length + changes.findings.length
  for await (const done of stageChanges(db.read.t, changes, stage))
    await begin(asked, { done, total, doing: 'staging' })
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
