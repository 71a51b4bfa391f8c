// The cost of a leg, line by line: kit, labour, mobilisation, work at height, civils, disposal; each with source and day.
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
}

const PAID: readonly Action[] = ['survey', 'replace', 'remove']

/** The lines of a leg; their sum is its cost. Desk work and disconnects by the own team cost nothing. */
export function costLines(catalogue: Catalogue, leg: CostedLeg): CostLine[] {
  if (!PAID.includes(leg.action)) return []
  const { organisation, kit } = leg
  const terms = (kind: CostKind) => termsOf(catalogue, organisation, kind)
  const at = (
    kind: Rate['kind'],
    { dataClass = null, quantity }: { dataClass?: DataClass | null; quantity: number },
  ) => (quantity === 0 ? [] : [ratedLine(rateOf(catalogue, kind, dataClass), quantity, terms(kind))])
  const fitting = (which: 'height' | 'civils') =>
    kit.reduce((sum, { model, quantity }) => sum + (model[which] ? quantity : 0), 0)
  const classes = [...Map.groupBy(leg.disposals, (dataClass) => rateOf(catalogue, 'disposal', dataClass))]
  return [
    ...kit.flatMap((one) => kitLines(one, terms('kit'))),
    ...at('labour', { quantity: leg.minutes }),
    ...at('mobilisation', { quantity: 1 }),
    ...at('height', { quantity: fitting('height') }),
    ...at('civils', { quantity: fitting('civils') }),
    ...classes.map(([rate, devices]) => ratedLine(rate, devices.length, terms('disposal'))),
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

function ratedLine({ kind, says: what, pricePence, source, asOf }: Rate, quantity: number, terms: CostLine['terms']) {
  return costLine({ kind, what, quantity, unit: UNITS[kind], pricePence, source, asOf, terms })
}

/** The rate of the class, else that of all classes. A catalogue without a rate that it needs is not let in. */
function rateOf({ version, rates }: Catalogue, kind: Rate['kind'], dataClass: DataClass | null): Rate {
  const ofKind = rates.filter((rate) => rate.kind === kind)
  const found = ofKind.find((rate) => rate.dataClass === dataClass) ?? ofKind.find((rate) => rate.dataClass === null)
  if (!found) throw new Error(`${version} has no rate for ${kind}`)
  return found
}
