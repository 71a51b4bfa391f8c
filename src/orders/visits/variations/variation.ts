// A variation: more work or money than the order has, asked by the company that found the need of it on site. It is approved,
// out of a fund that has the money, before the work is done; or it is refused, or withdrawn. What was asked is never changed.
import { sayPence } from '../../../shared/money.ts'
import type { FinancialYear } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import type { OrderState, VariationAnswer } from '../../../shared/vocabulary.ts'

export interface Variation {
  readonly id: string
  /** As the company named it. */
  readonly clientId: string
  readonly orderId: string
  readonly organisationId: string
  readonly companyId: string
  readonly attempt: number
  readonly what: string
  readonly why: string
  readonly pence: number
  readonly askedAt: Date
  readonly askedBy: string
  /** Null: nobody has answered. */
  readonly answer: Answer | null
}

export interface Answer {
  readonly answer: VariationAnswer
  /** Of an approval. */
  readonly fundId: string | null
  readonly financialYear: FinancialYear | null
  readonly reason: string | null
  readonly answeredAt: Date
  readonly answeredBy: string
}

/** The work is still to do, or under way. */
export const VARIABLE: readonly OrderState[] = ['claimed', 'scheduled', 'in-progress', 'rejected', 'with-manager']

/** Throws `not-in-this-state`. */
export function checkBeforeWork({ ref, state }: { ref: string; state: OrderState }): void {
  if (VARIABLE.includes(state)) return
  const hint = 'A variation is asked for and approved before its work is done.'
  throw new Failure('not-in-this-state', `${ref} is ${state}.`, hint, { state })
}

/** Throws `already-answered`. */
export function checkOpen({ clientId, answer }: Variation): void {
  if (answer === null) return
  throw new Failure('already-answered', `Variation ${clientId} is ${answer.answer}.`, 'Ask for another.')
}

/**
 * `leftPence`: of the fund in the year, with all that is planned and committed; `promisedPence`: approved for variations of
 * orders that are open still. What of those is in the ledger already counts twice until the order is closed: too little is
 * promised rather than too much. Throws `fund-exceeded`.
 */
export function checkWithin(
  pence: number,
  {
    fund,
    financialYear,
    leftPence,
    promisedPence,
  }: {
    fund: string
    financialYear: FinancialYear
    leftPence: number
    promisedPence: number
  },
): void {
  const free = leftPence - promisedPence
  if (pence <= free) return
  const left = free > 0 ? `has ${sayPence(free)} left` : 'has nothing left'
  const message = `Fund ${fund} ${left} in ${financialYear}, and the variation asks for ${sayPence(pence)}.`
  throw new Failure('fund-exceeded', message, 'Name another fund or year, have money moved, or refuse it.', { free })
}

export function unknownVariation(id: string): Failure {
  return new Failure(
    'unknown-variation',
    `The order has no variation ${id}.`,
    'GET its variations to see those that are.',
  )
}
