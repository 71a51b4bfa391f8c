// The process: the only reader of the environment, the clock and chance. A worker thread starts here too, and then runs
// the jobs that it is given.
import { randomBytes as drawRandom } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { SQLITE_FILE } from './access/keyring.ts'
import { LOCAL_ADMIN } from './access/principals.ts'
import { handOver, handOverPath } from './cli/hand-over.ts'
import { hostCommands } from './cli/host-commands.ts'
import type { AddCommands, CommandContext, Needs, Said, Shell } from './cli/command.ts'
import { progressBar, progressLines } from './cli/progress.ts'
import { runProgram, sayFailure } from './cli/program.ts'
import { importsIn, readConfig, type Config } from './config.ts'
import { demoCommands } from './demo/commands.ts'
import type { Database } from './db/database.ts'
import { checkPostgres, checkSqlite, migratePostgres, migrateSqlite, readMigrations } from './db/migrate.ts'
import { restorePostgres } from './db/dump/restore-postgres.ts'
import { restoreSqlite } from './db/dump/restore-sqlite.ts'
import { openPostgres } from './db/postgres.ts'
import { openSqlite } from './db/sqlite.ts'
import { commandsWith, jobHandlersWith } from './features.ts'
import { makeWriteQueue } from './db/write-turn.ts'
import { makeHost, sayDefectTo, type Host } from './host.ts'
import { contextIn, openSealer, recordCommand, recordExamination, type House, type World } from './house.ts'
import { readProblemMeanings } from './http/problem-pages.ts'
import type { JobRunner } from './jobs/run-jobs.ts'
import { runJobThread } from './jobs/thread.ts'
import { readReference, type Reference } from './reference.ts'
import { restoreInto } from './restore.ts'
import { safekeepingCommands, type Restoring } from './safekeeping/commands.ts'
import { drawAhead } from './shared/chance.ts'
import { Failure } from './shared/failure.ts'
import { makeIds } from './shared/ids.ts'

/** What a file said may be printed; it must not colour, move or overwrite anything on the way. */
const UNPRINTABLE = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu

const randomBytes = drawAhead(drawRandom)

const world: World = {
  clock: { now: () => new Date() },
  ids: makeIds(() => Date.now(), randomBytes),
  randomBytes,
  note: (line) => void process.stderr.write(`${line}\n`),
  threadFile: new URL(import.meta.url),
  migrate: ({ databaseUrl, dataFolder }) =>
    databaseUrl === undefined
      ? migrateSqlite(join(dataFolder, SQLITE_FILE), inPackage('migrations/sqlite'))
      : migratePostgres(databaseUrl, inPackage('migrations/postgres')),
  checkMigrations: ({ databaseUrl, dataFolder }) =>
    databaseUrl === undefined
      ? checkSqlite(join(dataFolder, SQLITE_FILE), inPackage('migrations/sqlite'))
      : checkPostgres(databaseUrl, inPackage('migrations/postgres')),
  openDatabase: ({ databaseUrl, dataFolder }, sealer, turn) =>
    databaseUrl === undefined
      ? openSqlite({ file: join(dataFolder, SQLITE_FILE), sealer, turn })
      : openPostgres({ url: databaseUrl, sealer, random: Math.random, onIdleError: noteIdleError }),
  restoreDatabase: ({ databaseUrl, dataFolder }, parts, how) =>
    databaseUrl === undefined
      ? restoreSqlite(join(dataFolder, SQLITE_FILE), parts, { ...how, migrations: inPackage('migrations/sqlite') })
      : restorePostgres(databaseUrl, parts, { ...how, migrations: inPackage('migrations/postgres') }),
}

