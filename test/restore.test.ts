import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDetail } from '../src/access/audit/export-audit.ts'
import { findNewest } from '../src/access/audit/store.ts'
import type { Role } from '../src/access/caller.ts'
import { SQLITE_FILE } from '../src/access/keyring.ts'
import { insertToken, makeToken, revokeToken } from '../src/access/tokens.ts'
import { readConfig, type Config } from '../src/config.ts'
import { restoreSqlite } from '../src/db/dump/restore-sqlite.ts'
import { checkSqlite, migrateSqlite, readMigrations } from '../src/db/migrate.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { openHouse, type World } from '../src/house.ts'
import { restoreInto, type RestoreHow } from '../src/restore.ts'
import { makeBackup } from '../src/safekeeping/backup/make-backup.ts'
import { countingIds, fakeClock } from './support/clock.ts'
import { jobContext } from './support/estate.ts'
import { notRandom } from './support/sealer.ts'

const MIGRATIONS = 'migrations/sqlite'

describe('a restore', () => {
  let home: string
  let config: Config
  let world: World
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lenscap-restore-'))
    config = readConfig({ LENSCAP_DATA: 'var' }, home)
    const fileOf = ({ dataFolder }: Config) => join(dataFolder, SQLITE_FILE)
    world = {
      clock: fakeClock(),
      ids: countingIds(),
      randomBytes: notRandom(),
      note: () => {},
      threadFile: new URL(import.meta.url),
      migrate: (of) => migrateSqlite(fileOf(of), MIGRATIONS),
      checkMigrations: (of) => checkSqlite(fileOf(of), MIGRATIONS),
      openDatabase: (of, sealer, turn) => openSqlite({ file: fileOf(of), sealer, turn }),
      restoreDatabase: (of, parts, how) => restoreSqlite(fileOf(of), parts, { ...how, migrations: MIGRATIONS }),
    }
  })
  afterEach(() => rmSync(home, { recursive: true }))

  const inHouse = async <T>(work: (house: Awaited<ReturnType<typeof openHouse>>) => Promise<T>) => {
    const house = await openHouse(config, world)
    return work(house).finally(() => house.close())
  }
  const addToken = (id: string, role: Role, kind: 'person' | 'machine' = 'person') =>
    inHouse(async ({ db, clock, ids }) => {
      const { token, row } = makeToken(ids, id, clock.now())
      const fixed = { version: 1, kind, scope: 'everything', disabled: false } as const
      await db.write(async (q) => {
        await q.insert(q.t.principals).values({ id, name: id, roles: [role], createdAt: clock.now(), ...fixed })
        await insertToken(q, row)
      })
      return token
    })
  const backUp = (name: string) =>
    inHouse(async (deps) => {
      const input = { file: join(home, name), version: '1', migration: readMigrations(MIGRATIONS).length }
      return (await makeBackup(deps, input, jobContext)).file
    })
  const restore = (file: string, how: Partial<RestoreHow> = {}) =>
    restoreInto(config, world, file, { replace: true, dryRun: false, platform: process.platform, ...how })
  const lose = () => rmSync(config.dataFolder, { recursive: true })
  const onRecord = () =>
    inHouse(async ({ db }) => {
      const entry = (await findNewest(db.read, 'service.restored'))!
      return openDetail(db.read, entry.id, entry.detail)
    })

  it('needs a second person, and to look at the file does not', async () => {
    const file = await backUp('backup')
    lose()
    await expect(restore(file)).rejects.toMatchObject({ code: 'second-person-needed' })
    await restore(file, { dryRun: true })
    expect(existsSync(join(config.dataFolder, SQLITE_FILE))).toBe(false)
  })

  it('asks the administrators of the data that stands, so that a token withdrawn since agrees to nothing', async () => {
    const token = await addToken('ada', 'admin')
    const file = await backUp('backup')
    await inHouse(({ db, clock }) => db.write((q) => revokeToken(q, token.split('_')[1]!, clock.now())))
    await expect(restore(file, { approvedBy: token })).rejects.toMatchObject({ code: 'token-unknown' })
    const other = await addToken('bob', 'admin')
    await restore(file, { approvedBy: other })
    expect(await onRecord()).toMatchObject({ approvedBy: 'bob' })
  })

  it('asks those of the backup where no data stands', async () => {
    const token = await addToken('ada', 'admin')
    const file = await backUp('backup')
    lose()
    await expect(restore(file, { approvedBy: 'lenscap_abcdefgh_none' })).rejects.toMatchObject({
      code: 'token-unknown',
    })
    expect(existsSync(join(config.dataFolder, SQLITE_FILE))).toBe(false)
    await restore(file, { approvedBy: token })
    expect(await onRecord()).toMatchObject({ approvedBy: 'ada', tokens: 1 })
  })

  it('is agreed to by administrators alone', async () => {
    const token = await addToken('pam', 'programme')
    const file = await backUp('backup')
    await expect(restore(file, { approvedBy: token })).rejects.toMatchObject({ code: 'role-missing' })
  })

  it('is for one person alone, with a reason on record, only where there is nobody to ask', async () => {
    const file = await backUp('early')
    await restore(file, { alone: 'Nobody has joined yet.' })
    expect(await onRecord()).toMatchObject({ alone: 'Nobody has joined yet.' })
    await addToken('ada', 'admin')
    const late = await backUp('late')
    await expect(restore(late, { alone: 'In a hurry.' })).rejects.toMatchObject({ code: 'second-person-needed' })
    lose()
    await restore(late, { alone: 'The machine burnt, and with it the tokens.' })
    expect(await onRecord()).toMatchObject({ alone: 'The machine burnt, and with it the tokens.' })
  })
})
