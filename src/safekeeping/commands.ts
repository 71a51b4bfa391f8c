import { declare, type AddCommands, type CommandContext } from '../cli/command.ts'
import { table } from '../cli/output.ts'
import { count } from '../shared/text.ts'
import { listKeys, makeNewKey, retireKey } from './keys.ts'
import type { Rewrapped } from './rewrap-keys.ts'

interface Given {
  readonly json?: true
}

export function safekeepingCommands(randomBytes: (n: number) => Uint8Array): AddCommands {
  return (program, context) => {
    const key = program.command('key').description('the keys that seal sensitive fields')
    declare(key.command('list'), 'administration')
      .description('the keys, and how many fields each still opens')
      .action(async ({ json }: Given) => {
        const { db, config, print, width } = context()
        const keys = await listKeys(db.read, config)
        if (json) return keys.forEach((one) => print(JSON.stringify(one)))
        const columns = [{ title: 'Key' }, { title: 'Fields', align: 'right' as const }, { title: '' }]
        const rows = keys.map(({ id, current, fields }) => [id, count(fields, 'field'), current ? 'seals' : ''])
        for (const line of table(columns, rows, width)) print(line)
      })

    declare(key.command('rotate'), 'administration')
      .description('make a new key that seals from now on, and wrap the key of every sealed field with it')
      .action(async ({ json }: Given) => {
        const { caller, config, note, ...deps } = context()
        const made = await makeNewKey(deps, caller, { place: config, randomBytes })
        if (!json) note(`Key ${made} seals from now on. Copy the key file to where its copy is kept.`)
        await rewrap(context(), json)
      })

    declare(key.command('rewrap'), 'administration')
      .description('wrap the key of every sealed field with the key that seals now: the second half of a rotation')
      .action(({ json }: Given) => rewrap(context(), json))

    declare(key.command('retire'), 'administration')
      .argument('<id>', 'as lenscap key list names it')
      .description('forget a key that no field needs any more')
      .action(async (id: string, { json }: Given) => {
        const { caller, config, print, note, ...deps } = context()
        await retireKey(deps, caller, { place: config, id })
        print(json ? JSON.stringify({ retired: id }) : `Key ${id} is no longer in the key file.`)
        if (!json) note('Backups that were made under it still need it: keep a copy of it where their key is kept.')
      })
  }
}

async function rewrap({ runJob, print }: CommandContext, json?: true): Promise<void> {
  const done = await runJob<Rewrapped>('rewrap-keys', {})
  print(json ? JSON.stringify(done) : `${count(done.fields, 'field')} wrapped with key ${done.key}.`)
}
