import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { auditEntry, record } from '../../src/access/audit.ts'
import { makeAuditSealer } from '../../src/access/audit/seal-entries.ts'
import { openKeyring, SQLITE_FILE } from '../../src/access/keyring.ts'
import { readConfig } from '../../src/config.ts'
import type { Database } from '../../src/db/database.ts'
import { examine, type Line } from '../../src/safekeeping/doctor.ts'
import { Failure } from '../../src/shared/failure.ts'
import { eachDialect } from '../support/dialects.ts'
import { depsOf, operator } from '../support/estate.ts'
import { notRandom } from '../support/sealer.ts'

eachDialect('the doctor', (open) => {
  let home: string
  const recorded: Readonly<Record<string, string>>[] = []
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lenscap-doctor-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  const now = new Date('2026-11-22T09:00:00.000Z')
  const later = (ms: number) => new Date(now.getTime() + ms)
  async function look(
    over: Record<string, string> = {},
    patient: { db?: Database; now?: Date; pending?: true; closed?: true } = {},
  ) {
    const config = readConfig({ LENSCAP_DATA: 'var', ...over }, home)
    const lines = await examine({
      config,
      now: patient.now ?? now,
      checkMigrations: async () => {
        if (patient.pending) throw new Failure('not-migrated', 'The database waits.', 'Run lenscap migrate.')
      },
      openDatabase: () => ({ ...patient.db!, close: async () => {} }),
      putOnRecord: async (_db, found) => {
        if (patient.closed) throw new Failure('database-busy', 'The database is busy.', 'Try again.')
        recorded.push(found)
      },
    })
    return (check: string): Line => lines.find((line) => line.check === check)!
  }
  /** A data folder with a database and a key, as a first start leaves them. */
  function settleIn() {
    const dataFolder = join(home, 'var')
    mkdirSync(dataFolder, { mode: 0o700 })
    openKeyring({ dataFolder, keyFile: undefined, keyCommand: undefined, production: false }, notRandom())
    writeFileSync(join(dataFolder, SQLITE_FILE), '')
  }
  async function act(db: Database, what: string, detail?: unknown) {
    const deps = depsOf(db)
    const entry = auditEntry(deps, operator, { act: what, subjectKind: 'k' })
    await db.write((q) => record(q, entry, detail))
    return deps
  }

  it('finds nothing wrong with a place where nothing stands yet, and changes nothing there', async () => {
    const at = await look()
    for (const check of ['settings', 'key', 'data folder', 'anchors']) expect(at(check).state, check).toBe('OK')
    expect(at('database')).toMatchObject({ state: 'WARN' })
    expect(existsSync(join(home, 'var.key'))).toBe(false)
  })

  it('puts what it found on record, by name, and says so where it cannot', async () => {
    settleIn()
    const db = await open()
    const before = recorded.length
    await look({}, { db })
    expect(recorded.slice(before)).toMatchObject([{ key: 'OK', database: 'OK', clock: 'OK', backup: 'WARN' }])
    await look({}, { pending: true })
    expect(recorded).toHaveLength(before + 1)
    const lines = await look({}, { db, closed: true })
    expect(lines('record')).toMatchObject({ state: 'FAIL', says: expect.stringContaining('on record') })
  })

  it('says of each thing that it could not look at that it did not, and why', async () => {
    const empty = await look()
    settleIn()
    const pending = await look({}, { pending: true })
    rmSync(join(home, 'var.key'))
    const keyless = await look()
    for (const check of ['audit trail', 'clock', 'backup']) {
      const because = (at: typeof empty) => at(check).says.split(': ')[0]
      expect(because(keyless)).toBe('Not checked, because of the key')
      for (const at of [empty, pending]) expect(because(at)).toBe('Not checked, because of the database')
      expect([keyless(check).state, keyless(check).hint]).toEqual(['WARN', 'Mend the key first, then look again.'])
    }
  })

  it('fails one check, and goes on with the next, where the database does not answer', async () => {
    settleIn()
    const db = await open()
    const at = await look({}, { db: { ...db, read: undefined as never } })
    for (const check of ['audit trail', 'clock', 'backup']) expect(at(check).state, check).toBe('FAIL')
  })

  it('fails production on its default settings', async () => {
    settleIn()
    const at = await look({ NODE_ENV: 'production', LENSCAP_HOST: '0.0.0.0' }, { pending: true })
    expect(at('operator')).toMatchObject({ state: 'FAIL', hint: expect.stringContaining('LENSCAP_LOCAL_OPERATOR') })
    expect(at('key')).toMatchObject({ state: 'FAIL', hint: expect.stringContaining('LENSCAP_KEY_FILE') })
    expect(at('address').state).toBe('WARN')
    expect(at('anchors').state).toBe('WARN')
    expect(at('database')).toMatchObject({ state: 'FAIL', hint: expect.stringContaining('migrate') })
  })

  it('fails a PostgreSQL on another machine without TLS that knows it', async () => {
    const connection = async (url: string) =>
      (await look({ NODE_ENV: 'production', DATABASE_URL: `postgres://u:p@${url}` }, { pending: true }))('connection')
    for (const url of ['db.example/l', 'db.example/l?sslmode=require', 'db.example/l?sslmode=no-verify']) {
      const { state, says } = await connection(url)
      expect([url, state]).toEqual([url, 'FAIL'])
      expect(says).not.toContain('u:p')
    }
    for (const url of [
      'db.example/l?sslmode=verify-full',
      '127.0.0.1/l',
      '[::1]/l',
      'localhost/l?host=/run/postgresql',
    ]) {
      expect([url, (await connection(url)).state]).toEqual([url, 'OK'])
    }
  })

  it('passes production that is set up', async () => {
    settleIn()
    const settings = { NODE_ENV: 'production', LENSCAP_LOCAL_OPERATOR: 'off', LENSCAP_KEY_FILE: join(home, 'var.key') }
    const at = await look({ ...settings, LENSCAP_ANCHORS: 'syslog://logs.example' }, { db: await open() })
    for (const check of ['operator', 'address', 'key', 'data folder', 'anchors', 'database', 'audit trail', 'clock']) {
      expect(at(check).state, check).toBe('OK')
    }
  })

  it('fails a key that is missing, exposed, or beside the data it opens', async () => {
    settleIn()
    chmodSync(join(home, 'var.key'), 0o644)
    expect((await look())('key')).toMatchObject({ state: 'FAIL', hint: expect.stringContaining('chmod 600') })
    rmSync(join(home, 'var.key'))
    expect((await look())('key').state).toBe('FAIL')
    writeFileSync(join(home, 'var', 'k'), '{}')
    expect((await look({ LENSCAP_KEY_FILE: 'var/k' }))('key').says).toContain('inside the data folder')
  })

  it.runIf(process.platform !== 'win32')('fails data that everyone may read, and warns of a group', async () => {
    settleIn()
    chmodSync(join(home, 'var'), 0o755)
    expect((await look({}, { db: await open() }))('data folder').state).toBe('FAIL')
    chmodSync(join(home, 'var'), 0o750)
    expect((await look({}, { db: await open() }))('data folder').state).toBe('WARN')
  })

  it('fails anchors inside the data folder', async () => {
    expect((await look({ LENSCAP_ANCHORS: 'var/anchors' }))('anchors').state).toBe('FAIL')
    expect((await look({ LENSCAP_ANCHORS: 'nowhere/anchors' }))('anchors').state).toBe('FAIL')
  })

  it('warns of entries without a seal after a minute, and fails after an hour', async () => {
    settleIn()
    const db = await open()
    const deps = await act(db, 'a')
    const at = async (ms: number) => (await look({}, { db, now: later(ms) }))('audit trail').state
    expect(await at(59_999)).toBe('OK')
    expect(await at(60_000)).toBe('WARN')
    expect(await at(3_600_000)).toBe('FAIL')
    await makeAuditSealer({ deps, anchor: async () => {}, onError: (error) => expect(error).toBeUndefined() }).stop()
    expect(await at(3_600_000)).toBe('OK')
  })

  it('fails a clock that stands before what has already happened', async () => {
    settleIn()
    const db = await open()
    await act(db, 'a')
    expect((await look({}, { db, now: later(-59_999) }))('clock').state).toBe('OK')
    expect((await look({}, { db, now: later(-60_000) }))('clock').state).toBe('FAIL')
  })

  it('warns where there is no backup of the last two days, and fails one that everyone may read', async () => {
    settleIn()
    const db = await open()
    const at = async (ms: number) => (await look({}, { db, now: later(ms) }))('backup').state
    expect(await at(0)).toBe('WARN')
    const file = join(home, 'backup')
    await act(db, 'backup.made', { file })
    expect(await at(2 * 86_400_000 - 1)).toBe('OK')
    expect(await at(2 * 86_400_000)).toBe('WARN')
    writeFileSync(file, '', { mode: 0o644 })
    chmodSync(file, 0o644)
    expect(await at(0)).toBe(process.platform === 'win32' ? 'OK' : 'FAIL')
  })
})
