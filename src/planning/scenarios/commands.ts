import { InvalidArgumentError, Option, type Command } from 'commander'
import { asDay } from '../../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table, wrap } from '../../cli/output.ts'
import { giveListFile } from '../../estate/lists/list-files.ts'
import type { Day } from '../../shared/day.ts'
import { count } from '../../shared/text.ts'
import type { Effort } from '../engine/format/problem.ts'
import { editScenario, getScenario, makeScenario, type NewScenario } from './change-scenario.ts'
import {
  comparisonList,
  COMPARISON_COLUMNS,
  differenceList,
  DIFFERENCE_COLUMNS,
} from './comparison/comparison-lists.ts'
import { getRun, isEdited, readComparison, readDifferences, readDifferingOrders } from './comparison/read-comparison.ts'
import { sayComparison, sayDifferences } from './comparison/say-comparison.ts'
import { DISCOUNT_BASIS_POINTS } from './comparison/whole-life.ts'
import { overrideOptions } from './override-options.ts'
import { comparisonReply, runReply, scenarioReply } from './replies.ts'
import type { RunInput, ScenarioRan } from './run-scenario.ts'
import { sayOverride, SCENARIO_KINDS, type Override, type Scenario, type ScenarioKind } from './scenario.ts'
import { lastRuns, listScenarios } from './store.ts'

interface AskOptions {
  readonly name?: string
  readonly kind?: ScenarioKind
  readonly by?: Day
  readonly plan?: string
  readonly indicative?: true
  readonly json?: true
}

interface CompareOptions {
  readonly discount: number
  readonly differences?: true
  readonly give?: string
  readonly json?: true
}

export const scenarioCommands: AddCommands = (program, context) => {
  const scenario = program.command('scenario').description('what if: named inputs over a plan, run and compared')
  const asking = (command: Command): { command: Command; typed: Override[] } => {
    const typed: Override[] = []
    command
      .addOption(new Option('--kind <kind>', 'what is asked').choices(SCENARIO_KINDS))
      .option('--by <day>', 'with deadline-target: the day by which tiers 0 to 3 are to be clear', asDay)
      .option('--plan <id>', 'whose problem is the snapshot; left out: the adopted plan, else the newest')
    for (const option of overrideOptions(typed)) command.addOption(option)
    return { command, typed }
  }
  const made = asking(scenario.command('make').description('make a scenario').argument('<name>', 'what it is called'))
  made.command.action((name: string, options: AskOptions) => make(context(), name, { ...options, typed: made.typed }))
  const edited = asking(
    scenario
      .command('edit')
      .description('edit a scenario; overrides, if any are given, take the place of all it had')
      .argument('<scenario>', 'its id')
      .option('--name <name>', 'what it is called'),
  )
  edited.command.action((id: string, options: AskOptions) => edit(context(), id, { ...options, typed: edited.typed }))
  scenario
    .command('list')
    .description('list scenarios, oldest first')
    .action(({ json }: { json?: true }) => list(context(), json))
  scenario
    .command('show')
    .description('show a scenario, and what its newest run came to')
    .argument('<scenario>', 'its id')
    .action((id: string, { json }: { json?: true }) => show(context(), id, json))
  scenario
    .command('run')
    .description('run a scenario')
    .argument('<scenario>', 'its id')
    .addOption(
      new Option('--effort <effort>', 'left out: quick where only money changed').choices([
        'quick',
        'standard',
        'thorough',
      ]),
    )
    .action((id: string, options: { effort?: Effort; json?: true }) => run(context(), id, options))
  scenario
    .command('compare')
    .description('compare scenarios, runs and plans side by side')
    .argument(
      '<what...>',
      'ids; `plan` is the adopted plan, else the newest; the first is what the others stand against',
    )
    .option('--discount <percent>', 'a year, of the cost over seven years (3.5)', asDiscount, DISCOUNT_BASIS_POINTS)
    .option('--differences', 'the orders that differ between the first two, and why')
    .option('--give <file>', 'write it there as a list; - prints it')
    .action((ids: string[], options: CompareOptions) => compare(context(), ids, options))
}

type Typed = AskOptions & { readonly typed: readonly Override[] }

function overridesOf({ typed, indicative }: Typed): readonly Override[] {
  return indicative ? [...typed, { kind: 'indicative' }] : typed
}

async function make(context: CommandContext, name: string, options: Typed): Promise<void> {
  const { kind = 'budget-limited', by = null, plan } = options
  const settings = { kind, clearBy: by, overrides: overridesOf(options) }
  const given: NewScenario = { name, settings, ...(plan !== undefined && { plan }) }
  await tell(context, await makeScenario(context, context.caller, given), options.json)
}

async function edit(context: CommandContext, id: string, options: Typed): Promise<void> {
  const before = await getScenario(context.db.read, context.caller.scope, id)
  const { kind = before.settings.kind, by, plan, name } = options
  const overrides = overridesOf(options)
  const settings = {
    kind,
    clearBy: by ?? (kind === before.settings.kind ? before.settings.clearBy : null),
    overrides: overrides.length > 0 ? overrides : before.settings.overrides,
  }
  const change = { settings, ...(name !== undefined && { name }), ...(plan !== undefined && { plan }) }
  await tell(context, await editScenario(context, context.caller, { id, change }), options.json)
}

