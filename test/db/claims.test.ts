import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Claims } from '../../src/db/database.ts'
import { insertAll } from '../../src/db/bulk.ts'
import { eachDialect } from '../support/dialects.ts'
import { orderOf } from '../support/work-orders.ts'

eachDialect('taking rows that many are after', (open) => {
  const lease = (name: string) => ({ name, holder: 'nobody', expiresAt: new Date(0) })
  const two = (q: Claims) => sql`
    WITH taken AS MATERIALIZED (
      SELECT o.name FROM leases o WHERE o.holder = 'nobody' ORDER BY o.name LIMIT 2 ${q.skipLocked}
    )
    UPDATE leases SET holder = ${sql.placeholder('holder')} FROM taken WHERE leases.name = taken.name RETURNING leases.name`
  const takeTwo = (q: Claims, holder: string) =>
    q.take<{ name: string }>({ key: 'two', build: () => two(q) }, { holder })

  it('gives each row to one of many who ask at once', async () => {
    const db = await open()
    const rows = Array.from({ length: 40 }, (_, i) => lease(`row_${i}`))
    await db.write(async (q) => void (await q.insert(q.t.leases).values(rows)))
    const takers = Array.from({ length: 25 }, (_, i) => `taker_${i}`)
    const taken = await Promise.all(takers.map((taker) => db.claim(taker, (q) => takeTwo(q, taker))))
    const names = taken.flat().map(({ name }) => name)
    expect([names.length, new Set(names).size]).toEqual([40, 40])
  })

  it('lets those of one turn come one after another, each seeing what was taken before it', async () => {
    const db = await open()
    await db.write(async (q) => void (await q.insert(q.t.leases).values([lease('a'), lease('b'), lease('c')])))
    const takeUnlessHeld = () =>
      db.claim('company', async (q) => {
        const { leases } = q.t
        return (await q.$count(leases, sql`${leases.holder} = 'company'`)) > 0 ? [] : takeTwo(q, 'company')
      })
    const taken = await Promise.all([takeUnlessHeld(), takeUnlessHeld(), takeUnlessHeld()])
    expect(taken.map((rows) => rows.length).sort()).toEqual([0, 0, 2])
  })

  it('takes nothing when the work fails', async () => {
    const db = await open()
    await db.write(async (q) => void (await q.insert(q.t.leases).values([lease('a')])))
    const failing = db.claim('company', async (q) => {
      await takeTwo(q, 'company')
      throw new Error('not so')
    })
    await expect(failing).rejects.toThrow('not so')
    expect(await db.read.$count(db.read.t.leases, sql`holder = 'nobody'`)).toBe(1)
    await expect(db.claim('one', () => db.claim('two', async () => 1))).rejects.toThrow('inside write')
  })

  it('appends rows as they are, whatever they have in common', async () => {
    const db = await open()
    const odd = ['a "b" \\ c', '{NULL}', 'NULL', '', 'é,€']
    const rows = odd.map((externalRef, n) => orderOf(n, { externalRef, why: { said: [externalRef, null] } }))
    await db.claim('all', (q) => insertAll(q, q.t.orders, [...rows, orderOf(5, { externalRef: null, sequence: null })]))
    await db.claim('one', (q) => insertAll(q, q.t.orders, [orderOf(6)]))
    const { orders: t } = db.read.t
    const found = await db.read.select().from(t).orderBy(t.id)
    expect(found.map(({ externalRef }) => externalRef)).toEqual([...odd, null, null])
    expect(found).toMatchObject([...rows, orderOf(5, { sequence: null }), orderOf(6)])
  })

  it('does nothing of a claim whose last statement fails, and goes on with the next', async () => {
    const db = await open()
    await db.write(async (q) => void (await q.insert(q.t.leases).values([lease('a'), lease('b')])))
    const failing = () =>
      db.claim('company', async (q) => {
        await takeTwo(q, 'company')
        await insertAll(q, q.t.leases, [lease('c'), lease('a')])
      })
    await expect(failing()).rejects.toThrow()
    await expect(failing()).rejects.toThrow()
    expect(await db.read.$count(db.read.t.leases, sql`holder = 'nobody'`)).toBe(2)
    expect(await db.claim('company', (q) => takeTwo(q, 'company'))).toHaveLength(2)
  })
})
