import { mkdtempSync, writeFileSync, cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migratePostgres, migrateSqlite, readMigrations } from '../../src/db/migrate.ts'
import { connectSqlite } from '../../src/db/sqlite.ts'
import { DIALECTS, openTestDatabase, type Dialect } from '../support/dialects.ts'

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
