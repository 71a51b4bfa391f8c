// The cost of a leg, line by line: kit, labour, mobilisation, work at height, civils, disposal; each with source and day.
// Kit is the catalogue's; the rest is at the rates that call-offs have agreed, where they have, and else at the catalogue's.
import type { Action } from '../../shared/vocabulary.ts'
import { termsOf, type Catalogue, type DataClass, type Rate } from './catalogue.ts'
import { costLine, type CostKind, type CostLine } from './cost-line.ts'
import type { Kit } from './stock.ts'

export interface CostedLeg {
  readonly action: Action
  /** Whose VAT it is; null: nobody's in particular, so all of it is recovered. */
  readonly organisation: string | null
  /** New kit: none for a removal or a survey. */
  readonly kit: readonly Kit[]
  /** Of each old device that leaves the site, what its media may hold. */
  readonly disposals: readonly DataClass[]
  readonly minutes: number
  /** What call-offs have agreed for it; left out: nothing, so that the catalogue's rates count in every year. */
  readonly agreed?: AgreedRates | undefined
}

/** By financial years from the plan's first: the rate of each, where a call-off states one. */
export type AgreedRates = (kind: Rate['kind'], dataClass: DataClass | null) => readonly (AgreedRate | undefined)[]
/** Without VAT. Agreed sums stay as they are: they do not rise from year to year. */
export type AgreedRate = Pick<CostLine, 'pricePence' | 'source' | 'asOf'>

const PAID: readonly Action[] = ['survey', 'replace', 'remove']

/** The lines of a leg; their sum is its cost. Desk work and disconnects by the own team cost nothing. */
export function costLines(catalogue: Catalogue, leg: CostedLeg): CostLine[] {
  if (!PAID.includes(leg.action)) return []
  const { organisation, kit, agreed } = leg
  const terms = (kind: CostKind) => termsOf(catalogue, organisation, kind)
  const at = (
    kind: Rate['kind'],
    { dataClass = null, quantity }: { dataClass?: DataClass | null; quantity: number },
  ) => {
    if (quantity === 0) return []
    const rate = rateOf(catalogue, kind, dataClass)
    return [ratedLine(rate, { quantity, terms: terms(kind), agreed: agreed?.(kind, dataClass) })]
  }
  const fitting = (which: 'height' | 'civils') =>
    kit.reduce((sum, { model, quantity }) => sum + (model[which] ? quantity : 0), 0)
  // A call-off may tell classes apart that the catalogue does not.
  const rates = Map.groupBy(leg.disposals, (dataClass) =>
    JSON.stringify([rateOf(catalogue, 'disposal', dataClass), agreed?.('disposal', dataClass)]),
  )
  return [
    ...kit.flatMap((one) => kitLines(one, terms('kit'))),
    ...at('labour', { quantity: leg.minutes }),
    ...at('mobilisation', { quantity: 1 }),
    ...at('height', { quantity: fitting('height') }),
    ...at('civils', { quantity: fitting('civils') }),
    ...[...rates.values()].flatMap((devices) => at('disposal', { dataClass: devices[0]!, quantity: devices.length })),
  ]
}

/** What is bought is paid on delivery; what is in stock was paid before, and says so. */
function kitLines({ model, quantity, fromStock, why }: Kit, terms: CostLine['terms']): CostLine[] {
  const { code: modelId, says, source, asOf, pricePence, deliveredWeeksBefore, manufacturer: make, model: name } = model
  const known = make === null || name === null ? {} : { make, model: name }
  const line = (what: string, n: number, price: number, offsetWeeks: number): CostLine[] =>
    n === 0
      ? []
      : [
          costLine({
            ...{ kind: 'kit', what, modelId, ...known, why, quantity: n, unit: 'device', pricePence: price },
            ...{ source, asOf, offsetWeeks, terms },
          }),
        ]
  return [
    ...line(says, quantity - fromStock, pricePence, deliveredWeeksBefore === 0 ? 0 : -deliveredWeeksBefore),
    ...line(`${says}, from stock, paid before`, fromStock, 0, 0),
  ]
}

const UNITS: Readonly<Record<Rate['kind'], CostLine['unit']>> = {
  ...{ labour: 'minute', mobilisation: 'visit', height: 'device', civils: 'device', disposal: 'device' },
}

interface Rated {
  readonly quantity: number
  readonly terms: CostLine['terms']
  readonly agreed: readonly (AgreedRate | undefined)[] | undefined
}

function ratedLine({ kind, says: what, ...listed }: Rate, { quantity, terms, agreed }: Rated): CostLine {
  const { pricePence, source, asOf } = listed
  const line = { kind, what, quantity, unit: UNITS[kind], pricePence, source, asOf, terms }
  if (!agreed?.some((rate) => rate !== undefined)) return costLine(line)
  const fixed = { ...terms, vat: 'exclusive', upliftBasisPoints: 0 } as const
  const prices = agreed
    .map((rate, fromYear) => ({
      fromYear,
      ...(rate ? { ...rate, terms: fixed } : { pricePence, source, asOf, terms }),
    }))
    .filter(
      ({ source: from, pricePence: pence }, n, all) => from !== all[n - 1]?.source || pence !== all[n - 1]?.pricePence,
    )
  return costLine({ ...line, prices })
}

/** The rate of the class, else that of all classes. A catalogue without a rate that it needs is not let in. */
function rateOf({ version, rates }: Catalogue, kind: Rate['kind'], dataClass: DataClass | null): Rate {
  const ofKind = rates.filter((rate) => rate.kind === kind)
  const found = ofKind.find((rate) => rate.dataClass === dataClass) ?? ofKind.find((rate) => rate.dataClass === null)
  if (!found) throw new Error(`${version} has no rate for ${kind}`)
  return found
}
