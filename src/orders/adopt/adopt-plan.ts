// Adopts a plan: its legs become orders, in one write. Whoever adopts it did not make it; a plan whose ground has moved is not
// adopted, and says what moved. Adopting it again changes nothing.
import { auditEntry, record } from '../../access/audit.ts'
import type { TwoPersonAct } from '../../access/requests/request.ts'
import type { Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import type { JobHandler } from '../../jobs/job.ts'
import { getDocuments, getPlan } from '../../planning/get-plan.ts'
import { NOTHING_KEPT } from '../../planning/kept-weeks.ts'
import type { PlanningReference } from '../../planning/problem/build-problem.ts'
import { problemNow, type Asked } from '../../planning/problem-now.ts'
import type { Problem } from '../../planning/engine/format/problem.ts'
import { readProblem } from '../../planning/engine/format/read-problem.ts'
import type { PlanRow } from '../../planning/store.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import type { OrderState } from '../../shared/vocabulary.ts'
import { newRef } from '../order-ref.ts'
import { adoptionOf } from './adoption.ts'
import { movedBetween, type Moved } from './moved.ts'
import { rowsOf } from './rows.ts'
import {
  adoptedBefore,
  countGates,
  countStates,
  delegatedLimits,
  insertOrders,
  listLegOrders,
  listPlannedRows,
  overwriteOrders,
  replaceDevices,
  scopeOfPlan,
  setAdopted,
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
    const then = await checkUpToDate(deps, reference, row)
    signal.throwIfAborted()
    report({ done: 1, total: 3, doing: 'making orders' })
    const entry = auditEntry(deps, caller, { act: 'plan.adopted', subjectKind: 'plan', subjectId: planId })
    const adopt = await prepare(deps, { row, then, adopter })
    const sums = await db.write(async (q) => {
      const done = await adopt(q)
      await record(q, entry, { ...done, adopter })
      return done
    })
    report({ done: 3, total: 3, doing: 'saved' })
    return { planId, adoptedNow: true, ...sums, ...(await standOf(deps, planId)) }
  }
}

const NOTHING_DONE = { adoptedNow: false, made: 0, renewed: 0, kept: 0, fellAway: 0, beyondPlan: 0 }
type Sums = Omit<typeof NOTHING_DONE, 'adoptedNow'>

async function standOf({ db }: Pick<Deps, 'db'>, planId: string): Promise<Pick<Adopted, 'states' | 'gates'>> {
  return { states: await countStates(db.read, planId), gates: await countGates(db.read, planId) }
}

/** Returns the problem that the plan was made of, once it is what would be asked now. */
async function checkUpToDate(deps: Deps, reference: PlanningReference, row: PlanRow): Promise<Problem> {
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
  return then
}

/** Takes time, ids and references before the write, which may run more than once. */
async function prepare(deps: Deps, { row, then, adopter }: { row: PlanRow; then: Problem; adopter: string }) {
  const { db, clock, ids } = deps
  const planned = await listPlannedRows(db.read, row.id)
  const scope = await scopeOfPlan(db.read, row.id)
  const after = new Map(then.jobs.map((job) => [job.id, job.after[0] ?? null]))
  const fresh = {
    orderIds: new Map(planned.map(({ legId }) => [legId, ids.next('ord')])),
    eventIds: new Map(planned.map(({ legId }) => [legId, ids.next('evt')])),
    refs: refsFor(planned.length, ids),
  }
  const by = { planId: row.id, adopter, at: clock.now() }
  const nextEventId = ids.next('evt')

  return async (q: Writes): Promise<Sums> => {
    const adoption = adoptionOf(
      planned.map((one) => ({ ...one, waits: one.facts.waitsUntilOn !== null })),
      await listLegOrders(q, scope),
    )
    const taken = await takenRefs(q, fresh.refs)
    const refs = fresh.refs.filter((ref) => !taken.has(ref))
    const rows = rowsOf(adoption, { ...fresh, ...by, refs, nextEventId, after, limits: await delegatedLimits(q) })
    const before = (await adoptedBefore(q, scope)).filter((id) => id !== row.id)
    if (!(await setAdopted(q, row, before))) throw outdated([], 'Somebody adopted a plan at the same moment.')
    await insertOrders(q, rows)
    await overwriteOrders(q, rows.overwritten)
    await replaceDevices(q, rows.renewedDevices)
    const { make, renew, keep, fallAway, beyondPlan } = adoption
    return {
      ...{ made: make.length, renewed: renew.length, kept: keep.length },
      ...{ fellAway: fallAway.length, beyondPlan: beyondPlan.length },
    }
  }
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
