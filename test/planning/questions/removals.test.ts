import { describe, expect, it } from 'vitest'
import type { Consent } from '../../../src/estate/facts/site-facts.ts'
import { NO_FACTS } from '../../../src/estate/facts/site-facts.ts'
import { costLines } from '../../../src/planning/catalogue/cost-leg.ts'
import type { Fund } from '../../../src/planning/funds/fund.ts'
import type { RecordedShare } from '../../../src/planning/funds/shares.ts'
import { siteDates } from '../../../src/planning/problem/site-dates.ts'
import { removalsOf, type Removable } from '../../../src/planning/questions/removals.ts'
import { addDays } from '../../../src/shared/day.ts'
import { catalogue, model } from '../catalogue/make-catalogue.ts'
import { job, problem, START } from '../scenarios/build.ts'

const horizon = { startOn: START, weeks: 60 }
const settings = { upliftBasisPoints: 1000, vatBasisPoints: 2000, priceBasis: 'exclusive' as const }
const prices = catalogue({
  settings,
  'vat-recovery': [{ organisation: 'Ducks', kinds: ['labour'], recoveredBasisPoints: 0 }],
})
const lines = costLines(prices, {
  ...{ action: 'replace', organisation: 'Ducks', minutes: 270, disposals: ['none', 'none'] },
  kit: [{ model: model(), quantity: 2, fromStock: 0, why: 'like for like' }],
})
const leg = (of: Partial<Removable> = {}): Removable => ({
  ...{ id: 'a', siteId: 's', organisationId: 'org', action: 'replace', deviceCount: 2, costLines: lines },
  dates: siteDates(NO_FACTS, horizon),
  ...of,
})
const funds = [{ code: 'MAIN', defaultOf: [{ id: 'org', name: 'Ducks' }] }] as unknown as Fund[]
const crews: RecordedShare = { organisationId: 'org', siteId: null, kind: 'labour', fund: 'CREWS', basisPoints: 10_000 }
const asked = problem([job('a', { releaseOn: addDays(START, 42) })])
const work = { minutes: { remove: { device: 30, visit: 0 } } as never }
const removal = (of: Partial<Removable> = {}) =>
  removalsOf([leg(of)], { problem: asked, money: { funds, shares: [crews] }, work }).get('a')

describe('a replacement that is only a removal', () => {
  it('is charged to the fund of each line, with VAT that is not recovered and the rise of each year', () => {
    expect(removal()).toMatchObject({
      minutes: 60,
      draws: [
        // An hour of £60 and 20 % VAT, a tenth more in the second year.
        { fundId: 'CREWS', pence: [7200, 7920] },
        // The visit at £180 and two disposals at £15.
        { fundId: 'MAIN', pence: [21_000, 23_100] },
      ],
    })
  })
  it('waits for no kit, but for the consents of its site, and never longer than the replacement', () => {
    const consent = (leadDays: number): Consent => {
      const open = { appliedOn: START, grantedOn: null, refusedOn: null, untilOn: null }
      return { kind: 'listed-building', reference: null, leadDays, ...open }
    }
    const dates = (leadDays: number) => siteDates({ ...NO_FACTS, consents: [consent(leadDays)] }, horizon)
    expect(removal()?.releaseOn).toBe(START)
    expect(removal({ dates: dates(30) })?.releaseOn).toBe(addDays(START, 30))
    expect(removal({ dates: dates(90) })?.releaseOn).toBe(addDays(START, 42))
  })
  it('is nothing to a leg that replaces nothing', () => {
    expect(removal({ action: 'survey' })).toBeUndefined()
  })
})
