import type { AddCommands, CommandContext } from '../../../cli/command.ts'
import { table } from '../../../cli/output.ts'
import { sayDay, dayOf } from '../../../shared/day.ts'
import { sayCounts, type KeptImport } from './kept-import.ts'
import { importReply } from './schema.ts'
import { listImportsFor } from './look-at-imports.ts'

/** A screen. */
const SHOWN = 50

export const keptImportCommands: AddCommands = (program, context) => {
  program
    .command('imports')
    .description(`list the last ${SHOWN} imports: who supplied the file, what it covers, and what came of it`)
    .option('--json', 'print one object an import, each on a line')
    .action(({ json }: { json?: true }) => list(context(), json))
}

async function list(context: CommandContext, json?: true): Promise<void> {
  const { caller, print, width } = context
  const imports = await listImportsFor(context, caller, { rows: SHOWN })
  if (json) return imports.forEach((row) => print(JSON.stringify(importReply(row))))
  const columns = ['Import', 'File', 'What came of it'].map((title) => ({ title }))
  const rows = imports.map((row) => {
    return [`${row.id} ${row.state} ${sayDay(dayOf(row.recordedAt))}`, sayFile(row), sayCounts(row)]
  })
  for (const line of table(columns, rows, width)) print(line)
}

/** What it is, and what it says it is. */
function sayFile({ fileName, asOfOn, suppliedBy, covers, complete }: KeptImport): string {
  return [
    `${fileName}, as of ${sayDay(asOfOn)}`,
    ...(suppliedBy === null ? [] : [`from ${suppliedBy}`]),
    ...(covers === null ? [] : [`covers ${covers}`]),
    ...(complete ? ['full'] : []),
  ].join('; ')
}
