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

describe('who holds a full pool', () => {
  const holders = (given: Problem, jobId: string): unknown =>
    explainJob(given, solve(given), jobId).binding.map(({ kind, heldBy }) => [kind, heldBy])

  it('the jobs that have its minutes in those weeks: the most urgent first, then the heaviest, and a count of the rest', () => {
    const jobs = [
      ...['a', 'b', 'c', 'd', 'e'].map((id) => job(id, { minutes: 100, tier: 1 })),
      job('first', { minutes: 50, tier: 0 }),
      job('heavy', { minutes: 50, tier: 1, weightPerDay: 9 }),
      job('late', { minutes: 60 }),
      job('lower', { minutes: 10, tier: 6 }),
    ]
    const heldBy = { jobIds: ['first', 'heavy', 'a', 'b', 'c'], others: 2 }
    expect(holders(problem({ jobs }), 'late')).toEqual([['pool', heldBy]])
  })

  it('a pin of a lower tier counts, a lower tier otherwise does not', () => {
    const jobs = [
      job('urgent', { minutes: 300 }),
      job('pin', { tier: 7, minutes: 301 }),
      job('lower', { tier: 6, minutes: 299 }),
    ]
    const given = problem({ jobs, pinned: [place('pin', START)] })
    expect(holders(given, 'urgent')).toEqual([['pool', { jobIds: ['pin'], others: 0 }]])
  })

  it('of a job without a week, those that keep it out of all weeks', () => {
    const jobs = [job('a', { tier: 0, minutes: 600 }), job('b', { minutes: 500 }), job('c', { tier: 6, minutes: 0 })]
    const waits = { mayWait: true, upgradeOn: day('2027-03-08') }
    const given = problem({ weeks: 1, jobs: [jobs[0]!, { ...jobs[1]!, ...waits }, jobs[2]!] })
    expect(holders(problem({ weeks: 1, jobs }), 'b')).toEqual([['pool', { jobIds: ['a'], others: 0 }]])
    expect(holders(given, 'b')).toEqual([['pool', { jobIds: ['a'], others: 0 }]])
  })
})

it('a job that the problem does not have is refused', () => {
  const given = problem()
  expect(() => explainJob(given, solve(given), 'x')).toThrow('The plan has no job "x".')
})
