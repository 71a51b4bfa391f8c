import { InvalidArgumentError } from 'commander'
import { asCount, asDay } from '../cli/arguments.ts'
import type { Reads } from '../db/database.ts'
import type { AddCommands, CommandContext } from '../cli/command.ts'
import { table } from '../cli/output.ts'
import { parseFinancialYear, sayDay, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { parsePounds, sayPence } from '../shared/money.ts'
import { count } from '../shared/text.ts'
import { writePlan } from './engine/format/plan.ts'
import { solve } from './engine/solve.ts'
import { getDocuments, getPlan } from './get-plan.ts'
import type { MadePlan } from './make-plan.ts'
import type { PlanInput } from './problem-now.ts'
import type { BudgetGiven } from './funds/plan-funds.ts'
import { planReply } from './schema.ts'
import { sayAverted, sayMoney, sayOutstanding, sayTiers } from './outcome/say-plan.ts'
import { getRun } from './scenarios/comparison/read-comparison.ts'
import { replayRun, type Replayed } from './scenarios/answer/replay-run.ts'
import { listPlans, type PlanRow } from './store.ts'

interface PlanOptions {
  readonly budget: readonly BudgetGiven[]
  readonly countIndicative?: true
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
    .option('--count-indicative', 'in years without approved money plan with what is indicative')
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
    .description('solve a stored plan, or a run of a scenario, again and compare it byte for byte')
    .argument('<plan>', 'its id')
    .action((id: string, options: { json?: true }) => replay(context(), id, options))
}

async function plan(
  { runJob, print, width }: CommandContext,
  { budget, countIndicative, start, weeks, json }: PlanOptions,
): Promise<void> {
  const input: PlanInput = {
    budgets: budget,
    ...(countIndicative && { countIndicative }),
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
  const isRun = id.startsWith('run')
  const { same, length } = isRun
    ? await replayRun(db.read, await getRun(db.read, caller.scope, id))
    : await replayPlan(db.read, await getPlan(db.read, caller.scope, id))
  if (!same) exitWith(1)
  if (json) return print(JSON.stringify({ plan: id, same }))
  const what = isRun ? 'Run' : 'Plan'
  print(
    same
      ? `${what} ${id} was solved again: the same ${length.toLocaleString('en-GB')} bytes.`
      : `${what} ${id} was solved again, and the answer differs: this version of the engine is another one.`,
  )
}

async function replayPlan(q: Reads, row: PlanRow): Promise<Replayed> {
  const { problem, planText } = await getDocuments(q, row)
  return { same: writePlan(solve(problem)) === planText, length: planText.length }
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
