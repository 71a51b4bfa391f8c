import { describe, expect, it } from 'vitest'
import * as value from '../../../src/estate/inventory/values.ts'

describe('a label', () => {
  it('loses the decimals that a spreadsheet gave it', () => {
    expect(value.label.read('1001.0', 'UK')).toBe('1001')
    expect(value.label.read('1001.00', 'UK')).toBe('1001')
    expect(value.label.read('2.01', 'UK')).toBe('2.01')
    expect(value.label.read('A1.0', 'UK')).toBe('A1.0')
  })
})

describe('text', () => {
  it('loses what would act on a terminal: escapes, bells, turned direction; white space is folded', () => {
    expect(value.text.read('Dept \u001b[31mZ\u0007\u202e of\tTides\n', 'UK')).toBe('Dept [31mZ of Tides')
  })
})

describe('a date', () => {
  it.each([
    ['2027-03-31', '2027-03-31'],
    ['31/03/2027', '2027-03-31'],
    ['1/4/2027', '2027-04-01'],
    ['1.4.2027', '2027-04-01'],
    ['01-04-2027', '2027-04-01'],
    ['2027-03-31T10:00:00Z', '2027-03-31'],
    ['30/02/2027', undefined],
    ['03/31/2027', undefined],
    ['2027-13-01', undefined],
    ['2027-03', undefined],
    ['31/03/27', undefined],
    ['soon', undefined],
  ])('%s is %s, day first', (text, day) => {
    expect(value.date.read(text, 'UK')).toBe(day)
  })
  it('is read month first in a column that holds a date which is impossible otherwise', () => {
    expect(value.dateOrderOf(['01/02/2027', '03/31/2027'])).toBe('US')
    expect(value.dateOrderOf(['01/02/2027', '31/03/2027', 'soon', ''])).toBe('UK')
    expect(value.date.read('03/31/2027', 'US')).toBe('2027-03-31')
  })
})

describe('a MAC address', () => {
  it.each(['44:19:B6:01:02:03', '44-19-b6-01-02-03', '4419.b601.0203', '4419B6010203'])('%s is one', (text) => {
    expect(value.mac.read(text, 'UK')).toBe('4419b6010203')
  })
  it('is kept when it is a group or locally administered one', () => {
    expect(value.mac.read('02:00:00:00:00:01', 'UK')).toBe('020000000001')
    expect(value.mac.read('01:00:5e:00:00:01', 'UK')).toBe('01005e000001')
  })
  it('says nothing when it is all zeros', () => {
    expect(value.mac.read('00:00:00:00:00:00', 'UK')).toBe('')
  })
  it.each(['MACAddress', '44:19:b6:01:02', '44:19:b6:01:02:0g'])('%s is none', (text) => {
    expect(value.mac.read(text, 'UK')).toBeUndefined()
  })
})

describe('other values', () => {
  it('are words of a closed list in any case and with spaces or underscores', () => {
    const status = value.oneOf(['in-service', 'planned'])
    expect(['In Service', 'IN_SERVICE', 'in-service'].map((text) => status.read(text, 'UK'))).toEqual(
      Array(3).fill('in-service'),
    )
    expect(status.read('in use', 'UK')).toBeUndefined()
  })
  it('are kinds by the names that inventories have for them', () => {
    expect(['NVR', 'Dome', 'ALPR', 'body worn video', 'toaster'].map((text) => value.kind.read(text, 'UK'))).toEqual([
      'recorder',
      'camera',
      'anpr',
      'body-worn',
      undefined,
    ])
  })
  it('are yes and no, true and false, 1 and 0', () => {
    expect(['Yes', 'TRUE', '1'].map((text) => value.yesNo.read(text, 'UK'))).toEqual([true, true, true])
    expect(['no', 'False', '0'].map((text) => value.yesNo.read(text, 'UK'))).toEqual([false, false, false])
    expect(value.yesNo.read('perhaps', 'UK')).toBeUndefined()
  })
  it('are limbs in any order', () => {
    expect(value.limbs.read('socpa; Ministerial', 'UK')).toEqual(value.limbs.read('ministerial;socpa', 'UK'))
    expect(value.limbs.read('socpa;crown', 'UK')).toBeUndefined()
  })
  it('are degrees within their range', () => {
    expect(value.degrees(90).read('90', 'UK')).toBe(90)
    expect(value.degrees(90).read('90.001', 'UK')).toBeUndefined()
    expect(value.degrees(180).read('-2.28', 'UK')).toBe(-2.28)
    expect(value.degrees(180).read('2,28', 'UK')).toBeUndefined()
    expect(value.degrees(180).read('0x10', 'UK')).toBeUndefined()
  })
  it('are regions in their official spelling, or kept as they are', () => {
    expect(value.region.read('yorkshire and the humber', 'UK')).toBe('Yorkshire and The Humber')
    expect(value.region.read('Gibraltar', 'UK')).toBe('Gibraltar')
  })
})
