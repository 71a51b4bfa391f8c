import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import { removeMapping, renameMapping } from './change-mapping.ts'
import { getMapping } from './keep-mapping.ts'
import { mappingReply } from './schema.ts'
import { listMappings } from './store.ts'

export const mappingCommands: AddCommands = (program, context) => {
  program
    .command('mappings')
    .description('list the saved mappings: which column of a file is which field')
    .option('--json', 'print one object a mapping, each on a line')
    .action((options: { json?: true }) => listSaved(context(), options.json))

  program
    .command('rename-mapping')
    .description('give a saved mapping another name')
    .argument('<name>', 'the one that it has')
    .argument('<new-name>', 'the one that it is to have')
    .option('--organisation <name>', 'whose it is, where several have one of that name')
    .action((name: string, newName: string, options: Whose) => rename(context(), { name, newName, ...options }))

  program
    .command('remove-mapping')
    .description('remove a saved mapping; what was imported with it stays as it is')
    .argument('<name>', 'the one that it has')
    .option('--organisation <name>', 'whose it is, where several have one of that name')
    .action((name: string, options: Whose) => remove(context(), { name, ...options }))
}

interface Whose {
  readonly organisation?: string
  readonly json?: true
}

async function rename(
  context: CommandContext,
  { name, newName, organisation, json }: Whose & { readonly name: string; readonly newName: string },
): Promise<void> {
  const { db, caller, print } = context
  const { id, version } = await getMapping(db.read, caller.scope, { name, organisation })
  const renamed = await renameMapping(context, caller, { id, version, name: newName })
  print(
    json
      ? JSON.stringify(mappingReply(renamed))
      : `The mapping "${name}" of ${renamed.organisation} is "${newName}" now.`,
  )
}

async function remove(
  context: CommandContext,
  { name, organisation, json }: Whose & { readonly name: string },
): Promise<void> {
  const { db, caller, print } = context
  const { id } = await getMapping(db.read, caller.scope, { name, organisation })
  const removed = await removeMapping(context, caller, id)
  print(
    json
      ? JSON.stringify(mappingReply(removed))
      : `The mapping "${removed.name}" of ${removed.organisation} is removed.`,
  )
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
