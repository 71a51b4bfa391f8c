import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvOf } from '../../../src/reports/workbook/csv.ts'
import { poundsOf } from '../../../src/reports/workbook/xlsx/cells.ts'
import type { Cell, Sheet, SheetColumn } from '../../../src/reports/workbook/xlsx/sheet.ts'
import { writeWorkbook } from '../../../src/reports/workbook/xlsx/write-workbook.ts'
import { zipOf } from '../../../src/reports/workbook/xlsx/zip-stream.ts'
import { parsePounds } from '../../../src/shared/money.ts'
import { runs } from '../../support/runs.ts'
import { bytesOf, readBack, sumsOf } from './read-back.ts'

const COLUMNS: readonly SheetColumn[] = [
  { title: 'Name', shows: 'text', width: 20 },
  { title: 'Paid', shows: 'day', width: 12 },
  { title: 'Amount', shows: 'money', width: 12, summed: true },
]
const sheet = (rows: readonly (readonly Cell[])[], columns = COLUMNS): Sheet => {
  return { name: 'Money & more', columns, rowCount: rows.length, rows }
}
const MARKING = 'OFFICIAL & "SENSITIVE"'
const write = async (sheets: readonly Sheet[]) =>
  bytesOf(writeWorkbook(sheets, { marking: MARKING, summary: () => [] }))

describe('a workbook', () => {
  it('has its titles, rows and sums, days as days and money with its pence', async () => {
    const read = readBack(
      await write([
        sheet([
          ['One', '2027-03-31', 150_005],
          ['Two', null, -5],
        ]),
      ]),
    )
    const { marking, says, titles, rows, xml } = read.get('Money & more')!
    expect([marking, says, titles]).toEqual([MARKING, '2 rows', ['Name', 'Paid', 'Amount']])
    expect(rows).toEqual([
      ['One', '2027-03-31', '1500.05'],
      ['Two', '', '-0.05'],
      ['Total of 2', '', '1500'],
    ])
    expect(xml).toContain('<f>ROUND(SUM(C3:C4),2)</f><v>1500.00</v>')
    expect(xml).toContain('<c r="B3" s="2"><v>46477</v></c>')
    expect(xml).toContain('state="frozen"')
    expect(xml).toContain('<autoFilter ref="A2:C4"/>')
    // In print `&` begins a code, so that it is doubled; both then stand as XML says them.
    expect(xml.match(/&amp;COFFICIAL &amp;&amp; &quot;SENSITIVE&quot;/g)).toHaveLength(2)
  })

  it('holds text as text, whatever it begins with, and drops what XML cannot hold', async () => {
    const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '<b>&amp;</b>', 'tab\tand ü 🦆', 'bell\u0007 half \ud800.']
    const { rows, xml } = readBack(await write([sheet(texts.map((text) => [text, null, null]))])).get('Money & more')!
    expect(rows.slice(0, -1).map(([text]) => text)).toEqual([...texts.slice(0, -1), 'bell half \ufffd.'])
    expect(xml.match(/<f>/g)).toHaveLength(1)
  })

  it('may have no rows, and refuses more than a spreadsheet holds before it writes any', async () => {
    expect(readBack(await write([sheet([])])).get('Money & more')!.rows).toEqual([['Total of 0', '', '0']])
    const many = { ...sheet([]), rowCount: 1_048_574 }
    await expect(write([many])).rejects.toMatchObject({ code: 'too-many-rows' })
  })

  it('adds up to the penny, whatever the amounts', async () => {
    const amounts = fc.array(fc.integer({ min: -10_000_000_000_000, max: 10_000_000_000_000 }), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(amounts, async (pence) => {
        const { added, said } = sumsOf(
          readBack(await write([sheet(pence.map((one) => ['x', null, one]))])).get('Money & more')!,
          'Amount',
        )
        expect([added, said]).toEqual([1, 1].map(() => pence.reduce((sum, one) => sum + one, 0)))
        for (const one of pence) expect(parsePounds(poundsOf(one))).toBe(one)
      }),
      { numRuns: runs(20, 1000), seed: 9 },
    )
  })

  it('is CSV too, a sheet at a time: marked row by row, and safe in a spreadsheet', async () => {
    const text = (
      await bytesOf(
        csvOf(
          sheet([
            ['=1+1', '2027-03-31', -5],
            ['A, "B"', null, null],
          ]),
          'OFFICIAL',
        ),
      )
    ).toString()
    expect(text).toBe(
      '\ufeffname,paid,amount,marking\n' + "'=1+1,2027-03-31,-0.05,OFFICIAL\n" + '"A, ""B""",,,OFFICIAL\n',
    )
  })

  it('is written as it comes: little is held of a hundred thousand rows', async () => {
    let held = 0
    let most = 0
    function* rows(): Generator<Cell[]> {
      for (let n = 0; n < 100_000; n++) {
        most = Math.max(most, ++held)
        yield [`row ${n}`, '2027-03-31', n]
      }
    }
    const long = { ...sheet([]), rowCount: 100_000, rows: rows() }
    let bytes = 0
    for await (const piece of writeWorkbook([long], { marking: MARKING, summary: () => [] })) {
      held = 0
      bytes += piece.length
    }
    // Pieces of 16 KB come out of rows that pack to a few bytes each.
    expect(most).toBeLessThan(25_000)
    expect(bytes).toBeGreaterThan(500_000)
  })
})

describe('an archive', () => {
  it('ends where its parts do: what goes wrong in one is thrown to whoever reads', async () => {
    async function* broken() {
      yield 'begins'
      await Promise.resolve()
      throw new Error('it broke')
    }
    await expect(bytesOf(zipOf([{ path: 'a', text: broken() }]))).rejects.toThrow('it broke')
  })

  it('lets its parts go when nobody reads on', async () => {
    let closed = false
    async function* endless() {
      try {
        for (let n = 0; ; n++) yield `${n} `.repeat(10_000)
      } finally {
        closed = true
      }
    }
    let pieces = 0
    for await (const piece of zipOf([{ path: 'a', text: endless() }])) if (piece.length > 0 && ++pieces === 3) break
    await nextTurn()
    expect(closed).toBe(true)
  })
})
