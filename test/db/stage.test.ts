import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { threadId } from 'node:worker_threads'
import { afterAll, describe, expect, it } from 'vitest'
import { insertAll } from '../../src/db/bulk.ts'
import { DIALECTS, openTestDatabase } from '../support/dialects.ts'

const at = new Date('2026-11-22T09:00:00Z')
const fund = {
  version: 1,
  name: 'F',
  class: 'unstated',
  carryOver: 'none',
  carryOverCapPence: null,
  createdAt: at,
} as const
const funds = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, i) => ({ ...fund, id: `fun_${from + i}`, code: `F${from + i}` }))
const budget = {
  fundId: 'fun_1',
  financialYear: '2026-27' as never,
  pence: 5,
  status: 'approved',
  recordedBy: 'p',
} as const

for (const dialect of DIALECTS) {
  describe(`rows that are staged (${dialect})`, async () => {
    const { db, source, close } = await openTestDatabase(dialect)
    afterAll(close)
    const { t } = db.read
    const counts = async () => [await db.read.$count(t.funds), await db.read.$count(t.fundBudgets)]

    it('are added by one write, each table after the ones before it, as if they had been inserted', async () => {
      const stage = db.stage()
      await stage.add(t.funds, funds(0, 3))
      await stage.add(t.fundBudgets, [{ ...budget, id: 'bud_1', recordedAt: at }])
      await stage.add(t.funds, funds(3, 5))
      expect(await counts()).toEqual([0, 0])
      await db.write((q) => q.insertStaged(stage))
      await stage.close()
      await db.write((q) => insertAll(q, t.funds, funds(5, 6)))
      const [first, last] = [await db.read.select().from(t.funds), await db.read.select().from(t.fundBudgets)]
      expect(first.map(({ id }) => id).sort()).toEqual(['fun_0', 'fun_1', 'fun_2', 'fun_3', 'fun_4', 'fun_5'])
      expect(first.every(({ createdAt }) => createdAt.getTime() === at.getTime())).toBe(true)
      expect(last).toMatchObject([{ id: 'bud_1', fundId: 'fun_1', pence: 5, recordedAt: at }])
    })
    it('leave nothing when the write fails, and the next write is as good as any', async () => {
      const before = await counts()
      const stage = db.stage()
      await stage.add(t.funds, funds(10, 12))
      const failing = db.write(async (q) => {
        await q.insertStaged(stage)
        throw new Error('later')
      })
      await expect(failing).rejects.toThrow('later')
      expect(await counts()).toEqual(before)
      await db.write((q) => q.insertStaged(stage))
      await stage.close()
      expect(await counts()).toEqual([before[0]! + 2, before[1]])
    })
    it('that break a rule of the database take the write with them', async () => {
      const before = await counts()
      const stage = db.stage()
      await stage.add(t.funds, funds(20, 21))
      await stage.add(t.fundBudgets, [{ ...budget, id: 'bud_9', fundId: 'fun_none', recordedAt: at }])
      await expect(db.write((q) => q.insertStaged(stage))).rejects.toThrow()
      await stage.close()
      expect(await counts()).toEqual(before)
    })
    it('say only what their columns have words for', async () => {
      const before = await counts()
      const stage = db.stage()
      const staged = (async () => {
        await stage.add(t.funds, [{ ...funds(21, 22)[0]!, class: 'magic' }])
        await db.write((q) => q.insertStaged(stage))
      })()
      await expect(staged).rejects.toThrow()
      await stage.close()
      expect(await counts()).toEqual(before)
    })
    it('take the place of rows with the same id, in the same write', async () => {
      const stage = db.stage()
      const all = await db.read.select().from(t.funds)
      await stage.add(t.funds, funds(30, 31))
      await stage.replace(t.funds, [{ ...all[0]!, name: 'Another name', version: 2 }])
      await db.write((q) => q.insertStaged(stage))
      await stage.close()
      const now = await db.read.select().from(t.funds)
      expect(now).toHaveLength(all.length + 1)
      expect(now.filter(({ name }) => name === 'Another name')).toEqual([
        { ...all[0]!, name: 'Another name', version: 2 },
      ])
    })
    it('that are only to be there leave what is there already as it is', async () => {
      const stage = db.stage()
      await stage.addMissing(
        t.funds,
        funds(0, 41).map((row) => ({ ...row, name: 'Other' })),
      )
      await db.write((q) => q.insertStaged(stage))
      await stage.close()
      const names = new Map((await db.read.select().from(t.funds)).map(({ id, name }) => [id, name]))
      expect([names.get('fun_1'), names.get('fun_40')]).toEqual(['F', 'Other'])
    })
    it('may be none', async () => {
      const stage = db.stage()
      await db.write((q) => q.insertStaged(stage))
      await stage.close()
    })
    if (dialect === 'sqlite') {
      it('lie in a file beside the database that goes with them, whatever a killed process left there', async () => {
        const beside = () => readdirSync(dirname(source)).filter((name) => name.includes('.stage-'))
        const first = db.stage()
        const [name] = beside()
        await first.close()
        const n = Number(name!.split('-').at(-1)) + 1
        const left = `${source}.stage-${threadId}-${n}`
        writeFileSync(left, 'half a file')
        const stage = db.stage()
        expect(beside()).toEqual([basename(left)])
        await stage.add(t.siteDesignations, [])
        await stage.close()
        expect([existsSync(left), beside()]).toEqual([false, []])
      })
    }
  })
}
