// How orders stand to their days: what the targets and exceptions of today make of each.
import type { Reads } from '../../db/database.ts'
import { dayOf } from '../../shared/day.ts'
import { exceptionFor } from '../exceptions/exception.ts'
import { listStanding } from '../exceptions/store.ts'
import { deadlinesOf, type Dated, type Deadlines } from './deadline.ts'
import { listAncestors, listTargets, type Ancestor } from './store.ts'
import { targetOf, targetsInForce } from './target.ts'

export type Standing = Dated &
  Ancestor & { readonly organisationId: string; readonly siteId: string; readonly tier: number }

/** In the order of the orders. */
export async function deadlinesNow(q: Reads, orders: readonly Standing[], now: Date): Promise<Deadlines[]> {
  const today = dayOf(now)
  const targets = targetsInForce(await listTargets(q, 'everything'))
  const exceptions = new Map<string, Awaited<ReturnType<typeof listStanding>>>()
  for (const one of await listStanding(q, today)) {
    exceptions.set(one.siteId, [...(exceptions.get(one.siteId) ?? []), one])
  }
  const adoptedAt = await adoptionOf(q, orders)
  return orders.map((order) => {
    const target = targetOf({ ...order, adoptedAt: adoptedAt(order) }, targets)
    const exception = exceptionFor(order, exceptions.get(order.siteId) ?? [], today)
    return deadlinesOf(order, { target, exception }, now)
  })
}

/** What is left of an order is as old as the order: work does not become younger by being done in part. */
async function adoptionOf(q: Reads, orders: readonly Ancestor[]): Promise<(order: Ancestor) => Date> {
  const known = new Map<string, Ancestor>(orders.map((order) => [order.id, order]))
  for (let asked = orders; ;) {
    const parents = new Set(asked.flatMap((order) => parentOf(order) ?? []))
    const missing = [...parents].filter((id) => !known.has(id))
    if (missing.length === 0) break
    asked = await listAncestors(q, missing)
    for (const one of asked) known.set(one.id, one)
  }
  return (order) => {
    let first = order
    for (let parent = parentOf(first); parent !== null; parent = parentOf(first)) {
      const found = known.get(parent)
      if (!found) break
      first = found
    }
    return first.createdAt
  }
}

const parentOf = ({ link, parentId }: Ancestor): string | null => (link === 'follow-up' ? parentId : null)
