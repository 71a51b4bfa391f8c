import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { cutCells, cutRecords } from '../../../../src/estate/readers/text/records.ts'
import { runs } from '../../../support/runs.ts'

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r', ' ', '漢'), maxLength: 6 })
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
const cellsOf = (pieces: readonly string[], delimiter: string) =>
  [...cutRecords(pieces, delimiter)].map(({ text }) => cutCells(text, delimiter))
const checks = { numRuns: runs(300, 5000), seed: 20261122 }

describe('delimited text', () => {
  it('gives back the cells that it was written from, whatever they hold and whatever ends its lines', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';', '\t', '¬'),
        fc.constantFrom('\n', '\r\n', '\r'),
        (rows, delimiter, newline) => {
          const text = Papa.unparse(rows, { delimiter, newline, quotes: true })
          expect(cellsOf([text], delimiter)).toEqual(rows)
        },
      ),
      checks,
    )
  })
  it('is the same wherever its pieces end', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ') })
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(cellsOf(pieces, ',')).toEqual(cellsOf([pieces.join('')], ','))
      }),
      checks,
    )
  })
  it('has as many cells in a record as the record says, and knows a blank one', () => {
    fc.assert(
      fc.property(table, (rows) => {
        for (const { text, width, isBlank } of cutRecords([Papa.unparse(rows)], ',')) {
          const cells = cutCells(text, ',')
          expect([cells.length, cells.every((one) => one.trim() === '')]).toEqual([width, isBlank])
        }
      }),
      checks,
    )
  })
})
