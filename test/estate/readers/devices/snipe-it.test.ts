import { describe, expect, it } from 'vitest'
import { isSnipeIt, readSnipeIt } from '../../../../src/estate/readers/devices/snipe-it.ts'
import { contentOf, listed } from '../../../support/content.ts'

const assets = [
  'Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,Model,Model Number,Serial,Status,MAC Address',
  'Anytown,Gate,A-1,CCTV Cameras,Shop,Hikvision,Town Hall,7,Hikvision turret,DS-2CD2143G2-I,S1,Deployed,44:19:b6:01:02:03',
  'Anytown,Desk,A-2,Laptops,Shop,Apple,Town Hall,8,Macbook Pro 13,,S2,Deployed,',
].join('\n')

describe('Snipe-IT’s list of assets', () => {
  it('is told by its columns; a plain list with asset tags is not one', () => {
    expect(isSnipeIt(contentOf(assets))).toBe(true)
    expect(isSnipeIt(contentOf('asset_tag,category,manufacturer,model\n'))).toBe(false)
  })
  it('has the site under Location, and the maker’s own word for the model under its number', () => {
    const { header, means, rows, mixed } = listed(readSnipeIt(contentOf(assets)))
    const say = (field: string, row: number) => rows[row]!.cells[header.indexOf(means?.[field] ?? field)]
    expect(['device', 'site', 'kind', 'model', 'status'].map((field) => say(field, 0))).toEqual([
      'A-1',
      'Town Hall',
      'camera',
      'DS-2CD2143G2-I',
      'Deployed',
    ])
    expect(['kind', 'model'].map((field) => say(field, 1))).toEqual(['', 'Macbook Pro 13'])
    expect(mixed).toBe(true)
  })
  it('keeps its own columns and custom fields as they are; what is sent again gets no second kind', () => {
    const { header } = readSnipeIt(contentOf(assets))
    expect(header.slice(-3)).toEqual(['MAC Address', 'kind', 'model number, else model'])
    const again = readSnipeIt(contentOf(assets.replace('MAC Address', 'MAC Address,kind')))
    expect(again.header.filter((name) => name === 'kind')).toHaveLength(1)
  })
  it('has custom fields by the names of their table, where it is a dump of that', () => {
    const { means } = readSnipeIt(contentOf(assets.replace('MAC Address', '_snipeit_mac_address_12')))
    expect(means).toMatchObject({ mac: '_snipeit_mac_address_12' })
  })
  it('may be JSON of its API, with custom fields', () => {
    const asset = {
      asset_tag: 'A-1',
      serial: 'S1',
      model: { name: 'Turret' },
      model_number: 'DS-2CD2143G2-I',
      status_label: { name: 'Deployed' },
      category: { name: 'CCTV' },
      manufacturer: { name: 'Hikvision' },
      location: { name: 'Town Hall' },
      custom_fields: { 'MAC Address': { field: '_snipeit_mac_1', value: '44:19:b6:01:02:03' } },
    }
    const content = contentOf(JSON.stringify({ total: 1, rows: [asset] }))
    expect(isSnipeIt(content)).toBe(true)
    const { header, means, rows } = listed(readSnipeIt(content))
    const say = (field: string) => rows[0]!.cells[header.indexOf(means?.[field] ?? field)]
    expect(['device', 'site', 'kind', 'manufacturer', 'model', 'status', 'mac'].map(say)).toEqual([
      'A-1',
      'Town Hall',
      'camera',
      'Hikvision',
      'DS-2CD2143G2-I',
      'Deployed',
      '44:19:b6:01:02:03',
    ])
  })
})
