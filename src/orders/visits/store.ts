import { and, asc, eq, inArray } from 'drizzle-orm'
import { insertAll } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { OrderRow } from '../states/store.ts'
import type { Visit, VisitRow } from './visit.ts'

export async function findOrderById(q: Reads, id: string): Promise<OrderRow | undefined> {
  const { orders } = q.t
  const [order] = await q.select().from(orders).where(eq(orders.id, id))
  return order
}

/** Those of the attempt, or of all, the earliest day first. */
export async function listVisits(
  q: Reads,
  { orderId, attempt }: { orderId: string; attempt?: number },
): Promise<Visit[]> {
  const { visits: t } = q.t
  const where = and(eq(t.orderId, orderId), attempt === undefined ? undefined : eq(t.attempt, attempt))
  return withEngineers(q, await q.select().from(t).where(where).orderBy(asc(t.on), asc(t.id)))
}

/** Requested visits to the site that name the engineer. */
export async function listRequestedOf(
  q: Reads,
  { siteId, engineerId }: { siteId: string; engineerId: string },
): Promise<Visit[]> {
  const { visits: t, visitEngineers } = q.t
  const theirs = q
    .select({ id: visitEngineers.visitId })
    .from(visitEngineers)
    .where(eq(visitEngineers.engineerId, engineerId))
  const rows = await q
    .select()
    .from(t)
    .where(and(eq(t.siteId, siteId), eq(t.state, 'requested'), inArray(t.id, theirs)))
    .orderBy(asc(t.on), asc(t.id))
  return withEngineers(q, rows)
}

async function withEngineers(q: Reads, rows: readonly VisitRow[]): Promise<Visit[]> {
  if (rows.length === 0) return []
  const { visitEngineers: t } = q.t
  const ids = rows.map(({ id }) => id)
  const all = await q.select().from(t).where(inArray(t.visitId, ids)).orderBy(asc(t.engineerId))
  const byVisit = Map.groupBy(all, ({ visitId }) => visitId)
  return rows.map((row) => {
    const theirs = byVisit.get(row.id) ?? []
    const named = theirs.filter((one) => one.named).map(({ engineerId }) => engineerId)
    const present = theirs.filter((one) => one.present).map(({ engineerId }) => engineerId)
    return { ...row, named, present }
  })
}

export async function insertVisit(q: Writes, { named, present, ...row }: Visit): Promise<void> {
  await q.insert(q.t.visits).values(row)
  const { id: visitId, organisationId } = row
  const ids = [...new Set([...named, ...present])]
  const rows = ids.map((engineerId) => {
    return {
      visitId,
      engineerId,
      organisationId,
      named: named.includes(engineerId),
      present: present.includes(engineerId),
    }
  })
  await insertAll(q, q.t.visitEngineers, rows)
}

export async function updateVisit(q: Writes, visit: Visit, set: Partial<VisitRow>): Promise<void> {
  const { visits: t } = q.t
  await q
    .update(t)
    .set({ ...set, version: visit.version + 1 })
    .where(and(eq(t.id, visit.id), eq(t.version, visit.version)))
}

/** Those who were there, whoever was named. */
export async function setPresent(
  q: Writes,
  { id: visitId, organisationId }: Pick<Visit, 'id' | 'organisationId'>,
  engineerIds: readonly string[],
): Promise<void> {
  const { visitEngineers: t } = q.t
  for (const engineerId of engineerIds) {
    await q
      .insert(t)
      .values({ visitId, engineerId, organisationId, named: false, present: true })
      .onConflictDoUpdate({ target: [t.visitId, t.engineerId], set: { present: true } })
  }
}

export type MaterialRow = Tables['visitMaterials']['$inferInsert']

export async function insertMaterials(q: Writes, rows: readonly MaterialRow[]): Promise<void> {
  await insertAll(q, q.t.visitMaterials, rows)
}

type FieldRecord = Tables['fieldRecords']['$inferInsert']

export async function findFieldRecord(
  q: Reads,
  { orderId, companyId, clientId }: Pick<FieldRecord, 'orderId' | 'companyId' | 'clientId'>,
): Promise<FieldRecord | undefined> {
  const t = q.t.fieldRecords
  const [row] = await q
    .select()
    .from(t)
    .where(and(eq(t.orderId, orderId), eq(t.companyId, companyId), eq(t.clientId, clientId)))
  return row
}

export async function insertFieldRecord(q: Writes, row: FieldRecord): Promise<void> {
  await q.insert(q.t.fieldRecords).values(row)
}

/** Whether the company ever had the order by that claim. */
export async function everHeld(
  q: Reads,
  { orderId, companyId, attempt }: { orderId: string; companyId: string; attempt: number },
): Promise<boolean> {
  const t = q.t.orderEvents
  const theirs = and(
    eq(t.orderId, orderId),
    eq(t.companyId, companyId),
    eq(t.toState, 'claimed'),
    eq(t.attempt, attempt),
  )
  return (await q.$count(t, theirs)) > 0
}
