// Money is a whole number of pence. Floats never touch it: parsing goes through text, sharing through remainders.
import { Failure } from './failure.ts'

const POUNDS = /^(-?)£?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/

/** Pence from `1500`, `1,500`, `£1500.5`, `1500.50`. Throws `not-money`. */
export function parsePounds(text: string): number {
  const [, sign, whole, part = ''] = POUNDS.exec(text.trim()) ?? []
  const pence = Number((whole ?? '').replaceAll(',', '')) * 100 + Number(part.padEnd(2, '0'))
  if (whole === undefined || !Number.isSafeInteger(pence)) {
    throw new Failure('not-money', `"${text}" is not an amount of pounds.`, 'Write pounds such as 1500000 or 1500.50.')
  }
  return sign === '-' ? -pence : pence
}

/** `£1,234.50`; whole pounds without the pence. */
export function sayPence(pence: number): string {
  const whole = Math.trunc(Math.abs(pence) / 100)
  const part = Math.abs(pence) % 100
  const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${pence < 0 ? '-' : ''}£${grouped}${part === 0 ? '' : `.${String(part).padStart(2, '0')}`}`
}

/**
 * Splits a sum of 0 or more by weights that are not all 0 into whole pence that add up to it. What rounding down leaves
 * goes, a penny each, to the largest remainders; of equal ones to the earlier.
 */
export function sharePence(pence: number, weights: readonly number[]): number[] {
  const whole = BigInt(weights.reduce((sum, weight) => sum + weight, 0))
  // Pence × basis points outgrows what a number holds exactly at nine billion pounds.
  const exact = weights.map((weight) => BigInt(pence) * BigInt(weight))
  const shares = exact.map((part) => Number(part / whole))
  const left = pence - shares.reduce((sum, share) => sum + share, 0)
  const remainders = exact.map((part, at) => ({ at, rest: part % whole }))
  remainders.sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1))
  for (const { at } of remainders.slice(0, left)) shares[at]! += 1
  return shares
}
