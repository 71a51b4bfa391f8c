// The catalogue: what replaces old kit, at what price, and what crews, visits and disposal cost. It is kept as lists, so its
// columns are its definition: for CSV in and out, for the shipped file and for what is stored. Never edited: a changed list
// makes a version, named by what is in it, and a plan names the version that it was made with.
//
// model        a device that can be bought; without a manufacturer it is a price for which the purchase is yet to be made
// rate         crew hour, mobilisation, work at height, civils, disposal
// old model    what is known of the kit that stands, by the beginning of its model
// data class   what the media in a device may hold, and so what its disposal takes
import {
  dayIn,
  oneOf,
  optional,
  otherwise,
  percent,
  pounds,
  several,
  text,
  wholeNumber,
  yesNo,
  type RowOf,
} from '../../estate/lists/fields.ts'
import type { Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { sha256 } from '../../shared/hash.ts'
import { keyOf } from '../../shared/text.ts'
import { KINDS, SECTORS, type Kind, type Sensitivity } from '../../shared/vocabulary.ts'
import { COST_KINDS, type CostKind, type PriceTerms } from './cost-line.ts'

/** A long-range thermal camera on its mast is about £100,000: what is dearer than this is a slip of the point. */
const MOST_PRICE = 25_000_000
/** A day of a crane and road closure is a few thousand pounds: so is what is dearer. */
const MOST_RATE = 1_000_000
/** A crew-week less the 120 minutes of its visit: no leg holds more, and no job is split. */
const MOST_MINUTES = 2130
/** Three years: longer than any kit is quoted for. */
const MOST_LEAD_DAYS = 1095

const flag = (header: string) => otherwise(yesNo(header), false)
const capable = {
  ptz: flag('ptz'),
  anpr: flag('anpr'),
  thermal: flag('thermal'),
  dome: flag('dome'),
  outdoor: flag('outdoor'),
  poe: flag('poe'),
  /** The largest sensors on sale have some 150 million pixels. */
  megapixels: optional(wholeNumber('megapixels', { least: 1, most: 200 })),
  /** Of recorders; the largest servers take a thousand cameras. */
  channels: optional(wholeNumber('channels', { least: 1, most: 1024 })),
}
const sourced = { source: text('source'), asOf: dayIn('as_of') }

const MODELS = {
  code: text('code'),
  says: text('description'),
  kinds: several(oneOf('kinds', KINDS)),
  manufacturer: optional(text('manufacturer')),
  model: optional(text('model')),
  ...capable,
  pricePence: pounds('price_pounds', { leastPence: 1, mostPence: MOST_PRICE }),
  /** In place of the work file's minutes for a replacement. */
  labourMinutes: optional(wholeNumber('labour_minutes', { least: 1, most: MOST_MINUTES })),
  /** Fitting one takes work at height, or civils: a mast, a trench. */
  height: flag('at_height'),
  civils: flag('civils'),
  orderBatch: otherwise(wholeNumber('order_batch', { least: 1, most: 100_000 }), 1),
  /** Paid already. */
  stock: otherwise(wholeNumber('stock', { most: 1_000_000 }), 0),
  /** From order to delivery; blank: as the work file has it. */
  leadDays: optional(wholeNumber('lead_days', { most: MOST_LEAD_DAYS })),
  /** Weeks before the work that it is delivered, and paid. */
  deliveredWeeksBefore: otherwise(wholeNumber('delivered_weeks_before', { most: 52 }), 0),
  approvedLists: several(text('approved_lists')),
  /** Only for organisations of these; none: for any. */
  sectors: several(oneOf('sectors', SECTORS)),
  /** Only at sites without a recorder of their own, as those of street cameras are. */
  withoutRecorder: flag('sites_without_recorder'),
  ...sourced,
  /** Blank: from the first day of the version. */
  validFromOn: optional(dayIn('valid_from')),
}

export const DATA_CLASSES = ['none', 'official', 'sensitive'] as const
export type DataClass = (typeof DATA_CLASSES)[number]
export const RATE_KINDS = ['labour', 'mobilisation', 'height', 'civils', 'disposal'] as const

const RATES = {
  /** Labour is a crew hour; mobilisation a visit; the others a device. */
  kind: oneOf('rate', RATE_KINDS),
  /** Of disposal; blank: of every class that has no row of its own. */
  dataClass: optional(oneOf('data_class', DATA_CLASSES)),
  says: text('description'),
  pricePence: pounds('price_pounds', { mostPence: MOST_RATE }),
  ...sourced,
}
const VAT_RECOVERY = {
  organisation: text('organisation'),
  /** None: all of them. */
  kinds: several(oneOf('cost', COST_KINDS)),
  recoveredBasisPoints: percent('recovered_percent'),
}
const OLD_MODELS = { prefix: text('model_prefix'), ...capable, ...sourced }
const APPROVED_LISTS = {
  /** Blank: every organisation without a row of its own. */
  organisation: optional(text('organisation')),
  list: text('approved_list'),
}

export const LISTS = {
  models: MODELS,
  rates: RATES,
  'vat-recovery': VAT_RECOVERY,
  'old-models': OLD_MODELS,
  'approved-lists': APPROVED_LISTS,
} as const
export const LIST_NAMES = Object.keys(LISTS) as ListName[]
export type ListName = keyof typeof LISTS

export type Model = RowOf<typeof MODELS>
export type Rate = RowOf<typeof RATES>
export type VatRecovery = RowOf<typeof VAT_RECOVERY>
export type OldModel = RowOf<typeof OLD_MODELS>
export type ApprovedList = RowOf<typeof APPROVED_LISTS>

export const PRICE_BASES = ['exclusive', 'inclusive', 'unknown'] as const
export interface Settings {
  /** The yearly rise of all prices, compounded, from the plan's first financial year on. */
  readonly upliftBasisPoints: number
  readonly vatBasisPoints: number
  /** What the prices say of VAT. Unknown is read as exclusive. */
  readonly priceBasis: (typeof PRICE_BASES)[number]
}

export interface CatalogueContent {
  readonly validFromOn: Day
  readonly settings: Settings
  readonly models: readonly Model[]
  readonly rates: readonly Rate[]
  readonly 'vat-recovery': readonly VatRecovery[]
  readonly 'old-models': readonly OldModel[]
  readonly 'approved-lists': readonly ApprovedList[]
}

export interface Catalogue extends CatalogueContent {
  /** `catalogue-2026-11-22.4f0c…`: from when, and a hash of all that is in it. */
  readonly version: string
  readonly origin: 'shipped' | 'imported'
}

/** Names the content. The order of rows is part of it: whoever takes a list out gets it as it was put in. */
export function nameCatalogue(content: CatalogueContent, origin: Catalogue['origin']): Catalogue {
  const whole = wholeContent(content)
  // Twelve hex digits tell any two catalogues apart, and can be read aloud.
  const version = `catalogue-${whole.validFromOn}.${sha256(JSON.stringify(whole)).slice(0, 12)}`
  return { version, origin, ...whole }
}

/** Every list with every column, blank where the content has none: an older Lenscap may not have known them. */
export function wholeContent(content: Partial<CatalogueContent> & Pick<CatalogueContent, 'validFromOn' | 'settings'>) {
  const { upliftBasisPoints, vatBasisPoints, priceBasis } = content.settings
  const lists = Object.fromEntries(
    LIST_NAMES.map((name) => [name, (content[name] ?? []).map((row: object) => pick(row, name))]),
  )
  const settings = { upliftBasisPoints, vatBasisPoints, priceBasis }
  return { validFromOn: content.validFromOn, settings, ...lists } as unknown as CatalogueContent
}

/** The row's own columns in their order, and nothing that came along with it. */
function pick(row: object, name: ListName): object {
  const values = row as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(LISTS[name]).map(([key, { blank }]) => [key, values[key] ?? blank?.value ?? null]),
  )
}

