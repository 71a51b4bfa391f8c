import { expect, it } from 'vitest'
import { insertHostPrincipals } from '../../src/access/principals.ts'
import type { Database } from '../../src/db/database.ts'
import { changeSite, type SiteChange } from '../../src/estate/change-site.ts'
import { loadEstate, openSite } from '../../src/estate/load-estate.ts'
import { openSecrets } from '../../src/estate/store.ts'
import { day } from '../../src/shared/day.ts'
import { countingIds } from '../support/clock.ts'
import { eachDialect } from '../support/dialects.ts'
import { depsOf, operator } from '../support/estate.ts'
import { csv, importer } from '../support/make.ts'

async function siteIn(db: Database) {
  const ids = countingIds()
  await importer(db, ids)(csv('organisation,site,sensitivity,postcode,device', 'Org,S1,extended,SW1A 1AA,A'))
  const { sites, organisations } = await loadEstate(db.read, 'everything')
  const site = sites[0]!
  const deps = { ...depsOf(db), ids }
  const ask = (change: SiteChange, version = 1) => changeSite(deps, operator, { id: site.id, version, change })
  const edit = async (change: SiteChange, version?: number) => {
    const done = await ask(change, version)
    return 'site' in done ? done.site : undefined
  }
  return { site, organisation: organisations[0]!, ask, edit, deps }
}

eachDialect('changing a site', (open) => {
  it('changes what is given and leaves the rest', async () => {
    const db = await open()
    const { site, edit } = await siteIn(db)
    const changed = await edit({ name: 'Annex', vetting: 'sc' })
    expect(changed).toEqual({ ...site, name: 'Annex', vetting: 'sc', version: 2 })
  })
  it('says to others that the organisation’s estate has changed', async () => {
    const db = await open()
    const { organisation, edit } = await siteIn(db)
    await edit({ name: 'Annex' })
    const { organisations } = await loadEstate(db.read, 'everything')
    expect(organisations[0]?.version).toBe(organisation.version + 1)
  })
  it('that changes nothing is no change', async () => {
    const db = await open()
    const { site, edit } = await siteIn(db)
    expect(await edit({ name: site.name, sensitivity: 'extended' })).toEqual(site)
  })
  it('seals what is sensitive', async () => {
    const db = await open()
    const { site, edit } = await siteIn(db)
    const address = { postcode: 'SW1A 2AA', lat: 51.5, lon: -0.1 }
    await edit({ address, accessNotes: 'Ring twice', contacts: 'A. Porter', limbs: ['socpa'] })
    expect(await openSecrets(db.read, site.id)).toEqual({
      address,
      accessNotes: 'Ring twice',
      contacts: 'A. Porter',
      limbs: ['socpa'],
    })
    const rows = JSON.stringify([
      await db.read.select().from(db.read.t.sites),
      await db.read.select().from(db.read.t.siteDesignations),
      await db.read.select().from(db.read.t.auditEntries),
    ])
    expect(rows).not.toMatch(/Porter|Ring|2AA|socpa/)
  })
  it('appends the designation and the upgrade that it changes', async () => {
    const db = await open()
    const { site, edit } = await siteIn(db)
    await edit({ sensitivity: 'sensitive', reason: 'Ministers moved in' })
    await edit({ upgradeOn: day('2028-04-01'), upgradeFunded: true }, 2)
    const { siteDesignations: d, siteUpgrades: u } = db.read.t
    expect(await db.read.select().from(d).orderBy(d.id)).toMatchObject([
      { sensitivity: 'extended', confirmed: false },
      {
        siteId: site.id,
        sensitivity: 'sensitive',
        confirmed: true,
        reason: 'Ministers moved in',
        reviewOn: '2027-11-22',
      },
    ])
    expect(await db.read.select().from(u)).toMatchObject([
      { upgradeOn: '2028-04-01', funded: true, manufacturer: null },
    ])
  })
  it('to a lower sensitivity needs a second person', async () => {
    const db = await open()
    const { site, ask, deps } = await siteIn(db)
    await db.write((q) => insertHostPrincipals(q, deps.clock.now()))
    await expect(ask({ sensitivity: 'other', name: 'X' })).rejects.toMatchObject({ code: 'reason-needed' })
    const asked = await ask({ sensitivity: 'other', name: 'X', reason: 'Ministers moved out' })
    expect(asked).toMatchObject({
      request: { state: 'open', says: `Lower ${site.code} from extended to other, and change its name.` },
    })
    expect((await loadEstate(db.read, 'everything')).sites).toEqual([site])
  })
  it('must be made on the version that is there', async () => {
    const db = await open()
    const { edit } = await siteIn(db)
    await edit({ name: 'First' })
    await expect(edit({ name: 'Second' })).rejects.toMatchObject({ code: 'stale-version' })
  })
  it('is possible only within the caller’s scope', async () => {
    const db = await open()
    const { site, organisation, deps } = await siteIn(db)
    const within = (region: string) => ({ ...operator, scope: [{ organisationId: organisation.id, region }] })
    const edit = { id: site.id, version: 1, change: { name: 'X' } }
    await expect(changeSite(deps, within('Wales'), edit)).rejects.toMatchObject({ code: 'unknown-site' })
    await expect(openSite(deps, within('Wales'), site.id)).rejects.toMatchObject({ code: 'unknown-site' })
  })
})
