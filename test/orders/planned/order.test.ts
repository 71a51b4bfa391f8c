import { describe, expect, it } from 'vitest'
import {
  orderLine,
  reasonsOf,
  sayBinding,
  sayClause,
  sayCrew,
  sayBindingShort,
  sayRelief,
  type PlannedOrder,
} from '../../../src/orders/planned/order.ts'
import { addDays, day, financialYear } from '../../../src/shared/day.ts'

const weekOn = day('2027-01-04')
const order = (over: Partial<PlannedOrder> = {}, facts: Partial<PlannedOrder['facts']> = {}): PlannedOrder => ({
  planId: 'pla_1',
  legId: 'leg_1',
  rank: 1,
  sequence: 2,
  tier: 3,
  clause: 'C3',
  action: 'replace',
  state: 'ready',
  ref: null,
  deviceCount: 2,
  costPence: 500_000,
  minutes: 270,
  weightMillis: 4500,
  poolId: 'London / sc',
  weekOn,
  financialYear: financialYear(2026),
  site: { id: 's1', code: 'HQ', name: 'Head office', sensitivity: 'sensitive', region: 'London' },
  organisation: { name: 'Harbour Authority', standing: 'department' },
  facts: {
    why: 'flagged equipment stands at a sensitive site',
    decision: { choice: 'replace-now', approvedBy: 'A. Prover', reviewOn: day('2027-11-22') },
    kit: [
      { kind: 'camera', maker: 'Hikvision', finding: 'flagged', devices: 2 },
      { kind: 'anpr', maker: null, finding: 'unknown', devices: 1 },
    ],
    factors: [
      { of: 'camera', devices: 2, millis: 2000, reason: '' },
      { of: 'core', devices: 1, millis: 2500, reason: '' },
    ],
    deviceIds: ['d1', 'd2'],
    leavingIds: [],
    reconnects: 0,
    costLines: [],
    binding: [],
    upgradeOn: null,
    waitsUntilOn: null,
    unplaced: null,
    ...facts,
  },
  ...over,
})

describe('the reasons of an order', () => {
  it('are the fact, the clause, the kit, the decision, the weight and the week, in whole sentences', () => {
    expect(reasonsOf(order())).toEqual([
      'Flagged equipment stands at a sensitive site.',
      'C3, advised to consider: “they should consider whether they should remove and replace such equipment where it is ' +
        'deployed on sensitive sites rather than awaiting any scheduled upgrades”',
      'The kit: 2 cameras (Hikvision, flagged), 1 ANPR camera (maker not known). Determination not yet confirmed.',
      'Decided: replace-now, by A. Prover; to be reviewed on 22 November 2027.',
      'Weight 4.5 a day: camera 2 (2), core 2.5 (1).',
      'Week of 4 January 2027: the first that is planned.',
    ])
  })
  it('say of a proposal that nobody is sent, because C3 is advice to consider', () => {
    const [, , , decision] = reasonsOf(order({ state: 'proposed' }, { decision: null }))
    expect(decision).toBe('Proposed: no decision under C3 is recorded for this site, so nobody is sent yet.')
  })
  it('quote a clause to those it does not address as their own decision', () => {
    expect(sayClause('C2', 'voluntary')).toMatch(/^Own decision, following C2: “no such equipment/)
    expect(sayClause('C1', 'department')).toMatch(/^C1, instructed: “Departments have therefore been instructed/)
    expect(sayClause('derived', 'department')).toMatch(/^Derived: no clause asks/)
  })
  it('say that a sensitive site does not wait for its upgrade, or that the upgrade would come sooner', () => {
    const last = (upgradeOn: typeof weekOn) => reasonsOf(order({}, { upgradeOn })).at(-1)
    expect(last(addDays(weekOn, 7))).toBe('Does not wait for the upgrade scheduled for 11 January 2027.')
    expect(last(addDays(weekOn, 6))).toMatch(/10 January 2027.* would come sooner/)
  })
  it('say why an order has no week', () => {
    const unplaced = reasonsOf(order({ weekOn: null, financialYear: null }, { unplaced: 'too-dear' }))
    expect(unplaced).toContain('Not planned within the horizon: it costs more than its fund has in any year.')
    const waiting = reasonsOf(order({ weekOn: null }, { waitsUntilOn: day('2027-05-01') }))
    expect(waiting).toContain('Waits for its funded upgrade on 1 May 2027.')
  })
})

