import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashKey, KeyColumn, KeyIndex, NO_KEY } from '../../../../src/estate/import/rows/key-index.ts'
import { runs } from '../../../support/runs.ts'

describe('an index of keys', () => {
  it('finds each row under its key, however many there are, and none under another', () => {
    const rows = runs(5000, 200_000)
    const index = new KeyIndex(new KeyColumn())
    for (let row = 0; row < rows; row++) {
      index.keys.push(hashKey(`label:site-${row % 97}/cam-${row}`))
      index.add(row)
    }
    const found = Array.from({ length: rows }, (_, row) => index.find(hashKey(`label:site-${row % 97}/cam-${row}`)))
    expect(found.every((row, i) => row === i)).toBe(true)
    expect(index.find(hashKey('label:site-1/cam-0'))).toBe(-1)
  })
  it('has no key for a row that says nothing', () => {
    const keys = new KeyColumn()
    keys.push(NO_KEY)
    keys.push(hashKey(''))
    expect([keys.has(0), keys.has(1)]).toEqual([false, true])
  })
  it('tells texts apart, and the same text in two organisations', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        if (a !== b) expect(hashKey(a)).not.toEqual(hashKey(b))
        expect(hashKey('x', hashKey(`1${a}`))).not.toEqual(hashKey('x', hashKey(`2${a}`)))
      }),
      { numRuns: runs(500, 20_000), seed: 20261122 },
    )
  })
})
