import { describe, expect, it } from 'vitest'
import { isXlsx, readXlsx } from '../../../../src/estate/readers/sheets/xlsx.ts'
import { Zip } from '../../../../src/estate/readers/sheets/zip.ts'
import type { ReadOptions } from '../../../../src/estate/readers/table.ts'
import { contentOf } from '../../../support/content.ts'
import { workbook, zip, type SheetOf } from '../../../support/workbook.ts'

const read = (sheets: readonly SheetOf[], options: ReadOptions = {}, parts: Record<string, string> = {}) =>
  readXlsx(contentOf(workbook(sheets, parts), 'list.xlsx', options))
const codesOf = ({ remarks }: ReturnType<typeof read>) => remarks.map(({ code }) => code)
const HEADER = ['device', 'model', 'site']
const number = (value: string, style = 0) => ({ xml: `<c s="${style}"><v>${value}</v></c>` })
const STYLES = {
  'xl/styles.xml':
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="[$-809]dd\\ mmmm\\ yyyy;@"/></numFmts>' +
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}

describe('an XLSX workbook', () => {
  it('gives its rows with the numbers that the spreadsheet shows, blank ones left out', () => {
    const table = read([{ name: 'Cameras', rows: { 1: HEADER, 2: ['A', 'X', 'S1'], 5: ['B', '', 'S1'] } }])
    expect(table).toMatchObject({ format: 'xlsx', sheet: 'Cameras', header: HEADER, remarks: [] })
    expect(table.rows).toEqual([
      { number: 2, cells: ['A', 'X', 'S1'] },
      { number: 5, cells: ['B', '', 'S1'] },
    ])
  })
  it('may have merged titles above its header', () => {
    const table = read([{ name: 'Cameras', rows: { 1: ['Camera list'], 3: HEADER, 4: ['A', 'X', 'S1'] } }])
    expect(table.header).toEqual(HEADER)
    expect(codesOf(table)).toEqual(['rows-above-header'])
    expect(table.rows[0]?.number).toBe(4)
  })
  it('is read from the sheet with the most rows that can be seen, and the others are named', () => {
    const cover = {
      name: 'Read me',
      rows: { 1: ['This is a list'], 2: ['of cameras'], 3: ['and doors'], 4: ['by us'] },
    }
    const doors = { name: 'Doors', rows: { 1: HEADER, 2: ['D', 'X', 'S1'] } }
    const cameras = { name: 'Cameras', rows: { 1: HEADER, 2: ['A', 'X', 'S1'], 3: ['B', 'X', 'S1'] } }
    const old = { name: 'Old', hidden: true, rows: { ...cameras.rows, 4: ['C', 'X', 'S1'] } }
    const table = read([cover, doors, cameras, old])
    expect(table.sheet).toBe('Cameras')
    expect(table.remarks).toMatchObject([
      { code: 'sheets-left-out', message: expect.stringContaining('Doors (2 rows), Old (hidden): import') as string },
    ])
    expect(read([cover, doors, cameras, old], { sheet: 'old' }).rows).toHaveLength(3)
    expect(() => read([cover, doors], { sheet: 'Cameras' })).toThrow('no sheet "Cameras"')
    const hint = expect.stringContaining('--sheet "Old"') as string
    expect(() => read([old])).toThrow(expect.objectContaining({ code: 'empty-file', hint }) as Error)
  })
  it('shows numbers as people see them: whole ones whole, padded ones padded, days as days', () => {
    const cells = [
      number('1001.0'),
      number('0.30000000000000004'),
      number('17', 2),
      number('44927', 1),
      number('44927', 3),
      number('44927.75', 4),
    ]
    const table = read([{ name: 'S', rows: { 1: ['a', 'b', 'c', 'd', 'e', 'f'], 2: cells } }], {}, STYLES)
    expect(table.rows[0]?.cells).toEqual(['1001', '0.3', '00017', '2023-01-01', '2023-01-01', '2023-01-01 18:00:00'])
  })
  it('says which numbers lost their last digits, which cells hold an error, and which formula has no value', () => {
    const cells = [number('123456789012345678'), { xml: '<c t="e"><v>#N/A</v></c>' }, { xml: '<c><f>B1</f></c>' }, 'x']
    const table = read([{ name: 'S', rows: { 1: ['a', 'b', 'c', 'd'], 2: cells } }])
    expect(table.rows[0]?.cells).toEqual(['123456789012346000', '', '', 'x'])
    expect(codesOf(table)).toEqual(['digits-lost', 'error-in-cell', 'formula-without-value'])
    expect(table.remarks[1]?.message).toMatch(/: B2\.$/)
  })
  it('reads texts that cells share, in runs or whole', () => {
    const texts = '<sst><si><t>Axis</t></si><si><r><t>DS-</t></r><r><t>2CD</t></r><rPh><t>x</t></rPh></si></sst>'
    const shared = (i: number) => ({ xml: `<c t="s"><v>${i}</v></c>` })
    const table = read(
      [{ name: 'S', rows: { 1: ['make', 'model'], 2: [shared(0), shared(1)] } }],
      {},
      { 'xl/sharedStrings.xml': texts },
    )
    expect(table.rows[0]?.cells).toEqual(['Axis', 'DS-2CD'])
  })
  it('takes a cell that is merged downwards for each of its rows', () => {
    const rows = { 1: ['site', 'device'], 2: ['HQ', 'A'], 3: ['', 'B'], 4: ['Annexe', 'C'] }
    const merged = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    expect(read([{ name: 'S', rows, after: merged }]).rows.map(({ cells }) => cells[0])).toEqual(['HQ', 'HQ', 'Annexe'])
  })
  it('leaves out what stands beside the table, and says so', () => {
    const far = { xml: '<c r="XFD2" t="str"><v>far away</v></c>' }
    const table = read([{ name: 'S', rows: { 1: HEADER, 2: ['A', 'X', 'S1', 'a note', far] } }])
    expect(table.rows[0]?.cells).toEqual(['A', 'X', 'S1'])
    expect(table.remarks).toMatchObject([
      { code: 'column-without-name', message: expect.stringContaining('D (1 row)') as string },
    ])
  })
  it('without a header names its columns by number', () => {
    expect(read([{ name: 'S', rows: { 1: ['A', 'X'] } }], { noHeader: true })).toMatchObject({
      header: ['column 1', 'column 2'],
      rows: [{ number: 1, cells: ['A', 'X'] }],
    })
  })
  it('that unpacks to more than a spreadsheet ever does is refused before it is unpacked', () => {
    const parts = new Zip(zip({ a: ' '.repeat(600_000), b: ' '.repeat(600_000) }), 'list.xlsx', 1_000_000)
    expect(parts.text('a')).toHaveLength(600_000)
    expect(() => parts.text('b')).toThrow('list.xlsx unpacks to over 1 MB (b)')
  })
  it('that is cut short is none', () => {
    const whole = workbook([{ name: 'S', rows: { 1: HEADER } }])
    expect(isXlsx(contentOf(whole))).toBe(true)
    expect(isXlsx(contentOf(whole.subarray(0, -30)))).toBe(false)
    expect(isXlsx(contentOf(zip({ 'content.xml': '<office/>' })))).toBe(false)
  })
})
