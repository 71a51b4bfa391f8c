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
