// What a leg costs, line by line. A line states its price as the catalogue lists it, and its terms, so that the sum of any
// financial year follows from the line alone: the price risen by the yearly uplift, less the VAT that is recovered, rounded
// half up once a line. What is added up anywhere are these sums and no others, so that all totals agree to the penny.
import { financialYearOf, startYearOf, type Day } from '../../shared/day.ts'

export const COST_KINDS = ['kit', 'labour', 'mobilisation', 'height', 'civils', 'disposal'] as const
export type CostKind = (typeof COST_KINDS)[number]

export interface CostLine {
  /** Decides which funds pay (planning/funds) and what VAT is recovered. */
  readonly kind: CostKind
  readonly what: string
  /** Of kit: its code in the catalogue, and why it replaces what stands there. */
  readonly modelId?: string
  /** Of kit whose maker is known already: what it is looked up by in the register. */
  readonly make?: string
  readonly model?: string
  readonly why?: string
  readonly quantity: number
  readonly unit: 'device' | 'minute' | 'visit'
  /** As listed, per unit; per hour for minutes. */
  readonly pricePence: number
  /** What the funds are charged, VAT that is not recovered included, in the year of the plan's start. */
  readonly pence: number
  /** The VAT in `pence`. */
  readonly vatPence: number
  readonly source: string
  readonly asOf: Day
  /** Weeks after the leg's week that it is paid; negative for kit that is delivered before. */
  readonly offsetWeeks: number
  readonly terms: PriceTerms
  /**
   * Where call-offs have agreed on rates: what the line is priced with from which financial year on (0 is the plan's first),
   * in order and beginning with 0. Left out: in every year with the price that it states.
   */
  readonly prices?: readonly PriceFrom[]
}

export interface PriceFrom extends Pick<CostLine, 'pricePence' | 'source' | 'asOf' | 'terms'> {
  readonly fromYear: number
}

/** Basis points are hundredths of a per cent: 2,000 are 20 %. */
export interface PriceTerms {
  /** What the listed price says of VAT. */
  readonly vat: 'exclusive' | 'inclusive'
  readonly vatBasisPoints: number
  /** How much of the VAT the organisation recovers, for lines of this kind. */
  readonly recoveredBasisPoints: number
  /** By how much prices rise each financial year after the first, compounded. */
  readonly upliftBasisPoints: number
}

const WHOLE = 10_000n

/** A line in the prices of the plan's first financial year. */
export function costLine(
  line: Omit<CostLine, 'pence' | 'vatPence' | 'offsetWeeks'> & { readonly offsetWeeks?: number },
): CostLine {
  return { ...line, offsetWeeks: line.offsetWeeks ?? 0, ...inYear(line, 0) }
}

/**
 * What the funds are charged if the line is paid in each of the `years` financial years from the plan's start; one sum
 * where the years do not differ. As the engine takes `pence` of a draw.
 */
export function penceByYear(line: CostLine, years: number): number | readonly number[] {
  if (isSameInAllYears(line)) return line.pence
  return Array.from({ length: years }, (_, n) => inYear(line, n).pence)
}

/** The line as it is paid if its leg stands in the week: in the prices of the year that its payment falls in. */
export function lineIn(line: CostLine, { startOn, paidOn }: { startOn: Day; paidOn: Day }): CostLine {
  if (isSameInAllYears(line)) return line
  const years = startYearOf(financialYearOf(paidOn)) - startYearOf(financialYearOf(startOn))
  return { ...line, ...inYear(line, Math.max(0, years)) }
}

function isSameInAllYears({ terms, prices }: CostLine): boolean {
  return terms.upliftBasisPoints === 0 && prices === undefined
}

export const sumPence = (lines: readonly Pick<CostLine, 'pence'>[]): number =>
  lines.reduce((sum, { pence }) => sum + pence, 0)

type Unpriced = Omit<CostLine, 'pence' | 'vatPence' | 'offsetWeeks'>

/** `n` financial years after the plan's first: what it is priced with then, and what that comes to. */
function inYear(
  line: Unpriced,
  n: number,
): Pick<CostLine, 'pricePence' | 'source' | 'asOf' | 'terms' | 'pence' | 'vatPence'> {
  const { pricePence, source, asOf, terms } = line.prices?.findLast(({ fromYear }) => fromYear <= n) ?? line
  const rise = (WHOLE + BigInt(terms.upliftBasisPoints)) ** BigInt(n)
  const risen = ratio(listedPence({ ...line, pricePence }), rise, WHOLE ** BigInt(n))
  return { pricePence, source, asOf, terms, ...charged(risen, terms) }
}

function listedPence({ unit, quantity, pricePence }: Pick<CostLine, 'unit' | 'quantity' | 'pricePence'>): number {
  return unit === 'minute' ? ratio(pricePence * quantity, 1n, 60n) : pricePence * quantity
}

/** Net, and the VAT that is not recovered: together rounded once, so that VAT recovered in full or not at all is exact. */
function charged(listed: number, terms: PriceTerms): Pick<CostLine, 'pence' | 'vatPence'> {
  const vat = BigInt(terms.vatBasisPoints)
  const kept = vat * (WHOLE - BigInt(terms.recoveredBasisPoints))
  const gross = terms.vat === 'inclusive' ? WHOLE + vat : WHOLE
  const net = ratio(listed, WHOLE, gross)
  const pence = ratio(listed, WHOLE * WHOLE + kept, gross * WHOLE)
  return { pence, vatPence: pence - net }
}

/** `pence` × `by` ÷ `over`, rounded half up to the penny. Compounded basis points outgrow what a number holds exactly. */
function ratio(pence: number, by: bigint, over: bigint): number {
  return Number((2n * BigInt(pence) * by + over) / (2n * over))
}
