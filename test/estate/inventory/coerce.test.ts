import { describe, expect, it } from 'vitest'
import { coerce } from '../../../src/estate/inventory/coerce.ts'
import { mapColumns } from '../../../src/estate/inventory/columns.ts'
import { readCsv } from '../../../src/estate/readers/text/csv.ts'
import { contentOf } from '../../support/content.ts'

function read(...lines: string[]) {
  const table = readCsv(contentOf(lines.join('\n')))
  return coerce(table, mapColumns(table.header))
}

describe('a value that does not fit', () => {
  it('rejects its row, and says where and what was expected', () => {
    const { rows, complaints } = read('device,Sensitivity,MAC', 'A,high,x', 'B,sensitive,')
    expect(rows.map(({ number }) => number)).toEqual([3])
    expect(complaints).toEqual([
      {
        row: 2,
        column: 'Sensitivity',
        code: 'bad-enum',
        message: '"high" is no value of sensitivity: expected one of sensitive, extended, other, unassessed.',
      },
      {
        row: 2,
        column: 'MAC',
        code: 'bad-mac',
        message: '"x" is no value of mac: expected a MAC address of 12 hex digits, such as 44:19:b6:01:02:03.',
      },
    ])
  })
  it.each([
    ['installed_on', 'soon', 'bad-date'],
    ['lat', 'north', 'bad-number'],
    ['upgrade_funded', 'maybe', 'bad-boolean'],
    ['limbs', 'crown', 'bad-enum'],
  ])('in %s has a code', (column, text, code) => {
    expect(read(`device,${column}`, `A,${text}`).complaints).toMatchObject([{ row: 2, column, code }])
  })
})

describe('a cell that says nothing', () => {
  it('is blank, or one of the words that people put there', () => {
    const { rows, complaints } = read('device,serial,mac,installed_on', '-,N/A,n/a,tbc', 'TBC,,-,unknown')
    expect(complaints).toEqual([])
    expect(rows.map(({ facts }) => [facts.device, facts.serial, facts.mac, facts.installedOn])).toEqual([
      [null, null, null, null],
      [null, null, null, null],
    ])
  })
  it('is not so where the word is a value', () => {
    const [row] = read('device,network,vetting', 'A,unknown,none').rows
    expect(row?.facts).toMatchObject({ network: 'unknown', vetting: 'none' })
  })
})

describe('a column of which over half is wrong', () => {
  const lines = (n: number, wrong: number) =>
    Array.from({ length: n }, (_, i) => `D${i},${i < wrong ? 'VLAN 7' : 'core'}`)
  it('is left out from 20 rows on, with a warning', () => {
    const { rows, complaints, warnings } = read('device,network', ...lines(20, 11))
    expect(rows).toHaveLength(20)
    expect(complaints).toEqual([])
    expect(warnings).toMatchObject([{ code: 'column-left-unmapped' }])
    expect(rows.at(-1)?.facts.network).toBeNull()
  })
  it('rejects row by row when it is half, or when there are 19 rows', () => {
    expect(read('device,network', ...lines(20, 10)).complaints).toHaveLength(10)
    expect(read('device,network', ...lines(19, 19)).complaints).toHaveLength(19)
  })
})

describe('a column of dates', () => {
  it('is read month first, and says so, when one of them can only be that', () => {
    const { rows, warnings } = read('device,installed_on', 'A,01/02/2027', 'B,03/31/2027')
    expect(rows.map(({ facts }) => facts.installedOn)).toEqual(['2027-01-02', '2027-03-31'])
    expect(warnings).toMatchObject([{ code: 'us-dates' }])
  })
  it('still rejects what is no date either way', () => {
    expect(read('device,installed_on', 'A,31/01/2027', 'B,01/31/2027').complaints).toMatchObject([{ row: 2 }])
  })
})
