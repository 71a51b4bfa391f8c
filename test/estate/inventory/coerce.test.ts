import { describe, expect, it } from 'vitest'
import { coerce } from '../../../src/estate/inventory/coerce.ts'
import type { ReadOptions } from '../../../src/estate/inventory/rows/read-rows.ts'
import { firstValues, mapColumns } from '../../../src/estate/inventory/map-columns.ts'
import { recognise } from '../../../src/register/recognise.ts'
import { reference } from '../../support/estate.ts'
import { readCsv } from '../../../src/estate/readers/text/csv.ts'
import { contentOf } from '../../support/content.ts'

function read(...lines: string[]) {
  return readAs({}, ...lines)
}

function readAs(options: ReadOptions, ...lines: string[]) {
  const table = readCsv(contentOf(lines.join('\n'), 'list.csv'))
  const map = mapColumns(table.header, {}, { valuesOf: firstValues(table.rows, table.header.length) })
  return coerce(table, map, { names: reference.register.names, ...options })
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
    const { rows, complaints, warnings, leftOut } = read('device,network', ...lines(20, 11))
    expect(leftOut).toEqual(['network'])
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
    const { complaints } = read('device,installed_on', 'A,31/01/2027', 'B,01/31/2027')
    expect(complaints).toMatchObject([
      { row: 2, message: expect.stringContaining('expected a day as YYYY-MM-DD or MM/DD/YYYY') as string },
    ])
  })
})

describe('dates that could be read either way', () => {
  it('are read day first, and the report says so', () => {
    const { rows, warnings } = read('device,installed_on', 'A,01/02/2027', 'B,05/05/2027')
    expect(rows[0]?.facts.installedOn).toBe('2027-02-01')
    expect(warnings).toMatchObject([{ code: 'dates-assumed', count: 1 }])
    expect(warnings[0]?.message).toContain('such as 01/02/2027')
  })
  it('are read as the caller says, without a word', () => {
    const { rows, warnings } = readAs({ dates: 'us' }, 'device,installed_on', 'A,01/02/2027')
    expect(rows[0]?.facts.installedOn).toBe('2027-01-02')
    expect(warnings).toEqual([])
  })
  it('and impossible the way the caller says, are rejected', () => {
    const { complaints } = readAs({ dates: 'uk' }, 'device,installed_on', 'A,03/31/2027')
    expect(complaints).toMatchObject([{ row: 2, column: 'installed_on', code: 'bad-date' }])
  })
})

describe('a serial that a spreadsheet has shortened', () => {
  it('is unknown, and the report says so: the serials of a hundred devices may look so', () => {
    const { rows, warnings } = read('device,serial', 'A,1.23457E+17', 'B,1.23457E+17', 'C,X1')
    expect(rows.map(({ facts }) => facts.serial)).toEqual([null, null, 'X1'])
    expect(warnings).toMatchObject([{ code: 'digits-lost', rows: [2, 3], count: 2 }])
  })
})

describe('what nobody sees in a cell', () => {
  it('is no fault of its value', () => {
    const { rows, complaints } = read('device,mac,network', 'A,44:19:b6:01:02:03\u200b,\u00adcore')
    expect(complaints).toEqual([])
    expect(rows[0]?.facts).toMatchObject({ mac: '4419b6010203', network: 'core' })
  })
})

describe('a date that tells no day', () => {
  it('is unknown, and the report names column and rows', () => {
    const { rows, complaints, warnings } = read(
      'device,installed_on',
      'A,01-01-1920',
      'B,2013-03',
      'C,2013',
      'D,01/01/1900',
    )
    expect(complaints).toEqual([])
    expect(rows.map(({ facts }) => facts.installedOn)).toEqual([null, null, null, null])
    expect(warnings).toMatchObject([
      { code: 'date-placeholder', rows: [2, 5], count: 2 },
      { code: 'date-partial', rows: [3, 4], count: 2 },
    ])
  })
  it('does not count as an upgrade', () => {
    expect(read('device,scheduled_upgrade', 'A,2027').rows[0]?.facts.scheduledUpgrade).toBeNull()
  })
})

