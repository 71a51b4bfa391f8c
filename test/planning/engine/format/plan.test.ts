import { expect, it } from 'vitest'
import { writePlan } from '../../../../src/planning/engine/format/plan.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { day } from '../../../../src/shared/day.ts'
import { draw, job, problem } from '../build.ts'

const plan = solve(
  problem({
    jobs: [
      job('b', { minutes: 601 }),
      job('a', { weightPerDay: 0.5, draws: [draw(700)], releaseOn: day('2027-03-08') }),
    ],
  }),
)

it('the format, to the byte', () => {
  expect(writePlan(plan)).toBe(
    '{"format":"lenscap-plan/1","engineVersion":"3",' +
      '"assigned":[{"jobId":"a","weekOn":"2027-03-08","poolId":"crew",' +
      '"binding":[{"kind":"release","ref":null,"fromOn":"2027-03-01","untilOn":"2027-03-08"}]}],' +
      '"waiting":[],"unplaced":[{"jobId":"b","reason":"too-long"}],"inherited":[],"heldByStability":[],' +
      '"measures":{"perTier":[{"tier":3,"exposureDays":98,"clearOn":null,"pence":700,"bound":98}],' +
      '"avertedExposureDays":38.5,"spend":[{"fundId":"capital","financialYear":"2026-27","pence":700}]},"prices":[]}\n',
  )
})

it('a plan read back from its bytes writes the same bytes', () => {
  expect(writePlan(JSON.parse(writePlan(plan)))).toBe(writePlan(plan))
})
