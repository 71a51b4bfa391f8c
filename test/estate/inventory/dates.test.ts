import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { likenessOfDay, readDate, WeighedDates, type DateOrder } from '../../../src/estate/inventory/dates.ts'
import { fromEpochDay, type Day } from '../../../src/shared/day.ts'
import { runs } from '../../support/runs.ts'

const read = (text: string, order: DateOrder = 'uk') => {
  const reading = readDate(text, order)
  return reading && ('day' in reading ? reading.day : reading.unknown)
}

const weigh = (values: readonly string[]) => {
  const weighed = new WeighedDates()
  for (const value of values) weighed.add(value)
  const { order, unsure, example } = weighed
  return { order, unsure, example }
}

describe('a date', () => {
  it.each([
    ['2027-03-31', '2027-03-31'],
    ['2027/3/31', '2027-03-31'],
    ['20271001', '2027-10-01'],
    ['31/03/2027', '2027-03-31'],
    ['1/4/2027', '2027-04-01'],
    ['1.4.2027', '2027-04-01'],
    ['01-04-2027', '2027-04-01'],
    ['1 April 2027', '2027-04-01'],
    ['01-Apr-2027', '2027-04-01'],
    ['1st apr. 2027', '2027-04-01'],
    ['Apr 1, 2027', '2027-04-01'],
    ['29/02/2024', '2024-02-29'],
    [' 2027-03-31 ', '2027-03-31'],
  ])('%s is %s', (text, day) => expect(read(text)).toBe(day))
  it.each([
    '30/02/2027',
    '29/02/2027',
    '03/31/2027',
    '2027-13-01',
    '20271301',
    '31/03/27',
    '43009',
    'soon',
    '12345678',
  ])('%s is none', (text) => expect(read(text)).toBeUndefined())
  it('is none in a year in which nobody installs or plans anything', () => {
    expect(['31/12/1949', '0207-03-31', '01/01/2101'].map((text) => read(text))).toEqual(Array(3).fill(undefined))
    expect([read('01/02/1950'), read('31/12/2100')]).toEqual(['1950-02-01', '2100-12-31'])
  })
  it('is the day that was written, whatever the time', () => {
    expect(read('2027-03-31T10:00:00')).toBe('2027-03-31')
    expect(read('2027-03-31 23:59')).toBe('2027-03-31')
    expect(read('03/30/2018 08:30:00 AM +0000', 'us')).toBe('2018-03-30')
    expect(read('2018-06-30T23:30:00+02:00')).toBe('2018-06-30')
    expect(read('2027-03-31 25:00')).toBeUndefined()
    expect(read('2027-03-31 13:00 PM')).toBeUndefined()
  })
  it('with a time in UTC is the day that it was in London', () => {
    expect(read('2018-06-30T23:00:00Z')).toBe('2018-07-01')
    expect(read('2018-06-30T22:59:59Z')).toBe('2018-06-30')
    expect(read('2018-12-31T23:00:00Z')).toBe('2018-12-31')
    expect(read('06/30/2018 11:30:00 PM +0000', 'us')).toBe('2018-07-01')
    expect(read('06/30/2018 12:30:00 AM +0000', 'us')).toBe('2018-06-30')
  })
})

describe('a date that tells no day', () => {
  it.each([
    '01-01-1920',
    '01/01/1900',
    '1900-01-01',
    '1970-01-01',
    '1970-01-01T00:00:00Z',
    '30/12/1899',
    '9999-12-31',
    '00/00/0000',
    '1900',
  ])('%s stands for none', (text) => expect(read(text)).toBe('placeholder'))
  it('is not the day after', () => {
    expect(read('02/01/1970')).toBe('1970-01-02')
    expect(read('01/01/1971')).toBe('1971-01-01')
  })
  it.each(['2013-03', '03/2013', 'March 2013', 'Mar-2013'])('%s is a month', (text) => expect(read(text)).toBe('month'))
  it.each(['2013', '2013.0'])('%s is a year', (text) => expect(read(text)).toBe('year'))
  it('is not a month that does not exist, nor a month of no likely year', () => {
    expect(['2013-13', '00/2013', 'Foo 2013', '13/1066'].map((text) => read(text))).toEqual(Array(4).fill(undefined))
  })
})

