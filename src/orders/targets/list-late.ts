// The lists of what is late or about to be: every open order of the scope is looked at, by rank, whatever its state.
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import { orderLine, type WorkOrder } from '../order.ts'
import { findWorkOrders } from '../store.ts'
import { isIn, LISTS, type Deadlines, type ListName } from './deadline.ts'
import { deadlinesNow } from './standing.ts'
import { listOpen, type OpenOrder } from './store.ts'

/** Rows that are looked at together: a few milliseconds of work for the database. */
const ROWS = 2000

export interface At {
  readonly now: Date
  /** How many days ahead counts as soon. */
  readonly soonDays: number
}

export interface Place {
  readonly rank: number
  readonly id: string
}

/** By rank, from the one after `after`; `rows` at most. */
export async function listLate(
  q: Reads,
  scope: Scope,
  { list, after, rows, now, soonDays }: At & { list: ListName; after: Place | null; rows: number },
): Promise<{ place: Place; line: ReturnType<typeof orderLine> }[]> {
  const found: { order: OpenOrder; deadlines: Deadlines }[] = []
  for await (const one of openOrders(q, scope, { after, now })) {
    if (!isIn(list, one.deadlines, soonDays)) continue
    found.push(one)
    if (found.length === rows) break
  }
  const whole = new Map<string, WorkOrder>()
  const refs = found.map(({ order }) => order.ref)
  for (const order of await findWorkOrders(q, scope, refs)) whole.set(order.id, order)
  return found.flatMap(({ order: { id, rank }, deadlines }) => {
    const order = whole.get(id)
    return order ? [{ place: { rank, id }, line: orderLine(order, now, deadlines) }] : []
  })
}

export interface LateCount {
  readonly list: ListName
  readonly orders: number
  /** Of those: how many are excepted from their target. */
  readonly excepted: number
}

export async function countLate(
  q: Reads,
  scope: Scope,
  { now, soonDays }: At,
): Promise<{ open: number; lists: LateCount[] }> {
  const counts = new Map(LISTS.map((list) => [list, { list, orders: 0, excepted: 0 }]))
  let open = 0
  for await (const { deadlines } of openOrders(q, scope, { after: null, now })) {
    open++
    for (const list of LISTS.filter((one) => isIn(one, deadlines, soonDays))) {
      const count = counts.get(list)!
      count.orders++
      if (deadlines.exception) count.excepted++
    }
  }
  return { open, lists: [...counts.values()] }
}

async function* openOrders(q: Reads, scope: Scope, { after, now }: { after: Place | null; now: Date }) {
  for (let from = after; ;) {
    const orders = await listOpen(q, scope, { after: from, rows: ROWS })
    const deadlines = await deadlinesNow(q, orders, now)
    for (const [i, order] of orders.entries()) yield { order, deadlines: deadlines[i]! }
    const last = orders.at(-1)
    if (!last || orders.length < ROWS) return
    from = { rank: last.rank, id: last.id }
  }
}

/** Orders as staff see them, with how each stands to its days. */
export async function orderLines(q: Reads, orders: readonly WorkOrder[], now: Date) {
  const deadlines = await deadlinesNow(q, orders, now)
  return orders.map((order, i) => orderLine(order, now, deadlines[i]!))
}

/** As orderLines, for one. */
export async function orderLineNow(q: Reads, order: WorkOrder, now: Date) {
  return (await orderLines(q, [order], now))[0]!
}
