import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { solve } from '../../../src/planning/engine/solve.ts'
import { burnDownOf, type Work } from '../../../src/reports/forecast/sums/burn-down.ts'
import { drawnOf } from '../../../src/reports/forecast/sums/drawn.ts'
import { pastK1Of, sitesPastK1 } from '../../../src/reports/forecast/sums/past-k1.ts'
import { quarterOf, type Month } from '../../../src/reports/forecast/sums/period.ts'
import { curveOf, spendOf } from '../../../src/reports/forecast/sums/spend.ts'
import { unusableOf } from '../../../src/reports/forecast/sums/unusable.ts'
import type { LedgerEntry } from '../../../src/planning/funds/ledger/ledger.ts'
import { day, financialYear } from '../../../src/shared/day.ts'
import { runs } from '../../support/runs.ts'
import { budgets, draw, fund, job, place, pool, problem } from '../../planning/engine/build.ts'
import { randomProblem } from '../../planning/engine/random-problem.ts'

const CAPITAL = [{ code: 'capital', class: 'capital' as const }]

describe('what a plan spends', () => {
  it('is spent in the month of the Monday of the draw’s week: kit before the work, at the price of its year', () => {
    // The job stands in the week of 5 April 2027; its kit came on 22 March, in the year before.
    const asked = problem({
      jobs: [job('a', { releaseOn: day('2027-04-05'), draws: [draw([70_000, 80_000], -2), draw([20_000, 30_001])] })],
    })
    const { months, quarters, years, byFund, pence } = spendOf(drawnOf(asked, solve(asked)), CAPITAL)
    const of = (period: string, sum: number) => ({
      ...{ period, capitalPence: sum, revenuePence: 0, unstatedPence: 0, pence: sum },
    })
    expect(months).toEqual([of('2027-03', 70_000), of('2027-04', 30_001)])
    expect(quarters).toEqual([of('2026-27 Q4', 70_000), of('2027-28 Q1', 30_001)])
    expect(years).toEqual([of('2026-27', 70_000), of('2027-28', 30_001)])
    expect(byFund.map((row) => row.pence)).toEqual([70_000, 30_001])
    expect(pence).toBe(100_001)
  })

  it('has months in which nothing is spent, so that a curve over them is to scale', () => {
    const asked = problem({
      jobs: [job('a', { draws: [draw(1)] }), job('b', { releaseOn: day('2027-05-10'), draws: [draw(2)] })],
    })
    const spend = spendOf(drawnOf(asked, solve(asked)), CAPITAL)
    expect(spend.months.map(({ period, pence }) => [period, pence])).toEqual([
      ['2027-03', 1],
      ['2027-04', 0],
      ['2027-05', 2],
    ])
    expect(curveOf(spend, [], () => false).months.map(({ plannedPence }) => plannedPence)).toEqual([1, 1, 3])
  })

  it('stands beside what the ledger says, year by year and summed up', () => {
    const asked = problem({ jobs: [job('a', { draws: [draw(500)] })] })
    const spend = spendOf(drawnOf(asked, solve(asked)), CAPITAL)
    const entry = (changes: Partial<LedgerEntry>): LedgerEntry => ({
      ...{ id: 'l', fundId: 'f', kind: 'invoice', reference: '1', supplier: 'Acme', pence: 40, purchaseOrder: null },
      ...{ financialYear: financialYear(2025), orderRef: null, recordedAt: new Date(0), recordedBy: 'p', ...changes },
    })
    const order = { kind: 'purchase-order', supplier: 'Bolt', financialYear: financialYear(2026), pence: 9 } as const
    expect(curveOf(spend, [entry({}), entry(order)], () => true).years).toEqual([
      { financialYear: '2025-26', plannedPence: 0, committedPence: 0, accruedPence: 0, actualPence: 40 },
      { financialYear: '2026-27', plannedPence: 500, committedPence: 9, accruedPence: 0, actualPence: 40 },
    ])
  })

  it('is what the plan’s own measures say, to the penny, in months, quarters, years and funds', () => {
    fc.assert(
      fc.property(randomProblem, (asked) => {
        const plan = solve({ ...asked, effort: 'quick' })
        const classes = ['capital', 'revenue', 'unstated'] as const
        const funds = asked.funds.map(({ id }, i) => ({ code: id, class: classes[i % 3]! }))
        const { months, quarters, years, byFund, pence } = spendOf(drawnOf(asked, plan), funds)
        for (const periods of [months, quarters, years]) {
          expect(periods.reduce((sum, one) => sum + one.pence, 0)).toBe(pence)
          for (const one of periods) expect(one.capitalPence + one.revenuePence + one.unstatedPence).toBe(one.pence)
        }
        const said = plan.measures.spend.filter((row) => row.pence > 0)
        const key = (row: { fund: string; financialYear: string; pence: number }) =>
          [row.fund, row.financialYear, row.pence].join()
        expect(byFund.map(key).sort()).toEqual(said.map(({ fundId, ...row }) => key({ ...row, fund: fundId })).sort())
        expect(plan.measures.perTier.reduce((sum, tier) => sum + tier.pence, 0)).toBe(pence)
      }),
      { numRuns: runs(50, 2000), seed: 6 },
    )
  })

  it('has quarters of the financial year', () => {
    const months = ['2027-01', '2027-03', '2027-04', '2027-06', '2027-07', '2027-12'] as Month[]
    expect(months.map(quarterOf)).toEqual([
      ...['2026-27 Q4', '2026-27 Q4', '2027-28 Q1', '2027-28 Q1', '2027-28 Q2', '2027-28 Q3'],
    ])
  })
})

