import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inParts, textPieces } from '../../../../src/planning/engine/format/text-pieces.ts'
import { runs } from '../../../support/runs.ts'

describe('the pieces of a document', () => {
  it('make up the text that it has as a whole', () => {
    const documents = fc.dictionary(fc.string(), fc.jsonValue())
    fc.assert(
      fc.property(documents, (document) => {
        expect([...textPieces(document)].join('')).toBe(JSON.stringify(document))
      }),
      { seed: 1, numRuns: runs(100, 5_000) },
    )
  })

  it('have an end of a list where a piece has one', () => {
    for (const length of [0, 1, 199, 200, 201, 400]) {
      const jobs = Array.from({ length }, (_, n) => ({ id: `j${n}`, after: [] }))
      expect([...textPieces({ jobs, previous: [] })].join('')).toBe(JSON.stringify({ jobs, previous: [] }))
    }
  })

  it('leave out what is undefined, and write a list that is made as it is asked for', () => {
    function* two() {
      yield 1
      yield 2
    }
    expect([...textPieces({ a: undefined, b: two() })].join('')).toBe('{"b":[1,2]}')
    expect([...textPieces({})].join('')).toBe('{}')
  })
})

describe('parts', () => {
  it('have as many as are said, the last one what is left', () => {
    expect([...inParts([1, 2, 3], 2)]).toEqual([[1, 2], [3]])
    expect([...inParts([1, 2], 2)]).toEqual([[1, 2]])
    expect([...inParts([], 2)]).toEqual([])
  })
})
