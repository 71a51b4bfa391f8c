import { and, asc, eq, inArray } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { given, prepared } from '../../src/db/prepared.ts'
import { eachDialect } from '../support/dialects.ts'

const at = new Date('2026-11-22T09:00:00.000Z')
const fund = (id: string, code = id) => ({ id, version: 1, code, name: id, carryOver: 'none', createdAt: at }) as const

eachDialect('a prepared statement', (open) => {
  const opened = async (...ids: string[]): Promise<Database> => {
    const db = await open()
    await db.write((q) => q.insert(q.t.funds).values(ids.map((id) => fund(id))))
    return db
  }
  let built = 0
  const fundByCode = prepared((q, ids: readonly string[]) => {
    built++
    const { funds: t } = q.t
    const where = and(eq(t.code, given('code')), ids.length > 0 ? inArray(t.id, ids) : undefined)
    return q.select({ id: t.id, createdAt: t.createdAt }).from(t).where(where).orderBy(asc(t.id))
  })

  it('is built once for a scope, and run with the values of each time', async () => {
    const db = await opened('a', 'b')
    built = 0
    expect(await fundByCode(db.read, []).execute({ code: 'a' })).toEqual([{ id: 'a', createdAt: at }])
    expect(await fundByCode(db.read, []).execute({ code: 'b' })).toEqual([{ id: 'b', createdAt: at }])
    expect(await fundByCode(db.read, []).execute({ code: "b' OR 1 = 1 --" })).toEqual([])
    expect(built).toBe(1)
  })

  it('is narrowed to the scope that is asked with, though another of the same shape came before', async () => {
    const db = await opened('a', 'b')
    const found = async (ids: string[], code: string) =>
      (await fundByCode(db.read, ids).execute({ code })).map(({ id }) => id)
    expect(await found(['a'], 'a')).toEqual(['a'])
    expect(await found(['b'], 'a')).toEqual([])
    expect(await found(['a', 'b'], 'b')).toEqual(['b'])
    expect(await found(['a'], 'b')).toEqual([])
  })

  it('sees what others have committed since, and in a write what that has done', async () => {
    const db = await opened('a')
    const codes = async (code: string) => (await fundByCode(db.read, []).execute({ code })).length
    expect(await codes('new')).toBe(0)
    await db.write(async (q) => {
      await q.insert(q.t.funds).values(fund('c', 'new'))
      expect(await fundByCode(q, []).execute({ code: 'new' })).toHaveLength(1)
      expect(await codes('new')).toBe(0)
    })
    expect(await codes('new')).toBe(1)
  })

  it('is let go when scopes are too many, and made anew', async () => {
    const db = await opened('a')
    built = 0
    for (let i = 0; i < 250; i++) await fundByCode(db.read, ['a', String(i)]).execute({ code: 'a' })
    expect(await fundByCode(db.read, ['a', '0']).execute({ code: 'a' })).toHaveLength(1)
    expect(built).toBe(251)
  })
})
