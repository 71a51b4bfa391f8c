import { resolve } from 'node:path'
import { Option } from 'commander'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { refuseExisting, writePieces } from '../../cli/line-file.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import { agreeOnNamed } from './export-named.ts'
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
  const file = resolve(cwd, out)
  // Asked before anyone approves.
  refuseExisting(file)
  if (sheet === 'decisions' && token === undefined) throw secondPersonNeeded()
  const named = token !== undefined
  const id = named ? await agreeOnNamed(context, caller, { planId, token, reason }) : planId
  let rows = 0
  const onCount = (n: number) => void (rows = n)
  const wish = { planId: id, named, sheet, marking: config.marking, onCount }
  await writePieces(file, await openWorkbook(context, caller, wish))
  if (json) return print(JSON.stringify({ file, rows }))
  note(`${sheet === undefined ? count(rows, 'order') : count(rows, 'row')} in ${file}, ${config.marking}.`)
}

function secondPersonNeeded(): Failure {
  const hint = 'Give --approved-by with the token of an approver; `lenscap decisions --give FILE` lists them for you.'
  return new Failure(
    'second-person-needed',
    'An export that names sites says where the weak spots are, and needs two people.',
    hint,
  )
}
