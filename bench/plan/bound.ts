// Problems too large for a proof: how far the plan is from its own lower bound, and what it averts against what people
// do today.
import { checkPlan } from '../../src/planning/engine/check/check-plan.ts'
import type { Plan } from '../../src/planning/engine/format/plan.ts'
import type { Problem } from '../../src/planning/engine/format/problem.ts'
import { readProblem } from '../../src/planning/engine/format/read-problem.ts'
import { solve } from '../../src/planning/engine/solve.ts'
import { daysBetween } from '../../src/shared/day.ts'
import { atMost, mean, type Figure } from '../figure.ts'
import { makeInstance } from './instance.ts'
import { HABITS, planAsToday, type Habit } from './today.ts'

const FIRST_SEED = 101
const WEEKS = 260
/** The actions at sensitive sites. */
const LAST_SENSITIVE_TIER = 3

/** Exposure-days averted against waiting. */
interface Averted {
  readonly all: number
  readonly sensitive: number
}

export async function* bound(short: boolean): AsyncIterable<Figure> {
  const sizes = short ? [800, 1200] : Array.from({ length: 12 }, (_, i) => 800 + Math.round((i * 3200) / 11))
  const gaps: number[] = []
  const tierGaps: number[] = []
  const reached: number[] = []
  const ours: Averted[] = []
  const theirs = new Map(HABITS.map(({ name }) => [name, [] as Averted[]]))
  for (const [i, jobs] of sizes.entries()) {
    const shape = { jobs, seed: FIRST_SEED + i, weeks: WEEKS, regions: 4 + (i % 6), effort: 'standard' as const }
    const problem = readProblem(makeInstance(shape))
    const plan = solve(problem)
    const { perTier } = plan.measures
    const total = (of: 'exposureDays' | 'bound'): number => perTier.reduce((sum, one) => sum + one[of]!, 0)
    const averted = avertedBy(problem, plan)
    gaps.push(100 * (total('exposureDays') / total('bound') - 1))
    reached.push((100 * averted.all) / (averted.all + total('exposureDays') - total('bound')))
    for (const one of perTier) if (one.bound! > 0) tierGaps.push(100 * (one.exposureDays / one.bound! - 1))
    ours.push(averted)
    for (const habit of HABITS) theirs.get(habit.name)!.push(avertedBy(problem, todaysPlan(problem, habit)))
  }
  const what = `${sizes.length} instances of ${sizes[0]} to ${sizes.at(-1)} jobs, standard`
  const shared = { seed: FIRST_SEED, note: what }
  yield atMost(2.4, {
    ...shared,
    figure: 'bound: mean gap, all tiers weighed by exposure',
    value: mean(gaps),
    unit: '%',
  })
  yield atMost(null, { ...shared, figure: 'bound: worst gap of an instance', value: Math.max(...gaps), unit: '%' })
  yield atMost(null, { ...shared, figure: 'bound: mean gap of a tier', value: mean(tierGaps), unit: '%' })
  // Exposure includes what no plan can avert, so this is the harder figure.
  const most = 'bound: averted exposure, of the most that the bound allows, mean'
  yield atMost(null, { ...shared, figure: most, value: mean(reached), unit: '%' })
  for (const { name } of HABITS) {
    for (const scope of ['all', 'sensitive'] as const) {
      const sum = (list: readonly Averted[]): number => list.reduce((n, one) => n + one[scope], 0)
      const figure = `bound: averted exposure ÷ ${name}${scope === 'all' ? '' : ', tiers 0 to 3'}`
      yield atMost(null, { ...shared, figure, value: sum(ours) / sum(theirs.get(name)!), unit: 'ratio' })
    }
  }
}

/** Against waiting: each job until its upgradeOn, or the horizon + 7 days if it has none. */
function avertedBy(problem: Problem, plan: Plan): Averted {
  const longest = 7 * problem.weeks + 7
  const averted = { all: 0, sensitive: 0 }
  const count = (tier: number, exposureDays: number): void => {
    averted.all += exposureDays
    if (tier <= LAST_SENSITIVE_TIER) averted.sensitive += exposureDays
  }
  for (const { tier, weightPerDay, upgradeOn } of problem.jobs) {
    const days = upgradeOn === null ? longest : daysBetween(problem.startOn, upgradeOn)
    count(tier, weightPerDay * Math.min(longest, Math.max(0, days)))
  }
  for (const { tier, exposureDays } of plan.measures.perTier) count(tier, -exposureDays)
  return averted
}

/** No queue jumping is the planner's own promise, and not asked of people; all other rules are. */
function todaysPlan(problem: Problem, habit: Habit): Plan {
  const plan = planAsToday(problem, habit)
  const breach = checkPlan(problem, plan).find(({ code }) => code !== 'queue-jump')
  if (breach) throw new Error(`${habit.name} breaks a rule: ${breach.message}`)
  return plan
}
