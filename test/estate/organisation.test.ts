import { describe, expect, it } from 'vitest'
import { takeFundCode } from '../../src/estate/organisation.ts'
import { keyOf } from '../../src/shared/text.ts'

describe('the code of a default fund', () => {
  it('is the name in upper case, joined by hyphens', () => {
    expect(takeFundCode('Trafford Council', new Set())).toBe('TRAFFORD-COUNCIL')
    expect(takeFundCode("St Mary's & Šárka (Trust)", new Set())).toBe('ST-MARY-S-SARKA-TRUST')
  })
  it('gets a number where another fund has it', () => {
    const taken = new Set<string>()
    expect(['A B', 'a-b', 'A.B'].map((name) => takeFundCode(name, taken))).toEqual(['A-B', 'A-B-2', 'A-B-3'])
  })
  it('is FUND for a name without a letter or digit', () => {
    expect(takeFundCode('—', new Set())).toBe('FUND')
  })
})

describe('a key', () => {
  it('folds case, white space and compatibility forms, and keeps punctuation apart', () => {
    expect(keyOf('  Town\t HALL ')).toBe('town hall')
    expect(keyOf('Ａ1')).toBe('a1')
    expect(keyOf('A-1')).not.toBe(keyOf('A1'))
  })
})
