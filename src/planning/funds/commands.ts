import { InvalidArgumentError, Option, type Command } from 'commander'
import { collect } from '../../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import type { Columns, RowOf } from '../../estate/lists/fields.ts'
import { giveListFile, takeListFile } from '../../estate/lists/list-files.ts'
import { loadOrganisations } from '../../estate/load-estate.ts'
import { Failure } from '../../shared/failure.ts'
import { parsePounds, sayPence } from '../../shared/money.ts'
import { count, keyOf } from '../../shared/text.ts'
import { CARRY_OVERS, FUND_CLASSES, type CarryOver, type FundClass } from '../../shared/vocabulary.ts'
import { addFund, changeFund } from './change-fund.ts'
import { sayCodes, unknownFund, type Fund, type FundFacts } from './fund.ts'
import { importLedger, LEDGER_COLUMNS, listedLedger } from './ledger/import-ledger.ts'
import { positionsByClass, type Position } from './ledger/position.ts'
import * as lists from './lists.ts'
import { readPositions, type FundPositions } from './read-money.ts'
import { fundReply, positionReply } from './schema.ts'
import { listFunds } from './store.ts'

interface FundOptions {
  readonly name?: string
  readonly source?: string
  readonly class?: FundClass
  readonly organisation?: string
  readonly shared?: true
  readonly carryOver?: CarryOver
  readonly agreed?: number
  readonly defaultOf: readonly string[]
  readonly json?: true
}

export const fundCommands: AddCommands = (program, context) => {
  const funds = program
    .command('funds')
    .description('list the funds, or where their money stands in each year')
    .option(
      '--position',
      'what each year was given, has paid, promised and planned, what is left and what will be lost',
    )
  kept(funds, 'funds: each row is all of a fund').action((options: ListOptions & { position?: true }) =>
    takeOrGive(context(), FUNDS, options, () => listAll(context(), options)),
  )
  const only = <C extends Columns>(name: string, description: string, of: ListOf<C> & { what: string }) =>
    kept(program.command(name).description(description), of.what).action((options: ListOptions) =>
      takeOrGive(context(), of, options, () => takeOrGive(context(), of, { ...options, give: '-' })),
    )
  only('budgets', 'the budgets of funds', { what: 'budgets', ...BUDGETS })
  only('shares', 'which fund pays what', { what: 'shares: all shares of every organisation that it names', ...SHARES })
  only('ledger', 'orders, receipts and invoices', {
    what: 'documents: those that are on record already are left as they are',
    ...LEDGER,
  })

  const fund = program.command('fund').description('add a fund, or change one')
  const stated = (command: Command) =>
    command
      .argument('<code>', 'what budgets and plans name it by')
      .option('--name <name>', 'what people call it')
      .option('--source <text>', 'who gives the money, and by what')
      .addOption(new Option('--class <class>', 'separate money').choices(FUND_CLASSES))
      .option('--organisation <name>', 'whose alone it is')
      .option('--shared', 'any organisation may be given a part of it')
      .addOption(new Option('--carry-over <state>', 'of what a year leaves, to the next').choices(CARRY_OVERS))
      .option('--agreed <pounds>', 'how much of it was agreed', asPence)
      .option('--default-of <name>', 'make it the default fund of the organisation; may be repeated', collect, [])
  stated(fund.command('add').description('add a fund')).action((code: string, options: FundOptions) =>
    add(context(), code, options),
  )
  stated(fund.command('edit').description('change a fund; what is left out stays')).action(
    (code: string, options: FundOptions) => edit(context(), code, options),
  )
}

async function listAll(
  { db, caller, print, width }: CommandContext,
  { position, json }: { position?: true; json?: true },
): Promise<void> {
  if (position) {
    const { planId, funds } = await db.snapshot((q) => readPositions(q, caller.scope))
    if (json) return funds.forEach((one) => print(JSON.stringify(positionReply(planId, one))))
    return sayPositions(planId, funds, width).forEach((line) => print(line))
  }
  const funds = await db.snapshot((q) => listFunds(q, caller.scope))
  if (json) return funds.forEach((fund) => print(JSON.stringify(fundReply(fund))))
  const columns = ['Fund', 'Name', 'Class', 'Carry-over', 'Default of', 'Budgets'].map((title) => ({ title }))
  for (const line of table(columns, funds.map(rowOf), width)) print(line)
}

