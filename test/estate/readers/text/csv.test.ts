import { describe, expect, it } from 'vitest'
import { readCsv } from '../../../../src/estate/readers/text/csv.ts'
import { contentOf } from '../../../support/content.ts'

const read = (text: string) => readCsv(contentOf(text))
const cellsOf = (text: string) => read(text).rows.map(({ cells }) => cells)

describe('a CSV file', () => {
  it.each([
    ['comma', 'device,model\nA,X'],
    ['semicolon', 'device;model\nA;X'],
    ['tab', 'device\tmodel\nA\tX'],
    ['semicolon, with commas in a quoted header', '"device";"model, as sold, in full"\nA;X'],
  ])('is divided by %s, as its first line shows', (_, text) => {
    expect(cellsOf(text)).toEqual([['A', 'X']])
  })
  it.each(['\n', '\r\n', '\r'])('has lines that end in %j', (end) => {
    expect(cellsOf(['device,model', 'A,X', 'B,Y', ''].join(end))).toEqual([
      ['A', 'X'],
      ['B', 'Y'],
    ])
  })
  it('numbers rows as a spreadsheet does: the header is row 1, and blank rows count', () => {
    const { rows } = read('device,model\n\nA,X\n,\nB,"two\nlines"\nC,Z\n')
    expect(rows.map(({ number, cells }) => [number, cells[0]])).toEqual([
      [3, 'A'],
      [5, 'B'],
      [6, 'C'],
    ])
  })
  it('fills short rows with blanks', () => {
    expect(cellsOf('device,model,serial\nA')).toEqual([['A', '', '']])
  })
  it('takes blank cells beyond the header, and rejects a row with more than that', () => {
    const { rows } = read('device,model\nA,X,,\nB,Y,Z')
    expect(rows.map(({ broken }) => broken?.code)).toEqual([undefined, 'too-many-cells'])
  })
  it('rejects a row with a quotation mark inside a quoted cell that is not doubled', () => {
    const { rows } = read('device,model\n"19" rack",X\nB,Y')
    expect(rows.map(({ broken }) => broken?.code)).toEqual(['bad-quotes', undefined])
  })
  it('is refused when a quotation mark is never closed: the rest of the file would be one cell', () => {
    expect(() => read('device,model\nA,"X\nB,Y\n')).toThrow(/row 2: a quotation mark is opened and never closed/)
  })
  it('is refused when its first line is data', () => {
    expect(() => read('1,2,3\n4,5,6\n')).toThrow(/not a row of column names/)
  })
  it('may have a header and nothing else', () => {
    expect(read('device,model\n').rows).toEqual([])
  })
})
