// One describe a constraint. Weeks from START: 1, 8, 15, 22, 29 March, 5, 12, 19, 26 April, 3, 10, 17 May 2027. Unless a
// test says otherwise there are 600 crew minutes a week, and £1,000 in each of 2026-27 and 2027-28.
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../src/planning/engine/plan.ts'
import type { Problem } from '../../../src/planning/engine/problem.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { day } from '../../../src/shared/day.ts'
import { START, budgets, draw, fund, job, place, pool, problem } from './build.ts'

/** By job: its week, `waits` or the reason why it is unplaced. */
function weeks(changes: Partial<Problem>): Record<string, string> {
  return outcome(solve(problem(changes)))
}

function outcome(plan: Plan): Record<string, string> {
  return Object.fromEntries([
    ...plan.assigned.map(({ jobId, weekOn }) => [jobId, weekOn]),
    ...plan.waiting.map(({ jobId }) => [jobId, 'waits']),
    ...plan.unplaced.map(({ jobId, reason }) => [jobId, reason]),
  ])
}

describe('release', () => {
  it('a job released on a Monday stands in that week, one released on the Tuesday in the next', () => {
    const jobs = [job('monday', { releaseOn: day('2027-03-08') }), job('tuesday', { releaseOn: day('2027-03-09') })]
    expect(weeks({ jobs })).toEqual({ monday: '2027-03-08', tuesday: '2027-03-15' })
  })

  it('a release before the plan holds nothing up; one in the last week is in time; one after it is not', () => {
    const jobs = ['2026-01-01', '2027-05-17', '2027-05-18'].map((on) => job(on, { releaseOn: day(on) }))
    expect(weeks({ jobs })).toEqual({ '2026-01-01': START, '2027-05-17': '2027-05-17', '2027-05-18': 'no-room' })
  })

  it('is the reason given for the week', () => {
    const { assigned } = solve(problem({ jobs: [job('a', { releaseOn: day('2027-03-09') })] }))
    expect(assigned[0]!.binding).toEqual([{ kind: 'release', ref: null, fromOn: START, untilOn: '2027-03-15' }])
  })
})

describe('closed days', () => {
  const closed = (...ranges: [string, string][]): Problem['jobs'][number]['closed'] =>
    ranges.map(([from, until]) => ({ from: day(from), until: day(until) }))

  it('one closed Sunday closes its week, and a closure until Monday leaves that Monday open', () => {
    const jobs = [job('sunday', { closed: closed(['2027-03-07', '2027-03-08']) })]
    expect(weeks({ jobs })).toEqual({ sunday: '2027-03-08' })
  })

  it('one more closed day, the Monday, closes the next week too', () => {
    expect(weeks({ jobs: [job('a', { closed: closed(['2027-03-07', '2027-03-09']) })] })).toEqual({ a: '2027-03-15' })
  })

  it('closures that overlap, in any order, are one', () => {
    const { assigned } = solve(
      problem({ jobs: [job('a', { closed: closed(['2027-03-15', '2027-04-05'], ['2027-03-01', '2027-03-16']) })] }),
    )
    expect(assigned[0]!.binding).toEqual([{ kind: 'closed', ref: null, fromOn: START, untilOn: '2027-04-05' }])
  })

  it('a job that is closed in every week is unplaced for that reason', () => {
    expect(weeks({ jobs: [job('a', { closed: closed(['2027-01-01', '2028-01-01']) })] })).toEqual({ a: 'closed' })
  })
})

describe('after', () => {
  it('a job stands in a later week than those that it comes after, though there is room beside them', () => {
    const jobs = [job('leg-3', { after: ['leg-1', 'leg-2'] }), job('leg-2', { after: ['leg-1'] }), job('leg-1')]
    expect(weeks({ jobs })).toEqual({ 'leg-1': '2027-03-01', 'leg-2': '2027-03-08', 'leg-3': '2027-03-15' })
  })

  it('names the job that it waited for', () => {
    const { assigned } = solve(problem({ jobs: [job('a'), job('b', { after: ['a'] })] }))
    expect(assigned[1]!.binding).toEqual([{ kind: 'after', ref: 'a', fromOn: START, untilOn: '2027-03-08' }])
  })

  it('after a waiting job it may start at its upgrade: on that Monday, or the Monday after the day', () => {
    const wait = { tier: 3, mayWait: true, minutes: 601 }
    const jobs = [
      job('w1', { ...wait, upgradeOn: day('2027-03-22') }),
      job('w2', { ...wait, upgradeOn: day('2027-03-23') }),
      job('s1', { after: ['w1'] }),
      job('s2', { after: ['w2'] }),
    ]
    expect(weeks({ jobs })).toEqual({ w1: 'waits', w2: 'waits', s1: '2027-03-22', s2: '2027-03-29' })
  })

  it('what comes after an unplaced job is unplaced, even if it could wait', () => {
    const jobs = [
      job('a', { minutes: 601 }),
      job('b', { after: ['a'] }),
      job('c', { after: ['b'], tier: 6, mayWait: true, upgradeOn: day('2027-04-01') }),
    ]
    expect(weeks({ jobs })).toEqual({ a: 'too-long', b: 'after-unplaced', c: 'after-unplaced' })
  })
})

