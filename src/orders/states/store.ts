import { and, eq } from 'drizzle-orm'
import type { Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'

export type OrderRow = Tables['orders']['$inferSelect']
export type EventRow = Tables['orderEvents']['$inferInsert']

/** Undefined: somebody changed it since it was read. */
export async function updateOrder(q: Writes, order: OrderRow, set: Partial<OrderRow>): Promise<OrderRow | undefined> {
  const { orders } = q.t
  const [moved] = await q
    .update(orders)
    .set({ ...set, version: order.version + 1 })
    .where(and(eq(orders.id, order.id), eq(orders.version, order.version)))
    .returning()
  return moved
}

export async function insertEvent(q: Writes, row: EventRow): Promise<void> {
  await q.insert(q.t.orderEvents).values(row)
}
