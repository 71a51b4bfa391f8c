import { describe, expect, it } from 'vitest'
import { listUnbudgetedYears, readProblem } from '../../../../src/planning/engine/format/read-problem.ts'
import { Failure } from '../../../../src/shared/failure.ts'

const least = { format: 'lenscap-problem/1', startOn: '2027-03-01', weeks: 12, jobs: [] }
const oneJob = { id: 'a', tier: 3, weightPerDay: 1, minutes: 60, poolIds: ['crew'] }
const whole = {
  ...least,
  funds: [{ id: 'capital', budgets: [{ financialYear: '2026-27', pence: 100 }] }],
  pools: [{ id: 'crew', minutesPerWeek: 600 }],
  jobs: [oneJob],
}

const withJob = (changes: object): unknown => ({ ...whole, jobs: [{ ...oneJob, ...changes }] })

/** Where the problem is refused, and what was expected there. */
function fault(json: unknown): unknown {
  try {
    readProblem(json)
  } catch (error) {
    if (error instanceof Failure && error.code === 'bad-problem')
      return [error.details['path'], error.details['expected']]
    throw error
  }
  return 'accepted'
}

describe('what may be left out', () => {
  it('all but the format, the start, the weeks and the jobs', () => {
    expect(readProblem(least)).toEqual({
      ...least,
      seed: 1,
      effort: 'standard',
      funds: [],
      pools: [],
      pinned: [],
      frozenWeeks: 0,
      previous: [],
      moveCharge: 0,
    })
  })

  it('in a job all but id, tier, weight, minutes and pools; in a fund all but its id', () => {
    const { jobs, funds } = readProblem({ ...whole, funds: [{ id: 'capital' }] })
    expect(funds).toEqual([{ id: 'capital', budgets: [], carryOver: 'none', unlimited: false }])
    expect(jobs).toEqual([
      { ...oneJob, draws: [], releaseOn: '2027-03-01', upgradeOn: null, mayWait: false, closed: [], after: [] },
    ])
  })

  it('null is no upgrade and no predecessor; one id is a list of one', () => {
    const jobs = [oneJob, { ...oneJob, id: 'b', after: 'a', upgradeOn: null }, { ...oneJob, id: 'c', after: null }]
    expect(readProblem({ ...whole, jobs }).jobs.map(({ after }) => after)).toEqual([[], ['a'], []])
  })

  it('fundId with costPence is one draw in the week of the work', () => {
    const { jobs } = readProblem(withJob({ fundId: 'capital', costPence: 5 }))
    expect(jobs[0]!.draws).toEqual([{ fundId: 'capital', pence: 5, offsetWeeks: 0 }])
  })
})

