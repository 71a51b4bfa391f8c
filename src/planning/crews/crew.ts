// A crew: who can be sent, where, for what, and how many minutes a week it works. A network team is a crew that names its
// organisations and disconnects.
import { addDays, epochDay, fromEpochDay, type Day } from '../../shared/day.ts'
import { VETTINGS, type Action, type Calendar, type CrewAction, type Vetting } from '../../shared/vocabulary.ts'
import { keyOf } from '../../shared/text.ts'
import { bankHolidaysIn, type BankHolidays } from './bank-holidays.ts'

/** Where a site stands that has no region: a place of its own, which a crew may serve like any other. */
export const UNKNOWN_REGION = 'Unknown region'

/** A week has no more; whoever has more is several crews. */
export const MOST_MINUTES = 7 * 24 * 60

export interface Crew {
  readonly id: string
  readonly version: number
  readonly name: string
  /** Null: own staff. */
  readonly contractor: { readonly id: string; readonly name: string; readonly active: boolean } | null
  /** Empty: it works for whichever. */
  readonly organisations: readonly { readonly id: string; readonly name: string }[]
  /** At least one. */
  readonly regions: readonly string[]
  readonly calendar: Calendar
  readonly vetting: Vetting
  /** In a week without a day off. */
  readonly minutesPerWeek: number
  /** At least one. */
  readonly actions: readonly CrewAction[]
  /** From, inclusive; null: it always has been. */
  readonly validFrom: Day | null
  /** Until, exclusive; null: without end. */
  readonly validUntil: Day | null
  readonly daysOff: readonly DaysOff[]
  readonly note: string | null
}

/** From-inclusive, until-exclusive. */
export interface DaysOff {
  readonly from: Day
  readonly until: Day
}

/** Work as far as it says who may do it. */
export interface Place {
  readonly organisationId: string
  /** Null: not known. */
  readonly region: string | null
  readonly vetting: Vetting
  readonly action: Action
}

export type Served = Pick<Crew, 'organisations' | 'regions' | 'vetting' | 'actions'>

/** Vetting is nested: whoever holds a level holds those below it (policy.md section 4). */
export function isVetted(vetting: Vetting, needed: Vetting): boolean {
  return VETTINGS.indexOf(vetting) >= VETTINGS.indexOf(needed)
}

export function servesPlace(crew: Served, { organisationId, region, vetting, action }: Place): boolean {
  return (
    crew.actions.includes(action as CrewAction) &&
    isVetted(crew.vetting, vetting) &&
    servesRegion(crew, region) &&
    servesOrganisation(crew, organisationId)
  )
}

export function servesRegion({ regions }: Pick<Crew, 'regions'>, region: string | null): boolean {
  const key = keyOf(region ?? UNKNOWN_REGION)
  return regions.some((one) => keyOf(one) === key)
}

export function servesOrganisation({ organisations }: Pick<Crew, 'organisations'>, organisationId: string): boolean {
  return organisations.length === 0 || organisations.some(({ id }) => id === organisationId)
}

export function isValidOn({ validFrom, validUntil }: Pick<Crew, 'validFrom' | 'validUntil'>, on: Day): boolean {
  return (validFrom === null || validFrom <= on) && (validUntil === null || on < validUntil)
}

/**
 * A crew's minutes in each of the weeks: a fifth of its week for every weekday that is valid, no bank holiday of its
 * calendar and not off, rounded down. `startOn` is a Monday.
 */
export function minutesByWeek(
  crew: Pick<Crew, 'minutesPerWeek' | 'calendar' | 'validFrom' | 'validUntil' | 'daysOff'>,
  { startOn, weeks, holidays }: { startOn: Day; weeks: number; holidays: BankHolidays },
): number[] {
  const [firstYear, lastYear] = [yearOf(startOn), yearOf(addDays(startOn, 7 * weeks))]
  const years = Array.from({ length: lastYear - firstYear + 1 }, (_, i) => firstYear + i)
  const bankHolidays = new Set(years.flatMap((year) => bankHolidaysIn(year, crew.calendar, holidays)))
  const isOff = (on: Day) => bankHolidays.has(on) || crew.daysOff.some(({ from, until }) => from <= on && on < until)
  const monday = epochDay(startOn)
  return Array.from({ length: weeks }, (_, week) => {
    const days = [0, 1, 2, 3, 4].map((weekday) => fromEpochDay(monday + 7 * week + weekday))
    const worked = days.filter((on) => !isOff(on) && isValidOn(crew, on)).length
    return Math.floor((crew.minutesPerWeek * worked) / 5)
  })
}

function yearOf(on: Day): number {
  return Number(on.slice(0, 4))
}
