// Crews as a list that people keep: what its columns hold, and what is wrong with it beyond single cells.
import {
  dayIn,
  oneOf,
  optional,
  several,
  text,
  wholeNumber,
  type Field,
  type RowOf,
} from '../../estate/lists/fields.ts'
import type { ListComplaint, Listed } from '../../estate/lists/read-list.ts'
import { addDays, parseDay, sayDay } from '../../shared/day.ts'
import { byCodeUnit, count, keyOf } from '../../shared/text.ts'
import { CALENDARS, CREW_ACTIONS, REGIONS, VETTINGS, type Calendar } from '../../shared/vocabulary.ts'
import { calendarOf } from './bank-holidays.ts'
import { MOST_MINUTES, UNKNOWN_REGION, type Crew, type DaysOff } from './crew.ts'

const PLACES = new Map([...REGIONS, UNKNOWN_REGION].map((region) => [keyOf(region), region as string]))

/** As sites name them; one that is not on the list is kept as it is, for sites may have such. */
export const regions: Field<readonly string[]> = several({
  ...text('regions'),
  expected: `regions such as London; ${UNKNOWN_REGION} for sites without one`,
  parse: (said) => PLACES.get(keyOf(said)) ?? said,
})

/** A day, or a first and a last day. */
const daysOff: Field<DaysOff> = {
  header: 'dates_off',
  expected: 'a day such as 2027-08-02, or 2027-08-02 to 2027-08-13',
  parse(said) {
    const [from, last, ...more] = said.split(/\s+to\s+/).map(parseDay)
    if (from === undefined || more.length > 0) return undefined
    if (last === undefined) return /\sto\s/.test(said) ? undefined : { from, until: addDays(from, 1) }
    return from <= last ? { from, until: addDays(last, 1) } : undefined
  },
  say({ from, until }) {
    const last = addDays(until, -1)
    return from === last ? from : `${from} to ${last}`
  },
}

/** A cell that must be filled, though its field may be empty. */
export function filled<T>({ blank: _, ...field }: Field<readonly T[]>): Field<readonly T[]> {
  const parse = (said: string) => {
    const found = field.parse(said)
    return found?.length === 0 ? undefined : found
  }
  return { ...field, parse }
}

export const CREW_COLUMNS = {
  name: text('crew'),
  contractor: optional(text('contractor')),
  organisations: several(text('organisations')),
  regions: filled(regions),
  calendar: optional(oneOf('calendar', CALENDARS)),
  vetting: oneOf('vetting', VETTINGS),
  minutesPerWeek: wholeNumber('minutes_per_week', { least: 1, most: MOST_MINUTES }),
  actions: filled(several(oneOf('actions', CREW_ACTIONS))),
  validFrom: optional(dayIn('valid_from')),
  validUntil: optional(dayIn('valid_until')),
  daysOff: several(daysOff),
  note: optional(text('note')),
}
export type CrewLine = RowOf<typeof CREW_COLUMNS>

export const CREW_EXAMPLE: CrewLine = {
  name: 'North 1',
  contractor: null,
  organisations: [],
  regions: ['North East', 'North West'],
  calendar: null,
  vetting: 'sc',
  minutesPerWeek: 2250,
  actions: ['survey', 'replace', 'remove'],
  validFrom: null,
  validUntil: null,
  daysOff: [{ from: parseDay('2027-08-02')!, until: parseDay('2027-08-14')! }],
  note: null,
}

/** The calendar that is said, or that all the regions share; undefined: they share none, and none is said. */
export function calendarFor({
  calendar,
  regions: places,
}: Pick<CrewLine, 'calendar' | 'regions'>): Calendar | undefined {
  const calendars = new Set(places.map(calendarOf))
  return calendar ?? (calendars.size === 1 ? [...calendars][0] : undefined)
}

/** What is wrong with a row by itself. */
export function crewComplaints({ row, ...line }: Listed<typeof CREW_COLUMNS>): ListComplaint[] {
  const { validFrom, validUntil, regions: places } = line
  const about = (column: string, message: string): ListComplaint => ({ row, column, message })
  const complaints: ListComplaint[] = []
  if (calendarFor(line) === undefined) {
    const message = `${places.join(' and ')} keep different bank holidays. Write which the crew keeps: ${CALENDARS.join(', ')}.`
    complaints.push(about('calendar', message))
  }
  if (validFrom !== null && validUntil !== null && validUntil <= validFrom) {
    complaints.push(about('valid_until', `It is not after ${sayDay(validFrom)}: the crew would never be valid.`))
  }
  const off = [...line.daysOff].sort((a, b) => byCodeUnit(a.from, b.from))
  for (const [i, { from, until }] of off.entries()) {
    const before = off[i - 1]
    if (before && from < before.until) {
      complaints.push(about('dates_off', `${sayDay(from)} is off twice. Write each day once.`))
    }
    const outside = (validFrom !== null && from < validFrom) || (validUntil !== null && until > validUntil)
    if (outside) complaints.push(about('dates_off', `${sayDay(from)} and what follows is not all within its validity.`))
  }
  return complaints
}

/** Names that stand twice: one crew would have two calendars. */
export function repeatedNames(
  rows: readonly { readonly row: number; readonly name: string }[],
  column: string,
): ListComplaint[] {
  return [...Map.groupBy(rows, ({ name }) => keyOf(name)).values()]
    .filter((group) => group.length > 1)
    .map(([first, ...more]) => {
      const others = more.map(({ row }) => row)
      const where = others.length === 1 ? `row ${others[0]}` : `${count(others.length, 'other row')}`
      return { row: first!.row, column, message: `"${first!.name}" stands in ${where} too. Write each once.` }
    })
}

export function crewLine({ contractor, organisations, ...crew }: Crew): CrewLine {
  return { ...crew, contractor: contractor?.name ?? null, organisations: organisations.map(({ name }) => name) }
}
