import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Caller } from '../../../src/access/caller.ts'
import type { Database } from '../../../src/db/database.ts'
import type { Deps } from '../../../src/deps.ts'
import type { NewOrder } from '../../../src/orders/adopt/store.ts'
import { companyChange, type NumberedEvent } from '../../../src/orders/changes/change.ts'
import { readChanges } from '../../../src/orders/changes/read-changes.ts'
import { moveOrder } from '../../../src/orders/states/move-order.ts'
import { TRANSITIONS, type TransitionName } from '../../../src/orders/states/transitions.ts'
import type { OrderState } from '../../../src/shared/vocabulary.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, operator } from '../../support/estate.ts'
import { importSites, makeOrder } from '../make-orders.ts'

const contractor = (companyId: string): Caller => {
  return { ...operator, principalId: `pri_${companyId}`, roles: ['contractor'], scope: [], companyId }
}

eachDialect('the feed of changes', (open) => {
  let db: Database
  let deps: Deps
  let pond: NewOrder
  let lake: NewOrder
  const read = (caller: Caller, since?: string, limit = 100) => readChanges({ db }, caller, { since, limit })
  const told = async (caller: Caller, since?: string) =>
    (await read(caller, since)).items.map(({ ref, change, state }) => [
      ref === pond.ref ? 'POND' : 'LAKE',
      change,
      state,
    ])
  const move = async ({ id }: NewOrder, transition: TransitionName, set: Partial<NewOrder> = {}): Promise<void> => {
    const event = { id: deps.ids.next('evt'), at: deps.clock.now(), by: 'pri_1', detail: { reason: 'Secret.' } }
    await db.write(async (q) => {
      const [order] = await q.select().from(q.t.orders).where(eq(q.t.orders.id, id))
      const to = TRANSITIONS[transition].to as OrderState
      await moveOrder(q, order!, { transition, to, set: set as object, event })
    })
  }
  const claim = (order: NewOrder, companyId: string, attempt: number) => move(order, 'claim', { companyId, attempt })

  beforeEach(async () => {
    db = await open()
    deps = depsOf(db)
    const site = await importSites(deps)
    pond = await makeOrder(deps, site('POND'))
    lake = await makeOrder(deps, site('LAKE'))
  })

  it('gives the same position back while nothing happens, and what came since when something did', async () => {
    const first = await read(operator)
    expect(first).toMatchObject({ items: [], more: false })
    expect(await read(operator, first.position)).toEqual(first)
    await claim(pond, 'con_1', 1)
    const second = await read(operator, first.position)
    expect(second.items).toEqual([
      {
        ...{ ref: pond.ref, change: 'claim', from: 'ready', state: 'claimed', attempt: 1, company: 'con_1' },
        ...{ at: '2026-11-22T09:00:00.000Z', by: 'pri_1' },
      },
    ])
    expect(await read(operator, second.position)).toMatchObject({ items: [], position: second.position })
    expect((await read(operator)).items).toEqual(second.items)
  })

  it('comes in parts, each of which says whether there is more', async () => {
    await claim(pond, 'con_1', 1)
    await move(pond, 'release', { companyId: null })
    await claim(lake, 'con_1', 1)
    const one = await read(operator, undefined, 2)
    const two = await read(operator, one.position, 2)
    expect([one.items.length, one.more, two.items.length, two.more]).toEqual([2, true, 1, false])
  })

  it('tells staff what is in their scope, and nothing of elsewhere', async () => {
    await claim(pond, 'con_1', 1)
    await claim(lake, 'con_1', 1)
    const welsh = { ...operator, scope: [{ organisationId: pond.organisationId, region: 'Wales' }] }
    expect(await told(welsh)).toEqual([['POND', 'claim', 'claimed']])
  })

  it('tells a company of its own orders only, without words of anyone', async () => {
    await claim(pond, 'con_1', 1)
    await claim(lake, 'con_2', 1)
    const { items } = await read(contractor('con_1'))
    const at = '2026-11-22T09:00:00.000Z'
    expect(items).toEqual([{ ref: pond.ref, change: 'claim', state: 'claimed', attempt: 1, at }])
    expect(await told({ ...contractor('con_1'), companyId: null })).toEqual([])
  })

  it('tells a company once that an order is gone, and of what came before no more', async () => {
    await claim(pond, 'con_1', 1)
    const { position } = await read(contractor('con_1'))
    await move(pond, 'schedule')
    await move(pond, 'take-back', { companyId: null })
    await claim(pond, 'con_2', 2)
    await move(pond, 'schedule')
    expect(await told(contractor('con_1'), position)).toEqual([['POND', 'taken-back', null]])
    expect(await told(contractor('con_1'))).toEqual([['POND', 'taken-back', null]])
    expect(await told(contractor('con_2'))).toEqual([
      ['POND', 'claim', 'claimed'],
      ['POND', 'schedule', 'scheduled'],
    ])
  })

  it('reads on past what it does not tell, until it has as much as was asked for', async () => {
    await claim(pond, 'con_1', 1)
    for (let i = 0; i < 5; i++) await move(pond, 'renew')
    await move(pond, 'release', { companyId: null })
    await claim(lake, 'con_1', 1)
    const { items, more } = await read(contractor('con_1'), undefined, 2)
    expect([items.map(({ change }) => change), more]).toEqual([['released', 'claim'], false])
  })

  it('takes a position from nobody but whom it was given to', async () => {
    const { position } = await read(operator)
    const bad = { code: 'bad-position' }
    await expect(read(contractor('con_1'), position)).rejects.toMatchObject(bad)
    await expect(read(operator, 'made-up')).rejects.toMatchObject(bad)
  })

  it('hides in a position how much has happened', async () => {
    const before = await read(operator)
    for (let i = 0; i < 12; i++) await claim(pond, 'con_1', i).then(() => move(pond, 'release', { companyId: null }))
    expect((await read(operator)).position.length).toBe(before.position.length)
  })

  it('says so when a restore has taken away what was read, and does not skip what came in its place', async () => {
    await claim(pond, 'con_1', 1)
    const { position } = await read(operator)
    await db.write(async (q) => void (await q.delete(q.t.orderEvents)))
    await expect(read(operator, position)).rejects.toMatchObject({ code: 'position-lost' })
    await claim(lake, 'con_1', 1)
    await expect(read(operator, position)).rejects.toMatchObject({ code: 'position-lost' })
    expect(await told(operator)).toEqual([['LAKE', 'claim', 'claimed']])
  })
})

