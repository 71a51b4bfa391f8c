// What docs/planning.md says of its example, and that the example is one.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readProblem } from '../../../src/planning/engine/format/read-problem.ts'
import { solve } from '../../../src/planning/engine/solve.ts'
import { outcome } from './build.ts'

const [, example] = /```json\n([^`]+)```/.exec(readFileSync('docs/planning.md', 'utf8'))!

it('the example of docs/planning.md comes out as it says there', () => {
  const plan = solve(readProblem(JSON.parse(example!)))
  expect(outcome(plan)).toEqual({ A: '2027-04-05', B: '2027-03-01', C: '2027-03-01', D: '2027-03-08' })
  expect(plan.measures.perTier.map(({ exposureDays, bound }) => [exposureDays, bound])).toEqual([
    [210, 210],
    [126, 126],
  ])
})

it('the ranked list comes to 308 there', () => {
  const problem = readProblem(JSON.parse(example!))
  const first = { jobId: 'A', weekOn: '2027-03-08', poolId: 'crew' }
  const pinned = readProblem({ ...problem, pinned: [first] })
  expect(solve(pinned).measures.perTier[0]!.exposureDays).toBe(308)
})
