import { describe, expect, it } from 'vitest'
import { findBlock, parseMac, type Mac } from '../../src/register/mac.ts'

const hexOf = (text: string): string | undefined => {
  const reading = parseMac(text)
  return reading.ok ? reading.mac.hex : undefined
}
const natureOf = (text: string): string | undefined => {
  const reading = parseMac(text)
  return reading.ok ? reading.mac.nature : undefined
}

describe('a MAC address', () => {
  it.each(['44:19:b6:01:02:0f', '44-19-B6-01-02-0F', '4419.b601.020f', '4419B601020F', ' 4419b601020f '])(
    'is read as people write it: %s',
    (text) => expect(hexOf(text)).toBe('4419B601020F'),
  )

  it.each([
    ['', 'empty'],
    ['44:19:b6', '6 hex digits instead of 12'],
    ['44:19:b6:01:02:0g', 'not a hex digit'],
    ['44:19:b6:01:02:03:04', '14 hex digits'],
    ['44:19-b6:01:02:0f', 'separators'],
    ['4:419:b6:01:02:0f', 'separators'],
  ])('that is none is stated: "%s"', (text, problem) => {
    expect(parseMac(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) as string })
  })

  it('is a maker’s own only without the group and the local bit', () => {
    expect(natureOf('44:19:b6:01:02:03')).toBe('global')
    expect(natureOf('46:19:b6:01:02:03')).toBe('local')
    expect(natureOf('45:19:b6:01:02:03')).toBe('group')
    expect(natureOf('ff:ff:ff:ff:ff:ff')).toBe('group')
    expect(natureOf('00:00:00:00:00:00')).toBe('blank')
  })

  it('belongs to the longest block around it', () => {
    const blocks = new Map([
      ['8C1F64', 'registration authority'],
      ['8C1F64F', '28 bits'],
      ['8C1F64F4B', '36 bits'],
    ])
    const holderOf = (hex: string): string | undefined =>
      findBlock(blocks, { hex, nature: 'global' } satisfies Mac)?.holder
    expect(holderOf('8C1F64F4B000')).toBe('36 bits')
    expect(holderOf('8C1F64F4C000')).toBe('28 bits')
    expect(holderOf('8C1F64000000')).toBe('registration authority')
    expect(holderOf('8C1F65000000')).toBeUndefined()
  })
})
