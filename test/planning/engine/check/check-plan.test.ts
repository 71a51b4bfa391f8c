// Plans broken by hand, each in one way: the checker must see that way, and no other.
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../../../src/planning/engine/check/check-plan.ts'
import { gather } from '../../../../src/planning/engine/check/facts.ts'
import { recount } from '../../../../src/planning/engine/check/recount.ts'
import type { Assigned, Plan } from '../../../../src/planning/engine/format/plan.ts'
import type { Problem } from '../../../../src/planning/engine/format/problem.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { day } from '../../../../src/shared/day.ts'
import { START, budgets, draw, fund, job, place, pool, problem } from '../build.ts'

const SECOND = day('2027-03-08')
const THIRD = day('2027-03-15')

/** The plan with other places, and with measures that fit them. */
function moved(problem: Problem, changes: Partial<Plan> & { readonly assigned?: readonly Assigned[] }): Plan {
  const plan = { ...solve(problem), ...changes }
  return { ...plan, measures: recount(gather(problem, plan)) }
}

function at(jobId: string, weekOn = START, poolId: string | null = 'crew'): Assigned {
  return { jobId, weekOn, poolId, binding: [] }
}

const codes = (problem: Problem, plan: Plan): unknown =>
  checkPlan(problem, plan).map(({ code, jobId }) => [code, jobId])

describe('capacity', () => {
  it('a pool that is full to the minute passes; one minute over is a breach', () => {
    const full = problem({ jobs: [job('a', { minutes: 300 }), job('b', { minutes: 300 })] })
    expect(codes(full, moved(full, { assigned: [at('a'), at('b')] }))).toEqual([])
    const over = problem({ jobs: [job('a', { minutes: 300 }), job('b', { minutes: 301 })] })
    const breaches = checkPlan(over, moved(over, { assigned: [at('a'), at('b')] }))
    expect(breaches).toEqual([{ code: 'pool', jobId: 'a', message: 'Pool crew is over by 1 minute in week 1.' }])
  })

  it('a budget spent to the penny passes; one penny over is a breach', () => {
    const spend = (pence: number) =>
      problem({ jobs: [job('a', { draws: [draw(60_000)] }), job('b', { draws: [draw(pence)] })] })
    expect(codes(spend(40_000), moved(spend(40_000), { assigned: [at('a'), at('b')] }))).toEqual([])
    expect(checkPlan(spend(40_001), moved(spend(40_001), { assigned: [at('a'), at('b')] }))).toEqual([
      { code: 'budget', jobId: 'a', message: 'Fund capital is overspent by £0.01 in 2026-27.' },
    ])
  })

  it('money is not carried further than agreed', () => {
    const april = day('2027-04-05')
    const capped = (carryOverCapPence: number) =>
      problem({
        funds: [fund({ carryOver: 'capped', carryOverCapPence })],
        jobs: [job('a', { releaseOn: april, draws: [draw(130_000)] })],
      })
    expect(codes(capped(30_000), moved(capped(30_000), { assigned: [at('a', april)] }))).toEqual([])
    const plan = moved(capped(29_999), { assigned: [at('a', april)], unplaced: [] })
    expect(codes(capped(29_999), plan)).toEqual([['budget', 'a']])
  })

  it('what pins overrun is inherited, and one minute or penny beside them is a breach', () => {
    const jobs = [
      job('pin', { minutes: 700, draws: [draw(100_001)] }),
      job('a', { minutes: 1 }),
      job('b', { minutes: 0, draws: [draw(1)] }),
    ]
    const given = problem({ jobs, pinned: [place('pin', START)] })
    expect(codes(given, solve(given))).toEqual([])
    expect(codes(given, moved(given, { assigned: [at('a'), at('b'), at('pin')] }))).toEqual([
      ['pool', 'a'],
      ['budget', 'b'],
    ])
  })

  it('an overrun by pins that the plan does not list, or lists wrongly, is a breach', () => {
    const given = problem({ jobs: [job('pin', { minutes: 700 })], pinned: [place('pin', START)] })
    expect(codes(given, moved(given, { inherited: [] }))).toEqual([['inherited', 'pin']])
    const idle = problem({ jobs: [job('pin')], pinned: [place('pin', START)] })
    const inherited = [{ jobId: 'pin', kind: 'release', ref: null }] as const
    expect(codes(idle, moved(idle, { inherited }))).toEqual([['inherited', 'pin']])
  })
})

