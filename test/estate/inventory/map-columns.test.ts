import { describe, expect, it } from 'vitest'
import { columnOf, FIELDS, headerOf, TARGETS } from '../../../src/estate/inventory/columns.ts'
import { hasDeviceColumn, mapColumns, mappingOf } from '../../../src/estate/inventory/map-columns.ts'
import { lettersOf } from '../../../src/estate/inventory/spelling.ts'

const fieldsOf = (header: string[], given?: Record<string, string>) =>
  Object.fromEntries(mapColumns(header, given).mapped.map(({ field, header: name }) => [field, name]))

describe('the columns of a file', () => {
  it('are known by their canonical names, in any case', () => {
    const canonical =
      'organisation standing sector site site_name sensitivity limbs region postcode lat lon vetting scheduled_upgrade upgrade_funded upgrade_manufacturer device kind manufacturer model serial mac firmware ip network internet_exposed recorder location status installed_on'
    const upper = canonical.split(' ').map((name) => name.toUpperCase())
    expect(mapColumns(upper).mapped.map(({ field }) => headerOf(field))).toEqual(canonical.split(' '))
    expect(FIELDS).toHaveLength(upper.length)
  })
  it.each([
    'camera_id',
    'cam_number',
    'Camera Number',
    'Camera No.',
    'Camera Ref',
    'Asset Ref.',
    'id',
    'ref',
    'hostname',
    'Asset',
    'CameraId',
  ])('"%s" is the device', (name) => expect(fieldsOf([name])).toEqual({ device: name }))
  it('go to the column that says it best, and the other one is named', () => {
    const map = mapColumns(['id', 'camera_id'])
    expect(map.mapped).toMatchObject([{ field: 'device', header: 'camera_id' }])
    expect(map.unmapped).toEqual([{ header: 'id', sameAs: { field: 'device', header: 'camera_id' } }])
  })
  it('that are not known are named with a known one that they are like', () => {
    expect(mapColumns(['device', 'manufacterer', 'colour', '']).unmapped).toEqual([
      { header: 'manufacterer', nearest: 'manufacturer' },
      { header: 'colour' },
    ])
  })
  it('go where the caller says, whatever they are called', () => {
    expect(fieldsOf(['id', 'Pole ref'], { device: 'pole ref' })).toEqual({ device: 'Pole ref' })
  })
  it('are left out when the caller gives a field no column', () => {
    expect(fieldsOf(['device', 'notes of brand', 'make'], { manufacturer: '' })).toEqual({ device: 'device' })
  })
  it('go first where the caller says, then where they were saved, then by name, then by other words', () => {
    const header = ['id', 'make', 'Pole', 'Brand of it']
    const { mapped } = mapColumns(
      header,
      { location: 'Pole' },
      { saved: { manufacturer: 'Brand of it', model: 'gone' } },
    )
    expect(mapped.map(({ header: name, field, how }) => [name, field, how])).toEqual([
      ['id', 'device', 'synonym'],
      ['Pole', 'location', 'given'],
      ['Brand of it', 'manufacturer', 'saved'],
    ])
    expect(mappingOf(mapColumns(header), header)).toEqual([
      { column: 'id', field: 'device', how: 'synonym' },
      { column: 'make', field: 'manufacturer', how: 'synonym' },
      { column: 'Pole', field: null, how: null },
      { column: 'Brand of it', field: null, how: null },
    ])
  })
  it('must exist to be mapped, and so must the field', () => {
    expect(() => mapColumns(['id'], { device: 'Pole' })).toThrow(/no column "Pole"/)
    expect(() => mapColumns(['id'], { devise: 'id' })).toThrow(/"devise" is not a field/)
  })
  it('say something of devices, or do not', () => {
    expect(hasDeviceColumn(mapColumns(['model']))).toBe(true)
    expect(hasDeviceColumn(mapColumns(['latitude', 'longitude', 'set']))).toBe(false)
  })
})

describe('a header that is only like a name', () => {
  /** Fields by header of a file with these columns and their values. */
  const likely = (columns: Record<string, string[]>) => {
    const { mapped, unmapped } = mapColumns(Object.keys(columns), {}, { valuesOf: (i) => Object.values(columns)[i]! })
    return { fields: Object.fromEntries(mapped.map(({ header, field, how }) => [header, `${field} ${how}`])), unmapped }
  }
  it.each([
    ['manufacterer', 'Axis', 'manufacturer'],
    ['Serail No', '123', 'serial'],
    ['lattitude', '53.4', 'lat'],
    ['instalation date', '31/03/2027', 'installedOn'],
    ['devcie', 'CAM-1', 'device'],
  ])('"%s" is taken when its values agree, and said to be likely', (header, value, field) => {
    expect(likely({ [header]: [value] }).fields).toEqual({ [header]: `${field} likely` })
  })
  it.each([
    ['a date is no maker', 'manufactured', '2019'],
    ['a word is no latitude', 'lattitude', 'north'],
    ['nothing agrees with nothing', 'manufacterer', undefined],
    ['another first letter makes another word', 'uninstalled on', '31/03/2027'],
    ['four letters are too few', 'sites', 'S1'],
    ['another number is another column', 'location 2', 'Hall'],
    ['too many letters differ', 'colour', 'red'],
  ])('is left out where %s: "%s"', (_, header, value) => {
    expect(likely({ [header]: value === undefined ? [] : [value] }).fields).toEqual({})
  })
  it('is left out where the field has a column, or two are like it', () => {
    expect(likely({ serial: ['1'], serials: ['2'] }).fields).toEqual({ serial: 'serial name' })
    expect(likely({ serials: ['1'], seriall: ['2'] }).fields).toEqual({})
  })
  it.each(['sensitivty', 'vettng', 'sensitive limb', 'standng'])('"%s" is never taken, but asked for', (header) => {
    const { fields, unmapped } = likely({ [header]: ['sensitive'] })
    expect(fields).toEqual({})
    expect(unmapped).toMatchObject([{ header, toConfirm: expect.any(String) as string }])
  })
  it('is not looked at when the caller says that there is no such column', () => {
    const known = { valuesOf: () => ['Axis'] }
    expect(mapColumns(['manufacterer'], { manufacturer: '' }, known).mapped).toEqual([])
  })
})

describe('a column full of points', () => {
  const take = (header: string[], values: string[]) =>
    mapColumns(header, {}, { valuesOf: () => values }).mapped.map(({ header: name, field }) => [name, field])
  it('is taken for coordinates, whatever it is called', () => {
    expect(take(['1'], ['(53.4, -2.2)', '53.5, -2.3'])).toEqual([['1', 'coordinates']])
    expect(take(['location'], ['(53.4, -2.2)'])).toEqual([['location', 'coordinates']])
  })
  it('is not when one value is none, or the file has a latitude', () => {
    expect(take(['location'], ['(53.4, -2.2)', 'Chester Road'])).toEqual([['location', 'location']])
    expect(take(['1', 'lat'], ['(53.4, -2.2)'])).toEqual([['lat', 'lat']])
  })
})

it('no two fields share a name, letters alone', () => {
  const names = TARGETS.flatMap((field) => [headerOf(field), ...columnOf(field).synonyms].map(lettersOf))
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
