import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { eq, isNull } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordRead } from '../../../src/access/audit/record-read.ts'
import { makeAuditSealer } from '../../../src/access/audit/seal-entries.ts'
import type { Anchor } from '../../../src/access/audit/anchors.ts'
import { openDetail } from '../../../src/access/audit/export-audit.ts'
import { findNewest } from '../../../src/access/audit/store.ts'
import { verifyAudit } from '../../../src/access/audit/verify-audit.ts'
import { getCaller, insertHostPrincipals } from '../../../src/access/principals.ts'
import { makeSealer } from '../../../src/access/sealing.ts'
import { insertToken, makeToken } from '../../../src/access/tokens.ts'
import type { Database } from '../../../src/db/database.ts'
import { restorePostgres } from '../../../src/db/dump/restore-postgres.ts'
import { restoreSqlite } from '../../../src/db/dump/restore-sqlite.ts'
import { readMigrations } from '../../../src/db/migrate.ts'
import type { Deps } from '../../../src/deps.ts'
import { submitJob } from '../../../src/jobs/submit-job.ts'
import { makeBackup, type MadeBackup } from '../../../src/safekeeping/backup/make-backup.ts'
import { checkBackup, restoreBackup, type RestoreTo } from '../../../src/safekeeping/backup/restore-backup.ts'
import { DIALECTS, openAgain, openTestDatabase, type Dialect } from '../../support/dialects.ts'
import { depsOf, jobContext, makePlan, operator } from '../../support/estate.ts'
import { csv, importer } from '../../support/make.ts'
import { rawColumn, rawSql } from '../../support/raw-sql.ts'
import { notRandom, testSealer } from '../../support/sealer.ts'

const MIGRATIONS = { sqlite: 'migrations/sqlite', postgres: 'migrations/postgres' }
const newest = readMigrations(MIGRATIONS.sqlite).length

