import { describe, expect, it } from 'vitest'
import { nameWords, squash, words } from '../../src/register/normalise.ts'

describe('text that people type', () => {
  it.each([
    ['Hik-Vision (UK)', 'hik vision uk'],
    ['ＨＩＫＶＩＳＩＯＮ', 'hikvision'],
    ['Hikvision™', 'hikvision'],
    ['Hik\u00ADvision\u200B', 'hikvision'],
    ['S.p.A. & B.V.', 'spa bv'],
    ['hikvision.com', 'hikvision com'],
    ['Fritz-Schäffer', 'fritz schäffer'],
    ['海康威视', '海康威视'],
    ['–—!', ''],
  ])('"%s" is compared as "%s"', (text, compared) => expect(words(text).join(' ')).toBe(compared))

  it('loses the legal form, but not the whole name to it', () => {
    expect(nameWords('TVT CO.,LTD')).toEqual(['tvt'])
    expect(nameWords('Hytera Communications Co .,ltd')).toEqual(['hytera', 'communications'])
    expect(nameWords('Co. Ltd')).toEqual(['co', 'ltd'])
  })

  it('keeps letters and digits alone of a model', () => expect(squash('DS-2CD2143G2-I(S)')).toBe('ds2cd2143g2is'))
})