describe('money that no plan can use', () => {
  // £1,000 for the four weeks of 2026-27, £1,000 for the rest; 2027-28 does not end within the plan, so it is not judged.
  const of = (changes: Parameters<typeof problem>[0]) => {
    const asked = problem(changes)
    return unusableOf(asked, solve(asked)).map(({ financialYear: year, lostPence, pence }) => [year, lostPence, pence])
  }

  it('is what a year has left when all the work on the fund is done, or cannot move into it', () => {
    expect(of({ jobs: [job('a', { draws: [draw(40_000)] })] })).toEqual([['2026-27', 60_000, 60_000]])
    const released = job('b', { releaseOn: day('2027-03-30'), draws: [draw(50_000)] })
    expect(of({ jobs: [job('a', { draws: [draw(40_000)] }), released] })).toEqual([['2026-27', 60_000, 60_000]])
  })

  it('is less by later work that could stand in the year, even where crews now have no room', () => {
    const jobs = ['a', 'b'].map((id) => job(id, { minutes: 600, draws: [draw(40_000)] }))
    // Crews of the first weeks are away, so that both stand in April.
    const away = pool({ minutesPerWeek: [0, 0, 0, 0, 0, 600, 600, 0, 0, 0, 0, 0] })
    expect(of({ jobs, pools: [away] })).toEqual([['2026-27', 100_000, 20_000]])
  })

  it('counts as movable nothing that is held, closed, after what is not there yet, or in no plan', () => {
    const late = day('2027-04-12')
    const closed = [{ from: day('2027-03-01'), until: day('2027-04-05') }]
    const jobs = [
      job('held', { draws: [draw(10_000)] }),
      job('shut', { closed, draws: [draw(10_000)] }),
      job('first', { releaseOn: late }),
      job('then', { after: ['first'], draws: [draw(10_000)] }),
      job('long', { minutes: 601, draws: [draw(10_000)] }),
      // Its kit would be paid in March, its week is in April.
      job('kit', { releaseOn: late, draws: [draw(10_000, -3)] }),
    ]
    expect(of({ jobs, pinned: [place('held', late)] })).toEqual([['2026-27', 90_000, 90_000]])
  })

  it('is no money that may be carried over, or of a fund without a limit', () => {
    expect(of({ funds: [fund({ carryOver: 'full' })] })).toEqual([])
    expect(of({ funds: [fund({ carryOver: 'capped', carryOverCapPence: 30_000 })] })).toEqual([
      ['2026-27', 70_000, 70_000],
    ])
    expect(of({ funds: [fund({ unlimited: true, budgets: budgets(1) })] })).toEqual([])
  })
})

