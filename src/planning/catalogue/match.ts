// Like for like: which model replaces an old device, and why that one. Of the old device its kind is known, how many cameras
// record to it, and what the catalogue says of its model; where nothing more is known it gets the plain model of its kind.
import { isClear, recognise } from '../../register/recognise.ts'
import { squash } from '../../register/normalise.ts'
import type { Register } from '../../register/register.ts'
import type { Day } from '../../shared/day.ts'
import { byCodeUnit, keyOf } from '../../shared/text.ts'
import type { Kind, Sector } from '../../shared/vocabulary.ts'
import type { Catalogue, Model, OldModel } from './catalogue.ts'

export const CAPABILITIES = ['ptz', 'anpr', 'thermal', 'dome', 'outdoor', 'poe'] as const
/** What a plain model has not: nobody buys a motor or a heat sensor for want of knowing better. */
const SPECIAL = ['ptz', 'anpr', 'thermal'] as const

/** An old device, where it stands, and whose it is. */
export interface Wanted {
  readonly kind: Kind
  readonly model: string | null
  /** How many devices record to it; 0 for what is no recorder. */
  readonly recording: number
  readonly organisation: string
  readonly sector: Sector | null
  /** The site has no recorder or video management server of its own. */
  readonly withoutRecorder: boolean
}

export interface Match {
  readonly model: Model
  readonly why: string
  /** The approved list that the organisation demands and the model is not on. */
  readonly offList: string | null
}

export interface Matcher {
  /** Undefined: the catalogue has no model that would do. */
  readonly match: (wanted: Wanted) => Match | undefined
  /** What the catalogue is short of, for a person: `camera with PTZ, 4 MP or more`. */
  readonly sayWanted: (wanted: Wanted) => string
  /** Models that the register does not clear, and so are not bought, each with the register's words. */
  readonly refused: readonly { readonly model: Model; readonly says: string }[]
}

/**
 * Why the register does not clear a model for purchase; null if it does, or if no manufacturer is named yet. There is no
 * device yet whose MAC could be looked at, so a watch on relabels is not held against a name.
 */
export function notClear(
  register: Register,
  { manufacturer, model, kinds }: Pick<Model, 'manufacturer' | 'model' | 'kinds'>,
): string | null {
  if (manufacturer === null && model === null) return null
  const finding = recognise(register, { manufacturer, model, kind: kinds[0] ?? 'other' })
  const suspect = finding.evidence.some(({ standing }) => standing === 'in-scope' || standing === 'review')
  return isClear(register, manufacturer) && !suspect ? null : finding.says
}

/** `on`: the day whose prices count. A match is looked up once for all devices that want the same. */
export function matcher(catalogue: Catalogue, { register, on }: { register: Register; on: Day }): Matcher {
  const valid = catalogue.models.filter(({ validFromOn }) => validFromOn === null || validFromOn <= on)
  const judged = valid.map((model) => ({ model, says: notClear(register, model) }))
  const models = judged.flatMap(({ model, says }) => (says === null ? [model] : []))
  const needOf = needsBy(catalogue['old-models'])
  const demandOf = demandsBy(catalogue)
  const known = new Map<string, Match | undefined>()
  return {
    match(wanted) {
      const { kind, sector, withoutRecorder, recording } = wanted
      const need = needOf(wanted.model)
      const demand = demandOf(wanted.organisation)
      const key = [kind, sector, withoutRecorder, recording, need?.prefix, demand].join('\n')
      if (!known.has(key)) known.set(key, choose(models, wanted, { need, demand }))
      return known.get(key)
    },
    sayWanted: (wanted) => sayNeed(wanted, needOf(wanted.model)),
    refused: judged.flatMap(({ model, says }) => (says === null ? [] : [{ model, says }])),
  }
}

interface Choice {
  readonly need: OldModel | undefined
  readonly demand: string | null
}

