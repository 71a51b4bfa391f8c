// Adopts a plan: its legs become orders, in one write. Whoever adopts it did not make it; a plan whose ground has moved is not
// adopted, and says what moved. Adopting it again changes nothing.
import { auditEntry, record } from '../../access/audit.ts'
import type { TwoPersonAct } from '../../access/requests/request.ts'
import { inChunks } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import type { JobHandler } from '../../jobs/job.ts'
import { getDocuments, getPlan } from '../../planning/get-plan.ts'
import { NOTHING_KEPT } from '../../planning/kept-weeks.ts'
import type { PlanningReference } from '../../planning/problem/build-problem.ts'
import { problemNow, type Asked } from '../../planning/problem-now.ts'
import { readProblem } from '../../planning/engine/format/read-problem.ts'
import type { PlanRow } from '../../planning/store.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import type { OrderState } from '../../shared/vocabulary.ts'
import { newRef } from '../order-ref.ts'
import { adoptionOf } from './adoption.ts'
import { movedBetween, type Moved } from './moved.ts'
import { rowsOf, type AdoptionRows, type Fresh, type LegAdoption } from './rows.ts'
import {
  adoptedBefore,
  countGates,
  countStates,
  delegatedLimits,
  dropDevices,
  insertOrders,
  legOrdersStand,
  listLegOrders,
  listPlannedRows,
  overwriteOrders,
  readFacts,
  readReasons,
  scopeOfPlan,
  setAdopted,
  stageOrders,
  takenRefs,
} from './store.ts'

export interface AdoptInput {
  readonly planId: string
  /** Who adopts it, where a command brings their token along; left out: the caller. */
  readonly adoptedBy?: string
}

export interface Adopted {
  readonly planId: string
  /** False: it was adopted already, and nothing changed. */
  readonly adoptedNow: boolean
  readonly made: number
  readonly renewed: number
  readonly kept: number
  readonly fellAway: number
  readonly beyondPlan: number
  readonly states: readonly { readonly state: OrderState; readonly orders: number }[]
  /** Of orders that are not ready: how many wait for what. */
  readonly gates: readonly { readonly gate: string; readonly orders: number }[]
}

/** Whose token `--approved-by` takes. */
export const adoptOwnPlan: Pick<TwoPersonAct, 'deciders'> = { deciders: ['approver'] }

/** Whoever adopts a plan did not make it. Throws `second-person-needed`. */
export function checkAdopter({ state, createdBy }: Pick<PlanRow, 'state' | 'createdBy'>, adopter: string): void {
  if (state !== 'adopted' && createdBy === adopter) throw ownPlan()
}

/** More are counted and not named. */
const MOVED_SHOWN = 100

/** The job handler. Throws `unknown-plan`, `second-person-needed`, `plan-outdated`. */
export function adoptPlanWith(reference: PlanningReference): JobHandler<AdoptInput, Adopted> {
  return async (deps, { planId, adoptedBy }, { caller, report, signal }) => {
    const { db } = deps
    const adopter = adoptedBy ?? caller.principalId
    const row = await getPlan(db.read, caller.scope, planId)
    if (row.state === 'adopted') return { ...NOTHING_DONE, planId, ...(await standOf(deps, planId)) }
    checkAdopter(row, adopter)
    report({ done: 0, total: 3, doing: 'looking at what moved' })
    const after = await checkUpToDate(deps, reference, row)
    signal.throwIfAborted()
    report({ done: 1, total: 3, doing: 'making orders' })
    const entry = auditEntry(deps, caller, { act: 'plan.adopted', subjectKind: 'plan', subjectId: planId })
    const making = await prepare(deps, { row, after, adopter })
    const sums = await adopt(deps, making, (q, done) => record(q, entry, { ...done, adopter }))
    report({ done: 3, total: 3, doing: 'saved' })
    return { planId, adoptedNow: true, ...sums, ...(await standOf(deps, planId)) }
  }
}

