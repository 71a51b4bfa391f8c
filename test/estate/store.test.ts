import { expect, it } from 'vitest'
import { latestFindings, loadEstate, openDevice } from '../../src/estate/load-estate.ts'
import { listDevices, listOrganisations, listSites } from '../../src/estate/store.ts'
import { countingIds } from '../support/clock.ts'
import { eachDialect } from '../support/dialects.ts'
import { depsOf, operator } from '../support/estate.ts'
import { csv, importer } from '../support/make.ts'

const FILE = csv(
  'organisation,site,sensitivity,region,device,manufacturer,kind,status,location',
  'One,S1,sensitive,London,A,Hikvision,camera,in-service,Gate',
  'One,S1,,,B,Axis,recorder,removed,',
  'One,S2,other,Wales,A,,camera,in-service,',
  'Two,S1,,Wales,A,,camera,in-service,',
)

eachDialect('the estate store', (open) => {
  it('lists what the scope holds, and nothing else', async () => {
    const db = await open()
    await importer(db)(FILE)
    const all = await loadEstate(db.read, 'everything')
    expect([all.organisations.length, all.sites.length, all.devices.length]).toEqual([2, 3, 4])
    const one = all.organisations.find(({ name }) => name === 'One')!
    const whole = await loadEstate(db.read, [{ organisationId: one.id, region: null }])
    expect([whole.organisations.length, whole.sites.length, whole.devices.length]).toEqual([1, 2, 3])
    const wales = await loadEstate(db.read, [{ organisationId: one.id, region: 'Wales' }])
    expect(wales.sites.map(({ code }) => code)).toEqual(['S2'])
    expect(wales.devices.map(({ siteId }) => siteId)).toEqual([wales.sites[0]!.id])
    expect(await loadEstate(db.read, [])).toEqual({ organisations: [], sites: [], devices: [] })
  })
  it('lists in parts, in the order of ids', async () => {
    const db = await open()
    await importer(db)(FILE)
    const all = await listDevices(db.read, 'everything')
    const ids = all.map(({ id }) => id)
    expect(ids).toEqual(ids.toSorted())
    const part = await listDevices(db.read, 'everything', {}, { after: ids[0]!, limit: 2 })
    expect(part).toEqual(all.slice(1, 3))
    expect(await listSites(db.read, 'everything', {}, { limit: 1 })).toHaveLength(1)
    expect(await listOrganisations(db.read, 'everything', { after: 'zzz' })).toEqual([])
  })
  it('filters', async () => {
    const db = await open()
    await importer(db)(FILE)
    const labels = async (filter: Parameters<typeof listDevices>[2]) =>
      (await listDevices(db.read, 'everything', filter)).map(({ label }) => label)
    expect(await labels({ finding: 'flagged' })).toEqual(['A'])
    expect(await labels({ kind: 'recorder', status: 'removed' })).toEqual(['B'])
    const [sensitive] = await listSites(db.read, 'everything', { sensitivity: 'sensitive' })
    expect(await labels({ siteId: sensitive!.id })).toEqual(['A', 'B'])
    expect(
      await listSites(db.read, 'everything', { region: 'Wales', organisationId: sensitive!.organisationId }),
    ).toHaveLength(1)
  })
  it('gives the newest finding of a device, within the scope', async () => {
    const db = await open()
    const run = importer(db)
    await run(FILE)
    await run(csv('organisation,site,device,manufacturer', 'One,S2,A,Dahua'))
    const { devices, sites } = await loadEstate(db.read, 'everything')
    const site = sites.find(({ code }) => code === 'S2')!
    const device = devices.find(({ siteId }) => siteId === site.id)!
    const found = await latestFindings(
      db.read,
      'everything',
      devices.map(({ id }) => id),
    )
    expect(found.size).toBe(4)
    expect(found.get(device.id)).toMatchObject({ state: 'flagged', manufacturerName: expect.stringContaining('Dahua') })
    expect(await latestFindings(db.read, [], [device.id])).toEqual(new Map())
  })
  it('opens a device’s place, and puts the look on record', async () => {
    const db = await open()
    const ids = countingIds()
    await importer(db, ids)(FILE)
    const [device] = await listDevices(db.read, 'everything', { finding: 'flagged' })
    const opened = await openDevice({ ...depsOf(db), ids }, operator, device!.id)
    expect(opened.place).toEqual({ location: 'Gate', lat: null, lon: null })
    expect(opened.finding?.state).toBe('flagged')
    const acts = (await db.read.select().from(db.read.t.auditEntries)).map(({ act }) => act)
    expect(acts).toContain('device.opened')
    await expect(openDevice({ ...depsOf(db), ids }, { ...operator, scope: [] }, device!.id)).rejects.toMatchObject({
      code: 'unknown-device',
    })
  })
})
