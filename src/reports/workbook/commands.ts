import { resolve } from 'node:path'
import { Option } from 'commander'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { refuseExisting, writePieces } from '../../cli/line-file.ts'
import { count } from '../../shared/text.ts'
import { openWorkbook } from './open-workbook.ts'
import { PLAIN_SHEETS, type SheetKey } from './sheets.ts'

interface ExportPlanOptions {
  readonly out: string
  readonly sheet?: SheetKey
  readonly json?: true
}

export const workbookCommands: AddCommands = (program, context) => {
  program
    .command('export-plan')
    .description('write a plan as a workbook (XLSX) for finance, or one sheet of it as CSV; it names no site')
    .argument('[plan]', 'left out: the adopted plan, else the newest')
    .requiredOption('--out <file>', 'to be made, for this user only')
    .addOption(new Option('--sheet <name>', 'this one alone, as CSV').choices(PLAIN_SHEETS))
    .action((planId: string | undefined, options: ExportPlanOptions) => exportPlan(context(), planId, options))
}

async function exportPlan(
  context: CommandContext,
  planId: string | undefined,
  { out, sheet, json }: ExportPlanOptions,
): Promise<void> {
  const { caller, config, cwd, note, print } = context
  const file = resolve(cwd, out)
  refuseExisting(file)
  let rows = 0
  const onCount = (n: number) => void (rows = n)
  const wish = { planId, named: false, sheet, marking: config.marking, onCount }
  await writePieces(file, await openWorkbook(context, caller, wish))
  if (json) return print(JSON.stringify({ file, rows }))
  note(`${sheet === undefined ? count(rows, 'order') : count(rows, 'row')} in ${file}, ${config.marking}.`)
}
