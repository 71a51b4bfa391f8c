import { eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import type { Database, Reads, Writes } from '../../src/db/database.ts'
import { errorKind } from '../../src/db/errors.ts'
import { insertAll } from '../../src/db/bulk.ts'
import { eachDialect } from '../support/dialects.ts'

const at = new Date('2026-11-22T09:00:00.000Z')
const unstated = { source: null, class: 'unstated', organisationId: null, carryOver: 'none' } as const
const fund = (id: string, version = 1) => {
  return { id, version, code: id, name: id, ...unstated, carryOverCapPence: 30_000_000_00, createdAt: at }
}

const versionOf = async (q: Reads, id: string) =>
  (await q.select().from(q.t.funds).where(eq(q.t.funds.id, id)))[0]?.version
const bump = async (q: Writes, id: string) => {
  const version = (await versionOf(q, id)) ?? 0
  await q
    .update(q.t.funds)
    .set({ version: version + 1 })
    .where(eq(q.t.funds.id, id))
}

eachDialect('write', (open) => {
  let db: Database
  beforeAll(async () => {
    db = await open()
  })

  it('commits what it did, and gives back what it was told to', async () => {
    expect(await db.write(async (q) => (await q.insert(q.t.funds).values(fund('kept')), 'answer'))).toBe('answer')
    const [row] = await db.read.select().from(db.read.t.funds).where(eq(db.read.t.funds.id, 'kept'))
    expect(row).toEqual(fund('kept'))
  })

  it('leaves nothing behind when the work throws', async () => {
    const attempt = db.write(async (q) => {
      await q.insert(q.t.funds).values(fund('gone'))
      throw new Error('second thoughts')
    })
    await expect(attempt).rejects.toThrow('second thoughts')
    expect(await versionOf(db.read, 'gone')).toBeUndefined()
  })

  it('is not seen by readers before it commits', async () => {
    await db.write(async (q) => {
      await q.insert(q.t.funds).values(fund('half'))
      expect(await versionOf(db.read, 'half')).toBeUndefined()
      expect(await versionOf(q, 'half')).toBe(1)
    })
    expect(await versionOf(db.read, 'half')).toBe(1)
  })

  it('loses no update when eight writers bump one row at once', async () => {
    await db.write(async (q) => void (await q.insert(q.t.funds).values(fund('hot', 0))))
    await Promise.all(Array.from({ length: 8 }, () => db.write((q) => bump(q, 'hot'))))
    expect(await versionOf(db.read, 'hot')).toBe(8)
  })

  it('refuses a write inside a write, and goes on working', async () => {
    const nested = db.write(() => db.write(async () => 'never'))
    await expect(nested).rejects.toThrow('write() inside write()')
    expect(await db.write(async () => 'still here')).toBe('still here')
  })

  it('is refused to whoever only reads', async () => {
    const cheat = db.read as Writes
    await expect(async () => await cheat.insert(cheat.t.funds).values(fund('sneaked'))).rejects.toThrow()
    await expect(db.snapshot(async (q) => await bump(q as Writes, 'kept'))).rejects.toThrow()
    expect(await versionOf(db.read, 'kept')).toBe(1)
  })

  it('says what a driver error means', async () => {
    const twice = db.write(async (q) => void (await q.insert(q.t.funds).values([fund('twin'), fund('twin')])))
    expect(await twice.catch(errorKind)).toBe('duplicate')
    const orphan = { id: 't', principalId: 'nobody', prefix: 'x', hash: 'x', createdAt: at }
    const lost = db.write(async (q) => void (await q.insert(q.t.tokens).values(orphan)))
    expect(await lost.catch(errorKind)).toBe('missing-parent')
  })

  it('adds many rows as it adds one: every kind of column, nothing lost', async () => {
    const document = { hash: 'h'.repeat(64), format: 'f', gzipped: new Uint8Array([0, 1, 254, 255]), createdAt: at }
    const principal = {
      id: 'bulk',
      version: 1,
      name: 'Zoë “quoted”, back\\slash',
      kind: 'machine' as const,
      roles: ['programme'],
      scope: [{ organisationId: 'o', region: null }],
      disabled: true,
      createdAt: at,
    }
    await db.write(async (q) => {
      await insertAll(q, q.t.documents, [document])
      await insertAll(q, q.t.principals, [principal])
      await insertAll(q, q.t.tokens, [{ id: 'bulk', principalId: 'bulk', prefix: 'p', hash: 'h', createdAt: at }])
    })
    const { documents, principals, tokens } = db.read.t
    const [kept] = await db.read.select().from(documents)
    expect({ ...kept, gzipped: new Uint8Array(kept!.gzipped) }).toEqual(document)
    expect(await db.read.select().from(principals).where(eq(principals.id, 'bulk'))).toMatchObject([principal])
    const [token] = await db.read.select().from(tokens)
    expect(token).toMatchObject({ createdAt: at, expiresAt: null, revokedAt: null })
  })

  it('takes more rows than one statement holds, and none', async () => {
    const many = Array.from({ length: 1001 }, (_, i) => fund(`many-${i}`))
    await db.write((q) => insertAll(q, q.t.funds, many))
    await db.write((q) => insertAll(q, q.t.funds, []))
    expect(await db.read.$count(db.read.t.funds)).toBeGreaterThanOrEqual(1001)
  })
})

eachDialect('snapshot', (open) => {
  it('does not see what others commit meanwhile', async () => {
    const db = await open()
    await db.write(async (q) => void (await q.insert(q.t.funds).values(fund('s'))))
    await db.snapshot(async (q) => {
      expect(await versionOf(q, 's')).toBe(1)
      await db.write((w) => bump(w, 's'))
      expect(await versionOf(q, 's')).toBe(1)
    })
    expect(await versionOf(db.read, 's')).toBe(2)
  })
})
