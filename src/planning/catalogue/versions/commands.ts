import { InvalidArgumentError, Option } from 'commander'
import { asDay } from '../../../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../../../cli/command.ts'
import { table } from '../../../cli/output.ts'
import { percent, type Columns, type RowOf } from '../../../estate/lists/fields.ts'
import { giveListFile, takeListFile } from '../../../estate/lists/list-files.ts'
import { dayOf, sayDay, type Day } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import { sayPence } from '../../../shared/money.ts'
import { count } from '../../../shared/text.ts'
import { LIST_NAMES, LISTS, PRICE_BASES, type Catalogue, type ListName, type Settings } from '../catalogue.ts'
import { addPurchases } from '../purchases/commands.ts'
import { catalogueOn, getCatalogue, withinScope } from './in-force.ts'
import { recordVersion, type SentList, type Shipped } from './record-version.ts'
import { catalogueReply, recordedReply, versionReply } from './schema.ts'
import { listVersions } from './store.ts'

interface ShowOptions {
  readonly on?: Day
  /** A version. */
  readonly of?: string
  readonly json?: true
}

interface TakeOptions extends ShowOptions {
  readonly take: readonly ListFile[]
  readonly give?: ListFile
  readonly uplift?: number
  readonly vat?: number
  readonly priceBasis?: Settings['priceBasis']
  readonly validFrom?: Day
}

interface ListFile {
  readonly list: ListName
  readonly file: string
}

export function catalogueCommandsWith(shipped: () => Shipped): AddCommands {
  return (program, context) => {
    const catalogue = program
      .command('catalogue')
      .description('what replaces old kit, and what it and the work cost: the models, rates and settings that count')
      .option('--on <day>', 'whose prices count then; today, if left out', asDay)
      .option('--of <version>', 'one that a plan names')
      .option(
        '--take <list=file>',
        `${LIST_NAMES.join(', ')}: takes the place of the one in force; may be repeated`,
        asTaken,
        [],
      )
      .option('--give <list=file>', 'write that list there, to be changed and taken again; - prints it', asListFile)
      .option('--uplift <percent>', 'record by how much all prices rise each financial year', asRise)
      .option('--vat <percent>', 'record the rate of VAT', asRise)
      .addOption(new Option('--price-basis <basis>', 'record what the prices say of VAT').choices(PRICE_BASES))
      .option('--valid-from <day>', 'from when what is recorded counts; today, if left out', asDay)
      .action((options: TakeOptions) => act(context(), shipped(), options))
    catalogue
      .command('versions')
      .description('the versions that were recorded, or that a plan was made with')
      .action((options: { json?: true }) => listAll(context(), options.json))
    addPurchases(catalogue, context, shipped)
  }
}

function act(context: CommandContext, shipped: Shipped, options: TakeOptions): Promise<void> {
  const { take, give: given, uplift, vat, priceBasis, validFrom } = options
  if (given !== undefined) return give(context, shipped, { ...options, ...given })
  const changes = take.length > 0 || [uplift, vat, priceBasis, validFrom].some((one) => one !== undefined)
  return changes ? record(context, shipped, options) : show(context, shipped, options)
}

/** All lists and settings together make one version, or none. */
async function record(context: CommandContext, shipped: Shipped, options: TakeOptions): Promise<void> {
  const { caller, print, note } = context
  const { take, uplift, vat, priceBasis, validFrom, json } = options
  const lists: Partial<Record<ListName, SentList>> = {}
  for (const { list, file } of take) lists[list] = await takeListFile(context, file)
  const settings = {
    ...(uplift !== undefined && { upliftBasisPoints: uplift }),
    ...(vat !== undefined && { vatBasisPoints: vat }),
    ...(priceBasis !== undefined && { priceBasis }),
  }
  if (Object.keys({ ...lists, ...settings }).length === 0) throw nothingGiven()
  const change = { lists, settings, ...(validFrom !== undefined && { validFromOn: validFrom }) }
  const recorded = await recordVersion(context, shipped, { caller, change })
  if (json) return print(JSON.stringify(recordedReply(recorded)))
  const { version, validFromOn, changed, rows, notes } = recorded
  const taken = Object.entries(rows).map(([list, n]) => `${list}: ${count(n, 'row')}`)
  print(
    changed
      ? `Recorded as ${version}, valid from ${sayDay(validFromOn)}. ${taken.join(', ')}${taken.length > 0 ? '. ' : ''}Plan again: lenscap plan`
      : `All of it is in force already, as ${version}: nothing was recorded.`,
  )
  for (const one of notes) note(one)
}