/** The file that Lenscap ships: as a version, with columns left out where they are blank. Throws `bad-policy-file`. */
export function readCatalogue(text: string): Catalogue {
  const catalogue = nameCatalogue(JSON.parse(text) as CatalogueContent, 'shipped')
  const prices = [...catalogue.models, ...catalogue.rates]
  const bad = prices.find(({ pricePence, source }) => !Number.isSafeInteger(pricePence) || pricePence < 0 || !source)
  const lacking = ['labour', 'mobilisation', 'disposal'].find((kind) => !catalogue.rates.some((r) => r.kind === kind))
  if (bad || lacking) {
    throw new Failure(
      'bad-policy-file',
      bad
        ? `catalogue.json: "${bad.says}" needs whole pence of zero or more, and a source.`
        : `catalogue.json: there is no rate for ${lacking}.`,
      'Compare it with the file that Lenscap ships.',
    )
  }
  return catalogue
}

/** Devices that store pictures by their nature; whether a camera has a card, no inventory says. */
const HOLD_MEDIA: readonly Kind[] = ['recorder', 'vms', 'body-worn', 'drone']

/** Of what a device's media may hold. The limbs of a site are sealed, so any sensitive site may be one that holds SECRET. */
export function dataClassOf(kind: Kind, sensitivity: Sensitivity): DataClass {
  if (!HOLD_MEDIA.includes(kind)) return 'none'
  return sensitivity === 'sensitive' ? 'sensitive' : 'official'
}

/** How much VAT the organisation recovers on lines of the kind; null: not recorded, and so read as in full. */
export function recoveredBy(catalogue: Catalogue, organisation: string, kind: CostKind): number | null {
  const recorded = recoveriesOf(catalogue)
  const key = keyOf(organisation)
  return recorded.get(`${key}\n${kind}`) ?? recorded.get(`${key}\n`) ?? null
}

/** Asked for every line of every leg. */
const recoveries = new WeakMap<Catalogue, ReadonlyMap<string, number>>()

function recoveriesOf(catalogue: Catalogue): ReadonlyMap<string, number> {
  const known = recoveries.get(catalogue)
  if (known) return known
  const made = new Map(
    catalogue['vat-recovery'].flatMap(({ organisation, kinds, recoveredBasisPoints }) =>
      (kinds.length === 0 ? [''] : kinds).map(
        (kind) => [`${keyOf(organisation)}\n${kind}`, recoveredBasisPoints] as const,
      ),
    ),
  )
  recoveries.set(catalogue, made)
  return made
}

export function termsOf(catalogue: Catalogue, organisation: string | null, kind: CostKind): PriceTerms {
  const { upliftBasisPoints, vatBasisPoints, priceBasis } = catalogue.settings
  const recorded = organisation === null ? null : recoveredBy(catalogue, organisation, kind)
  return {
    vat: priceBasis === 'inclusive' ? 'inclusive' : 'exclusive',
    vatBasisPoints,
    recoveredBasisPoints: recorded ?? 10_000,
    upliftBasisPoints,
  }
}
