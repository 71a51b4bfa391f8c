// Recognises every device anew with the register as it counts now. A dry run shows which findings would change and why;
// without it the new findings, stamped with the register's version, go in with one write. What people decided stands: only
// what would count without them changes beneath it.
import { setImmediate } from 'node:timers/promises'
import { auditEntry, record } from '../../access/audit.ts'
import type { Deps } from '../../deps.ts'
import type { JobContext, JobHandler } from '../../jobs/job.ts'
import { recognise, type Finding } from '../../register/recognise.ts'
import type { Register } from '../../register/register.ts'
import { Failure } from '../../shared/failure.ts'
import type { FindingState } from '../../shared/vocabulary.ts'
import { recognisable } from '../device.ts'
import { bumpOrganisation, listOrganisations } from '../store.ts'
import type { HeldDevice } from './overrides/override.ts'
import { insertFindings, listLatestFindings, nextDevices, organisationVersions, setStates } from './store.ts'

export interface ReEvaluateInput {
  readonly dryRun?: boolean
}

export interface FindingChange {
  readonly deviceId: string
  readonly label: string | null
  readonly organisation: string
  readonly siteCode: string
  readonly from: FindingState
  readonly to: FindingState
  readonly was: string
  readonly now: string
  /** A person's word counts, and goes on counting. */
  readonly overridden: boolean
}

export interface ReEvaluation {
  readonly registerVersion: string
  readonly dryRun: boolean
  readonly devices: number
  /** Findings that say something else: another state, maker or doubt, or confirmed where they were not. */
  readonly changed: number
  /** Findings of another register version, which get this one. */
  readonly stamped: number
  /** `flagged → cleared`, how often; the most frequent first. */
  readonly sums: readonly { readonly from: FindingState; readonly to: FindingState; readonly devices: number }[]
  /** The first 10,000: those of another state, then those that only say it otherwise. */
  readonly changes: readonly FindingChange[]
}

/** As many as a person could look through; a job's result is one sealed text. */
const MOST_CHANGES = 10_000
/** Of devices that are read at once. */
const AT_ONCE = 5_000
/** Each try decides anew. Who is overtaken three times is re-evaluating while others import. */
const TRIES = 3

interface Evaluated {
  readonly device: HeldDevice
  /** Its name. */
  readonly organisation: string
  readonly before: Finding | undefined
  readonly after: Finding
}

/** The job handler. Throws `conflicting-imports` if the estate moved under it each time. */
export function reEvaluateWith(register: Register): JobHandler<ReEvaluateInput, ReEvaluation> {
  return async (deps, { dryRun = false }, context) => {
    for (let tries = 1; tries <= TRIES; tries++) {
      const { stale, devices, versions } = await evaluate(deps, register, context)
      const result = reportOf(stale, { registerVersion: register.version, dryRun, devices })
      if (dryRun || stale.length === 0 || (await save(deps, context, { stale, versions, result }))) return result
    }
    throw new Failure(
      'conflicting-imports',
      'The estate was changed by someone else each time that the findings were about to be saved. Nothing was saved.',
      'Re-evaluate again when the imports are done.',
    )
  }
}

/** Those whose finding was made with another register, or would say something else. */
async function evaluate({ db }: Deps, register: Register, { caller, report, signal }: JobContext) {
  return db.snapshot(async (q) => {
    const names = new Map((await listOrganisations(q, caller.scope)).map(({ id, name }) => [id, name]))
    const stale: Evaluated[] = []
    const organisations = new Set<string>()
    const texts = new Map<string, Finding>()
    let devices = 0
    for (let after: string | null = null; ;) {
      const part: HeldDevice[] = await nextDevices(q, caller.scope, after, AT_ONCE)
      const before = await listLatestFindings(
        q,
        caller.scope,
        part.map(({ id }) => id),
        texts,
      )
      for (const device of part) {
        organisations.add(device.organisationId)
        const organisation = names.get(device.organisationId) ?? ''
        const findings = { before: before.get(device.id), after: recognise(register, recognisable(device)) }
        const evaluated = { device, organisation, ...findings }
        if (evaluated.before?.registerVersion !== register.version || isChanged(evaluated)) stale.push(evaluated)
      }
      devices += part.length
      after = part.at(-1)?.id ?? null
      report({ done: devices, total: null, doing: 'recognising anew' })
      await setImmediate()
      signal.throwIfAborted()
      if (part.length < AT_ONCE) break
    }
    return { stale, devices, versions: await organisationVersions(q, [...organisations]) }
  })
}

function isChanged({ before, after }: Evaluated): boolean {
  const said = (finding: Finding | undefined) =>
    finding && [finding.state, finding.manufacturerId, finding.how, finding.possibleRelabel, finding.confirmed].join()
  return said(before) !== said(after)
}

function reportOf(stale: readonly Evaluated[], about: Pick<ReEvaluation, 'registerVersion' | 'dryRun' | 'devices'>) {
  const changed = stale.filter(isChanged)
  const changes = changed.map(({ device, organisation, before, after }): FindingChange => {
    const { id: deviceId, label, siteCode, overriddenUntil } = device
    const words = { was: before?.says ?? 'Nobody had looked.', now: after.says }
    const states = { from: before?.state ?? ('unknown' as const), to: after.state }
    return { deviceId, label, organisation, siteCode, ...states, ...words, overridden: overriddenUntil !== null }
  })
  const alike = Map.groupBy(changes, ({ from, to }) => `${from} ${to}`)
  const sums = [...alike.values()]
    .map((group) => ({ from: group[0]!.from, to: group[0]!.to, devices: group.length }))
    .sort((a, b) => b.devices - a.devices)
  const [moved, reworded] = [
    changes.filter(({ from, to }) => from !== to),
    changes.filter(({ from, to }) => from === to),
  ]
  const first = [...moved, ...reworded].slice(0, MOST_CHANGES)
  return { ...about, changed: changed.length, stamped: stale.length, sums, changes: first }
}

/** True when saved; false when the estate moved since, and nothing was saved. */
async function save(
  deps: Deps,
  { caller }: JobContext,
  { stale, versions, result }: { stale: Evaluated[]; versions: ReadonlyMap<string, number>; result: ReEvaluation },
): Promise<boolean> {
  const recordedAt = deps.clock.now()
  const rows = stale.map(({ device: { id, organisationId }, after }) => ({
    ...{ id: deps.ids.next('fin'), organisationId, deviceId: id, finding: after },
    ...{ recordedAt, recordedBy: caller.principalId },
  }))
  const moved = stale.flatMap(({ device, after }) => {
    const { overriddenUntil } = device
    const finding = overriddenUntil === null ? after.state : device.finding
    const { manufacturerId } = after
    if (finding === device.finding && manufacturerId === device.manufacturerId) return []
    return [{ device, state: { finding, manufacturerId, overriddenUntil } }]
  })
  const entry = auditEntry(deps, caller, { act: 'findings.re-evaluated', subjectKind: 'finding' })
  const { registerVersion, devices, changed, stamped, sums } = result
  return deps.db.write(async (q) => {
    const now = await organisationVersions(q, [...versions.keys()])
    if ([...versions].some(([id, version]) => now.get(id) !== version)) return false
    await insertFindings(q, rows)
    await setStates(q, moved)
    for (const id of new Set(moved.map(({ device }) => device.organisationId))) await bumpOrganisation(q, id)
    await record(q, entry, { registerVersion, devices, changed, stamped, sums })
    return true
  })
}
