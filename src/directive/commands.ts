import { Option } from 'commander'
import { asDay, collect } from '../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../cli/command.ts'
import type { Caller } from '../access/caller.ts'
import { approveRequest, secondPerson } from '../access/requests/decide-request.ts'
import type { TwoPersonRequest } from '../access/requests/request.ts'
import { loadEstate } from '../estate/load-estate.ts'
import { sayDay, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { count } from '../shared/text.ts'
import { CHOICES, type Choice } from '../shared/vocabulary.ts'
import { decideNotToReplace, decideSites } from './decide-sites.ts'
import { sitesByCode } from './name-sites.ts'
import { decisionReply } from './schema.ts'

interface DecideOptions {
  readonly standing?: true
  readonly site: readonly string[]
  readonly choice: Choice
  readonly reason: string
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
    .option('--approver <name>', 'who decided; you, if left out')
    .option('--review <day>', 'when the decision ends and must be looked at again; a year from today', asDay)
    .option('--approved-by <token>', 'of a second approver, for the choice not: it needs two people')
    .action((options: DecideOptions) => decide(context(), options))
}

async function decide(context: CommandContext, options: DecideOptions): Promise<void> {
  const { standing, site: codes, choice, reason, approver, review, json } = options
  const { caller, print } = context
  if (standing === (codes.length > 0 || undefined)) {
    throw new Failure(
      'which-sites',
      'A decision is either standing, for all sensitive sites, or for the sites that are named.',
      'Give --standing, or --site CODE once or more.',
      { exitCode: 2 },
    )
  }
  const sites = standing ? ('standing' as const) : sitesByCode(await loadEstate(context.db.read, caller.scope), codes)
  const asking = { token: options.approvedBy ?? '', asker: caller }
  const second = options.approvedBy === undefined ? undefined : await secondPerson(context, decideNotToReplace, asking)
  const decided = await decideSites(context, caller, {
    sites,
    choice,
    reason,
    approvedBy: approver ?? caller.name,
    ...(review !== undefined && { reviewOn: review }),
  })
  if ('request' in decided) return awaitSecond(context, decided.request, { second, json })
  const { decisions } = decided
  if (json) return decisions.forEach((decision) => print(JSON.stringify(decisionReply(decision))))
  const what = standing ? 'all sensitive sites' : count(decisions.length, 'site')
  print(`Recorded ${choice} for ${what}, to be reviewed on ${sayDay(decisions[0]!.reviewOn)}. Plan again: lenscap plan`)
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
