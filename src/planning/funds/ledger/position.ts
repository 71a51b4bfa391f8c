// Where a fund stands: what each year was given, has paid, promised and planned, what is left, and what of that is lost at
// the year's end. Pure.
import { financialYear, startYearOf, type FinancialYear } from '../../../shared/day.ts'
import { FUND_CLASSES, type BudgetStatus, type FundClass } from '../../../shared/vocabulary.ts'
import type { Fund } from '../fund.ts'
import { NOTHING_USED, usedByYear, type LedgerLine } from './ledger.ts'

/** Of one fund and year, in pence. */
export interface Position {
  readonly financialYear: FinancialYear
  readonly approvedPence: number
  readonly indicativePence: number
  readonly askedForPence: number
  /** From the year before, where that was agreed. */
  readonly carriedInPence: number
  /** Orders placed less goods received. */
  readonly committedPence: number
  /** Goods received less invoices. */
  readonly accruedPence: number
  /** Invoices less credit notes. */
  readonly actualPence: number
  /** What the current plan takes, beyond what is committed to its work already. */
  readonly plannedPence: number
  /** Approved and carried in, less all that; negative where it is overspent. */
  readonly leftPence: number
  readonly overspentPence: number
  readonly carriedOutPence: number
  /** Of what is left at the year's end, what may not be carried over. */
  readonly surrenderedPence: number
}

/** What a position is reckoned from, beside the fund. */
export interface Spending {
  /** The fund's documents. */
  readonly ledger: readonly LedgerLine[]
  /** What the current plan takes of the fund. */
  readonly planned: ReadonlyMap<FinancialYear, number>
  /** Whether the current plan has the leg or work order. */
  readonly isInPlan: (orderRef: string) => boolean
}

/** Every year from the first to the last that anything is known of. */
export function positionsOf(
  fund: Pick<Fund, 'budgets' | 'carryOver' | 'carryOverCapPence'>,
  spending: Spending,
): Position[] {
  const used = usedByYear(spending.ledger, spending.isInPlan)
  const known = [...fund.budgets.map((budget) => budget.financialYear), ...used.keys(), ...spending.planned.keys()]
  const starts = known.map(startYearOf)
  const first = Math.min(...starts)
  const years = known.length === 0 ? [] : Array.from({ length: Math.max(...starts) - first + 1 }, (_, n) => first + n)
  const cap = fund.carryOver === 'agreed' ? (fund.carryOverCapPence ?? 0) : 0
  let carriedInPence = 0
  return years.map((startYear) => {
    const year = financialYear(startYear)
    const pence = (status: BudgetStatus): number =>
      fund.budgets.find((budget) => budget.financialYear === year && budget.status === status)?.pence ?? 0
    const { actualPence, accruedPence, committedOutsidePence, committedInPlanPence } = used.get(year) ?? NOTHING_USED
    const committedPence = committedOutsidePence + committedInPlanPence
    const plannedPence = Math.max(0, (spending.planned.get(year) ?? 0) - committedInPlanPence)
    const approvedPence = pence('approved')
    const leftPence = approvedPence + carriedInPence - committedPence - accruedPence - actualPence - plannedPence
    // Carried money is spent first and goes no further: a year hands on at most what is left of its own.
    const carriedOutPence = Math.max(0, Math.min(cap, approvedPence, leftPence))
    const position: Position = {
      financialYear: year,
      approvedPence,
      indicativePence: pence('indicative'),
      askedForPence: pence('asked-for'),
      carriedInPence,
      committedPence,
      accruedPence,
      actualPence,
      plannedPence,
      leftPence,
      overspentPence: Math.max(0, -leftPence),
      carriedOutPence,
      surrenderedPence: Math.max(0, leftPence) - carriedOutPence,
    }
    carriedInPence = carriedOutPence
    return position
  })
}

/** Of a year that nothing is known of: all 0. */
export function positionOf(
  fund: Pick<Fund, 'budgets' | 'carryOver' | 'carryOverCapPence'>,
  year: FinancialYear,
  spending: Spending,
): Position {
  const positions = positionsOf({ ...fund, budgets: [...fund.budgets, { financialYear: year, ...NO_MONEY }] }, spending)
  return positions.find((position) => position.financialYear === year)!
}

const NO_MONEY = { status: 'asked-for', pence: 0 } as const

export interface ClassPosition extends Position {
  readonly class: FundClass
}

/** Positions of several funds added up by class and year: by year, then class. */
export function positionsByClass(
  funds: readonly { class: FundClass; positions: readonly Position[] }[],
): ClassPosition[] {
  const rows = funds.flatMap(({ class: of, positions }) => positions.map((position) => ({ ...position, class: of })))
  const order = ({ financialYear: year, class: of }: ClassPosition) => startYearOf(year) * 10 + FUND_CLASSES.indexOf(of)
  return [...Map.groupBy(rows, order)].sort(([a], [b]) => a - b).map(([, group]) => group.reduce(added))
}

function added(a: ClassPosition, b: ClassPosition): ClassPosition {
  const sums = Object.entries(a).map(([key, value]) => {
    return [key, typeof value === 'number' ? value + (b[key as keyof Position] as number) : value]
  })
  return Object.fromEntries(sums) as ClassPosition
}
