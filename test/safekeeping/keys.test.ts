import { customType } from 'drizzle-orm/pg-core'
import { getTableColumns } from 'drizzle-orm'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openKeyring } from '../../src/access/keyring.ts'
import { makeAuditSealer } from '../../src/access/audit/seal-entries.ts'
import { verifyAudit } from '../../src/access/audit/verify-audit.ts'
import { insertHostPrincipals } from '../../src/access/principals.ts'
import { makeSealer } from '../../src/access/sealing.ts'
import { changeSite } from '../../src/estate/change-site.ts'
import { openDevice, openSite } from '../../src/estate/load-estate.ts'
import type { Database } from '../../src/db/database.ts'
import { postgresKit, type Kit } from '../../src/db/kit.ts'
import { defineTables } from '../../src/db/tables.ts'
import { submitJob } from '../../src/jobs/submit-job.ts'
import { claimJob } from '../../src/jobs/store.ts'
import { listKeys, makeNewKey, retireKey } from '../../src/safekeeping/keys.ts'
import { rewrapKeys } from '../../src/safekeeping/rewrap-keys.ts'
import { SEALED_COLUMNS } from '../../src/safekeeping/sealed-columns.ts'
import { DIALECTS, openAgain, openTestDatabase } from '../support/dialects.ts'
import { depsOf, jobContext, operator } from '../support/estate.ts'
import { csv, importer } from '../support/make.ts'
import { rawColumn } from '../support/raw-sql.ts'
import { notRandom } from '../support/sealer.ts'

