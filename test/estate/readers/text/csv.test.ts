import { describe, expect, it } from 'vitest'
import { readCsv } from '../../../../src/estate/readers/text/csv.ts'
import { contentOf, listed } from '../../../support/content.ts'

const read = (text: string) => listed(readCsv(contentOf(text)))
const cellsOf = (text: string) => read(text).rows.map(({ cells }) => cells)

describe('a CSV file', () => {
  it.each([',', ';', '\t', '|', '¬'])('is divided by %j when its rows agree on that', (delimiter) => {
    const text = [
      ['Make, Model', 'site'],
      ['A', 'x, y; z'],
      ['B', 'x'],
    ].map((cells) => cells.map((cell) => `"${cell}"`).join(delimiter))
    expect(cellsOf(text.join('\n'))).toEqual([
      ['A', 'x, y; z'],
      ['B', 'x'],
    ])
  })
  it('is not divided by commas within its prices when semicolons divide it', () => {
    expect(cellsOf('device;price;lat\nA;1,50;53,4\nB;2,50;53,5')).toEqual([
      ['A', '1,50', '53,4'],
      ['B', '2,50', '53,5'],
    ])
  })
  it('may have a title and a date above its header, which is then named', () => {
    const { header, rows, remarks } = read(
      'Camera list,,,,\nPrinted,1 May,,,\n\ndevice,make,model,site,kind\nA,Axis,P3245,S1,camera\n',
    )
    expect(header).toEqual(['device', 'make', 'model', 'site', 'kind'])
    expect(rows.map(({ number }) => number)).toEqual([5])
    expect(remarks).toEqual([
      {
        code: 'rows-above-header',
        message: 'Rows 1 to 2 stand above the names of the columns in row 4, and are taken as titles.',
      },
    ])
  })
  it('may have more titles above its header than it has rows', () => {
    const { header, rows } = read(
      'Register,,\nOf Estates,,\n,,\nPrinted in March,,\nConfidential,,\nref,make,site\nA,Axis,S1\n',
    )
    expect(header).toEqual(['ref', 'make', 'site'])
    expect(rows.map(({ number }) => number)).toEqual([7])
  })
  it('without a header has numbered columns, as many as its widest row, and its first row is data', () => {
    const { header, rows } = listed(readCsv(contentOf('A,Axis\nB,Bosch,X\n', 'list', { noHeader: true })))
    expect(header).toEqual(['column 1', 'column 2', 'column 3'])
    expect(rows.map(({ number, cells }) => [number, ...cells])).toEqual([
      [1, 'A', 'Axis', ''],
      [2, 'B', 'Bosch', 'X'],
    ])
  })
  it('counts padding rows of delimiters and of empty quotation marks as blank', () => {
    expect(read('device;model\n;;;;\n"";" "\nA;X').rows.map(({ number }) => number)).toEqual([4])
  })
  it('loses no row to a bad quotation mark: the row ends with its line', () => {
    const { rows } = read('device,model\n"19" rack,X\nB,Y')
    expect(rows.map(({ number, broken }) => [number, broken?.code])).toEqual([
      [2, 'bad-quotes'],
      [3, undefined],
    ])
  })
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
