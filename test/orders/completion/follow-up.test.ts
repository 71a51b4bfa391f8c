import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CostLine } from '../../../src/planning/catalogue/cost-line.ts'
import { followUpOf, type Weighed } from '../../../src/orders/completion/follow-up.ts'
import type { OrderRow } from '../../../src/orders/states/store.ts'
import { reference } from '../../support/estate.ts'
import { runs } from '../../support/runs.ts'
import { orderOf } from '../../support/work-orders.ts'

const device = (id: string): Weighed => ({
  ...{ id, kind: 'camera', network: 'core', internetExposed: null, part: 'work' },
  ...{ finding: 'flagged', manufacturerId: 'hikvision', overriddenUntil: null },
})
const line = (pence: number, vatPence: number, more: Partial<CostLine> = {}) => ({
  ...{ kind: 'kit', what: 'Dome', quantity: 8, unit: 'device', pricePence: 100, source: 's', asOf: '2026-11-22' },
  ...{ pence, vatPence, offsetWeeks: 0, terms: { vat: 'inclusive' }, ...more },
})
const devices = (n: number) => Array.from({ length: n }, (_, i) => device(`dev_${i}`))
const fresh = { id: 'ord_2', ref: 'WO-2222-2222', at: new Date(0) }

function followUp(lines: object[], { left, of }: { left: number; of: number }, estimatePence?: number) {
  const pence = (lines as { pence: number }[]).reduce((sum, one) => sum + one.pence, 0)
  const parent = {
    ...orderOf(1, { estimatePence: pence, why: { costLines: lines } }),
    approvedPence: pence,
  } as OrderRow
  const made = followUpOf(parent, {
    left: { all: devices(of), rest: devices(left) },
    ...{ reference, fresh },
    ...(estimatePence !== undefined && { estimatePence }),
  })
  const costLines = (made.why as { costLines: CostLine[] }).costLines
  return { ...made, costLines, sum: costLines.reduce((sum, one) => sum + one.pence, 0) }
}

describe('what is left of an order', () => {
  it('costs its share, and its lines add up to that: half a penny each would be a penny and a half too much', () => {
    const { estimatePence, costLines, sum } = followUp([line(100, 20), line(100, 20), line(100, 20)], {
      left: 1,
      of: 8,
    })
    expect([estimatePence, sum]).toEqual([38, 38])
    expect(costLines.map(({ pence, vatPence }) => [pence, vatPence])).toEqual([
      [13, 3],
      [13, 3],
      [12, 2],
    ])
  })
  it('adds up to the penny, whatever is left of whatever', () => {
    const lines = fc.array(
      fc.nat({ max: 10_000_000 }).chain((pence) => fc.nat({ max: pence }).map((vat) => line(pence, vat))),
      { maxLength: 8 },
    )
    const some = fc
      .integer({ min: 1, max: 40 })
      .chain((of) => fc.record({ of: fc.constant(of), left: fc.nat({ max: of }) }))
    fc.assert(
      fc.property(lines, some, (all, how) => {
        const { estimatePence, costLines, sum } = followUp(all, how)
        expect(sum).toBe(estimatePence)
        expect(costLines.every(({ pence, vatPence }) => vatPence >= 0 && vatPence <= pence)).toBe(true)
      }),
      { seed: 5, numRuns: runs(200, 5000) },
    )
  })
  it('comes to nothing, line by line, where nobody has estimated it', () => {
    const { estimatePence, sum } = followUp([line(100, 20), line(250, 50)], { left: 1, of: 2 }, 0)
    expect([estimatePence, sum]).toEqual([0, 0])
  })
  it('needs somebody to come once more, for however little', () => {
    const visit = line(18_000, 3000, { unit: 'visit', quantity: 1 })
    expect(followUp([visit], { left: 1, of: 8 }).costLines).toMatchObject([{ quantity: 1, pence: 2250, vatPence: 375 }])
  })
})