describe('make and model in one column', () => {
  const split = (cell: string) => {
    const { rows, warnings } = read('device,Make / Model', `A,"${cell}"`)
    return [rows[0]?.facts.manufacturer, rows[0]?.facts.model, ...warnings.map(({ code }) => code)]
  }
  it.each([
    ['Hikvision DS-2CD2143G2-I', 'Hikvision', 'DS-2CD2143G2-I'],
    [
      'Hangzhou Hikvision Digital Technology Co., Ltd. DS-2CD2143',
      'Hangzhou Hikvision Digital Technology Co., Ltd.',
      'DS-2CD2143',
    ],
    ['Hanwha Techwin / QNV-8080R', 'Hanwha Techwin', 'QNV-8080R'],
    ['Axis - P3245-LVE', 'Axis', 'P3245-LVE'],
    ['AXIS', 'AXIS', null],
    ['HIK/DS-2CD2143', 'HIK', 'DS-2CD2143'],
  ])('"%s" is split after the longest name of a known maker', (cell, manufacturer, model) => {
    expect(split(cell)).toEqual([manufacturer, model])
  })
  it.each(['Acme 3000', 'DS-2CD2143 Hikvision', 'Praxis P3245', 'HIK DS-2CD2143'])(
    '"%s" begins with no known maker: all of it is the model, and the report says so',
    (cell) => expect(split(cell)).toEqual([null, cell, 'maker-not-told']),
  )
  it('fills in what columns of their own leave blank, and nothing else', () => {
    const { rows } = read(
      'device,make,model,make_model',
      'A,Bosch,,Axis P3245',
      'B,,M1,Axis P3245',
      'C,Bosch,M1,Axis P3245',
    )
    expect(rows.map(({ facts }) => [facts.manufacturer, facts.model])).toEqual([
      ['Bosch', 'Axis P3245'],
      ['Axis', 'M1'],
      ['Bosch', 'M1'],
    ])
  })
})

describe('a maker that a description alone names', () => {
  const findingOf = (...lines: string[]) =>
    recognise(reference.register, { ...read(...lines).rows[0]!.facts, kind: 'camera' })
  it('is kept as a hint with its origin, for review, and the report says so', () => {
    const { rows, warnings } = read('device,model,description', 'A,X1,Hikvision dome over the door')
    expect(rows[0]?.facts).toMatchObject({
      manufacturer: 'Hikvision (from the description, not stated as the maker)',
      model: 'X1',
      location: null,
    })
    expect(warnings).toMatchObject([{ code: 'maker-in-description', rows: [2] }])
    expect(findingOf('device,description', 'A,Hikvision dome').state).toBe('review')
  })
  it('gives way to the maker that a column or the model names', () => {
    expect(read('device,make,description', 'A,Bosch,was Hikvision').rows[0]?.facts.manufacturer).toBe('Bosch')
    expect(read('device,model,description', 'A,Dahua X1,near Hikvision').rows[0]?.facts.manufacturer).toBeNull()
  })
  it('clears nothing when it is not in scope', () => {
    expect(read('device,description', 'A,Axis dome').rows[0]?.facts.manufacturer).toBeNull()
    expect(findingOf('device,description', 'A,Axis dome').state).toBe('unknown')
  })
})

describe('where a device stands', () => {
  it('is read from one cell, where no columns of its own say it', () => {
    const { rows } = read('device,lat,lon,coordinates', 'A,,,"53.4, -2.2"', 'B,50.1,-1.1,"53.4, -2.2"')
    expect(rows.map(({ facts }) => [facts.lat, facts.lon])).toEqual([
      [53.4, -2.2],
      [50.1, -1.1],
    ])
  })
  it('is rejected with row and column when a spreadsheet has wrecked it', () => {
    const { complaints } = read('device,Lat,Lon', 'A,53481234,-2.2', 'B,"53,48",-2.2', 'C,5.35E+07,-2.2')
    expect(complaints).toMatchObject([
      {
        row: 2,
        column: 'Lat',
        code: 'bad-number',
        message: expect.stringContaining('lost its decimal point') as string,
      },
      { row: 3, column: 'Lat', code: 'bad-number', message: expect.stringContaining('decimal comma') as string },
      { row: 4, column: 'Lat', code: 'bad-number', message: expect.stringContaining('digits are lost') as string },
    ])
  })
  it('is unknown at 0, 0', () => {
    const { rows, warnings } = read('device,lat,lon', 'A,0,0')
    expect(rows[0]?.facts).toMatchObject({ lat: null, lon: null })
    expect(warnings).toMatchObject([{ code: 'nowhere', rows: [2] }])
  })
  it('is rejected when latitude and longitude have changed places, unless the row says that it is overseas', () => {
    const { rows, complaints } = read(
      'device,lat,lon,region',
      'A,-2.24,53.48,',
      'B,-4.62,55.45,Overseas',
      'C,53.48,-2.24,',
    )
    expect(rows.map(({ number }) => number)).toEqual([3, 4])
    expect(complaints).toMatchObject([{ row: 2, column: 'lat', code: 'bad-point' }])
  })
})
