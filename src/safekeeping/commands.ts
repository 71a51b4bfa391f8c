import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { declare, type AddCommands, type CommandContext } from '../cli/command.ts'
import { table } from '../cli/output.ts'
import { count } from '../shared/text.ts'
import type { Manifest } from './backup/frames.ts'
import type { BackupInput, MadeBackup } from './backup/make-backup.ts'
import { examine, type Patient } from './doctor.ts'
import { listKeys, makeNewKey, retireKey } from './keys.ts'
import type { Rewrapped } from './rewrap-keys.ts'

interface Given {
  readonly json?: true
}

export interface Restoring {
  readonly replace: boolean
  readonly dryRun: boolean
  readonly approvedBy?: string
  readonly alone?: string
}

/** What only the process can do. */
export interface SafekeepingActs {
  readonly randomBytes: (n: number) => Uint8Array
  /** What a backup is told to be of. */
  readonly versions: Omit<BackupInput, 'file'>
  /** Puts the backup in the place of the database, or only checks it. Throws `already-serving`. */
  restore(file: string, how: Restoring): Promise<Manifest>
  readonly patient: () => Patient
}

export function safekeepingCommands(acts: SafekeepingActs): AddCommands {
  return (program, context) => {
    addDoctor(program, context, acts)
    addBackup(program, context, acts)
    addKeys(program, context, acts)
  }
}

function addDoctor(program: Command, context: () => CommandContext, { patient }: SafekeepingActs): void {
  declare(program.command('doctor'), 'nothing')
    .description('say whether the installation is in order, and what to do where it is not')
    .action(async ({ json }: Given) => {
      const { print, width, exitWith } = context()
      const lines = await examine(patient())
      if (lines.some(({ state }) => state === 'FAIL')) exitWith(1)
      if (json) return lines.forEach((line) => print(JSON.stringify(line)))
      const rows = lines.map(({ state, check, says, hint }) => [
        state,
        check,
        hint === undefined ? says : `${says} → ${hint}`,
      ])
      for (const line of table([{ title: '' }, { title: 'Looked at' }, { title: '' }], rows, width)) print(line)
    })
}

function addBackup(program: Command, context: () => CommandContext, { versions, restore }: SafekeepingActs): void {
  declare(program.command('backup'), 'administration')
    .argument('<file>', 'to be made; keep it on another machine, and the key on a third')
    .description('write all data into one encrypted file, while the service runs')
    .action(async (file: string, { json }: Given) => {
      const { runJob, cwd, print } = context()
      const input: BackupInput = { ...versions, file: resolve(cwd, file) }
      const made = await runJob<MadeBackup>('backup', input)
      if (json) return print(JSON.stringify(made))
      print(`${made.file}: ${made.bytes.toLocaleString('en-GB')} bytes, as of ${made.createdAt}.`)
      print(`SHA-256 ${made.sha256}`)
    })

  declare(program.command('restore'), 'nothing')
    .argument('<file>', 'that lenscap backup made')
    .description('put a backup in the place of the database; all tokens, sessions and unfinished jobs end')
    .option('--yes-replace', 'lose the data that stands there now')
    .option('--approved-by <token>', 'of an administrator of the data that stands, or else of the backup')
    .addOption(
      new Option('--alone <reason>', 'where there is nobody left to ask: why; it stays on record').conflicts(
        'approvedBy',
      ),
    )
    .option('--dry-run', 'check all of the file, and change nothing')
    .action(async (file: string, options: Given & RestoreOptions) => {
      const { cwd, print, note } = context()
      const { json, yesReplace, dryRun = false, ...agreement } = options
      const manifest = await restore(resolve(cwd, file), { ...agreement, replace: yesReplace ?? false, dryRun })
      if (agreement.alone !== undefined && !dryRun) note('ALERT: restored by one person alone. The trail says why.')
      if (json) return print(JSON.stringify({ restored: !dryRun, ...manifest }))
      print(
        `The backup of ${manifest.createdAt} is whole${dryRun ? '.' : ', and stands in the place of the database.'}`,
      )
      if (!dryRun) print('All tokens, sessions and invitations have ended: lenscap token makes a first new one.')
    })
}

interface RestoreOptions {
  readonly yesReplace?: true
  readonly dryRun?: true
  readonly approvedBy?: string
  readonly alone?: string
}

function addKeys(program: Command, context: () => CommandContext, { randomBytes }: SafekeepingActs): void {
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

async function rewrap({ runJob, print }: CommandContext, json?: true): Promise<void> {
  const done = await runJob<Rewrapped>('rewrap-keys', {})
  print(json ? JSON.stringify(done) : `${count(done.fields, 'field')} wrapped with key ${done.key}.`)
}
