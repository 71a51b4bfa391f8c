import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync, cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migratePostgres, migrateSqlite, readMigrations } from '../../src/db/migrate.ts'
import { connectSqlite } from '../../src/db/sqlite.ts'
import { listLatestFindings } from '../../src/estate/findings/store.ts'
import { listDevices } from '../../src/estate/store.ts'
import { DIALECTS, openTestDatabase, type Dialect } from '../support/dialects.ts'
import { csv, importer } from '../support/make.ts'
import { rawSql } from '../support/raw-sql.ts'

const migrate = (dialect: Dialect, source: string, folder: string) =>
  dialect === 'sqlite' ? migrateSqlite(source, folder) : migratePostgres(source, folder)

/** A copy of the dialect's migrations, with one more. */
function withOneMore(dialect: Dialect, sql: string) {
  const folder = mkdtempSync(join(tmpdir(), 'lenscap-migrations-'))
  cpSync(`migrations/${dialect}`, folder, { recursive: true })
  const number = String(sqlFilesIn(dialect) + 1).padStart(4, '0')
  writeFileSync(join(folder, `${number}_more.sql`), sql)
  return { folder, name: `${number}_more` }
}
const sqlFilesIn = (dialect: Dialect) => readMigrations(`migrations/${dialect}`).length

describe('a database that another process holds for a moment', () => {
  it('is waited for when it is opened', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lenscap-held-')), 'lenscap.sqlite')
    const hold =
      "const c = new (require('better-sqlite3'))(process.argv[1]); c.exec('BEGIN EXCLUSIVE'); console.log('held'); setTimeout(() => c.close(), 200)"
    const holder = spawn(process.execPath, ['-e', hold, file])
    await once(holder.stdout, 'data')
    const c = connectSqlite(file)
    expect(c.pragma('journal_mode', { simple: true })).toBe('wal')
    c.close()
  })
})

for (const dialect of DIALECTS) {
  describe(`migrate (${dialect})`, () => {
    it('runs what is new, once, also when two processes start together', async () => {
      const { source, close } = await openTestDatabase(dialect)
      const { folder, name } = withOneMore(dialect, 'CREATE TABLE more (id text);')
      const ran = await Promise.all([migrate(dialect, source, folder), migrate(dialect, source, folder)])
      expect(ran.flat()).toEqual([name])
      expect(await migrate(dialect, source, folder)).toEqual([])
      await close()
    })

    it('leaves nothing of a migration that fails', async () => {
      const { source, close } = await openTestDatabase(dialect)
      const bad = withOneMore(dialect, 'CREATE TABLE more (id text); CREATE TABLE more (id text);')
      await expect(migrate(dialect, source, bad.folder)).rejects.toThrow('more')
      const good = withOneMore(dialect, 'CREATE TABLE more (id text);')
      expect(await migrate(dialect, source, good.folder)).toEqual([good.name])
      await close()
    })

    it('refuses a database that a newer version has written to, and says what to do', async () => {
      const { source, close } = await openTestDatabase(dialect)
      await migrate(dialect, source, withOneMore(dialect, 'CREATE TABLE more (id text);').folder)
      const older = migrate(dialect, source, `migrations/${dialect}`)
      await expect(older).rejects.toMatchObject({ code: 'database-newer', hint: expect.stringContaining('version') })
      await close()
    })

    it('refuses a released migration that was edited', async () => {
      const { source, close } = await openTestDatabase(dialect)
      const { folder } = withOneMore(dialect, '')
      writeFileSync(join(folder, '0001_init.sql'), '-- edited')
      await expect(migrate(dialect, source, folder)).rejects.toMatchObject({ code: 'migration-changed' })
      await close()
    })
  })
}

describe('0006_need_to_know', () => {
  it('leaves nothing, not a byte, of what earlier jobs failed of in plain text', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lenscap-migrations-'))
    for (const name of readdirSync('migrations/sqlite')) {
      if (name < '0006') cpSync(join('migrations/sqlite', name), join(folder, name))
    }
    const file = join(folder, 'lenscap.sqlite')
    await migrateSqlite(file, folder)
    const before = connectSqlite(file)
    before.exec(
      `INSERT INTO jobs (id, kind, state, input, failure, attempt, created_by, created_at)
       VALUES ('job_1', 'import', 'failed', '"x"', '{"message":"${'PLANTED '.repeat(1000)}"}', 1, 'p', 1)`,
    )
    before.close()
    expect(readFileSync(file).includes('PLANTED')).toBe(true)
    await migrateSqlite(file, 'migrations/sqlite')
    expect(readFileSync(file).includes('PLANTED')).toBe(false)
    rmSync(folder, { recursive: true })
  })
})

for (const dialect of DIALECTS) {
  describe(`0023_finding_texts (${dialect})`, () => {
    it('leaves every device with what was found of it, stored once', async () => {
      const { db, source, close } = await openTestDatabase(dialect)
      await importer(db)(
        csv('organisation,site,device,manufacturer', 'Org,S1,A,Hikvision', 'Org,S1,B,Axis', 'Org,S1,C,Hikvision'),
      )
      const ids = (await listDevices(db.read, 'everything')).map(({ id }) => id)
      const before = await listLatestFindings(db.read, 'everything', ids)
      await rawSql(
        source,
        'CREATE TABLE kept AS SELECT f.*, t.finding FROM findings f JOIN finding_texts t ON t.id = f.text_id',
        'DROP TABLE findings',
        'DROP TABLE finding_texts',
        /CREATE TABLE findings [^;]+/.exec(readFileSync(`migrations/${dialect}/0001_init.sql`, 'utf8'))![0],
        `INSERT INTO findings (${AS_THEY_WERE}) SELECT ${AS_THEY_WERE} FROM kept`,
        'DROP TABLE kept',
        'DELETE FROM migrations WHERE number >= 23',
      )
      const folder = mkdtempSync(join(tmpdir(), 'lenscap-migrations-'))
      for (const name of readdirSync(`migrations/${dialect}`)) {
        if (name < '0024') cpSync(join('migrations', dialect, name), join(folder, name))
      }
      expect(await migrate(dialect, source, folder)).toEqual(['0023_finding_texts'])
      expect(await listLatestFindings(db.read, 'everything', ids)).toEqual(before)
      expect([before.size, await db.read.$count(db.read.t.findingTexts)]).toEqual([3, 2])
      rmSync(folder, { recursive: true })
      await close()
    })
  })
}
const AS_THEY_WERE =
  'id, organisation_id, device_id, state, manufacturer_id, finding, register_version, recorded_at, recorded_by'
