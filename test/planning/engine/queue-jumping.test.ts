// What "no queue jumping" promises and what it does not, each as a problem small enough to solve by hand: decision record
// 14 says what was decided. 600 crew minutes a week and £1,000 in each of 2026-27 and 2027-28 unless a test says otherwise.
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../../src/planning/engine/check/check-plan.ts'
import type { Plan } from '../../../src/planning/engine/format/plan.ts'
import type { Problem } from '../../../src/planning/engine/format/problem.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { day } from '../../../src/shared/day.ts'
import { START, budgets, draw, fund, job, outcome, place, pool, problem } from './build.ts'

const [SECOND, THIRD, FOURTH] = [day('2027-03-08'), day('2027-03-15'), day('2027-03-22')]
const APRIL = day('2027-04-05')

/** Solved, and without a breach. */
function certified(changes: Partial<Problem>): Plan {
  const given = problem(changes)
  const plan = solve(given)
  expect(checkPlan(given, plan)).toEqual([])
  return plan
}

const exposure = ({ measures }: Plan): number[] => measures.perTier.map(({ exposureDays }) => exposureDays)

describe('work that gains nothing takes room all the same', () => {
  it('more money lets a weightless job go first, and the tier below is the worse for it', () => {
    const jobs = [
      job('weightless', { weightPerDay: 0, draws: [draw(60_000)] }),
      job('lower', { tier: 6, draws: [draw(40_000)] }),
    ]
    const poor = certified({ jobs, funds: [fund({ budgets: budgets(50_000, 100_000) })] })
    expect([outcome(poor), exposure(poor)]).toEqual([{ weightless: APRIL, lower: START }, [0, 7]])
    const richer = problem({ jobs, funds: [fund({ budgets: budgets(60_000, 100_000) })] })
    const rich = certified(richer)
    expect([outcome(rich), exposure(rich)]).toEqual([{ weightless: START, lower: APRIL }, [0, 42]])
    // The poorer plan still fits, and is the better one; but it would not pass as a plan of the richer problem.
    expect(checkPlan(richer, { ...poor, measures: poor.measures })).toMatchObject([
      { code: 'queue-jump', jobId: 'weightless', weekOn: START, heldBy: ['lower'] },
    ])
  })

  it('a job that ends on the very day of its upgrade is done, and paid for', () => {
    const jobs = [
      job('upgraded', { tier: 6, mayWait: true, upgradeOn: SECOND, draws: [draw(60_000)] }),
      job('lower', { tier: 7, draws: [draw(60_000)] }),
    ]
    const plan = certified({ jobs, funds: [fund({ budgets: budgets(100_000) })] })
    expect(outcome(plan)).toEqual({ upgraded: START, lower: 'no-room' })
  })
})

describe('one job at a time', () => {
  it('two jobs that would have to change places are no breach: only the search sees to them', () => {
    const jobs = [
      job('either', { minutes: 600, weightPerDay: 9, poolIds: ['a', 'b'] }),
      job('only-a', { minutes: 600, poolIds: ['a'] }),
      job('lower', { tier: 6, minutes: 600, poolIds: ['b'] }),
    ]
    const given = { jobs, pools: [pool({ id: 'a' }), pool({ id: 'b' })] }
    expect(outcome(certified({ ...given, effort: 'quick' }))).toEqual({ either: START, 'only-a': SECOND, lower: START })
    expect(outcome(certified(given))).toEqual({ either: START, 'only-a': START, lower: SECOND })
  })

  it('a chain that could start earlier only as a whole is held up by its first leg alone', () => {
    const jobs = [
      job('other', { minutes: 600, weightPerDay: 9 }),
      job('one', { minutes: 600 }),
      job('two', { after: ['one'] }),
      job('lower', { tier: 6, minutes: 540 }),
    ]
    expect(outcome(certified({ jobs }))).toEqual({ other: START, one: SECOND, two: THIRD, lower: THIRD })
  })

  it('a job that need not wait does not, even where its money would be worth more behind it', () => {
    const jobs = [
      job('first', { tier: 6, weightPerDay: 0.001, mayWait: true, upgradeOn: FOURTH, draws: [draw(20_000)] }),
      job('then', { tier: 6, weightPerDay: 9, draws: [draw(50_000)], after: ['first'] }),
    ]
    const plan = certified({ jobs, funds: [fund({ budgets: budgets(60_000) })] })
    // Waiting until 22 March would let the other stand in that week: 9 × 28 instead of 9 × 91.
    expect(outcome(plan)).toEqual({ first: START, then: 'no-room' })
    expect(plan.measures.perTier[0]!.bound).toBeLessThan(9 * 28)
  })
})

