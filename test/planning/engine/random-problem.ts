// Small problems in which everything happens at once: chains, closed weeks, several funds with carry-over and draws
// across year ends, pins in the wrong place, frozen weeks, nested pools, jobs that may wait, jobs that cannot be placed.
import fc from 'fast-check'
import type { Fund, Job, Place, Pool, Problem } from '../../../src/planning/engine/format/problem.ts'
import { addDays, day, financialYearOf, startYearOf, financialYear, type Day } from '../../../src/shared/day.ts'
import { problem } from './build.ts'

/** Four weeks before a year ends; the week that straddles 31 March 2020; the first of the 53 Mondays of 2024-25. */
const STARTS = [day('2027-03-01'), day('2020-03-30'), day('2024-04-01')]

interface Frame {
  readonly startOn: Day
  readonly weeks: number
  readonly funds: readonly Fund[]
  readonly pools: readonly Pool[]
}

export const randomProblem: fc.Arbitrary<Problem> = fc
  .record({ startOn: fc.constantFrom(...STARTS), weeks: fc.integer({ min: 1, max: 60 }) })
  .chain(({ startOn, weeks }) =>
    fc.record({ startOn: fc.constant(startOn), weeks: fc.constant(weeks), funds: funds(startOn), pools: pools(weeks) }),
  )
  .chain((frame) => fc.array(job(frame), { maxLength: 14 }).chain((raw) => withPlaces(frame, arrange(raw))))

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
  const sum = fc.integer({ min: 0, max: 700 })
  return fc
    .record({
      name: fc.nat(99_999),
      tier: fc.constantFrom(0, 1, 3, 3, 3, 6, 6, 7),
      weightPerDay: fc.integer({ min: 0, max: 9_000 }).map((millis) => millis / 1000),
      minutes: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 320 })),
      poolIds: fc.shuffledSubarray(pools.map(({ id }) => id)),
      draws: fc.array(
        fc.record({
          fundId: fc.constantFrom(...funds.map(({ id }) => id)),
          pence: fc.oneof(sum, fc.array(sum, { minLength: 1, maxLength: 3 })),
          offsetWeeks: fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 5 })),
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
    .record({ pinned: places(3), previous: places(14), frozenWeeks: fc.integer({ min: 0, max: 4 }) })
    .map((rest) => problem({ ...frame, jobs, ...rest }))
}
