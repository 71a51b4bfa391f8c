// Orders that lack a call-off or a purchase order ask again: of what is recorded now, less what open orders have called off.
import type { Reads } from '../../db/database.ts'
import {
  checkCallOffs,
  type CalledOff,
  type CallOffFacts,
  type PlannedWork,
} from '../../planning/contracts/call-offs.ts'
import { readBook } from '../../planning/contracts/store.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { kindOfGate } from '../adopt/gates.ts'
import { factsOf } from '../order.ts'
import type { OrderRow } from '../states/store.ts'
import { listCalledOff, organisationNamed, readOrders, type GatedOrder } from './store.ts'

/** Rows with their reasons that are read at once: a few milliseconds. */
const ROWS = 200

/** By order; those are left out that lack nothing of the kind, or whose plan did not keep what it asked. */
export async function callOffAgain(q: Reads, orders: readonly GatedOrder[]): Promise<Map<string, CallOffFacts>> {
  const lacking = orders.filter(({ shutGates }) => shutGates.some((gate) => kindOfGate(gate) === 'contract'))
  if (lacking.length === 0) return new Map()
  const work: PlannedWork[] = []
  const names = new Map<string, string>()
  for (let from = 0; from < lacking.length; from += ROWS) {
    const ids = lacking.slice(from, from + ROWS).map(({ id }) => id)
    for (const order of await readOrders(q, ids)) {
      const { organisationId } = order
      if (!names.has(organisationId)) names.set(organisationId, await organisationNamed(q, organisationId))
      work.push(...workOf(order, names.get(organisationId)!))
    }
  }
  const rank = new Map(lacking.map((order) => [order.id, order.rank]))
  work.sort((a, b) => byCodeUnit(a.on ?? '', b.on ?? '') || rank.get(a.legId)! - rank.get(b.legId)!)
  const before = await calledOff(q, new Set(lacking.map(({ id }) => id)))
  const { byLeg } = checkCallOffs(work, await readBook(q, 'everything'), before)
  // Whose organisation asks for none any more lacks none.
  return new Map(work.map(({ legId }) => [legId, byLeg.get(legId) ?? NOTHING_ASKED]))
}

const NOTHING_ASKED: CallOffFacts = { callOff: null, purchaseOrder: null, unmet: [] }

function workOf({ id: legId, why, organisationId, region, action, weekOn: on }: OrderRow, organisation: string) {
  const asks = factsOf({ why }).callOff?.asks
  return asks ? [{ legId, organisationId, organisation, region, action, on, ...asks }] : []
}

/** By open orders but those that ask. */
async function calledOff(q: Reads, asking: ReadonlySet<string>): Promise<CalledOff> {
  const callOffs = new Map<string, number>()
  const purchaseOrders = new Map<string, number>()
  const take = (from: Map<string, number>, key: string | null, pence: number) => {
    if (key !== null) from.set(key, (from.get(key) ?? 0) + pence)
  }
  for (let after = ''; ;) {
    const rows = await listCalledOff(q, { after, rows: ROWS })
    for (const { id, callOff, purchaseOrder, why } of rows) {
      if (asking.has(id)) continue
      const pence = factsOf({ why }).callOff?.asks?.exVatPence ?? 0
      take(callOffs, callOff, pence)
      take(purchaseOrders, purchaseOrder, pence)
    }
    if (rows.length < ROWS) return { callOffs, purchaseOrders }
    after = rows.at(-1)!.id
    await new Promise(setImmediate)
  }
}
