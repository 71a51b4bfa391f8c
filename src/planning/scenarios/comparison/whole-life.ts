// What a scenario costs over seven years, and what it costs after the upgrades that it saves. All are stated constants: a
// reader who doubts one knows which figure to doubt.
import { financialYearOf, startYearOf, type Day } from '../../../shared/day.ts'
import { costOf, type LegCost, type LegFacts } from '../snapshot/snapshot.ts'

/** As long as the longest-lived kit (policy.md section 5: five to seven years), so that the window holds one life of it. */
export const WINDOW_YEARS = 7
/** The middle of five to seven years. */
export const KIT_LIFE_YEARS = 6
/** The Treasury's Green Book: 3.5 % a year, in real terms. Editable; check the edition before quoting a figure. */
export const DISCOUNT_BASIS_POINTS = 350

export const METHOD =
  `Over ${WINDOW_YEARS} financial years from the plan's first, in its prices (the discount rate is a real one): what the plan pays, ` +
  'the upgrades that it does not make needless, and new kit at the end of the ' +
  `${KIT_LIFE_YEARS} years that kit lasts (five to seven; the middle), less what kit is worth at the end, by the years it has left. ` +
  'The first year counts in full, each later one at the rate less. Kit that nobody replaces and no funded upgrade ends costs nothing here.'

/** One leg of the snapshot as the scenario leaves it. */
export interface LifeLeg {
  /** As the snapshot has it: what an upgrade in its place would cost. */
  readonly facts: LegFacts
  /** In the scenario, which may remove where the snapshot replaces; undefined: it is no work of the scenario. */
  readonly as: Pick<LegFacts, 'action' | 'cost'> | undefined
  /** The week that the plan has it in; null: none. */
  readonly weekOn: Day | null
}

/** Whole pence by financial year, the first being the plan's first. */
export interface LifeCost {
  readonly yearPence: readonly number[]
  /** What kit is worth at the end of the window. */
  readonly residualPence: number
  /** Replacements that neither the plan makes nor a funded upgrade. */
  readonly neverReplaced: number
}

export function lifeCost(legs: readonly LifeLeg[], startOn: Day): LifeCost {
  const yearPence = Array.from({ length: WINDOW_YEARS }, () => 0)
  let residualPence = 0
  let neverReplaced = 0
  const yearOf = (on: Day): number => startYearOf(financialYearOf(on)) - startYearOf(financialYearOf(startOn))
  const buy = (cost: LegCost, year: number): void => {
    let last = -1
    for (let at = year; at < WINDOW_YEARS; at += KIT_LIFE_YEARS) {
      yearPence[at]! += costOf(cost)
      last = at
    }
    if (last >= 0) residualPence += worth(cost.kitPence, WINDOW_YEARS - last)
  }
  for (const { facts, as, weekOn } of legs) {
    const isReplaced = facts.action === 'replace'
    if (as && weekOn !== null) {
      if (as.action === 'replace') buy(as.cost, yearOf(weekOn))
      else if (yearOf(weekOn) < WINDOW_YEARS) yearPence[yearOf(weekOn)]! += costOf(as.cost)
    } else if (isReplaced && facts.upgradeOn !== null) buy(facts.cost, Math.max(0, yearOf(facts.upgradeOn)))
    else if (isReplaced) neverReplaced++
  }
  return { yearPence, residualPence, neverReplaced }
}

/** Straight-line, rounded down: nobody pays more for old kit. */
function worth(kitPence: number, usedYears: number): number {
  return Math.floor((kitPence * Math.max(0, KIT_LIFE_YEARS - usedYears)) / KIT_LIFE_YEARS)
}

/** In today's money: each year's sum discounted once, rounded half up. `basisPoints` from 0 up. */
export function presentPence({ yearPence, residualPence }: LifeCost, basisPoints: number): number {
  const paid = yearPence.reduce((sum, pence, year) => sum + discounted(pence, year, basisPoints), 0)
  return paid - discounted(residualPence, WINDOW_YEARS, basisPoints)
}

function discounted(pence: number, years: number, basisPoints: number): number {
  const [over, by] = [BigInt(10_000 + basisPoints) ** BigInt(years), 10_000n ** BigInt(years)]
  return Number((2n * BigInt(pence) * by + over) / (2n * over))
}
