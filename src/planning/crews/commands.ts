import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import { giveListFile, sayRecorded, takeListFile } from '../../estate/lists/list-files.ts'
import { recordList } from '../../estate/lists/record-list.ts'
import { CREW_COLUMNS, crewLine } from './crew-list.ts'
import type { Crew } from './crew.ts'
import { crewList } from './record-crews.ts'
import { crewReply } from './schema.ts'
import { listCrews } from './store.ts'

interface ListOptions {
  readonly take?: string
  readonly give?: string
  readonly json?: true
}

export const crewCommands: AddCommands = (program, context) => {
  program
    .command('crews')
    .description('list crews and network teams: who works where, at what, how many minutes a week')
    .option('--take <file>', 'record crews from a list (CSV or XLSX), whole or not at all')
    .option('--give <file>', 'write the list there, to be changed and taken again; - prints it')
    .action((options: ListOptions) => crews(context(), options))
}

async function crews(context: CommandContext, { take, give, json }: ListOptions): Promise<void> {
  const { db, caller, print, width } = context
  if (take !== undefined) {
    const recorded = await recordList(context, caller, { kind: crewList, ...(await takeListFile(context, take)) })
    return print(json ? JSON.stringify(recorded) : sayRecorded(recorded))
  }
  const found = await listCrews(db.read, caller.scope)
  if (give !== undefined) {
    return giveListFile(context, give, { columns: CREW_COLUMNS, rows: found.map(crewLine) })
  }
  if (json) return found.forEach((crew) => print(JSON.stringify(crewReply(crew))))
  if (found.length === 0) return print('No crews are recorded: plans assume them. Record some with --take FILE.')
  const columns = ['Crew', 'Of', 'Vetting', 'Minutes', 'Does', 'Valid', 'Where'].map((title) => ({ title }))
  for (const line of table(columns, found.map(cells), width)) print(line)
}

function cells(crew: Crew): string[] {
  const { name, contractor, vetting, minutesPerWeek, actions, validFrom, validUntil, regions, organisations } = crew
  const valid = validFrom === null && validUntil === null ? 'always' : `${validFrom ?? ''} to ${validUntil ?? ''}`
  const whom = organisations.length === 0 ? '' : ` for ${organisations.map((one) => one.name).join(', ')}`
  const of = contractor === null ? 'own staff' : contractor.name
  return [name, of, vetting, String(minutesPerWeek), actions.join(' '), valid.trim(), `${regions.join(', ')}${whom}`]
}
