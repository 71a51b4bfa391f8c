// What the rows of a file say of one organisation or site, taken together as they come by: of its designations the most
// sensitive, of all else the first word; others that differ are a warning that names both rows (rules.md: facts that
// conflict).
import type { Day } from '../../../shared/day.ts'
import { keyOf } from '../../../shared/text.ts'
import type { Sensitivity } from '../../../shared/vocabulary.ts'
import { headerOf, type Facts, type Field } from '../../inventory/columns.ts'
import type { Warnings } from '../../inventory/warnings.ts'
import { UNSTATED } from '../../organisation.ts'
import { compareSensitivity, UNSITED, type Limb } from '../../site.ts'
import type { PlacedRow } from '../rows/place-row.ts'

export interface OrganisationSaid {
  readonly name: string
  readonly standing: Facts['standing']
  readonly sector: Facts['sector']
}

export interface SiteSaid {
  readonly code: string
  readonly name: string | null
  readonly region: string | null
  readonly postcode: string | null
  readonly vetting: Facts['vetting']
  readonly upgradeOn: Day | null
  readonly upgradeFunded: boolean | null
  readonly upgradeManufacturer: string | null
  readonly sensitivity: Sensitivity | null
  readonly limbs: readonly Limb[]
}

export const SAID_OF_UNSITED: SiteSaid = {
  code: UNSITED,
  name: null,
  region: null,
  postcode: null,
  vetting: null,
  upgradeOn: null,
  upgradeFunded: null,
  upgradeManufacturer: null,
  sensitivity: null,
  limbs: [],
}

interface Word {
  readonly value: unknown
  readonly row: number
  /** The first that differs. */
  other?: { readonly value: unknown; readonly row: number }
}

/** The first word on each of some fields. */
class FirstWords<F extends Field> {
  readonly #fields: readonly F[]
  readonly #words: (Word | undefined)[] = []

  constructor(fields: readonly F[]) {
    this.#fields = fields
  }

  hear({ facts, number: row }: PlacedRow): void {
    this.#fields.forEach((field, i) => {
      const value = facts[field]
      if (value === null) return
      const word = this.#words[i]
      if (!word) this.#words[i] = { value, row }
      else if (word.value !== value) word.other ??= { value, row }
    })
  }

  /** `subject` is what the warnings call it. */
  tell(subject: string, warnings: Warnings): { readonly [K in F]: Facts[K] | null } {
    const told = this.#fields.map((field, i) => {
      const word = this.#words[i]
      if (word?.other) warnings.add(conflicting(subject, field, { ...word, other: word.other }))
      return [field, word?.value ?? null]
    })
    return Object.fromEntries(told) as { [K in F]: Facts[K] | null }
  }
}

function conflicting(subject: string, field: Field, { value, row, other }: Required<Word>) {
  const values = `"${String(value)}" and "${String(other.value)}"`
  const message = `${subject}: rows ${row} and ${other.row} give ${headerOf(field)} as ${values}; row ${row}'s was taken.`
  return { code: 'conflicting-fact', message, rows: [row, other.row] }
}

const OF_ORGANISATION = ['standing', 'sector'] as const
const OF_SITE = [
  ...(['siteName', 'region', 'postcode', 'vetting'] as const),
  ...(['scheduledUpgrade', 'upgradeFunded', 'upgradeManufacturer'] as const),
]

export class SaidOfOrganisation {
  readonly #name: string
  readonly #first = new FirstWords(OF_ORGANISATION)

  constructor(name: string) {
    this.#name = name
  }

  hear(row: PlacedRow): void {
    // Who "nobody" is cannot be said by a row that happens to name no organisation.
    if (keyOf(this.#name) !== UNSTATED_KEY) this.#first.hear(row)
  }

  tell(warnings: Warnings): OrganisationSaid {
    return { name: this.#name, ...this.#first.tell(this.#name, warnings) }
  }
}

const UNSTATED_KEY = keyOf(UNSTATED)

interface Designated {
  readonly sensitivity: Sensitivity
  readonly row: number
}

export class SaidOfSite {
  readonly #code: string
  readonly #first = new FirstWords(OF_SITE)
  #most: Designated | undefined
  #least: Designated | undefined
  /** By the sensitivity that stands beside them: those of a lower one than counts are not taken. */
  #limbs: Map<Sensitivity | null, Set<Limb>> | undefined

  constructor(code: string) {
    this.#code = code
  }

  hear(row: PlacedRow): void {
    this.#first.hear(row)
    const { sensitivity, limbs } = row.facts
    if (sensitivity !== null) this.#designate({ sensitivity, row: row.number })
    if (limbs === null || limbs.length === 0) return
    this.#limbs ??= new Map()
    const known = this.#limbs.get(sensitivity) ?? new Set()
    this.#limbs.set(sensitivity, known)
    for (const limb of limbs) known.add(limb)
  }

  #designate(said: Designated): void {
    if (!this.#most || compareSensitivity(said.sensitivity, this.#most.sensitivity) > 0) this.#most = said
    if (!this.#least || compareSensitivity(said.sensitivity, this.#least.sensitivity) <= 0) this.#least = said
  }

  tell(warnings: Warnings): SiteSaid {
    const [most, least] = [this.#most, this.#least]
    if (most && least && most.sensitivity !== least.sensitivity) {
      const message = `Site ${this.#code}: rows ${most.row} and ${least.row} give sensitivity as "${most.sensitivity}" and "${least.sensitivity}"; the more sensitive was taken.`
      warnings.add({ code: 'conflicting-sensitivity', message, rows: [most.row, least.row] })
    }
    const { siteName, scheduledUpgrade, ...first } = this.#first.tell(`Site ${this.#code}`, warnings)
    const sensitivity = most?.sensitivity ?? null
    const limbs = [...(this.#limbs?.get(null) ?? []), ...(this.#limbs?.get(sensitivity) ?? [])]
    return {
      code: this.#code,
      name: siteName,
      ...first,
      upgradeOn: scheduledUpgrade,
      sensitivity,
      limbs: sortedLimbs(limbs),
    }
  }
}

export function sortedLimbs(limbs: readonly Limb[]): Limb[] {
  return [...new Set(limbs)].sort()
}
