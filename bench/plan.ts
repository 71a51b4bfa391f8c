import { readProblem } from '../src/planning/engine/format/read-problem.ts'
import { solve } from '../src/planning/engine/solve.ts'
import { atMost, exponent, fastest, type Bench } from './figure.ts'

const seed = 1

/** A xorshift of 32 bits: the instances are the same on every machine. */
function makeDraw(from: number): (below: number) => number {
  let state = from | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Chains of legs at sites in twelve regions, eight tiers, two funds over five years, money for about two thirds. */
export function makeProblem(n: number): unknown {
  const draw = makeDraw(seed)
  const jobs = Array.from({ length: n }, (_, i) => {
    const inChain = i % 4 !== 0
    const tier = Math.floor((i * 8) / n)
    const pence = 50_000 + draw(8_000_000)
    return {
      id: `leg-${String(i).padStart(8, '0')}`,
      tier,
      weightPerDay: 1 + draw(60),
      minutes: 120 + 75 * (1 + draw(27)),
      poolIds: [`region-${draw(12)}`],
      draws: [{ fundId: `fund-${draw(2)}`, pence, offsetWeeks: -draw(3) }],
      releaseOn: '2026-12-14',
      after: inChain && Math.floor(((i - 1) * 8) / n) <= tier ? [`leg-${String(i - 1).padStart(8, '0')}`] : [],
    }
  })
  const years = ['2026-27', '2027-28', '2028-29', '2029-30', '2030-31']
  // 4.05 million pence is the mean draw; two funds, five years, two thirds of what all would cost.
  const budgets = years.map((financialYear) => ({ financialYear, pence: Math.floor((4_050_000 * n * 2) / 3 / 10) }))
  const perPool = Math.ceil((n * 1170) / 12 / 200)
  return {
    format: 'lenscap-problem/1',
    startOn: '2026-11-23',
    weeks: 260,
    funds: [0, 1].map((f) => ({ id: `fund-${f}`, budgets, carryOver: 'none' })),
    pools: Array.from({ length: 12 }, (_, p) => ({ id: `region-${p}`, minutesPerWeek: Math.max(2250, perPool) })),
    jobs,
  }
}

export const bench: Bench = async function* ({ short }) {
  const time = async (n: number): Promise<{ solve: number; sort: number }> => {
    const problem = readProblem(makeProblem(n))
    const weights = Float64Array.from(problem.jobs, (job) => job.weightPerDay)
    return {
      solve: await fastest(() => solve(problem)),
      sort: await fastest(() => problem.jobs.map((_, i) => i).sort((a, b) => weights[b]! - weights[a]!)),
    }
  }
  const [small, large] = short ? [2_000, 20_000] : [10_000, 100_000]
  const [one, ten] = [await time(small), await time(large)]
  yield atMost(null, {
    figure: 'solve ÷ sort by one key',
    value: ten.solve / ten.sort,
    unit: 'ratio',
    seed,
    note: `${large} jobs: ${Math.round(ten.solve)} ms`,
  })
  yield atMost(1.15, {
    figure: 'growth',
    value: exponent([small, one.solve], [large, ten.solve]),
    unit: 'exponent',
    seed,
    note: `${small} to ${large} jobs`,
  })
}