function rowOf({ code, name, class: of, carryOver, carryOverCapPence, defaultOf, budgets }: Fund): string[] {
  const agreed = carryOverCapPence === null ? carryOver : `${carryOver}, ${sayPence(carryOverCapPence)}`
  const [first, ...others] = defaultOf
  const owners = first === undefined ? '–' : others.length === 0 ? first.name : count(defaultOf.length, 'organisation')
  const sums = budgets.map(({ financialYear, status, pence }) => `${financialYear} ${sayPence(pence)} ${status}`)
  return [code, name, of, agreed, owners, sums.join('; ') || 'none']
}

const SUMS: readonly (readonly [title: string, sum: keyof Position])[] = [
  ['Approved', 'approvedPence'],
  ['Carried in', 'carriedInPence'],
  ['Actual', 'actualPence'],
  ['Accrued', 'accruedPence'],
  ['Committed', 'committedPence'],
  ['Planned', 'plannedPence'],
  ['Left', 'leftPence'],
  ['Surrendered', 'surrenderedPence'],
]

/** By fund and year, then by class and year; sums of money that only hope has given stand in words. */
function sayPositions(planId: string | null, funds: readonly FundPositions[], width: number): string[] {
  const titles = (first: string) => [
    { title: first },
    { title: 'Year' },
    ...SUMS.map(([title]) => ({ title, align: 'right' as const })),
  ]
  const cells = (name: string, position: Position) => [
    name,
    position.financialYear,
    ...SUMS.map(([, sum]) => sayPence(position[sum] as number)),
  ]
  const known = funds.filter(({ positions }) => positions.length > 0)
  if (known.length === 0) return ['No fund has a budget, and none has spent anything.']
  const classes = positionsByClass(known.map(({ fund, positions }) => ({ class: fund.class, positions })))
  const hoped = known.flatMap(({ fund, positions }) =>
    positions.flatMap(({ financialYear, indicativePence, askedForPence }) => {
      const words = [
        ...(indicativePence > 0 ? [`${sayPence(indicativePence)} indicative`] : []),
        ...(askedForPence > 0 ? [`${sayPence(askedForPence)} asked for`] : []),
      ]
      return words.length === 0 ? [] : [`${fund.code} in ${financialYear}: ${words.join(', ')}; not counted.`]
    }),
  )
  const overspent = known.flatMap(({ fund, positions }) =>
    positions
      .filter(({ overspentPence }) => overspentPence > 0)
      .map(({ financialYear, overspentPence }) => {
        return `${fund.code} is overspent in ${financialYear} by ${sayPence(overspentPence)}.`
      }),
  )
  const planned =
    planId === null ? 'There is no plan yet: nothing is planned.' : `Planned is what plan ${planId} takes.`
  return [
    ...table(
      titles('Fund'),
      known.flatMap(({ fund, positions }) => positions.map((position) => cells(fund.code, position))),
      width,
    ),
    '',
    ...table(
      titles('Class'),
      classes.map((position) => cells(position.class, position)),
      width,
    ),
    '',
    planned,
    ...hoped,
    ...overspent,
  ]
}

async function add(context: CommandContext, code: string, options: FundOptions): Promise<void> {
  const { caller } = context
  const { change, defaultOf } = await factsOf(context, options)
  const fund = await addFund(context, caller, { name: code, ...change, code, defaultOf })
  say(context, fund, `Added fund ${code}. Give it budgets: lenscap budgets --take FILE`, options)
}

async function edit(context: CommandContext, code: string, options: FundOptions): Promise<void> {
  const { db, caller } = context
  const funds = await listFunds(db.read, caller.scope)
  const fund = funds.find((one) => one.code === code)
  if (!fund) throw unknownFund(code, funds)
  const { change, defaultOf } = await factsOf(context, options)
  const changed = await changeFund(context, caller, { id: fund.id, version: fund.version, change, defaultOf })
  const words = changed.version === fund.version ? 'is as it was' : 'is changed. Plan again: lenscap plan'
  say(context, changed, `Fund ${code} ${words}`, options)
}

