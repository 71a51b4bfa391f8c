import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { InvalidArgumentError, Option } from 'commander'
import { asDay, collect } from '../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../cli/command.ts'
import { refuseExisting, writeLines } from '../cli/line-file.ts'
import { table } from '../cli/output.ts'
import type { Caller } from '../access/caller.ts'
import { approveRequest, secondPerson } from '../access/requests/decide-request.ts'
import type { TwoPersonRequest } from '../access/requests/request.ts'
import { loadSiteNames } from '../estate/facts/site-names.ts'
import { writeList } from '../estate/lists/write-list.ts'
import type { Site } from '../estate/site.ts'
import { sayDay, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { count, keyOf } from '../shared/text.ts'
import { CHOICES, SENSITIVITIES, type Choice, type Sensitivity } from '../shared/vocabulary.ts'
import { decideNotToReplace, decideSites, type Decided } from './decide-sites.ts'
import type { Tier } from './decision-table.ts'
import { chooseSites } from './decisions/choose-sites.ts'
import { DECISION_COLUMNS } from './decisions/decision-list.ts'
import { giveDecisions, lookAtDecisions, takeDecisions } from './decisions/lists.ts'
import { sitesByCode } from './name-sites.ts'
import { decidedReply, decisionReply } from './schema.ts'
import { DECISION_STATES, type DecisionState, type SiteDecision } from './site-decision.ts'

interface DecideOptions {
  readonly standing?: true
  readonly site: readonly string[]
  readonly choice: Choice
  readonly reason: string
  readonly organisation?: string
  readonly region?: string
  readonly sensitivity?: Sensitivity
  readonly tier?: Tier
  readonly memorandum?: string
  readonly approver?: string
  readonly review?: Day
  readonly approvedBy?: string
  readonly json?: true
}

export const directiveCommands: AddCommands = (program, context) => {
  program
    .command('decide')
    .description('record what an approver decided under C3 or C4: both are advice to consider, so somebody must')
    .option('--standing', 'for all sensitive sites, those imported later included')
    .option(
      '--site <code>',
      'for this site (ORGANISATION/CODE where a code is not the only one); may be repeated',
      collect,
      [],
    )
    .addOption(new Option('--choice <choice>', 'what was decided').choices(CHOICES).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why; it stays on record')
    .option('--organisation <name>', 'for every site of it; with the next three, for those that fit all of them')
    .option('--region <region>', 'for every site there')
    .addOption(new Option('--sensitivity <sensitivity>', 'for every site of it').choices(SENSITIVITIES))
    .option('--tier <tier>', 'for every site with work in the tier', asTier)
    .option('--memorandum <hash>', 'of the memorandum that it was taken on')
    .option('--approver <name>', 'who decided; you, if left out')
    .option('--review <day>', 'when the decision ends and must be looked at again; a year from today', asDay)
    .option('--approved-by <token>', 'of a second approver, for the choice not: it needs two people')
    .action((options: DecideOptions) => decide(context(), options))

  program
    .command('decisions')
    .description('list what was decided for sites, with how each decision stands today and when it is to be reviewed')
    .addOption(new Option('--state <state>', 'only those that stand so').choices(DECISION_STATES))
    .option('--give <file>', 'write all of them there as a list; - prints it')
    .option('--take <file>', 'record a list of decisions (CSV or XLSX), a row a site, all or none')
    .option('--approved-by <token>', 'of a second approver, for a list that holds the choice not')
    .action((options: DecisionsOptions) => decisions(context(), options))
}

interface DecisionsOptions {
  readonly state?: DecisionState
  readonly give?: string
  readonly take?: string
  readonly approvedBy?: string
  readonly json?: true
}

async function decisions(context: CommandContext, { state, give, take, approvedBy, json }: DecisionsOptions) {
  const { caller, print, cwd, config, width } = context
  if (take !== undefined) {
    const bytes = await readFile(resolve(cwd, take)).catch(() => {
      throw new Failure('file-missing', `There is no file ${resolve(cwd, take)} that can be read.`, 'Check the path.')
    })
    const second = await secondOf(context, approvedBy)
    const decided = await takeDecisions(context, caller, { bytes, name: basename(take) })
    return sayDecided(context, decided, { second, json, says: (made) => `decisions for ${count(made.length, 'site')}` })
  }
  if (give !== undefined) {
    if (give !== '-') refuseExisting(resolve(cwd, give))
    const lines = writeList(DECISION_COLUMNS, await giveDecisions(context, caller), config.marking)
    if (give === '-') for (const line of lines) print(line)
    else await writeLines(resolve(cwd, give), Readable.from(lines))
    return
  }
  const found = await lookAtDecisions(context, caller, { state })
  if (json) return found.forEach((decision) => print(JSON.stringify(decisionReply(decision))))
  const names = await loadSiteNames(context.db.read, caller.scope)
  const codes = new Map(names.sites.map(({ id, code }) => [id, code]))
  const columns = ['Site', 'Clause', 'Choice', 'State', 'Review', 'By', 'Reason'].map((title) => ({ title }))
  const rows = found.map(({ siteId, clause, choice, state: stands, reviewOn, approvedBy: by, reason }) => {
    return [
      siteId === null ? 'all sensitive' : (codes.get(siteId) ?? '–'),
      clause,
      choice,
      stands,
      reviewOn,
      by,
      reason,
    ]
  })
  for (const line of [config.marking, ...table(columns, rows, width)]) print(line)
}

async function decide(context: CommandContext, options: DecideOptions): Promise<void> {
  const { standing, site: codes, choice, reason, approver, review, memorandum, json } = options
  const { caller } = context
  const words = [options.organisation, options.region, options.sensitivity, options.tier]
  const fits = words.some((word) => word !== undefined)
  if ([standing === true, codes.length > 0, fits].filter(Boolean).length !== 1) throw whichSites()
  const sites = standing ? ('standing' as const) : await sitesMeant(context, options)
  const second = await secondOf(context, options.approvedBy)
  const decided = await decideSites(context, caller, {
    sites,
    choice,
    reason,
    approvedBy: approver ?? caller.name,
    reviewOn: review,
    memorandumHash: memorandum,
  })
  const where = (n: number) => (standing ? 'all sensitive sites' : count(n, 'site'))
  const says = (made: readonly SiteDecision[]) =>
    `${choice} for ${where(made.length)}, to be reviewed on ${sayDay(made[0]!.reviewOn)}`
  return sayDecided(context, decided, { second, json, says })
}

async function sitesMeant({ db, caller }: CommandContext, options: DecideOptions): Promise<Site[]> {
  const { site: codes, organisation, region, sensitivity, tier } = options
  const names = await loadSiteNames(db.read, caller.scope)
  if (codes.length > 0) return sitesByCode(names, codes)
  const owner = names.organisations.find(
    ({ name }) => organisation !== undefined && keyOf(name) === keyOf(organisation),
  )
  if (organisation !== undefined && !owner) {
    throw new Failure('unknown-organisation', `There is no organisation ${organisation}.`, 'lenscap sites lists them.')
  }
  return chooseSites(db.read, caller.scope, { organisationId: owner?.id, region, sensitivity, tier })
}

function secondOf(context: CommandContext, token: string | undefined): Promise<Caller | undefined> {
  if (token === undefined) return Promise.resolve(undefined)
  return secondPerson(context, decideNotToReplace, { token, asker: context.caller })
}

interface Saying {
  readonly second: Caller | undefined
  readonly json: true | undefined
  /** What was recorded, in words. */
  readonly says: (decisions: readonly SiteDecision[]) => string
}

async function sayDecided(context: CommandContext, decided: Decided, { says, ...saying }: Saying): Promise<void> {
  if ('request' in decided) return awaitSecond(context, decided.request, saying)
  const { decisions: made } = decided
  if (saying.json) return decidedReply(made).items.forEach((decision) => context.print(JSON.stringify(decision)))
  context.print(`Recorded ${says(made)}. Plan again: lenscap plan`)
}

function asTier(text: string): Tier {
  if (/^[0-7]$/.test(text)) return Number(text) as Tier
  throw new InvalidArgumentError('Give a tier from 0 to 7.')
}

function whichSites(): Failure {
  return new Failure(
    'which-sites',
    'A decision is either standing, for all sensitive sites, or for the sites that are named, or for those that fit.',
    'Give --standing, or --site CODE once or more, or --organisation, --region, --sensitivity, --tier.',
    { exitCode: 2 },
  )
}

async function awaitSecond(
  context: CommandContext,
  { id, says }: TwoPersonRequest,
  { second, json }: { second: Caller | undefined; json: true | undefined },
): Promise<void> {
  const { print } = context
  if (second) {
    await approveRequest(context, [decideNotToReplace], { caller: second, id, reason: 'Approved at the command line.' })
  }
  if (json) return print(JSON.stringify({ request: id, approved: second !== undefined }))
  print(
    second
      ? `Recorded, with a second approver: ${says}`
      : `Asked, as request ${id}: it counts when another approver approves it (POST /api/v1/requests/…/approve).`,
  )
}
