// The schemas and the readers must agree: what one accepts the other accepts, but for the rules that a schema cannot say.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Compile } from 'typebox/schema'
import planSchema from '../../../../src/planning/engine/format/plan.schema.json' with { type: 'json' }
import problemSchema from '../../../../src/planning/engine/format/problem.schema.json' with { type: 'json' }
import { writePlan } from '../../../../src/planning/engine/format/plan.ts'
import { readPlan } from '../../../../src/planning/engine/format/read-plan.ts'
import { readProblem } from '../../../../src/planning/engine/format/read-problem.ts'
import { solve } from '../../../../src/planning/engine/solve.ts'
import { Failure } from '../../../../src/shared/failure.ts'
import { runs } from '../../../support/runs.ts'
import { randomProblem } from '../random-problem.ts'
import { mutated, type Json } from './mutated.ts'

const SEED = 20_221_124
const tries = { seed: SEED, numRuns: runs(3_000, 20_000) }
const problems = fc.sample(randomProblem, { seed: SEED, numRuns: 60 })

/** What only the readers can know, by what they say that they expected; each is in the schema's description. */
const BEYOND_PROBLEM = [
  /^a day such as|^a Monday$|^a financial year|^a day after from/,
  /^at most three decimals$/,
  /^one number for each of the/,
  /^no repetition$/,
  /^the id of a/,
  /^a job of tier|^no job that waits for itself$/,
  /^one of the \d+ weeks from|^the pool that does it$/,
  /sums stay below/,
]
const BEYOND_PLAN = [/^a day such as|^a financial year/]

/** What the reader expected and did not find, or null if it accepts. */
function refusal(read: (json: unknown) => unknown, json: unknown): string | null {
  try {
    read(json)
    return null
  } catch (error) {
    if (error instanceof Failure) return String(error.details['expected'])
    throw error
  }
}

const shorthand: Json = {
  format: 'lenscap-problem/1',
  startOn: '2027-03-01',
  weeks: 2,
  seed: null,
  effort: null,
  funds: [
    { id: 'f', carryOver: 'capped', carryOverCapPence: 5, budgets: null },
    { id: 'g', carryOverCapPence: null, unlimited: true },
  ],
  pools: [{ id: 'p', minutesPerWeek: [60, 60] }],
  jobs: [
    { id: 'a', tier: 3, weightPerDay: 1.5, minutes: 60, poolIds: ['p'], fundId: 'f', costPence: [1, 2], draws: null },
    { id: 'b', tier: 3, weightPerDay: 0, minutes: 0, poolIds: [], after: 'a', fundId: null, upgradeOn: null },
    { id: 'c', tier: 6, weightPerDay: 1, minutes: 5, poolIds: ['p'], mayWait: true, upgradeOn: '2027-03-10' },
  ],
  moveCharge: null,
}

describe.each([
  {
    format: 'lenscap-problem/1',
    schema: problemSchema,
    read: readProblem,
    beyond: BEYOND_PROBLEM,
    valid: [...problems.map((problem) => JSON.parse(JSON.stringify(problem)) as Json), shorthand],
  },
  {
    format: 'lenscap-plan/1',
    schema: planSchema,
    read: readPlan,
    beyond: BEYOND_PLAN,
    valid: problems.map((problem) => JSON.parse(writePlan(solve(problem))) as Json),
  },
])('the schema of $format', ({ schema, read, beyond, valid }) => {
  const validator = Compile(schema as object)

  it('and the reader accept what Lenscap writes, and the shorthands', () => {
    for (const json of valid) expect([validator.Check(json), refusal(read, json)]).toEqual([true, null])
  })

  it('and the reader accept and refuse the same near misses, but for the rules that it names', () => {
    const count = { accepted: 0, refused: 0, beyond: 0 }
    fc.assert(
      fc.property(fc.constantFrom(...valid).chain(mutated), (json) => {
        const expected = refusal(read, json)
        const isBeyond = expected !== null && beyond.some((rule) => rule.test(expected))
        if (!isBeyond) expect([validator.Check(json), expected]).toEqual([expected === null, expected])
        count[expected === null ? 'accepted' : isBeyond ? 'beyond' : 'refused'] += 1
      }),
      tries,
    )
    for (const times of Object.values(count)) expect(times).toBeGreaterThan(tries.numRuns / 100)
  })

  it('describes every field', () => {
    const silent: string[] = []
    const walk = (node: Json, path: string): void => {
      if (typeof node !== 'object' || node === null) return
      for (const [name, child] of Object.entries(node)) {
        const at = `${path}/${name}`
        if (/\/(properties|\$defs)$/.test(path) && !/\/(oneOf|then|else|if)\//.test(path)) {
          if (typeof child !== 'object' || child === null || !('description' in child)) silent.push(at)
        }
        walk(child, at)
      }
    }
    walk(schema as Json, '')
    expect(silent).toEqual([])
  })
})
