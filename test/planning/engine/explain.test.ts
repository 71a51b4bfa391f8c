import { describe, expect, it } from 'vitest'
import { explainJob, type Relief } from '../../../src/planning/engine/explain.ts'
import type { Problem } from '../../../src/planning/engine/format/problem.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { day } from '../../../src/shared/day.ts'
import { START, draw, job, place, pool, problem } from './build.ts'

function reliefs(jobId: string, changes: Partial<Problem>): readonly Relief[] {
  const given = problem(changes)
  return explainJob(given, solve(given), jobId).reliefs
}

describe('what would bring a job forward', () => {
  it('its kit so many days earlier', () => {
    const jobs = [job('a', { releaseOn: day('2027-03-16') })]
    expect(reliefs('a', { jobs })).toEqual([{ kind: 'release', ref: null, weekOn: START, days: 15 }])
  })

  it('its site open', () => {
    const jobs = [job('a', { closed: [{ from: START, until: day('2027-03-20') }] })]
    expect(reliefs('a', { jobs })).toEqual([{ kind: 'closed', ref: null, weekOn: START }])
  })

  it('the job before it ending so many days earlier', () => {
    const jobs = [job('a', { releaseOn: day('2027-03-15') }), job('b', { after: ['a'] })]
    expect(reliefs('b', { jobs })).toEqual([{ kind: 'after', ref: 'a', weekOn: START, days: 21 }])
  })

  it('the money that is missing in a year', () => {
    const jobs = [job('a', { tier: 0, draws: [draw(60_000)] }), job('b', { draws: [draw(50_000)] })]
    expect(reliefs('b', { jobs })).toEqual([{ kind: 'budget', ref: 'capital:2026-27', weekOn: START, pence: 10_000 }])
  })

  it('the minutes that are missing in a week, for each pool that could have them', () => {
    const pools = [pool({ id: 'sc', minutesPerWeek: 600 }), pool({ id: 'dv', minutesPerWeek: 500 })]
    const jobs = [
      job('a', { tier: 0, minutes: 600, poolIds: ['sc'] }),
      job('b', { tier: 0, minutes: 450, poolIds: ['dv'] }),
      job('c', { minutes: 100, poolIds: ['sc', 'dv'] }),
    ]
    expect(reliefs('c', { pools, jobs })).toEqual([
      { kind: 'pool', ref: 'sc', weekOn: START, minutes: 100 },
      { kind: 'pool', ref: 'dv', weekOn: START, minutes: 50 },
    ])
  })

  it('nothing by itself where two constraints hold it together', () => {
    const jobs = [
      job('a', { tier: 0, minutes: 600, draws: [draw(60_000)] }),
      job('b', {
        minutes: 600,
        releaseOn: START,
        draws: [draw(50_000)],
        closed: [{ from: day('2027-03-08'), until: day('2027-04-05') }],
      }),
    ]
    // In the first week both the crew and the money are gone; after that the site is closed until 5 April.
    expect(reliefs('b', { jobs })).toEqual([])
  })

  it('one constraint takes it only as far as the next', () => {
    const jobs = [job('a', { tier: 0, minutes: 600 }), job('b', { minutes: 600, releaseOn: day('2027-03-22') })]
    expect(reliefs('b', { jobs })).toEqual([{ kind: 'release', ref: null, weekOn: '2027-03-08', days: 14 }])
  })

  it('letting go of a pin', () => {
    const given = problem({ jobs: [job('a')], pinned: [place('a', day('2027-03-15'))] })
    const { binding, reliefs } = explainJob(given, solve(given), 'a')
    expect(binding.map(({ kind }) => kind)).toEqual(['pin'])
    expect(reliefs).toEqual([{ kind: 'pin', ref: null, weekOn: START }])
  })
})

describe('a job without a week', () => {
  it('shows what refuses it, and what would place it', () => {
    const given = problem({
      weeks: 2,
      jobs: [job('a', { tier: 0, draws: [draw(60_000)] }), job('b', { draws: [draw(50_000)] })],
    })
    expect(explainJob(given, solve(given), 'b')).toEqual({
      jobId: 'b',
      state: 'unplaced',
      weekOn: null,
      binding: [{ kind: 'budget', ref: 'capital:2026-27', fromOn: START, untilOn: '2027-03-15', shortPence: 10_000 }],
      reliefs: [{ kind: 'budget', ref: 'capital:2026-27', weekOn: START, pence: 10_000 }],
    })
  })

  it('after an unplaced job it is freed by that job alone, of which no days can be said', () => {
    const jobs = [job('a', { minutes: 601 }), job('b', { after: ['a'] })]
    expect(reliefs('b', { jobs })).toEqual([{ kind: 'after', ref: 'a', weekOn: START }])
  })
})

it('a job that the problem does not have is refused', () => {
  const given = problem()
  expect(() => explainJob(given, solve(given), 'x')).toThrow('The plan has no job "x".')
})