describe('scheduled upgrades', () => {
  it('a job that may wait is done if it finishes on the day of the upgrade, and waits if that is a day earlier', () => {
    const jobs = [
      job('in-time', { tier: 6, mayWait: true, upgradeOn: day('2027-03-08') }),
      job('too-late', { tier: 6, mayWait: true, upgradeOn: day('2027-03-07') }),
    ]
    expect(weeks({ jobs })).toEqual({ 'in-time': START, 'too-late': 'waits' })
  })

  it('a sensitive job does not wait for its upgrade', () => {
    const jobs = [job('a', { releaseOn: day('2027-04-05'), upgradeOn: day('2027-03-08') })]
    expect(weeks({ jobs })).toEqual({ a: '2027-04-05' })
  })

  it('a waiting job is exposed until its upgrade, not longer than an unplaced one, and not before the plan', () => {
    const wait = (id: string, on: string) =>
      job(id, { tier: 6, mayWait: true, upgradeOn: day(on), minutes: 601, weightPerDay: 1 })
    const exposure = (on: string): number => solve(problem({ jobs: [wait('a', on)] })).measures.perTier[0]!.exposureDays
    expect([exposure('2027-03-11'), exposure('2040-01-01'), exposure('2020-01-01')]).toEqual([10, 7 * 12 + 7, 0])
  })
})

describe('crew minutes', () => {
  it('a job exactly a crew-week long fits; one minute more never does', () => {
    expect(weeks({ jobs: [job('a', { minutes: 600 })] })).toEqual({ a: START })
    expect(weeks({ jobs: [job('a', { minutes: 601 })] })).toEqual({ a: 'too-long' })
  })

  it('two jobs share a week up to its last minute and part when there is one minute more', () => {
    expect(weeks({ jobs: [job('a', { minutes: 300 }), job('b', { minutes: 300 })] })).toEqual({ a: START, b: START })
    const over = [job('a', { minutes: 300 }), job('b', { minutes: 301 })]
    expect(weeks({ jobs: over })).toEqual({ a: START, b: '2027-03-08' })
  })

  it('says which pool was full, from when until when, and how many minutes were missing at best', () => {
    const jobs = [job('first', { tier: 0, minutes: 500 }), job('then', { minutes: 200 })]
    const { assigned } = solve(problem({ weeks: 3, pools: [pool({ minutesPerWeek: [600, 90, 200] })], jobs }))
    expect(assigned[1]!.binding).toEqual([
      { kind: 'pool', ref: 'crew', fromOn: START, untilOn: '2027-03-15', shortMinutes: 100 },
    ])
  })

  it('the earliest week comes first, and in one week the pool that stands first in the list', () => {
    const pools = [pool({ id: 'sc' }), pool({ id: 'dv' })]
    const jobs = [
      job('a', { tier: 0, minutes: 600, poolIds: ['sc', 'dv'] }),
      job('b', { tier: 1, minutes: 600, poolIds: ['sc', 'dv'] }),
      job('c', { tier: 2, minutes: 600, poolIds: ['sc', 'dv'] }),
    ]
    const { assigned } = solve(problem({ pools, jobs }))
    expect(assigned.map(({ weekOn, poolId }) => [weekOn, poolId])).toEqual([
      [START, 'sc'],
      [START, 'dv'],
      ['2027-03-08', 'sc'],
    ])
  })

  it('work without minutes needs no pool, and none of its room', () => {
    const { assigned } = solve(
      problem({
        pools: [pool({ minutesPerWeek: 0 })],
        jobs: [job('a', { minutes: 0, poolIds: [] }), job('b', { minutes: 0 })],
      }),
    )
    expect(assigned.map(({ weekOn, poolId }) => [weekOn, poolId])).toEqual([
      [START, null],
      [START, 'crew'],
    ])
  })

  it('work with minutes and no pool is unplaced', () => {
    expect(weeks({ jobs: [job('a', { poolIds: [] })] })).toEqual({ a: 'no-pool' })
  })
})

