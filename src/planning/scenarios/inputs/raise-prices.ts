// Another price of kit, or of everything: the draws of each job, and what is known of its leg's cost, change together, so
// that they still agree to the penny. Rounded half up once a draw and year.
import type { Draw, Job, Problem } from '../../engine/format/problem.ts'
import type { Override } from '../scenario.ts'
import { costOf, type Inputs, type LegCost, type LegFacts } from '../snapshot/snapshot.ts'

type PriceChange = Extract<Override, { kind: 'price' }>

export interface Raised {
  readonly raised: { readonly problem: Problem; readonly legs: readonly LegFacts[] }
  readonly jobs: number
  /** More than before, in prices of the first financial year. */
  readonly pence: number
}

export function raisePrices({ problem, legs }: Inputs, change: PriceChange): Raised {
  const byId = new Map(legs.map((leg) => [leg.id, leg]))
  const after = new Map<string, { job: Job; leg: LegFacts }>()
  let pence = 0
  for (const job of problem.jobs) {
    const leg = byId.get(job.id)
    if (!leg) continue
    const draws = raisedDraws(job.draws, leg.cost, change)
    if (draws === job.draws) continue
    const more = totalOf(draws) - totalOf(job.draws)
    pence += more
    after.set(job.id, { job: { ...job, draws }, leg: raisedLeg(leg, more, change) })
  }
  return {
    raised: {
      problem: { ...problem, jobs: problem.jobs.map((job) => after.get(job.id)?.job ?? job) },
      legs: legs.map((leg) => after.get(leg.id)?.leg ?? leg),
    },
    jobs: after.size,
    pence,
  }
}

/**
 * A draw does not say what part of it is kit. What is paid before the leg's week is kit and nothing else; where that is not
 * all of it, each draw rises by the kit's part of what the leg costs.
 */
function raisedDraws(draws: readonly Draw[], cost: LegCost, { of, basisPoints }: PriceChange): readonly Draw[] {
  const whole = totalOf(draws)
  if (whole === 0 || basisPoints === 0) return draws
  if (of === 'all') return draws.map((draw) => raisedDraw(draw, basisPoints, [1, 1]))
  if (cost.kitPence === 0) return draws
  const ahead = draws.filter(({ offsetWeeks }) => offsetWeeks < 0)
  const bearing = totalOf(ahead) >= cost.kitPence ? ahead : draws
  const part: Part = [cost.kitPence, totalOf(bearing)]
  return draws.map((draw) => (bearing.includes(draw) ? raisedDraw(draw, basisPoints, part) : draw))
}

type Part = readonly [part: number, whole: number]

function raisedDraw(draw: Draw, basisPoints: number, part: Part): Draw {
  const raise = (pence: number): number => Math.max(0, pence + partOf(pence, basisPoints, part))
  return { ...draw, pence: typeof draw.pence === 'number' ? raise(draw.pence) : draw.pence.map(raise) }
}

/** Rounded half up, also where it is less than nothing. */
function partOf(pence: number, basisPoints: number, [part, whole]: Part): number {
  const over = BigInt(whole) * 10_000n
  const twice = 2n * BigInt(pence) * BigInt(part) * BigInt(basisPoints) + over
  const down = twice / (2n * over)
  return Number(twice < 0n && down * 2n * over !== twice ? down - 1n : down)
}

function raisedLeg(leg: LegFacts, more: number, { of, basisPoints }: PriceChange): LegFacts {
  const raise = (pence: number): number => pence + partOf(pence, basisPoints, [1, 1])
  const kitPence = of === 'kit' ? leg.cost.kitPence + more : raise(leg.cost.kitPence)
  const cost = { kitPence, otherPence: costOf(leg.cost) + more - kitPence }
  const avoided = leg.avoided && {
    ...leg.avoided,
    kitPence: raise(leg.avoided.kitPence),
    otherPence: of === 'kit' ? leg.avoided.otherPence : raise(leg.avoided.otherPence),
  }
  return { ...leg, cost, avoided }
}

/** In prices of the first financial year. */
function totalOf(draws: readonly Draw[]): number {
  return draws.reduce((sum, { pence }) => sum + (typeof pence === 'number' ? pence : (pence[0] ?? 0)), 0)
}
