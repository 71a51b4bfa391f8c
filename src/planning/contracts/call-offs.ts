// Ceilings are checked after planning: in delivery sequence each leg takes its cost without VAT from the call-off that
// serves it on its day, and from a purchase order of that call-off. What finds no room is not planned for another week; its
// order says what it lacks, and is not ready until it has it (rules.md, Money and orders).
import { sayDay, type Day } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { byCodeUnit, count } from '../../shared/text.ts'
import type { Action } from '../../shared/vocabulary.ts'
import { byExpiry, covers, isInForce, type Contract, type ContractBook, type PurchaseOrder } from './contract.ts'

export interface PlannedWork {
  readonly legId: string
  readonly organisationId: string
  readonly organisation: string
  readonly region: string | null
  readonly action: Action
  /** The Monday of its week; null: not planned. */
  readonly on: Day | null
  readonly exVatPence: number
  /** The codes of the funds that pay for it. */
  readonly funds: readonly string[]
}

/** What an order has of what its organisation asks for. Stored with the order. */
export interface CallOffFacts {
  readonly callOff: string | null
  readonly purchaseOrder: string | null
  readonly unmet: readonly UnmetGate[]
  /** What was asked of call-offs, so that it can be asked again when one is recorded; older plans lack it. */
  readonly asks?: Pick<PlannedWork, 'exVatPence' | 'funds'>
}

export interface UnmetGate {
  readonly gate: 'needs-call-off' | 'needs-purchase-order'
  readonly says: string
}

export interface CallOffCheck {
  /** By leg: of those alone that cost money and whose organisation uses contracts. */
  readonly byLeg: ReadonlyMap<string, CallOffFacts>
  readonly warnings: readonly { readonly code: string; readonly message: string }[]
}

/** What was called off before: pence by the reference of the call-off, and by the number of the purchase order. */
export interface CalledOff {
  readonly callOffs: ReadonlyMap<string, number>
  readonly purchaseOrders: ReadonlyMap<string, number>
}

const NOTHING_YET: CalledOff = { callOffs: new Map(), purchaseOrders: new Map() }

/** `legs` in delivery sequence; those that are not planned need not stand in any place. */
export function checkCallOffs(
  legs: Iterable<PlannedWork>,
  book: ContractBook,
  before: CalledOff = NOTHING_YET,
): CallOffCheck {
  const { callOffs, purchaseOrders } = before
  const left = {
    contracts: new Map(
      book.contracts.map(({ id, reference, ceilingPence }) => [id, ceilingPence - (callOffs.get(reference) ?? 0)]),
    ),
    orders: new Map(
      book.purchaseOrders.map(({ number, ceilingPence }) => [number, ceilingPence - (purchaseOrders.get(number) ?? 0)]),
    ),
  }
  const lacking: Lacking[] = []
  const byLeg = new Map<string, CallOffFacts>()
  for (const leg of legs) {
    if (leg.exVatPence === 0 || !book.usedBy.has(leg.organisationId)) continue
    const { exVatPence, funds } = leg
    const found = leg.on === null ? NOT_PLANNED : take({ ...leg, on: leg.on }, { book, left, lacking })
    byLeg.set(leg.legId, { ...found, asks: { exVatPence, funds } })
  }
  return { byLeg, warnings: sayLacking(lacking) }
}

const NOT_PLANNED: CallOffFacts = {
  callOff: null,
  purchaseOrder: null,
  unmet: [{ gate: 'needs-call-off', says: 'It is not planned, so no call-off was looked for.' }],
}

type Dated = PlannedWork & { readonly on: Day }

interface Lacking {
  readonly code: string
  /** What is the same in the words of all such legs: they are one warning. */
  readonly says: string
  readonly leg: Dated
}

interface Taking {
  readonly book: ContractBook
  /** Pence left of each, by contract and by the number of the purchase order. */
  readonly left: { readonly contracts: Map<string, number>; readonly orders: Map<string, number> }
  readonly lacking: Lacking[]
}