describe('windows and arcs', () => {
  it.each([
    ['release', job('a', { releaseOn: day('2027-03-02') })],
    ['closed', job('a', { closed: [{ from: day('2027-03-07'), until: SECOND }] })],
    ['window', job('a', { draws: [draw(1, -1)] })],
    ['window', job('a', { mayWait: true, upgradeOn: day('2027-03-07') })],
    ['pool', job('a', { poolIds: ['other'] })],
  ] as const)('%s', (code, one) => {
    const given = problem({ jobs: [one], pools: [pool(), pool({ id: 'other' })] })
    expect(codes(given, moved(given, { assigned: [at('a')], waiting: [] }))).toEqual([[code, 'a']])
  })

  it('a job in the week of the one that it comes after', () => {
    const given = problem({ jobs: [job('a'), job('b', { after: ['a'] })] })
    expect(codes(given, moved(given, { assigned: [at('a'), at('b')] }))).toEqual([['after', 'b']])
  })

  it('a pin that was moved, and a job held where it did not stand', () => {
    const pinned = problem({ jobs: [job('a')], pinned: [place('a', SECOND)] })
    expect(codes(pinned, moved(pinned, { assigned: [at('a')] }))).toEqual([['pin', 'a']])
    const frozen = problem({ jobs: [job('a')], previous: [place('a', THIRD)], frozenWeeks: 2 })
    expect(codes(frozen, moved(frozen, { assigned: [at('a', SECOND)], heldByStability: ['a'] }))).toEqual([
      ['held', 'a'],
      ['queue-jump', 'a'],
    ])
  })
})

describe('the census', () => {
  const given = problem({ jobs: [job('a'), job('b')] })

  it('a job that is missing, twice, or not of this problem', () => {
    const assigned = [at('a'), at('x')]
    const plan: Plan = { ...solve(given), assigned, unplaced: [{ jobId: 'a', reason: 'no-room' }] }
    expect(codes(given, plan)).toEqual([
      ['census', 'a'],
      ['census', 'b'],
      ['census', 'x'],
    ])
  })

  it('a week that is no Monday of the plan, and an unknown pool', () => {
    const places = [at('a', day('2027-03-02')), at('b', START, 'x')]
    expect(codes(given, { ...solve(given), assigned: places })).toEqual([
      ['place', 'a'],
      ['place', 'b'],
    ])
    expect(codes(given, { ...solve(given), assigned: [at('a', day('2027-05-24')), at('b')] })).toEqual([['place', 'a']])
  })

  it('a job that waits and may not, or until another day, or for one that is unplaced', () => {
    const jobs = [
      job('a', { minutes: 601 }),
      job('b', { minutes: 601, mayWait: true, upgradeOn: THIRD }),
      job('c', { minutes: 601, mayWait: true, upgradeOn: THIRD, after: ['a'] }),
    ]
    const long = problem({ jobs })
    const waiting = ['a', 'b', 'c'].map((jobId) => ({ jobId, untilOn: jobId === 'b' ? START : THIRD }))
    const wrong = { ...solve(long), waiting, unplaced: [] }
    const found = checkPlan({ ...long, jobs: [{ ...jobs[0]!, upgradeOn: THIRD }, jobs[1]!, jobs[2]!] }, wrong)
    expect(found.filter(({ code }) => code === 'waiting').map(({ jobId }) => jobId)).toEqual(['a', 'b'])
    const unplaced = [{ jobId: 'a', reason: 'too-long' }] as const
    const stuck = {
      ...solve(long),
      waiting: [
        { jobId: 'b', untilOn: THIRD },
        { jobId: 'c', untilOn: THIRD },
      ],
      unplaced,
    }
    expect(codes(long, moved(long, stuck))).toEqual([['waiting', 'c']])
  })

  it('a job that is unplaced and could wait, or for the wrong reason', () => {
    const one = problem({ jobs: [job('a', { minutes: 601, mayWait: true, upgradeOn: THIRD })] })
    const unplaced = [{ jobId: 'a', reason: 'after-unplaced' }] as const
    expect(codes(one, moved(one, { waiting: [], unplaced }))).toEqual([
      ['unplaced', 'a'],
      ['unplaced', 'a'],
    ])
  })
})

