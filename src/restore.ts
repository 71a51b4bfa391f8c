// A backup in the place of a house's database. The house must be empty of people: no server may run there.
import { mkdirSync } from 'node:fs'
import { anchorsTo } from './access/audit/anchors.ts'
import { LOCAL_ADMIN } from './access/principals.ts'
import { handOverPath, refuseIfServed } from './cli/hand-over.ts'
import type { Config } from './config.ts'
import { openSealer, type World } from './house.ts'
import type { Manifest } from './safekeeping/backup/frames.ts'
import { checkBackup, restoreBackup } from './safekeeping/backup/restore-backup.ts'
import { Failure } from './shared/failure.ts'

export interface RestoreHow {
  readonly replace: boolean
  readonly dryRun: boolean
  readonly platform: string
}

/**
 * Throws `no-key` rather than make a key that cannot open the backup, `restore-not-confirmed` in production,
 * `already-serving`, and what the backup and the database say.
 */
export async function restoreInto(config: Config, world: World, file: string, how: RestoreHow): Promise<Manifest> {
  const { clock, ids } = world
  const sealer = openSealer({ ...config, production: true }, world)
  if (how.dryRun) return checkBackup(file, sealer)
  if (config.production && !how.replace) {
    const hint = 'Agree on it with a second person, then say --yes-replace.'
    throw new Failure('restore-not-confirmed', 'This is a production service, and a restore replaces all of it.', hint)
  }
  await refuseIfServed(handOverPath(config.dataFolder, how.platform))
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  const caller = {
    principalId: LOCAL_ADMIN,
    name: 'Local administrator',
    roles: ['admin' as const],
    scope: 'everything' as const,
    requestId: ids.next('cmd'),
    origin: 'command',
  }
  return restoreBackup(file, {
    dialect: config.databaseUrl === undefined ? 'sqlite' : 'postgres',
    sealer,
    clock,
    ids,
    caller,
    anchor: anchorsTo(config.anchors),
    restore: (parts, options) => world.restoreDatabase(config, parts, { ...options, sealer, replace: how.replace }),
  })
}
