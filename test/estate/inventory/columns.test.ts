import { describe, expect, it } from 'vitest'
import { hasDeviceColumn, headerOf, FIELDS, mapColumns } from '../../../src/estate/inventory/columns.ts'

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
  it.each(['camera_id', 'cam_number', 'Camera Number', 'Camera No.', 'id', 'ref', 'Asset', 'CameraId'])(
    '"%s" is the device',
    (name) => expect(fieldsOf([name])).toEqual({ device: name }),
  )
  it('go to the column that says it best, and the other one is named', () => {
    const map = mapColumns(['id', 'camera_id'])
    expect(map.mapped).toMatchObject([{ field: 'device', header: 'camera_id' }])
    expect(map.unmapped).toEqual([{ header: 'id', nearest: 'device', sameAs: 'camera_id' }])
  })
  it('that are not known are named with the nearest known one', () => {
    expect(mapColumns(['device', 'manufacterer', 'sensitivty', '']).unmapped).toEqual([
      { header: 'manufacterer', nearest: 'manufacturer' },
      { header: 'sensitivty', nearest: 'sensitivity' },
    ])
  })
  it('go where the caller says, whatever they are called', () => {
    expect(fieldsOf(['id', 'Pole ref'], { device: 'pole ref' })).toEqual({ device: 'Pole ref' })
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
