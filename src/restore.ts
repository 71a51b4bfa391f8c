// A backup in the place of a house's database. The house must be empty of people: no server may run there. Two of them
// must have agreed on it (docs/adr/0012-two-people-at-the-host.md).
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { anchorsTo } from './access/audit/anchors.ts'
import type { Caller } from './access/caller.ts'
import { SQLITE_FILE } from './access/keyring.ts'
import { LOCAL_ADMIN } from './access/principals.ts'
import { secondPerson } from './access/requests/decide-request.ts'
import { handOverPath, refuseIfServed } from './cli/hand-over.ts'
import type { Config } from './config.ts'
import type { Database, Reads } from './db/database.ts'
import { makeWriteQueue } from './db/write-turn.ts'
import { openSealer, type World } from './house.ts'
import type { Manifest } from './safekeeping/backup/frames.ts'
import { checkBackup, restoreBackup, type Agreed } from './safekeeping/backup/restore-backup.ts'
import { hasAdmins } from './safekeeping/backup/store.ts'
import { Failure } from './shared/failure.ts'
import type { Sealer } from './shared/sealed.ts'

export interface RestoreHow {
  readonly replace: boolean
  readonly dryRun: boolean
  readonly platform: string
  /** The token of an administrator who agrees. */
  readonly approvedBy?: string
  /** Why nobody can be asked. */
  readonly alone?: string
}

/**
 * Throws `no-key` rather than make a key that cannot open the backup, `second-person-needed`, what the token is refused
 * for, `already-serving`, and what the backup and the database say.
 */
export async function restoreInto(config: Config, world: World, file: string, how: RestoreHow): Promise<Manifest> {
  const { clock, ids } = world
  const sealer = openSealer({ ...config, production: true }, world)
  if (how.dryRun) return checkBackup(file, sealer)
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
  const agree = await askWhoStands({ config, world, sealer, caller, how })
  return restoreBackup(file, {
    dialect: config.databaseUrl === undefined ? 'sqlite' : 'postgres',
    sealer,
    clock,
    ids,
    caller,
    agree,
    anchor: anchorsTo(config.anchors),
    restore: (parts, options) => world.restoreDatabase(config, parts, { ...options, sealer, replace: how.replace }),
  })
}

interface Asking {
  readonly config: Config
  readonly world: World
  readonly sealer: Sealer
  readonly caller: Caller
  readonly how: RestoreHow
}

/**
 * Asks the people of the data that stands, where any does: a token may have been withdrawn since the backup. Where none
 * does, the people of the backup are asked once they have been restored, and nobody sees it yet.
 */
async function askWhoStands({ config, world, sealer, caller, how }: Asking): Promise<(q: Reads) => Promise<Agreed>> {
  const { approvedBy: token, alone } = how
  if (token === undefined && alone === undefined) throw secondPersonNeeded()
  const second = async (read: Reads): Promise<Agreed> => {
    const of = { db: { read }, clock: world.clock }
    const { principalId } = await secondPerson(of, { deciders: ['admin'] }, { token: token!, asker: caller })
    return { approvedBy: principalId }
  }
  const standing = await openStanding(config, world, sealer)
  if (!standing) return async (restored) => (token === undefined ? { alone: alone! } : second(restored))
  try {
    if (token === undefined && (await hasAdmins(standing.read, world.clock.now()))) throw somebodyToAsk()
    const agreed = token === undefined ? { alone: alone! } : await second(standing.read)
    return async () => agreed
  } finally {
    await standing.close()
  }
}

/** Undefined: there is none, or none that this version can read. */
async function openStanding(config: Config, world: World, sealer: Sealer): Promise<Database | undefined> {
  // To look for the migrations of a file would make one.
  if (config.databaseUrl === undefined && !existsSync(join(config.dataFolder, SQLITE_FILE))) return undefined
  const readable = await world.checkMigrations(config).then(
    () => true,
    () => false,
  )
  return readable ? world.openDatabase(config, sealer, makeWriteQueue()) : undefined
}

function secondPersonNeeded(): Failure {
  return new Failure(
    'second-person-needed',
    'A restore replaces everything that is known, and needs two people.',
    'Give --approved-by with the token of an administrator. If there is nobody left to ask, --alone REASON.',
  )
}

function somebodyToAsk(): Failure {
  return new Failure(
    'second-person-needed',
    'The data that stands has administrators, so that there is somebody to ask.',
    'Give --approved-by with the token of one: POST /api/v1/tokens makes it while the service runs.',
  )
}
