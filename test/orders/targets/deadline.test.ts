import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deadlinesOf, isIn, LISTS, type Dated } from '../../../src/orders/targets/deadline.ts'
import { targetOf, targetsInForce, type Target } from '../../../src/orders/targets/target.ts'
import { ENDED } from '../../../src/orders/states/transitions.ts'
import { addDays, day, dayOf } from '../../../src/shared/day.ts'
import { ORDER_STATES } from '../../../src/shared/vocabulary.ts'
import { runs } from '../../support/runs.ts'

const target = (given: Partial<Target>): Target => ({
  ...{ id: 'tgt_1', organisationId: null, tier: 3, days: null, dueOn: null, reason: 'r' },
  ...{ recordedAt: new Date(0), recordedBy: 'pri_1', ...given },
})
const now = new Date('2026-11-22T09:00:00Z')
const today = dayOf(now)

describe('the target of an order', () => {
  const order = { organisationId: 'org_1', tier: 3, adoptedAt: new Date('2026-11-22T23:30:00Z') }

  it('is none unless the department set one: no clause of the direction sets a day', () => {
    expect(targetOf(order, [])).toBeNull()
    expect(targetOf(order, [target({ tier: 2, days: 5 })])).toBeNull()
  })

  it('is an organisation’s own before that of all, and so many days after the day of adoption in London', () => {
    const all = target({ days: 30 })
    const own = target({ organisationId: 'org_1', dueOn: day('2027-03-31') })
    expect(targetOf(order, [all])).toEqual({ dueOn: '2026-12-22', setFor: 'everyone' })
    expect(targetOf(order, [all, own])).toEqual({ dueOn: '2027-03-31', setFor: 'organisation' })
    expect(targetOf({ ...order, organisationId: 'org_2' }, [all, own])).toMatchObject({ setFor: 'everyone' })
  })

  it('is the newest that was set; one that was withdrawn leaves that of all', () => {
    const all = target({ days: 30 })
    const own = target({ organisationId: 'org_1', days: 10 })
    const withdrawn = target({ organisationId: 'org_1' })
    expect(targetsInForce([all, own])).toEqual([all, own])
    expect(targetsInForce([own, all, withdrawn])).toEqual([all])
    expect(targetsInForce([own, target({ organisationId: 'org_1', days: 20 })])).toMatchObject([{ days: 20 }])
  })
})

describe('how an order stands to its days', () => {
  const order: Dated = { state: 'ready', weekOn: null, contactDueAt: null }
  const none = { target: null, exception: null }
  const due = (dueOn: string) => ({ ...none, target: { dueOn: day(dueOn), setFor: 'everyone' as const } })

  it.each([
    ['2026-11-21', ['target'], null],
    ['2026-11-22', [], 0],
    ['2026-11-23', [], 1],
  ])('a target of %s: overdue %j, days left %s', (dueOn, overdue, daysLeft) => {
    expect(deadlinesOf(order, due(dueOn), now)).toMatchObject({ overdue, daysLeft })
  })

  it.each([
    ['2026-11-09', ['week'], null],
    ['2026-11-16', [], 0],
    ['2026-11-23', [], 7],
  ])('a week of %s: overdue %j, days left %s', (weekOn, overdue, daysLeft) => {
    expect(deadlinesOf({ ...order, weekOn: day(weekOn) }, none, now)).toMatchObject({ overdue, daysLeft })
  })

  it('is done in its week, and not before it is accepted in time for its target', () => {
    const done = { ...order, state: 'completed', weekOn: day('2026-11-02') } as const
    expect(deadlinesOf(done, due('2026-11-21'), now).overdue).toEqual(['target'])
    expect(deadlinesOf({ ...done, state: 'accepted' }, due('2026-11-21'), now).overdue).toEqual([])
  })

  it('is unheard of once the company is due, but for an order on hold, for which nobody is waited', () => {
    const held = { ...order, state: 'scheduled', contactDueAt: now } as const
    expect(deadlinesOf(held, none, now).contactOverdue).toBe(true)
    expect(deadlinesOf({ ...held, contactDueAt: new Date(now.getTime() + 1) }, none, now).contactOverdue).toBe(false)
    expect(deadlinesOf({ ...held, state: 'on-hold' }, none, now).contactOverdue).toBe(false)
  })

  it('is in a list whenever it is open and late, whatever its state, and although it is excepted', () => {
    const someDay = fc.option(fc.integer({ min: -40, max: 40 }).map((days) => addDays(today, days)))
    const property = fc.property(
      fc.record({ state: fc.constantFrom(...ORDER_STATES), weekOn: someDay, dueOn: someDay, excepted: fc.boolean() }),
      fc.nat(60),
      ({ state, weekOn, dueOn, excepted }, soonDays) => {
        const exception = excepted ? { untilOn: addDays(today, 9), reason: 'r' } : null
        const set = dueOn === null ? none.target : { dueOn, setFor: 'everyone' as const }
        const deadlines = deadlinesOf({ ...order, state, weekOn }, { target: set, exception }, now)
        const lists = LISTS.filter((list) => isIn(list, deadlines, soonDays))
        const open = !ENDED.includes(state)
        const late =
          (weekOn !== null && addDays(weekOn, 7) <= today && state !== 'completed') || (dueOn ?? today) < today
        expect(lists.includes('overdue')).toBe(open && late)
        expect(lists.includes('overdue') && lists.includes('due-soon')).toBe(false)
        expect(deadlines.exception).toBe(exception)
      },
    )
    fc.assert(property, { seed: 1, numRuns: runs(500, 20_000) })
  })
})
