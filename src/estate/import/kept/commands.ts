import type { AddCommands, CommandContext } from '../../../cli/command.ts'
import { table } from '../../../cli/output.ts'
import { sayDay, dayOf } from '../../../shared/day.ts'
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
  const columns = [
    ...['Import', 'State', 'Imported', 'As of'].map((title) => ({ title })),
    ...['Rows', 'New', 'Updated', 'Rejected', 'Not seen'].map((title) => ({ title, align: 'right' as const })),
    ...['Supplied by', 'Covers', 'File'].map((title) => ({ title })),
  ]
  const rows = imports.map(({ id, state, recordedAt, asOfOn, counts, suppliedBy, covers, complete, fileName }) => [
    ...[id, state, sayDay(dayOf(recordedAt)), sayDay(asOfOn)],
    ...['rows', 'created', 'updated', 'rejected', 'notSeen'].map((name) => String(counts?.[name] ?? '–')),
    ...[suppliedBy ?? '–', [covers, complete ? 'full' : null].filter(Boolean).join(', ') || '–', fileName],
  ])
  for (const line of table(columns, rows, width)) print(line)
}
