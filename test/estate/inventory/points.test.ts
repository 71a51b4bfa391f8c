import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNowhere, likenessOf, readDegrees, readPoint, seemsSwapped } from '../../../src/estate/inventory/points.ts'
import { runs } from '../../support/runs.ts'

describe('degrees', () => {
  it.each([
    ['53.4645', 53.4645],
    ['-2.28', -2.28],
    ['+53', 53],
    ['90', 90],
    ['.5', 0.5],
    ['-5.3e-7', -5.3e-7],
  ])('%s are degrees', (text, degrees) => expect(readDegrees(text, 90)).toBe(degrees))
  it.each([
    '90.001',
    '53,48',
    '53481234',
    '5.35E+07',
    '5.3E+01',
    '53.481.234',
    '0x10',
    '53°28′N',
    'north',
    '53.4 -2.2',
  ])('%s are none', (text) => expect(readDegrees(text, 90)).toBeUndefined())
})

describe('a point in one cell', () => {
  it.each([
    '53.48, -2.24',
    '53.48,-2.24',
    '(53.48, -2.24)',
    '(53.48 -2.24)',
    '53.48;-2.24',
    '[53.48, -2.24]',
    'POINT (-2.24 53.48)',
  ])('%s has the latitude first, but in well-known text', (text) =>
    expect(readPoint(text)).toEqual({ lat: 53.48, lon: -2.24 }),
  )
  it.each([
    ['53,48', 'decimal comma'],
    ['53,48 -2,24', 'decimal comma'],
    ['53,48; -2,24', 'decimal comma'],
    ['53°28\'48"N', 'degrees, minutes and seconds'],
    ['53° 28′ 48″ N, 2° 14′ 24″ W', 'degrees, minutes and seconds'],
    ['5.35E+07', 'spreadsheet'],
    ['53.481.234', 'thousands'],
    ['53481234', 'decimal point'],
    ['383800, 398000', 'easting or northing'],
    ['SJ 838 980', 'grid reference'],
    ['SJ838980', 'grid reference'],
    ['153.48, -2.24', 'changed places'],
  ])('%s is refused, and said to be what it seems', (text, seems) => {
    expect(readPoint(text)).toBeUndefined()
    expect(likenessOf(text)).toContain(seems)
  })
  it.each(['Chester Road', '53.48', '53.48, -2.24, 12', '53.48 N, 2.24 W', '53, -2'])('%s is none', (text) => {
    expect(readPoint(text)).toBeUndefined()
  })
})

describe('a point that is none', () => {
  it('lies at 0, 0, and not beside it', () => {
    expect(isNowhere({ lat: 0, lon: 0 })).toBe(true)
    expect(isNowhere({ lat: 51.47, lon: 0 })).toBe(false)
  })
  it('is in Britain the other way round, up to its edges', () => {
    expect(seemsSwapped({ lat: -2.24, lon: 53.48 })).toBe(true)
    expect(seemsSwapped({ lat: 2, lon: 61 })).toBe(true)
    expect(seemsSwapped({ lat: 2.01, lon: 61 })).toBe(false)
    expect(seemsSwapped({ lat: 53.48, lon: -2.24 })).toBe(false)
    expect(seemsSwapped({ lat: -31.95, lon: 115.86 })).toBe(false)
  })
})

describe('a point printed in any way', () => {
  const degrees = (most: number) => fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => n / 1e6)
  const plain = (n: number) => n.toFixed(6)
  const kept: readonly ((lat: number, lon: number) => string)[] = [
    (lat, lon) => `${plain(lat)}, ${plain(lon)}`,
    (lat, lon) => `(${plain(lat)} ${plain(lon)})`,
    (lat, lon) => `${plain(lat)};${plain(lon)}`,
    (lat, lon) => `POINT(${plain(lon)} ${plain(lat)})`,
  ]
  const wrecked: readonly ((lat: number, lon: number) => string)[] = [
    (lat, lon) => `${plain(lat).replace('.', ',')}, ${plain(lon).replace('.', ',')}`,
    (lat, lon) => `${plain(lat).replace('.', ',')} ${plain(lon).replace('.', ',')}`,
    (lat) => plain(lat).replace('.', ','),
    (lat) => (lat * 1e6).toExponential(2),
    (lat, lon) => `${Math.round(lat * 1e6)}, ${Math.round(lon * 1e6)}`,
    (lat, lon) => `${plain(lat)}`.concat(plain(lon)),
  ]
  it('is that point', () => {
    const property = fc.property(degrees(90), degrees(180), fc.constantFrom(...kept), (lat, lon, print) => {
      const point = readPoint(print(lat, lon))
      expect(point?.lat).toBeCloseTo(lat, 9)
      expect(point?.lon).toBeCloseTo(lon, 9)
    })
    fc.assert(property, { seed: 5, numRuns: runs(500, 20_000) })
  })
  it('is no point once it is wrecked', () => {
    const property = fc.property(degrees(90), degrees(180), fc.constantFrom(...wrecked), (lat, lon, print) => {
      expect(readPoint(print(lat, lon))).toBeUndefined()
    })
    fc.assert(property, { seed: 5, numRuns: runs(500, 20_000) })
  })
})
