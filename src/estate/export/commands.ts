import { resolve } from 'node:path'
import { Option } from 'commander'
import { exportAudit } from '../../access/audit/export-audit.ts'
import { approveRequest, secondPerson } from '../../access/requests/decide-request.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { refuseExisting, writeLines } from '../../cli/line-file.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import { askToExport, exportEstate, openExport } from './export.ts'
import { EXPORT_FORMATS, type ExportFormat } from './formats.ts'
import { findOrganisationId } from './store.ts'

interface ExportOptions {
  readonly audit?: true
  readonly format?: ExportFormat
  readonly organisation?: string
  readonly reason: string
  readonly approvedBy?: string
  readonly out?: string
  readonly json?: true
}

export const exportCommands: AddCommands = (program, context) => {
  program
    .command('export')
    .description('write sites and devices with their findings, which needs two people; or the audit trail')
    .addOption(new Option('--format <format>', 'csv if left out').choices(EXPORT_FORMATS))
    .option('--organisation <name>', 'of this one only')
    .option('--reason <text>', 'why; it stays on record', 'Asked for at the command line.')
    .option('--approved-by <token>', 'of an approver')
    .option('--out <file>', 'to be made, for this user only; left out: standard output')
    .addOption(
      new Option('--audit', 'the audit trail instead, details opened, one object a line').conflicts([
        ...['format', 'organisation', 'approvedBy'],
      ]),
    )
    .action((options: ExportOptions) => (options.audit ? trail(context(), options) : estate(context(), options)))
}

async function trail(context: CommandContext, { out }: ExportOptions): Promise<void> {
  const { caller, config, db, clock, ids } = context
  async function* lines() {
    for await (const line of exportAudit({ db, clock, ids }, caller, config.marking)) yield JSON.stringify(line)
  }
  await write(context, lines(), out)
}

async function estate(context: CommandContext, options: ExportOptions): Promise<void> {
  const { caller, config, note, print, ...deps } = context
  const { approvedBy: token, organisation, reason, out, json } = options
  const format = options.format ?? (json ? 'ndjson' : 'csv')
  if (token === undefined) throw secondPersonNeeded()
  // Asked before anyone approves, for an export is given once.
  if (out !== undefined) refuseExisting(resolve(context.cwd, out))
  const second = await secondPerson(deps, exportEstate, { token, asker: caller })
  const organisationId = organisation === undefined ? undefined : await organisationOf(context, organisation)
  const { id } = await askToExport(deps, caller, { format, organisationId, reason })
  const approved = await approveRequest(deps, [exportEstate], { caller: second, id, reason })
  const { exportId } = approved.result as { exportId: string }
  let rows = 0
  const onCount = (n: number) => void (rows = n)
  const { lines } = await openExport(deps, caller, { id: exportId, marking: config.marking, onCount })
  await write(context, lines, out)
  if (out !== undefined && json) return print(JSON.stringify({ file: resolve(context.cwd, out), rows }))
  note(`${count(rows, 'row')}, ${config.marking}.`)
}

async function write({ cwd, print }: CommandContext, lines: AsyncIterable<string>, out: string | undefined) {
  if (out === undefined) {
    for await (const line of lines) print(line)
    return
  }
  await writeLines(resolve(cwd, out), lines)
}

async function organisationOf({ db, caller }: CommandContext, name: string): Promise<string> {
  const id = await findOrganisationId(db.read, caller.scope, name)
  if (id !== undefined) return id
  throw new Failure('unknown-organisation', `There is no organisation ${name}.`, 'lenscap sites lists them.')
}

function secondPersonNeeded(): Failure {
  return new Failure(
    'second-person-needed',
    'An export of the estate says where the weak spots are, and needs two people.',
    'Give --approved-by with the token of an approver, or ask for it: POST /api/v1/exports.',
  )
}