function take(leg: Dated, { book, left, lacking }: Taking): CallOffFacts {
  const serving = book.contracts.filter((contract) => covers(contract, leg))
  const inForce = serving.filter((contract) => isInForce(contract, leg.on)).sort(byExpiry)
  const withRoom = inForce.filter(({ id }) => left.contracts.get(id)! >= leg.exVatPence)
  const found = withRoom.map((contract) => ({ contract, orders: ordersOf(contract, leg, book) }))
  const roomIn = ({ number }: PurchaseOrder) => left.orders.get(number)! >= leg.exVatPence
  // One with a purchase order goes before one without, though it expire later.
  const chosen = found.find(({ orders }) => orders.some(roomIn)) ?? found[0]
  if (!chosen) {
    const { code, says } = whyNoCallOff(leg, serving, inForce)
    lacking.push({ code, says, leg })
    return { callOff: null, purchaseOrder: null, unmet: [{ gate: 'needs-call-off', says }] }
  }
  const { contract, orders } = chosen
  left.contracts.set(contract.id, left.contracts.get(contract.id)! - leg.exVatPence)
  const order = orders.find(roomIn)
  if (!order) {
    const { code, says } = whyNoOrder(contract, leg, orders)
    lacking.push({ code, says, leg })
    return { callOff: contract.reference, purchaseOrder: null, unmet: [{ gate: 'needs-purchase-order', says }] }
  }
  left.orders.set(order.number, left.orders.get(order.number)! - leg.exVatPence)
  return { callOff: contract.reference, purchaseOrder: order.number, unmet: [] }
}

/** That may pay for the leg, the first raised first. */
function ordersOf(contract: Contract, { funds, on }: Dated, { purchaseOrders }: ContractBook): PurchaseOrder[] {
  return purchaseOrders
    .filter(({ contractId, raisedOn }) => contractId === contract.id && raisedOn <= on)
    .filter(({ fundCode }) => fundCode === null || funds.includes(fundCode))
    .sort((a, b) => byCodeUnit(a.raisedOn, b.raisedOn) || byCodeUnit(a.number, b.number))
}

/** The one that would have served longest is named: it is the one to renew or to raise. */
function whyNoCallOff(leg: Dated, serving: readonly Contract[], inForce: readonly Contract[]) {
  const full = inForce.at(-1)
  if (full) {
    const says = `Call-off ${full.reference} runs out: its ceiling of ${sayPence(full.ceilingPence)} leaves no room.`
    return { code: 'call-off-runs-out', says }
  }
  const expired = serving
    .filter(({ expiresOn }) => expiresOn < leg.on)
    .sort(byExpiry)
    .at(-1)
  if (expired) {
    const says = `Call-off ${expired.reference} expires on ${sayDay(expired.expiresOn)}, before the work.`
    return { code: 'call-off-expires', says }
  }
  const later = [...serving].sort((a, b) => byCodeUnit(a.startsOn, b.startsOn))[0]
  if (later) {
    const says = `Call-off ${later.reference} starts on ${sayDay(later.startsOn)}, after the work.`
    return { code: 'call-off-starts-later', says }
  }
  const says = `No call-off of ${leg.organisation} is for ${leg.action} in ${leg.region ?? 'an unknown region'}.`
  return { code: 'no-call-off', says }
}

function whyNoOrder({ reference }: Contract, { funds }: Dated, orders: readonly PurchaseOrder[]) {
  const last = orders.at(-1)
  if (last) {
    const says = `Purchase order ${last.number} of call-off ${reference} runs out: its ${sayPence(last.ceilingPence)} leave no room.`
    return { code: 'purchase-order-runs-out', says }
  }
  const says = `Call-off ${reference} has no purchase order by then for ${funds.join(' and ') || 'the work'}.`
  return { code: 'no-purchase-order', says }
}

/** `Call-off X runs out: …: 14 orders from the week of 4 January 2027 need another, £120,000 without VAT.` */
function sayLacking(lacking: readonly Lacking[]) {
  return [...Map.groupBy(lacking, ({ code, says }) => `${code}\n${says}`).values()]
    .map((group) => {
      const { code, says } = group[0]!
      const pence = group.reduce((sum, { leg }) => sum + leg.exVatPence, 0)
      const first = group.map(({ leg }) => leg.on).sort(byCodeUnit)[0]!
      const verb = group.length === 1 ? 'needs' : 'need'
      const what = code.startsWith('no-') ? 'one' : 'another'
      const orders = `${count(group.length, 'order')} from the week of ${sayDay(first)} ${verb} ${what}`
      return { code, message: `${says} ${orders}, ${sayPence(pence)} without VAT.` }
    })
    .sort((a, b) => byCodeUnit(a.code, b.code) || byCodeUnit(a.message, b.message))
}