/** Beside src in a checkout and beside dist in an installed package. */
function inPackage(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

let read: Reference | undefined
/** As it ships; read once. */
const shipped = () => (read ??= readReference(inPackage('data')))

function noteIdleError(error: Error): void {
  process.stderr.write(`PostgreSQL dropped an idle connection: ${error.message}\n`)
}

if (isMainThread) process.exitCode = await main(process.argv.slice(2))
else workOnJobs(workerData as { config: Config })

function workOnJobs({ config }: { config: Config }): void {
  const { clock, ids } = world
  runJobThread(parentPort!, {
    handlers: jobHandlersWith(readReference(inPackage('data')), importsIn(config.dataFolder)),
    open: (turn) => ({ db: world.openDatabase(config, openSealer(config, world), turn), clock, ids }),
  })
}

async function main(argv: readonly string[]): Promise<number> {
  const { shell, listenForInterrupts, finish } = terminal()
  const version = packageVersion()
  let house: House | undefined
  let runner: JobRunner | undefined
  try {
    const config = readConfig(process.env, process.cwd())
    const host = makeHost({
      config,
      world,
      version,
      commands: () => commands,
      meanings: readProblemMeanings(readFileSync(inPackage('docs/problems.md'), 'utf8')),
      platform: process.platform,
      shipped,
      logTo: process.stderr,
      listenForInterrupts,
    })
    const commands = commandsOf(host)
    const prepare = async (needs: Needs, shell: Shell, said: Said): Promise<CommandContext | number> => {
      if (needs === 'nothing') return withoutHouse(shell)
      listenForInterrupts()
      if (config.databaseUrl === undefined) {
        const exitCode = await handOver(handOverPath(config.dataFolder, process.platform), argv, shell)
        if (exitCode !== undefined) return exitCode
      }
      house = await host.open()
      runner = house.makeRunner(sayDefectTo(shell))
      return contextIn(house, { shell, needs, runner, said })
    }
    return await runProgram(argv, { version, commands, shell, prepare })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    sayFailure(shell, error, argv.includes('--json'))
    return 2
  } finally {
    finish()
    await runner?.stop()
    await house?.close()
  }
}

function commandsOf(host: Host): AddCommands[] {
  const acts = {
    async serve(shell: Shell) {
      const house = await host.open()
      await host.serve(house, shell).finally(() => house.close())
    },
    async migrate() {
      const house = await host.open()
      const said = { command: 'migrate', arguments: [], options: {} }
      await recordCommand(house, LOCAL_ADMIN, said).finally(() => house.close())
      return house.migrated
    },
  }
  const { config } = host
  const keeping = {
    patient: () => ({
      config,
      now: world.clock.now(),
      checkMigrations: () => world.checkMigrations(config),
      openDatabase: () => world.openDatabase(config, openSealer(config, world), makeWriteQueue()),
      putOnRecord: (db: Database, found: unknown) => recordExamination(db, world, { config, found }),
    }),
    randomBytes,
    versions: { version: packageVersion(), migration: readMigrations(inPackage('migrations/sqlite')).length },
    restore: (file: string, how: Restoring) =>
      restoreInto(host.config, world, file, { ...how, platform: process.platform }),
  }
  return [...commandsWith(shipped), safekeepingCommands(keeping), demoCommands(host), hostCommands(acts)]
}

/** For commands that read files at most, or open houses themselves. */
function withoutHouse(shell: Shell): CommandContext {
  const none = (): never => {
    throw new Error('this command was declared to need nothing, and asks for the database')
  }
  return {
    ...shell,
    clock: world.clock,
    ids: world.ids,
    runJob: none,
    get config() {
      return none()
    },
    get db() {
      return none()
    },
    get caller() {
      return none()
    },
  }
}

function terminal() {
  const { stdout, stderr } = process
  // `lenscap orders | head` closes the pipe early; that is how head works, not an error.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const interrupted = new AbortController()
  const writeTo = (stream: NodeJS.WritableStream) => (line: string) => {
    view.clear()
    stream.write(`${line.replace(UNPRINTABLE, '')}\n`)
  }
  const note = writeTo(stderr)
  const view = stderr.isTTY ? progressBar(stderr) : progressLines((line) => void stderr.write(`${line}\n`))
  const shell: Shell = {
    cwd: process.cwd(),
    // Wide enough for a table in a file or a log, and still fit to read.
    width: stdout.columns ?? 100,
    signal: interrupted.signal,
    print: writeTo(stdout),
    note,
    progress: view.show,
    exitWith: () => {},
  }
  return {
    shell,
    finish: view.clear,
    /** Once each, so that a second Ctrl-C ends a process that does not listen to the first. */
    listenForInterrupts() {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())
    },
  }
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(inPackage('package.json'), 'utf8')) as {
    version: string
  }
  return version
}
