import { describe, expect, it } from 'vitest'
import type { Database } from '../../../../src/db/database.ts'
import { identify, Namesakes, ownMac, serialKey } from '../../../../src/estate/import/rows/identity.ts'
import { FIELDS, type Facts } from '../../../../src/estate/inventory/columns.ts'
import { loadEstate } from '../../../../src/estate/load-estate.ts'
import { day } from '../../../../src/shared/day.ts'
import { eachDialect } from '../../../support/dialects.ts'
import { codesOf, countsOf, csv, importer } from '../../../support/make.ts'

const facts = (given: Partial<Facts>): Facts => ({
  ...(Object.fromEntries(FIELDS.map((field) => [field, null])) as Facts),
  ...given,
})
const identityOf = (given: Partial<Facts>, siteKey: string | null = null) =>
  identify(facts(given), siteKey, (text) => `hash of ${text}`)

describe('the identity of a row', () => {
  it('is site and label, however they are written', () => {
    const [a, b] = [identityOf({ device: 'Cam  1' }, 'hq'), identityOf({ device: 'CAM 1' }, 'hq')]
    expect(a).toEqual({ text: 'label:hq/cam%201', by: 'site-and-label' })
    expect(b).toEqual(a)
  })
  it('keeps site and label apart', () => {
    expect(identityOf({ device: 'b/c' }, 'a').text).not.toBe(identityOf({ device: 'c' }, 'a/b').text)
  })
  it('is then the serial, then the MAC, then what the row says', () => {
    expect(identityOf({ serial: 'SN 1', mac: '00408c010203' }).by).toBe('serial')
    expect(identityOf({ mac: '00408c010203', model: 'X' }).by).toBe('mac')
    expect(identityOf({ model: 'X' }).by).toBe('derived')
  })
  it('is no MAC that is a group or locally administered one', () => {
    expect(ownMac('020000000001')).toBeNull()
    expect(ownMac('01005e000001')).toBeNull()
    expect(identityOf({ mac: '020000000001' }).by).toBe('derived')
  })
  it('is no serial that is the same sign throughout', () => {
    expect([serialKey('0000'), serialKey('-'), serialKey('0001')]).toEqual([null, null, '0001'])
  })
  it('that is derived does not rest on what changes in a device’s life', () => {
    const installed = identityOf({ model: 'X', status: 'in-service', network: 'core' })
    expect(identityOf({ model: 'X', status: 'removed', network: 'isolated' })).toEqual(installed)
    expect(identityOf({ model: 'Y' })).not.toEqual(installed)
  })
})

describe('devices with one label and no site', () => {
  const at = (location: string | null, serial: string | null = null) => {
    return { location, lat: null, lon: null, serial, mac: null }
  }
  it('may be one unless something that both state differs', () => {
    const found = new Namesakes<string>()
    found.add('7', at('North Gate'), 'north')
    found.add('7', at(null, 'SN1'), 'SN1')
    expect(found.find('7', at('north gate'))).toBe('north')
    expect(found.find('7', at('South Gate', 'sn1'))).toBe('SN1')
    expect(found.find('7', at('South Gate', 'SN2'))).toBeUndefined()
    expect(found.find('7', at(null), (name) => name !== 'north')).toBe('SN1')
    expect([found.has('7'), found.has('8')]).toEqual([true, false])
  })
})

const devicesOf = async (db: Database) => (await loadEstate(db.read, 'everything')).devices
const HEADER = 'organisation,site,device,model,serial,mac,location'