function say({ print }: CommandContext, fund: Fund, words: string, { json }: FundOptions): void {
  print(json ? JSON.stringify(fundReply(fund)) : words)
}

async function factsOf({ db, caller }: CommandContext, options: FundOptions) {
  const { name, source, class: of, organisation, shared, carryOver, agreed, defaultOf } = options
  const organisations = await loadOrganisations(db.read, caller.scope)
  const idOf = (said: string): string => {
    const found = organisations.find((one) => keyOf(one.name) === keyOf(said))
    if (found) return found.id
    const names = organisations.map((one) => one.name)
    const message = `There is no organisation "${said}".`
    throw new Failure('unknown-organisation', message, sayCodes(names, 'The organisations are'))
  }
  const change: Partial<Omit<FundFacts, 'code'>> = {
    ...(name !== undefined && { name }),
    ...(source !== undefined && { source }),
    ...(of !== undefined && { class: of }),
    ...(organisation !== undefined && { organisationId: idOf(organisation) }),
    ...(shared && { organisationId: null }),
    ...(carryOver !== undefined && { carryOver }),
    ...(agreed !== undefined && { carryOverCapPence: agreed }),
  }
  return { change, defaultOf: defaultOf.map(idOf) }
}

interface ListOf<C extends Columns> {
  readonly columns: C
  rows(context: CommandContext): Promise<RowOf<C>[]>
  /** Returns what there is to say of it. */
  take(context: CommandContext, list: lists.SentList): Promise<{ readonly rows: number }>
}

const FUNDS: ListOf<typeof lists.FUND_COLUMNS> = {
  columns: lists.FUND_COLUMNS,
  rows: ({ db, caller }) => db.snapshot((q) => lists.listedFunds(q, caller)),
  take: (context, list) => lists.takeFunds(context, context.caller, list),
}
const BUDGETS: ListOf<typeof lists.BUDGET_COLUMNS> = {
  columns: lists.BUDGET_COLUMNS,
  rows: ({ db, caller }) => db.snapshot((q) => lists.listedBudgets(q, caller)),
  take: (context, list) => lists.takeBudgets(context, context.caller, list),
}
const SHARES: ListOf<typeof lists.SHARE_COLUMNS> = {
  columns: lists.SHARE_COLUMNS,
  rows: ({ db, caller }) => db.snapshot((q) => lists.listedShares(q, caller)),
  take: (context, list) => lists.takeShares(context, context.caller, list),
}
const LEDGER: ListOf<typeof LEDGER_COLUMNS> = {
  columns: LEDGER_COLUMNS,
  rows: ({ db, caller }) => db.snapshot((q) => listedLedger(q, caller.scope)),
  take: (context, list) => importLedger(context, context.caller, list),
}

interface ListOptions {
  readonly take?: string
  readonly give?: string
  readonly json?: true
}

function kept(command: Command, what: string): Command {
  return command
    .option('--take <file>', `record a list (CSV or XLSX) of ${what}; whole or not at all`)
    .option('--give <file>', 'write the list there, to be changed and taken again; - prints it')
}

async function takeOrGive<C extends Columns>(
  context: CommandContext,
  list: ListOf<C>,
  { take, give, json }: ListOptions,
  otherwise?: () => Promise<void>,
): Promise<void> {
  if (take !== undefined) {
    const { rows, ...counts } = await list.take(context, await takeListFile(context, take))
    if (json) return context.print(JSON.stringify({ rows, ...counts }))
    const words = Object.entries(counts).map(([name, n]) => `${String(n)} ${name}`)
    return context.print(`${count(rows, 'row')}: ${words.join(', ')}.`)
  }
  if (give === undefined) return otherwise?.()
  const rows = await list.rows(context)
  if (json) return rows.forEach((row) => context.print(JSON.stringify(row)))
  await giveListFile(context, give, { columns: list.columns, rows })
}

function asPence(said: string): number {
  try {
    return parsePounds(said)
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Failure ? `${error.message} ${error.hint}` : String(error))
  }
}