describe('the list of sealed columns', () => {
  it('has every column that tables.ts seals, named by the columns that name its rows', () => {
    const marked = customType<{ data: string }>({ dataType: () => 'sealed' })
    const kit = { ...postgresKit, sealed: () => marked(), sealedJson: () => marked() } as unknown as Kit
    const found = Object.entries(defineTables(kit)).flatMap(([table, of]) => {
      const sealed = Object.entries(getTableColumns(of)).filter(([, column]) => column.getSQLType() === 'sealed')
      return sealed.map(([column]) => `${table}.${column}`)
    })
    expect(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(found.sort())
  })
})

for (const dialect of DIALECTS) {
  describe(`a rotation of keys (${dialect})`, () => {
    const closers: (() => unknown)[] = []
    afterAll(async () => {
      for (const close of closers.reverse()) await close()
    })

    async function aHouse() {
      const { source, close } = await openTestDatabase(dialect)
      const home = mkdtempSync(join(tmpdir(), 'lenscap-keys-'))
      const place = { dataFolder: join(home, 'var'), keyFile: undefined, keyCommand: undefined, production: false }
      const randomBytes = notRandom()
      const open = () => openAgain(source, makeSealer(openKeyring(place, randomBytes)))
      const db = open()
      closers.push(
        close,
        () => rmSync(home, { recursive: true }),
        () => db.close(),
      )
      const deps = depsOf(db)
      await db.write((q) => insertHostPrincipals(q, deps.clock.now()))
      await importer(
        db,
        deps.ids,
      )(
        csv(
          'organisation,standing,site,sensitivity,limbs,postcode,lat,lon,device,kind,location',
          ...Array.from(
            { length: 300 },
            (_, i) => `Ducks,department,P-${i % 3},sensitive,a,SW1A 1AA,51.5,-0.1,C-${i},camera,Gate ${i}`,
          ),
        ),
      )
      return { deps, db, source, place, randomBytes, open }
    }
    const siteIds = async (db: Database) => {
      return (await db.read.select({ id: db.read.t.sites.id }).from(db.read.t.sites)).map(({ id }) => id)
    }

    it('wraps every sealed field anew, so that the old key may be retired, and no text is lost', async () => {
      const { deps, db, source, place, randomBytes, open } = await aHouse()
      const [siteId] = await siteIds(db)
      const change = { accessNotes: 'Ask for the key at the kiosk', contacts: 'A. Warden' }
      await changeSite(deps, operator, { id: siteId!, version: 1, change })
      await submitJob(deps, operator, { kind: 'none', input: { file: 'secret.csv' } })
      const before = await openSite(deps, operator, siteId!)
      const texts = await rawColumn(source, 'SELECT substr(place, 87) FROM devices ORDER BY id')

      await expect(retireKey(deps, operator, { place, id: 'k1' })).rejects.toMatchObject({ code: 'key-in-use' })
      expect(await makeNewKey(deps, operator, { place, randomBytes })).toBe('k2')
      await expect(retireKey(deps, operator, { place, id: 'k1' })).rejects.toMatchObject({
        code: 'key-in-use',
        message: expect.stringMatching(/^3\d\d fields/),
      })
      const done = await rewrapKeys(deps, {}, jobContext)
      expect(done.fields).toBeGreaterThan(300)
      expect(await rewrapKeys(deps, {}, jobContext)).toEqual({ key: 'k2', fields: 0 })
      expect(await listKeys(db.read, place)).toMatchObject([
        { id: 'k1', current: false, fields: 0 },
        { id: 'k2', current: true },
      ])
      await retireKey(deps, operator, { place, id: 'k1' })

      const anew = open()
      closers.push(() => anew.close())
      const afresh = { ...deps, db: anew }
      expect(await openSite(afresh, operator, siteId!)).toEqual(before)
      const devices = await anew.read.select({ id: anew.read.t.devices.id }).from(anew.read.t.devices)
      for (const { id } of devices) expect((await openDevice(afresh, operator, id)).place?.location).toMatch(/^Gate/)
      expect(await rawColumn(source, 'SELECT substr(place, 87) FROM devices ORDER BY id')).toEqual(texts)
      const lease = { holder: 'x', now: deps.clock.now(), expiresAt: deps.clock.now() }
      const claimed = await anew.write((q) => claimJob(q, lease, { kinds: ['none'] }))
      expect(claimed?.input).toEqual({ file: 'secret.csv' })
    })

    it('leaves the audit trail whole', async () => {
      const { deps, db, place, randomBytes } = await aHouse()
      const seal = () =>
        makeAuditSealer({ deps, anchor: async () => {}, onError: (e) => expect(e).toBeUndefined() }).stop()
      await seal()
      await makeNewKey(deps, operator, { place, randomBytes })
      await rewrapKeys(deps, {}, jobContext)
      await seal()
      expect(await verifyAudit(db)).toMatchObject({ last: { number: 2 }, firstBad: undefined })
      await retireKey(deps, operator, { place, id: 'k1' })
      expect(await verifyAudit(db)).toMatchObject({ firstBad: undefined })
    })

    it('goes on where it was stopped', async () => {
      const { deps, db, place, randomBytes } = await aHouse()
      await makeNewKey(deps, operator, { place, randomBytes })
      const stop = new AbortController()
      const context = {
        ...jobContext,
        signal: stop.signal,
        report: ({ done }: { done: number }) => done > 100 && stop.abort(),
      }
      await expect(rewrapKeys(deps, {}, context as typeof jobContext)).rejects.toThrow('abort')
      const [before] = await listKeys(db.read, place)
      expect(before!.fields).toBeGreaterThan(0)
      const { fields } = await rewrapKeys(deps, {}, jobContext)
      expect(fields).toBe(before!.fields)
    })

    it('does not let a key be retired while a job may hold what it sealed', async () => {
      const { deps, db, place, randomBytes } = await aHouse()
      await submitJob(deps, operator, { kind: 'none', input: {} })
      await makeNewKey(deps, operator, { place, randomBytes })
      await rewrapKeys(deps, {}, jobContext)
      const lease = { holder: 'x', now: deps.clock.now(), expiresAt: deps.clock.now() }
      await db.write((q) => claimJob(q, lease, { kinds: ['none'] }))
      await expect(retireKey(deps, operator, { place, id: 'k1' })).rejects.toMatchObject({ code: 'jobs-running' })
    })
  })
}
