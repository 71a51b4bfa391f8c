// Lenscap on one data folder, open for work: its database, migrated and with its key, and what runs its jobs. The
// service and every command that needs the database stand on one.
import { mkdirSync } from 'node:fs'
import { auditEntry, record } from './access/audit.ts'
import { anchorsTo } from './access/audit/anchors.ts'
import { makeAuditSealer, type AuditSealer } from './access/audit/seal-entries.ts'
import type { Caller } from './access/caller.ts'
import { openKeyring } from './access/keyring.ts'
import { getCaller, insertHostPrincipals, LOCAL_ADMIN, LOCAL_OPERATOR } from './access/principals.ts'
import { makeSealer } from './access/sealing.ts'
import type { CommandContext, Needs, Said, Shell } from './cli/command.ts'
import type { Config } from './config.ts'
import type { Database, Writes } from './db/database.ts'
import type { Part } from './db/dump/part.ts'
import { makeWriteQueue, type WriteTurn } from './db/write-turn.ts'
import type { Deps } from './deps.ts'
import { JOB_KINDS } from './features.ts'
import type { Check } from './http/watch/health.ts'
import { makeJobRunner, type JobRunner } from './jobs/run-jobs.ts'
import { checksOf } from './condition.ts'
import type { Clock } from './shared/clock.ts'
import { Failure } from './shared/failure.ts'
import type { Ids } from './shared/ids.ts'
import type { Sealer } from './shared/sealed.ts'

/** What only the process itself can give: main.ts makes it. */
export interface World {
  readonly clock: Clock
  readonly ids: Ids
  readonly randomBytes: (n: number) => Uint8Array
  /** Migrates the database; returns the names of the migrations that ran. */
  migrate(config: Config): Promise<string[]>
  /** Rejects unless the database is as this version needs it; changes nothing. */
  checkMigrations(config: Config): Promise<void>
  openDatabase(config: Config, sealer: Sealer, turn: WriteTurn): Database
  restoreDatabase(config: Config, parts: AsyncIterable<Part>, how: RestoreDatabase): Promise<void>
  /** A line on standard error, for what nobody in particular is waiting for. */
  note(line: string): void
  /** The module that a worker thread starts with; it is given `{ config }`. */
  readonly threadFile: URL
}

export interface RestoreDatabase {
  readonly migration: number
  readonly sealer: Sealer
  readonly replace: boolean
  readonly finish: (q: Writes) => Promise<void>
}

export interface House extends Deps {
  readonly config: Config
  /** The names of the migrations that ran when it was opened. */
  readonly migrated: readonly string[]
  /** What must be in order for it to work. */
  readonly checks: readonly Check[]
  /** Defects of jobs go to `onDefect`. */
  makeRunner(onDefect: (error: unknown, jobId: string) => void): JobRunner
  /** Seals the audit trail from now on, for as long as the house is open. */
  startSealing(): void
  /** Seals what is left of the audit trail, and closes. */
  close(): Promise<void>
}

export async function openHouse(config: Config, world: World): Promise<House> {
  // Only this user: the folder holds what nobody else on the machine has any business with.
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  const sealer = openSealer(config, world)
  const migrated = await world.migrate(config)
  const turn = makeWriteQueue()
  const db = world.openDatabase(config, sealer, turn)
  const deps = { db, clock: world.clock, ids: world.ids }
  const now = world.clock.now()
  await db.write((q) => insertHostPrincipals(q, now))
  // After it, for it may have made the audit trail itself; the table of migrations says that it ran, whatever comes next.
  if (migrated.length > 0) await recordHostAct(deps, 'database.migrated', sayMigrated(migrated))
  const audit = auditSealerOf(deps, config, world)
  return {
    ...deps,
    config,
    migrated,
    checks: checksOf(config, db, () => world.checkMigrations(config)),
    makeRunner: (onDefect) =>
      makeJobRunner({
        deps,
        kinds: JOB_KINDS,
        source: { file: world.threadFile, data: { config }, turn, memoryMb: config.jobMemoryMb },
        onDefect,
      }),
    startSealing: () => audit.start(),
    async close() {
      await audit.stop()
      await db.close()
    },
  }
}

/** `0006_need_to_know` says 6; the version before the first is 0. */
function sayMigrated(ran: readonly string[]) {
  const numbers = ran.map((name) => Number(name.slice(0, 4)))
  return { from: numbers[0]! - 1, to: numbers.at(-1), ran }
}

/** What the host's own administrator did, on record. */
async function recordHostAct(deps: Deps, act: string, detail: unknown): Promise<void> {
  const caller = { ...(await getCaller(deps.db.read, LOCAL_ADMIN, deps.ids.next('cmd'))), origin: 'command' }
  const entry = auditEntry(deps, caller, { act, subjectKind: 'database' })
  await deps.db.write((q) => record(q, entry, detail))
}

/** What the doctor found, on record, and sealed at once: there may be no service that does it. */
export async function recordExamination(db: Database, world: World, of: { config: Config; found: unknown }) {
  const deps = { db, clock: world.clock, ids: world.ids }
  await recordHostAct(deps, 'database.examined', of.found)
  await auditSealerOf(deps, of.config, world).stop()
}

function auditSealerOf(deps: Deps, config: Config, world: World): AuditSealer {
  let said = ''
  return makeAuditSealer({
    deps,
    anchor: anchorsTo(config.anchors),
    onError(error) {
      // Twice a second until it is mended: once is enough to say so.
      const message = error instanceof Error ? error.message : String(error)
      if (message !== said) world.note(`The audit trail could not be sealed or anchored: ${message}`)
      said = message
    },
  })
}

export function openSealer(config: Config, { randomBytes }: Pick<World, 'randomBytes'>): Sealer {
  return makeSealer(openKeyring(config, randomBytes))
}

/** The house as a command sees it, once it is on record what was said. Throws `operator-off` where commands may not run the estate. */
export async function contextIn(
  house: House,
  { shell, needs, runner, said }: { shell: Shell; needs: Needs; runner: JobRunner; said: Said },
): Promise<CommandContext> {
  const { db, clock, ids, config } = house
  if (needs === 'operation' && !config.localOperator) {
    throw new Failure(
      'operator-off',
      'Commands may not run the estate here: LENSCAP_LOCAL_OPERATOR is off.',
      'Use the API with a token of your own.',
    )
  }
  const caller = await recordCommand(house, needs === 'operation' ? LOCAL_OPERATOR : LOCAL_ADMIN, said)
  return {
    ...shell,
    db,
    clock,
    ids,
    caller,
    config,
    runJob: async <Result>(kind: string, input: unknown) =>
      (await runner.runToEnd(caller, { kind, input }, { signal: shell.signal, onProgress: shell.progress })) as Result,
  }
}

/** Puts on record what was said, and by whom. */
export async function recordCommand(deps: Deps, principal: string, said: Said): Promise<Caller> {
  const { db, ids } = deps
  const caller = { ...(await getCaller(db.read, principal, ids.next('cmd'))), origin: 'command' }
  const entry = auditEntry(deps, caller, { act: 'command.run', subjectKind: 'command', subjectId: said.command })
  await db.write((q) => record(q, entry, said))
  return caller
}
