import { beforeAll, expect, it } from 'vitest'
import { withoutRider, withRider, type Database, type Rider, type Writes } from '../../src/db/database.ts'
import { eachDialect } from '../support/dialects.ts'

eachDialect('a rider', (open) => {
  let db: Database
  beforeAll(async () => {
    db = await open()
  })
  const insert = (code: string) => async (q: Writes) => {
    const fund = { id: code, version: 1, code, name: code, carryOver: 'none', createdAt: new Date(0) } as const
    await q.insert(q.t.funds).values(fund)
  }
  const rider = (code: string): Rider => ({ state: 'waiting', add: insert(code) })
  const codes = async () => (await db.read.select().from(db.read.t.funds)).map((fund) => fund.code)

  it('is committed with the first write of the work, and with no other', async () => {
    const mine = rider('rider-1')
    await withRider(mine, async () => {
      await db.write(insert('first-1'))
      expect(mine.state).toBe('committed')
      await db.write(insert('second-1'))
    })
    await db.write(insert('apart-1'))
    expect((await codes()).filter((code) => code === 'rider-1')).toHaveLength(1)
  })

  it('is undone with the write that carries it, and rides with the next', async () => {
    const mine = rider('rider-2')
    await withRider(mine, async () => {
      const failing = db.write(async () => {
        throw new Error('not today')
      })
      await expect(failing).rejects.toThrow('not today')
      expect([mine.state, (await codes()).includes('rider-2')]).toEqual(['waiting', false])
      await db.write(insert('after-2'))
    })
    expect(await codes()).toEqual(expect.arrayContaining(['rider-2', 'after-2']))
  })

  it('that cannot be added undoes the write', async () => {
    const mine = { ...rider('rider-3'), add: () => Promise.reject(new Error('taken')) }
    await expect(withRider(mine, () => db.write(insert('with-3')))).rejects.toThrow('taken')
    expect(await codes()).not.toContain('with-3')
  })

  it('does not ride with a write that several works share', async () => {
    const mine = rider('rider-4')
    await withRider(mine, () => withoutRider(() => db.write(insert('shared-4'))))
    expect([mine.state, (await codes()).includes('rider-4')]).toEqual(['waiting', false])
  })
})