describe('what is refused, by its path', () => {
  it.each([
    ['no object', [], 'problem', 'an object'],
    ['another format', { ...least, format: 'lenscap-problem/2' }, 'format', '"lenscap-problem/1"'],
    ['a start that is no Monday', { ...least, startOn: '2027-03-02' }, 'startOn', 'a Monday'],
    ['a day that does not exist', { ...least, startOn: '2027-02-30' }, 'startOn', 'a day such as 2027-03-31'],
    ['no weeks', { ...least, weeks: 0 }, 'weeks', 'a whole number, 1 to 2600'],
    ['an unknown effort', { ...least, effort: 'most' }, 'effort', 'one of quick, standard, thorough'],
    [
      'a misspelt field',
      withJob({ wieght: 1 }),
      'jobs[0].wieght',
      expect.stringContaining('one of the fields id, tier'),
    ],
    ['jobs that are no list', { ...least, jobs: {} }, 'jobs', 'an array'],
    ['an empty id', withJob({ id: '' }), 'jobs[0].id', 'some text'],
    ['a fraction of a minute', withJob({ minutes: 0.5 }), 'jobs[0].minutes', 'a whole number, 0 or more'],
    ['negative weight', withJob({ weightPerDay: -1 }), 'jobs[0].weightPerDay', 'a number, 0 or more'],
    ['a fourth decimal', withJob({ weightPerDay: 0.1234 }), 'jobs[0].weightPerDay', 'at most three decimals'],
    [
      'waiting for no upgrade',
      withJob({ mayWait: true }),
      'jobs[0].upgradeOn',
      'a day, because the job may wait for it',
    ],
    [
      'an empty closure',
      withJob({ closed: [{ from: '2027-03-02', until: '2027-03-02' }] }),
      'jobs[0].closed[0].until',
      'a day after from (until is exclusive)',
    ],
    [
      'a negative budget',
      { ...whole, funds: [{ id: 'f', budgets: [{ financialYear: '2026-27', pence: -1 }] }] },
      'funds[0].budgets[0].pence',
      'a whole number, 0 or more',
    ],
    [
      'a wrong year',
      { ...whole, funds: [{ id: 'f', budgets: [{ financialYear: '2026-28', pence: 1 }] }] },
      'funds[0].budgets[0].financialYear',
      'a financial year such as "2026-27"',
    ],
    [
      'capped without a cap',
      { ...whole, funds: [{ id: 'f', carryOver: 'capped' }] },
      'funds[0].carryOverCapPence',
      'a cap in pence',
    ],
    [
      'a cap without capped',
      { ...whole, funds: [{ id: 'f', carryOverCapPence: 1 }] },
      'funds[0].carryOverCapPence',
      'no cap without "capped"',
    ],
    [
      'too few weeks of minutes',
      { ...whole, pools: [{ id: 'p', minutesPerWeek: [1] }] },
      'pools[0].minutesPerWeek',
      'one number for each of the 12 weeks',
    ],
    [
      'both kinds of draw',
      withJob({ draws: [], fundId: 'capital', costPence: 1 }),
      'jobs[0].draws',
      'either draws, or fundId with costPence, not both',
    ],
    ['half a draw', withJob({ fundId: 'capital' }), 'jobs[0].costPence', 'a whole number, 0 or more'],
    [
      'a draw without prices',
      withJob({ draws: [{ fundId: 'capital', pence: [] }] }),
      'jobs[0].draws[0].pence',
      'at least one number',
    ],
    ['an unknown fund', withJob({ draws: [{ fundId: 'x', pence: 1 }] }), 'jobs[0].draws[0].fundId', 'the id of a fund'],
    ['an unknown pool', withJob({ poolIds: ['crew', 'x'] }), 'jobs[0].poolIds[1]', 'the id of a pool'],
    ['a pool twice', withJob({ poolIds: ['crew', 'crew'] }), 'jobs[0].poolIds[1]', 'no repetition'],
    ['an unknown predecessor', withJob({ after: ['x'] }), 'jobs[0].after[0]', 'the id of a job'],
    ['a job after itself', withJob({ after: 'a' }), 'jobs[0].after', 'no job that waits for itself'],
    ['a job twice', { ...whole, jobs: [oneJob, oneJob] }, 'jobs[1].id', 'no repetition'],
    [
      'a job after a less urgent one',
      {
        ...whole,
        jobs: [
          { ...oneJob, after: 'b' },
          { ...oneJob, id: 'b', tier: 4 },
        ],
      },
      'jobs[0].after[0]',
      'a job of tier 3 or a more urgent one',
    ],
    [
      'a pin of no job',
      { ...whole, pinned: [{ jobId: 'x', weekOn: '2027-03-01', poolId: 'crew' }] },
      'pinned[0].jobId',
      'the id of a job',
    ],
    [
      'a pin before the plan',
      { ...whole, pinned: [{ jobId: 'a', weekOn: '2027-02-22', poolId: 'crew' }] },
      'pinned[0].weekOn',
      'one of the 12 weeks from 2027-03-01',
    ],
    [
      'a pin beyond the plan',
      { ...whole, pinned: [{ jobId: 'a', weekOn: '2027-05-24', poolId: 'crew' }] },
      'pinned[0].weekOn',
      'one of the 12 weeks from 2027-03-01',
    ],
    [
      'a pin that nobody does',
      { ...whole, pinned: [{ jobId: 'a', weekOn: '2027-03-01', poolId: null }] },
      'pinned[0].poolId',
      'the pool that does it',
    ],
    [
      'sums beyond whole numbers',
      withJob({ weightPerDay: 1e12 }),
      'jobs',
      'weights, minutes and pence whose sums stay below 2^53',
    ],
  ])('%s', (_, json, path, expected) => {
    expect(fault(json)).toEqual([path, expected])
  })

  it('a cycle, naming the first job in it and not those before it', () => {
    const jobs = [
      { ...oneJob, id: 'head' },
      { ...oneJob, id: 'a', after: ['head', 'c'] },
      { ...oneJob, id: 'b', after: 'a' },
      { ...oneJob, id: 'c', after: 'b' },
    ]
    expect(fault({ ...whole, jobs })).toEqual(['jobs[1].after', 'no job that waits for itself'])
  })

  it('in words that say where, what was expected and what was found', () => {
    const json = withJob({ draws: [{ fundId: 'revenue', pence: 1 }] })
    expect(() => readProblem(json)).toThrow(
      'The planning problem is wrong at jobs[0].draws[0].fundId: expected the id of a fund, found "revenue".',
    )
  })
})

it('a previous place may lie before the plan, which begins a week later each time', () => {
  const previous = [{ jobId: 'a', weekOn: '2027-02-22', poolId: 'crew' }]
  expect(readProblem({ ...whole, previous }).previous).toEqual(previous)
})

it('the last week of the plan can be pinned, and a job without minutes to no pool', () => {
  const pinned = [{ jobId: 'a', weekOn: '2027-05-17', poolId: null }]
  expect(readProblem({ ...whole, jobs: [{ ...oneJob, minutes: 0 }], pinned }).pinned).toEqual(pinned)
})

it('a year of the plan without a budget is named, where work draws on the fund', () => {
  const funds = ['b', 'a', 'idle', 'open'].map((id) => ({ id, unlimited: id === 'open' }))
  const budgeted = { id: 'c', budgets: [{ financialYear: '2026-27', pence: 0 }] }
  const draws = ['b', 'a', 'open', 'c'].map((fundId) => ({ fundId, pence: 1 }))
  const problem = readProblem({ ...whole, funds: [...funds, budgeted], jobs: [{ ...oneJob, draws }] })
  expect(listUnbudgetedYears(problem).map(({ fundId, financialYear }) => `${fundId} ${financialYear}`)).toEqual([
    'a 2026-27',
    'a 2027-28',
    'b 2026-27',
    'b 2027-28',
    'c 2027-28',
  ])
})
