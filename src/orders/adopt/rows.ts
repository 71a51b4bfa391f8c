// The rows that an adoption writes. Pure: ids, references and the time are given.
import { vettingOf } from '../../planning/crews/pools.ts'
import { UNPLACED } from '../planned/order.ts'
import { FREE } from '../claims/situation.ts'
import type { EventRow, OrderRow } from '../states/store.ts'
import type { Adoption } from './adoption.ts'
import { gatesOf } from './gates.ts'
import type { NewOrder, OrderDeviceRow, PlannedRow } from './store.ts'

type Planned = PlannedRow & { readonly waits: boolean }

export interface Fresh {
  readonly planId: string
  readonly adopter: string
  readonly at: Date
  /** By leg. */
  readonly orderIds: ReadonlyMap<string, string>
  readonly eventIds: ReadonlyMap<string, string>
  /** Of the events of orders that the plan does not name: this, with a number behind it. */
  readonly nextEventId: string
  /** As many as there are orders to make, at least. */
  readonly refs: readonly string[]
  /** The leg before each leg. */
  readonly after: ReadonlyMap<string, string | null>
  readonly limits: (organisationId: string) => number | null
}

export interface AdoptionRows {
  readonly orders: readonly NewOrder[]
  readonly devices: readonly OrderDeviceRow[]
  readonly events: readonly EventRow[]
  readonly overwritten: readonly OrderRow[]
  /** What the renewed orders are about now, by order. */
  readonly renewedDevices: ReadonlyMap<string, readonly OrderDeviceRow[]>
}

export function rowsOf(adoption: Adoption<Planned, OrderRow>, fresh: Fresh): AdoptionRows {
  const { make, renew, keep, fallAway } = adoption
  const { orderIds, planId, at } = fresh
  const idOf = new Map([
    ...make.map(({ planned: { legId } }) => [legId, orderIds.get(legId)!] as const),
    ...[...renew, ...keep].map(({ planned: { legId }, order }) => [legId, order.id] as const),
  ])
  const orders = make.map(({ planned, after }, i) => made(planned, { fresh, idOf, ref: fresh.refs[i]!, parent: after }))
  const renewed = renew.map(({ planned, order }) => renewedOrder(order, planned, { fresh, idOf }))
  const kept = keep.map(({ planned: { rank }, order }) => ({ ...order, planId, rank, version: order.version + 1 }))
  const fallen = fallAway.map((order): OrderRow => {
    return { ...order, ...FREE, state: 'cancelled', closedAt: at, version: order.version + 1 }
  })
  const events = [
    ...orders.map((order) => eventOf(order, fresh, { event: 'adopt', fromState: 'proposed' })),
    ...renewed.map((order, i) => eventOf(order, fresh, { event: 'plan-renewed', ...before(renew[i]!.order) })),
    ...fallen.map((order, i) => ({
      ...eventOf(order, fresh, { event: 'fall-away', ...before(fallAway[i]!) }),
      id: `${fresh.nextEventId}${i}`,
    })),
  ]
  return {
    orders,
    devices: make.flatMap(({ planned }) => devicesOf(planned, idOf)),
    events,
    overwritten: [...renewed, ...kept, ...fallen],
    renewedDevices: new Map(renew.map(({ planned, order }) => [order.id, devicesOf(planned, idOf)])),
  }
}

interface Making {
  readonly fresh: Fresh
  readonly idOf: ReadonlyMap<string, string>
}

function made(
  planned: Planned,
  { fresh, idOf, ref, parent }: Making & { ref: string; parent: OrderRow | null },
): NewOrder {
  const shutGates = gatesFor(planned, fresh, null)
  return {
    ...planFields(planned, { fresh, idOf }),
    id: fresh.orderIds.get(planned.legId)!,
    version: 1,
    ref,
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
function renewedOrder(order: OrderRow, planned: Planned, making: Making): OrderRow {
  const shutGates = gatesFor(planned, making.fresh, order.approvedPence)
  const offered = shutGates.length === 0 && order.state === 'offered'
  const state = shutGates.length > 0 ? 'proposed' : offered ? 'offered' : 'ready'
  const stands = offered ? {} : FREE
  return { ...order, ...stands, ...planFields(planned, making), version: order.version + 1, state, shutGates }
}

function planFields({ facts, site, legId, ...planned }: Planned, { fresh, idOf }: Making) {
  const { organisationId, siteId, action, clause, tier, rank, sequence, weightMillis, minutes, deviceCount } = planned
  const { weekOn, financialYear, poolId, costPence: estimatePence } = planned
  const after = fresh.after.get(legId) ?? null
  return {
    ...{ organisationId, siteId, action, clause, tier, rank, sequence, weightMillis, minutes, deviceCount },
    ...{ weekOn, financialYear, poolId, estimatePence, region: site.region, vetting: vettingOf(site), why: facts },
    ...{ planId: fresh.planId, adoptedBy: fresh.adopter },
    callOff: facts.callOff?.callOff ?? null,
    purchaseOrder: facts.callOff?.purchaseOrder ?? null,
    afterOrderId: after === null ? null : (idOf.get(after) ?? null),
  }
}

function gatesFor(planned: Planned, { limits }: Fresh, approvedPence: number | null): string[] {
  const { clause, costPence, organisationId, facts } = planned
  const unplaced = facts.unplaced === null ? null : (UNPLACED[facts.unplaced] ?? facts.unplaced)
  const gated = { clause, decided: !facts.undecided, unplaced, estimatePence: costPence, approvedPence }
  const contractLacks = facts.callOff?.unmet.map(({ says }) => says) ?? []
  return gatesOf({ ...gated, contractLacks }, limits(organisationId))
}

function devicesOf({ legId, organisationId, facts }: Planned, idOf: ReadonlyMap<string, string>): OrderDeviceRow[] {
  const row = { orderId: idOf.get(legId)!, organisationId }
  const own = new Set(facts.deviceIds)
  return [
    ...facts.deviceIds.map((deviceId) => ({ ...row, deviceId, part: 'work' as const })),
    ...facts.leavingIds.filter((id) => !own.has(id)).map((deviceId) => ({ ...row, deviceId, part: 'leaves' as const })),
  ]
}

/** Also whom it was offered to: they are told that it is gone. */
const before = ({ state: fromState, companyId }: OrderRow) => ({ fromState, companyId })

function eventOf(
  { id: orderId, organisationId, attempt, legId, state }: NewOrder | OrderRow,
  { at, adopter, eventIds, nextEventId }: Fresh,
  about: Pick<EventRow, 'event' | 'fromState' | 'companyId'>,
): EventRow {
  const id = eventIds.get(legId ?? '') ?? nextEventId
  return { ...about, id, orderId, organisationId, attempt, at, by: adopter, toState: state }
}
