import { AsyncLocalStorage } from 'node:async_hooks'
import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import type { ClaimHow, Claims } from '../../src/db/database.ts'
import { insertAll } from '../../src/db/bulk.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import { eachDialect, openTestDatabase } from '../support/dialects.ts'
import { testSealer } from '../support/sealer.ts'
import { orderOf } from '../support/work-orders.ts'

const TOGETHER = { together: true } as const

eachDialect('taking rows that many are after', (open) => {
  const lease = (name: string) => ({ name, holder: 'nobody', expiresAt: new Date(0) })
  const two = (q: Claims) => sql`
    WITH taken AS MATERIALIZED (
      SELECT o.name FROM leases o WHERE o.holder = 'nobody' ORDER BY o.name LIMIT 2 ${q.skipLocked}
    )
    UPDATE leases SET holder = ${sql.placeholder('holder')} FROM taken WHERE leases.name = taken.name RETURNING leases.name`
  const takeTwo = async (q: Claims, holder: string) => {
    const [taken] = await q.take<[{ name: string }]>({ key: 'two', build: () => two(q), values: { holder } })
    return taken
  }

  it('gives each row to one of many who ask at once', async () => {
    const db = await open()
    const rows = Array.from({ length: 40 }, (_, i) => lease(`row_${i}`))
    await db.write(async (q) => void (await q.insert(q.t.leases).values(rows)))
    const takers = Array.from({ length: 25 }, (_, i) => `taker_${i}`)
    const taken = await Promise.all(takers.map((taker) => db.claim(taker, (q) => takeTwo(q, taker), TOGETHER)))
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

  it('runs several at once, each seeing what the one before it did, and gives the rows of each', async () => {
    const db = await open()
    await db.write(async (q) => void (await q.insert(q.t.leases).values([lease('a'), lease('b'), lease('c')])))
    const answers = await db.claim('one', (q) => {
      const left = {
        key: 'left',
        build: () => sql`SELECT name, holder FROM leases WHERE holder = 'nobody'`,
        values: {},
      }
      const take = { key: 'two', build: () => two(q), values: { holder: 'one' } }
      return q.take<[{ name: string }, { name: string }, { name: string; holder: string }]>(left, take, left)
    })
    const names = answers.map((rows) => rows.map(({ name }) => name).sort())
    expect(names).toEqual([['a', 'b', 'c'], ['a', 'b'], ['c']])
  })

  it('commits forty who ask at once, although every fourth of them fails, and each hears of their own', async () => {
    const db = await open()
    const names = Array.from({ length: 40 }, (_, i) => `row_${String(i).padStart(2, '0')}`)
    await db.write(async (q) => void (await q.insert(q.t.leases).values(names.map(lease))))
    const one = () => sql`UPDATE leases SET holder = 'somebody' WHERE name = ${sql.placeholder('name')} RETURNING name`
    const claims = names.map((name, i) =>
      db.claim(
        name,
        async (q) => {
          const [taken] = await q.take<[{ name: string }]>({ key: 'one', build: one, values: { name } })
          if (i % 4 === 0) throw new Error(`not ${name}`)
          await insertAll(q, q.t.orders, [orderOf(i)])
          return taken[0]!.name
        },
        TOGETHER,
      ),
    )
    const settled = await Promise.allSettled(claims)
    expect(settled.map((end) => (end.status === 'fulfilled' ? end.value : (end.reason as Error).message))).toEqual(
      names.map((name, i) => (i % 4 === 0 ? `not ${name}` : name)),
    )
    const taken = await db.read
      .select({ name: db.read.t.leases.name })
      .from(db.read.t.leases)
      .where(sql`holder = 'somebody'`)
    expect(taken.map(({ name }) => name).sort()).toEqual(names.filter((_, i) => i % 4 !== 0))
    expect(await db.read.$count(db.read.t.orders)).toBe(30)
  })

  it('lets each work be done as whoever asked for it, whoever goes with them', async () => {
    const db = await open()
    const asker = new AsyncLocalStorage<number>()
    const asked = Array.from({ length: 30 }, (_, i) => i)
    const seen = asked.map((i) => asker.run(i, () => db.claim(`turn_${i}`, async () => asker.getStore(), TOGETHER)))
    expect(await Promise.all(seen)).toEqual(asked)
  })

  it('asks once for all who go together what is the same for all of them', async () => {
    const db = await open()
    const count = {
      key: 'count',
      build: () => sql`SELECT count(*) AS leases FROM leases`,
      values: {},
      once: true as const,
    }
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        db.claim(`turn_${i}`, (q) => q.take<[{ leases: unknown }]>(count), TOGETHER),
      ),
    )
    expect(answers.map(([[row]]) => Number(row!.leases))).toEqual(answers.map(() => 0))
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

describe('claims that wait at the same time', () => {
  it('share transactions, and ask once what is the same for all, unless they are to go alone', async () => {
    const { source, close } = await openTestDatabase('postgres')
    const db = openPostgres({ url: source, sealer: testSealer, random: () => 0, onIdleError: () => {} })
    const build = () => sql`SELECT CAST(pg_current_xact_id() AS text) AS id, random() AS drawn`
    const draw = { key: 'draw', build, values: {}, once: true as const }
    const claims = (how: ClaimHow, turn: (i: number) => string) =>
      Promise.all(
        Array.from({ length: 30 }, async (_, i) => {
          const [rows] = await db.claim(turn(i), (q) => q.take<[{ id: string; drawn: number }]>(draw), how)
          return rows[0]!
        }),
      )
    const counted = (rows: readonly { id: string; drawn: number }[]) => ({
      transactions: new Set(rows.map(({ id }) => id)).size,
      draws: new Set(rows.map(({ drawn }) => drawn)).size,
    })
    const together = counted(await claims(TOGETHER, (i) => `turn_${i}`))
    expect(together.transactions).toBeLessThan(15)
    expect(together.draws).toBe(together.transactions)
    expect(counted(await claims({}, (i) => `turn_${i}`))).toEqual({ transactions: 30, draws: 30 })
    expect(counted(await claims(TOGETHER, () => 'one turn'))).toEqual({ transactions: 30, draws: 30 })
    await db.close()
    await close()
  })
})

describe('a connection that breaks while several claims are committed', () => {
  it('is told to each of them, and none is done again: nobody knows whether it was done', async () => {
    const { source, close } = await openTestDatabase('postgres')
    const c = new Client({ connectionString: source })
    await c.connect()
    await c.query(`CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`)
    await c.query(`CREATE CONSTRAINT TRIGGER breaks AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION breaks()`)
    const db = openPostgres({ url: source, sealer: testSealer, random: () => 0, onIdleError: () => {} })
    let works = 0
    const claims = Array.from({ length: 20 }, (_, i) =>
      db.claim(
        `turn_${i}`,
        async (q) => {
          works++
          await insertAll(q, q.t.orders, [orderOf(i)])
        },
        TOGETHER,
      ),
    )
    const settled = await Promise.allSettled(claims)
    expect(settled.map(({ status }) => status)).toEqual(settled.map(() => 'rejected'))
    expect(works).toBe(20)
    await c.query('DROP TRIGGER breaks ON orders')
    await db.claim('turn', (q) => insertAll(q, q.t.orders, [orderOf(1)]))
    expect(await db.read.$count(db.read.t.orders)).toBe(1)
    await Promise.all([db.close(), c.end()])
    await close()
  })
})
