// Whoever can write to the database can drop its triggers too; so each change is made by plain SQL, as they would.
import { afterAll, describe, expect, it } from 'vitest'
import { auditEntry, record } from '../../../src/access/audit.ts'
import type { Anchor } from '../../../src/access/audit/anchors.ts'
import { makeAuditSealer } from '../../../src/access/audit/seal-entries.ts'
import { verifyAudit } from '../../../src/access/audit/verify-audit.ts'
import type { Deps } from '../../../src/deps.ts'
import { DIALECTS, openTestDatabase, type Dialect } from '../../support/dialects.ts'
import { depsOf, operator } from '../../support/estate.ts'
import { rawColumn, rawSql } from '../../support/raw-sql.ts'

const TRIGGERS: Record<Dialect, string[]> = {
  sqlite: ['entries_no_delete', 'entries_no_update', 'seals_no_delete', 'seals_no_update'].map(
    (name) => `DROP TRIGGER audit_${name}`,
  ),
  postgres: ['entries_no_delete', 'entries_no_update', 'seals_no_change'].map(
    (name) => `DROP TRIGGER audit_${name} ON audit_${name.split('_')[0]}`,
  ),
}

for (const dialect of DIALECTS) {
  describe(`verify-audit (${dialect})`, () => {
    const closers: (() => Promise<void>)[] = []
    afterAll(async () => {
      for (const close of closers) await close()
    })

    /** Twelve entries, the first ten of them sealed and anchored. */
    async function aTrail() {
      const { db, source, close } = await openTestDatabase(dialect)
      closers.push(close)
      const deps = depsOf(db)
      const anchors: Anchor[] = []
      const seal = async () =>
        makeAuditSealer({
          deps,
          anchor: async (anchor) => void anchors.push(anchor),
          onError: (error) => {
            throw error
          },
        }).stop()
      for (let i = 1; i <= 10; i++) await write(deps, `site-${i}`)
      await seal()
      await write(deps, 'site-11')
      await write(deps, 'site-12')
      const tamper = (...sql: string[]) => rawSql(source, ...TRIGGERS[dialect], ...sql)
      const ids = (await rawColumn(source, 'SELECT id FROM audit_entries ORDER BY id')) as string[]
      return { db, deps, source, anchors, seal, tamper, ids }
    }
    const write = (deps: Deps, subjectId: string) => {
      const entry = auditEntry(deps, operator, { act: 'site.changed', subjectKind: 'site', subjectId })
      return deps.db.write((q) => record(q, entry, { after: subjectId }))
    }

    it('finds a trail whole that is as it was written, and states what has no seal yet', async () => {
      const { db, deps, anchors, seal } = await aTrail()
      expect(await verifyAudit(db, anchors)).toEqual({
        last: { number: 10, hash: anchors[0]!.hash },
        anchors: 1,
        setAside: 0,
        unsealed: { entries: 2, oldestAt: deps.clock.now() },
        firstBad: undefined,
      })
      await seal()
      expect(await verifyAudit(db, anchors)).toMatchObject({
        last: { number: 12 },
        anchors: 2,
        unsealed: { entries: 0, oldestAt: null },
        firstBad: undefined,
      })
    })

    it('finds an empty trail whole', async () => {
      const { db, close } = await openTestDatabase(dialect)
      closers.push(close)
      expect(await verifyAudit(db)).toMatchObject({ last: { number: 0 }, firstBad: undefined })
    })

    const changed = 'the entry was changed'
    for (const [what, sql, bad] of [
      ['an edited act', (id: string) => [`UPDATE audit_entries SET act = 'x' WHERE id = '${id}'`], changed],
      [
        'an edited time',
        (id: string) => [`UPDATE audit_entries SET at = ${earlier[dialect]} WHERE id = '${id}'`],
        changed,
      ],
      ['another person', (id: string) => [`UPDATE audit_entries SET principal_id = 'x' WHERE id = '${id}'`], changed],
      ['another address', (id: string) => [`UPDATE audit_entries SET origin = 'x' WHERE id = '${id}'`], changed],
      ['a detail taken away', (id: string) => [`UPDATE audit_entries SET detail = NULL WHERE id = '${id}'`], changed],
      [
        'a detail with its last character changed',
        (id: string) => [`UPDATE audit_entries SET detail = substr(detail, 1, 100) || 'AAAA' WHERE id = '${id}'`],
        changed,
      ],
      [
        'a detail whose own key was spoilt',
        (id: string) => [
          `UPDATE audit_entries SET detail = replace(detail, 's2.test.', 's2.test.AA') WHERE id = '${id}'`,
        ],
        changed,
      ],
      ['a deleted entry', (id: string) => [`DELETE FROM audit_entries WHERE id = '${id}'`], 'the entry was deleted'],
      [
        'an entry deleted with its seal',
        (id: string) => [
          `DELETE FROM audit_entries WHERE id = '${id}'`,
          `DELETE FROM audit_seals WHERE entry_id = '${id}'`,
        ],
        'the seals 4 to 4 are gone',
      ],
      [
        'an entry deleted with its seal, and those after it numbered anew',
        (id: string) => [
          `DELETE FROM audit_entries WHERE id = '${id}'`,
          `DELETE FROM audit_seals WHERE entry_id = '${id}'`,
          'UPDATE audit_seals SET number = number + 1000 WHERE number > 4',
          'UPDATE audit_seals SET number = number - 1001 WHERE number > 1000',
        ],
        changed,
      ],
      [
        'two entries that changed places',
        () => [
          'CREATE TABLE swap AS SELECT number, entry_id FROM audit_seals WHERE number IN (4, 7)',
          "UPDATE audit_seals SET entry_id = 'a' WHERE number = 4",
          'UPDATE audit_seals SET entry_id = (SELECT entry_id FROM swap WHERE number = 4) WHERE number = 7',
          'UPDATE audit_seals SET entry_id = (SELECT entry_id FROM swap WHERE number = 7) WHERE number = 4',
          'DROP TABLE swap',
        ],
        changed,
      ],
      [
        'an entry put in among the others',
        (id: string) => [
          `INSERT INTO audit_entries (id, at, principal_id, act, subject_kind)
             SELECT 'aud_x', at, 'mallory', act, subject_kind FROM audit_entries WHERE id = '${id}'`,
          'UPDATE audit_seals SET number = number + 1000 WHERE number >= 4',
          'UPDATE audit_seals SET number = number - 999 WHERE number > 1000',
          `INSERT INTO audit_seals SELECT 4, 'aud_x', hash, sealed_at FROM audit_seals WHERE number = 3`,
        ],
        changed,
      ],
    ] as const) {
      it(`finds ${what}, and names the first entry that is wrong`, async () => {
        const { db, tamper, ids, anchors } = await aTrail()
        await tamper(...sql(ids[3]!))
        expect(await verifyAudit(db, anchors)).toMatchObject({
          last: { number: 3 },
          firstBad: { number: 4, why: expect.stringContaining(bad) },
        })
      })
    }

    it('finds a tail cut off, by an anchor', async () => {
      const { db, tamper, anchors } = await aTrail()
      await tamper(
        'DELETE FROM audit_entries WHERE id IN (SELECT entry_id FROM audit_seals WHERE number > 8)',
        'DELETE FROM audit_seals WHERE number > 8',
      )
      expect(await verifyAudit(db)).toMatchObject({ firstBad: undefined })
      expect(await verifyAudit(db, anchors)).toMatchObject({
        firstBad: { number: 9, why: expect.stringContaining('there were 10 entries') },
      })
    })

    it('finds a chain that was written anew from the first entry on, by an anchor', async () => {
      const { db, deps, tamper, anchors, seal, source } = await aTrail()
      await tamper(
        "DELETE FROM audit_entries WHERE subject_id = 'site-5'",
        'INSERT INTO audit_waiting SELECT entry_id FROM audit_seals WHERE entry_id IN (SELECT id FROM audit_entries)',
        'DELETE FROM audit_seals',
      )
      const forged = anchors.splice(0)
      await write(deps, 'site-13')
      await seal()
      expect(await rawColumn(source, 'SELECT max(number) FROM audit_seals')).toEqual([12])
      expect(await verifyAudit(db)).toMatchObject({ firstBad: undefined })
      expect(await verifyAudit(db, forged)).toMatchObject({
        firstBad: { number: 10, why: expect.stringContaining('another hash') },
      })
    })

    it('finds an entry that was put in by plain SQL, before it has a seal and after', async () => {
      const { db, source, seal } = await aTrail()
      await rawSql(
        source,
        `INSERT INTO audit_entries (id, at, principal_id, act, subject_kind, mac)
           SELECT 'aud_x', at, 'mallory', act, subject_kind, mac FROM audit_entries WHERE subject_id = 'site-2'`,
      )
      const why = expect.stringContaining('another hand')
      expect(await verifyAudit(db)).toMatchObject({ firstBad: { number: null, entryId: 'aud_x', why } })
      await seal()
      expect(await verifyAudit(db)).toMatchObject({ firstBad: { entryId: 'aud_x', why } })
    })

    it('takes entries without a mac for older than the chain only where they come first', async () => {
      const { source, db, close } = await openTestDatabase(dialect)
      closers.push(close)
      const old = (id: string) =>
        `INSERT INTO audit_entries (id, at, principal_id, act, subject_kind) VALUES ('${id}', ${earlier[dialect]}, 'p', 'a', 'k')`
      const deps = depsOf(db)
      const seal = () =>
        makeAuditSealer({ deps, anchor: async () => {}, onError: (error) => expect(error).toBeUndefined() }).stop()
      await rawSql(source, old('aud_1'), old('aud_2'))
      await seal()
      await write(deps, 'site-3')
      await seal()
      expect(await verifyAudit(db)).toMatchObject({ last: { number: 3 }, firstBad: undefined })
      await rawSql(source, old('aud_4'))
      expect(await verifyAudit(db)).toMatchObject({ firstBad: { entryId: 'aud_4' } })
    })

    it('finds an entry of the tail that was changed, deleted, or kept from its seal', async () => {
      const edited = await aTrail()
      await edited.tamper("UPDATE audit_entries SET act = 'x' WHERE subject_id = 'site-11'")
      expect(await verifyAudit(edited.db)).toMatchObject({ firstBad: { entryId: edited.ids[10] } })
      const deleted = await aTrail()
      await deleted.tamper("DELETE FROM audit_entries WHERE subject_id = 'site-11'")
      expect(await verifyAudit(deleted.db)).toMatchObject({
        firstBad: { entryId: deleted.ids[10], why: expect.stringContaining('deleted before') },
      })
      const hidden = await aTrail()
      await hidden.tamper(`DELETE FROM audit_waiting WHERE entry_id = '${hidden.ids[10]}'`)
      expect(await verifyAudit(hidden.db)).toMatchObject({
        firstBad: { entryId: hidden.ids[10], why: expect.stringContaining('taken off the list') },
      })
    })

    it('sets anchors aside that a restore has made void, and no others', async () => {
      const { db, anchors } = await aTrail()
      const [anchor] = anchors
      const hash = 'f'.repeat(64)
      const lost = [12, 15].map((number) => ({ number, hash, at: '2026-11-22T09:00:01.000Z' }))
      const restored = { ...anchor!, restored: true as const }
      expect(await verifyAudit(db, [anchor!, ...lost, restored])).toMatchObject({ setAside: 2, firstBad: undefined })
      expect(await verifyAudit(db, [restored, ...lost])).toMatchObject({ setAside: 0, firstBad: { number: 11 } })
    })

    it('refuses to change, delete, replace or truncate rows, but for the wrap of a detail’s key', async () => {
      const { source, ids, db } = await aTrail()
      const refused = [
        `UPDATE audit_entries SET act = 'x' WHERE id = '${ids[0]}'`,
        `UPDATE audit_entries SET origin = 'x' WHERE id = '${ids[0]}'`,
        `UPDATE audit_entries SET detail = NULL WHERE id = '${ids[0]}'`,
        `UPDATE audit_entries SET detail = detail || 'A' WHERE id = '${ids[0]}'`,
        'DELETE FROM audit_entries',
        "UPDATE audit_seals SET hash = ''",
        'DELETE FROM audit_seals WHERE number = 10',
        ...(dialect === 'sqlite'
          ? [
              'INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries',
              'INSERT OR REPLACE INTO audit_seals SELECT * FROM audit_seals',
            ]
          : ['TRUNCATE audit_entries', 'TRUNCATE audit_seals']),
      ]
      for (const sql of refused) await expect(rawSql(source, sql), sql).rejects.toThrow(/are never/)
      await rawSql(source, `UPDATE audit_entries SET detail = 's2.k2.' || substr(detail, 9) WHERE id = '${ids[0]}'`)
      expect(await verifyAudit(db)).toMatchObject({ firstBad: { number: 1, why: expect.stringContaining('"k2"') } })
    })
  })
}

const earlier: Record<Dialect, string> = { sqlite: '1795334400000', postgres: "'2026-11-22T08:00:00Z'" }
