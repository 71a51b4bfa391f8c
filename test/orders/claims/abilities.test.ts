import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { abilitiesOf, narrowed, type Ability } from '../../../src/orders/claims/take/abilities.ts'
import type { Contract } from '../../../src/planning/contracts/contract.ts'
import { mayDo, standingOf, type Ask } from '../../../src/planning/contracts/standing.ts'
import { UNKNOWN_REGION, type Crew } from '../../../src/planning/crews/crew.ts'
import { day } from '../../../src/shared/day.ts'
import { keyOf } from '../../../src/shared/text.ts'
import { CREW_ACTIONS, VETTINGS, type CrewAction } from '../../../src/shared/vocabulary.ts'
import { runs } from '../../support/runs.ts'
import { bookOf, contractOf, contractorOf } from '../../planning/contracts/make-book.ts'
import { crewOf } from '../../planning/crews/make-crew.ts'

const ours = { id: 'con_1', name: 'Fitters' }
const theirs = { id: 'con_2', name: 'Riggers' }
const ORGANISATIONS = ['org_1', 'org_2', 'org_3'].map((id) => ({ id, name: id }))
const REGIONS = ['London', 'LONDON', 'Wales', UNKNOWN_REGION]
const DAYS = ['2026-12-31', '2027-01-01', '2027-06-30', '2027-07-01'].map(day)

const crews: fc.Arbitrary<Crew> = fc
  .record({
    contractor: fc.constantFrom(ours, theirs),
    organisations: fc.subarray(ORGANISATIONS),
    regions: fc.subarray(REGIONS, { minLength: 1 }),
    vetting: fc.constantFrom(...VETTINGS),
    actions: fc.subarray([...CREW_ACTIONS], { minLength: 1 }),
    validFrom: fc.constantFrom(null, ...DAYS),
    validUntil: fc.constantFrom(null, ...DAYS),
  })
  .map((crew) => crewOf({ ...crew, contractor: { ...crew.contractor, active: true } }))
const contracts: fc.Arbitrary<Contract> = fc
  .record({
    organisations: fc.subarray(ORGANISATIONS),
    regions: fc.subarray(REGIONS),
    actions: fc.subarray([...CREW_ACTIONS]),
    contractors: fc.subarray([ours, theirs]),
    subcontractors: fc.subarray([theirs]),
  })
  .map((contract) => contractOf(contract))
const asks: fc.Arbitrary<Ask> = fc.record({
  organisationId: fc.constantFrom('org_1', 'org_2', 'org_3'),
  region: fc.constantFrom('London', 'Wales', 'Scotland', null),
  vetting: fc.constantFrom(...VETTINGS),
  action: fc.constantFrom('assess', ...CREW_ACTIONS),
  on: fc.constantFrom(...DAYS),
})

function isWithin(abilities: readonly Ability[], { organisationId, region, vetting, action }: Ask): boolean {
  return abilities.some(
    ({ regions, actions, vettings, organisations }) =>
      regions.includes(keyOf(region ?? UNKNOWN_REGION)) &&
      actions.includes(action as CrewAction) &&
      vettings.includes(vetting) &&
      ('only' in organisations
        ? organisations.only.includes(organisationId)
        : !organisations.allBut.includes(organisationId)),
  )
}

describe('what a company may do, as conditions', () => {
  it('is what mayDo says of each piece of work', () => {
    const worlds = fc.record({
      crews: fc.array(crews, { maxLength: 4 }),
      contracts: fc.array(contracts, { maxLength: 3 }),
      usedBy: fc.subarray(['org_1', 'org_2']),
      status: fc.constantFrom('active', 'active', 'active', 'suspended'),
      listed: fc.constantFrom(false, false, false, true),
      ask: asks,
    })
    const seen = { yes: 0, no: 0 }
    fc.assert(
      fc.property(worlds, ({ crews, contracts, usedBy, status, listed, ask }) => {
        const check = { on: DAYS[0]!, by: 'F. Officer', found: listed ? 'listed' : 'nothing', note: null } as const
        const company = contractorOf({ status: status as 'active' | 'suspended', check, subcontractors: [theirs] })
        const contractors = [company, contractorOf(theirs)]
        const standing = standingOf(bookOf({ contractors, contracts, usedBy: new Set(usedBy) }), crews, 'con_1')!
        const may = mayDo(standing, ask).may
        seen[may ? 'yes' : 'no']++
        expect(isWithin(abilitiesOf(standing, ask.on), ask)).toBe(may)
      }),
      { seed: 1, numRuns: runs(5000, 50_000) },
    )
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(100)
  })

  it('is narrowed by what is asked for, and never widened', () => {
    const standing = standingOf(
      bookOf({ usedBy: new Set() }),
      [crewOf({ contractor: { ...ours, active: true } })],
      'con_1',
    )!
    const abilities = abilitiesOf(standing, DAYS[1]!)
    expect(narrowed(abilities, { regions: [' london '], actions: ['replace', 'survey'] })).toEqual(abilities)
    expect(narrowed(abilities, { regions: ['Wales'] })).toEqual([])
    expect(narrowed(abilities, { actions: ['survey'] })).toEqual([])
  })
})
