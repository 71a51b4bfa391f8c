import { describe, expect, it } from 'vitest'
import { writePlan } from '../../../../src/planning/engine/format/plan.ts'
import { readPlan } from '../../../../src/planning/engine/format/read-plan.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { Failure } from '../../../../src/shared/failure.ts'
import { draw, job, problem } from '../build.ts'

const written = writePlan(solve(problem({ jobs: [job('a', { draws: [draw(700)] }), job('b', { minutes: 601 })] })))
type Parts = Record<string, object[]> & { measures: { perTier: object[] } }
const parts = (): Parts => JSON.parse(written) as Parts

/** Where the plan is refused, and what was expected there. */
function fault(json: unknown): unknown {
  try {
    return readPlan(json)
  } catch (error) {
    if (error instanceof Failure && error.code === 'bad-plan') return [error.details['path'], error.details['expected']]
    throw error
  }
}

describe('a plan', () => {
  it('is read as it was written', () => {
    expect(writePlan(readPlan(JSON.parse(written)))).toBe(written)
  })

  it('of the first engine, without bounds and prices, is still read', () => {
    const old = parts()
    const perTier = old.measures.perTier.map((tier) => ({ ...tier, bound: null }))
    const json = { ...old, engineVersion: '1', measures: { ...old.measures, perTier }, prices: [] }
    expect(readPlan(json)).toEqual(json)
  })

  it('made by hand need not list reasons, pins, held jobs or prices', () => {
    const { format, engineVersion, waiting, unplaced, measures } = parts()
    const assigned = [{ jobId: 'a', weekOn: '2027-03-01' }]
    expect(readPlan({ format, engineVersion, assigned, waiting, unplaced, measures })).toMatchObject({
      assigned: [{ jobId: 'a', weekOn: '2027-03-01', poolId: null, binding: [] }],
      inherited: [],
      heldByStability: [],
      prices: [],
    })
  })

  it.each([
    ['no object', [], 'plan', 'an object'],
    ['another format', { ...parts(), format: 'lenscap-plan/2' }, 'format', '"lenscap-plan/1"'],
    ['no measures', { ...parts(), measures: undefined }, 'measures', 'an object'],
    ['a field too many', { ...parts(), asigned: [] }, 'plan.asigned', expect.stringContaining('one of the fields')],
    [
      'a day that does not exist',
      { ...parts(), assigned: [{ jobId: 'a', weekOn: '2027-02-30', poolId: 'crew' }] },
      'assigned[0].weekOn',
      'a day such as 2027-03-31',
    ],
    [
      'an unknown reason',
      { ...parts(), unplaced: [{ jobId: 'b', reason: 'forgotten' }] },
      'unplaced[0].reason',
      expect.stringContaining('one of no-pool, too-long'),
    ],
    [
      'a price of nothing',
      { ...parts(), prices: [{ tier: 3, fundId: 'f', financialYear: null, poolId: null, exposureDays: 1 }] },
      'prices[0]',
      'either a fund and a financial year, or a pool',
    ],
  ])('with %s is refused by its path', (_, json, path, expected) => {
    expect(fault(json)).toEqual([path, expected])
  })
})
