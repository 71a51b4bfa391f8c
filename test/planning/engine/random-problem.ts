// Small problems in which everything happens at once: chains, closed weeks, several funds with carry-over and draws
// across year ends, pins in the wrong place, previous places and frozen weeks, charges for moving, nested pools, jobs that
// may wait, that weigh, cost or take nothing, that are dearer than any year or longer than any week.
import fc from 'fast-check'
import type { Plan } from '../../../src/planning/engine/format/plan.ts'
import type { Fund, Job, Place, Pool, Problem } from '../../../src/planning/engine/format/problem.ts'
import { addDays, day, financialYearOf, startYearOf, financialYear, type Day } from '../../../src/shared/day.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { problem } from './build.ts'

/** Four weeks before a year ends; the week that straddles 31 March 2020; the first of the 53 Mondays of 2024-25. */
const STARTS = [day('2027-03-01'), day('2020-03-30'), day('2024-04-01')]

interface Frame {
  readonly startOn: Day
  readonly weeks: number
  readonly funds: readonly Fund[]
  readonly pools: readonly Pool[]
}

export const randomProblem = problems(1, { weeks: 60, jobs: 14 })

/** So small that all plans can be tried. */
export const tinyProblem = problems(1, { weeks: 6, jobs: 5 })

/** As small, and all jobs want the same weeks and the same money. */
export const crowdedProblem = problems(4, { weeks: 6, jobs: 5 }).map((drawn): Problem => {
  const most = Math.max(...drawn.jobs.map(({ minutes }) => minutes))
  return {
    ...drawn,
    pools: drawn.pools.slice(0, 1).map((pool) => ({ ...pool, minutesPerWeek: Math.ceil(1.5 * most) })),
    jobs: drawn.jobs.map((one) => ({
      ...one,
      tier: one.tier < 6 ? 3 : 6,
      poolIds: ['pool-0'],
      closed: [],
      releaseOn: drawn.startOn,
      draws: one.draws.slice(0, 1),
    })),
    pinned: [],
    previous: drawn.previous.map((place) => ({ ...place, poolId: 'pool-0' })),
  }
})

function problems(least: number, most: { readonly weeks: number; readonly jobs: number }): fc.Arbitrary<Problem> {
  return fc
    .record({ startOn: fc.constantFrom(...STARTS), weeks: fc.integer({ min: least, max: most.weeks }) })
    .chain(({ startOn, weeks }) =>
      fc.record({
        startOn: fc.constant(startOn),
        weeks: fc.constant(weeks),
        funds: funds(startOn),
        pools: pools(weeks),
      }),
    )
    .chain((frame) =>
      fc
        .array(job(frame), { minLength: least - 1, maxLength: most.jobs })
        .chain((raw) => withPlaces(frame, arrange(raw))),
    )
}

function funds(startOn: Day): fc.Arbitrary<Fund[]> {
  const first = startYearOf(financialYearOf(startOn))
  const pence = fc.integer({ min: 0, max: 1500 })
  const fund = fc
    .record({
      sums: fc.array(pence, { maxLength: 3 }),
      carryOver: fc.constantFrom('none', 'capped', 'full'),
      cap: fc.integer({ min: 0, max: 500 }),
      unlimited: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    })
    .map(({ sums, carryOver, cap, unlimited }) => ({
      budgets: sums.map((sum, i) => ({ financialYear: financialYear(first + i), pence: sum })),
      carryOver,
      ...(carryOver === 'capped' ? { carryOverCapPence: cap } : {}),
      unlimited,
    }))
  return fc
    .array(fund, { minLength: 1, maxLength: 3 })
    .map((list) => list.map((one, i) => ({ id: `fund-${i}`, ...one }) as Fund))
}

function pools(weeks: number): fc.Arbitrary<Pool[]> {
  const minutes = fc.integer({ min: 0, max: 300 })
  const minutesPerWeek = fc.oneof(minutes, fc.array(minutes, { minLength: weeks, maxLength: weeks }))
  return fc
    .array(minutesPerWeek, { minLength: 1, maxLength: 3 })
    .map((list) => list.map((one, i) => ({ id: `pool-${i}`, minutesPerWeek: one })))
}

interface RawJob extends Omit<Job, 'id' | 'after'> {
  readonly name: number
  /** How many jobs back, for each that it comes after. */
  readonly back: readonly number[]
}

function job({ startOn, weeks, funds, pools }: Frame): fc.Arbitrary<RawJob> {
  const someDay = fc.integer({ min: -10, max: 7 * weeks + 10 }).map((n) => addDays(startOn, n))
  const sum = fc.oneof({ arbitrary: fc.integer({ min: 0, max: 700 }), weight: 9 }, fc.constantFrom(0, 99_999))
  return fc
    .record({
      name: fc.nat(99_999),
      tier: fc.constantFrom(0, 1, 3, 3, 3, 6, 6, 7),
      weightPerDay: often(0, fc.integer({ min: 0, max: 9_000 })).map((millis) => millis / 1000),
      minutes: often(0, fc.integer({ min: 0, max: 320 })),
      poolIds: fc.shuffledSubarray(pools.map(({ id }) => id)),
      draws: fc.array(
        fc.record({
          fundId: fc.constantFrom(...funds.map(({ id }) => id)),
          pence: fc.oneof(sum, fc.array(sum, { minLength: 1, maxLength: 3 })),
          offsetWeeks: often(0, fc.integer({ min: -5, max: 5 })),
        }),
        { maxLength: 2 },
      ),
      releaseOn: fc.oneof(fc.constant(startOn), someDay),
      upgradeOn: fc.option(someDay),
      mayWait: fc.boolean(),
      closed: fc.array(fc.tuple(someDay, fc.integer({ min: 1, max: 40 })), { maxLength: 2 }),
      back: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
    })
    .map(({ closed, mayWait, ...rest }) => ({
      ...rest,
      mayWait: mayWait && rest.upgradeOn !== null,
      closed: closed.map(([from, days]) => ({ from, until: addDays(from, days) })),
    }))
}

