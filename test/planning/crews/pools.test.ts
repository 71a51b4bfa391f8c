import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minutesByWeek, type Crew } from '../../../src/planning/crews/crew.ts'
import { CrewPools, vettingOf, type WorkAsked } from '../../../src/planning/crews/pools.ts'
import { day } from '../../../src/shared/day.ts'
import { CREW_ACTIONS, VETTINGS } from '../../../src/shared/vocabulary.ts'
import { runs } from '../../support/runs.ts'
import { crewOf, holidays, work } from './make-crew.ts'

/** Eight weeks with Christmas and New Year in them. */
const horizon = { startOn: day('2026-11-23'), weeks: 8, holidays }
const poolsOf = (crews: readonly Crew[] = []) => new CrewPools({ crews, work, ...horizon })
const asked = (over: Partial<WorkAsked> = {}): WorkAsked => ({
  organisationId: 'org_1',
  organisation: 'Ducks',
  siteId: 'sit_1',
  region: 'London',
  vetting: 'none',
  action: 'replace',
  ...over,
})

describe('crews that nobody recorded', () => {
  it('may be vetted higher than a job needs, and the lowest sufficient crew is preferred', () => {
    const crews = poolsOf()
    for (const level of ['dv', 'none', 'sc'] as const) crews.need('London', level)
    crews.need('Wales', 'none')
    expect(crews.poolIds(asked())).toEqual(['London / none', 'London / sc', 'London / dv'])
    expect(crews.poolIds(asked({ vetting: 'ctc' }))).toEqual(['London / sc', 'London / dv'])
    expect(crews.poolIds(asked({ region: 'Wales' }))).toEqual(['Wales / none'])
  })
  it('exist for each region and level that some site needs, and an unknown region is one of its own', () => {
    const crews = poolsOf()
    crews.need(null, 'none')
    crews.need('Wales', 'sc')
    crews.poolIds(asked({ action: 'disconnect', organisation: 'Harbour Authority' }))
    const { pools, warnings } = crews.pools()
    expect(pools).toEqual([
      { id: 'Unknown region / none', minutesPerWeek: 2250 },
      { id: 'Wales / sc', minutesPerWeek: 2250 },
      { id: 'network team / Harbour Authority', minutesPerWeek: 450 },
    ])
    expect(warnings.map(({ code }) => code)).toEqual(['assumed-crews', 'assumed-network-teams'])
  })
  it('are assumed vetted to SC at sensitive sites where nothing is stated, and not at all elsewhere', () => {
    expect(vettingOf({ vetting: null, sensitivity: 'sensitive' })).toBe('sc')
    expect(vettingOf({ vetting: null, sensitivity: 'extended' })).toBe('none')
    expect(vettingOf({ vetting: 'none', sensitivity: 'sensitive' })).toBe('none')
  })
})