describe('what a company is told of an event', () => {
  const base: NumberedEvent = {
    ...{ position: 1, id: 'evt_1', event: 'claim', fromState: 'ready', toState: 'claimed', attempt: 2 },
    ...{ companyId: 'con_1', at: new Date(0), by: 'pri_1' },
    order: { ref: 'WO-1', state: 'claimed', attempt: 2, companyId: 'con_1' },
  }
  const change = (given: Partial<NumberedEvent>) => companyChange({ ...base, ...given })?.change ?? null

  it.each([
    ['it claimed it and has it', {}, 'claim'],
    ['it has it by a later claim', { order: { ...base.order, attempt: 3 } }, null],
    ['it gave it back since', { order: { ...base.order, state: 'ready', companyId: null } }, null],
    ['it gave it back and is offered it again', { order: { ...base.order, state: 'offered' } }, null],
    ['it was accepted since', { order: { ...base.order, state: 'accepted' } }, null],
    ['it is held up', { event: 'hold', toState: 'on-hold', order: { ...base.order, state: 'on-hold' } }, 'hold'],
    ['the lease ran out', { event: 'expire', fromState: 'claimed', toState: 'ready' }, 'lease-over'],
    ['the work was accepted', { event: 'accept', fromState: 'completed', toState: 'accepted' }, 'accepted'],
    ['it was verified later', { event: 'verify', fromState: 'accepted', toState: 'verified' }, null],
    ['the plan has no such work', { event: 'fall-away', fromState: 'offered', toState: 'cancelled' }, 'withdrawn'],
    ['the plan took an offer back', { event: 'plan-renewed', fromState: 'offered', toState: 'proposed' }, 'withdrawn'],
    ['it is due to be heard of', { event: 'contact-overdue', fromState: 'claimed' }, 'contact-overdue'],
    ['something was noted of it', { event: 'claim-without-work', fromState: 'claimed' }, null],
  ] as const)('%s', (_, given, expected) => {
    expect(change(given)).toBe(expected)
  })

  it('how often others had it is not told with an offer, and by its own claim it learns the attempt', () => {
    const attempt = (given: Partial<NumberedEvent>) => companyChange({ ...base, ...given })?.attempt
    const offered = { ...base.order, state: 'offered' } as const
    expect(attempt({ event: 'offer', toState: 'offered', order: offered })).toBeNull()
    expect(attempt({ event: 'decline-offer', fromState: 'offered', toState: 'ready' })).toBeNull()
    expect(attempt({ event: 'accept-offer', fromState: 'offered' })).toBe(2)
  })
})
