import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'

/** Who moved the order on as whoever does it, reported of it, or told of its devices; and the companies of all of them. */
export async function listDoers(q: Reads, orderId: string, doing: readonly string[]) {
  const { orderEvents, deviceOutcomes, visitReports } = q.t
  const moved = await q
    .select({ by: orderEvents.by, companyId: orderEvents.companyId })
    .from(orderEvents)
    .where(and(eq(orderEvents.orderId, orderId), inArray(orderEvents.event, [...doing])))
  const told = await q
    .select({ by: deviceOutcomes.recordedBy, companyId: deviceOutcomes.companyId })
    .from(deviceOutcomes)
    .where(eq(deviceOutcomes.orderId, orderId))
  const reported = await q
    .select({ by: visitReports.receivedBy, companyId: visitReports.companyId })
    .from(visitReports)
    .where(eq(visitReports.orderId, orderId))
  const all = [...moved, ...told, ...reported]
  return { doers: all.map(({ by }) => by), companyIds: all.map(({ companyId }) => companyId) }
}

export async function insertDisposals(q: Writes, rows: readonly Tables['disposals']['$inferInsert'][]): Promise<void> {
  await q.insert(q.t.disposals).values([...rows])
}

export function listDisposals(q: Reads, orderId: string) {
  const { disposals: t } = q.t
  return q.select().from(t).where(eq(t.orderId, orderId)).orderBy(asc(t.id))
}
