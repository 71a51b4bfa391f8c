// The funds of a plan: what each may still spend in each year. That is what is approved (or what was given in its place),
// less what is paid, accrued and committed outside the plan; what is committed to the plan's own work the plan counts
// itself. Nothing is cut off in silence: whatever is not as someone might think is a warning that names it. Pure.
import { addDays, financialYear, financialYearOf, startYearOf, type Day, type FinancialYear } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { sayPence } from '../../shared/money.ts'
import { byCodeUnit, count } from '../../shared/text.ts'
import { listUnbudgetedYears } from '../engine/format/read-problem.ts'
import type { Budget as EngineBudget, Fund as EngineFund, Problem } from '../engine/format/problem.ts'
import type { Warning } from '../problem/warning.ts'
import { checkPence, countedPence, unknownFund, type Fund } from './fund.ts'
import { NOTHING_USED, usedByYear, type LedgerEntry, type Used } from './ledger/ledger.ts'
import { positionOf } from './ledger/position.ts'
import type { RecordedShare } from './shares.ts'

/** One `--budget`: replaces what is stored for that fund and year. */
export interface BudgetGiven {
  readonly fund: string
  readonly financialYear: FinancialYear
  readonly pence: number
}

/** What a plan knows of money. */
export interface PlanMoney {
  readonly funds: readonly Fund[]
  readonly shares: readonly RecordedShare[]
  readonly ledger: readonly LedgerEntry[]
  readonly given: readonly BudgetGiven[]
  /** A year without approved money has what is indicative; else that counts for nothing. */
  readonly countIndicative?: boolean
}

export interface PlanFrame {
  readonly startOn: Day
  readonly weeks: number
  /** Of the legs of the plan: what is committed to them is not outside it. */
  readonly isInPlan: (orderRef: string) => boolean
}

export interface FundsOfPlan {
  readonly funds: EngineFund[]
  readonly warnings: Warning[]
}

/**
 * The engine's funds, by code. Only when no money counts for any fund do crews alone bind. Throws `unknown-fund`, listing
 * the funds, `budget-twice` and `absurd-amount`.
 */
export function fundsOf(money: PlanMoney, frame: PlanFrame): FundsOfPlan {
  checkGiven(money)
  const { funds, given, countIndicative = false } = money
  const counts = ({ status }: Fund['budgets'][number]) =>
    status === 'approved' || (countIndicative && status === 'indicative')
  const unlimited = given.length === 0 && !funds.some(({ budgets }) => budgets.some(counts))
  const ledgers = Map.groupBy(money.ledger, ({ fundId }) => fundId)
  const reckoned = funds.map((fund) => {
    return reckon(fund, { money, frame, entries: ledgers.get(fund.id) ?? [], unlimited })
  })
  const of = <T>(part: (one: Reckoned) => readonly T[]): T[] => reckoned.flatMap(part)
  const without = reckoned.filter(({ fund }) => fund.budgets.length === 0).map(({ fund }) => fund.id)
  return {
    funds: reckoned.map(({ fund }) => fund).sort((a, b) => byCodeUnit(a.id, b.id)),
    warnings: unlimited
      ? crewsAlone(funds)
      : [
          ...withoutBudget(without),
          ...overspent(of(({ overspends }) => overspends)),
          ...committedOutside(reckoned),
          ...beyond(given, frame),
        ],
  }
}

