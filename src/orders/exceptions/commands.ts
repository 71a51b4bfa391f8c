import { asDay } from '../../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import { approveRequest, secondPerson } from '../../access/requests/decide-request.ts'
import { dayOf, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { endException } from './end-exception.ts'
import { askToExcept, exceptFromTarget, type What } from './except.ts'
import * as schema from './schema.ts'
import { listExceptions, sitesWithCode } from './store.ts'

interface ExceptOptions {
  readonly order?: string
  readonly site?: string
  readonly until: Day
  readonly reason: string
  readonly approvedBy?: string
  readonly json?: true
}

export const exceptionCommands: AddCommands = (program, context) => {
  program
    .command('exceptions')
    .description('list what was excepted from its target, by whom and until when, the newest first')
    .action((options: { json?: true }) => list(context(), options))

  program
    .command('except')
    .description('except an order, or a site with all of its orders, from its target; a second approver agrees')
    .option('--order <ref>', 'such as WO-7F3K-9Q2M')
    .option('--site <code>', 'all orders of the site, those to come included')
    .requiredOption('--until <day>', 'it ends by itself on this day, within a year', asDay)
    .requiredOption('--reason <text>', 'why; it stays on record')
    .option('--approved-by <token>', 'of another approver, who agrees at once')
    .action((options: ExceptOptions) => except(context(), options))

  program
    .command('end-exception')
    .description('end an exception before its day')
    .argument('<id>', 'as exceptions lists it')
    .requiredOption('--reason <text>', 'why; it stays on record')
    .action(async (id: string, { reason, json }: { reason: string; json?: true }) => {
      const { print, ...deps } = context()
      const ended = await endException(deps, deps.caller, { id, reason })
      const said = schema.exceptionReply(ended, dayOf(deps.clock.now()))
      print(json ? JSON.stringify(said) : `Ended: ${said.ref ?? `all orders at ${said.site}`} keeps its target again.`)
    })
}

async function list({ db, clock, caller, print, width }: CommandContext, { json }: { json?: true }): Promise<void> {
  const found = await listExceptions(db.read, caller.scope, { before: undefined, limit: Number.MAX_SAFE_INTEGER })
  const lines = found.map((one) => schema.exceptionReply(one, dayOf(clock.now())))
  if (json) return lines.forEach((line) => print(JSON.stringify(line)))
  const titles = ['Exception', 'Order', 'Site', 'Until', 'Stands', 'Reason'].map((title) => ({ title }))
  const rows = lines.map(({ id, ref, site, untilOn, stands, reason }) => {
    return [id, ref ?? 'all', site, untilOn, stands ? 'yes' : 'no', reason]
  })
  for (const line of table(titles, rows, width)) print(line)
}

async function except(context: CommandContext, options: ExceptOptions): Promise<void> {
  const { caller, print } = context
  const { until: untilOn, reason, approvedBy: token, json } = options
  const what = await whatOf(context, options)
  const asking = { token: token ?? '', asker: caller }
  const second = token === undefined ? undefined : await secondPerson(context, exceptFromTarget, asking)
  const { id, says } = await askToExcept(context, caller, { what, untilOn, reason })
  if (second) {
    await approveRequest(context, [exceptFromTarget], { caller: second, id, reason: 'Approved at the command line.' })
  }
  if (json) return print(JSON.stringify({ request: id, approved: second !== undefined }))
  print(
    second
      ? `Recorded, with a second approver: ${says}`
      : `Asked, as request ${id}: it counts when another approver approves it (POST /api/v1/requests/…/approve).`,
  )
}

async function whatOf({ db, caller }: CommandContext, { order: ref, site: code }: ExceptOptions): Promise<What> {
  if ((ref === undefined) === (code === undefined)) throw which('Give either --order or --site.')
  if (ref !== undefined) return { ref }
  const siteIds = await sitesWithCode(db.read, caller.scope, code!)
  if (siteIds.length !== 1) throw which(`${siteIds.length === 0 ? 'No' : 'More than one'} site has the code ${code}.`)
  return { siteId: siteIds[0]! }
}

function which(message: string): Failure {
  const hint = '`lenscap orders --overdue` and `lenscap sites` list what there is.'
  return new Failure('which-order', message, hint, { exitCode: 2 })
}
