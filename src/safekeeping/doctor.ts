// Whether an installation is in order: each thing looked at is a line, OK, WARN or FAIL, with what to do about it. It
// changes nothing, and looks at what stands even where nothing would start. That it looked is on record, where the trail
// can be written to.
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { detailOf } from '../access/audit.ts'
import { findNewest, oldestWaitingAt } from '../access/audit/store.ts'
import { keyFileOf, openKeyring, SQLITE_FILE } from '../access/keyring.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { Failure } from '../shared/failure.ts'
import type { MadeBackup } from './backup/make-backup.ts'

export interface Line {
  readonly check: string
  readonly state: 'OK' | 'WARN' | 'FAIL'
  readonly says: string
  readonly hint?: string
}

export interface Patient {
  readonly config: Config
  readonly now: Date
  /** Rejects unless the database is as this version needs it. */
  checkMigrations(): Promise<void>
  /** Asked only once the key is there and the migrations are done. */
  openDatabase(): Database
  putOnRecord(db: Database, found: Readonly<Record<string, Line['state']>>): Promise<void>
}

/** A gibibyte: an import of a million rows, its log and a backup's copy. */
const ENOUGH_BYTES = 2 ** 30
/** SQLite needs some to write at all. */
const LEAST_BYTES = 2 ** 28
/** A sealer that works takes a second; a minute is not chance, an hour is nobody sealing. */
const LATE_MS = 60_000
const STUCK_MS = 3_600_000
/** Nightly backups, and one night missed. */
const BACKUP_DAYS = 2
const DAY_MS = 86_400_000
/** Clocks of two machines may differ by seconds; by more than a minute orders and leases go wrong. */
const CLOCK_MS = 60_000

export async function examine(patient: Patient): Promise<Line[]> {
  const { config } = patient
  const key = lookAtKey(config)
  const files = [...lookAtSettings(config), key, lookAtFolder(config), lookAtAnchors(config), await lookAtDisk(config)]
  const migrations = await lookAtMigrations(patient)
  const hindrance = [key, migrations].find(({ state }) => state === 'FAIL') ?? migrations
  if (hindrance.state !== 'OK') return [...files, migrations, ...notChecked(hindrance)]
  const db = patient.openDatabase()
  try {
    const lines = [...files, migrations, ...(await lookInside(db, patient))]
    return [...lines, ...(await putOnRecord(db, patient, lines))]
  } finally {
    await db.close()
  }
}

const ok = (check: string, says: string): Line => ({ check, state: 'OK', says })
const warn = (check: string, says: string, hint: string): Line => ({ check, state: 'WARN', says, hint })
const fail = (check: string, says: string, hint: string): Line => ({ check, state: 'FAIL', says, hint })
const failed = (check: string, error: unknown): Line =>
  error instanceof Failure
    ? fail(check, error.message, error.hint ?? 'See the message.')
    : fail(check, error instanceof Error ? error.message : String(error), 'See whether the service can reach it.')

/** A line only where it cannot be done. */
async function putOnRecord(db: Database, patient: Patient, lines: readonly Line[]): Promise<Line[]> {
  try {
    await patient.putOnRecord(db, Object.fromEntries(lines.map(({ check, state }) => [check, state])))
    return []
  } catch (error) {
    return [{ ...failed('record', error), says: 'That the doctor looked could not be put on record.' }]
  }
}

const LOOPBACK = /^(127\.|::1$|localhost$)/

/** To another machine only over TLS that knows it: the other modes of sslmode mean different things to different drivers. */
function lookAtConnection(databaseUrl: string): Line {
  const { hostname, searchParams } = new URL(databaseUrl)
  const host = (searchParams.get('host') ?? hostname).replace(/^\[|\]$/g, '')
  if (host === '' || host.startsWith('/') || LOOPBACK.test(host))
    return ok('connection', 'PostgreSQL is on this machine.')
  if (searchParams.get('sslmode') === 'verify-full') return ok('connection', `PostgreSQL at ${host}, over TLS.`)
  const hint = 'Put sslmode=verify-full into DATABASE_URL, with sslrootcert=FILE for an authority of your own.'
  return fail('connection', `Whoever is between here and ${host} can read what goes to PostgreSQL.`, hint)
}

function lookAtSettings({ production, localOperator, host, databaseUrl }: Config): Line[] {
  if (!production) return [ok('settings', 'Not a production service (NODE_ENV).')]
  const lines = [
    localOperator
      ? fail(
          'operator',
          'Whoever can run a command on this host may run the estate.',
          'Set LENSCAP_LOCAL_OPERATOR=off.',
        )
      : ok('operator', 'Commands may not run the estate.'),
    LOOPBACK.test(host)
      ? ok('address', `It listens on ${host} only.`)
      : warn(
          'address',
          `It listens on ${host}, without TLS.`,
          'Put a proxy with TLS before it, and LENSCAP_HOST=127.0.0.1.',
        ),
  ]
  return databaseUrl === undefined ? lines : [...lines, lookAtConnection(databaseUrl)]
}

function lookAtKey(config: Config): Line {
  const file = keyFileOf(config)
  if (config.keyCommand === undefined && config.keyFile === undefined && !existsSync(file) && !config.production) {
    if (!hasData(config)) return ok('key', 'A key will be made at the first start.')
  }
  try {
    const { current } = openKeyring({ ...config, production: true }, () => new Uint8Array())
    if (config.keyCommand !== undefined) return ok('key', `Key ${current}, from LENSCAP_KEY_COMMAND.`)
    if (config.production && config.keyFile === undefined) {
      const hint = 'Move it to where only this service reads, and set LENSCAP_KEY_FILE.'
      return fail('key', `The key file is where it was made by itself: ${file}, beside the data.`, hint)
    }
    return ok('key', `Key ${current}, in ${file}.`)
  } catch (error) {
    return failed('key', error)
  }
}

