import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { refuseExisting, writeLines } from '../../cli/line-file.ts'
import { dayOf, sayDay, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import type { Columns } from '../lists/fields.ts'
import { writeList } from '../lists/write-list.ts'
import { sayConsent } from './consent.ts'
import { FACT_LIST_NAMES, FACT_LISTS, PLAIN_FACTS, type FactListName } from './fact-lists.ts'
import { loadSiteNames, siteFinder } from './site-names.ts'
import {
  changeFacts,
  giveFactList,
  openSiteFacts,
  takeFactList,
  type FactsChange,
  type FactsOfSite,
} from './record-facts.ts'
import { factsReply } from './schema.ts'

interface FactsOptions {
  readonly organisation?: string
  readonly set: FactsChange
  readonly list: FactListName
  readonly take?: string
  readonly give?: string
  readonly json?: true
}

export const siteFactCommands: AddCommands = (program, context) => {
  program
    .command('site-facts')
    .description('what moves a plan at a site: closures, consents, leases, what visitors may bring')
    .argument('[site]', 'its code')
    .option('--organisation <name>', 'whose site, where a code is not the only one')
    .option('--set <fact=value>', 'record a fact of the site; blank clears it; may be repeated', addFact, {})
    .addOption(new Option('--list <list>', 'which list to take or give').choices(FACT_LIST_NAMES).default('facts'))
    .option('--take <file>', 'record a list (CSV or XLSX) whole or not at all')
    .option('--give <file>', 'write a list there, to be filled in and taken again; - prints it')
    .action((site: string | undefined, options: FactsOptions) => siteFacts(context(), site, options))
}

async function siteFacts(context: CommandContext, code: string | undefined, options: FactsOptions): Promise<void> {
  const { take, give, set } = options
  const asked = [code, take, give].filter((one) => one !== undefined)
  if (asked.length !== 1 || (code === undefined && Object.keys(set).length > 0)) throw whatThen()
  if (take !== undefined) return takeList(context, take, options)
  if (give !== undefined) return giveList(context, give, options)
  return ofSite(context, code!, options)
}

async function takeList(context: CommandContext, file: string, { list, json }: FactsOptions): Promise<void> {
  const { caller, print, cwd } = context
  const path = resolve(cwd, file)
  const bytes = await readFile(path).catch(() => {
    throw new Failure('file-missing', `There is no file ${path} that can be read.`, 'Check the path.')
  })
  const taken = await takeFactList(context, caller, { list, bytes, name: basename(file) })
  if (json) return print(JSON.stringify(taken))
  print(
    `Took ${count(taken.rows, 'row')}: the facts of ${count(taken.changed, 'site')} are others now. Plan again: lenscap plan`,
  )
}

async function giveList(context: CommandContext, file: string, { list }: FactsOptions): Promise<void> {
  const { caller, print, config, cwd } = context
  if (file !== '-') refuseExisting(resolve(cwd, file))
  const rows = await giveFactList(context, caller, list)
  const lines = writeList(FACT_LISTS[list].columns as Columns, rows, config.marking)
  if (file === '-') for (const line of lines) print(line)
  else await writeLines(resolve(cwd, file), asAsync(lines))
}

async function ofSite(context: CommandContext, code: string, options: FactsOptions): Promise<void> {
  const { db, caller, clock, print, config } = context
  const { organisation = null, set, json } = options
  const site = siteFinder(await loadSiteNames(db.read, caller.scope))(organisation, code)
  if (typeof site === 'string') throw new Failure('unknown-site', site, '`lenscap sites` lists those that you may see.')
  const opened = await openSiteFacts(context, caller, site.id)
  const { version } = opened
  const found =
    Object.keys(set).length === 0 ? opened : await changeFacts(context, caller, { id: site.id, version, change: set })
  const today = dayOf(clock.now())
  if (json) return print(JSON.stringify({ ...factsReply(found, today), marking: config.marking }))
  print([config.marking, ...sayFacts(found, today)].join('\n'))
}

function sayFacts({ site, version, facts, upgrades }: FactsOfSite, today: Day): string[] {
  const plain = Object.entries(PLAIN_FACTS).map(([fact, field]) => {
    const value = facts[fact as keyof typeof PLAIN_FACTS]
    return `  ${field.header}: ${value === null ? 'not stated' : (field as { say(of: unknown): string }).say(value)}`
  })
  return [
    `${site.code}${site.name === site.code ? '' : ` (${site.name})`}, recorded ${count(version, 'time')}`,
    ...plain,
    ...facts.closed.map(({ from, until, why }) => `  closed from ${sayDay(from)} until ${sayDay(until)}: ${why}`),
    ...facts.consents.map((consent) => `  ${sayConsent(consent, today)}`),
    ...upgrades.map(({ upgradeOn, funded, manufacturer, recordedAt }) => {
      const when = upgradeOn === null ? 'none' : sayDay(upgradeOn)
      const money = funded === null ? 'funding not stated' : funded ? 'funded' : 'not funded'
      return `  upgrade as of ${sayDay(dayOf(recordedAt))}: ${when}, ${money}, ${manufacturer ?? 'maker not stated'}`
    }),
  ]
}

function addFact(said: string, facts: FactsChange): FactsChange {
  const at = said.indexOf('=')
  const header = said.slice(0, Math.max(at, 0)).trim()
  const found = Object.entries(PLAIN_FACTS).find(([, field]) => field.header === header)
  if (at < 1 || !found) {
    const headers = Object.values(PLAIN_FACTS).map((field) => field.header)
    throw new InvalidArgumentError(`Write it as fact=value; the facts are ${headers.join(', ')}.`)
  }
  const [fact, field] = found
  const text = said.slice(at + 1).trim()
  const value = text === '' ? null : field.parse(text)
  if (value === undefined)
    throw new InvalidArgumentError(`"${text}" will not do for ${header}: write ${field.expected}.`)
  return { ...facts, [fact]: value }
}

async function* asAsync(lines: Iterable<string>): AsyncGenerator<string> {
  yield* lines
}

function whatThen(): Failure {
  const message = 'Name a site, or a list to take or to give.'
  const hint = 'lenscap site-facts SITE [--set fact=value], or --list closures --take FILE, or --give FILE.'
  return new Failure('which-facts', message, hint, { exitCode: 2 })
}