describe('a constraint in words', () => {
  const from = { fromOn: day('2026-11-23'), untilOn: day('2026-12-07') }
  it.each([
    [{ kind: 'release', ref: null }, 'kit and crews need until 7 December 2026 to be ready (lead time)'],
    [
      { kind: 'budget', ref: 'A:B:2026-27', shortPence: 12_050 },
      'fund A:B is short by £120.50 in 2026-27 (until 7 December 2026)',
    ],
    [
      { kind: 'pool', ref: 'London / sc', shortMinutes: 30 },
      'crew London / sc is full for 2 weeks until 7 December 2026 (short by 30 minutes at best)',
    ],
    [{ kind: 'closed', ref: null }, 'the site is closed from 23 November 2026 until 7 December 2026'],
    [{ kind: 'after', ref: 'leg_0' }, 'the leg before it is not done until 7 December 2026'],
  ] as const)('%o', (binding, words) => expect(sayBinding({ ...binding, ...from })).toBe(words))

  it.each([
    [
      'kit',
      'lead time',
      'kit and crews need until 7 December 2026 to be ready (lead time)',
      'Kit and crews ready 7 days',
    ],
    ['consent', 'consent', 'it waits for a consent until 7 December 2026', 'Having the consents 7 days'],
    ['notice', 'notice', 'the site’s notice runs until 7 December 2026', 'Notice that ends 7 days'],
  ] as const)('says what the first possible day rests on: %s', (by, short, held, relief) => {
    const binding = { kind: 'release', ref: null, ...from } as const
    expect(sayBinding(binding, by)).toBe(held)
    expect(sayBindingShort(binding, by)).toBe(short)
    expect(sayRelief({ kind: 'release', ref: null, weekOn, days: 7 }, by)).toBe(
      `${relief} earlier would bring it to the week of 4 January 2027.`,
    )
  })

  it('says what would bring the order forward, and to when', () => {
    const relief = { ref: 'PROGRAMME:2026-27', weekOn }
    expect(sayRelief({ ...relief, kind: 'budget', pence: 100 })).toBe(
      '£1 more in fund PROGRAMME in 2026-27 would bring it to the week of 4 January 2027.',
    )
    expect(sayRelief({ ...relief, kind: 'after', days: 1 })).toContain('1 day earlier')
    expect(sayRelief({ ...relief, kind: 'after' })).toContain('Ending the leg before it at all')
  })
})

describe('the line of an order', () => {
  it('has the keys of the contract, in their order', () => {
    expect(Object.keys(orderLine(order())).slice(0, 14)).toEqual(
      'rank sequence state ref tier clause action site devices costPence weekOn financialYear reasons binding'.split(
        ' ',
      ),
    )
    expect(orderLine(order())).toMatchObject({ ref: null, devices: 2, site: { code: 'HQ', sensitivity: 'sensitive' } })
  })
})

describe('who holds a crew', () => {
  const crew = { pool: 'London / sc', fromOn: weekOn, untilOn: addDays(weekOn, 21) }

  it('is told by rank, action and site, with a count of the rest', () => {
    const orders = [order(), order({ rank: 7, action: 'survey' })]
    expect(sayCrew({ ...crew, orders, others: 2 })).toBe(
      'Crew London / sc from 4 January 2027 until 25 January 2027: rank 1 (replace at HQ), rank 7 (survey at HQ) and 2 more orders.',
    )
  })

  it('is only counted where the reader may not see it, and may be nobody', () => {
    expect(sayCrew({ ...crew, orders: [], others: 1 })).toMatch(/: 1 order\.$/)
    expect(sayCrew({ ...crew, orders: [], others: 0 })).toMatch(/: nobody, and too short\.$/)
  })
})