describe('crews that are recorded', () => {
  it('are one pool where they may do the same, with the minutes of both in every week', () => {
    const crews = poolsOf([crewOf(), crewOf({ name: 'Crew 2', minutesPerWeek: 1000 })])
    expect(crews.poolIds(asked())).toEqual(['London / sc / replace'])
    // The weeks of 21 December (four days), 28 December (three), and five in all others.
    expect(crews.pools().pools).toEqual([
      { id: 'London / sc / replace', minutesPerWeek: [3250, 3250, 3250, 3250, 2600, 1950, 3250, 3250] },
    ])
  })
  it('of several regions are one pool that serves all of them, and come after those of one', () => {
    const crews = poolsOf([crewOf({ regions: ['Wales', 'London'] }), crewOf({ name: 'Crew 2' })])
    expect(crews.poolIds(asked())).toEqual(['London / sc / replace', 'London + Wales / sc / replace'])
    expect(crews.poolIds(asked({ region: 'Wales' }))).toEqual(['London + Wales / sc / replace'])
    expect(crews.pools().pools).toHaveLength(2)
  })
  it('are taken at the lowest sufficient vetting first', () => {
    const crews = poolsOf(['dv', 'none', 'sc'].map((v, i) => crewOf({ name: `${i}`, vetting: v as Crew['vetting'] })))
    expect(crews.poolIds(asked({ vetting: 'bpss' }))).toEqual(['London / sc / replace', 'London / dv / replace'])
  })
  it('leave no room for an invented one: what none of them may do has no pool, and that is said', () => {
    const crews = poolsOf([crewOf()])
    crews.need('Wales', 'dv')
    expect(crews.poolIds(asked({ region: 'Wales', vetting: 'dv' }))).toEqual([])
    expect(crews.poolIds(asked({ region: 'Wales', vetting: 'dv', siteId: 'sit_2' }))).toEqual([])
    expect(crews.poolIds(asked({ region: 'Wales', vetting: 'dv', siteId: 'sit_2' }))).toEqual([])
    const { pools, warnings } = crews.pools()
    expect(pools.map(({ id }) => id)).toEqual(['London / sc / replace'])
    expect(warnings).toEqual([
      {
        code: 'no-crew',
        message:
          'No recorded crew may do 3 orders, so nobody is planned for them: replace in Wales at vetting dv (3 orders, 2 sites).',
      },
    ])
  })
  it('that disconnect replace the team that is assumed for their organisations, and for no other', () => {
    const organisations = [{ id: 'org_1', name: 'Ducks' }]
    const crews = poolsOf([crewOf({ organisations, actions: ['disconnect'] })])
    expect(crews.poolIds(asked({ action: 'disconnect' }))).toEqual(['London / sc / disconnect / Ducks'])
    const geese = asked({ action: 'disconnect', organisationId: 'org_2', organisation: 'Geese' })
    expect(crews.poolIds(geese)).toEqual(['network team / Geese'])
    expect(crews.pools().warnings).toMatchObject([{ code: 'assumed-network-teams' }])
  })
  it('of a contractor who is not active do not count, nor those with no day in the plan: both are named', () => {
    const contractor = { id: 'con_1', name: 'Fitters', active: false }
    const crews = poolsOf([crewOf({ contractor }), crewOf({ name: 'Later', validFrom: day('2027-03-01') })])
    expect(crews.poolIds(asked())).toEqual([])
    expect(crews.pools()).toMatchObject({
      pools: [],
      warnings: [
        { code: 'crews-suspended', message: expect.stringContaining('Crew 1') },
        { code: 'crews-idle', message: expect.stringContaining('Later') },
        { code: 'no-crew' },
      ],
    })
  })
  it('rest on projected bank holidays after the last year that is published', () => {
    const crews = new CrewPools({ crews: [crewOf()], work, holidays, startOn: day('2027-11-22'), weeks: 7 })
    expect(crews.pools().warnings).toMatchObject([{ code: 'holidays-projected' }])
  })
})

it('pools never have more minutes in a week than the crews in them, and no crew is in two', () => {
  const some = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 })
  const crew = fc.record({
    regions: some(['London', 'Wales', 'Scotland']),
    vetting: fc.constantFrom(...VETTINGS),
    actions: some(CREW_ACTIONS),
    minutesPerWeek: fc.integer({ min: 1, max: 10_080 }),
    calendar: fc.constantFrom('england-and-wales', 'scotland', 'northern-ireland'),
  })
  fc.assert(
    fc.property(fc.array(crew, { minLength: 1, maxLength: 12 }), (list) => {
      const crews = list.map((over, i) => crewOf({ ...over, id: `crw_${i}`, name: `Crew ${i}` }))
      const { pools } = poolsOf(crews).pools()
      for (let week = 0; week < horizon.weeks; week += 1) {
        const inPools = pools.map(({ minutesPerWeek: n }) => (typeof n === 'number' ? n : n[week]!))
        const inCrews = crews.map((one) => minutesByWeek(one, horizon)[week]!)
        const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
        expect(sum(inPools)).toBe(sum(inCrews))
      }
    }),
    { seed: 6, numRuns: runs(40, 2000) },
  )
})