eachDialect('a device', (open) => {
  it('is the same one on re-import by site and label', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'Org,S1,A,X,,,', 'Org,S2,A,X,,,', 'Other,S1,A,X,,,'))
    const report = await run(csv(HEADER, 'Org,s1,a,Y,,,gate'))
    expect(countsOf(report)).toMatchObject({ created: 0, updated: 1 })
    const devices = await devicesOf(db)
    expect(devices.map(({ model }) => model)).toEqual(['Y', 'X', 'X'])
    expect(devices[0]?.version).toBe(2)
  })

  it('is the same one by its serial when its label or its site changed', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'Org,S1,A,X,SN1,,'))
    expect(await run(csv(HEADER, 'Org,S2,B,X,sn1,,'))).toMatchObject({ created: 0, updated: 1 })
    const estate = await loadEstate(db.read, 'everything')
    const moved = estate.sites.find(({ code }) => code === 'S2')
    expect(estate.devices).toMatchObject([{ label: 'B', siteId: moved?.id }])
    expect(await run(csv(HEADER, 'Org,S1,A,X,SN9,,'))).toMatchObject({ created: 1 })
  })

  it('is the same one by its MAC, unless the serials differ', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'Org,S1,A,X,,00:40:8c:01:02:03,', 'Org,S1,B,X,SN1,00:40:8c:01:02:04,'))
    expect(await run(csv(HEADER, 'Org,S1,C,X,,00:40:8c:01:02:03,'))).toMatchObject({ created: 0, updated: 1 })
    expect(await run(csv(HEADER, 'Org,S1,D,X,SN2,00:40:8c:01:02:04,'))).toMatchObject({ created: 1 })
  })

  it('is not told by a serial that several have', async () => {
    const db = await open()
    const run = importer(db)
    const report = await run(csv(HEADER, 'Org,S1,A,X,SN1,,', 'Org,S1,B,X,SN1,,'))
    expect(report.created).toBe(2)
    expect(codesOf(report.warnings)).toContain('serial-shared')
    expect(await run(csv(HEADER, 'Org,S1,C,X,SN1,,'))).toMatchObject({ created: 1 })
  })

  it('with a label and no site is another one in another place, or with another serial or MAC', async () => {
    const db = await open()
    const run = importer(db)
    const report = await run(csv('device,location,serial', '7,North Gate,', '7,South Gate,', '7,North Gate,SN1'))
    expect(countsOf(report)).toMatchObject({ created: 2, rejected: 1 })
    expect(report.warnings.find(({ code }) => code === 'label-reused')).toMatchObject({ rows: [3], count: 1 })
    expect(report.complaints).toMatchObject([{ row: 4, code: 'conflicting-row', column: 'serial' }])
    const later = await run(csv('device,location,serial', '7,West Gate,', '7,north gate,SN1'))
    expect(countsOf(later)).toMatchObject({ created: 1, updated: 1 })
    expect(codesOf(later.warnings)).toContain('label-reused')
  })

  it('without any identity is known by what is said of it, and counted where several are alike', async () => {
    const db = await open()
    const run = importer(db)
    const report = await run(csv('model,location', 'X,hall', 'X,hall', 'Y,hall'))
    expect(countsOf(report)).toMatchObject({ created: 3 })
    expect(report.warnings.find(({ code }) => code === 'identity-derived')?.count).toBe(3)
    expect(await run(csv('model,location', 'Y,hall', 'X,hall', 'X,hall', 'X,hall'))).toMatchObject({
      created: 1,
      unchanged: 3,
    })
  })
})

eachDialect('rows of one file that are one device', (open) => {
  it('are a duplicate when every value is equal, and rejected when any differs', async () => {
    const run = importer(await open())
    const report = await run(csv(HEADER, 'Org,S1,A,X,,,', 'Org,S1,A,X,,,', 'Org,S1,A,Y,,,', 'Org,S1,B,X,,,'))
    expect(countsOf(report)).toEqual({ rows: 4, created: 2, updated: 0, unchanged: 0, duplicates: 1, rejected: 1 })
    expect(report.complaints).toEqual([
      {
        row: 4,
        column: 'model',
        code: 'conflicting-row',
        message:
          'Rows 2 and 4 are one device (the same site and label) and differ in model: expected one row for each device. Row 2 was kept.',
      },
    ])
  })
  it('are found by serial when one of them has no label', async () => {
    const run = importer(await open())
    const report = await run(csv(HEADER, 'Org,S1,,X,SN1,,', 'Org,S1,A,X,SN1,,'))
    expect(countsOf(report)).toMatchObject({ created: 1, rejected: 1 })
    expect(report.complaints).toMatchObject([{ row: 2, code: 'conflicting-row', column: 'device' }])
  })
})

eachDialect('a device of an older file', (open) => {
  it('fills in what was not known, and overwrites nothing', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv('organisation,site,device,model,status', 'Org,S1,A,New,removed'), { asOf: day('2026-06-01') })
    const old = csv('organisation,site,device,model,status,serial', 'Org,S1,A,Old,in-service,SN1')
    const report = await run(old, { asOf: day('2026-01-01') })
    expect(report.updated).toBe(1)
    expect(codesOf(report.warnings)).toContain('older-than-known')
    expect(await devicesOf(db)).toMatchObject([
      { model: 'New', status: 'removed', serial: 'SN1', observedOn: '2026-06-01' },
    ])
  })
})