describe('budgets', () => {
  it('a year is spent to the last penny; one penny more belongs to the next year', () => {
    const first = job('a', { tier: 0, draws: [draw(60_000)] })
    expect(weeks({ jobs: [first, job('b', { draws: [draw(40_000)] })] })).toEqual({ a: START, b: START })
    expect(weeks({ jobs: [first, job('b', { draws: [draw(40_001)] })] })).toEqual({ a: START, b: '2027-04-05' })
  })

  it('a week belongs to the year of its Monday: 29 March 2027 to 2026-27, though it ends in April', () => {
    const funds = [fund({ budgets: budgets(0, 100_000) })]
    expect(weeks({ funds, jobs: [job('a', { draws: [draw(1)] })] })).toEqual({ a: '2027-04-05' })
  })

  it('31 March and 1 April 2025 part a year of 53 Mondays from the next', () => {
    const startOn = day('2024-04-01')
    const funds = [fund({ budgets: [{ financialYear: '2024-25', pence: 53 }] as Problem['funds'][number]['budgets'] })]
    const jobs = Array.from({ length: 54 }, (_, i) =>
      job(`j${String(i).padStart(2, '0')}`, { minutes: 600, draws: [draw(1)], releaseOn: startOn }),
    )
    const found = weeks({ startOn, weeks: 60, funds, jobs })
    expect([found['j00'], found['j52'], found['j53']]).toEqual(['2024-04-01', '2025-03-31', 'no-room'])
  })

  it('says how much was missing, and in which fund and year', () => {
    const jobs = [job('a', { tier: 0, draws: [draw(60_000)] }), job('b', { draws: [draw(50_000)] })]
    expect(solve(problem({ jobs })).assigned[1]!.binding).toEqual([
      { kind: 'budget', ref: 'capital:2026-27', fromOn: START, untilOn: '2027-04-05', shortPence: 10_000 },
    ])
  })

  it('kit is paid a week before the work: for 5 April that is the old year, for 12 April the new one', () => {
    const early = job('a', { draws: [draw(100_000, -1)], releaseOn: day('2027-03-30') })
    expect(weeks({ funds: [fund({ budgets: budgets(100_000) })], jobs: [early] })).toEqual({ a: '2027-04-05' })
    const late = { ...early, releaseOn: day('2027-04-06') }
    expect(weeks({ funds: [fund({ budgets: budgets(100_000) })], jobs: [late] })).toEqual({ a: 'too-dear' })
  })

  it('a draw after the work falls in the next year, beyond the horizon too', () => {
    const jobs = [job('a', { draws: [draw(100_000, 4)] }), job('b', { draws: [draw(100_000, 5)] })]
    expect(weeks({ weeks: 1, jobs })).toEqual({ a: START, b: START })
  })

  it('a draw may not fall before the plan', () => {
    const { assigned } = solve(problem({ jobs: [job('a', { draws: [draw(0, -2)] })] }))
    expect(assigned[0]).toMatchObject({
      weekOn: '2027-03-15',
      binding: [{ kind: 'window', ref: null, fromOn: START, untilOn: '2027-03-15' }],
    })
  })

  it('needs money of every fund that the job draws on', () => {
    const funds = [fund({ id: 'capital' }), fund({ id: 'revenue', budgets: budgets(0, 5) })]
    const jobs = [job('a', { draws: [draw(10), draw(5, 0, 'revenue')] })]
    expect(weeks({ funds, jobs })).toEqual({ a: '2027-04-05' })
  })

  it('adds up two draws on one fund in one year', () => {
    const funds = [fund({ budgets: budgets(99, 100) })]
    expect(weeks({ funds, jobs: [job('a', { draws: [draw(50), draw(50)] })] })).toEqual({ a: '2027-04-05' })
  })

  it('takes the price of the year in which the draw falls, the last price from then on', () => {
    const funds = [fund({ budgets: budgets(99, 110, 121) })]
    const priced = (...pence: number[]) => [job('a', { draws: [draw(pence)] })]
    expect(weeks({ funds, jobs: priced(100, 110, 121) })).toEqual({ a: '2027-04-05' })
    expect(weeks({ funds, weeks: 60, jobs: priced(100, 111) })).toEqual({ a: '2028-04-03' })
  })

  it('a job dearer than any year is unplaced, and so is one whose year has no budget', () => {
    expect(weeks({ jobs: [job('a', { draws: [draw(100_001)] })] })).toEqual({ a: 'too-dear' })
    expect(weeks({ funds: [fund({ budgets: [] })], jobs: [job('a', { draws: [draw(1)] })] })).toEqual({ a: 'too-dear' })
  })

  it('an unlimited fund binds nothing, and what it pays is counted', () => {
    const plan = solve(
      problem({ funds: [fund({ budgets: [], unlimited: true })], jobs: [job('a', { draws: [draw(5_000_000)] })] }),
    )
    expect(outcome(plan)).toEqual({ a: START })
    expect(plan.measures.spend).toEqual([{ fundId: 'capital', financialYear: '2026-27', pence: 5_000_000 }])
  })
})