/** What can only be told once the jobs stand: years that nobody gave money for, and money that nobody may draw on. */
export function moneyWarnings(
  problem: Problem,
  { shares }: Pick<PlanMoney, 'shares'>,
  organisations: readonly { readonly fundCode: string }[],
): Warning[] {
  const payers = new Set([...organisations.map(({ fundCode }) => fundCode), ...shares.map(({ fund }) => fund)])
  const idle = problem.funds.filter(({ id, budgets }) => !payers.has(id) && budgets.some(({ pence }) => pence > 0))
  const some = new Set(problem.funds.filter(({ budgets }) => budgets.length > 0).map(({ id }) => id))
  const years = Map.groupBy(
    listUnbudgetedYears(problem).filter(({ fundId }) => some.has(fundId)),
    ({ fundId }) => fundId,
  )
  const dry = [...years].map(([fund, of]) => `${fund} in ${of.map((one) => one.financialYear).join(', ')}`)
  return [
    ...warn('year-without-budget', dry, (which) => `No budget counts for ${which}: £0 there.`),
    ...warn(
      'fund-unused',
      idle.map(({ id }) => id),
      (which) =>
        `No organisation draws on ${which}: that money buys nothing. Give it to one: lenscap shares --take FILE, or lenscap fund edit --default-of.`,
    ),
  ]
}

/** The financial years that a draw of the plan may fall in, `laterWeeks` after its last week at most. */
export function countYears({ startOn, weeks }: Pick<PlanFrame, 'startOn' | 'weeks'>, laterWeeks = 0): number {
  const last = addDays(startOn, 7 * (weeks - 1 + laterWeeks))
  return startYearOf(financialYearOf(last)) - startYearOf(financialYearOf(startOn)) + 1
}

interface Overspend {
  readonly code: string
  readonly financialYear: FinancialYear
  readonly pence: number
  /** It stopped an agreed carry-over. */
  readonly stops: boolean
}

interface Reckoned {
  readonly fund: EngineFund
  readonly overspends: readonly Overspend[]
  /** In the years of the plan. */
  readonly outsidePence: number
}

interface Reckoning {
  readonly money: PlanMoney
  readonly frame: PlanFrame
  readonly entries: readonly LedgerEntry[]
  readonly unlimited: boolean
}

function reckon(fund: Fund, { money, frame, entries, unlimited }: Reckoning): Reckoned {
  const used = usedByYear(entries, frame.isInPlan)
  const given = new Map(money.given.filter((g) => g.fund === fund.code).map((g) => [g.financialYear, g.pence]))
  const first = financialYearOf(frame.startOn)
  const known = new Set([...fund.budgets.map((budget) => budget.financialYear), ...given.keys(), ...used.keys()])
  const overspends: Overspend[] = []
  const budgets: EngineBudget[] = []
  let outsidePence = 0
  const carried = carriedInto(first, fund, { money, frame, entries, unlimited })
  if (carried > 0) known.add(first)
  for (const year of [...known].sort(byCodeUnit)) {
    const spent = used.get(year) ?? NOTHING_USED
    const counted = given.get(year) ?? countedPence(fund, year, money)
    const carriedIn = year === first ? carried : 0
    if (counted === undefined && carriedIn === 0 && spentOf(spent) === 0) continue
    const left = (counted ?? 0) + carriedIn - spentOf(spent)
    if (year >= first) outsidePence += spent.committedOutsidePence
    if (left < 0 && year >= first) {
      const stops = year > first && fund.carryOver === 'agreed'
      overspends.push({ code: fund.code, financialYear: year, pence: -left, stops })
    }
    budgets.push({ financialYear: year, pence: Math.max(0, left) })
  }
  // The engine knows no debts, and a year that hands money on to an overspent one would spend the debt.
  const agreed = fund.carryOver === 'agreed' && !overspends.some(({ stops }) => stops)
  const carryOver = agreed
    ? ({ carryOver: 'capped', carryOverCapPence: fund.carryOverCapPence ?? 0 } as const)
    : ({ carryOver: 'none' } as const)
  return { fund: { id: fund.code, budgets, ...carryOver, unlimited }, overspends, outsidePence }
}

