// A problem with other money: every budget scaled alike, or one of them raised. A scale is named by the sum that all
// budgets then come to, in pence, so that with one budget it is exact to the penny.
import { epochDay, type FinancialYear } from '../../../shared/day.ts'
import { makeCalendar } from '../board/calendar.ts'
import { compileFunds, type Compiled } from '../board/compile.ts'
import { inheritOverruns, isWithinBudgets, makeLedger, spend, type Ledger } from '../board/ledger.ts'
import type { Fund, Problem } from '../format/problem.ts'
import type { Sketch } from './replan.ts'

export interface Extra {
  readonly fundId: string
  readonly financialYear: FinancialYear
  readonly pence: number
}

/** A problem seen as one that can have more money or less. */
export interface Purse {
  /** What the budgets of the years that the plan can draw on come to; 0 where every fund is unlimited. */
  readonly totalPence: number
  /** The same problem with budgets that come to so much, each rounded down to the penny. */
  readonly withTotal: (pence: number) => Problem
  /** With so much in every year that has a budget at all that no such budget keeps any job back. */
  readonly richest: () => Problem
}

export function openPurse(problem: Problem): Purse {
  const years = new Set(makeCalendar(problem, epochDay(problem.startOn)).years)
  const counted = (fund: Fund): readonly number[] =>
    fund.unlimited ? [] : fund.budgets.filter((one) => years.has(one.financialYear)).map(({ pence }) => pence)
  const totalPence = problem.funds.flatMap(counted).reduce((sum, pence) => sum + pence, 0)
  const wanted = wantedOf(problem)
  const change = (to: (pence: number, enough: number) => number): Problem => ({
    ...problem,
    funds: problem.funds.map((fund) => {
      const enough = wanted.get(fund.id) ?? 0
      return { ...fund, budgets: fund.budgets.map((one) => ({ ...one, pence: to(one.pence, enough) })) }
    }),
  })
  return {
    totalPence,
    withTotal: (pence) =>
      change((had, enough) => {
        // Beyond all that is asked of its fund a budget changes nothing, and might leave the numbers that are exact.
        const scaled = totalPence === 0 ? BigInt(had) : (BigInt(had) * BigInt(pence)) / BigInt(totalPence)
        const most = Math.max(had, enough)
        return scaled > BigInt(most) ? most : Number(scaled)
      }),
    richest: () => change((had, enough) => (had === 0 ? 0 : Math.max(had, enough))),
  }
}

export function withMore(problem: Problem, { fundId, financialYear, pence }: Extra): Problem {
  const raise = (fund: Fund): Fund => {
    const had = fund.budgets.find((budget) => budget.financialYear === financialYear)?.pence ?? 0
    const others = fund.budgets.filter((budget) => budget.financialYear !== financialYear)
    return { ...fund, budgets: [...others, { financialYear, pence: had + pence }] }
  }
  return { ...problem, funds: problem.funds.map((fund) => (fund.id === fundId ? raise(fund) : fund)) }
}

/** The compiled problem with the budgets of another, which must differ from its own in its budgets alone. */
export function withFundsOf(compiled: Compiled, problem: Problem): Compiled {
  return { ...compiled, funds: compileFunds(problem, compiled.years) }
}

/**
 * The least total, to the penny, whose budgets pay for the plan as it stands; null if not even `most` does. About fifty
 * looks at every fund and year.
 */
export function leastTotalFor(
  plan: Sketch,
  { compiled, purse, most }: { compiled: Compiled; purse: Purse; most: number },
): number | null {
  const { ids } = compiled.funds
  const spent = makeLedger(compiled).spent
  for (const { fundId, financialYear, pence } of plan.measures.spend) {
    spent[ids.indexOf(fundId) * compiled.years.length + compiled.years.indexOf(financialYear)] = pence
  }
  return leastWhole(most, (pence) => {
    const scaled = withFundsOf(compiled, purse.withTotal(pence))
    return isWithinBudgets(scaled, { ...pinnedLedger(scaled), spent })
  })
}

/** The least whole number from 0 to `most` that does; null if `most` does not. What does, does for all above it. */
export function leastWhole(most: number, does: (n: number) => boolean): number | null {
  if (!does(most)) return null
  let [refused, least] = [-1, most]
  while (least - refused > 1) {
    const middle = refused + Math.floor((least - refused) / 2)
    if (does(middle)) least = middle
    else refused = middle
  }
  return least
}

function pinnedLedger(compiled: Compiled): Ledger {
  const ledger = makeLedger(compiled)
  for (const { job, week } of compiled.pinned) spend(compiled, ledger, job, week, 1)
  inheritOverruns(compiled, ledger)
  return ledger
}

/** All that jobs could ask of each fund, at the dearest. */
function wantedOf({ jobs }: Problem): ReadonlyMap<string, number> {
  const wanted = new Map<string, number>()
  for (const { fundId, pence } of jobs.flatMap(({ draws }) => draws)) {
    const most = typeof pence === 'number' ? pence : Math.max(...pence)
    wanted.set(fundId, (wanted.get(fundId) ?? 0) + most)
  }
  return wanted
}