const hasData = ({ databaseUrl, dataFolder }: Config): boolean =>
  databaseUrl !== undefined || existsSync(join(dataFolder, SQLITE_FILE))

function lookAtFolder({ dataFolder }: Config): Line {
  if (!existsSync(dataFolder)) return ok('data folder', `${dataFolder} will be made at the first start.`)
  const mode = statSync(dataFolder).mode & 0o777
  const hint = `Run: chmod 700 ${dataFolder}`
  if (process.platform !== 'win32' && (mode & 0o007) !== 0) {
    return fail('data folder', `Anyone on this machine can look into ${dataFolder}.`, hint)
  }
  if (process.platform !== 'win32' && (mode & 0o070) !== 0) {
    return warn('data folder', `A group of users can look into ${dataFolder}.`, hint)
  }
  return ok('data folder', `${dataFolder}, for this user only.`)
}

function lookAtAnchors({ anchors, dataFolder, production }: Config): Line {
  if (anchors.startsWith('syslog://')) return ok('anchors', `Anchors go to ${anchors}.`)
  if (!relative(dataFolder, anchors).startsWith('..')) {
    return fail('anchors', `${anchors} lies inside the data folder, and shares its fate.`, 'Set LENSCAP_ANCHORS.')
  }
  try {
    accessSync(existsSync(anchors) ? anchors : dirname(anchors), constants.W_OK)
  } catch {
    return fail('anchors', `Nothing can be written to ${anchors}.`, 'Make it writable, or set LENSCAP_ANCHORS.')
  }
  if (!production) return ok('anchors', `Anchors go to ${anchors}.`)
  const hint = 'Set LENSCAP_ANCHORS=syslog://HOST:PORT, or collect the file from another machine.'
  return warn('anchors', `Anchors go to ${anchors}, on this host.`, hint)
}

async function lookAtDisk({ dataFolder }: Config): Promise<Line> {
  const place = existsSync(dataFolder) ? dataFolder : dirname(dataFolder)
  if (!existsSync(place)) return fail('disk', `There is no folder ${place}.`, 'Make it, or set LENSCAP_DATA.')
  const { bavail, bsize } = await statfs(place)
  const free = bavail * bsize
  const says = `${Math.floor(free / 2 ** 20).toLocaleString('en-GB')} MiB are free at ${place}.`
  const hint = 'Free some, or move the data folder.'
  return free < LEAST_BYTES
    ? fail('disk', says, hint)
    : free < ENOUGH_BYTES
      ? warn('disk', says, hint)
      : ok('disk', says)
}

async function lookAtMigrations({ config, checkMigrations }: Patient): Promise<Line> {
  if (!hasData(config)) return warn('database', 'There is none yet.', 'lenscap serve makes it, or lenscap restore.')
  try {
    await checkMigrations()
    return ok('database', 'It answers, and is as this version needs it.')
  } catch (error) {
    return failed('database', error)
  }
}

/** What only an open database tells. */
const INSIDE: Readonly<Record<string, (db: Database, now: Date) => Promise<Line>>> = {
  'audit trail': lookAtAudit,
  clock: lookAtClock,
  backup: lookAtBackups,
}

async function lookInside(db: Database, { now }: Patient): Promise<Line[]> {
  const lines: Line[] = []
  for (const [check, look] of Object.entries(INSIDE)) {
    lines.push(await look(db, now).catch((error: unknown) => failed(check, error)))
  }
  return lines
}

/** Said of each, so that nobody takes silence for health. */
function notChecked({ check, says }: Line): Line[] {
  const hint = `Mend the ${check} first, then look again.`
  return Object.keys(INSIDE).map((name) => warn(name, `Not checked, because of the ${check}: ${says}`, hint))
}

async function lookAtAudit(db: Database, now: Date): Promise<Line> {
  const oldest = await oldestWaitingAt(db.read)
  const late = oldest ? now.getTime() - oldest.getTime() : 0
  if (late < LATE_MS) return ok('audit trail', 'Every entry has its seal within a minute.')
  const says = `An entry of ${oldest!.toISOString()} still has no seal.`
  const hint = 'See the log of the service; any lenscap command seals what waits. Then lenscap verify-audit.'
  return late < STUCK_MS ? warn('audit trail', says, hint) : fail('audit trail', says, hint)
}

async function lookAtClock(db: Database, now: Date): Promise<Line> {
  const newest = await findNewest(db.read)
  if (!newest || newest.at.getTime() - now.getTime() < CLOCK_MS) return ok('clock', now.toISOString())
  const says = `The audit trail has an entry of ${newest.at.toISOString()}, and this clock says ${now.toISOString()}.`
  return fail('clock', says, 'Set the clock, and keep it right with NTP.')
}

async function lookAtBackups(db: Database, now: Date): Promise<Line> {
  const hint = 'Run lenscap backup FILE every night, and keep the files on another machine.'
  const newest = await findNewest(db.read, 'backup.made')
  if (!newest?.detail) return warn('backup', 'There has been none.', hint)
  const { file } = JSON.parse(db.read.sealer.unseal(newest.detail, detailOf(newest.id))) as MadeBackup
  if (process.platform !== 'win32' && existsSync(file) && (statSync(file).mode & 0o007) !== 0) {
    return fail('backup', `Anyone on this machine can read ${file}.`, `Run: chmod 600 ${file}`)
  }
  const days = Math.floor((now.getTime() - newest.at.getTime()) / DAY_MS)
  const says = `The newest is of ${newest.at.toISOString()}.`
  return days < BACKUP_DAYS ? ok('backup', says) : warn('backup', says, hint)
}
