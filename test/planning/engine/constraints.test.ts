// One describe a constraint. Weeks from START: 1, 8, 15, 22, 29 March, 5, 12, 19, 26 April, 3, 10, 17 May 2027. Unless a
// test says otherwise there are 600 crew minutes a week, and £1,000 in each of 2026-27 and 2027-28.
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../src/planning/engine/format/problem.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { day, financialYear } from '../../../src/shared/day.ts'
import { START, budgets, draw, fund, job, outcome, pool, problem, weeks } from './build.ts'

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
    const funds = [fund({ budgets: [{ financialYear: financialYear(2024), pence: 53 }] })]
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
