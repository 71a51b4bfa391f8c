import { describe, expect, it } from 'vitest'
import { applyOverrides, type OverrideInputs } from '../../../../src/planning/scenarios/inputs/overrides.ts'
import type { Override } from '../../../../src/planning/scenarios/scenario.ts'
import { costOf } from '../../../../src/planning/scenarios/snapshot/snapshot.ts'
import { day } from '../../../../src/shared/day.ts'
import { job, leg, NEXT, problem, YEAR } from '../build.ts'

const inputs: OverrideInputs = {
  problem: problem([job('a'), job('b', { draws: [] })]),
  legs: [leg('a'), leg('b', { action: 'disconnect', tier: 1, cost: { kitPence: 0, otherPence: 0 } })],
  indicative: [{ fund: 'MAIN', financialYear: NEXT, pence: 5_000 }],
}
const apply = (...overrides: Override[]) => applyOverrides(inputs, overrides)
const fund = (by: { basisPoints: number } | { pence: number }, over: object = {}): Override => {
  return { kind: 'fund', fund: 'MAIN', financialYear: null, by, ...over }
}
const main = ({ inputs: { problem: changed } }: ReturnType<typeof apply>) => changed.funds[0]!.budgets

describe('an override of a fund', () => {
  it.each([
    ['a tenth more', fund({ basisPoints: 1_000 }), [{ financialYear: YEAR, pence: 165_000 }]],
    ['£500 less', fund({ pence: -50_000 }), [{ financialYear: YEAR, pence: 100_000 }]],
    ['more than all of it less: nothing is left', fund({ pence: -150_001 }), [{ financialYear: YEAR, pence: 0 }]],
    ['a third of a per cent, rounded half up', fund({ basisPoints: 33 }), [{ financialYear: YEAR, pence: 150_495 }]],
    [
      'a sum in a year that has none',
      fund({ pence: 100 }, { financialYear: NEXT }),
      [
        { financialYear: YEAR, pence: 150_000 },
        { financialYear: NEXT, pence: 100 },
      ],
    ],
  ])('%s', (_, override, budgets) => {
    const changed = apply(override)
    expect(main(changed)).toEqual(budgets)
    expect(changed.warnings).toEqual([])
  })

  it('says what it did', () => {
    expect(apply(fund({ basisPoints: 1_000 })).did).toEqual(['fund MAIN +10 %: 2026-27 £1,500 to £1,650'])
  })

  it.each([
    [
      'a fund that does not exist',
      fund({ pence: 1 }, { fund: 'ABC' }),
      'fund ABC does not exist. The funds are: MAIN, FREE.',
    ],
    ['a fund without a limit', fund({ pence: 1 }, { fund: 'FREE' }), 'money does not bind'],
    ['per cent of nothing', fund({ basisPoints: 100 }, { financialYear: NEXT }), 'no budget in 2027-28'],
    ['a year that is not planned', fund({ pence: 1 }, { financialYear: '2031-32' }), 'nothing is planned in 2031-32'],
  ])('of %s changes nothing and says so', (_, override, words) => {
    const changed = apply(override)
    expect(changed.inputs).toEqual(inputs)
    expect(changed.warnings).toEqual([{ code: 'override-void', message: expect.stringContaining(words) }])
  })

  it('that meets another of the same fund and year is applied after it, and named', () => {
    const changed = apply(fund({ basisPoints: 1_000 }), fund({ basisPoints: 1_000 }))
    expect(main(changed)).toEqual([{ financialYear: YEAR, pence: 181_500 }])
    expect(changed.warnings.map(({ code }) => code)).toEqual(['override-conflict'])
  })
})

describe('a crew more', () => {
  const crew = (region: string, vetting: 'bpss' | 'sc' | 'dv'): Override => {
    return { kind: 'crew', region, vetting, minutesPerWeek: 900 }
  }

  it('may do the crew work of its region up to its vetting, and disconnects nothing', () => {
    const { problem: changed } = apply(crew('wales', 'dv')).inputs
    expect(changed.pools).toHaveLength(2)
    expect(changed.jobs.map(({ poolIds }) => poolIds.length)).toEqual([2, 1])
  })

  it.each([
    ['elsewhere', crew('London', 'dv')],
    ['of too little vetting', crew('Wales', 'bpss')],
  ])('%s finds no work, which is said', (_, override) => {
    expect(apply(override).warnings.map(({ code }) => code)).toEqual(['override-void'])
  })
})

describe('a later start', () => {
  const later = (on: string): Override => ({ kind: 'later-start', startOn: day(on) })

  it('moves what is released and leaves the days that exposure counts from', () => {
    const { problem: changed } = apply(later('2026-12-21')).inputs
    expect(changed.jobs.map(({ releaseOn }) => releaseOn)).toEqual(['2026-12-21', '2026-12-21'])
    expect(changed.startOn).toBe('2026-12-07')
  })

  it.each(['2026-12-07', '2026-12-22', '2028-12-04'])('on %s is void: no later, no Monday, beyond the plan', (on) => {
    expect(apply(later(on)).warnings.map(({ code }) => code)).toEqual(['override-void'])
  })
})

describe('a price rise', () => {
  const price = (of: 'kit' | 'all', basisPoints: number): Override => ({ kind: 'price', of, basisPoints })
  const penceOf = ({ inputs: { problem: changed } }: ReturnType<typeof apply>) => changed.jobs[0]!.draws[0]!.pence

  it.each([
    ['of everything', price('all', 1_000), 110_000],
    ['of kit alone', price('kit', 1_000), 106_000],
    ['of kit that falls', price('kit', -5_000), 70_000],
  ])('%s changes the draws, and the cost of the leg with them, to the penny', (_, override, pence) => {
    const changed = apply(override)
    expect(penceOf(changed)).toBe(pence)
    expect(costOf(changed.inputs.legs[0]!.cost)).toBe(pence)
  })

  it('falls on what is paid before the work, which is kit alone, in every year', () => {
    const draws = [
      { fundId: 'MAIN', pence: [60_000, 70_000], offsetWeeks: -2 },
      { fundId: 'MAIN', pence: 40_000, offsetWeeks: 0 },
    ]
    const { inputs: changed } = applyOverrides({ ...inputs, problem: problem([job('a', { draws })]) }, [
      price('kit', 1_000),
    ])
    expect(changed.problem.jobs[0]!.draws.map(({ pence }) => pence)).toEqual([[66_000, 77_000], 40_000])
  })

  it('of kit where none is bought is void', () => {
    const bare = { ...inputs, legs: inputs.legs.map((one) => ({ ...one, cost: { kitPence: 0, otherPence: 1 } })) }
    expect(applyOverrides(bare, [price('kit', 1_000)]).warnings.map(({ code }) => code)).toEqual(['override-void'])
  })
})

describe('indicative money', () => {
  it('is added where no approved money counts', () => {
    const changed = apply({ kind: 'indicative' })
    expect(main(changed)).toEqual([
      { financialYear: YEAR, pence: 150_000 },
      { financialYear: NEXT, pence: 5_000 },
    ])
    expect(changed.did).toEqual(['indicative money counted: £50 of MAIN in 2027-28'])
  })

  it('that nobody has is void', () => {
    const changed = applyOverrides({ ...inputs, indicative: [] }, [{ kind: 'indicative' }])
    expect(changed.warnings.map(({ code }) => code)).toEqual(['override-void'])
  })
})
