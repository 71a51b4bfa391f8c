// What finance's documents have already paid, or owe for what came, of the work of a plan: kit that is invoiced while its
// labour is still to be done. A plan draws what is left. Pure.
import { byCodeUnit, keyOf } from '../../../shared/text.ts'
import type { Draw } from '../../engine/format/problem.ts'
import { chainsOf, type LedgerLine } from './ledger.ts'

/** Of one fund, by leg: invoiced, or received and not invoiced yet, in all years together. */
export function settledByLeg(entries: readonly LedgerLine[]): Map<string, number> {
  const settled = new Map<string, number>()
  const add = (leg: string, pence: number) => settled.set(leg, (settled.get(leg) ?? 0) + pence)
  for (const chain of chainsOf(entries)) {
    if (chain.every(({ orderRef }) => orderRef === null)) continue
    let left = settledIn(chain)
    const take = (pence: number): number => {
      const taken = Math.max(0, Math.min(left, pence))
      left -= taken
      return taken
    }
    // What a document says of itself goes before what follows from the orders, of which the earliest is kept first.
    const said = Map.groupBy(chain, ({ orderRef }) => orderRef)
    const own = new Map([...said].map(([leg, some]) => [leg, leg === null ? 0 : take(settledIn(some))] as const))
    for (const [leg, pence] of own) if (leg !== null) add(leg, pence)
    for (const { orderRef, pence } of ordersOf(chain)) {
      const known = own.get(orderRef) ?? 0
      own.set(orderRef, Math.max(0, known - pence))
      const taken = take(pence - Math.min(known, pence))
      if (orderRef !== null) add(orderRef, taken)
    }
  }
  return settled
}

/** The draws of a job without what is settled already: what is paid first is taken first, kit before labour. */
export function drawsLeft(draws: readonly Draw[], settledPence: (fundId: string) => number): readonly Draw[] {
  const left = new Map<string, number>()
  const inOrder = draws.toSorted((a, b) => a.offsetWeeks - b.offsetWeeks)
  const rest = new Map(
    inOrder.map((draw) => {
      const { fundId, pence } = draw
      const settled = left.get(fundId) ?? settledPence(fundId)
      const most = typeof pence === 'number' ? pence : Math.max(...pence)
      left.set(fundId, Math.max(0, settled - most))
      const less = (one: number) => Math.max(0, one - settled)
      return [
        draw,
        settled === 0 ? draw : { ...draw, pence: typeof pence === 'number' ? less(pence) : pence.map(less) },
      ]
    }),
  )
  // A copy has just the room that it needs: what filter makes has room for seventeen.
  return draws
    .map((draw) => rest.get(draw)!)
    .filter(({ pence }) => [pence].flat().some((one) => one > 0))
    .slice()
}

/** As in usedByYear: the most of what was invoiced and what was received. */
function settledIn(entries: readonly LedgerLine[]): number {
  const sum = (...kinds: LedgerLine['kind'][]) =>
    entries.filter(({ kind }) => kinds.includes(kind)).reduce((pence, entry) => pence + entry.pence, 0)
  return Math.max(0, sum('invoice', 'credit-note'), sum('goods-received'))
}

function ordersOf(chain: readonly LedgerLine[]): LedgerLine[] {
  return chain
    .filter(({ kind, pence }) => kind === 'purchase-order' && pence > 0)
    .sort((a, b) => byCodeUnit(a.financialYear, b.financialYear) || byCodeUnit(keyOf(a.reference), keyOf(b.reference)))
}