/** Names the jobs and ties each to some before it in the list that are not less urgent: no cycle can arise. */
function arrange(raw: readonly RawJob[]): Job[] {
  const ids = raw.map(({ name }, i) => `job-${name}-${i}`)
  return raw.map(({ name: _, back, ...rest }, i) => {
    const earlier = back.map((n) => i - n).filter((at) => at >= 0 && raw[at]!.tier <= rest.tier)
    return { id: ids[i]!, ...rest, after: [...new Set(earlier)].map((at) => ids[at]!) }
  })
}

function withPlaces(frame: Frame, jobs: readonly Job[]): fc.Arbitrary<Problem> {
  const spot = (one: Job): fc.Arbitrary<Place> =>
    fc.record({
      jobId: fc.constant(one.id),
      weekOn: fc.integer({ min: 0, max: Math.min(8, frame.weeks - 1) }).map((week) => addDays(frame.startOn, 7 * week)),
      poolId: fc.constantFrom(...frame.pools.map(({ id }) => id)),
    })
  const places = (most: number): fc.Arbitrary<Place[]> =>
    fc.subarray([...jobs], { maxLength: Math.min(most, jobs.length) }).chain((some) => fc.tuple(...some.map(spot)))
  return fc
    .record({
      pinned: places(3),
      previous: places(14),
      frozenWeeks: fc.integer({ min: 0, max: 4 }),
      // The weights are up to 9 a day, so a charge of 20 keeps a light job for weeks and a heavy one not at all.
      moveCharge: often(0, fc.integer({ min: 0, max: 100 })),
      effort: fc.constantFrom('quick', 'standard'),
      seed: fc.integer({ min: 1, max: 1000 }),
    })
    .map((rest) => problem({ ...frame, jobs, ...rest }))
}

function often(value: number, other: fc.Arbitrary<number>): fc.Arbitrary<number> {
  return fc.oneof(fc.constant(value), other)
}

export interface Replanned {
  readonly problem: Problem
  /** The plan in the problem's `previous`, of the problem as it was then. */
  readonly old: Plan
}

/** A problem whose `previous` is a real plan: made when money, minutes, weights and perhaps jobs were other ones. */
export const replanned = fc
  .oneof(randomProblem, tinyProblem)
  .chain((drawn) => fc.boolean().chain((hasNewJobs) => replan(drawn, hasNewJobs)))

function replan(drawn: Problem, hasNewJobs: boolean): fc.Arbitrary<Replanned> {
  return fc
    .record({
      known: hasNewJobs ? fc.subarray([...drawn.jobs]) : fc.constant(drawn.jobs),
      reweighed: fc.subarray(drawn.jobs.map(({ id }) => id)).map((ids) => new Set(ids)),
      morePence: fc.constantFrom(-200, 0, 0, 0, 200),
      moreMinutes: fc.constantFrom(-100, 0, 0, 0, 100),
      frozenWeeks: fc.integer({ min: 0, max: 6 }),
    })
    .map(({ known, reweighed, morePence, moreMinutes, frozenWeeks }) => {
      const old = solve({ ...only(drawn, known), previous: [], effort: 'quick' })
      const more = (sum: number, by: number): number => Math.max(0, sum + by)
      const problem: Problem = {
        ...drawn,
        frozenWeeks,
        previous: old.assigned.map(({ jobId, weekOn, poolId }) => ({ jobId, weekOn, poolId })),
        jobs: drawn.jobs.map((one) =>
          reweighed.has(one.id) ? { ...one, weightPerDay: (9_000 - Math.round(1000 * one.weightPerDay)) / 1000 } : one,
        ),
        funds: drawn.funds.map((one) => ({
          ...one,
          budgets: one.budgets.map((budget) => ({ ...budget, pence: more(budget.pence, morePence) })),
        })),
        pools: drawn.pools.map(({ id, minutesPerWeek: minutes }) => ({
          id,
          minutesPerWeek:
            typeof minutes === 'number' ? more(minutes, moreMinutes) : minutes.map((one) => more(one, moreMinutes)),
        })),
      }
      return { problem, old }
    })
}

/** The problem of these jobs alone. */
export function only(problem: Problem, jobs: readonly Job[]): Problem {
  const ids = new Set(jobs.map(({ id }) => id))
  const mine = (places: readonly Place[]): Place[] => places.filter(({ jobId }) => ids.has(jobId))
  return {
    ...problem,
    jobs: jobs.map((one) => ({ ...one, after: one.after.filter((id) => ids.has(id)) })),
    pinned: mine(problem.pinned),
    previous: mine(problem.previous),
  }
}
