// The rows that an adoption writes, a part of it at a time. Pure: ids, references and the time are given.
import { vettingOf } from '../../planning/crews/pools.ts'
import type { OrderFacts } from '../../planning/outcome/plan-orders.ts'
import { UNPLACED } from '../planned/order.ts'
import { FREE } from '../claims/situation.ts'
import type { EventRow, OrderRow } from '../states/store.ts'
import type { Adoption } from './adoption.ts'
import { gatesOf } from './gates.ts'
import type { LegOrder, NewOrder, OrderDeviceRow, PlannedRow } from './store.ts'

export type LegAdoption = Adoption<PlannedRow, LegOrder>
type Planned = PlannedRow & { readonly facts: OrderFacts }

/** The same for all parts. */
export interface Fresh {
  readonly planId: string
  readonly adopter: string
  readonly at: Date
  /** By leg: its order, to be made or standing. */
  readonly idOf: ReadonlyMap<string, string>
  /** By leg. */
  readonly eventIds: ReadonlyMap<string, string>
  /** Of the events of orders that the plan does not name: this, with a number behind it. */
  readonly nextEventId: string
  /** By leg: of orders to be made. */
  readonly refOf: ReadonlyMap<string, string>
  /** The leg before each leg. */
  readonly after: ReadonlyMap<string, string | null>
  readonly limits: (organisationId: string) => number | null
}

/** What is long, and read for a part alone. */
export interface Opened {
  /** By leg. */
  readonly facts: ReadonlyMap<string, OrderFacts>
  /** By order, of those that the plan does not write anew. */
  readonly reasons: ReadonlyMap<string, OrderRow['why']>
  /** How many orders fell away in the parts before. */
  readonly fallen: number
}

export interface AdoptionRows {
  readonly orders: readonly NewOrder[]
  /** Of orders that are made, and of renewed ones as they are about them now. */
  readonly devices: readonly OrderDeviceRow[]
  readonly events: readonly EventRow[]
  readonly overwritten: readonly OrderRow[]
}

export function rowsOf(part: LegAdoption, fresh: Fresh, opened: Opened): AdoptionRows {
  const { make, renew, keep, fallAway } = part
  const { planId, at } = fresh
  const open = (planned: PlannedRow): Planned => ({ ...planned, facts: opened.facts.get(planned.legId)! })
  const whole = (order: LegOrder): OrderRow => ({ ...order, why: opened.reasons.get(order.id)! })
  const orders = make.map(({ planned, after }) => made(open(planned), { fresh, parent: after }))
  const renewed = renew.map(({ planned, order }) => renewedOrder(order, open(planned), fresh))
  const kept = keep.map(({ planned: { rank }, order }) => {
    return { ...whole(order), planId, rank, version: order.version + 1 }
  })
  const fallen = fallAway.map((order): OrderRow => {
    return { ...whole(order), ...FREE, state: 'cancelled', closedAt: at, version: order.version + 1 }
  })
  const events = [
    ...orders.map((order) => eventOf(order, fresh, { event: 'adopt', fromState: 'proposed' })),
    ...renewed.map((order, i) => eventOf(order, fresh, { event: 'plan-renewed', ...before(renew[i]!.order) })),
    ...fallen.map((order, i) => ({
      ...eventOf(order, fresh, { event: 'fall-away', ...before(fallAway[i]!) }),
      id: `${fresh.nextEventId}${opened.fallen + i}`,
    })),
  ]
  const devices = [...make, ...renew].flatMap(({ planned }) => devicesOf(open(planned), fresh))
  return { orders, devices, events, overwritten: [...renewed, ...kept, ...fallen] }
}

function made(planned: Planned, { fresh, parent }: { fresh: Fresh; parent: LegOrder | null }): NewOrder {
  const shutGates = gatesFor(planned, fresh, null)
  return {
    ...planFields(planned, fresh),
    id: fresh.idOf.get(planned.legId)!,
    version: 1,
    ref: fresh.refOf.get(planned.legId)!,
    legId: planned.legId,
    link: parent ? 'reappeared' : null,
    parentId: parent?.id ?? null,
    state: shutGates.length === 0 ? 'ready' : 'proposed',
    shutGates,
    attempt: 0,
    createdAt: fresh.at,
  }
}

/** An offer that stands goes on standing, unless the order is no longer ready. */
function renewedOrder(order: LegOrder, planned: Planned, fresh: Fresh): OrderRow {
  const shutGates = gatesFor(planned, fresh, order.approvedPence)
  const offered = shutGates.length === 0 && order.state === 'offered'
  const state = shutGates.length > 0 ? 'proposed' : offered ? 'offered' : 'ready'
  const stands = offered ? {} : FREE
  return { ...order, ...stands, ...planFields(planned, fresh), version: order.version + 1, state, shutGates }
}

function planFields({ facts, site, legId, ...planned }: Planned, fresh: Fresh) {
  const { organisationId, siteId, action, clause, tier, rank, sequence, weightMillis, minutes, deviceCount } = planned
  const { weekOn, financialYear, poolId, costPence: estimatePence } = planned
  const after = fresh.after.get(legId) ?? null
  return {
    ...{ organisationId, siteId, action, clause, tier, rank, sequence, weightMillis, minutes, deviceCount },
    ...{ weekOn, financialYear, poolId, estimatePence, region: site.region, vetting: vettingOf(site), why: facts },
    ...{ planId: fresh.planId, adoptedBy: fresh.adopter },
    callOff: facts.callOff?.callOff ?? null,
    purchaseOrder: facts.callOff?.purchaseOrder ?? null,
    afterOrderId: after === null ? null : (fresh.idOf.get(after) ?? null),
  }
}

function gatesFor(planned: Planned, { limits }: Fresh, approvedPence: number | null): string[] {
  const { clause, costPence, organisationId, facts } = planned
  const unplaced = facts.unplaced === null ? null : (UNPLACED[facts.unplaced] ?? facts.unplaced)
  const gated = { clause, decided: !facts.undecided, unplaced, estimatePence: costPence, approvedPence }
  const contractLacks = facts.callOff?.unmet.map(({ says }) => says) ?? []
  return gatesOf({ ...gated, contractLacks }, limits(organisationId))
}

function devicesOf({ legId, organisationId, facts }: Planned, { idOf }: Fresh): OrderDeviceRow[] {
  const row = { orderId: idOf.get(legId)!, organisationId }
  const own = new Set(facts.deviceIds)
  return [
    ...facts.deviceIds.map((deviceId) => ({ ...row, deviceId, part: 'work' as const })),
    ...facts.leavingIds.filter((id) => !own.has(id)).map((deviceId) => ({ ...row, deviceId, part: 'leaves' as const })),
  ]
}

/** Also whom it was offered to: they are told that it is gone. */
const before = ({ state: fromState, companyId }: LegOrder) => ({ fromState, companyId })

function eventOf(
  { id: orderId, organisationId, attempt, legId, state }: NewOrder | OrderRow,
  { at, adopter, eventIds, nextEventId }: Fresh,
  about: Pick<EventRow, 'event' | 'fromState' | 'companyId'>,
): EventRow {
  const id = eventIds.get(legId ?? '') ?? nextEventId
  return { ...about, id, orderId, organisationId, attempt, at, by: adopter, toState: state }
}
