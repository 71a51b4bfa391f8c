// A company books a visit with engineers whom it names. Where the site's side has approved them the order is scheduled; else
// the visit is kept as requested, and until its day the lease does not run out. Kit to be fitted is looked up in the register
// before: what is flagged brings no visit about.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import type { Register } from '../../register/register.ts'
import { dayOf, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import type { VisitPart } from '../../shared/vocabulary.ts'
import { situationOf } from '../situation.ts'
import { possibleTransitions } from '../states/possible.ts'
import type { OrderRow } from '../states/store.ts'
import { clockToCome } from './clock/clock-to-come.ts'
import { clockFromDay, type CompanyTimes } from './clock/company-clock.ts'
import { bindingOf, getHeldOrder, noteOnOrder, noting, type HeldOrder, type Noting } from './field-order.ts'
import { fitnessOn } from './engineers/fitness.ts'
import { isFlagged, kitOnRecord, lookAtKit, nonConformingKit, type NamedKit, type SeenKit } from './kit/look-at-kit.ts'
import { moveInField } from './move-in-field.ts'
import { findSent, noteSent } from './once.ts'
import { insertVisit, listVisits, updateVisit } from './store.ts'
import { BOOKABLE, checkVisit, unknownVisit, type Visit } from './visit.ts'

export interface VisitAsked {
  /** Made by the client. */
  readonly id: string
  readonly attempt: number
  readonly on: Day
  readonly part: VisitPart
  readonly trade?: string
  readonly engineers: readonly string[]
  /** What will be fitted; left out: what the plan has. */
  readonly kit?: readonly NamedKit[]
}

export interface Booked {
  readonly visit: Visit
  readonly order: OrderRow
  /** For a manager alone. */
  readonly warnings: readonly string[]
  /** As the register has it today: none of it is flagged. */
  readonly kit: readonly SeenKit[]
}

/**
 * Sent again it changes nothing, and answers with the visit as it stands. Throws `unknown-order`, `stale-attempt`,
 * `not-in-this-state`, `unknown-engineer`, `engineer-unfit`, `conflicting-id`, `not-of-order`, `non-conforming-kit`, which is put on
 * record, and what checkVisit throws.
 */
export async function bookVisit(
  deps: Deps & CompanyTimes,
  caller: Caller,
  { ref, asked, register }: { ref: string; asked: VisitAsked; register: Register },
): Promise<Booked> {
  const id = deps.ids.next('vis')
  const noted = noting(deps, caller)
  const entry = auditEntry(deps, caller, { act: 'visit.booked', subjectKind: 'visit', subjectId: id })
  const booked = await deps.db.write(async (q): Promise<Booked | readonly SeenKit[]> => {
    const order = await getHeldOrder(q, caller, { ref, attempt: asked.attempt })
    const { companyId, organisationId } = order
    const sent = { order, companyId, kind: 'visit', body: asked }
    const before = await findSent(q, sent)
    const kit = await lookAtKit(q, order, { named: asked.kit ?? [], register })
    if (before !== undefined) return { visit: await getVisit(q, order, before), order, warnings: [], kit }
    const { visit, warnings } = await draft(q, { order, caller, asked, id, noted })
    const onRecord = kit.length > 0 ? { kit: await kitOnRecord(q, order, kit) } : {}
    if (kit.some(isFlagged)) {
      const detail = { visit: asked.id, ...onRecord }
      await noteOnOrder(q, order, { event: 'kit-refused', noting: noted, detail })
      await record(q, { ...entry, act: 'visit.kit-refused', organisationId }, { ref: order.ref, ...detail })
      return kit
    }
    await insertVisit(q, visit)
    await noteSent(q, sent, { subjectId: id, recordedAt: noted.at })
    await record(q, { ...entry, organisationId }, { ref: order.ref, on: asked.on, ...onRecord })
    return { visit, order: await settled(q, order, { visit, caller, noted, times: deps }), warnings, kit }
  })
  // Outside the write, which keeps what was refused.
  if ('visit' in booked) return booked
  throw nonConformingKit(booked)
}

interface Drafting {
  readonly order: HeldOrder
  readonly caller: Caller
  readonly asked: VisitAsked
  readonly id: string
  readonly noted: Noting
}

async function draft(q: Writes, { order, caller, asked, id, noted }: Drafting) {
  if (!BOOKABLE.includes(order.state)) throw notBookable(order)
  const { on, part, trade = null, engineers: named } = asked
  const { facts, rules } = await bindingOf(q, order)
  const manager = caller.roles.includes('programme')
  const warnings = checkVisit({ on, today: dayOf(noted.at), facts, rules, engineers: named.length, manager })
  const { companyId } = order
  const { unfit, approval } = await fitnessOn(q, order, { companyId, engineerIds: named, on })
  if (unfit.length > 0) throw unfitEngineers(unfit)
  if (approval === 'refused') throw unfitEngineers(['The site does not let in one of those who are named.'])
  const visit: Visit = {
    ...{ id, version: 1, clientId: asked.id, orderId: order.id, organisationId: order.organisationId },
    ...{ siteId: order.siteId, companyId, attempt: order.attempt },
    state: approval === 'approved' ? 'booked' : 'requested',
    ...{ on, part, trade, named, present: [] },
    ...{ arrivedAt: null, leftAt: null, cause: null, fault: null, chargeablePence: null },
    ...{ requestedAt: noted.at, requestedBy: noted.by },
  }
  return { visit, warnings }
}

interface Settling {
  readonly visit: Visit
  readonly caller: Caller
  readonly noted: Noting
  readonly times: CompanyTimes
}

/** A booked visit schedules an order that waited for one; of any other it moves the clock alone. */
export async function settled(q: Writes, order: OrderRow, settling: Settling): Promise<OrderRow> {
  const { visit, caller, noted, times } = settling
  const { on, state, clientId } = visit
  const detail = { visit: clientId, on }
  const waits = order.state === 'claimed' || order.state === 'rejected'
  if (state !== 'booked' || !waits) {
    const set = clockFromDay(order, on, times)
    return noteOnOrder(q, order, { event: `visit-${state}`, noting: noted, detail, set })
  }
  const set = await clockToCome(q, { ...order, state: 'scheduled' }, noted.at, times)
  // Whoever approves the engineers fulfils what the holder asked for.
  return moveInField(q, order, { transition: 'schedule', movers: ['holder'], caller, noting: noted, detail, set })
}

/** What would keep an order from going on with a visit, once that is booked; none: nothing does. In sentences. */
export async function unlessScheduled(
  q: Reads,
  order: OrderRow,
  { caller, now }: { caller: Caller; now: Date },
): Promise<readonly string[]> {
  const situation = { ...(await situationOf(q, order, { caller, now })), visitBooked: true }
  // Told in the words for those who manage the work: the company is not asked.
  const possible = possibleTransitions({ state: order.state, whence: null }, ['holder', 'programme'], situation)
  return possible.find(({ transition }) => transition === 'schedule')?.unless ?? []
}

/**
 * A visit to come does not take place. The order stays as it is: the company is waited for from now on, or from what else
 * is to come. Throws
 * `unknown-visit`, `not-in-this-state`, `stale-attempt`.
 */
export async function withdrawVisit(
  deps: Deps & CompanyTimes,
  caller: Caller,
  { ref, id, attempt }: { ref: string; id: string; attempt: number },
): Promise<Visit> {
  const noted = noting(deps, caller)
  const entry = auditEntry(deps, caller, { act: 'visit.withdrawn', subjectKind: 'order', subjectId: ref })
  return deps.db.write(async (q) => {
    const order = await getHeldOrder(q, caller, { ref, attempt })
    const visit = (await listVisits(q, { orderId: order.id, attempt })).find(({ clientId }) => clientId === id)
    if (!visit) throw unknownVisit(id)
    if (visit.state === 'withdrawn') return visit
    if (visit.state !== 'requested' && visit.state !== 'booked') throw notToCome(visit)
    await updateVisit(q, visit, { state: 'withdrawn' })
    const set = await clockToCome(q, order, noted.at, deps)
    await noteOnOrder(q, order, { event: 'visit-withdrawn', noting: noted, detail: { visit: id }, set })
    await record(q, { ...entry, organisationId: order.organisationId }, { visit: id })
    return { ...visit, state: 'withdrawn' }
  })
}

async function getVisit(q: Writes, { id: orderId }: OrderRow, visitId: string): Promise<Visit> {
  return (await listVisits(q, { orderId })).find(({ id }) => id === visitId)!
}

export function unfitEngineers(unfit: readonly string[]): Failure {
  return new Failure('engineer-unfit', unfit.join(' '), 'Name others, or record what has changed of them.', { unfit })
}

function notBookable({ ref, state }: OrderRow): Failure {
  const hint = 'A visit is booked while a company has the order and the work is not completed.'
  return new Failure('not-in-this-state', `${ref} is ${state}.`, hint, { state })
}

function notToCome({ clientId, state }: Visit): Failure {
  const hint = 'Only a visit that is to come can be withdrawn: report how this one ended.'
  return new Failure('not-in-this-state', `Visit ${clientId} is ${state}.`, hint, { state })
}
