import { describe, expect, it } from 'vitest'
import { readProblem } from '../../src/planning/engine/format/read-problem.ts'
import { keepWeeks, NOTHING_KEPT } from '../../src/planning/kept-weeks.ts'
import { day } from '../../src/shared/day.ts'

const problem = readProblem({
  format: 'lenscap-problem/1',
  startOn: '2027-03-01',
  weeks: 10,
  funds: [{ id: 'F', budgets: [], unlimited: true }],
  pools: [
    { id: 'London / none', minutesPerWeek: 2250 },
    { id: 'London / sc', minutesPerWeek: 2250 },
  ],
  jobs: [
    { id: 'a', tier: 3, weightPerDay: 4, minutes: 60, poolIds: ['London / none', 'London / sc'] },
    { id: 'b', tier: 3, weightPerDay: 2, minutes: 60, poolIds: ['London / sc'] },
  ],
})
const place = (jobId: string, weekOn: string, poolId: string | null = 'London / sc') => {
  return { jobId, weekOn: day(weekOn), poolId }
}

describe('a plan made anew', () => {
  it('is as any other while no order stands', () => {
    expect(keepWeeks(problem, NOTHING_KEPT)).toBe(problem)
  })

  it('keeps the week of an order that somebody holds, and moves others only for what 28 days of a mean job expose', () => {
    const kept = keepWeeks(problem, {
      pinned: [place('a', '2027-03-15')],
      previous: [place('a', '2027-03-15'), place('b', '2027-03-08')],
    })
    expect(kept.pinned).toEqual([place('a', '2027-03-15')])
    expect(kept.previous).toEqual([place('a', '2027-03-15'), place('b', '2027-03-08')])
    expect([kept.frozenWeeks, kept.moveCharge]).toEqual([4, 84])
  })

  it('has a held order whose week has passed in its first week, and forgets other weeks gone by', () => {
    const late = { pinned: [place('a', '2027-02-22')], previous: [place('b', '2027-02-22')] }
    const kept = keepWeeks(problem, late)
    expect(kept.pinned).toEqual([place('a', '2027-03-01')])
    expect(kept.previous).toEqual([])
  })

  it('gives the work of a crew that is no more to the one preferred now, and leaves out what has left the plan', () => {
    const kept = keepWeeks(problem, {
      pinned: [place('a', '2027-03-08', 'Kent / dv'), place('z', '2027-03-08')],
      previous: [],
    })
    expect(kept.pinned).toEqual([place('a', '2027-03-08', 'London / none')])
  })

  it('pins nothing that nobody recorded may do any more, and can be read back', () => {
    const without = { ...problem, jobs: problem.jobs.map((job) => (job.id === 'a' ? { ...job, poolIds: [] } : job)) }
    const kept = keepWeeks(without, { pinned: [place('a', '2027-03-15'), place('b', '2027-03-15')], previous: [] })
    expect(kept.pinned).toEqual([place('b', '2027-03-15')])
    expect(readProblem(JSON.parse(JSON.stringify(kept))).pinned).toHaveLength(1)
  })
})
