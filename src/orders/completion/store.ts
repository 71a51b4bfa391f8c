import { and, asc, eq, inArray, isNull, notInArray, sql, sum } from 'drizzle-orm'
import { inChunks, insertAll } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { FindingState } from '../../shared/vocabulary.ts'
import type { NewOrder } from '../adopt/store.ts'
import type { OrderRow } from '../states/store.ts'
import { ENDED } from '../states/transitions.ts'
import type { Weighed } from './follow-up.ts'
import { isFinished, type DeviceOutcome } from './outcome.ts'

export type OutcomeRow = Tables['deviceOutcomes']['$inferSelect']
export type EffectRow = Tables['outcomeEffects']['$inferSelect']
export type FoundRow = Tables['foundDevices']['$inferSelect']
export type OrderDevice = Pick<Tables['orderDevices']['$inferSelect'], 'deviceId' | 'part'>

/** What the order is about now, in the order of ids; `finding` is as it counts today. */
export async function listOrderDevices(q: Reads, orderId: string) {
  const { orderDevices: t, devices } = q.t
  return q
    .select({ deviceId: t.deviceId, part: t.part, kind: devices.kind, label: devices.label, finding: devices.finding })
    .from(t)
    .innerJoin(devices, eq(devices.id, t.deviceId))
    .where(eq(t.orderId, orderId))
    .orderBy(asc(t.deviceId))
}

/** By which its devices can be told from each other on site. */
export function listMarks(q: Reads, orderId: string) {
  const { orderDevices: t, devices } = q.t
  return q
    .select({ id: devices.id, serial: devices.serial, mac: devices.mac })
    .from(t)
    .innerJoin(devices, eq(devices.id, t.deviceId))
    .where(eq(t.orderId, orderId))
}

/** All that was ever told of the order's devices, oldest first. */
export function listOutcomes(q: Reads, orderId: string): Promise<OutcomeRow[]> {
  const { deviceOutcomes: t } = q.t
  return q.select().from(t).where(eq(t.orderId, orderId)).orderBy(asc(t.id))
}

export function listEffects(q: Reads, orderId: string): Promise<EffectRow[]> {
  const { outcomeEffects: t } = q.t
  return q.select().from(t).where(eq(t.orderId, orderId)).orderBy(asc(t.outcomeId))
}

/**
 * What counts of the devices that the order is about, and is still to be judged: the newest of each, by device. Of what an
 * earlier holder left undone nothing is told yet: whoever has the order now has to go and see.
 */
export async function pendingOutcomes(
  q: Reads,
  { id, attempt }: Pick<OrderRow, 'id' | 'attempt'>,
): Promise<Map<string, OutcomeRow>> {
  const { deviceOutcomes: t, outcomeEffects, orderDevices } = q.t
  const rows = await q
    .select({ outcome: t })
    .from(t)
    .innerJoin(orderDevices, and(eq(orderDevices.orderId, t.orderId), eq(orderDevices.deviceId, t.deviceId)))
    .leftJoin(outcomeEffects, and(eq(outcomeEffects.orderId, t.orderId), eq(outcomeEffects.deviceId, t.deviceId)))
    .where(and(eq(t.orderId, id), isNull(outcomeEffects.outcomeId)))
    .orderBy(asc(t.id))
  const counting = rows.filter(({ outcome }) => outcome.attempt === attempt || isFinished(conformityOf(outcome)))
  return new Map(counting.map(({ outcome }) => [outcome.deviceId, outcome]))
}

/** Kit that had to go in its turn, until a person found it to be in order: nobody's work any more. */
export async function clearedStandIns(q: Reads, orderId: string): Promise<Set<string>> {
  const { outcomeEffects: t, devices } = q.t
  const rows = await q
    .select({ id: devices.id })
    .from(t)
    .innerJoin(devices, eq(devices.id, t.installedDeviceId))
    .where(and(eq(t.orderId, orderId), eq(t.standsIn, true), eq(devices.finding, 'cleared')))
  return new Set(rows.map(({ id }) => id))
}

export function conformityOf({ outcome, kitFinding }: Pick<OutcomeRow, 'outcome' | 'kitFinding'>) {
  return { outcome, conforms: conforms(kitFinding) }
}

export const conforms = (finding: FindingState | null): boolean | null => finding && finding === 'cleared'

/** Opens what was told. */
export function openTold({ sealer }: Reads, { id, told }: Pick<OutcomeRow, 'id' | 'told'>): DeviceOutcome {
  return JSON.parse(sealer.unseal(told, `device_outcomes.told:${id}`)) as DeviceOutcome
}

export async function findByClientId(
  q: Reads,
  { orderId, attempt, clientId }: Pick<OutcomeRow, 'orderId' | 'attempt' | 'clientId'>,
): Promise<OutcomeRow | undefined> {
  const { deviceOutcomes: t } = q.t
  const [row] = await q
    .select()
    .from(t)
    .where(and(eq(t.orderId, orderId), eq(t.attempt, attempt), eq(t.clientId, clientId)))
  return row
}

