import { describe, expect, it } from 'vitest'
import { solve } from '../../../src/planning/engine/solve.ts'
import { day } from '../../../src/shared/day.ts'
import { START, draw, fund, job, outcome, place, problem, weeks } from './build.ts'

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

  it('a pin that overruns a pool which it does not accept is inherited once', () => {
    const jobs = [job('a', { minutes: 601, poolIds: [] })]
    const { inherited } = solve(problem({ jobs, pinned: [place('a', START)] }))
    expect(inherited).toEqual([{ jobId: 'a', kind: 'pool', ref: 'crew' }])
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
      perTier: [{ tier: 3, exposureDays: 2.107, clearOn: '2027-03-08', pence: 7, bound: 2.107 }],
      avertedExposureDays: 25.284,
      spend: [{ fundId: 'capital', financialYear: '2026-27', pence: 7 }],
    })
  })

  it('an unplaced job counts to the horizon and a week, and leaves its tier without a clear date', () => {
    const jobs = [job('a', { minutes: 601 }), job('b', { tier: 4 })]
    expect(solve(problem({ jobs })).measures.perTier).toEqual([
      { tier: 3, exposureDays: 91, clearOn: null, pence: 0, bound: 91 },
      { tier: 4, exposureDays: 7, clearOn: '2027-03-08', pence: 0, bound: 7 },
    ])
  })

  it('a job planned after its upgrade averts less than nothing', () => {
    const jobs = [job('a', { releaseOn: day('2027-03-08'), upgradeOn: day('2027-03-05') })]
    expect(solve(problem({ jobs })).measures.avertedExposureDays).toBe(4 - 14)
  })
})
