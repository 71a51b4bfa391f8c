// What a plan amounts to, counted anew; and a bound that no exposure may be below.
import { financialYear, fromEpochDay } from '../../../shared/day.ts'
import type { Measures } from '../format/plan.ts'
import type { Breach } from './breach.ts'
import { tiersOf, usageOf, type Facts, type Work } from './facts.ts'

export function checkMeasures(facts: Facts): Breach[] {
  const said = JSON.stringify(canonical(facts.plan.measures))
  const found = JSON.stringify(canonical(recount(facts)))
  const message = `The measures say ${said}; counted anew they are ${found}.`
  return said === found ? checkBounds(facts) : [{ code: 'measures', jobId: null, message }]
}

/** That a bound is the best there is, or valid at all, takes a solver to say; that it is above the plan's own exposure refutes it. */
function checkBounds({ plan }: Facts): Breach[] {
  return plan.measures.perTier.flatMap(({ tier, exposureDays, bound }): Breach[] => {
    if (bound === null || (bound >= 0 && bound <= exposureDays)) return []
    const message = `Tier ${tier} has ${exposureDays} exposure-days, and the plan says that none has fewer than ${bound}.`
    return [{ code: 'bound', jobId: null, message }]
  })
}

/** Without the bounds, which a recount cannot know. */
function canonical({ perTier, avertedExposureDays, spend }: Measures): unknown {
  return [
    perTier.map(({ tier, exposureDays, clearOn, pence }) => [tier, exposureDays, clearOn, pence]),
    avertedExposureDays,
    spend.map(({ fundId, financialYear: year, pence }) => [fundId, year, pence]),
  ]
}

export function recount(facts: Facts): Measures {
  const { problem, startDay, works } = facts
  const longest = 7 * problem.weeks + 7
  const exposure = (work: Work, endDay: number): number =>
    Math.round(work.job.weightPerDay * 1000) * Math.min(longest, Math.max(0, endDay - startDay))
  const ended = (work: Work): number => endDay(facts, work)
  const sum = (of: readonly Work[], ends: (work: Work) => number): number =>
    of.reduce((millis, work) => millis + exposure(work, ends(work)), 0)
  return {
    perTier: tiersOf(problem).map((tier) => {
      const mine = works.filter(({ job }) => job.tier === tier)
      const clear = mine.reduce((latest, work) => Math.max(latest, ended(work)), -Infinity)
      const spent = usageOf(facts, ({ job }) => job.tier === tier).pence
      const pence = spent.reduce((total, years) => total + years.reduce((a, b) => a + b, 0), 0)
      const clearOn = clear === Infinity ? null : fromEpochDay(clear)
      return { tier, exposureDays: sum(mine, ended) / 1000, clearOn, pence, bound: null }
    }),
    avertedExposureDays: (sum(works, ({ upgradeDay }) => upgradeDay) - sum(works, ended)) / 1000,
    spend: spendOf(facts),
  }
}

/** Infinity if it is unplaced. */
function endDay({ startDay }: Facts, { at, state, upgradeDay }: Work): number {
  if (at) return startDay + 7 * at.week + 7
  return state === 'waiting' ? upgradeDay : Infinity
}

function spendOf(facts: Facts): Measures['spend'] {
  const { pence } = usageOf(facts, () => true)
  return facts.problem.funds
    .flatMap(({ id: fundId }, fund) => [...pence[fund]!].map((sum, year) => ({ fundId, year, pence: sum })))
    .filter(({ pence: sum }) => sum > 0)
    .sort((a, b) => (a.fundId < b.fundId ? -1 : a.fundId > b.fundId ? 1 : a.year - b.year))
    .map(({ fundId, year, pence: sum }) => ({
      fundId,
      financialYear: financialYear(facts.firstYear + year),
      pence: sum,
    }))
}
