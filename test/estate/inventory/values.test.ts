import { describe, expect, it } from 'vitest'
import * as value from '../../../src/estate/inventory/values.ts'

describe('a label', () => {
  it('loses the decimals that a spreadsheet gave it', () => {
    expect(value.label.read('1001.0', 'uk')).toBe('1001')
    expect(value.label.read('1001.00', 'uk')).toBe('1001')
    expect(value.label.read('2.01', 'uk')).toBe('2.01')
    expect(value.label.read('A1.0', 'uk')).toBe('A1.0')
  })
})

describe('what tells one device from another', () => {
  it.each(['1.23457E+11', '1E+12', '1,2E+05'])('says nothing where a spreadsheet has shortened it to %s', (text) => {
    expect([value.label, value.serial].map((type) => [type.read(text, 'uk'), type.untold?.(text, 'uk')])).toEqual(
      Array(2).fill(['', 'shortened']),
    )
  })
  it.each(['1E5', 'DS-2E+11', '12E+11', '1E+1'])('is kept where it only looks like that: %s', (text) => {
    expect(value.serial.read(text, 'uk')).toBe(text)
  })
})

describe('text', () => {
  it('loses what would act on a terminal: escapes, bells, turned direction; white space is folded', () => {
    expect(value.text.read('Dept \u001b[31mZ\u0007\u202e of\tTides\n', 'uk')).toBe('Dept [31mZ of Tides')
  })
  it('loses what nobody sees, and keeps what joins letters', () => {
    const hidden = ['H\u00adQ', 'HQ\u200b', '\ufeffHQ\u2060', '\u200fHQ', '\u00a0HQ\u00a0']
    expect(hidden.map((text) => value.label.read(text, 'uk'))).toEqual(hidden.map(() => 'HQ'))
    expect(value.text.read('\u0645\u06cc\u200c\u062e', 'uk')).toBe('\u0645\u06cc\u200c\u062e')
  })
})

describe('a MAC address', () => {
  it.each([
    ...[
      '44:19:B6:01:02:03',
      '44-19-b6-01-02-03',
      '44 19 b6 01 02 03',
      '4419.b601.0203',
      '4419 b601 0203',
      '4419B6010203',
    ],
  ])('%s is one', (text) => {
    expect(value.mac.read(text, 'uk')).toBe('4419b6010203')
  })
  it('is kept when it is a group or locally administered one', () => {
    expect(value.mac.read('02:00:00:00:00:01', 'uk')).toBe('020000000001')
    expect(value.mac.read('01:00:5e:00:00:01', 'uk')).toBe('01005e000001')
  })
  it('says nothing when it is all zeros', () => {
    expect(value.mac.read('00:00:00:00:00:00', 'uk')).toBe('')
  })
  it.each([
    ['1.23457E+11', 'spreadsheet has shortened it'],
    ['44:19:b6:01:02', 'it has 10 hex digits'],
    ['75112233', 'it has 8 hex digits; a spreadsheet drops zeros at the front'],
  ])('%s is refused, and said to be what it seems', (text, seems) => {
    expect(value.mac.read(text, 'uk')).toBeUndefined()
    expect(value.mac.seems?.(text)).toContain(seems)
  })
  it.each(['MACAddress', '44:19:b6:01:02', '44:19:b6:01:02:0g'])('%s is none', (text) => {
    expect(value.mac.read(text, 'uk')).toBeUndefined()
  })
})

describe('other values', () => {
  it('are words of a closed list in any case and with spaces or underscores', () => {
    const status = value.oneOf(['in-service', 'planned'])
    expect(['In Service', 'IN_SERVICE', 'in-service'].map((text) => status.read(text, 'uk'))).toEqual(
      Array(3).fill('in-service'),
    )
    expect(status.read('in use', 'uk')).toBeUndefined()
  })
  it.each([
    ['in-service', ['Active', 'in use', 'LIVE', 'installed', 'faulty', 'Offline', 'decommissioning']],
    ['planned', ['Planned', 'on order', 'not yet installed']],
    ['removed', ['removed', 'Decommissioned', 'retired', 'disposed of', 'scrapped']],
    ['spare', ['spare', 'in stock', 'Ready to Deploy']],
    ['desired', ['desired', 'wish list', 'requested']],
    ['void', ['void', 'cancelled', 'duplicate']],
    ['disconnected', ['disconnected', 'unplugged']],
    [undefined, ['not in use', 'pending', '?!']],
  ])('are the status %s in the words that people use', (status, words) => {
    expect(words.map((word) => value.status.read(word, 'uk'))).toEqual(words.map(() => status))
  })
  it('are kinds by the names that inventories have for them', () => {
    expect(['NVR', 'Dome', 'ALPR', 'body worn video', 'toaster'].map((text) => value.kind.read(text, 'uk'))).toEqual([
      'recorder',
      'camera',
      'anpr',
      'body-worn',
      undefined,
    ])
  })
  it('are yes and no, true and false, 1 and 0', () => {
    expect(['Yes', 'TRUE', '1'].map((text) => value.yesNo.read(text, 'uk'))).toEqual([true, true, true])
    expect(['no', 'False', '0'].map((text) => value.yesNo.read(text, 'uk'))).toEqual([false, false, false])
    expect(value.yesNo.read('perhaps', 'uk')).toBeUndefined()
  })
  it('are limbs in any order', () => {
    expect(value.limbs.read('socpa; Ministerial', 'uk')).toEqual(value.limbs.read('ministerial;socpa', 'uk'))
    expect(value.limbs.read('socpa;crown', 'uk')).toBeUndefined()
  })
  it('are degrees within their range', () => {
    expect(value.degrees(90).read('90', 'uk')).toBe(90)
    expect(value.degrees(90).read('90.001', 'uk')).toBeUndefined()
    expect(value.degrees(180).read('-2.28', 'uk')).toBe(-2.28)
    expect(value.degrees(180).read('2,28', 'uk')).toBeUndefined()
    expect(value.degrees(180).read('0x10', 'uk')).toBeUndefined()
  })
  it('are regions in their official spelling, or kept as they are', () => {
    expect(value.region.read('yorkshire and the humber', 'uk')).toBe('Yorkshire and The Humber')
    expect(value.region.read('Gibraltar', 'uk')).toBe('Gibraltar')
  })
})
