import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { asCount, asDay } from '../cli/arguments.ts'
import { declare, type AddCommands, type CommandContext } from '../cli/command.ts'
import { table } from '../cli/output.ts'
import { parseFinancialYear, sayDay, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { parsePounds, sayPence } from '../shared/money.ts'
import { count } from '../shared/text.ts'
import { checkPlan } from './engine/check/check-plan.ts'
import { writePlan, type Plan } from './engine/format/plan.ts'
import { readProblem } from './engine/format/read-problem.ts'
import { solve } from './engine/solve.ts'
import { getDocuments, getPlan } from './get-plan.ts'
import type { MadePlan, PlanInput } from './make-plan.ts'
import type { BudgetGiven } from './problem/capacity.ts'
import { planReply } from './schema.ts'
import { sayAverted, sayMoney, sayOutstanding, sayTiers } from './outcome/say-plan.ts'
import { listPlans } from './store.ts'

interface PlanOptions {
  readonly budget: readonly BudgetGiven[]
  readonly start?: Day
  readonly weeks?: number
  readonly json?: true
}

/** Fifty years, as far as the engine looks. */
const MOST_WEEKS = 2600

export const planningCommands: AddCommands = (program, context) => {
  program
    .command('plan')
    .description('plan the removal: which order in which week, within money and crews')
    .option(
      '--budget <fund:year=pounds>',
      'replaces what is stored for a fund and year; may be repeated',
      addBudget,
      [],
    )
    .option('--start <day>', 'a Monday; left out: the next one', asDay)
    .option('--weeks <number>', 'how many weeks to plan (260)', asCount(MOST_WEEKS))
    .action((options: PlanOptions) => plan(context(), options))

  program
    .command('plans')
    .description('list the plans, oldest first')
    .action(async ({ json }: { json?: true }) => {
      const { db, caller, print, width } = context()
      // As many as anyone looks through on a terminal; the API pages through all.
      const rows = await listPlans(db.read, caller.scope, { after: null, limit: 1000 })
      if (json) return rows.forEach((row) => print(JSON.stringify(planReply(row))))
      const columns = ['Plan', 'State', 'Starts', 'Made at'].map((title) => ({ title }))
      const cells = rows.map(({ id, state, startOn, createdAt }) => [id, state, startOn, createdAt.toISOString()])
      for (const line of table(columns, cells, width)) print(line)
    })

  program
    .command('replay')
    .description('solve a stored plan again and compare it byte for byte')
    .argument('<plan>', 'its id')
    .action((id: string, options: { json?: true }) => replay(context(), id, options))

  declare(program.command('solve'), 'nothing')
    .description('solve a lenscap-problem/1 and print the lenscap-plan/1')
    .argument('<file>', 'the problem, as JSON')
    .action(async (file: string) => {
      const { cwd, print } = context()
      print(writePlan(solve(readProblem(await readJson(cwd, file)))).trimEnd())
    })

  declare(program.command('check-plan'), 'nothing')
    .description('check a plan against its problem with code of its own; exits 1 if it breaches anything')
    .argument('<problem>', 'lenscap-problem/1, as JSON')
    .argument('<plan>', 'lenscap-plan/1, as JSON')
    .action((problem: string, planFile: string, options: { json?: true }) =>
      check(context(), [problem, planFile], options),
    )
}

async function plan(
  { runJob, print, width }: CommandContext,
  { budget, start, weeks, json }: PlanOptions,
): Promise<void> {
  const input: PlanInput = {
    budgets: budget,
    ...(start !== undefined && { startOn: start }),
    ...(weeks !== undefined && { weeks }),
  }
  const { planId, summary } = await runJob<MadePlan>('plan', input)
  if (json) {
    const { warnings, ...measures } = summary
    return print(JSON.stringify({ id: planId, measures, warnings }))
  }
  const end = `${count(summary.weeks, 'week')} from ${sayDay(summary.startOn)}`
  const asked = summary.money.reduce((pence, year) => pence + year.spentPence, 0)
  const parts = [
    [`Plan ${planId}: ${end}, ${sayPence(asked)} asked for.`],
    sayTiers(summary, width),
    sayMoney(summary.money, width),
    sayAverted(summary),
    sayOutstanding(summary),
    summary.warnings.map(({ message }) => `Warning: ${message}`),
    [`The orders: lenscap orders --plan ${planId}`],
  ]
  print(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  )
}

async function replay(
  { db, caller, print, exitWith }: CommandContext,
  id: string,
  { json }: { json?: true },
): Promise<void> {
  const { problem, planText } = await getDocuments(db.read, await getPlan(db.read, caller.scope, id))
  const same = writePlan(solve(problem)) === planText
  if (!same) exitWith(1)
  if (json) return print(JSON.stringify({ plan: id, same }))
  print(
    same
      ? `Plan ${id} was solved again: the same ${planText.length.toLocaleString('en-GB')} bytes.`
      : `Plan ${id} was solved again, and the answer differs: this version of the engine is another one.`,
  )
}

async function check(
  { cwd, print, exitWith }: CommandContext,
  [problemFile, planFile]: [string, string],
  { json }: { json?: true },
): Promise<void> {
  const problem = readProblem(await readJson(cwd, problemFile))
  const breaches = checkPlan(problem, asPlan(await readJson(cwd, planFile), planFile))
  if (breaches.length > 0) exitWith(1)
  if (json) return print(JSON.stringify({ breaches }))
  for (const { message } of breaches) print(message)
  print(
    breaches.length === 0
      ? 'No breach: every budget, pool, window and queue is kept.'
      : count(breaches.length, 'breach', 'breaches'),
  )
}

/** Throws `unreadable-file`, `not-json`, each with exit code 2. */
async function readJson(cwd: string, file: string): Promise<unknown> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure('unreadable-file', `${file} cannot be read: ${why}`, 'Check the path.', { exitCode: 2 })
  })
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure('not-json', `${file} is not JSON: ${why}`, 'Give the file as Lenscap wrote it.', { exitCode: 2 })
  }
}

/** The checker judges the rest; without these it has nothing to judge. */
function asPlan(json: unknown, file: string): Plan {
  const plan = json as Partial<Plan> | null
  const lists = [plan?.assigned, plan?.waiting, plan?.unplaced, plan?.inherited, plan?.heldByStability]
  if (plan?.format === 'lenscap-plan/1' && lists.every(Array.isArray) && plan.measures) return plan as Plan
  throw new Failure('bad-plan', `${file} is not a lenscap-plan/1.`, 'Give the output of `lenscap solve`.', {
    exitCode: 2,
  })
}

function addBudget(text: string, budgets: readonly BudgetGiven[]): BudgetGiven[] {
  // From the right: a fund's code may hold a colon.
  const [, fund, year, pounds] = /^(.+):([^:=]+)=(.+)$/.exec(text) ?? []
  const financialYear = parseFinancialYear(year ?? '')
  if (fund === undefined || pounds === undefined || !financialYear) {
    throw new InvalidArgumentError('Write it as FUND:YEAR=POUNDS, such as PROGRAMME:2026-27=1500000.')
  }
  try {
    const pence = parsePounds(pounds)
    if (pence >= 0) return [...budgets, { fund, financialYear, pence }]
    throw new Failure('not-money', `${pounds} is less than nothing.`, 'Give £0 or more.')
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Failure ? `${error.message} ${error.hint}` : String(error))
  }
}
