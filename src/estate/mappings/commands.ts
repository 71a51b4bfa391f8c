import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import { mappingReply } from './schema.ts'
import { listMappings } from './store.ts'

export const mappingCommands: AddCommands = (program, context) => {
  program
    .command('mappings')
    .description('list the saved mappings: which column of a file is which field')
    .option('--json', 'print one object a mapping, each on a line')
    .action((options: { json?: true }) => listSaved(context(), options.json))
}

async function listSaved({ db, caller: { scope }, print, width }: CommandContext, json?: true): Promise<void> {
  const found = await listMappings(db.read, scope, {})
  if (json) return found.forEach((mapping) => print(JSON.stringify(mappingReply(mapping))))
  const rows = found.map(({ organisation, name, mapping }) => {
    const fields = Object.entries(mapping).map(([field, column]) => `${field}=${column}`)
    return [organisation, name, fields.join(', ')]
  })
  for (const line of table([{ title: 'Organisation' }, { title: 'Name' }, { title: 'Mapping' }], rows, width))
    print(line)
}
