import { Argument, Option } from 'commander'
import { approveRequest, secondPerson } from '../../access/requests/decide-request.ts'
import { asDay } from '../../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import { dayOf, sayDay, type Day } from '../../shared/day.ts'
import { DETERMINED, GROUNDS, type Determined, type Ground } from '../../shared/vocabulary.ts'
import type { Register } from '../register.ts'
import { sayDetermined } from './determination.ts'
import { determine, determineNotInScope, findMaker } from './determine.ts'
import { listEntries, type EntryLine } from './manufacturers.ts'
import { entryLineReply, determinationReply } from './schema.ts'
import { listDeterminations } from './store.ts'

interface DetermineOptions {
  readonly ground: Ground
  readonly basis: string
  readonly decidedBy?: string
  readonly decided?: Day
  readonly review: Day
  readonly approvedBy?: string
  readonly json?: true
}

export function determinationCommandsWith(shipped: () => Register): AddCommands {
  return (program, context) => {
    program
      .command('determine')
      .description('record what was determined of a manufacturer: the register only suggests, so somebody must')
      .argument('<manufacturer>', 'its id, or any of its names')
      .addArgument(new Argument('<determined>', 'what was determined').choices(DETERMINED))
      .requiredOption('--basis <text>', 'why, and on what; it stays on record')
      .requiredOption('--review <day>', 'when it ends and must be looked at again', asDay)
      .addOption(
        new Option('--ground <ground>', 'only the first changes findings').choices(GROUNDS).default(GROUNDS[0]),
      )
      .option('--decided-by <name>', 'who decided; you, if left out')
      .option('--decided <day>', 'when; today, if left out', asDay)
      .option('--approved-by <token>', 'of a second approver, for not-in-scope: it needs two people')
      .action((manufacturer: string, determined: Determined, options: DetermineOptions) =>
        determineOne(context(), shipped(), { ...options, manufacturer, determined }),
      )

    program
      .command('determinations')
      .description('list the manufacturers of the register: what it suggests, and what was determined')
      .option('--all', 'also those that nobody suggests to be in scope or under review')
      .option('--json', 'print one object a manufacturer, each on a line')
      .action((options: { all?: true; json?: true }) => listAll(context(), shipped(), options))
  }
}

async function determineOne(
  context: CommandContext,
  shipped: Register,
  options: DetermineOptions & { readonly manufacturer: string; readonly determined: Determined },
): Promise<void> {
  const { caller, print } = context
  const { manufacturer, determined, ground, basis, decidedBy, decided, review, approvedBy, json } = options
  const maker = findMaker(shipped, manufacturer)
  const asking = { token: approvedBy ?? '', asker: caller }
  const second = approvedBy === undefined ? undefined : await secondPerson(context, determineNotInScope, asking)
  const determining = {
    ...{ manufacturerId: maker.id, determined, ground, basis, decidedBy: decidedBy ?? caller.name, reviewOn: review },
    ...(decided !== undefined && { decidedOn: decided }),
  }
  const done = await determine(context, shipped, { caller, determining })
  const next = 'See what it changes: lenscap re-evaluate --dry-run'
  if ('determination' in done) {
    if (json) return print(JSON.stringify(determinationReply(done.determination)))
    return print(`Recorded: ${maker.name} is ${sayDetermined(determined)}, until ${sayDay(review)}. ${next}`)
  }
  const { id, says } = done.request
  if (second) {
    const approval = { caller: second, id, reason: 'Approved at the command line.' }
    await approveRequest(context, [determineNotInScope], approval)
  }
  if (json) return print(JSON.stringify({ request: id, approved: second !== undefined }))
  print(
    second
      ? `Recorded, with a second approver: ${says} ${next}`
      : `Asked, as request ${id}: it counts when another approver approves it (POST /api/v1/requests/…/approve).`,
  )
}

async function listAll(
  { db, clock, print, width }: CommandContext,
  shipped: Register,
  { all, json }: { all?: true; json?: true },
): Promise<void> {
  const entries = listEntries(shipped, await listDeterminations(db.read), dayOf(clock.now()))
  const shown = entries.filter((entry) => all || entry.suggested !== 'not-flagged' || entry.determination !== null)
  if (json) return shown.forEach((entry) => print(JSON.stringify(entryLineReply(entry))))
  const columns = ['Manufacturer', 'Id', 'Suggested', 'Counts as', 'Determination'].map((title) => ({ title }))
  const rows = shown.map((entry) => [entry.name, entry.id, entry.suggested, entry.standing, sayState(entry)])
  for (const line of table(columns, rows, width)) print(line)
  const open = shown.filter(({ confirmed }) => !confirmed).length
  print('')
  print(`${shown.length} manufacturers, ${open} of them by the register's suggestion alone: each is to be determined.`)
}

function sayState({ determination, confirmed }: EntryLine): string {
  if (!determination) return confirmed ? 'follows its maker' : 'to be confirmed'
  const { state, determined, decidedBy, reviewOn } = determination
  if (state === 'lapsed') return `lapsed on ${sayDay(reviewOn)} (was ${sayDetermined(determined)}): decide again`
  return `${sayDetermined(determined)}, by ${decidedBy}, until ${sayDay(reviewOn)}`
}
