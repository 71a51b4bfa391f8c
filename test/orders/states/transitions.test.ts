import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NEEDS, type Situation } from '../../../src/orders/states/needs.ts'
import { checkTransition, possibleTransitions } from '../../../src/orders/states/possible.ts'
import { ENDED, HELD, TRANSITION_NAMES, TRANSITIONS, type Mover } from '../../../src/orders/states/transitions.ts'
import { day } from '../../../src/shared/day.ts'
import { Failure } from '../../../src/shared/failure.ts'
import { ORDER_STATES, SLIP_REASONS, type OrderState } from '../../../src/shared/vocabulary.ts'
import { runs } from '../../support/runs.ts'

const MOVERS: readonly Mover[] = ['programme', 'approver', 'estate', 'company', 'offered', 'holder', 'clock', 'plan']
const OUTSIDE: readonly Mover[] = ['company', 'offered', 'holder']

/** Nothing stands in the way of anything but what contradicts itself. */
const open: Situation = {
  shutGates: [],
  claimableFrom: null,
  mayNotDo: null,
  earlierLegOpen: false,
  overCap: null,
  leaseOver: false,
  visitBooked: true,
  visitOpen: false,
  startGateShut: [],
  devicesUntold: 0,
  devicesLeft: 0,
  ownWork: true,
  factsUntold: [],
  notIndependent: null,
  flaggedInstalled: 0,
  unclearedInstalled: 0,
  madeSafe: true,
  begun: false,
  reason: 'a reason',
  slipReason: 'supply',
}
const situations: fc.Arbitrary<Situation> = fc.record({
  shutGates: fc.constantFrom([], ['a decision under C3 (tier 3)']),
  claimableFrom: fc.constantFrom(null, day('2027-03-01')),
  mayNotDo: fc.constantFrom(null, 'Your contract does not cover this region.'),
  earlierLegOpen: fc.boolean(),
  overCap: fc.constantFrom(null, 'open-claims', 'revealed-sites'),
  leaseOver: fc.boolean(),
  visitBooked: fc.boolean(),
  visitOpen: fc.boolean(),
  startGateShut: fc.constantFrom([], ['the site accepts the RAMS']),
  devicesUntold: fc.nat({ max: 2 }),
  devicesLeft: fc.nat({ max: 2 }),
  ownWork: fc.boolean(),
  factsUntold: fc.constantFrom([], ['port']),
  notIndependent: fc.constantFrom(null, 'You adopted its plan.'),
  flaggedInstalled: fc.nat({ max: 1 }),
  unclearedInstalled: fc.nat({ max: 1 }),
  madeSafe: fc.boolean(),
  begun: fc.boolean(),
  reason: fc.constantFrom(null, 'a reason'),
  slipReason: fc.constantFrom(null, ...SLIP_REASONS),
})
const orderIn = (state: OrderState, whence: OrderState | null = null) => ({ ref: 'WO-7F3K-9Q2M', state, whence })

describe('the states of an order', () => {
  it('are all reached from proposed, but for verified, which an inventory brings about', () => {
    const reached = new Set<OrderState>(['proposed'])
    for (let before = 0; before !== reached.size;) {
      before = reached.size
      for (const name of TRANSITION_NAMES) {
        const { from, to } = TRANSITIONS[name]
        if (to !== 'whence' && from.some((state) => reached.has(state))) reached.add(to)
      }
    }
    expect(ORDER_STATES.filter((state) => !reached.has(state))).toEqual(['verified'])
  })

  it('end for good: nothing leads out of accepted, closed-incomplete or cancelled', () => {
    for (const state of ENDED) expect(possibleTransitions(orderIn(state), MOVERS, open)).toEqual([])
    const stuck = ORDER_STATES.filter((state) => possibleTransitions(orderIn(state), MOVERS, open).length === 0)
    expect(stuck).toEqual(['accepted', 'verified', 'closed-incomplete', 'cancelled'])
  })

  it('are never left by a company that does not hold the order, nor entered by one past the claim', () => {
    for (const name of TRANSITION_NAMES) {
      const { from, by } = TRANSITIONS[name]
      const byHolder: readonly string[] = by
      if (byHolder.includes('holder')) for (const state of from) expect(HELD).toContain(state)
      if (byHolder.includes('company')) expect(from).toEqual(['ready'])
    }
  })

  it('lets only time end a claim: silence after the visit is booked takes nothing away', () => {
    const byClock = TRANSITION_NAMES.filter((name) => (TRANSITIONS[name].by as readonly string[]).includes('clock'))
    const taken = byClock.flatMap((name) => TRANSITIONS[name].from).filter((state) => HELD.includes(state))
    expect(taken).toEqual(['claimed'])
  })

  it('cannot be cancelled once the work has begun: it is closed as incomplete', () => {
    const names = (state: OrderState) =>
      possibleTransitions(orderIn(state), ['programme'], { ...open, begun: true })
        .filter(({ may }) => may)
        .map(({ transition }) => transition)
    expect(names('in-progress')).not.toContain('cancel')
    expect(names('scheduled')).not.toContain('cancel')
    expect(names('in-progress')).toContain('close-incomplete')
  })

  it('is not begun while the leg before it is open with others, though a visit is booked', () => {
    const begin = { movers: ['holder'] as const, situation: { ...open, earlierLegOpen: true } }
    expect(() => checkTransition('start', orderIn('scheduled'), begin)).toThrow(/It is not released/)
  })

  it('goes back from a hold to where it was held', () => {
    const resume = { movers: ['programme'] as const, situation: open }
    expect(checkTransition('resume', orderIn('on-hold', 'scheduled'), resume)).toBe('scheduled')
  })
})

describe('what is possible', () => {
  it('is what is then done, and what is not says why in the same words', () => {
    const property = fc.property(
      fc.constantFrom(...ORDER_STATES),
      fc.subarray([...MOVERS], { minLength: 1 }),
      situations,
      (state, movers, situation) => {
        const order = orderIn(state, state === 'on-hold' ? 'ready' : null)
        const possible = new Map(possibleTransitions(order, movers, situation).map((one) => [one.transition, one]))
        for (const name of TRANSITION_NAMES) {
          const said = possible.get(name)
          const given = said?.give.every((need) => NEEDS[need as keyof typeof NEEDS].unmet(situation) === null)
          try {
            expect(checkTransition(name, order, { movers, situation })).toBe(said!.to)
            expect(said!.may && given).toBe(true)
          } catch (error) {
            if (!(error instanceof Failure)) throw error
            expect(error.code).toBe(said === undefined ? 'not-in-this-state' : 'not-possible')
            if (said?.may === false) for (const words of said.unless) expect(error.message).toContain(words)
          }
        }
      },
    )
    fc.assert(property, { numRuns: runs(2_000, 50_000), seed: 1 })
  })

  it('tells a company nothing of ranks, tiers, clauses, decisions or dates to come', () => {
    const property = fc.property(
      fc.constantFrom(...ORDER_STATES),
      fc.constantFrom(...OUTSIDE),
      situations,
      (state, mover, situation) => {
        const said = JSON.stringify(possibleTransitions(orderIn(state), [mover], situation))
        expect(said).not.toMatch(/tier|rank|clause|C[1-4]|decision|2027|£/i)
      },
    )
    fc.assert(property, { numRuns: runs(2_000, 50_000), seed: 1 })
  })
})