for (const dialect of DIALECTS) {
  describe(`a backup (${dialect})`, () => {
    const closers: (() => unknown)[] = []
    const home = mkdtempSync(join(tmpdir(), 'lenscap-backup-'))
    let db: Database
    let deps: Deps
    let source: string
    let made: MadeBackup
    let anchors: Anchor[]
    afterAll(async () => {
      for (const close of closers.reverse()) await close()
      rmSync(home, { recursive: true })
    })
    const another = async () => {
      const opened = await openTestDatabase(dialect)
      closers.push(opened.close)
      return opened
    }
    const backup = (name: string, context = jobContext) =>
      makeBackup(deps, { file: join(home, name), version: '1.2.3', migration: newest }, context)
    const seal = (of: Deps) =>
      makeAuditSealer({
        deps: of,
        anchor: async (anchor) => void anchors.push(anchor),
        onError: (error) => expect(error).toBeUndefined(),
      }).stop()

    beforeAll(async () => {
      ;({ db, source } = await another())
      deps = depsOf(db)
      anchors = []
      await db.write((q) => insertHostPrincipals(q, deps.clock.now()))
      const rows = Array.from(
        { length: 700 },
        (_, i) => `Ducks,department,P-${i % 9},sensitive,a,SW1A 1AA,C-${i},camera,“Gate” ${i}\\n`,
      )
      const head = 'organisation,standing,site,sensitivity,limbs,postcode,device,kind,location'
      await importer(db, deps.ids)(csv(head, ...rows))
      await makePlan(deps, { budgets: [] } as never)
      const { row } = makeToken(deps.ids, 'local-operator', deps.clock.now())
      await db.write((q) => insertToken(q, row))
      const broken = { breakGlassUntil: new Date('2099-01-01') }
      await db.write((q) => q.update(q.t.principals).set(broken).where(eq(q.t.principals.id, 'local-admin')))
      await submitJob(deps, operator, { kind: 'none', input: {} })
      await seal(deps)
      made = await backup('first')
    })

    const restoreTo = (
      target: string,
      over: { replace?: boolean; sealer?: typeof testSealer; agree?: RestoreTo['agree'] } = {},
    ) => {
      const { sealer = testSealer, replace = false } = over
      const caller = { ...operator, principalId: 'local-admin' }
      const how = { sealer, replace, migrations: MIGRATIONS[dialect] }
      const anchor = async (one: Anchor) => void anchors.push(one)
      const { clock, ids } = deps
      const { agree = async () => ({ approvedBy: 'second' }) } = over
      return {
        ...{ dialect, sealer, clock, ids, caller, anchor, agree },
        restore: (parts, { migration, finish }) =>
          dialect === 'sqlite'
            ? restoreSqlite(target, parts, { ...how, finish })
            : restorePostgres(target, parts, { ...how, finish, migration }),
      } satisfies Parameters<typeof restoreBackup>[1]
    }
    /** Every row of every table, as text. */
    const contents = async (of: string, table: string) => {
      const line: Record<Dialect, string> = {
        sqlite: sqliteLine(await columnsOf(of, table)),
        postgres: 'row_to_json(t)::text',
      }
      return rawColumn(of, `SELECT ${line[dialect]} AS line FROM ${table} t ORDER BY 1`)
    }
    const columnsOf = async (of: string, table: string) =>
      (await rawColumn(
        of,
        dialect === 'sqlite' ? `SELECT name FROM pragma_table_info('${table}')` : 'SELECT 1',
      )) as string[]
    const TABLES = [
      'organisations',
      'sites',
      'devices',
      'findings',
      'documents',
      'plans',
      'plan_orders',
      'audit_seals',
      'imports',
      'migrations',
    ]

    it('is one file that only its owner may read, and leaves nothing beside it', () => {
      expect(statSync(made.file).mode & 0o777).toBe(0o600)
      expect(readdirSync(home)).toEqual(['first'])
      expect(made).toMatchObject({ bytes: statSync(made.file).size, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
      if (dialect === 'sqlite') expect(existsSync(`${source}.copy`)).toBe(false)
    })

    it('says what it is once all of it has been read', async () => {
      expect(await checkBackup(made.file, testSealer)).toMatchObject({
        format: 'lenscap-backup/1',
        version: '1.2.3',
        dialect,
        migration: newest,
        createdAt: made.createdAt,
        audit: { number: 2 },
      })
    })

    it('does not overwrite another', async () => {
      await expect(backup('first')).rejects.toMatchObject({ code: 'file-exists' })
    })

    it('leaves no part of a file when it is stopped', async () => {
      const signal = AbortSignal.abort()
      await expect(backup('stopped', { ...jobContext, signal })).rejects.toThrow()
      expect(readdirSync(home)).toEqual(['first'])
    })

    it('brings everything back into an empty place, but for what lets anybody in', async () => {
      const { source: target, db: fresh } = await emptyPlace()
      await restoreBackup(made.file, restoreTo(target))
      for (const table of TABLES) expect(await contents(target, table), table).toEqual(await contents(source, table))
      const restored = fresh()
      const { tokens, principals, jobs, leases, auditEntries } = restored.read.t
      expect((await restored.read.select().from(principals)).map((one) => one.breakGlassUntil)).toEqual([null, null])
      expect((await restored.read.select().from(tokens)).every(({ revokedAt }) => revokedAt !== null)).toBe(true)
      expect((await restored.read.select().from(jobs)).map(({ state }) => state)).toEqual(['cancelled'])
      expect(await restored.read.$count(leases)).toBe(0)
      const acts = (await restored.read.select().from(auditEntries)).map(({ act }) => act)
      expect(acts).toEqual(expect.arrayContaining(['service.restored']))
      expect(await getCaller(restored.read, 'local-operator', 'req')).toMatchObject({ scope: 'everything' })
      await expect(rawSql(target, 'DELETE FROM audit_entries')).rejects.toThrow('never')
    })

    it('leaves a trail that goes on whole, beside anchors of what the restore replaced', async () => {
      const { source: target, db: fresh } = await emptyPlace()
      await recordRead(deps, operator, { act: 'later', subjectKind: 'k' })
      await seal(deps)
      await restoreBackup(made.file, restoreTo(target))
      const restored = fresh()
      await seal({ ...deps, db: restored })
      expect(await verifyAudit(restored, anchors)).toMatchObject({
        firstBad: undefined,
        setAside: 1,
        unsealed: { entries: 0 },
      })
    })

    it('restores into a place that has data only when told to, and then all of that is replaced', async () => {
      const { source: target } = await emptyPlace()
      await restoreBackup(made.file, restoreTo(target))
      await rawSql(target, `INSERT INTO leases VALUES ('old', 'x', ${dialect === 'sqlite' ? '1' : 'now()'})`)
      await expect(restoreBackup(made.file, restoreTo(target))).rejects.toMatchObject({ code: 'database-not-empty' })
      expect(await rawColumn(target, 'SELECT name FROM leases')).toEqual(['old'])
      await restoreBackup(made.file, restoreTo(target, { replace: true }))
      expect(await rawColumn(target, 'SELECT name FROM leases')).toEqual([])
    })

    it('brings a backup of an older version up to this one', async () => {
      const { source: target } = await emptyPlace()
      const folder = mkdtempSync(join(tmpdir(), 'lenscap-newer-'))
      closers.push(() => rmSync(folder, { recursive: true }))
      for (const file of readdirSync(MIGRATIONS[dialect]))
        copyFileSync(join(MIGRATIONS[dialect], file), join(folder, file))
      writeFileSync(join(folder, `${String(newest + 1).padStart(4, '0')}_more.sql`), 'CREATE TABLE more (id text);')
      const to = restoreTo(target)
      const how = { sealer: testSealer, replace: false, migrations: folder }
      await restoreBackup(made.file, {
        ...to,
        restore: (parts, { migration, finish }) =>
          dialect === 'sqlite'
            ? restoreSqlite(target, parts, { ...how, finish })
            : restorePostgres(target, parts, { ...how, finish, migration }),
      })
      expect(await rawColumn(target, 'SELECT count(*) FROM more')).toEqual([dialect === 'sqlite' ? 0 : '0'])
      expect(await contents(target, 'devices')).toEqual(await contents(source, 'devices'))
    })

    it('asks whoever must agree about the people of the backup, and changes nothing if they do not', async () => {
      const { source: target, db: fresh } = await emptyPlace()
      const refused = restoreTo(target, { agree: () => Promise.reject(new Error('no')) })
      await expect(restoreBackup(made.file, refused)).rejects.toThrow('no')
      let live = 0
      const agree: RestoreTo['agree'] = async (q) => {
        live = await q.$count(q.t.tokens, isNull(q.t.tokens.revokedAt))
        return { approvedBy: 'second' }
      }
      await restoreBackup(made.file, restoreTo(target, { agree }))
      expect(live).toBe(1)
      const { read } = fresh()
      const entry = (await findNewest(read, 'service.restored'))!
      expect(openDetail(read, entry.id, entry.detail)).toMatchObject({ approvedBy: 'second', tokens: 1 })
    })

    it('changes nothing when it fails at the last moment', async () => {
      const { source: target } = await emptyPlace()
      const to = restoreTo(target)
      const fault = () => Promise.reject(new Error('power cut'))
      const failing = {
        ...to,
        restore: ((parts, how) => to.restore(parts, { ...how, finish: fault })) as typeof to.restore,
      }
      await expect(restoreBackup(made.file, failing)).rejects.toThrow('power cut')
      if (dialect === 'sqlite') expect(existsSync(target) || existsSync(`${target}.restoring`)).toBe(false)
      else
        expect(
          await rawColumn(target, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
        ).toEqual([])
    })

    it('is refused when it is changed, cut, lengthened, of another key, or nothing of ours, before anything is touched', async () => {
      const { source: target } = await emptyPlace()
      const copy = join(home, 'copy')
      const bytes = readFileSync(made.file)
      const firstLine = bytes.indexOf('\n')
      const at = [
        firstLine - 5,
        firstLine + 1,
        firstLine + 3,
        firstLine + 50,
        Math.floor(bytes.length / 2),
        bytes.length - 1,
      ]
      for (const position of at) {
        const changed = Buffer.from(bytes)
        changed[position]! ^= 1
        writeFileSync(copy, changed)
        await expect(restoreBackup(copy, restoreTo(target)), `byte ${position}`).rejects.toMatchObject({
          code: expect.stringMatching(/backup-damaged|cannot-unseal|not-a-backup/),
        })
      }
      for (const length of [10, firstLine + 1, firstLine + 4, bytes.length - 21, bytes.length - 1]) {
        copyFileSync(made.file, copy)
        truncateSync(copy, length)
        await expect(checkBackup(copy, testSealer), `${length} bytes`).rejects.toMatchObject({
          code: expect.stringMatching(/backup-damaged|not-a-backup/),
        })
      }
      copyFileSync(made.file, copy)
      appendFileSync(copy, 'x')
      await expect(checkBackup(copy, testSealer)).rejects.toMatchObject({ code: 'backup-damaged' })
      const other = makeSealer({
        keys: { test: randomBytes(32) },
        current: 'test',
        hashKey: randomBytes(32),
        randomBytes: notRandom(),
      })
      await expect(checkBackup(made.file, other)).rejects.toMatchObject({ code: 'cannot-unseal' })
      await expect(checkBackup(join(home, 'none'), testSealer)).rejects.toMatchObject({ code: 'no-backup' })
      const wrong = {
        ...restoreTo(target),
        dialect: dialect === 'sqlite' ? ('postgres' as const) : ('sqlite' as const),
      }
      await expect(restoreBackup(made.file, wrong)).rejects.toMatchObject({ code: 'other-dialect' })
      rmSync(copy)
    })

    it('is of one moment, though the service writes on', async () => {
      let stop = false
      const writing = (async () => {
        for (let n = 0; !stop; n++) {
          await db.write(async (q) => {
            const lease = (name: string) => ({ name: `${name}${n}`, holder: 'x', expiresAt: deps.clock.now() })
            await q.insert(q.t.leases).values(lease('a'))
            await q.insert(q.t.leases).values(lease('b'))
          })
          await new Promise((resolve) => setImmediate(resolve))
        }
      })()
      const busy = await backup('busy')
      stop = true
      await writing
      const { source: target } = await emptyPlace()
      const to = restoreTo(target)
      const seen: number[] = []
      const finish: Parameters<typeof to.restore>[1]['finish'] = async (q) => void seen.push(await q.$count(q.t.leases))
      await restoreBackup(busy.file, {
        ...to,
        restore: ((parts, how) => to.restore(parts, { ...how, finish })) as typeof to.restore,
      })
      expect(seen[0]! % 2).toBe(0)
      rmSync(busy.file)
    })

    /** Where no database stands yet. */
    async function emptyPlace() {
      const { source: place } = await another()
      if (dialect === 'sqlite') {
        const target = join(home, `empty-${closers.length}.sqlite`)
        closers.push(() => ['', '-wal', '-shm'].forEach((end) => rmSync(target + end, { force: true })))
        return { source: target, db: () => opened(target) }
      }
      await rawSql(place, 'DROP SCHEMA public CASCADE', 'CREATE SCHEMA public')
      return { source: place, db: () => opened(place) }
    }
    function opened(place: string): Database {
      const again = openAgain(place)
      closers.push(() => again.close())
      return again
    }
  })
}

const sqliteLine = (columns: readonly string[]) => columns.map((name) => `quote(${name})`).join(` || ',' || `)