/** What the year before the plan hands on. The engine plans no such year, so that its money joins the first one's. */
function carriedInto(first: FinancialYear, fund: Fund, { money, frame, entries, unlimited }: Reckoning): number {
  if (unlimited || fund.carryOver !== 'agreed') return 0
  const before = financialYear(startYearOf(first) - 1)
  const nothingPlanned = { ledger: entries, planned: new Map<FinancialYear, number>(), isInPlan: frame.isInPlan }
  const given = money.given.find((g) => g.fund === fund.code && g.financialYear === before)
  const budgets = given ? [{ ...given, status: 'approved' as const }, ...fund.budgets] : fund.budgets
  return positionOf({ ...fund, budgets }, before, nothingPlanned).carriedOutPence
}

/** What leaves less for the plan. */
function spentOf({ actualPence, accruedPence, committedOutsidePence }: Used): number {
  return actualPence + accruedPence + committedOutsidePence
}

function checkGiven({ funds, given }: PlanMoney): void {
  const named = new Set<string>()
  for (const { fund, financialYear, pence } of given) {
    if (!funds.some(({ code }) => code === fund)) throw unknownFund(fund, funds)
    const name = `${fund} in ${financialYear}`
    if (named.has(name)) throw new Failure('budget-twice', `The budget of ${name} is given twice.`, 'Give it once.')
    named.add(name)
    checkPence(pence, `The budget of ${name}`)
  }
}

function crewsAlone(funds: readonly Fund[]): Warning[] {
  const message =
    'No budget was given and none is approved: only crews bind. Give budgets with --budget FUND:YEAR=POUNDS.'
  return funds.length === 0 ? [] : [{ code: 'unconstrained', message }]
}

function withoutBudget(codes: readonly string[]): Warning[] {
  if (codes.length === 1) {
    return [{ code: 'no-budget', message: `Fund ${codes[0]} has no approved budget: £0 in every year.` }]
  }
  return warn('no-budget', codes, (which) => {
    return `${codes.length} funds have no approved budget, £0 in every year: ${which}.`
  })
}

function overspent(overspends: readonly Overspend[]): Warning[] {
  const names = overspends.map(({ code, financialYear, pence }) => `${code} in ${financialYear} by ${sayPence(pence)}`)
  const stopped = overspends.some(({ stops }) => stops)
    ? ' Nothing is carried over into a debt: their agreed carry-over is not counted.'
    : ''
  return warn('overspent', names, (which) => `Overspent before the plan: ${which}. £0 is left there.${stopped}`)
}

function committedOutside(reckoned: readonly Reckoned[]): Warning[] {
  const names = reckoned
    .filter(({ outsidePence }) => outsidePence > 0)
    .map(({ fund, outsidePence }) => `${sayPence(outsidePence)} of ${fund.id}`)
  return warn('committed-outside', names, (which) => {
    return `Committed outside the plan: ${which}. A purchase order for work in the plan must name its leg or its work order.`
  })
}

function beyond(given: readonly BudgetGiven[], frame: PlanFrame): Warning[] {
  const [first, last] = [financialYearOf(frame.startOn), financialYearOf(addDays(frame.startOn, 7 * (frame.weeks - 1)))]
  const named = (some: readonly BudgetGiven[]) => some.map(({ fund, financialYear: year }) => `${fund} in ${year}`)
  const past = named(given.filter(({ financialYear: year }) => year < first))
  const late = named(given.filter(({ financialYear: year }) => year > last))
  return [
    ...warn('budget-past', past, (which) => `Money of a year before the plan starts is not spent: ${which}.`),
    ...warn('budget-beyond', late, (which) => `Money of a year after the plan ends is not spent: ${which}.`),
  ]
}

/** More names than these are no sentence. */
const MOST_NAMED = 10

function warn(code: string, names: readonly string[], say: (which: string) => string): Warning[] {
  if (names.length === 0) return []
  const more = names.length > MOST_NAMED ? ` and ${count(names.length - MOST_NAMED, 'more fund')}` : ''
  return [{ code, message: say(`${names.slice(0, MOST_NAMED).join('; ')}${more}`) }]
}
