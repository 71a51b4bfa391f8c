// The import: reads a file, decides what it changes, and saves all of that or nothing. Deciding takes the time, and is
// done on a snapshot, outside the write; the write only checks that the estate has not moved since, and merges.
import { rm } from 'node:fs/promises'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { auditEntry, record } from '../../access/audit.ts'
import { errorKind } from '../../db/errors.ts'
import type { Deps } from '../../deps.ts'
import type { JobContext, JobHandler, Progress } from '../../jobs/job.ts'
import type { Register } from '../../register/register.ts'
import { dayOf, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import type { Kind } from '../../shared/vocabulary.ts'
import { coerce } from '../inventory/coerce.ts'
import { hasDeviceColumn, mapColumns } from '../inventory/columns.ts'
import type { Warning } from '../inventory/warnings.ts'
import { UNSTATED } from '../organisation.ts'
import { refuse } from '../readers/refuse.ts'
import { readInventory } from '../readers/read-inventory.ts'
import type { Format } from '../readers/table.ts'
import { decide, type Decision, type Making } from './decide.ts'
import { ownMac, serialKey } from './identity.ts'
import { nothingSaved, reportOf, type FileRead, type ImportReport } from './report.ts'
import {
  findByMarks,
  insertImport,
  isAsDecided,
  listOrganisationKeys,
  loadHeld,
  saveChanges,
  type Elsewhere,
  type Held,
} from './store.ts'
import { keyOf } from '../../shared/text.ts'

/** Plain JSON, because it is a job's input. What is left out is told from the file, or assumed and warned of. */
export interface ImportInput {
  /** Where the file lies, absolute. */
  readonly file: string
  /** What its owner calls it. */
  readonly fileName: string
  /** The file is a copy that only this import needs. */
  readonly removeAfter?: boolean
  readonly format?: Format
  /** Field to header, such as `{ device: 'Pole ref' }`. */
  readonly map?: Readonly<Record<string, string>>
  /** Of rows that do not say. */
  readonly kind?: Kind
  readonly organisation?: string
  readonly site?: string
  /** The day that the file describes; else today. */
  readonly asOf?: Day
  /** One bad row keeps the whole file out. */
  readonly strict?: boolean
  /** Decides and reports, and saves nothing. */
  readonly dryRun?: boolean
}

/** Each try decides anew. Who is overtaken five times in a row is one of several importing at once, and had better wait. */
const TRIES = 5

/** The job handler. Throws a Failure with exit code 2 for a file that is no inventory; rejected rows are in the report. */
export function importInventoryWith(register: Register): JobHandler<ImportInput, ImportReport> {
  return async (deps, input, context) => {
    let again = false
    try {
      return await importInventory(deps, register, { input, context })
    } catch (error) {
      again = context.willRetry(error)
      throw error
    } finally {
      // A cancelled or failed import is asked for anew, with its file; one cut short by a kill finds it still here.
      if (input.removeAfter && !again) await rm(input.file, { force: true })
    }
  }
}

interface Asked {
  readonly input: ImportInput
  readonly context: JobContext
}

/** The file as read: nothing of it depends on what the estate holds. */
interface Read extends FileRead {
  readonly sha256: string
}

async function importInventory(deps: Deps, register: Register, asked: Asked): Promise<ImportReport> {
  const { input } = asked
  const today = dayOf(deps.clock.now())
  if (input.asOf !== undefined && input.asOf > today) throw notYet(input.asOf, today)
  await begin(asked, { done: 0, total: null, doing: 'reading' })
  const read = await readFile(input)
  const total = read.rows
  for (let tries = 1; tries <= TRIES; tries++) {
    await begin(asked, { done: 0, total, doing: 'deciding' })
    const decided = await decideOnSnapshot(deps, register, read, asked)
    if (input.strict === true && decided.report.rejected > 0) return nothingSaved(decided.report)
    if (input.dryRun) return decided.report
    await begin(asked, { done: total, total, doing: 'saving' })
    if (await save(deps, decided, read.sha256, asked)) return decided.report
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

async function readFile({ file, fileName, format, map: given, kind }: ImportInput): Promise<Read> {
  const { table, sha256 } = await readInventory(file, fileName, format ? { format } : {})
  const map = mapColumns(table.header, given)
  if (map.mapped.length === 0 || (!hasDeviceColumn(map) && kind === undefined)) {
    throw refuse(
      'no-device-columns',
      table.header.length < 2
        ? `${fileName} is not a table of devices: ${table.header.length === 0 ? 'it holds no fields' : 'its first line is no header row'}.`
        : `${fileName} has no column that says anything of a device. It has: ${table.header.join(', ')}.`,
      'Name one with --map device=COLUMN, or say what every row is with --kind camera.',
    )
  }
  const { format: read, encoding, remarks, rows } = table
  const coerced = coerce(table, map)
  return { table: { format: read, encoding, remarks }, rows: rows.length, map, coerced, sha256 }
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
  }
  const keys = organisationKeys(read, input.organisation)
  const { held, allowed } = await db.snapshot(async (q) => ({
    held: await loadHeld(q, keys),
    allowed: scope === 'everything' ? null : new Set(await listOrganisationKeys(q, scope)),
  }))
  const target = { organisation: input.organisation ?? null, site: input.site ?? null, allowed }
  const decision = decide(read.coerced.rows, held, target, making)
  const elsewhere = roles.includes('programme') ? await findByMarks(db.read, scope, marksOf(decision)) : []
  return { held, decision, making, report: reportOf(read, decision, sayElsewhere(decision, elsewhere)) }
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

/** True when saved; false when the estate moved since the decision, and nothing was saved. */
async function save(deps: Deps, decided: Decided, sha256: string, { input, context }: Asked): Promise<boolean> {
  const { held, decision, report, making } = decided
  const id = deps.ids.next('imp')
  const entry = auditEntry(deps, context.caller, { act: 'import.done', subjectKind: 'import', subjectId: id })
  const { fileName } = input
  const { asOf, now, by } = making
  // It quotes what the file says, of sealed columns too.
  const sealed = making.sealer.seal(JSON.stringify(report), `imports.report:${id}`)
  const { created, updated, unchanged, duplicates, rejected, rows } = report
  try {
    return await deps.db.write(async (q) => {
      if (!(await isAsDecided(q, held, decision.changes))) return false
      await saveChanges(q, decision.changes, asOf)
      await insertImport(q, { id, fileName, sha256, asOfOn: asOf, report: sealed, recordedAt: now, recordedBy: by })
      await record(q, entry, { fileName, sha256, rows, created, updated, unchanged, duplicates, rejected })
      return true
    })
  } catch (error) {
    // On PostgreSQL, someone who made the same organisation or device at the same moment shows only here.
    if (errorKind(error) === 'duplicate') return false
    throw error
  }
}
