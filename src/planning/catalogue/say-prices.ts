// What a plan's costs rest on that nobody has recorded: each assumption is a warning that names it.
import { byCodeUnit, count } from '../../shared/text.ts'
import { recoveredBy, type Catalogue } from './catalogue.ts'
import type { CostLine } from './cost-line.ts'

interface Costed {
  readonly organisation: { readonly name: string }
  readonly costLines: readonly CostLine[]
}

/** A screenful. */
const MOST_NAMED = 8

export function sayPrices(catalogue: Catalogue, legs: readonly Costed[]): { code: string; message: string }[] {
  const costed = legs.filter(({ costLines }) => costLines.length > 0)
  if (costed.length === 0) return []
  return [...assumedPrices(catalogue), ...assumedRecovery(catalogue, costed)]
}

function assumedPrices({ origin, settings, version }: Catalogue) {
  const basis = settings.priceBasis === 'unknown' ? ' Whether they include VAT is not known: read as without.' : ''
  if (origin === 'shipped') {
    const message = `No catalogue is recorded: prices are the illustrative ones that Lenscap ships (${version}), the same in every year.${basis}`
    return [{ code: 'assumed-prices', message }]
  }
  return basis === '' ? [] : [{ code: 'price-basis-unknown', message: `The prices are those of ${version}.${basis}` }]
}

function assumedRecovery(catalogue: Catalogue, costed: readonly Costed[]) {
  const names = new Set<string>()
  for (const { organisation, costLines } of costed) {
    const lacks = costLines.some(({ kind }) => recoveredBy(catalogue, organisation.name, kind) === null)
    if (lacks) names.add(organisation.name)
  }
  if (names.size === 0) return []
  const sorted = [...names].sort(byCodeUnit)
  const named = sorted.slice(0, MOST_NAMED).join(', ') + (sorted.length > MOST_NAMED ? ' …' : '')
  const message = `How much VAT is recovered is not recorded for ${count(names.size, 'organisation')}: read as all of it (${named}).`
  return [{ code: 'assumed-vat-recovery', message }]
}
