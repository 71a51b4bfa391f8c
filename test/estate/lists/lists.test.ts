import fastify from 'fastify'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dayIn,
  financialYearIn,
  oneOf,
  optional,
  otherwise,
  percent,
  pounds,
  several,
  text,
  wholeNumber,
  yesNo,
  type Columns,
} from '../../../src/estate/lists/fields.ts'
import { acceptLists, listBody, ListFile, sendList } from '../../../src/estate/lists/routes.ts'
import { readList } from '../../../src/estate/lists/read-list.ts'
import { writeList } from '../../../src/estate/lists/write-list.ts'
import { addDays, day, financialYear } from '../../../src/shared/day.ts'
import { Failure } from '../../../src/shared/failure.ts'
import { runs } from '../../support/runs.ts'
import { workbook } from '../../support/workbook.ts'

const BUDGETS = {
  fund: text('fund'),
  class: oneOf('class', ['capital', 'revenue']),
  pence: pounds('budget_pounds'),
  year: financialYearIn('financial_year'),
  note: optional(text('note')),
}

const read = (lines: string, columns: Columns = BUDGETS) => readList(Buffer.from(lines), 'budgets.csv', columns)
const failure = async (reading: Promise<unknown>): Promise<Failure> =>
  reading.then(
    () => expect.fail('it was taken'),
    (error: unknown) => error as Failure,
  )

describe('a list that a person keeps', () => {
  it('is read row by row, headers and choices in any case, and each row says where it stands', async () => {
    const rows = await read('Fund,CLASS,Budget pounds,financial-year\nPROGRAMME,Capital,"1,500.50",2026-27\n')
    expect(rows).toEqual([{ row: 2, fund: 'PROGRAMME', class: 'capital', pence: 150_050, year: '2026-27', note: null }])
  })

  it('is taken whole or not at all: every complaint names row and column, and what to write', async () => {
    const { code, message, hint, details } = await failure(
      read('fund,class,budget_pounds,financial_year\nA,capital,1,2026-27\n,both,-1,2026-28\n'),
    )
    expect(code).toBe('bad-list')
    expect(details['total']).toBe(4)
    expect(details['complaints']).toEqual([
      { row: 3, column: 'fund', message: 'It is blank. Write at most 2,000 characters.' },
      { row: 3, column: 'class', message: '"both" will not do. Write one of capital, revenue.' },
      {
        row: 3,
        column: 'budget_pounds',
        message: '"-1" will not do. Write pounds such as 1500 or 1500.50, from 0 to 100000000000.',
      },
      { row: 3, column: 'financial_year', message: '"2026-28" will not do. Write a financial year such as 2026-27.' },
    ])
    expect(message).toMatch(/^Nothing of budgets\.csv was taken\. Row 3, column "fund": It is blank\./)
    expect(hint).toBe('The columns are: fund, class, budget_pounds, financial_year, note (may be blank).')
  })

  it('may not lack a column, have one twice, or one that nobody reads', async () => {
    const { details } = await failure(read('fund,fund,class,budget_pounds,notes\n'))
    expect(details['complaints']).toEqual([
      { row: null, column: 'fund', message: 'It stands twice.' },
      { row: null, column: 'notes', message: 'There is no such column in this list.' },
      { row: null, column: 'financial_year', message: 'The column is missing.' },
    ])
  })

  it('is refused when it is no list', async () => {
    expect((await failure(read(''))).code).toBe('empty-file')
    expect((await failure(read('{"type":"FeatureCollection","features":[]}'))).code).toBe('not-a-list')
  })

  it('may be a spreadsheet', async () => {
    const rowsOf = { 1: ['fund', 'class', 'budget_pounds', 'financial_year'], 2: ['A', 'revenue', '12.5', '2027-28'] }
    const bytes = workbook([{ name: 'Budgets', rows: rowsOf }])
    const rows = await readList(bytes, 'budgets.xlsx', BUDGETS)
    expect(rows).toEqual([{ row: 2, fund: 'A', class: 'revenue', pence: 1250, year: '2027-28', note: null }])
  })

  it('tells of at most a hundred complaints, and how many there are', async () => {
    const lines = Array.from({ length: 150 }, () => 'A,capital,x,2026-27')
    const { details, message } = await failure(read(`fund,class,budget_pounds,financial_year\n${lines.join('\n')}\n`))
    expect(details['complaints']).toHaveLength(100)
    expect(details['total']).toBe(150)
    expect(message).toMatch(/And 145 more complaints\.$/)
  })
})