const work = (changes: Partial<Work>): Work => ({
  ...{ siteId: 's', tier: 3, action: 'replace', deviceIds: ['d'], doneOn: day('2027-03-08'), ...changes },
})

describe('what a plan leaves', () => {
  const startOn = day('2027-03-01')

  it('is counted at the end of each month: a site until its last order of the tier, a device once', () => {
    const orders = [
      work({ deviceIds: ['d1', 'd2'] }),
      work({ deviceIds: ['d2', 'd3'], doneOn: day('2027-04-12') }),
      work({ siteId: 't', tier: 1, deviceIds: ['d1'] }),
    ]
    expect(burnDownOf(orders, [], { startOn, grain: 'month' })).toEqual({
      grain: 'month',
      periods: ['2027-03', '2027-04'],
      tiers: [
        { tier: 1, sites: 1, devices: 1, sitesLeft: [0, 0], devicesLeft: [0, 0] },
        { tier: 3, sites: 1, devices: 3, sitesLeft: [1, 0], devicesLeft: [2, 0] },
      ],
    })
  })

  it('has a week’s work done with its week, in the month that the week ends with', () => {
    const orders = [work({ doneOn: day('2027-11-01') })]
    expect(burnDownOf(orders, [], { startOn, grain: 'month' }).periods.at(-1)).toBe('2027-10')
    const weeks = burnDownOf([work({ doneOn: day('2027-03-15') })], [], { startOn, grain: 'week' })
    expect([weeks.periods, weeks.tiers[0]?.devicesLeft]).toEqual([
      ['2027-03-01', '2027-03-08'],
      [1, 0],
    ])
  })

  it('counts what is not planned, and what stays by decision, to the end', () => {
    const staying = { siteId: 'u', tier: 3, devices: 4, untilOn: null } as const
    const { tiers } = burnDownOf([work({}), work({ siteId: 't', deviceIds: ['e'], doneOn: null })], [staying], {
      ...{ startOn, grain: 'month' },
    })
    expect(tiers).toEqual([{ tier: 3, sites: 3, devices: 6, sitesLeft: [2], devicesLeft: [5] }])
  })
})

describe('days past K1', () => {
  const plan = { startOn: day('2025-04-07'), weeks: 4 }
  const sensitive = ['a', 'b', 'c', 'd'].map((id) => ({ id, code: id.toUpperCase(), name: id }))

  it('are counted from 30 April 2025 to the day that the plan clears a sensitive site, and to its end where there is none', () => {
    const late = sitesPastK1(
      {
        work: [
          work({ siteId: 'a', doneOn: day('2025-04-30') }),
          work({ siteId: 'b', doneOn: day('2025-05-01') }),
          work({ siteId: 'c', doneOn: null }),
          work({ siteId: 'x', doneOn: day('2026-01-01') }),
        ],
        staying: [],
        sensitive,
      },
      plan,
    )
    expect(late.map(({ site, clearOn, days }) => [site, clearOn, days])).toEqual([
      ['C', null, 12],
      ['B', '2025-05-01', 1],
    ])
    expect(pastK1Of(late)).toMatchObject({ sites: 2, days: 13, undated: 1, worst: { site: 'C' } })
  })

  it('end with the last order that takes kit away, not with one that disconnects it', () => {
    const orders = [
      work({ siteId: 'a', action: 'disconnect', doneOn: day('2025-05-20') }),
      work({ siteId: 'b', action: 'survey', doneOn: day('2025-05-05') }),
      work({ siteId: 'b', doneOn: day('2025-05-12') }),
    ]
    const kept = { siteId: 'd', tier: 3, devices: 1, untilOn: day('2025-05-10') } as const
    const late = sitesPastK1({ work: orders, staying: [kept], sensitive }, plan)
    expect(late.map(({ site, days }) => [site, days])).toEqual([
      ['B', 12],
      ['D', 10],
    ])
  })
})
