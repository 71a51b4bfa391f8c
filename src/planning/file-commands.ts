// The engine by itself, for whoever has a problem in a file: no database, no estate.
import { Argument } from 'commander'
import { declare, type AddCommands, type CommandContext } from '../cli/command.ts'
import { readJson, STDIN } from '../cli/json-file.ts'
import { table, wrap } from '../cli/output.ts'
import { Failure } from '../shared/failure.ts'
import { count } from '../shared/text.ts'
import { boundOf } from './engine/bound.ts'
import type { Breach, BreachCode } from './engine/check/breach.ts'
import { checkPlan } from './engine/check/check-plan.ts'
import planSchema from './engine/format/plan.schema.json' with { type: 'json' }
import { writePlan, type Plan, type TierMeasure } from './engine/format/plan.ts'
import problemSchema from './engine/format/problem.schema.json' with { type: 'json' }
import type { Problem } from './engine/format/problem.ts'
import { readPlan } from './engine/format/read-plan.ts'
import { readProblem } from './engine/format/read-problem.ts'
import { solve } from './engine/solve.ts'
import { BOUNDS_HOLD, percentAbove, sayAbove } from './outcome/say-bound.ts'

const SCHEMAS = { problem: problemSchema, plan: planSchema }
const PROBLEM = 'lenscap-problem/1, as JSON; - is standard input'
const PLAN = 'lenscap-plan/1, as JSON; - is standard input'

interface Options {
  readonly json?: true
}

export const planFileCommands: AddCommands = (program, context) => {
  declare(program.command('solve'), 'nothing')
    .description('solve a lenscap-problem/1 and print the lenscap-plan/1')
    .argument('<problem>', PROBLEM)
    .action(async (file: string) => {
      const { cwd, print } = context()
      print(writePlan(solve(readProblem(await readJson(cwd, file)))).trimEnd())
    })

  declare(program.command('check-plan'), 'nothing')
    .description('check a plan against its problem with code of its own; exits 1 if it breaches anything')
    .argument('<problem>', PROBLEM)
    .argument('<plan>', PLAN)
    .action((problem: string, plan: string, options: Options) => check(context(), [problem, plan], options))

  declare(program.command('bound'), 'nothing')
    .description('say how far a plan is from the best possible for its inputs, tier by tier')
    .argument('<problem>', PROBLEM)
    .argument('[plan]', `${PLAN}; left out: the one that \`solve\` finds`)
    .action((problem: string, plan: string | undefined, options: Options) => bound(context(), [problem, plan], options))

  declare(program.command('schema'), 'nothing')
    .description('print the JSON Schema of a problem or a plan')
    .addArgument(new Argument('<format>', 'of which').choices(Object.keys(SCHEMAS)))
    .action((format: keyof typeof SCHEMAS) => context().print(JSON.stringify(SCHEMAS[format], null, 2)))
}

async function check(
  { cwd, print, exitWith }: CommandContext,
  files: readonly [string, string],
  { json }: Options,
): Promise<void> {
  const { problem, plan } = await readBoth(cwd, files)
  const breaches = checkPlan(problem, plan)
  if (breaches.length > 0) exitWith(1)
  if (json) return print(JSON.stringify({ breaches }))
  for (const breach of breaches) print(sayBreach(breach))
  print(
    breaches.length === 0
      ? 'No breach: every budget, pool, window and queue is kept.'
      : count(breaches.length, 'breach', 'breaches'),
  )
}

async function bound(
  { cwd, print, note, width }: CommandContext,
  [problemFile, planFile]: readonly [string, string | undefined],
  { json }: Options,
): Promise<void> {
  const tiers = (await measuresOf(cwd, [problemFile, planFile], note)).map((measure) => ({
    ...measure,
    exposureMillis: Math.round(measure.exposureDays * 1000),
    boundMillis: measure.bound === null ? null : Math.round(measure.bound * 1000),
  }))
  if (json) {
    const answer = tiers.map((tier) => {
      return { tier: tier.tier, exposureDays: tier.exposureDays, bound: tier.bound, withinPercent: percentAbove(tier) }
    })
    return print(JSON.stringify({ tiers: answer, holds: BOUNDS_HOLD }))
  }
  const right = 'right' as const
  const columns = [
    { title: 'Tier' },
    { title: 'Exposure-days', align: right },
    { title: 'Bound', align: right },
    { title: 'The plan is' },
  ]
  const days = (number: number | null): string => number?.toLocaleString('en-GB', { maximumFractionDigits: 3 }) ?? '–'
  const rows = tiers.map((tier) => [String(tier.tier), days(tier.exposureDays), days(tier.bound), sayAbove(tier)])
  for (const line of [...table(columns, rows, width), ...wrap(BOUNDS_HOLD, width)]) print(line)
}

async function measuresOf(
  cwd: string,
  [problemFile, planFile]: readonly [string, string | undefined],
  note: CommandContext['note'],
): Promise<readonly TierMeasure[]> {
  if (planFile !== undefined) {
    const { problem, plan } = await readBoth(cwd, [problemFile, planFile])
    refuseBreaches(problem, plan)
    return boundOf(problem, plan)
  }
  const problem = readProblem(await readJson(cwd, problemFile))
  if (problem.effort !== 'quick') return solve(problem).measures.perTier
  note('Effort quick works out no bound: solved with effort standard.')
  return solve({ ...problem, effort: 'standard' }).measures.perTier
}

/** They make a plan worse than it could be, or its words untrue; what it does can be done all the same. */
const HARMLESS: readonly BreachCode[] = ['queue-jump', 'measures', 'inherited', 'bound']

function refuseBreaches(problem: Problem, plan: Plan): void {
  const [first, ...others] = checkPlan(problem, plan).filter(({ code }) => !HARMLESS.includes(code))
  if (!first) return
  const more = others.length === 0 ? '' : ` And ${count(others.length, 'breach', 'breaches')} more.`
  throw new Failure(
    'plan-in-breach',
    `The plan breaks what its problem allows, so that no bound speaks of it. ${sayBreach(first)}${more}`,
    '`lenscap check-plan` names every breach.',
  )
}

function sayBreach({ jobId, message }: Breach): string {
  return jobId === null ? message : `${jobId}: ${message}`
}

async function readBoth(
  cwd: string,
  [problemFile, planFile]: readonly [string, string],
): Promise<{ problem: Problem; plan: Plan }> {
  if (problemFile === STDIN && planFile === STDIN) {
    const message = 'Standard input cannot be both the problem and the plan.'
    throw new Failure('stdin-twice', message, 'Name the file of one of them.', { exitCode: 2 })
  }
  const problem = readProblem(await readJson(cwd, problemFile))
  return { problem, plan: readPlan(await readJson(cwd, planFile)) }
}
