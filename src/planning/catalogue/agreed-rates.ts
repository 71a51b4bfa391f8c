// What call-offs have agreed takes the place of the catalogue's rates. A leg is costed, financial year by financial year, by
// the call-off that is for such work on the year's first day, in its first year on the day from which it could be done: the
// engine knows what a draw costs in each year, and no finer. Ceilings are checked once the weeks are known (contracts/call-offs.ts).
import { financialYearOf, sayDay, startYearOf, type Day } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { byCodeUnit, count, keyOf } from '../../shared/text.ts'
import type { Action } from '../../shared/vocabulary.ts'
import { DATA_CLASSES, type DataClass, type Rate as ListedRate } from './catalogue.ts'
import type { AgreedRate, AgreedRates } from './cost-leg.ts'
import { byExpiry, covers, isInForce, type Contract, type Rate } from '../contracts/contract.ts'

type RateKind = ListedRate['kind']

/** As a contract may write them, folded. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['crew hour', 'labour'],
  ['labour', 'labour'],
  ['mobilisation', 'mobilisation'],
  ['civils', 'civils'],
  ['work at height', 'height'],
  ['height', 'height'],
  ['disposal', 'disposal'],
  ...DATA_CLASSES.map((dataClass): [string, string] => [`disposal ${dataClass}`, `disposal ${dataClass}`]),
])
const SAID: Readonly<Record<RateKind, string>> = {
  ...{ labour: 'crew hour', mobilisation: 'mobilisation', height: 'work at height', civils: 'civils' },
  disposal: 'disposal',
}

export interface LegAsked {
  readonly organisationId: string
  readonly region: string | null
  readonly action: Action
  /** The first day on which it could be done. */
  readonly from: Day
}

export interface RateBook {
  /** Undefined: no call-off that states rates is for such work, in any year. */
  readonly ratesFor: (leg: LegAsked) => AgreedRates | undefined
  /** Of what was asked for so far: rates that are missing, differ, or are none that work is costed by. */
  readonly warnings: () => { readonly code: string; readonly message: string }[]
}

/** `years`: financial years of the plan, the first of which is the start's. */
export function rateBook(
  contracts: readonly Contract[],
  { startOn, years }: { startOn: Day; years: number },
): RateBook {
  const stating = contracts.filter(({ rates }) => rates.some(isKnown)).sort(byExpiry)
  const notes = new Map<string, Note>()
  const note = (key: Omit<Note, 'legs'>) => {
    const id = JSON.stringify(key)
    notes.set(id, { ...key, legs: (notes.get(id)?.legs ?? 0) + 1 })
  }
  const firstYear = startYearOf(financialYearOf(startOn))
  const daysOf = (from: Day) =>
    Array.from({ length: years }, (_, n): Day => {
      const begins = `${firstYear + n}-04-01` as Day
      return begins > from ? begins : from
    })
  return {
    ratesFor(leg) {
      const serving = stating.filter((contract) => covers(contract, leg))
      if (serving.length === 0) return undefined
      const chosen = daysOf(leg.from).map((on) => serving.filter((contract) => isInForce(contract, on)))
      if (chosen.every(([contract]) => contract === undefined)) return undefined
      const noted = new Set<string>()
      return (kind, dataClass) => {
        for (const fault of faultsOf(chosen, { kind, dataClass })) {
          const id = JSON.stringify(fault)
          if (!noted.has(id)) note(fault)
          noted.add(id)
        }
        return chosen.map(([contract]) => contract && agreedIn(contract, kind, dataClass))
      }
    },
    warnings: () => [...sayNotes([...notes.values()]), ...sayUnused(contracts, { startOn })],
  }
}

function agreedIn(contract: Contract, kind: RateKind, dataClass: DataClass | null): AgreedRate | undefined {
  const rate = rateIn(contract, kind, dataClass)
  if (rate === undefined) return undefined
  const source = `call-off ${contract.reference}, rate “${rate.what}”`
  return { pricePence: rate.pence, source, asOf: contract.startsOn }
}

/** The rate of the class, else that of all classes, as in the catalogue. */
function rateIn({ rates }: Contract, kind: RateKind, dataClass: DataClass | null): Rate | undefined {
  const named = (name: string) => rates.find(({ what }) => NAMES.get(keyOf(what)) === name)
  return (dataClass === null ? undefined : named(`${kind} ${dataClass}`)) ?? named(kind)
}

function isKnown({ what }: Rate): boolean {
  return NAMES.has(keyOf(what))
}

interface Note {
  readonly code: 'contract-rate-missing' | 'contract-rates-differ'
  readonly kind: RateKind
  /** The one that counts first; with what each states, where they differ. */
  readonly callOffs: readonly string[]
  readonly legs: number
}

/** Each once for a leg, however many years it holds in. */
function faultsOf(
  chosen: readonly (readonly Contract[])[],
  { kind, dataClass }: { kind: RateKind; dataClass: DataClass | null },
): Omit<Note, 'legs'>[] {
  const faults = chosen.flatMap(([contract, ...others]): Omit<Note, 'legs'>[] => {
    if (contract === undefined) return []
    const rate = rateIn(contract, kind, dataClass)
    if (rate === undefined) return [{ code: 'contract-rate-missing', kind, callOffs: [contract.reference] }]
    const differ = others.filter((other) => (rateIn(other, kind, dataClass)?.pence ?? rate.pence) !== rate.pence)
    if (differ.length === 0) return []
    const say = (one: Contract) => `${one.reference} (${sayPence(rateIn(one, kind, dataClass)!.pence)})`
    return [{ code: 'contract-rates-differ', kind, callOffs: [contract, ...differ].map(say) }]
  })
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()]
}

function sayNotes(notes: readonly Note[]) {
  return notes
    .map(({ code, kind, callOffs, legs }) => {
      const [first, ...others] = callOffs
      const orders = `${count(legs, 'order')} ${legs === 1 ? 'is' : 'are'}`
      if (code === 'contract-rate-missing') {
        const message = `Call-off ${first} states no rate for ${SAID[kind]}: ${orders} costed by the catalogue’s.`
        return { code, message }
      }
      const message = `Call-offs state different rates for ${SAID[kind]}: ${orders} costed by ${first}, which expires first, and not by ${others.join(' or ')}.`
      return { code, message }
    })
    .sort((a, b) => byCodeUnit(a.code, b.code) || byCodeUnit(a.message, b.message))
}

/** Of call-offs that have not ended: whoever checks an invoice may want such rates all the same. */
function sayUnused(contracts: readonly Contract[], { startOn }: { startOn: Day }) {
  const known = Object.values(SAID).join(', ')
  return contracts
    .filter(({ expiresOn }) => expiresOn >= startOn)
    .flatMap(({ reference, expiresOn, rates }) => {
      const unused = rates.filter((rate) => !isKnown(rate)).map(({ what }) => what)
      if (unused.length === 0) return []
      const message = `Call-off ${reference}, until ${sayDay(expiresOn)}, states rates that no work is costed by (${unused.join(', ')}): those are ${known}, and disposal with a data class.`
      return [{ code: 'contract-rate-unused', message }]
    })
}
