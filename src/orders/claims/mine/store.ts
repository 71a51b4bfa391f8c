// Statements on what a company has; what is sealed is opened where the name of the function says so.
import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import type { Reads } from '../../../db/database.ts'
import type { Place } from '../../../estate/device.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import type { OrderRow } from '../../states/store.ts'
import type { ViewedDevice } from '../contractor-view.ts'
import { HAD } from '../fence.ts'

/** Orders that the company has or is offered, by reference: their order tells nothing. */
export function listOfCompany(
  q: Reads,
  companyId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<OrderRow[]> {
  const { orders: t } = q.t
  const theirs = and(eq(t.companyId, companyId), inArray(t.state, [...HAD, 'offered']))
  return q
    .select()
    .from(t)
    .where(and(theirs, after === null ? undefined : gt(t.ref, after)))
    .orderBy(asc(t.ref))
    .limit(limit)
}

export function listByRefs(q: Reads, refs: readonly string[]): Promise<OrderRow[]> {
  const { orders: t } = q.t
  return q
    .select()
    .from(t)
    .where(inArray(t.ref, [...refs]))
}

/** Of the orders, those to which a visit is booked or under way by the claim that stands. */
export async function withVisit(q: Reads, orders: readonly OrderRow[]): Promise<ReadonlySet<string>> {
  const attempts = new Map(orders.map(({ id, attempt }) => [id, attempt]))
  if (attempts.size === 0) return new Set()
  const { visits: t } = q.t
  const found = await q
    .select({ orderId: t.orderId, attempt: t.attempt })
    .from(t)
    .where(and(inArray(t.orderId, [...attempts.keys()]), inArray(t.state, ['booked', 'under-way'])))
  const booked = found.filter(({ orderId, attempt }) => attempt === attempts.get(orderId))
  return new Set(booked.map(({ orderId }) => orderId))
}

/** By order, why its work was rejected under the claim that stands; of several times the last. */
export async function openRejections(q: Reads, orders: readonly OrderRow[]): Promise<ReadonlyMap<string, string>> {
  const attempts = new Map(orders.map(({ id, attempt }) => [id, attempt]))
  if (attempts.size === 0) return new Map()
  const { orderEvents: t } = q.t
  const rows = await q
    .select({ id: t.id, orderId: t.orderId, attempt: t.attempt, detail: t.detail })
    .from(t)
    .where(and(inArray(t.orderId, [...attempts.keys()]), eq(t.event, 'reject')))
    .orderBy(asc(t.id))
  const standing = rows.filter(({ orderId, attempt }) => attempt === attempts.get(orderId))
  return new Map(
    standing.map(({ id, orderId, detail }) => {
      const { reason } = JSON.parse(q.sealer.unseal(detail!, `order_events.detail:${id}`)) as { reason: string }
      return [orderId, reason]
    }),
  )
}

/** With what is sealed, as it is stored. */
export async function listSealedSites(q: Reads, ids: readonly string[]) {
  if (ids.length === 0) return []
  const { sites: t } = q.t
  return await q
    .select({
      ...{ id: t.id, code: t.code, name: t.name },
      ...{ address: t.address, accessNotes: t.accessNotes, contacts: t.contacts },
    })
    .from(t)
    .where(inArray(t.id, [...new Set(ids)]))
}

/** By label. */
export async function openDevices(q: Reads, orderId: string): Promise<ViewedDevice[]> {
  const { orderDevices, devices: t } = q.t
  const rows = await q
    .select({
      ...{ id: t.id, label: t.label, kind: t.kind, manufacturer: t.manufacturer, model: t.model, place: t.place },
      part: orderDevices.part,
    })
    .from(orderDevices)
    .innerJoin(t, eq(t.id, orderDevices.deviceId))
    .where(eq(orderDevices.orderId, orderId))
  return rows
    .map(({ place, ...device }): ViewedDevice => {
      const opened = place && (JSON.parse(q.sealer.unseal(place, `devices.place:${device.id}`)) as Place)
      return { ...device, location: opened ? opened.location : null }
    })
    .sort((a, b) => byCodeUnit(a.label ?? a.id, b.label ?? b.id))
}