async function find(
  { db, clock, caller }: CommandContext,
  shipped: Shipped,
  { on, of }: ShowOptions,
): Promise<Catalogue> {
  const found =
    of === undefined
      ? await catalogueOn(db.read, shipped.catalogue, on ?? dayOf(clock.now()))
      : await getCatalogue(db.read, shipped.catalogue, of)
  return withinScope(db.read, caller.scope, found)
}

async function show(context: CommandContext, shipped: Shipped, options: ShowOptions): Promise<void> {
  const { print, width } = context
  const catalogue = await find(context, shipped, options)
  if (options.json) return print(JSON.stringify(catalogueReply(catalogue)))
  for (const line of sayCatalogue(catalogue, width)) print(line)
}

async function give(
  context: CommandContext,
  shipped: Shipped,
  { list, file, json, ...options }: ShowOptions & { readonly list: ListName; readonly file: string },
): Promise<void> {
  const rows = (await find(context, shipped, options))[list] as readonly RowOf<Columns>[]
  if (json) return rows.forEach((row) => context.print(JSON.stringify(row)))
  await giveListFile(context, file, { columns: LISTS[list] as Columns, rows })
}

async function listAll({ db, print, width }: CommandContext, json?: true): Promise<void> {
  const versions = (await listVersions(db.read, { after: null, limit: MOST_VERSIONS })).map(versionReply)
  if (json) return versions.forEach((version) => print(JSON.stringify(version)))
  const columns = ['Version', 'Valid from', 'Origin', 'Recorded', 'By'].map((title) => ({ title }))
  const rows = versions.map(({ version, validFromOn, origin, recordedAt, recordedBy }) => {
    return [version, validFromOn, origin, recordedAt.slice(0, 10), recordedBy]
  })
  for (const line of table(columns, rows, width)) print(line)
}

/** Nobody changes prices twice a day for years. */
const MOST_VERSIONS = 10_000

function sayCatalogue({ version, origin, validFromOn, settings, models, rates }: Catalogue, width: number): string[] {
  const right = 'right' as const
  const { upliftBasisPoints, vatBasisPoints, priceBasis } = settings
  const ships = origin === 'shipped' ? ', as Lenscap ships it: illustrative' : ''
  return [
    `${version}${ships}; valid from ${sayDay(validFromOn)}`,
    `Uplift ${upliftBasisPoints / 100} % a year, VAT ${vatBasisPoints / 100} %, price basis ${priceBasis}.`,
    '',
    ...table(
      [
        { title: 'Model' },
        { title: 'Replaces' },
        { title: 'Price', align: right },
        { title: 'Stock', align: right },
        { title: 'What' },
      ],
      models.map(({ code, kinds, pricePence, stock, says, manufacturer, model }) => {
        const made = [manufacturer, model].filter(Boolean).join(' ')
        return [code, kinds.join(', '), sayPence(pricePence), String(stock), made === '' ? says : `${says} (${made})`]
      }),
      width,
    ),
    '',
    ...table(
      [{ title: 'Rate' }, { title: 'Data class' }, { title: 'Price', align: right }, { title: 'What' }],
      rates.map(({ kind, dataClass, pricePence, says }) => [kind, dataClass ?? '', sayPence(pricePence), says]),
      width,
    ),
  ]
}

function asListFile(text: string): ListFile {
  const [said, ...file] = text.split('=')
  const list = LIST_NAMES.find((name) => name === said)
  if (list !== undefined && file.join('=') !== '') return { list, file: file.join('=') }
  throw new InvalidArgumentError(`Write LIST=FILE; the lists are ${LIST_NAMES.join(', ')}.`)
}

function asTaken(text: string, earlier: readonly ListFile[]): ListFile[] {
  return [...earlier, asListFile(text)]
}

/** As the API takes them: 30 % at most. */
const RISE = percent('', { most: 3000 })

function asRise(text: string): number {
  const found = RISE.parse(text)
  if (found !== undefined) return found
  throw new InvalidArgumentError(`Write ${RISE.expected}.`)
}

function nothingGiven(): Failure {
  const hint = `Give --take LIST=FILE (${LIST_NAMES.join(', ')}) or a setting.`
  return new Failure('catalogue-nothing-given', 'Nothing was given to be recorded.', hint)
}