describe('carry-over', () => {
  const nextYear = (pence: number) => [job('a', { releaseOn: day('2027-04-05'), draws: [draw(pence)] })]

  it('none: what is left lapses', () => {
    expect(weeks({ jobs: nextYear(100_001) })).toEqual({ a: 'too-dear' })
  })

  it('full: all that is left may be spent in the next year', () => {
    const funds = [fund({ carryOver: 'full' })]
    expect(weeks({ funds, jobs: nextYear(200_000) })).toEqual({ a: '2027-04-05' })
    expect(weeks({ funds, jobs: nextYear(200_001) })).toEqual({ a: 'too-dear' })
  })

  it('capped: the agreed sum of it', () => {
    const funds = [fund({ carryOver: 'capped', carryOverCapPence: 30_000 })]
    expect(weeks({ funds, jobs: nextYear(130_000) })).toEqual({ a: '2027-04-05' })
    expect(weeks({ funds, jobs: nextYear(130_001) })).toEqual({ a: 'too-dear' })
  })

  it('carried money goes one year and no further', () => {
    const funds = [fund({ carryOver: 'full', budgets: budgets(100_000, 0, 0) })]
    const twoYears = [job('a', { releaseOn: day('2028-04-03'), draws: [draw(1)] })]
    expect(weeks({ funds, weeks: 60, jobs: twoYears })).toEqual({ a: 'too-dear' })
  })

  it('carried money is spent first, so the year hands its own on', () => {
    const funds = [fund({ carryOver: 'full', budgets: budgets(100_000, 100_000, 0) })]
    const jobs = [
      job('second', { releaseOn: day('2027-04-05'), draws: [draw(100_000)] }),
      job('third', { releaseOn: day('2028-04-03'), draws: [draw(100_000)] }),
    ]
    expect(weeks({ funds, weeks: 60, jobs })).toEqual({ second: '2027-04-05', third: '2028-04-03' })
  })

  it('money that a more urgent job takes from this year into the next cannot be spent this year', () => {
    const funds = [fund({ carryOver: 'full', budgets: budgets(100_000, 0) })]
    const urgent = job('urgent', { tier: 0, releaseOn: day('2027-04-05'), draws: [draw(60_000)] })
    const other = (pence: number) => job('other', { draws: [draw(pence)] })
    expect(weeks({ funds, jobs: [urgent, other(40_000)] })).toEqual({ urgent: '2027-04-05', other: START })
    expect(weeks({ funds, jobs: [urgent, other(40_001)] })).toEqual({ urgent: '2027-04-05', other: 'no-room' })
  })
})

