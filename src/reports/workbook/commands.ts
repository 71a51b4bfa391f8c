import { resolve } from 'node:path'
import { Option } from 'commander'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { refuseExisting, writePieces } from '../../cli/line-file.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import { approveRequest, secondPerson } from '../../access/requests/decide-request.ts'
import { askForNamed, exportNamedPlan, openNamed } from './export-named.ts'
import { openWorkbook } from './open-workbook.ts'
import { SHEETS, type SheetKey } from './sheets.ts'

interface ExportPlanOptions {
  readonly out: string
  readonly sheet?: SheetKey
  readonly approvedBy?: string
  readonly reason: string
  readonly json?: true
}

export const workbookCommands: AddCommands = (program, context) => {
  program
    .command('export-plan')
    .description(
      'write a plan as a workbook (XLSX) for finance, or one sheet of it as CSV; it names no site unless two people agree',
    )
    .argument('[plan]', 'left out: the adopted plan, else the newest')
    .requiredOption('--out <file>', 'to be made, for this user only')
    .addOption(new Option('--sheet <name>', 'this one alone, as CSV').choices(SHEETS))
    .option('--approved-by <token>', 'of an approver: with sites, tiers, reasons and decisions')
    .option('--reason <text>', 'why it names them; it stays on record', 'Asked for at the command line.')
    .action((planId: string | undefined, options: ExportPlanOptions) => exportPlan(context(), planId, options))
}

async function exportPlan(
  context: CommandContext,
  planId: string | undefined,
  { out, sheet, approvedBy: token, reason, json }: ExportPlanOptions,
): Promise<void> {
  const { caller, config, cwd, note, print } = context
  const { marking } = config
  const file = resolve(cwd, out)
  // Asked before anyone approves.
  refuseExisting(file)
  if (sheet === 'decisions' && token === undefined) throw secondPersonNeeded()
  let rows = 0
  const onCount = (n: number) => void (rows = n)
  const pieces =
    token === undefined
      ? await openWorkbook(context, caller, { planId, named: null, sheet, marking, onCount })
      : await agreedOn(context, { planId, sheet, token, reason, onCount })
  await writePieces(file, pieces)
  if (json) return print(JSON.stringify({ file, rows }))
  note(`${sheet === undefined ? count(rows, 'order') : count(rows, 'row')} in ${file}, ${marking}.`)
}

interface Agreeing {
  readonly planId: string | undefined
  readonly sheet: SheetKey | undefined
  readonly token: string
  readonly reason: string
  readonly onCount: (rows: number) => void
}

/** Asked for, approved and taken up at once. */
async function agreedOn(context: CommandContext, { token, onCount, ...wish }: Agreeing) {
  const { caller, config } = context
  const second = await secondPerson(context, exportNamedPlan, { token, asker: caller })
  const { id } = await askForNamed(context, caller, wish)
  const approved = await approveRequest(context, [exportNamedPlan], { caller: second, id, reason: wish.reason })
  const { planId, exportId } = approved.result as { planId: string; exportId: string }
  const { pieces } = await openNamed(context, caller, { planId, id: exportId, marking: config.marking, onCount })
  return pieces
}

function secondPersonNeeded(): Failure {
  const hint = 'Give --approved-by with the token of an approver; `lenscap decisions --give FILE` lists them for you.'
  return new Failure(
    'second-person-needed',
    'An export that names sites says where the weak spots are, and needs two people.',
    hint,
  )
}
