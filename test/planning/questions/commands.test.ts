import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Needs } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { questionCommands } from '../../../src/planning/questions/commands.ts'
import { Failure } from '../../../src/shared/failure.ts'
import { testShell } from '../../support/shell.ts'
import { draw, fund, job, problem, budgets } from '../engine/build.ts'

const PROBLEM = problem({
  funds: [fund({ budgets: budgets(15_000) })],
  jobs: ['a', 'b'].map((id) => job(id, { draws: [draw(10_000)] })),
})

describe('a question about a problem in a file', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lenscap-questions-'))
    writeFileSync(join(folder, 'problem.json'), JSON.stringify(PROBLEM))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  async function run(...argv: string[]) {
    const { shell, printed, noted, shown } = testShell({ cwd: folder })
    const asked: Needs[] = []
    const exit = await runProgram(argv, {
      version: '1',
      commands: [questionCommands],
      shell,
      prepare: async (needs, at) => {
        asked.push(needs)
        return { ...at, runJob: async () => Promise.reject(new Failure('no-plan', 'There is no plan yet.')) } as never
      },
    })
    return { exit, out: printed.join('\n').replaceAll(/\s+/g, ' '), printed, err: noted.join('\n'), shown, asked }
  }

  it('needs no database, and shows how far it is', async () => {
    const { exit, asked, shown, printed } = await run('frontier', 'problem.json', '--json')
    expect({ exit, asked }).toEqual({ exit: 0, asked: ['nothing'] })
    expect(shown.at(-1)).toMatchObject({ doing: 'planning anew', total: 21 })
    expect(JSON.parse(printed[0]!)).toMatchObject({ ask: 'frontier', totalPence: 15_000 })
    expect(await run('frontier')).toMatchObject({ exit: 1, asked: ['operation'] })
  })

  it('answers when each tier is clear', async () => {
    const { out } = await run('frontier', 'problem.json')
    expect(out).toContain('All budgets Share Tier 3')
    expect(out).toContain('£150 100 % –')
    expect(out).toContain('£200 133 % 08/03/27')
    expect(out).toContain('for these inputs')
  })

  it('tells what is found from what is impossible, and says why', async () => {
    const found = (await run('least-budget', 'problem.json', '--tier', '3', '--by', '2027-03-08')).out
    expect(found).toContain(
      "Found: £200 in all clear tiers 0 to 3 by 8 March 2027, every budget scaled alike; today's come to £150.",
    )
    expect(found).toContain('Impossible for these inputs with less than £200.')
    expect(found).toContain('At least £200 must be drawn on fund capital in 2026-27, and it has £199.99.')
    const early = (await run('least-budget', 'problem.json', '--tier', '3', '--by', '2027-03-07')).out
    expect(early).toBe(
      'Impossible for these inputs: no sum clears tiers 0 to 3 by 7 March 2027. Job a, by itself and with whatever it comes ' +
        'after as early as can be, cannot end before 8 March 2027: the first week of the plan ends then.',
    )
  })

  it('answers what the next sum buys, what a delay costs, and what waiting would leave', async () => {
    const next = (await run('next-pound', 'problem.json', '--step', '50')).out
    expect(next).toMatch(/capital 2026-27 3 \S+ 84 8 March 2027, for the first time/)
    expect((await run('next-pound', 'problem.json', '--step', '49.99')).out).toContain('still no date')
    expect((await run('cost-of-delay', 'problem.json')).out).toContain(
      '13 weeks 31/05/27 nothing of the horizon is left',
    )
    expect((await run('baselines', 'problem.json')).out).toContain('3 98 – 182 – 2')
  })

  it('is refused without a day, with a sum of nothing, and of a file and a plan at once', async () => {
    expect(await run('least-budget', 'problem.json', '--tier', '3')).toMatchObject({ exit: 2 })
    expect(await run('next-pound', 'problem.json', '--step', '0')).toMatchObject({ exit: 2 })
    const both = await run('frontier', 'problem.json', '--plan', 'pla_1')
    expect(both).toMatchObject({ exit: 2, err: expect.stringContaining('not of both') })
  })
})