describe('measures', () => {
  it('a thousandth of an exposure-day too little is a breach', () => {
    const given = problem({ jobs: [job('a', { weightPerDay: 0.001 })] })
    const plan = solve(given)
    const [tier] = plan.measures.perTier
    const measures = { ...plan.measures, perTier: [{ ...tier!, exposureDays: 0.006 }] }
    expect(codes(given, plan)).toEqual([])
    expect(codes(given, { ...plan, measures })).toEqual([['measures', null]])
  })

  it('a bound equal to the exposure passes; one a thousandth above it is refuted by the plan itself', () => {
    const given = problem({ jobs: [job('a')] })
    const plan = solve(given)
    const bounded = (bound: number): Plan => {
      const perTier = plan.measures.perTier.map((tier) => ({ ...tier, bound }))
      return { ...plan, measures: { ...plan.measures, perTier } }
    }
    expect(codes(given, bounded(7))).toEqual([])
    expect(codes(given, bounded(7.001))).toEqual([['bound', null]])
  })
})

describe('no queue jumping', () => {
  it('a job that could start earlier, in the week that is named', () => {
    const given = problem({ jobs: [job('a')] })
    expect(checkPlan(given, moved(given, { assigned: [at('a', THIRD)] }))).toMatchObject([
      { code: 'queue-jump', jobId: 'a', weekOn: START },
    ])
  })

  it('less urgent work in the room that a more urgent job could have had earlier', () => {
    const given = problem({ jobs: [job('urgent', { tier: 0, minutes: 600 }), job('other', { tier: 1, minutes: 600 })] })
    const jumped = moved(given, { assigned: [at('other'), at('urgent', SECOND)] })
    expect(checkPlan(given, jumped)).toMatchObject([{ code: 'queue-jump', jobId: 'urgent', weekOn: START }])
  })

  it('less urgent work that spends what a more urgent job needs', () => {
    const jobs = [job('urgent', { tier: 0, draws: [draw(60_000)] }), job('other', { tier: 1, draws: [draw(60_000)] })]
    const given = problem({ jobs })
    const jumped = moved(given, { assigned: [at('other'), at('urgent', day('2027-04-05'))] })
    expect(codes(given, jumped)).toEqual([['queue-jump', 'urgent']])
  })

  it('room in another acceptable pool counts', () => {
    const jobs = [job('a', { tier: 0, minutes: 600 }), job('b', { minutes: 600, poolIds: ['crew', 'dv'] })]
    const given = problem({ pools: [pool(), pool({ id: 'dv' })], jobs })
    expect(codes(given, moved(given, { assigned: [at('a'), at('b', SECOND)] }))).toEqual([['queue-jump', 'b']])
  })

  it('a job that waits, or is unplaced, and could stand in a week', () => {
    const waits = problem({ jobs: [job('a', { tier: 6, mayWait: true, upgradeOn: THIRD })] })
    expect(codes(waits, moved(waits, { assigned: [], waiting: [{ jobId: 'a', untilOn: THIRD }] }))).toEqual([
      ['queue-jump', 'a'],
    ])
    const given = problem({ jobs: [job('a')] })
    const unplaced = [{ jobId: 'a', reason: 'no-room' }] as const
    expect(codes(given, moved(given, { assigned: [], unplaced }))).toEqual([['queue-jump', 'a']])
  })

  it('a job of the same tier that is in the way is no queue jump, whatever it weighs', () => {
    const given = problem({ jobs: [job('heavy', { minutes: 600, weightPerDay: 9 }), job('light', { minutes: 600 })] })
    expect(codes(given, moved(given, { assigned: [at('heavy', SECOND), at('light')] }))).toEqual([])
  })

  it('pinned and held jobs are exempt, and keep their room', () => {
    const jobs = [job('pin', { tier: 7 }), job('held', { tier: 7 }), job('a', { tier: 0, minutes: 600 })]
    const given = problem({
      jobs,
      pinned: [place('pin', SECOND)],
      previous: [place('held', THIRD)],
      frozenWeeks: 3,
    })
    expect(codes(given, solve(given))).toEqual([])
    expect(solve(given).heldByStability).toEqual(['held'])
  })
})

