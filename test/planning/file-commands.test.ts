import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CommandContext } from '../../src/cli/command.ts'
import { runProgram } from '../../src/cli/program.ts'
import { writePlan, type Plan } from '../../src/planning/engine/format/plan.ts'
import { solve } from '../../src/planning/engine/solve.ts'
import { planFileCommands } from '../../src/planning/file-commands.ts'
import { BOUNDS_HOLD } from '../../src/planning/outcome/say-bound.ts'
import { day } from '../../src/shared/day.ts'
import { testShell } from '../support/shell.ts'
import { job, problem } from './engine/build.ts'

const two = problem({ jobs: [job('heavy', { weightPerDay: 2, minutes: 600 }), job('light', { minutes: 600 })] })
const best = solve(two)
const [first, second] = [day('2027-03-01'), day('2027-03-08')]
const withWeeks = (heavy: typeof first, light: typeof first): Plan => ({
  ...best,
  assigned: best.assigned.map((one) => ({ ...one, weekOn: one.jobId === 'heavy' ? heavy : light })),
})

describe('commands on files', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lenscap-files-'))
    const files = {
      problem: JSON.stringify(two),
      quick: JSON.stringify({ ...two, effort: 'quick' }),
      best: writePlan(best),
      swapped: writePlan(withWeeks(second, first)),
      together: writePlan(withWeeks(first, first)),
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, `${name}.json`), content)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  async function run(...argv: string[]) {
    let exit = 0
    const { shell, printed, noted } = testShell({ cwd: folder, exitWith: (code) => (exit = code) })
    const commands = [planFileCommands]
    const ended = await runProgram(argv, {
      version: '1',
      commands,
      shell,
      prepare: async (_, at) => at as CommandContext,
    })
    return { exit: exit || ended, printed, noted }
  }

  it('solve prints the plan', async () => {
    expect((await run('solve', 'problem.json')).printed).toEqual([writePlan(best).trimEnd()])
  })

  it('bound says how far the solver’s plan is from the best possible, and what that rests on', async () => {
    const { exit, printed } = await run('bound', 'problem.json')
    expect(exit).toBe(0)
    expect(printed[1]).toMatch(/^3 +28 +28 +proven best for these inputs$/)
    expect(printed.slice(2).join(' ')).toBe(BOUNDS_HOLD)
  })

  it('bound says it of anybody’s plan, too: the light job first is 35 where 28 would do', async () => {
    expect((await run('bound', 'problem.json', 'swapped.json')).printed[1]).toContain(
      'within 25.0 % of the best possible for these inputs',
    )
    const { printed } = await run('bound', 'problem.json', 'swapped.json', '--json')
    expect(JSON.parse(printed[0]!)).toEqual({
      tiers: [{ tier: 3, exposureDays: 35, bound: 28, withinPercent: 25 }],
      holds: BOUNDS_HOLD,
    })
  })

  it('bound solves a quick problem with effort standard, and says so', async () => {
    const { printed, noted } = await run('bound', 'quick.json')
    expect(printed[1]).toContain('proven best')
    expect(noted).toEqual(['Effort quick works out no bound: solved with effort standard.'])
  })

  it('bound refuses a plan that breaks its problem, and names the job and the week', async () => {
    const { exit, noted } = await run('bound', 'problem.json', 'together.json')
    expect(exit).toBe(1)
    expect(noted[0]).toContain('heavy: Pool crew is over by 600 minutes in week 1.')
  })

  it('check-plan names the job of each breach, and exits 1', async () => {
    const { exit, printed } = await run('check-plan', 'problem.json', 'swapped.json')
    expect(exit).toBe(1)
    expect(printed.at(-1)).toMatch(/^\d+ breach/)
    expect((await run('check-plan', 'problem.json', 'best.json')).exit).toBe(0)
  })

  it('refuse a file that is no plan by its path, and standard input for both', async () => {
    const wrong = await run('check-plan', 'problem.json', 'problem.json')
    expect([wrong.exit, wrong.noted[0]]).toEqual([
      2,
      'lenscap: The plan is wrong at format: expected "lenscap-plan/1", found "lenscap-problem/1".',
    ])
    const twice = await run('check-plan', '-', '-')
    expect([twice.exit, twice.noted[0]]).toEqual([
      2,
      'lenscap: Standard input cannot be both the problem and the plan.',
    ])
  })

  it('schema prints the schema of either format', async () => {
    for (const format of ['problem', 'plan']) {
      const { printed } = await run('schema', format)
      expect(JSON.parse(printed.join('\n'))).toMatchObject({ title: `lenscap-${format}/1` })
    }
  })
})
