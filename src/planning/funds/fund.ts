// A fund: money of one source and class, with budgets by financial year. Pure.
import type { FinancialYear } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { BudgetStatus, CarryOver, FundClass } from '../../shared/vocabulary.ts'

/** What a person states of a fund. */
export interface FundFacts {
  /** What `--budget CODE:YEAR=POUNDS` names, and the engine's fund id. */
  readonly code: string
  readonly name: string
  readonly source: string | null
  readonly class: FundClass
  /** Whose alone it is; null: any organisation may be given a part of it. */
  readonly organisationId: string | null
  readonly carryOver: CarryOver
  /** With `agreed` only: the most that a year hands on to the next. */
  readonly carryOverCapPence: number | null
}

export interface Fund extends FundFacts {
  readonly id: string
  readonly version: number
  /** The organisations whose default fund it is, of those that whoever asks may know of; by name. */
  readonly defaultOf: readonly { readonly id: string; readonly name: string }[]
  /** The newest of each year and status; by year, then status. */
  readonly budgets: readonly Budget[]
}

/** What a person states of it, and nothing else. */
export function factsOf(fund: Fund): FundFacts {
  const { code, name, source, class: of, organisationId, carryOver, carryOverCapPence } = fund
  return { code, name, source, class: of, organisationId, carryOver, carryOverCapPence }
}

export interface Budget {
  readonly financialYear: FinancialYear
  readonly status: BudgetStatus
  readonly pence: number
}

/** A hundred billion pounds: more than any programme has, little enough for sums of them to be exact. */
export const MOST_PENCE = 10_000_000_000_000

/** Short enough for a column, and without what separates it in `--budget CODE:YEAR=POUNDS` and in lists. */
export const CODE = /^[\p{L}\p{N}][\p{L}\p{N} ._/&-]{0,62}$/u

/** A budget is a sum from nothing up. Throws `absurd-amount`. */
export function checkPence(pence: number, of: string): void {
  if (Number.isSafeInteger(pence) && pence >= 0 && pence <= MOST_PENCE) return
  const message = `${of} would be ${pence} pence, which is no sum of money to plan with.`
  throw new Failure('absurd-amount', message, 'Give £0 to £100,000,000,000, in whole pence.')
}

/** Throws `bad-fund-code`, `carry-over-sum`, `absurd-amount`. */
export function checkFacts({ code, carryOver, carryOverCapPence }: FundFacts): void {
  if (!CODE.test(code)) {
    const hint = 'Take letters, digits, spaces and . _ / & - to 63 of them, a letter or digit first.'
    throw new Failure('bad-fund-code', `"${code}" cannot be the code of a fund.`, hint)
  }
  if ((carryOver === 'agreed') !== (carryOverCapPence !== null)) {
    const message =
      carryOver === 'agreed'
        ? `The carry-over of fund ${code} is agreed, and not how much of it.`
        : `The carry-over of fund ${code} is ${carryOver === 'none' ? 'none' : 'only requested'}, and yet has an agreed sum.`
    throw new Failure(
      'carry-over-sum',
      message,
      'An agreed carry-over has the sum that was agreed, and no other has one.',
    )
  }
  if (carryOverCapPence !== null) checkPence(carryOverCapPence, `The carry-over of fund ${code}`)
}

/** What counts of a year: approved money; where asked, for a year without any, what is indicative. Undefined: neither. */
export function countedPence(
  { budgets }: Pick<Fund, 'budgets'>,
  year: FinancialYear,
  { countIndicative = false }: { countIndicative?: boolean } = {},
): number | undefined {
  const of = (status: BudgetStatus) =>
    budgets.find((budget) => budget.financialYear === year && budget.status === status)?.pence
  return of('approved') ?? (countIndicative ? of('indicative') : undefined)
}

/** A screenful: an estate may have hundreds. */
const MOST_NAMED = 20

export function unknownFund(code: string, funds: readonly Pick<Fund, 'code'>[]): Failure {
  const codes = funds.map((fund) => fund.code).sort(byCodeUnit)
  const hint = `${sayCodes(codes, 'The funds are')}`
  return new Failure('unknown-fund', `There is no fund "${code}".`, hint, { funds: codes })
}

/** `The funds are: A, B and 3 more.` */
export function sayCodes(codes: readonly string[], what: string): string {
  if (codes.length === 0) return 'There is none yet: import an inventory first, which makes them, or add one.'
  const more = codes.length > MOST_NAMED ? ` and ${codes.length - MOST_NAMED} more` : ''
  return `${what}: ${codes.slice(0, MOST_NAMED).join(', ')}${more}.`
}
