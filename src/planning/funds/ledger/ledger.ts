// What a fund has already paid and promised, from the documents of finance's own system. Documents are matched by purchase
// order; those that name none are matched by supplier. The earliest order is received first, the earliest receipt invoiced
// first, whatever years they fall in: so a promise that was kept in a later year is not counted in both. Pure.
import type { FinancialYear } from '../../../shared/day.ts'
import { byCodeUnit, keyOf } from '../../../shared/text.ts'
import type { LedgerKind } from '../../../shared/vocabulary.ts'

/** A document as a file says it; one that is charged to several funds or years is a line for each. */
export interface LedgerLine {
  readonly kind: LedgerKind
  /** The document's own number. */
  readonly reference: string
  readonly supplier: string
  readonly financialYear: FinancialYear
  /** A credit note is negative, and so is what is taken back of an order or a receipt. */
  readonly pence: number
  /** The reference of the purchase order that it belongs to. */
  readonly purchaseOrder: string | null
  /** The leg or work order that it is for. */
  readonly orderRef: string | null
}

export interface LedgerEntry extends LedgerLine {
  readonly id: string
  readonly fundId: string
  readonly recordedAt: Date
  readonly recordedBy: string
}

/** Of one fund and year. */
export interface Used {
  /** Invoiced, less credit notes. */
  readonly actualPence: number
  /** Received and not invoiced yet. */
  readonly accruedPence: number
  /** Ordered and not received yet, for work that is not in the plan. */
  readonly committedOutsidePence: number
  /** The same for work in the plan, which the plan counts itself. */
  readonly committedInPlanPence: number
}

export const NOTHING_USED: Used = {
  actualPence: 0,
  accruedPence: 0,
  committedOutsidePence: 0,
  committedInPlanPence: 0,
}

/** What is wrong with the amount of a document of the kind, in words; undefined: nothing. */
export function amountFault({ kind, pence, purchaseOrder }: LedgerLine): string | undefined {
  if (pence === 0) return 'A document is about some money.'
  if (kind === 'invoice')
    return pence > 0 ? undefined : 'An invoice is more than nothing; what comes back is a credit note.'
  if (kind === 'credit-note') return pence < 0 ? undefined : 'A credit note is less than nothing.'
  if (pence > 0 || purchaseOrder !== null) return undefined
  return 'What is taken back must say of which purchase order.'
}

/** What the documents of one fund come to in each year. `isInPlan` is asked of their order references. */
export function usedByYear(
  entries: readonly LedgerLine[],
  isInPlan: (orderRef: string) => boolean,
): Map<FinancialYear, Used> {
  const years = new Map<FinancialYear, Used>()
  const add = (year: FinancialYear, part: keyof Used, pence: number): void => {
    const used = years.get(year) ?? NOTHING_USED
    years.set(year, { ...used, [part]: used[part] + pence })
  }
  for (const chain of chainsOf(entries)) {
    const invoices = chain.filter(({ kind }) => kind === 'invoice' || kind === 'credit-note')
    const received = chain.filter(({ kind }) => kind === 'goods-received')
    const ordered = chain.filter(({ kind }) => kind === 'purchase-order')
    const invoicedPence = Math.max(0, sum(invoices))
    // Some suppliers invoice before anyone has written down that the goods came.
    const settledPence = Math.max(invoicedPence, sum(received))
    for (const { financialYear, pence } of invoices) add(financialYear, 'actualPence', pence)
    for (const { entry, pence } of openOf(received, invoicedPence)) add(entry.financialYear, 'accruedPence', pence)
    for (const { entry, pence } of openOf(ordered, settledPence)) {
      const inside = entry.orderRef !== null && isInPlan(entry.orderRef)
      add(entry.financialYear, inside ? 'committedInPlanPence' : 'committedOutsidePence', pence)
    }
  }
  return years
}

/** Documents that settle each other. */
export function chainsOf(entries: readonly LedgerLine[]): LedgerLine[][] {
  const named = new Set(entries.flatMap(({ purchaseOrder }) => (purchaseOrder === null ? [] : keyOf(purchaseOrder))))
  const chainOf = ({ kind, reference, purchaseOrder, supplier }: LedgerLine): string => {
    const order = purchaseOrder ?? (kind === 'purchase-order' && named.has(keyOf(reference)) ? reference : null)
    return order === null ? `supplier ${keyOf(supplier)}` : `order ${keyOf(order)}`
  }
  return [...Map.groupBy(entries, chainOf).values()]
}

/** What `settledPence` leaves of the documents, the earliest year's settled first. What was taken back settles too. */
function openOf(entries: readonly LedgerLine[], settledPence: number): { entry: LedgerLine; pence: number }[] {
  let left = settledPence - sum(entries.filter(({ pence }) => pence < 0))
  return entries
    .filter(({ pence }) => pence > 0)
    .sort((a, b) => byCodeUnit(a.financialYear, b.financialYear) || byCodeUnit(keyOf(a.reference), keyOf(b.reference)))
    .flatMap((entry) => {
      const settled = Math.min(left, entry.pence)
      left -= settled
      return settled < entry.pence ? [{ entry, pence: entry.pence - settled }] : []
    })
}

function sum(entries: readonly LedgerLine[]): number {
  return entries.reduce((pence, entry) => pence + entry.pence, 0)
}