describe('who jumped the queue', () => {
  it('names the pool and the jobs of lower tiers that have its minutes there, but no other', () => {
    const jobs = [
      job('urgent', { tier: 0, minutes: 400 }),
      job('b', { tier: 6, minutes: 200 }),
      job('c', { tier: 5, minutes: 200 }),
      job('same', { tier: 0, minutes: 200 }),
      job('elsewhere', { tier: 6, poolIds: ['dv'] }),
    ]
    const given = problem({ jobs, pools: [pool(), pool({ id: 'dv' })] })
    const there = [at('b'), at('c'), at('elsewhere', START, 'dv'), at('same'), at('urgent', SECOND)]
    expect(checkPlan(given, moved(given, { assigned: there }))).toEqual([
      {
        code: 'queue-jump',
        jobId: 'urgent',
        weekOn: START,
        poolId: 'crew',
        heldBy: ['c', 'b'],
        message:
          'Nothing of its own or a more urgent tier keeps the job from the week of 2027-03-01 in pool crew; ' +
          'less urgent work has the minutes or money: c, b.',
      },
    ])
  })

  it('names those that drew the money: of that year, or where it is carried over of any', () => {
    const jobs = [
      job('urgent', { tier: 0, draws: [draw(60_000)], releaseOn: day('2027-04-05') }),
      job('before', { tier: 6, draws: [draw(90_000)] }),
      job('beside', { tier: 6, draws: [draw(50_000)] }),
    ]
    const april = day('2027-04-05')
    const late = [at('before'), at('beside', april), at('urgent', day('2028-04-03'))]
    const holders = (carryOver: 'none' | 'full'): unknown => {
      const funds = [fund({ carryOver, budgets: budgets(100_000, 70_000, 60_000) })]
      const given = problem({ jobs, weeks: 60, funds })
      return checkPlan(given, moved(given, { assigned: late })).map(({ jobId, weekOn, heldBy }) => [
        jobId,
        weekOn,
        heldBy,
      ])
    }
    expect(holders('none')).toEqual([['urgent', april, ['beside']]])
    expect(holders('full')).toEqual([['urgent', april, ['before', 'beside']]])
  })

  it('names five in words and all in data', () => {
    const low = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => job(id, { tier: 7 }))
    const given = problem({ jobs: [job('urgent', { tier: 0, minutes: 600 }), ...low] })
    const jumped = moved(given, { assigned: [...low.map(({ id }) => at(id)), at('urgent', SECOND)] })
    const [breach] = checkPlan(given, jumped)
    expect(breach!.heldBy).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    expect(breach!.message).toMatch(/: a, b, c, d, e and 2 more jobs\.$/)
  })
})

describe('jobs that stay because moving is charged', () => {
  const held = (moveCharge: number, weightPerDay = 1): Problem =>
    problem({ jobs: [job('a', { weightPerDay })], previous: [place('a', THIRD)], moveCharge })
  const stays = (given: Problem): Plan => moved(given, { assigned: [at('a', THIRD)], heldByStability: ['a'] })

  it('may decline a week that averts as much as the charge, and not one that averts more', () => {
    expect(codes(held(14), stays(held(14)))).toEqual([])
    expect(checkPlan(held(13.999), stays(held(13.999)))).toMatchObject([{ code: 'held', jobId: 'a', weekOn: START }])
    expect(codes(held(0, 0), stays(held(0, 0)))).toEqual([])
  })

  it('keep their room from their own tier on, while frozen ones keep it from all', () => {
    const jobs = [job('urgent', { tier: 0, minutes: 600 }), job('home', { tier: 6, minutes: 600 })]
    const given = problem({ jobs, previous: [place('home', START)], moveCharge: 999 })
    const plan = moved(given, { assigned: [at('home'), at('urgent', SECOND)], heldByStability: ['home'] })
    expect(checkPlan(given, plan)).toMatchObject([{ code: 'queue-jump', jobId: 'urgent', heldBy: ['home'] }])
    expect(codes({ ...given, frozenWeeks: 1 }, plan)).toEqual([])
  })
})

it('shares no code with the solver: nothing but types is imported from the engine', () => {
  const folder = new URL('../../../../src/planning/engine/check/', import.meta.url)
  for (const file of readdirSync(folder)) {
    const imports = readFileSync(new URL(file, folder), 'utf8').match(/^import[^']*'[^']*'/gm)!
    for (const line of imports) expect(line).toMatch(/^import type|'\.\/|\/shared\//)
  }
})
