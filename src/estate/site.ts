// Sites, and the rules on designating one. Address, access notes, contacts and limbs are sealed in the store: a Site,
// which is what the rest of the product works with, has none of them.
import { utc } from '@date-fns/utc'
import { addMonths } from 'date-fns/addMonths'
import { format } from 'date-fns/format'
import type { Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import type { Sensitivity, Vetting } from '../shared/vocabulary.ts'

export interface Site {
  readonly id: string
  readonly organisationId: string
  readonly version: number
  /** As the organisation calls it; a sensitive site may be held under a code. */
  readonly code: string
  readonly name: string
  readonly region: string | null
  readonly sensitivity: Sensitivity
  readonly vetting: Vetting | null
  readonly upgradeOn: Day | null
  readonly upgradeFunded: boolean | null
  readonly upgradeManufacturer: string | null
  readonly observedOn: Day
}

/** Kept sealed, as one text: null when nothing at all is known. */
export interface Address {
  readonly postcode: string | null
  readonly lat: number | null
  readonly lon: number | null
}

/** The fields of a site that are sealed, opened for someone who may see them. */
export interface SiteSecrets {
  readonly limbs: readonly Limb[]
  readonly address: Address | null
  readonly accessNotes: string | null
  readonly contacts: string | null
}

/** What makes a site sensitive: one or more of four (parliamentary answer, 9 April 2024). Optional to record. */
export const LIMBS = ['secret-material', 'dv-staff', 'ministerial', 'socpa'] as const
export type Limb = (typeof LIMBS)[number]

/** One for each organisation holds the devices whose site a file does not name. It can only be assessed. */
export const UNSITED = 'UNSITED'

const DEGREE: Readonly<Record<Sensitivity, number>> = { sensitive: 3, extended: 2, other: 1, unassessed: 0 }

/** Positive if `a` is the more sensitive. Unassessed is the least: nobody has designated it yet. */
export function compareSensitivity(a: Sensitivity, b: Sensitivity): number {
  return DEGREE[a] - DEGREE[b]
}

/** A designation that a file brought is looked at again after a year, and stays "to be confirmed" until a person does. */
export function reviewDay(asOf: Day): Day {
  return format(addMonths(asOf, 12, { in: utc }), 'yyyy-MM-dd', { in: utc }) as Day
}

/** Also of a site that the caller may not know of. */
export function unknownSite(id: string): Failure {
  return new Failure('unknown-site', `There is no site ${id}.`, 'GET /api/v1/sites lists the sites that you may see.')
}