describe('the order of work', () => {
  it('a more urgent tier comes first, whatever the weights', () => {
    const jobs = [job('light', { tier: 3, minutes: 600 }), job('heavy', { tier: 4, minutes: 600, weightPerDay: 900 })]
    expect(weeks({ jobs })).toEqual({ light: START, heavy: '2027-03-08' })
  })

  it('a lower tier may start earlier where that takes nothing from a more urgent one', () => {
    const jobs = [job('urgent', { tier: 3, releaseOn: day('2027-04-05') }), job('other', { tier: 7 })]
    expect(weeks({ jobs })).toEqual({ urgent: '2027-04-05', other: START })
  })

  it('within a tier the greater weight for the same work comes first', () => {
    const jobs = [job('a', { minutes: 600, weightPerDay: 1 }), job('b', { minutes: 600, weightPerDay: 2 })]
    expect(weeks({ jobs })).toEqual({ b: START, a: '2027-03-08' })
  })

  it('the same weight for half the minutes, or half the money, comes first', () => {
    const minutes = [job('a', { minutes: 600 }), job('b', { minutes: 300 })]
    expect(weeks({ jobs: minutes })).toEqual({ b: START, a: '2027-03-08' })
    const money = [job('a', { draws: [draw(80_000)] }), job('b', { draws: [draw(40_000)] })]
    expect(weeks({ jobs: money })).toEqual({ b: START, a: '2027-04-05' })
  })

  it('equal jobs go by id', () => {
    const jobs = [job('b', { minutes: 600 }), job('a', { minutes: 600 })]
    expect(weeks({ jobs })).toEqual({ a: START, b: '2027-03-08' })
  })

  it('a light leg that holds up a heavy one goes before a middling job', () => {
    const long = { minutes: 600 }
    const jobs = [
      job('head', { ...long, weightPerDay: 1 }),
      job('last', { ...long, weightPerDay: 9, after: ['head'] }),
      job('other', { ...long, weightPerDay: 4 }),
    ]
    expect(weeks({ jobs })).toEqual({ head: '2027-03-01', last: '2027-03-08', other: '2027-03-15' })
  })

  it('a job that takes nothing, and one that weighs nothing, are placed like any other', () => {
    const jobs = [job('free', { minutes: 0, poolIds: [], weightPerDay: 0 }), job('weightless', { weightPerDay: 0 })]
    expect(weeks({ jobs })).toEqual({ free: START, weightless: START })
  })
})

describe('pins', () => {
  const late = day('2027-03-15')

  it('a pinned job stays where it is and keeps the room from more urgent work', () => {
    const jobs = [job('held', { tier: 7, minutes: 600 }), job('urgent', { tier: 0, minutes: 600 })]
    const plan = solve(problem({ jobs, pinned: [place('held', START)] }))
    expect(outcome(plan)).toEqual({ held: START, urgent: '2027-03-08' })
    expect(plan.assigned[0]!.binding).toEqual([{ kind: 'pin', ref: null, fromOn: START, untilOn: '2027-03-08' }])
    expect(plan.inherited).toEqual([])
  })

  it('pins over a pool are inherited, each by name, and nothing more goes into that week', () => {
    const jobs = [job('a', { minutes: 400 }), job('b', { minutes: 400 }), job('c', { minutes: 1 })]
    const plan = solve(problem({ jobs, pinned: [place('a', START), place('b', START)] }))
    expect(outcome(plan)).toEqual({ a: START, b: START, c: '2027-03-08' })
    expect(plan.inherited).toEqual(['a', 'b'].map((jobId) => ({ jobId, kind: 'pool', ref: 'crew' })))
  })

  it('pins over a budget are inherited, the year is closed to others, and the next is not charged', () => {
    const jobs = [
      job('a', { draws: [draw(100_001)] }),
      job('b', { draws: [draw(1)] }),
      job('c', { draws: [draw(99_999)] }),
    ]
    const plan = solve(problem({ funds: [fund({ carryOver: 'full' })], jobs, pinned: [place('a', START)] }))
    expect(outcome(plan)).toEqual({ a: START, b: '2027-04-05', c: '2027-04-05' })
    expect(plan.inherited).toEqual([{ jobId: 'a', kind: 'budget', ref: 'capital:2026-27' }])
  })

  it('pins outside their windows are inherited with what they break', () => {
    const jobs = [
      job('early', { releaseOn: day('2027-03-16') }),
      job('shut', { closed: [{ from: late, until: day('2027-03-16') }] }),
      job('past', { tier: 6, mayWait: true, upgradeOn: day('2027-03-21') }),
      job('paid', { draws: [draw(5, -3)] }),
      job('other', { poolIds: [] }),
    ]
    const plan = solve(problem({ jobs, pinned: jobs.map(({ id }) => place(id, late)) }))
    expect(plan.inherited.map(({ jobId, kind }) => [jobId, kind])).toEqual([
      ['early', 'release'],
      ['other', 'pool'],
      ['paid', 'window'],
      ['past', 'window'],
      ['shut', 'closed'],
    ])
    expect(plan.measures.spend).toEqual([])
  })

  it('a pin that does not come after what it should is inherited', () => {
    const jobs = [job('a', { releaseOn: late }), job('b', { after: ['a'] })]
    const plan = solve(problem({ jobs, pinned: [place('b', late)] }))
    expect(outcome(plan)).toEqual({ a: '2027-03-15', b: '2027-03-15' })
    expect(plan.inherited).toEqual([{ jobId: 'b', kind: 'after', ref: 'a' }])
  })
})

