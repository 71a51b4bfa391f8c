// What a plan spends in each month, quarter and financial year, capital and revenue apart, and the S-curve made of it. Pure.
import type { Fund } from '../../../planning/funds/fund.ts'
import { NOTHING_USED, usedByYear, type LedgerEntry, type Used } from '../../../planning/funds/ledger/ledger.ts'
import type { FinancialYear } from '../../../shared/day.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import type { FundClass } from '../../../shared/vocabulary.ts'
import type { Drawn } from './drawn.ts'
import { monthOf, monthsFrom, quarterOf, yearOf, type Month } from './period.ts'

/** Of one period; the classes make up `pence`. */
export interface Spent {
  readonly period: string
  readonly capitalPence: number
  readonly revenuePence: number
  /** Of funds whose class nobody has stated. */
  readonly unstatedPence: number
  readonly pence: number
}

export interface SpentOfFund {
  readonly financialYear: FinancialYear
  readonly fund: string
  readonly class: FundClass
  readonly pence: number
}

export interface Spend {
  /** Every one from the first that money is spent in to the last, those without any too. */
  readonly months: readonly Spent[]
  readonly quarters: readonly Spent[]
  readonly years: readonly Spent[]
  /** By year, then fund; only where something is spent. */
  readonly byFund: readonly SpentOfFund[]
  readonly pence: number
}

/** `funds`: those that the plan draws on, with the class that each has now. */
export function spendOf(drawn: Iterable<Drawn>, funds: readonly Pick<Fund, 'code' | 'class'>[]): Spend {
  const classes = new Map(funds.map((fund) => [fund.code, fund.class]))
  const months = new Map<Month, Spent>()
  const byFund = new Map<string, SpentOfFund>()
  for (const { fundId: fund, paidOn, financialYear, pence } of drawn) {
    const of = classes.get(fund)
    if (of === undefined) throw new Error(`the plan draws on fund ${fund}, which is not among the funds`)
    const month = months.get(monthOf(paidOn)) ?? nothing(monthOf(paidOn))
    months.set(monthOf(paidOn), added(month, { ...NOTHING, [`${of}Pence`]: pence, pence }))
    const key = `${financialYear}\n${fund}`
    byFund.set(key, { financialYear, fund, class: of, pence: (byFund.get(key)?.pence ?? 0) + pence })
  }
  const sorted = [...months.keys()].sort(byCodeUnit)
  const all = sorted.length === 0 ? [] : monthsFrom(sorted[0]!, sorted.at(-1)!)
  const spent = all.map((month) => months.get(month) ?? nothing(month))
  return {
    months: spent,
    quarters: together(spent, (month) => quarterOf(month)),
    years: together(spent, (month) => yearOf(month)),
    byFund: [...byFund].sort(([a], [b]) => byCodeUnit(a, b)).map(([, row]) => row),
    pence: spent.reduce(added, nothing('')).pence,
  }
}

const NOTHING = { capitalPence: 0, revenuePence: 0, unstatedPence: 0, pence: 0 }

function nothing(period: string): Spent {
  return { period, ...NOTHING }
}

function added(to: Spent, more: Omit<Spent, 'period'>): Spent {
  return {
    period: to.period,
    capitalPence: to.capitalPence + more.capitalPence,
    revenuePence: to.revenuePence + more.revenuePence,
    unstatedPence: to.unstatedPence + more.unstatedPence,
    pence: to.pence + more.pence,
  }
}

function together(months: readonly Spent[], periodOf: (month: Month) => string): Spent[] {
  const groups = Map.groupBy(months, ({ period }) => periodOf(period as Month))
  return [...groups].map(([period, group]) => group.reduce(added, nothing(period)))
}

/** All sums are from the beginning to the period's end. */
export interface Curve {
  readonly months: readonly { readonly month: Month; readonly plannedPence: number }[]
  /** What the ledger says it says of financial years, so that it has no finer points than these. */
  readonly years: readonly CurveYear[]
}

export interface CurveYear {
  readonly financialYear: FinancialYear
  readonly plannedPence: number
  /** Ordered and not received, inside the plan and outside it. */
  readonly committedPence: number
  readonly accruedPence: number
  readonly actualPence: number
}

/** `isInPlan` is asked of the ledger's order references. What is committed to the plan's own work is planned too: the two are not to be added. */
export function curveOf(
  { months, years }: Spend,
  ledger: readonly LedgerEntry[],
  isInPlan: (orderRef: string) => boolean,
): Curve {
  const used = [...Map.groupBy(ledger, ({ fundId }) => fundId).values()].map((own) => usedByYear(own, isInPlan))
  const known = new Set([
    ...years.map(({ period }) => period as FinancialYear),
    ...used.flatMap((of) => [...of.keys()]),
  ])
  const planned = new Map(years.map(({ period, pence }) => [period, pence]))
  const sums = { plannedPence: 0, committedPence: 0, accruedPence: 0, actualPence: 0 }
  const points = [...known].sort(byCodeUnit).map((financialYear) => {
    sums.plannedPence += planned.get(financialYear) ?? 0
    for (const of of used) add(sums, of.get(financialYear) ?? NOTHING_USED)
    return { financialYear, ...sums }
  })
  let plannedPence = 0
  return {
    months: months.map(({ period, pence }) => ({ month: period as Month, plannedPence: (plannedPence += pence) })),
    years: points,
  }
}

function add(sums: { committedPence: number; accruedPence: number; actualPence: number }, used: Used): void {
  sums.committedPence += used.committedInPlanPence + used.committedOutsidePence
  sums.accruedPence += used.accruedPence
  sums.actualPence += used.actualPence
}