function choose(models: readonly Model[], wanted: Wanted, { need, demand }: Choice): Match | undefined {
  const fits = models.filter((model) => suits(model, wanted) && suffices(model, need, wanted.recording))
  const approved = (model: Model): boolean => demand === null || isOn(model, demand)
  const [best] = fits.sort(
    (a, b) =>
      Number(approved(b)) - Number(approved(a)) ||
      special(b) - special(a) ||
      (need ? 0 : Number(isPlain(b)) - Number(isPlain(a))) ||
      stated(b, need, wanted) - stated(a, need, wanted) ||
      a.pricePence - b.pricePence ||
      byCodeUnit(a.code, b.code),
  )
  if (!best) return undefined
  const which = [
    ...(special(best) > 0 ? ['for such places'] : []),
    ...(demand !== null && approved(best) ? [`on the list ${demand}`] : []),
  ]
  const of = which.length > 0 ? ` ${which.join(', ')}` : ''
  const why = `${sayNeed(wanted, need)}: the ${fits.length > 1 ? 'cheapest ' : ''}model${of} that will do`
  return { model: best, why, offList: approved(best) ? null : demand }
}

function suits({ kinds, sectors, withoutRecorder }: Model, wanted: Wanted): boolean {
  return (
    kinds.includes(wanted.kind) &&
    (sectors.length === 0 || (wanted.sector !== null && sectors.includes(wanted.sector))) &&
    (!withoutRecorder || wanted.withoutRecorder)
  )
}

/** Resolution and channels that nobody stated are not held against a model; one that states enough goes before it. */
function suffices(model: Model, need: OldModel | undefined, recording: number): boolean {
  return (
    CAPABILITIES.every((one) => !need?.[one] || model[one]) &&
    (model.megapixels === null || model.megapixels >= (need?.megapixels ?? 0)) &&
    (model.channels === null || model.channels >= Math.max(need?.channels ?? 0, recording))
  )
}

function stated(model: Model, need: OldModel | undefined, { recording }: Wanted): number {
  const resolution = (need?.megapixels ?? 0) > 0 && model.megapixels !== null
  const channels = ((need?.channels ?? 0) > 0 || recording > 0) && model.channels !== null
  return Number(resolution) + Number(channels)
}

/** A model that is meant for such an organisation or site goes before one that is for any. */
const special = ({ sectors, withoutRecorder }: Model): number => Number(sectors.length > 0) + Number(withoutRecorder)
const isPlain = (model: Model): boolean => SPECIAL.every((one) => !model[one])
const isOn = ({ approvedLists }: Model, list: string): boolean =>
  approvedLists.some((one) => keyOf(one) === keyOf(list))

/** By the longest beginning of the model that the catalogue knows. */
function needsBy(oldModels: readonly OldModel[]): (model: string | null) => OldModel | undefined {
  const rows = oldModels
    .map((row) => ({ row, prefix: squash(row.prefix) }))
    .sort((a, b) => b.prefix.length - a.prefix.length || byCodeUnit(a.prefix, b.prefix))
  const known = new Map<string, OldModel | undefined>()
  return (model) => {
    if (model === null || rows.length === 0) return undefined
    if (!known.has(model)) {
      const squashed = squash(model)
      known.set(model, rows.find(({ prefix }) => squashed.startsWith(prefix))?.row)
    }
    return known.get(model)
  }
}

function demandsBy({ 'approved-lists': lists }: Catalogue): (organisation: string) => string | null {
  const own = new Map(lists.map(({ organisation, list }) => [organisation === null ? null : keyOf(organisation), list]))
  return (organisation) => own.get(keyOf(organisation)) ?? own.get(null) ?? null
}

const WORDS: Readonly<Record<(typeof CAPABILITIES)[number], string>> = {
  ...{ ptz: 'PTZ', anpr: 'ANPR', thermal: 'thermal', dome: 'dome', outdoor: 'outdoor', poe: 'PoE' },
}

function sayNeed({ kind, recording }: Wanted, need: OldModel | undefined): string {
  const channels = Math.max(need?.channels ?? 0, recording)
  const parts = [
    ...CAPABILITIES.filter((one) => need?.[one]).map((one) => WORDS[one]),
    ...(need?.megapixels ? [`${need.megapixels} MP or more`] : []),
    ...(channels > 0 ? [`${channels} channels or more`] : []),
  ]
  return parts.length > 0 ? `${kind} with ${parts.join(', ')}` : `${kind}, of which no more is known`
}