const NOTHING_DONE = { adoptedNow: false, made: 0, renewed: 0, kept: 0, fellAway: 0, beyondPlan: 0 }
type Sums = Omit<typeof NOTHING_DONE, 'adoptedNow'>

async function standOf({ db }: Pick<Deps, 'db'>, planId: string): Promise<Pick<Adopted, 'states' | 'gates'>> {
  return { states: await countStates(db.read, planId), gates: await countGates(db.read, planId) }
}

type After = ReadonlyMap<string, string | null>

/** The plan was made of what would be asked now. Returns the leg before each leg, and lets go of the rest of the problem. */
async function checkUpToDate(deps: Deps, reference: PlanningReference, row: PlanRow): Promise<After> {
  const { db } = deps
  if (row.state === 'superseded') throw outdated([], 'Another plan was adopted since.')
  if (row.input === null) throw outdated([], 'It was made by an older version, which did not keep what was asked.')
  const scope = await scopeOfPlan(db.read, row.id)
  const { problem: then } = await getDocuments(db.read, row)
  const asking = { reference, asked: row.input as Asked, readKept: async () => NOTHING_KEPT }
  const { built } = await problemNow(deps, { scope }, asking)
  const orders = await listLegOrders(db.read, scope)
  const { keep } = adoptionOf(
    [...then.jobs].map(({ id }) => ({ legId: id, waits: false })),
    orders,
  )
  // As it would be stored, so that what is read back is compared with the like.
  const now = readProblem(JSON.parse(JSON.stringify(built.problem)))
  const moved = movedBetween(then, now, new Set(keep.map(({ order }) => order.legId!)))
  if (moved.length > 0) throw outdated(moved)
  return new Map(then.jobs.map((job) => [job.id, job.after[0] ?? null]))
}

/** What is known before anything is looked at: a write may run more than once, and takes no time or ids of its own. */
async function prepare(
  { db, clock, ids }: Deps,
  { row, after, adopter }: { row: PlanRow; after: After; adopter: string },
) {
  const planned = await listPlannedRows(db.read, row.id)
  const scope = await scopeOfPlan(db.read, row.id)
  const fresh = {
    orderIds: new Map(planned.map(({ legId }) => [legId, ids.next('ord')])),
    eventIds: new Map(planned.map(({ legId }) => [legId, ids.next('evt')])),
    refs: refsFor(planned.length, ids),
    nextEventId: ids.next('evt'),
    ...{ after, planId: row.id, adopter, at: clock.now() },
  }
  return { row, planned, scope, fresh }
}
type Making = Awaited<ReturnType<typeof prepare>>

/** What becomes of each leg and of the orders that stand. */
async function decide(q: Reads, { planned, scope, fresh: { orderIds, refs, ...fresh } }: Making) {
  const adoption = adoptionOf(planned, await listLegOrders(q, scope))
  const { make, renew, keep, fallAway, beyondPlan } = adoption
  const sums: Sums = {
    ...{ made: make.length, renewed: renew.length, kept: keep.length },
    ...{ fellAway: fallAway.length, beyondPlan: beyondPlan.length },
  }
  const taken = await takenRefs(q, refs)
  const free = refs.filter((ref) => !taken.has(ref))
  const idOf = new Map([
    ...make.map(({ planned: { legId } }) => [legId, orderIds.get(legId)!] as const),
    ...[...renew, ...keep].map(({ planned: { legId }, order }) => [legId, order.id] as const),
  ])
  const refOf = new Map(make.map(({ planned: { legId } }, i) => [legId, free[i]!]))
  return { sums, adoption, fresh: { ...fresh, idOf, refOf, limits: await delegatedLimits(q) } satisfies Fresh }
}
type Decided = Awaited<ReturnType<typeof decide>>

