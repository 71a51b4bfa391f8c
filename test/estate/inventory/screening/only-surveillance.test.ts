import { describe, expect, it } from 'vitest'
import { coerce } from '../../../../src/estate/inventory/coerce.ts'
import { mapColumns } from '../../../../src/estate/inventory/map-columns.ts'
import { onlySurveillance } from '../../../../src/estate/inventory/screening/only-surveillance.ts'
import { shipped } from '../../../register/shipped.ts'

const HEADER = ['device', 'kind', 'manufacturer', 'model', 'mac', 'firmware']
function screen(facts: Record<string, string>) {
  const cells = HEADER.map((name) => facts[name] ?? '')
  const table = {
    format: 'netbox-csv',
    encoding: 'utf-8',
    header: HEADER,
    rows: [{ number: 2, cells }],
    remarks: [],
  } as const
  const { rows, complaints } = coerce(table, mapColumns(HEADER))
  const read = rows.map(({ number, facts: said }) => onlySurveillance(number, { facts: said }, shipped))
  return {
    taken: read.filter((row) => !row.complaints),
    complaints: [...complaints, ...read.flatMap((row) => row.complaints ?? [])],
  }
}

describe('in a list of everything, a row is taken', () => {
  it.each([
    ['for its kind, whoever made it', { kind: 'camera', manufacturer: 'Nobody Ltd' }],
    ['for its model', { model: 'DS-2CD2143G2-I' }],
    ['for its maker, flagged', { manufacturer: 'Hikvision' }],
    ['for its maker, not flagged', { manufacturer: 'Axis' }],
    ['for its MAC block', { mac: '44:19:b6:01:02:03' }],
    ['for its banner', { firmware: 'Apache; App-webs; Hikvision-Webs' }],
    ['for a model of one who makes everything', { manufacturer: 'Sony', model: 'SNC-EM632R' }],
    ['for its model, though that is of a switch: a person judges it', { model: 'DS-3E0524-E' }],
  ])('%s', (_, facts) => {
    expect(screen(facts)).toMatchObject({ taken: [{}], complaints: [] })
  })
  it.each([
    ['a laptop', { device: 'A-1', manufacturer: 'Apple', model: 'Macbook Pro' }],
    ['equipment of another kind', { kind: 'other', model: 'X' }],
    ['a television of one who makes everything', { manufacturer: 'Sony', model: 'KD-55X' }],
    ['a phone of one in scope who makes everything', { manufacturer: 'Huawei', model: 'P30' }],
    ['a host that says nothing', {}],
  ])('and not %s', (_, facts) => {
    expect(screen(facts)).toMatchObject({ taken: [], complaints: [{ row: 2, code: 'not-surveillance' }] })
  })
})