describe('what is no date', () => {
  it.each([
    ['43831', 'how a spreadsheet counts days'],
    ['1/2/20', 'two digits'],
    ['31/02/2020', 'no such day'],
    ['12/03/1066', 'its year is not between 1950 and 2100'],
  ])('%s is said to be what it seems', (text, seems) => {
    expect(readDate(text, 'uk')).toBeUndefined()
    expect(likenessOfDay(text)).toContain(seems)
  })
  it.each(['soon', '17', '99999', '03/31/2027'])('%s seems to be nothing else', (text) =>
    expect(likenessOfDay(text)).toBeUndefined(),
  )
})

describe('a column of dates', () => {
  it('is read month first if one of them can only be that', () => {
    expect(weigh(['01/02/2027', '03/31/2027'])).toMatchObject({ order: 'us' })
    expect(weigh(['31/01/2027', '01/31/2027'])).toMatchObject({ order: 'us' })
  })
  it('is read day first otherwise, and counts what could be read either way', () => {
    const seen = ['01/02/2027', '03/04/2027', '05/05/2027', '2027-01-02', 'soon', '']
    expect(weigh(seen)).toEqual({ order: 'uk', unsure: 2, example: '01/02/2027' })
  })
  it('is sure of its order where one of them can only be day first', () => {
    expect(weigh(['01/02/2027', '31/03/2027', 'soon', ''])).toMatchObject({ order: 'uk', unsure: 0 })
  })
})

describe('a day printed in any way that is read', () => {
  const NAMES = 'January February March April May June July August September October November December'.split(' ')
  const days = fc.integer({ min: 366, max: 47_000 }).map((n) => fromEpochDay(n))
  const parts = (day: Day) => day.split('-') as [string, string, string]
  const ways: Record<string, (day: Day) => [text: string, order: DateOrder]> = {
    iso: (day) => [day, 'us'],
    compact: (day) => [day.replaceAll('-', ''), 'us'],
    british: (day) => [parts(day).reverse().join('/'), 'uk'],
    dotted: (day) => [
      parts(day)
        .reverse()
        .map((part) => String(Number(part)))
        .join('.'),
      'uk',
    ],
    american: (day) => [`${parts(day)[1]}/${parts(day)[2]}/${parts(day)[0]} 08:30:00 AM +0000`, 'us'],
    named: (day) => [`${Number(parts(day)[2])} ${NAMES[Number(parts(day)[1]) - 1]} ${parts(day)[0]}`, 'us'],
    short: (day) => [`${parts(day)[2]}-${NAMES[Number(parts(day)[1]) - 1]!.slice(0, 3)}-${parts(day)[0]}`, 'us'],
    timed: (day) => [`${day}T12:00:00.000Z`, 'uk'],
  }
  it('is read as that day, and no other', () => {
    const way = fc.constantFrom(...Object.keys(ways))
    const property = fc.property(days, way, (day, name) => {
      const [text, order] = ways[name]!(day)
      expect(read(text, order)).toBe(day)
    })
    fc.assert(property, { seed: 4, numRuns: runs(500, 20_000) })
  })
  it('is itself or nothing in a column read the other way round', () => {
    const property = fc.property(days, (day) => {
      const [year, month, dayOfMonth] = parts(day)
      const found = read(`${dayOfMonth}/${month}/${year}`, weigh([`${dayOfMonth}/${month}/${year}`]).order)
      expect(found).toBe(day)
    })
    fc.assert(property, { seed: 4, numRuns: runs(300, 20_000) })
  })
  it('of any text is a day as days are written, or nothing', () => {
    const property = fc.property(fc.string({ unit: fc.constantFrom(...'0123456789/-. :TZAPM') }), (text) => {
      const found = readDate(text, 'uk')
      if (found && 'day' in found) expect(found.day).toMatch(/^(19[5-9]\d|20\d\d|2100)-\d\d-\d\d$/)
    })
    fc.assert(property, { seed: 4, numRuns: runs(1000, 50_000) })
  })
})