export async function findFoundByClientId(
  q: Reads,
  { orderId, attempt, clientId }: Pick<FoundRow, 'orderId' | 'attempt' | 'clientId'>,
): Promise<FoundRow | undefined> {
  const { foundDevices: t } = q.t
  const [row] = await q
    .select()
    .from(t)
    .where(and(eq(t.orderId, orderId), eq(t.attempt, attempt), eq(t.clientId, clientId)))
  return row
}

export async function insertOutcome(q: Writes, row: OutcomeRow): Promise<void> {
  await q.insert(q.t.deviceOutcomes).values(row)
}

export async function insertFound(q: Writes, row: FoundRow): Promise<void> {
  await q.insert(q.t.foundDevices).values(row)
}

export async function insertEffect(q: Writes, row: EffectRow): Promise<void> {
  await q.insert(q.t.outcomeEffects).values(row)
}

/** In place of what is done with stands what has to go in its turn. Returns how many devices are left to work on. */
export async function changeOrderDevices(
  q: Writes,
  { id: orderId, organisationId }: Pick<OrderRow, 'id' | 'organisationId'>,
  { gone, come }: { gone: readonly string[]; come: readonly string[] },
): Promise<number> {
  const { orderDevices: t } = q.t
  if (gone.length > 0) await q.delete(t).where(and(eq(t.orderId, orderId), inArray(t.deviceId, [...gone])))
  if (come.length > 0) {
    const rows = come.map((deviceId) => ({ orderId, organisationId, deviceId, part: 'work' as const }))
    await q.insert(t).values(rows).onConflictDoNothing()
  }
  const left = await q.select({ part: t.part }).from(t).where(eq(t.orderId, orderId))
  return left.filter(({ part }) => part === 'work').length
}

/** What the visits of the order cost beside its devices: materials, and visits that did not do their work. */
export async function visitPence(q: Reads, orderId: string): Promise<number> {
  const { visitMaterials, visits } = q.t
  const [materials] = await q
    .select({ pence: sum(visitMaterials.pence).mapWith(Number) })
    .from(visitMaterials)
    .where(eq(visitMaterials.orderId, orderId))
  const [charged] = await q
    .select({ pence: sum(visits.chargeablePence).mapWith(Number) })
    .from(visits)
    .where(eq(visits.orderId, orderId))
  return (materials?.pence ?? 0) + (charged?.pence ?? 0)
}

export async function removalApprovedOn(q: Reads, orderId: string) {
  const { removalApprovals: t } = q.t
  const rows = await q.select().from(t).where(eq(t.orderId, orderId))
  return new Map(rows.map(({ deviceId, approvedOn }) => [deviceId, approvedOn]))
}

export async function insertRemovalApprovals(
  q: Writes,
  rows: readonly Tables['removalApprovals']['$inferInsert'][],
): Promise<void> {
  await q
    .insert(q.t.removalApprovals)
    .values([...rows])
    .onConflictDoNothing()
}

export async function listWeighedDevices(q: Reads, orderId: string): Promise<Weighed[]> {
  const { orderDevices: t, devices } = q.t
  const { id, kind, network, internetExposed, finding, manufacturerId, overriddenUntil } = devices
  return q
    .select({ id, kind, network, internetExposed, finding, manufacturerId, overriddenUntil, part: t.part })
    .from(t)
    .innerJoin(devices, eq(id, t.deviceId))
    .where(eq(t.orderId, orderId))
    .orderBy(asc(id))
}

/** Devices that are in no order yet. */
export async function listWeighed(q: Reads, ids: readonly string[]): Promise<Weighed[]> {
  const { id, kind, network, internetExposed, finding, manufacturerId, overriddenUntil } = q.t.devices
  const found: Weighed[] = []
  for (const some of inChunks(ids)) {
    const rows = await q
      .select({ id, kind, network, internetExposed, finding, manufacturerId, overriddenUntil })
      .from(q.t.devices)
      .where(inArray(id, some))
      .orderBy(asc(id))
    found.push(...rows.map((row) => ({ ...row, part: 'work' as const })))
  }
  return found
}

export async function insertLinkedOrder(q: Writes, row: NewOrder, devices: readonly Weighed[]): Promise<OrderRow> {
  const [order] = await q.insert(q.t.orders).values(row).returning()
  const { id: orderId, organisationId } = row
  const rows = devices.map(({ id: deviceId, part }) => ({ orderId, organisationId, deviceId, part }))
  await insertAll(q, q.t.orderDevices, rows)
  return order!
}

/** Orders that were to come after the one come after the other. */
export async function waitForInstead(q: Writes, { before, now }: { before: string; now: string }): Promise<void> {
  const { orders } = q.t
  await q
    .update(orders)
    .set({ afterOrderId: now, version: sql`${orders.version} + 1` })
    .where(and(eq(orders.afterOrderId, before), notInArray(orders.state, [...ENDED])))
}

/** So that a plan made anew finds what came in place of a device under the same leg. */
export async function joinLeg(
  q: Writes,
  { legId, organisationId }: { legId: string; organisationId: string },
  devices: readonly Weighed[],
): Promise<void> {
  const rows = devices.map(({ id: deviceId }) => ({ legId, organisationId, deviceId }))
  if (rows.length > 0) await q.insert(q.t.legDevices).values(rows).onConflictDoNothing()
}
