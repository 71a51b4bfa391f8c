// What a leg costs, line by line, each with its source. Prices are data (data/catalogue.json): illustrative, editable, and
// versioned, so that a plan can name the prices it was made with.
import { Failure } from '../../shared/failure.ts'
import type { Day } from '../../shared/day.ts'
import type { Action, Kind, Sector } from '../../shared/vocabulary.ts'

export interface Catalogue {
  readonly version: string
  readonly kit: readonly KitPrice[]
  readonly rates: Readonly<Record<'crewHourPence' | 'mobilisationPence' | 'disposalPence', Price>>
}
interface Price {
  readonly pence: number
  readonly says: string
  readonly source: string
  readonly asOf: Day
}
interface KitPrice extends Price {
  readonly id: string
  readonly kinds: readonly Kind[]
  /** Left out: any sector. A line that names the sector goes before one that does not. */
  readonly sectors?: readonly Sector[]
  /** True: only at sites without a recorder of their own, as those of street cameras are. */
  readonly withoutRecorder?: true
}

export interface CostLine {
  readonly what: string
  readonly quantity: number
  readonly unit: 'device' | 'minute' | 'visit'
  /** Per unit; per hour for minutes. */
  readonly pricePence: number
  readonly pence: number
  readonly source: string
  readonly asOf: Day
}

export interface CostedLeg {
  readonly action: Action
  readonly sector: Sector | null
  /** The site has no recorder or video management server of its own. */
  readonly withoutRecorder: boolean
  /** New kit to buy, by kind: none for a removal or a survey. */
  readonly newKit: readonly Kind[]
  /** How many old devices leave the site. */
  readonly disposals: number
  readonly minutes: number
}

const PAID: readonly Action[] = ['survey', 'replace', 'remove']

/** Throws `bad-policy-file`. */
export function readCatalogue(text: string): Catalogue {
  const catalogue = JSON.parse(text) as Catalogue
  const prices = [...catalogue.kit, ...Object.values(catalogue.rates)]
  const bad = prices.find((price) => !Number.isSafeInteger(price.pence) || price.pence < 0 || !price.source)
  if (!catalogue.version || bad) {
    throw new Failure(
      'bad-policy-file',
      `catalogue.json: "${bad?.says ?? 'version'}" needs whole pence of zero or more, and a source.`,
      'Compare it with the file that Lenscap ships.',
    )
  }
  return catalogue
}

/** The lines of a leg, each in whole pence; their sum is its cost. Desk work and disconnects by the own team cost nothing. */
export function costLines(catalogue: Catalogue, leg: CostedLeg): CostLine[] {
  if (!PAID.includes(leg.action)) return []
  const { crewHourPence, mobilisationPence, disposalPence } = catalogue.rates
  const kit = countBy(leg.newKit.map((kind) => kitPrice(catalogue, kind, leg)))
  return [
    ...[...kit].map(([price, quantity]) => line(price, quantity, 'device')),
    { ...line(crewHourPence, leg.minutes, 'minute'), pence: labourPence(crewHourPence.pence, leg.minutes) },
    line(mobilisationPence, 1, 'visit'),
    ...(leg.disposals > 0 ? [line(disposalPence, leg.disposals, 'device')] : []),
  ]
}

/** Rounded half up to the penny, in integers. */
function labourPence(perHour: number, minutes: number): number {
  return Math.floor((perHour * minutes + 30) / 60)
}

function kitPrice({ kit }: Catalogue, kind: Kind, { sector, withoutRecorder }: CostedLeg): KitPrice {
  const fits = kit.filter(
    (price) =>
      price.kinds.includes(kind) &&
      (!price.sectors || (sector !== null && price.sectors.includes(sector))) &&
      (!price.withoutRecorder || withoutRecorder),
  )
  const found = fits.find((price) => price.sectors) ?? fits[0]
  if (!found) {
    throw new Failure(
      'no-price',
      `The catalogue has no price for kind "${kind}".`,
      'Add a line for it to catalogue.json.',
    )
  }
  return found
}

function line(price: Price, quantity: number, unit: CostLine['unit']): CostLine {
  const { says: what, pence: pricePence, source, asOf } = price
  return { what, quantity, unit, pricePence, pence: pricePence * quantity, source, asOf }
}

function countBy<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}
