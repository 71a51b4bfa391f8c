import { expect, it } from 'vitest'
import { detailOf } from '../../../src/access/audit.ts'
import { findNewest } from '../../../src/access/audit/store.ts'
import type { Database } from '../../../src/db/database.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { openDevicePlace, openSecrets } from '../../../src/estate/store.ts'
import { day } from '../../../src/shared/day.ts'
import { eachDialect } from '../../support/dialects.ts'
import { codesOf, csv, importer } from '../../support/make.ts'

const siteOf = async (db: Database) => (await loadEstate(db.read, 'everything')).sites[0]!
const deviceOf = async (db: Database) => (await loadEstate(db.read, 'everything')).devices[0]!
const designationsOf = (db: Database) => {
  const t = db.read.t.siteDesignations
  return db.read.select().from(t).orderBy(t.id)
}

eachDialect('facts that conflict', (open) => {
  it('an empty cell never clears a fact', async () => {
    const db = await open()
    const run = importer(db)
    const header = 'organisation,site,region,vetting,device,model,network,location,lat,lon,internet_exposed'
    await run(csv(header, 'Org,S1,London,sc,A,X,core,Gate,51.5,-0.1,yes'))
    const before = [await siteOf(db), await deviceOf(db)]
    expect(await run(csv(header, 'Org,S1,,,A,,,,,,', ''))).toMatchObject({ unchanged: 1 })
    expect(await run(csv(header, 'Org,S1,,,A,,unknown,,,,'))).toMatchObject({ unchanged: 1 })
    expect([await siteOf(db), await deviceOf(db)]).toEqual(before)
  })

  it('a file that gives flagged devices another maker is believed, and the report and the audit say of how many', async () => {
    const db = await open()
    const run = importer(db)
    const header = 'organisation,site,device,manufacturer'
    await run(csv(header, 'Org,S1,A,Hikvision', 'Org,S1,B,Hikvision', 'Org,S1,C,Axis'))
    const report = await run(csv(header, 'Org,S1,A,Axis', 'Org,S1,B,Axis', 'Org,S1,C,Axis'))
    expect(report.findings).toMatchObject({ flagged: 0 })
    const said = report.warnings.find(({ code }) => code === 'flagged-no-more')
    expect(said).toMatchObject({ rows: [2, 3], count: 2, message: expect.stringContaining('2 rows of a device') })
    const entry = await findNewest(db.read, 'import.done')
    const detail = db.read.sealer.unseal(entry!.detail!, detailOf(entry!.id))
    expect(JSON.parse(detail)).toMatchObject({ flaggedNoMore: 2 })
    expect(codesOf((await run(csv(header, 'Org,S1,A,Axis'))).warnings)).not.toContain('flagged-no-more')
  })

  it('part of a place changes that part', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv('organisation,site,device,location,lat,lon', 'Org,S1,A,Gate,51.5,-0.1'))
    expect(await run(csv('organisation,site,device,location', 'Org,S1,A,Gate'))).toMatchObject({ unchanged: 1 })
    expect(await run(csv('organisation,site,device,location', 'Org,S1,A,Lobby'))).toMatchObject({ updated: 1 })
    const { id } = await deviceOf(db)
    expect(await openDevicePlace(db.read, id)).toEqual({ location: 'Lobby', lat: 51.5, lon: -0.1 })
  })

  it('within a file the most sensitive designation wins, and both rows are named', async () => {
    const db = await open()
    const report = await importer(db)(
      csv(
        'organisation,site,sensitivity,device',
        'Org,S1,other,A',
        'Org,S1,,B',
        'Org,S1,sensitive,C',
        'Org,S1,extended,D',
      ),
    )
    expect((await siteOf(db)).sensitivity).toBe('sensitive')
    expect(report.warnings.find(({ code }) => code === 'conflicting-sensitivity')).toMatchObject({ rows: [4, 2] })
  })

  it('within a file the first of other facts wins, and both rows are named', async () => {
    const db = await open()
    const report = await importer(db)(
      csv(
        'organisation,standing,site,region,device',
        'Org,,S1,,A',
        'Org,voluntary,S1,Wales,B',
        'Org,outside,S1,London,C',
      ),
    )
    expect((await siteOf(db)).region).toBe('Wales')
    const found = report.warnings.filter(({ code }) => code === 'conflicting-fact')
    expect(found.map(({ message }) => message)).toEqual([
      'Org: rows 3 and 4 give standing as "voluntary" and "outside"; row 3\'s was taken.',
      'Site S1: rows 3 and 4 give region as "Wales" and "London"; row 3\'s was taken.',
    ])
  })

  it('a designation from a file is to be confirmed, and reviewed in a year', async () => {
    const db = await open()
    await importer(db)(csv('organisation,site,sensitivity,limbs,device', 'Org,S1,sensitive,socpa,A'), {
      asOf: day('2026-03-01'),
      fileName: 'estate.csv',
    })
    expect(await designationsOf(db)).toMatchObject([
      {
        sensitivity: 'sensitive',
        reason: 'Stated in the inventory estate.csv; to be confirmed.',
        asOfOn: '2026-03-01',
        reviewOn: '2027-03-01',
        confirmed: false,
        recordedBy: 'local-operator',
      },
    ])
  })

  it('a site that no file designates is unassessed, and nobody has designated it', async () => {
    const db = await open()
    await importer(db)(csv('organisation,site,device', 'Org,S1,A'))
    expect((await siteOf(db)).sensitivity).toBe('unassessed')
    expect(await designationsOf(db)).toEqual([])
  })

  it('a higher sensitivity is applied and appended; a lower one needs an approver', async () => {
    const db = await open()
    const run = importer(db)
    const header = 'organisation,site,sensitivity,limbs,device'
    await run(csv(header, 'Org,S1,other,,A'))
    await run(csv(header, 'Org,S1,sensitive,socpa,A'))
    const report = await run(csv(header, 'Org,S1,extended,,A'))
    expect(codesOf(report.warnings)).toContain('downgrade-needs-approval')
    const site = await siteOf(db)
    expect([site.sensitivity, site.version]).toEqual(['sensitive', 2])
    expect((await designationsOf(db)).map(({ sensitivity }) => sensitivity)).toEqual(['other', 'sensitive'])
    await run(csv(header, 'Org,S1,sensitive,ministerial,A'))
    expect((await openSecrets(db.read, site.id)).limbs).toEqual(['ministerial', 'socpa'])
  })

  it('an older file raises no designation but that of a site which has none', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv('organisation,site,sensitivity,device', 'Org,S1,other,A', 'Org,S2,,A'), { asOf: day('2026-06-01') })
    await run(csv('organisation,site,sensitivity,device', 'Org,S1,sensitive,A', 'Org,S2,extended,A'), {
      asOf: day('2026-01-01'),
    })
    const { sites } = await loadEstate(db.read, 'everything')
    expect(sites.map(({ sensitivity }) => sensitivity)).toEqual(['other', 'extended'])
  })

  it('an upgrade date that changes is appended', async () => {
    const db = await open()
    const run = importer(db)
    const header = 'organisation,site,device,scheduled_upgrade,upgrade_funded,upgrade_manufacturer'
    await run(csv(header, 'Org,S1,A,2028-04-01,yes,Axis'))
    await run(csv(header, 'Org,S1,A,2028-04-01,yes,Axis'))
    await run(csv(header, 'Org,S1,A,2029-04-01,,'))
    const t = db.read.t.siteUpgrades
    const upgrades = await db.read.select().from(t).orderBy(t.id)
    expect(upgrades).toMatchObject([
      { upgradeOn: '2028-04-01', funded: true, manufacturer: 'Axis' },
      { upgradeOn: '2029-04-01', funded: true, manufacturer: 'Axis' },
    ])
  })

  it('a finding is appended when the device or what is found of it changes', async () => {
    const db = await open()
    const run = importer(db)
    const header = 'organisation,site,device,manufacturer,mac,location'
    await run(csv(header, 'Org,S1,A,,,'))
    await run(csv(header, 'Org,S1,A,,,gate'))
    await run(csv(header, 'Org,S1,A,Hikvision,,'))
    await run(csv(header, 'Org,S1,A,Hikvision,44:19:b6:01:02:03,'))
    const t = db.read.t.findings
    const states = (await db.read.select({ state: t.state }).from(t).orderBy(t.id)).map(({ state }) => state)
    expect(states).toEqual(['unknown', 'flagged', 'flagged'])
    await run(csv(header, 'Org,S1,A,Hikvision,44:19:b6:01:02:03,', 'Org,S1,B,,,'))
    expect([await db.read.$count(t), await db.read.$count(db.read.t.findingTexts)]).toEqual([4, 3])
    expect(await deviceOf(db)).toMatchObject({ finding: 'flagged', manufacturerId: 'hikvision' })
  })

  it('a fact about a site that no row names is not kept, and that is said', async () => {
    const report = await importer(await open())(csv('organisation,sensitivity,device', 'Org,sensitive,A'))
    expect(codesOf(report.warnings)).toContain('site-facts-without-site')
  })

  it('a recorder that names no device is a warning', async () => {
    const header = 'organisation,site,device,kind,recorder'
    const report = await importer(await open())(
      csv(header, 'Org,S1,NVR1,nvr,', 'Org,S1,A,camera,nvr1', 'Org,S1,B,camera,NVR9'),
    )
    expect(report.warnings.find(({ code }) => code === 'recorder-unknown')).toMatchObject({ rows: [4] })
  })
})
