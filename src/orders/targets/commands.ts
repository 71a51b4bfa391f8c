import { asCount, asDay } from '../../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import type { Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { keyOf } from '../../shared/text.ts'
import * as schema from './schema.ts'
import { setTarget } from './set-target.ts'
import { listTargets, namesOfOrganisations } from './store.ts'
import { targetsInForce } from './target.ts'

interface TargetOptions {
  readonly organisation?: string
  readonly days?: number
  readonly due?: Day
  readonly none?: true
  readonly reason: string
  readonly json?: true
}

/** Of tiers 0 to 7. */
const LAST_TIER = 7
/** As the API has it: ten years. */
const MOST_DAYS = 3660

export const targetCommands: AddCommands = (program, context) => {
  program
    .command('targets')
    .description('list the targets that the department set, oldest first, and which are in force; no clause sets any')
    .action((options: { json?: true }) => list(context(), options))

  program
    .command('target')
    .description('set by when the work of a tier is to be done: the department’s own target')
    .argument('<tier>', '0 to 7', asTier)
    .option('--organisation <name>', 'left out: for all that have none of their own')
    .option('--days <number>', 'from the adoption of an order', asCount(MOST_DAYS))
    .option('--due <day>', 'the last day, in place of --days', asDay)
    .option('--none', 'there is no such target any more')
    .requiredOption('--reason <text>', 'why; it stays on record')
    .action((tier: number, options: TargetOptions) => set(context(), tier, options))
}

function asTier(text: string): number {
  return text === '0' ? 0 : asCount(LAST_TIER)(text)
}

async function list({ db, caller, print, width }: CommandContext, { json }: { json?: true }): Promise<void> {
  const targets = await listTargets(db.read, caller.scope)
  const inForce = new Set(targetsInForce(targets))
  const lines = targets.map((target) => schema.targetReply(target, inForce.has(target)))
  if (json) return lines.forEach((line) => print(JSON.stringify(line)))
  const names = await namesOfOrganisations(db.read, caller.scope)
  const titles = ['Tier', 'Organisation', 'By', 'In force', 'Reason'].map((title) => ({ title }))
  const rows = lines.map(({ tier, organisationId, days, dueOn, inForce: counts, reason }) => {
    const by = dueOn ?? (days === null ? 'none' : `${days} days from adoption`)
    const whose = organisationId === null ? 'all' : (names.get(organisationId) ?? organisationId)
    return [String(tier), whose, by, counts ? 'yes' : 'no', reason]
  })
  for (const line of table(titles, rows, width)) print(line)
}

async function set(context: CommandContext, tier: number, options: TargetOptions): Promise<void> {
  const { db, caller, print } = context
  const { organisation, days, due: dueOn, none, reason, json } = options
  const known = organisation === undefined ? [] : [...(await namesOfOrganisations(db.read, caller.scope))]
  const organisationId = known.find(([, name]) => keyOf(name) === keyOf(organisation!))?.[0]
  if (organisation !== undefined && organisationId === undefined) {
    const hint = '`lenscap sites` names the organisations.'
    throw new Failure('unknown-organisation', `There is no organisation ${organisation}.`, hint)
  }
  const target = await setTarget(context, caller, { organisationId, tier, days, dueOn, none, reason })
  if (json) return print(JSON.stringify(schema.targetReply(target, !none)))
  print(none ? `Tier ${tier} has no such target any more.` : `Recorded: the target of tier ${tier}.`)
}