describe('frozen weeks', () => {
  const second = day('2027-03-08')

  it('a job whose previous week is frozen stays in it though it could go earlier, and is listed', () => {
    const frozen = { jobs: [job('a')], previous: [place('a', second)] }
    expect(weeks({ ...frozen, frozenWeeks: 1 })).toEqual({ a: START })
    const plan = solve(problem({ ...frozen, frozenWeeks: 2 }))
    expect(outcome(plan)).toEqual({ a: '2027-03-08' })
    expect(plan.heldByStability).toEqual(['a'])
    expect(plan.assigned[0]!.binding).toEqual([
      { kind: 'stability', ref: null, fromOn: '2027-03-08', untilOn: '2027-03-15' },
    ])
  })

  it('it is let go when it may not stand there any more', () => {
    const jobs = [job('a', { releaseOn: day('2027-03-09') })]
    const plan = solve(problem({ jobs, previous: [place('a', second)], frozenWeeks: 2 }))
    expect(outcome(plan)).toEqual({ a: '2027-03-15' })
    expect(plan.heldByStability).toEqual([])
  })

  it('it is let go when what it comes after is not kept, too', () => {
    const jobs = [job('a', { releaseOn: second }), job('b', { after: ['a'] })]
    const plan = solve(problem({ jobs, previous: [place('a', START), place('b', second)], frozenWeeks: 2 }))
    expect(outcome(plan)).toEqual({ a: '2027-03-08', b: '2027-03-15' })
  })

  it('where two frozen jobs no longer fit together the more urgent one stays', () => {
    const jobs = [job('a', { tier: 6, minutes: 400 }), job('b', { tier: 3, minutes: 400 })]
    const previous = [place('a', second), place('b', second)]
    expect(solve(problem({ jobs, previous, frozenWeeks: 2 })).heldByStability).toEqual(['b'])
  })

  it('a pin goes before the previous place', () => {
    const both = { previous: [place('a', second)], pinned: [place('a', START)], frozenWeeks: 2 }
    const plan = solve(problem({ jobs: [job('a')], ...both }))
    expect([outcome(plan), plan.heldByStability]).toEqual([{ a: START }, []])
  })
})

describe('measures', () => {
  it('an empty problem has an empty plan', () => {
    const plan = solve(problem({ funds: [], pools: [] }))
    expect(plan).toMatchObject({ assigned: [], waiting: [], unplaced: [], prices: [] })
    expect(plan.measures).toEqual({ perTier: [], avertedExposureDays: 0, spend: [] })
  })

  it('one job is exposed until the Monday after its week, to the thousandth', () => {
    const plan = solve(problem({ jobs: [job('a', { weightPerDay: 0.301, draws: [draw(7)] })] }))
    expect(plan.measures).toEqual({
      perTier: [{ tier: 3, exposureDays: 2.107, clearOn: '2027-03-08', pence: 7, bound: null }],
      avertedExposureDays: 25.284,
      spend: [{ fundId: 'capital', financialYear: '2026-27', pence: 7 }],
    })
  })

  it('an unplaced job counts to the horizon and a week, and leaves its tier without a clear date', () => {
    const jobs = [job('a', { minutes: 601 }), job('b', { tier: 4 })]
    expect(solve(problem({ jobs })).measures.perTier).toEqual([
      { tier: 3, exposureDays: 91, clearOn: null, pence: 0, bound: null },
      { tier: 4, exposureDays: 7, clearOn: '2027-03-08', pence: 0, bound: null },
    ])
  })

  it('a job planned after its upgrade averts less than nothing', () => {
    const jobs = [job('a', { releaseOn: day('2027-03-08'), upgradeOn: day('2027-03-05') })]
    expect(solve(problem({ jobs })).measures.avertedExposureDays).toBe(4 - 14)
  })
})