describe('what stays keeps its room from more urgent work', () => {
  it('a pin of the least urgent tier, with its minutes and its money', () => {
    const jobs = [
      job('pin', { tier: 7, minutes: 600, draws: [draw(100_000)] }),
      job('urgent', { tier: 0, draws: [draw(1)] }),
    ]
    const plan = certified({ jobs, pinned: [place('pin', SECOND)] })
    expect(outcome(plan)).toEqual({ pin: SECOND, urgent: APRIL })
  })

  it('a job that stays because moving is charged leaves the room before it to others, and is listed', () => {
    const jobs = [job('home', { minutes: 600 }), job('lower', { tier: 6, minutes: 600 })]
    const plan = certified({ jobs, moveCharge: 8, previous: [place('home', SECOND)] })
    expect(outcome(plan)).toEqual({ home: SECOND, lower: START })
    expect(plan.heldByStability).toEqual(['home'])
    const cheaper = certified({ jobs, moveCharge: 6, previous: [place('home', SECOND)] })
    expect([outcome(cheaper), cheaper.heldByStability]).toEqual([{ home: START, lower: SECOND }, []])
  })

  it('it holds its place against its own tier and those below, not against those above', () => {
    const jobs = [job('urgent', { tier: 0, minutes: 600 }), job('home', { tier: 6, minutes: 600 })]
    const plan = certified({ jobs, moveCharge: 1_000, previous: [place('home', START)] })
    expect(outcome(plan)).toEqual({ urgent: START, home: SECOND })
  })
})

describe('a new urgent job and frozen weeks', () => {
  it('evicts a less urgent job, and what that vacates goes to the most urgent first', () => {
    const jobs = [
      job('known', { tier: 0, minutes: 400 }),
      job('new', { tier: 3, minutes: 500 }),
      job('frozen', { tier: 6, minutes: 300 }),
    ]
    const previous = [place('known', SECOND), place('frozen', START)]
    expect(outcome(certified({ jobs, previous, frozenWeeks: 1 }))).toEqual({ known: START, new: SECOND, frozen: THIRD })
  })

  it('evicts for what frozen jobs keep from it, not for what known jobs of its own tier then take', () => {
    const jobs = [
      job('known', { minutes: 300, weightPerDay: 5 }),
      job('new', { minutes: 300 }),
      job('frozen', { tier: 6, minutes: 300 }),
    ]
    const previous = [place('known', SECOND), place('frozen', START)]
    expect(outcome(certified({ jobs, previous, frozenWeeks: 1 }))).toEqual({ known: START, new: SECOND, frozen: START })
  })

  it('does not evict for a tier of which only known jobs are kept out', () => {
    const jobs = [job('known', { tier: 0, minutes: 400 }), job('frozen', { tier: 6, minutes: 300 })]
    const previous = [place('known', SECOND), place('frozen', START)]
    const plan = certified({ jobs, previous, frozenWeeks: 1 })
    expect([outcome(plan), plan.heldByStability]).toEqual([{ known: SECOND, frozen: START }, ['frozen']])
  })
})

describe('constraints are no queue', () => {
  it('a closed week, and money that is only carried to a later one, are not jumped', () => {
    const closed = [{ from: START, until: SECOND }]
    const shut = [job('shut', { minutes: 600, closed }), job('lower', { tier: 6, minutes: 600 })]
    expect(outcome(certified({ jobs: shut }))).toEqual({ shut: SECOND, lower: START })
    const later = job('later', { releaseOn: APRIL, draws: [draw(60_000)] })
    const carried = [later, job('lower', { tier: 6, draws: [draw(60_000)] })]
    const funds = [fund({ carryOver: 'full', budgets: budgets(100_000, 0) })]
    expect(outcome(certified({ jobs: carried, funds }))).toEqual({ later: APRIL, lower: 'no-room' })
  })

  it('money drawn after the work is of the year of the draw', () => {
    const jobs = [job('late-bill', { draws: [draw(50_000, 5)] }), job('lower', { tier: 6, draws: [draw(50_000)] })]
    const plan = certified({ jobs, funds: [fund({ budgets: budgets(50_000, 50_000) })] })
    expect(outcome(plan)).toEqual({ 'late-bill': START, lower: START })
  })

  it('what comes after an unplaced job leaves its money to lower tiers', () => {
    const jobs = [
      job('too-long', { minutes: 601 }),
      job('behind', { after: ['too-long'], draws: [draw(90_000)] }),
      job('lower', { tier: 6, draws: [draw(90_000)] }),
    ]
    expect(outcome(certified({ jobs }))).toEqual({ 'too-long': 'too-long', behind: 'after-unplaced', lower: START })
  })
})
