// How far the plan is from the proven optimum, tier by tier: HiGHS gives each tier its least exposure beside the tiers
// above it where the plan has put them, which is what the planner promises to come near, too.
import { checkPlan } from '../../src/planning/engine/check/check-plan.ts'
import { readProblem } from '../../src/planning/engine/format/read-problem.ts'
import { solve } from '../../src/planning/engine/solve.ts'
import { atMost, mean, type Figure } from '../figure.ts'
import { makeInstance } from './instance.ts'
import { modelOf } from './milp.ts'
import { findOptimum } from './optimum.ts'

/** Two years of weeks hold all the work that there is money for, and keep the models small enough for a proof. */
const WEEKS = 90
const LEAST_JOBS = 25
const MOST_JOBS = 70
/** One figure line stands for many draws: the first seed is printed, the others follow it. */
const FIRST_SEED = 1

interface Tier {
  readonly seed: number
  readonly tier: number
  /** Thousandths of exposure-days, as the optimum, which is null if there was no proof in time. */
  readonly exposure: number
  readonly bound: number
  readonly optimum: number | null
}

export async function* exact(short: boolean): AsyncIterable<Figure> {
  // What takes longest to prove is what the plan may miss, so the seconds are many: leaving it out would flatter.
  const [instances, seconds] = short ? [4, 2] : [24, 120]
  for (const effort of ['standard', 'thorough'] as const) {
    const tiers: Tier[] = []
    for (let i = 0; i < instances; i++) {
      const jobs = LEAST_JOBS + Math.round((i * (MOST_JOBS - LEAST_JOBS)) / (instances - 1))
      const seed = FIRST_SEED + i
      const problem = readProblem(makeInstance({ jobs, seed, weeks: WEEKS, regions: 1 + (i % 2), effort }))
      const plan = solve(problem)
      const [breach] = checkPlan(problem, plan)
      if (breach) throw new Error(`The plan of seed ${seed} breaks a rule: ${breach.message}`)
      for (const { tier, exposureDays, bound } of plan.measures.perTier) {
        const optimum = await findOptimum(modelOf(problem, plan, tier), seconds)
        const [exposure, least] = [Math.round(exposureDays * 1000), Math.round(bound! * 1000)]
        tiers.push({ seed, tier, exposure, bound: least, optimum })
      }
    }
    yield* judge(tiers, `${instances} instances of ${LEAST_JOBS} to ${MOST_JOBS} jobs, ${effort}`)
  }
}

function* judge(tiers: readonly Tier[], what: string): Iterable<Figure> {
  const proven = tiers.flatMap((one) => (one.optimum === null ? [] : [{ ...one, optimum: one.optimum }]))
  const unproven = tiers.filter(({ optimum }) => optimum === null)
  const gaps = proven.map(({ exposure, optimum }) => percentOver(exposure, optimum))
  const worst = gaps.indexOf(Math.max(...gaps))
  const at = proven[worst]!
  const missed = gaps.filter((gap) => gap > 0).length
  const shared = { seed: FIRST_SEED, unit: '%' }
  const counted = `${what}: ${proven.length} tiers proven, ${missed} of them above the optimum`
  yield atMost(0.2, { ...shared, figure: 'exact: mean gap of a tier', value: mean(gaps), note: counted })
  const where = gaps[worst] === 0 ? what : `${what}: seed ${at.seed}, tier ${at.tier}`
  yield atMost(1, { ...shared, figure: 'exact: worst gap of a tier', value: gaps[worst]!, note: where })
  yield atMost(null, {
    ...shared,
    figure: 'exact: tiers without a proof in time',
    value: unproven.length,
    unit: 'tiers',
    note: `${what}: left out of the gaps${unproven.map(({ seed, tier }) => `, seed ${seed} tier ${tier}`).join('')}`,
  })
  yield atMost(0, {
    ...shared,
    figure: 'exact: better than the proven optimum, which would be a fault of the model',
    value: proven.filter(({ exposure, optimum }) => exposure < optimum).length,
    unit: 'tiers',
    note: what,
  })
  yield atMost(0, {
    ...shared,
    figure: 'exact: bounds above the optimum, which would be a fault of the bound',
    value: proven.filter(({ bound, optimum }) => bound > optimum).length,
    unit: 'tiers',
    note: what,
  })
  yield atMost(null, {
    ...shared,
    figure: 'exact: how far the bound is below the optimum, mean of a tier',
    value: mean(proven.map(({ bound, optimum }) => (optimum === 0 ? 0 : 100 * (1 - bound / optimum)))),
    note: what,
  })
}

/** A tier whose optimum is nothing is met or infinitely missed. */
function percentOver(value: number, least: number): number {
  return value === least ? 0 : 100 * (value / least - 1)
}