/** A part at a time: the reasons of all orders at once would take most of a small machine's memory. */
async function* writtenOut(q: Reads, { adoption, fresh }: Decided): AsyncGenerator<AdoptionRows> {
  let fallen = 0
  for (const part of partsOf(adoption)) {
    const { make, renew, keep, fallAway } = part
    const legIds = [...make, ...renew].map(({ planned }) => planned.legId)
    const facts = await readFacts(q, fresh.planId, legIds)
    const standing = [...keep.map(({ order }) => order), ...fallAway]
    const reasons = await readReasons(
      q,
      standing.map(({ id }) => id),
    )
    yield rowsOf(part, fresh, { facts, reasons, fallen })
    fallen += fallAway.length
  }
}

function* partsOf({ make, renew, keep, fallAway }: LegAdoption): Generator<LegAdoption> {
  const none = { make: [], renew: [], keep: [], fallAway: [], beyondPlan: [] }
  for (const some of inChunks(make)) yield { ...none, make: some }
  for (const some of inChunks(renew)) yield { ...none, renew: some }
  for (const some of inChunks(keep)) yield { ...none, keep: some }
  for (const some of inChunks(fallAway)) yield { ...none, fallAway: some }
}

const renewedIds = ({ adoption }: Decided): string[] => adoption.renew.map(({ order }) => order.id)

/** Orders are decided on and written out before the write, which would hold everyone up for the better part of a minute. */
const TRIES = 3

async function adopt({ db }: Deps, making: Making, record: (q: Writes, sums: Sums) => Promise<void>): Promise<Sums> {
  for (let tries = TRIES; tries > 0; tries--) {
    const seen = await legOrdersStand(db.read, making.scope)
    const decided = await decide(db.read, making)
    const stage = db.stage()
    try {
      for await (const rows of writtenOut(db.read, decided)) await stageOrders({ stage, t: db.read.t }, rows)
      const done = await db.write(async (q) => {
        // Somebody claimed or moved one of them since: what was decided may be wrong.
        if ((await legOrdersStand(q, making.scope)) !== seen) return false
        await supersede(q, making)
        await dropDevices(q, renewedIds(decided))
        await q.insertStaged(stage)
        await record(q, decided.sums)
        return true
      })
      if (done) return decided.sums
    } finally {
      await stage.close()
    }
  }
  // Where orders never stand still it is done in one write, however long that takes.
  return db.write(async (q) => {
    const decided = await decide(q, making)
    await supersede(q, making)
    await dropDevices(q, renewedIds(decided))
    for await (const rows of writtenOut(q, decided)) {
      await insertOrders(q, rows)
      await overwriteOrders(q, rows.overwritten)
    }
    await record(q, decided.sums)
    return decided.sums
  })
}

async function supersede(q: Writes, { row, scope }: Making): Promise<void> {
  const before = (await adoptedBefore(q, scope)).filter((id) => id !== row.id)
  if (!(await setAdopted(q, row, before))) throw outdated([], 'Somebody adopted a plan at the same moment.')
}

/** One in a hundred more than are needed, and one: those that are taken are left out. */
function refsFor(n: number, ids: Deps['ids']): string[] {
  const refs = new Set<string>()
  while (refs.size < n + Math.ceil(n / 100) + 1) refs.add(newRef(ids))
  return [...refs]
}

function ownPlan(): Failure {
  return new Failure(
    'second-person-needed',
    'Whoever made a plan does not adopt it alone.',
    'Let another approver adopt it, or give the token of one: lenscap adopt PLAN --approved-by TOKEN.',
  )
}

function outdated(moved: readonly Moved[], why?: string): Failure {
  const first = moved.slice(0, 3).map(({ what, id, says }) => `${what} ${id}: ${says}`)
  const more = moved.length > 3 ? ` And ${count(moved.length - 3, 'more')}.` : ''
  return new Failure(
    'plan-outdated',
    why ?? `What the plan was made of has moved since, in ${count(moved.length, 'place')}. ${first.join(' ')}${more}`,
    'Make the plan anew, look at it, and adopt that one.',
    { moved: moved.slice(0, MOVED_SHOWN), total: moved.length },
  )
}
