import { describe, expect, it } from 'vitest'
import {
  isNetboxCsv,
  isNetboxJson,
  readNetboxCsv,
  readNetboxJson,
} from '../../../../src/estate/readers/devices/netbox.ts'
import type { RawTable } from '../../../../src/estate/readers/table.ts'
import { contentOf, listed } from '../../../support/content.ts'

/** The cells under what they mean. */
function meantBy(table: RawTable) {
  const { header, means, rows } = listed(table)
  const fields = { kind: 'kind', ip: 'ip', ...means }
  return rows.map(({ cells }) =>
    Object.fromEntries(Object.entries(fields).map(([field, name]) => [field, cells[header.indexOf(name)]])),
  )
}

describe('NetBox’s CSV', () => {
  const bulk = [
    'name,role,manufacturer,device_type,serial,status,site,location,primary_ip,tenant,cf_mac_address',
    'gate,IP Camera,Hikvision,DS-2CD2143G2-I,S1,active,HQ,Roof,10.0.0.7/24,Estates,44:19:b6:01:02:03',
    'core-1,Access Switch,Cisco,C9300,S2,active,HQ,,10.0.0.1/24,,',
  ].join('\n')
  const page =
    'Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address\ngate,Active,,HQ,,,NVR,Dahua,NVR4216,10.0.0.8/24\n'
  it('is told by its columns, as exported in bulk and from a page', () => {
    expect([bulk, page].map((text) => isNetboxCsv(contentOf(text)))).toEqual([true, true])
    expect(isNetboxCsv(contentOf('name,manufacturer,model,site\n'))).toBe(false)
    expect(isNetboxCsv(contentOf('{"name": 1}'))).toBe(false)
  })
  it('has the model under device_type, and custom fields under cf_', () => {
    const [camera, other] = meantBy(readNetboxCsv(contentOf(bulk)))
    expect(camera).toMatchObject({
      device: 'gate',
      model: 'DS-2CD2143G2-I',
      serial: 'S1',
      kind: 'camera',
      ip: '10.0.0.7',
      mac: '44:19:b6:01:02:03',
    })
    expect(other?.['kind']).toBe('')
    expect(meantBy(readNetboxCsv(contentOf(page)))).toMatchObject([
      { device: 'gate', model: 'NVR4216', kind: 'recorder', ip: '10.0.0.8' },
    ])
  })
  it('keeps its own columns as they are, and its row numbers', () => {
    const { header, rows, mixed } = listed(readNetboxCsv(contentOf(bulk)))
    expect(header.slice(0, 3)).toEqual(['name', 'role', 'manufacturer'])
    expect(rows[0]).toMatchObject({
      number: 2,
      cells: expect.arrayContaining(['IP Camera', '10.0.0.7/24']) as string[],
    })
    expect(mixed).toBe(true)
  })
  it('names tenants, who do not become organisations', () => {
    expect(readNetboxCsv(contentOf(bulk)).remarks).toMatchObject([{ code: 'tenants-left-out' }])
  })
})

describe('NetBox’s JSON', () => {
  const device = {
    name: 'gate',
    device_type: { manufacturer: { name: 'Hikvision' }, model: 'DS-2CD2143G2-I' },
    role: { name: 'IP Camera' },
    tenant: { name: 'Estates' },
    site: { name: 'HQ' },
    location: null,
    serial: 'S1',
    status: { value: 'active', label: 'Active' },
    primary_ip: { address: '10.0.0.7/24' },
    custom_fields: { mac: '44:19:b6:01:02:03', 'a.b': 1 },
  }
  const listing = (results: unknown[], count = results.length) => JSON.stringify({ count, next: null, results })
  const read = (text: string) => readNetboxJson(contentOf(text, 'devices.json'))
  it('is told by its fields, and gives one row a result', () => {
    expect(isNetboxJson(contentOf(listing([device])))).toBe(true)
    expect(meantBy(read(listing([device])))).toMatchObject([
      {
        device: 'gate',
        manufacturer: 'Hikvision',
        model: 'DS-2CD2143G2-I',
        site: 'HQ',
        status: 'active',
        kind: 'camera',
        ip: '10.0.0.7',
        mac: '44:19:b6:01:02:03',
      },
    ])
  })
  it('reads what is null in one result and an object in another', () => {
    const rows = meantBy(read(listing([device, { ...device, location: { name: 'Roof' }, tenant: null }])))
    expect(rows.map(({ location }) => location)).toEqual(['', 'Roof'])
  })
  it('may be the bare list, and of an older edition', () => {
    const { role, status, ...older } = device
    const [row] = meantBy(read(JSON.stringify([{ ...older, device_role: role, status: status.value }])))
    expect(row).toMatchObject({ kind: 'camera', status: 'active' })
  })
  it('names columns by the paths of its fields, custom ones too', () => {
    expect(read(listing([device])).header).toEqual(
      expect.arrayContaining(['device_type.manufacturer.name', 'custom_fields.a.b']),
    )
  })
  it('names the columns that it reads in its own way, so that nobody is told that they are left out', () => {
    const header = ['role.name', 'primary_ip.address', 'comments']
    const { used } = read(listing([{ ...device, primary_ip: { address: '10.0.0.1/24' }, comments: 'x' }]))
    expect(header.filter((name) => used?.has(name))).toEqual(['role.name', 'primary_ip.address'])
  })
  it('says nothing of the tags of its results, which are no devices', () => {
    const { remarks } = read(listing([{ ...device, tenant: null, tags: [{ name: 'cctv' }] }]))
    expect(remarks).toEqual([])
  })
  it('says when it is one page of several', () => {
    const { remarks } = read(listing([{ ...device, tenant: null }], 51))
    expect(remarks).toMatchObject([
      { code: 'one-page-of-several', message: expect.stringContaining('1 of the 51 devices') as string },
    ])
  })
  it('rejects a result that is no device, and refuses what is no list of them', () => {
    expect(listed(read(listing([device, 'x']))).rows[1]?.broken?.code).toBeDefined()
    expect(() => read('{"results": [{"name": "HQ"}]}')).toThrow(/devices\.json is no list of devices/)
  })
  it('of device types describes models, and leads to the deployment check', () => {
    const type = { manufacturer: { name: 'Hikvision' }, model: 'DS-2CD2143G2-I', u_height: 0 }
    expect(() => read(listing([type]))).toThrow(
      expect.objectContaining({
        code: 'device-type-file',
        hint: expect.stringContaining('check-deployment') as string,
      }) as Error,
    )
  })
})