describe('what a cell may hold', () => {
  const parsed = async (cell: string, field: Columns[string]) =>
    (await read(`x\n"${cell}"\n`, { x: { ...field, header: 'x' } }))[0]!['x']

  it.each([
    ['12.5%', 1250],
    ['12.5', 1250],
    ['0', 0],
    ['100', 10_000],
  ])('%s of a whole is %i basis points', async (cell, points) => {
    expect(await parsed(cell, percent('x'))).toBe(points)
  })

  it('a bound is included, and what lies a penny, a point or a one beyond it is not', async () => {
    const cases: [Columns[string], string, string][] = [
      [percent('x'), '100', '100.01'],
      [pounds('x', { leastPence: -100, mostPence: 100 }), '-1', '-1.01'],
      [wholeNumber('x', { least: 1, most: 9 }), '9', '10'],
    ]
    for (const [field, at, beyond] of cases) {
      await expect(parsed(at, field)).resolves.toBeDefined()
      expect((await failure(parsed(beyond, field))).code).toBe('bad-list')
    }
  })

  it('several values stand with semicolons between, and one that will not do spoils the cell', async () => {
    const regions = several(oneOf('x', ['London', 'Wales']))
    expect(await parsed('london; Wales;', regions)).toEqual(['London', 'Wales'])
    expect((await failure(parsed('London; Mars', regions))).code).toBe('bad-list')
  })

  it('what is blank is what the list says it then is', async () => {
    const columns = { a: optional(dayIn('a')), b: otherwise(yesNo('b'), false), c: text('c') }
    expect(await read('a,b,c\n,,x\n', columns)).toEqual([{ row: 2, a: null, b: false, c: 'x' }])
    expect(await read('c\nx\n', columns)).toEqual([{ row: 2, a: null, b: false, c: 'x' }])
  })
})

describe('a list that is written', () => {
  const COLUMNS = {
    name: text('name'),
    kind: oneOf('kind', ['a', 'b']),
    pence: pounds('price_pounds', { leastPence: -1_000_000 }),
    share: percent('share_percent'),
    on: optional(dayIn('on')),
    year: financialYearIn('year'),
    minutes: wholeNumber('minutes'),
    ptz: yesNo('ptz'),
    tags: several(text('tags')),
  }

  it('reads back as what it was, whatever stands in it', async () => {
    const word = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).filter(isPlain)
    const row = fc.record({
      name: word,
      kind: fc.constantFrom('a' as const, 'b' as const),
      pence: fc.integer({ min: -1_000_000, max: 10_000_000_000_000 }),
      share: fc.integer({ min: 0, max: 10_000 }),
      on: fc.option(fc.integer({ min: 0, max: 40_000 }).map((n) => addDays(day('2000-01-01'), n))),
      year: fc.integer({ min: 2000, max: 2098 }).map(financialYear),
      minutes: fc.integer({ min: 0, max: 1_000_000 }),
      ptz: fc.boolean(),
      tags: fc.array(
        word.filter((tag) => !tag.includes(';')),
        { maxLength: 3 },
      ),
    })
    const property = fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
      const csv = [...writeList(COLUMNS, rows, 'OFFICIAL-SENSITIVE')].join('\r\n')
      expect(await readList(Buffer.from(csv), 'list.csv', COLUMNS)).toEqual(
        rows.map((one, i) => ({ ...one, row: i + 2 })),
      )
    })
    await fc.assert(property, { numRuns: runs(200, 5_000), seed: 1 })
  })

  it('carries out nothing in a spreadsheet, and carries its marking on every row', () => {
    const lines = [...writeList({ name: text('name') }, [{ name: '=1+1' }], 'OFFICIAL')]
    expect(lines).toEqual(['\ufeffname,marking', "'=1+1,OFFICIAL"])
  })
})

describe('a list over HTTP', () => {
  it('comes as a file, is answered as one, and its route shows an example of it', async () => {
    const columns = { name: text('name'), pence: pounds('price_pounds') }
    const body = listBody(columns, [{ name: 'a camera', pence: 250_000 }])
    expect(body.content['text/csv']!.schema).toMatchObject({ examples: ['name,price_pounds\na camera,2500'] })
    const app = fastify()
    acceptLists(app)
    app.put('/list', { schema: { body, response: { 200: ListFile } } }, async (request, reply) =>
      sendList(reply, {
        columns,
        rows: await readList(request.body as Buffer, 'the list', columns),
        name: 'prices',
        marking: 'OFFICIAL',
      }),
    )
    const answer = await app.inject({
      method: 'PUT',
      url: '/list',
      payload: 'name,price_pounds\n=cmd,2.50\n',
      headers: { 'content-type': 'text/csv' },
    })
    expect(answer.body).toBe("\ufeffname,price_pounds,marking\n'=cmd,2.50,OFFICIAL\n")
    const nothing = await app.inject({ method: 'PUT', url: '/list' })
    expect(nothing.json()).toMatchObject({ code: 'empty-file' })
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="prices.csv"',
      'x-row-count': '1',
    })
    await app.close()
  })
})

/** What a cell keeps: no control characters, no lone surrogates, no spaces at its ends. */
function isPlain(word: string): boolean {
  return word.trim() === word && word.isWellFormed() && !/[\p{Cc}\ufeff\ufffd\u2028\u2029]/u.test(word)
}