async function tell(context: CommandContext, scenario: Scenario, json?: true): Promise<void> {
  const { print } = context
  if (json) return print(JSON.stringify(scenarioReply(scenario, await lastOf(context, scenario), true)))
  const { id, name, settings, planId } = scenario
  const said = settings.overrides.map(sayOverride)
  print(
    `Scenario ${id}: ${name} (${settings.kind}) over plan ${planId}${said.length > 0 ? `: ${said.join('; ')}` : ''}.`,
  )
  print(`Run it: lenscap scenario run ${id}`)
}

async function lastOf({ db, caller }: CommandContext, scenario: Scenario) {
  const found = (await lastRuns(db.read, caller.scope, [scenario.id])).get(scenario.id)
  return found && { run: found, edited: await isEdited(db.read, scenario, found) }
}

async function list(context: CommandContext, json?: true): Promise<void> {
  const { db, caller, print, width } = context
  // As many as anyone looks through on a terminal; the API pages through all.
  const found = await listScenarios(db.read, caller.scope, { after: null, limit: 1000 })
  const rows = []
  for (const scenario of found) rows.push(scenarioReply(scenario, await lastOf(context, scenario), true))
  if (json) return rows.forEach((row) => print(JSON.stringify(row)))
  if (rows.length === 0) return print('No scenarios yet: lenscap scenario make NAME')
  const columns = ['Scenario', 'Kind', 'Run', 'Plan', 'Name and overrides'].map((title) => ({ title }))
  const cells = rows.map(({ id, kind, state, planId, name, says }) => {
    return [id, kind, STATES[state], planId, [name, ...says].join('; ')]
  })
  for (const line of table(columns, cells, width)) print(line)
}

const STATES = { 'never-run': 'not yet', run: 'yes', edited: 'edited, run again' }

async function show(context: CommandContext, id: string, json?: true): Promise<void> {
  const { db, caller, print } = context
  const scenario = await getScenario(db.read, caller.scope, id)
  const last = await lastOf(context, scenario)
  if (json) {
    const run = last ? runReply(last.run, true) : null
    return print(JSON.stringify({ ...scenarioReply(scenario, last, true), run }))
  }
  await tell(context, scenario)
  if (last) await sayRun(context, last.run.id)
}

async function run(context: CommandContext, scenarioId: string, { effort, json }: { effort?: Effort; json?: true }) {
  const { db, caller, print, runJob } = context
  const input: RunInput = { scenarioId, ...(effort !== undefined && { effort }) }
  const { runId } = await runJob<ScenarioRan>('scenario', input)
  if (json) return print(JSON.stringify(runReply(await getRun(db.read, caller.scope, runId), true)))
  await sayRun(context, runId)
}

/** Beside the plan that it is about. */
async function sayRun(context: CommandContext, runId: string): Promise<void> {
  const { db, caller, print, width } = context
  const { summary, planId, settings } = await getRun(db.read, caller.scope, runId)
  for (const line of summary.did.flatMap((did) => wrap(`Did: ${did}.`, width))) print(line)
  const rebuilt = settings.overrides.some(({ kind }) => kind === 'extend-c4')
  await sayCompared(context, rebuilt ? [runId] : [planId, runId], DISCOUNT_BASIS_POINTS)
}

async function compare(
  context: CommandContext,
  ids: readonly string[],
  { discount, differences, give, json }: CompareOptions,
): Promise<void> {
  const { db, caller, print, width } = context
  if (differences) {
    const found = await readDifferences(db.read, caller, ids)
    if (give !== undefined)
      return giveListFile(context, give, { columns: DIFFERENCE_COLUMNS, rows: differenceList(found) })
    if (json) return found.forEach((one) => print(JSON.stringify(one)))
    for (const line of sayDifferences(found.slice(0, MOST_SHOWN), width)) print(line)
    const more = found.length > MOST_SHOWN ? `; the first ${MOST_SHOWN} are shown: --give FILE writes all` : ''
    return print(`${count(found.length, 'order differs', 'orders differ')}${more}.`)
  }
  const asked = { ids, discountBasisPoints: discount }
  if (give !== undefined) {
    const rows = comparisonList(await readComparison(db.read, caller, asked), true)
    return giveListFile(context, give, { columns: COMPARISON_COLUMNS, rows })
  }
  if (json) {
    const differing = await readDifferingOrders(db.read, caller, ids)
    return print(JSON.stringify(comparisonReply(await readComparison(db.read, caller, asked), differing, true)))
  }
  await sayCompared(context, ids, discount)
}

/** More than a person reads on a terminal. */
const MOST_SHOWN = 100

async function sayCompared({ db, caller, print, width }: CommandContext, ids: readonly string[], discount: number) {
  const comparison = await readComparison(db.read, caller, { ids, discountBasisPoints: discount })
  const differing = await readDifferingOrders(db.read, caller, ids)
  for (const line of sayComparison(comparison, differing, width)) print(line)
}

function asDiscount(text: string): number {
  const [, whole, part = ''] = /^(\d{1,2})(?:\.(\d{1,2}))?\s*%?$/.exec(text) ?? []
  if (whole === undefined) throw new InvalidArgumentError('Give per cent from 0 to 99.99, such as 3.5.')
  return Number(whole) * 100 + Number(part.padEnd(2, '0'))
}
