import { readFileSync } from 'node:fs'
import { readBankHolidays } from '../../../src/planning/crews/bank-holidays.ts'
import type { Crew } from '../../../src/planning/crews/crew.ts'
import { readWork } from '../../../src/planning/problem/pack.ts'

export const holidays = readBankHolidays(readFileSync('data/bank-holidays.json', 'utf8'))
export const work = readWork(readFileSync('data/work.json', 'utf8'))

/** Own staff who replace in London, vetted to SC, 2,250 minutes a week. */
export const crewOf = (over: Partial<Crew> = {}): Crew => ({
  id: 'crw_1',
  version: 1,
  name: 'Crew 1',
  contractor: null,
  organisations: [],
  regions: ['London'],
  calendar: 'england-and-wales',
  vetting: 'sc',
  minutesPerWeek: 2250,
  actions: ['replace'],
  validFrom: null,
  validUntil: null,
  daysOff: [],
  note: null,
  ...over,
})
