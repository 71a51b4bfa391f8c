// Which fund pays what: for each kind of cost line the funds of an organisation, or of one site of it, in basis points. And
// what comes of it: the draws of a job. Pure.
import { Failure } from '../../shared/failure.ts'
import { sharePence } from '../../shared/money.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { penceByYear, type CostKind, type CostLine } from '../catalogue/cost-line.ts'
import type { Draw } from '../engine/format/problem.ts'

/** The whole, in basis points: hundredths of a per cent. */
export const WHOLE = 10_000

export interface FundShare {
  /** Its code. */
  readonly fund: string
  readonly basisPoints: number
}

/** A share as it is recorded. */
export interface RecordedShare extends FundShare {
  readonly organisationId: string
  /** Null: all sites of the organisation that have none of their own for the kind. */
  readonly siteId: string | null
  readonly kind: CostKind
}

/** The funds that pay for lines of the kind; their shares add up to WHOLE. */
export type Payers = (kind: CostKind) => readonly FundShare[]

/** Who pays at a site: what is recorded for it, else for its organisation, else all from the organisation's default fund. */
export function payersBy(
  recorded: readonly RecordedShare[],
): (site: { id: string; organisationId: string }, defaultFund: string) => Payers {
  const groups = Map.groupBy(recorded, groupOf)
  return ({ id: siteId, organisationId }, defaultFund) => {
    return (kind) =>
      groups.get(groupOf({ organisationId, siteId, kind })) ??
      groups.get(groupOf({ organisationId, siteId: null, kind })) ?? [{ fund: defaultFund, basisPoints: WHOLE }]
  }
}

export function groupOf({ organisationId, siteId, kind }: Pick<RecordedShare, 'organisationId' | 'siteId' | 'kind'>) {
  return `${organisationId}\n${siteId ?? ''}\n${kind}`
}

/** What is wrong with the shares of one kind of line, in words; undefined: nothing. */
export function faultOf(shares: readonly FundShare[]): string | undefined {
  const twice = shares.find(({ fund }, at) => shares.findIndex((other) => other.fund === fund) !== at)
  if (twice) return `Fund ${twice.fund} has two shares of it.`
  const sum = shares.reduce((points, { basisPoints }) => points + basisPoints, 0)
  return sum === WHOLE ? undefined : `The shares add up to ${sum / 100} %, and have to make 100 %.`
}

/** Throws `shares-not-whole`. */
export function checkShares(of: string, shares: readonly FundShare[]): void {
  const fault = faultOf(shares)
  if (fault === undefined) return
  throw new Failure('shares-not-whole', `${of}: ${fault}`, 'Give each fund once, and shares that add up to 100 %.')
}

/**
 * The draws of a leg: a fund and a week each, by code, then week. Each kind of line is shared out among the funds that pay
 * for it, in each of the `years` financial years from the plan's start to the penny (largest remainder; of equal ones the
 * first code), so that in every year the draws add up to the lines. A fund that would be drawn on for nothing is left out.
 */
export function drawsOf(lines: readonly CostLine[], payers: Payers, years: number): Draw[] {
  const drawn = new Map<string, { fundId: string; offsetWeeks: number; sums: number[] }>()
  for (const group of Map.groupBy(lines, ({ kind, offsetWeeks }) => `${kind} ${offsetWeeks}`).values()) {
    const { kind, offsetWeeks } = group[0]!
    const shares = payers(kind).toSorted((a, b) => byCodeUnit(a.fund, b.fund))
    const points = shares.map(({ basisPoints }) => basisPoints)
    sumByYear(group, years).forEach((pence, year) => {
      sharePence(pence, points).forEach((part, at) => {
        const fundId = shares[at]!.fund
        const key = `${fundId}\n${offsetWeeks}`
        const draw = drawn.get(key) ?? { fundId, offsetWeeks, sums: Array.from({ length: years }, () => 0) }
        drawn.set(key, draw)
        draw.sums[year]! += part
      })
    })
  }
  return [...drawn.values()]
    .filter(({ sums }) => sums.some((pence) => pence > 0))
    .map(({ fundId, offsetWeeks, sums }) => {
      return { fundId, offsetWeeks, pence: sums.every((pence) => pence === sums[0]) ? sums[0]! : sums }
    })
    .sort((a, b) => byCodeUnit(a.fundId, b.fundId) || a.offsetWeeks - b.offsetWeeks)
}

function sumByYear(lines: readonly CostLine[], years: number): number[] {
  const sums = Array.from({ length: years }, () => 0)
  for (const line of lines) {
    const pence = penceByYear(line, years)
    for (let year = 0; year < years; year++) sums[year]! += typeof pence === 'number' ? pence : pence[year]!
  }
  return sums
}
