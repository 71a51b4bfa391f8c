import { eq } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import type { Caller } from '../../../src/access/caller.ts'
import { insertHostPrincipals } from '../../../src/access/principals.ts'
import { approveRequest } from '../../../src/access/requests/decide-request.ts'
import type { Database } from '../../../src/db/database.ts'
import type { Deps } from '../../../src/deps.ts'
import { askToExcept, exceptFromTarget, type Excepting } from '../../../src/orders/exceptions/except.ts'
import { endException } from '../../../src/orders/exceptions/end-exception.ts'
import { listExceptions } from '../../../src/orders/exceptions/store.ts'
import type { ListName } from '../../../src/orders/targets/deadline.ts'
import type { CommandContext } from '../../../src/cli/command.ts'
import { countLate, listLate } from '../../../src/orders/targets/list-late.ts'
import { sayLate } from '../../../src/orders/targets/say-late.ts'
import { setTarget } from '../../../src/orders/targets/set-target.ts'
import { day } from '../../../src/shared/day.ts'
import { fakeClock } from '../../support/clock.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, operator } from '../../support/estate.ts'
import { testShell } from '../../support/shell.ts'
import { importSites, makeOrder } from '../make-orders.ts'

const DAY = 86_400_000
const second: Caller = { ...operator, principalId: 'pri_second', roles: ['approver'] }

eachDialect('targets, exceptions and lists', (open) => {
  let db: Database
  let deps: Deps
  let clock: ReturnType<typeof fakeClock>
  let site: Awaited<ReturnType<typeof importSites>>
  const list = async (which: ListName, scope: Caller['scope'] = 'everything', soonDays = 14) => {
    const at = { now: clock.now(), soonDays }
    return (await listLate(db.read, scope, { ...at, list: which, after: null, rows: 50 })).map(({ line }) => line)
  }
  const refs = async (...asked: Parameters<typeof list>) => (await list(...asked)).map(({ ref }) => ref)
  const except = async (what: Excepting['what']): Promise<void> => {
    const asked = { what, untilOn: day('2027-01-10'), reason: 'The landlord objects.' }
    const { id } = await askToExcept(deps, operator, asked)
    await approveRequest(deps, [exceptFromTarget], { caller: second, id, reason: 'Agreed.' })
  }

  beforeEach(async () => {
    db = await open()
    clock = fakeClock()
    deps = { ...depsOf(db), clock }
    site = await importSites(deps)
    const { principalId: id, name } = second
    const person = { id, name, version: 1, roles: ['approver'], scope: 'everything' as const }
    await db.write(async (q) => {
      await insertHostPrincipals(q, clock.now())
      await q.insert(q.t.principals).values({ ...person, kind: 'person', disabled: false, createdAt: clock.now() })
    })
  })

  it('lists an order as overdue from the day after its target, and says whose target it is', async () => {
    const { ref } = await makeOrder(deps, site('POND'))
    expect(await refs('overdue')).toEqual([])
    await setTarget(deps, operator, { tier: 3, days: 20, reason: 'The board.' })
    expect(await refs('due-soon')).toEqual([])
    clock.advance(6 * DAY)
    expect(await refs('due-soon')).toEqual([ref])
    clock.advance(14 * DAY)
    expect([await refs('due-soon'), await refs('overdue')]).toEqual([[ref], []])
    clock.advance(DAY)
    const [late] = await list('overdue')
    expect(late).toMatchObject({ ref, overdue: ['target'], exception: null, daysLeft: null })
    expect(late!.target).toEqual({ dueOn: '2026-12-12', whose: 'The department’s own target, for everyone' })
  })

  it('takes an organisation’s own target for its orders, and lets it be withdrawn', async () => {
    const { organisationId } = site('POND')
    const pond = await makeOrder(deps, site('POND'))
    const moat = await makeOrder(deps, site('MOAT'), { rank: 2 })
    await setTarget(deps, operator, { tier: 3, dueOn: day('2026-11-20'), reason: 'r' })
    await setTarget(deps, operator, { organisationId, tier: 3, dueOn: day('2026-11-30'), reason: 'r' })
    expect([await refs('overdue'), await refs('due-soon')]).toEqual([[moat.ref], [pond.ref]])
    await setTarget(deps, operator, { organisationId, tier: 3, none: true, reason: 'r' })
    expect(await refs('overdue')).toEqual([pond.ref, moat.ref])
  })

  it('counts the days of what is left of an order from when that order was adopted', async () => {
    const first = await makeOrder(deps, site('POND'), { state: 'closed-incomplete' })
    clock.advance(30 * DAY)
    const rest = await makeOrder(deps, site('POND'), { link: 'follow-up', parentId: first.id })
    const last = await makeOrder(deps, site('POND'), { link: 'follow-up', parentId: rest.id, rank: 2 })
    await makeOrder(deps, site('POND'), { link: 'snag', parentId: first.id })
    await setTarget(deps, operator, { tier: 3, days: 20, reason: 'r' })
    expect(await refs('overdue')).toEqual([rest.ref, last.ref])
  })

  it('keeps an excepted order in its list, which says so, and counts it; a lapsed exception is gone by itself', async () => {
    const { ref } = await makeOrder(deps, site('POND'))
    await makeOrder(deps, site('LAKE'), { rank: 2 })
    await setTarget(deps, operator, { tier: 3, dueOn: day('2026-11-20'), reason: 'r' })
    await except({ ref })
    const count = () => countLate(db.read, 'everything', { now: clock.now(), soonDays: 14 })
    const exception = { untilOn: '2027-01-10', reason: 'The landlord objects.' }
    expect((await list('overdue')).map((line) => line.exception)).toEqual([exception, null])
    expect((await count()).lists[0]).toEqual({ list: 'overdue', orders: 2, excepted: 1 })
    clock.set('2027-01-10T00:00:00Z')
    expect((await list('overdue')).map((line) => line.exception)).toEqual([null, null])
    expect((await count()).lists[0]).toEqual({ list: 'overdue', orders: 2, excepted: 0 })
  })

  it('ends an exception before its day, once, with a reason that is on record', async () => {
    const { ref } = await makeOrder(deps, site('POND'))
    await setTarget(deps, operator, { tier: 3, dueOn: day('2026-11-20'), reason: 'r' })
    await except({ ref })
    const { id } = (await listExceptions(db.read, 'everything', { before: undefined, limit: 5 }))[0]!
    const end = (one: string) => endException(deps, operator, { id: one, reason: 'The landlord agreed.' })
    await expect(end('exc_none')).rejects.toMatchObject({ code: 'unknown-exception' })
    await end(id)
    expect((await list('overdue')).map((line) => line.exception)).toEqual([null])
    const [listed] = await listExceptions(db.read, 'everything', { before: undefined, limit: 5 })
    expect(listed!.ended).toMatchObject({ reason: 'The landlord agreed.', recordedBy: operator.principalId })
    await expect(end(id)).rejects.toMatchObject({ code: 'exception-over' })
  })

  it('excepts a site with all of its orders, those to come included, and no other site', async () => {
    await setTarget(deps, operator, { tier: 3, dueOn: day('2026-11-20'), reason: 'r' })
    await except({ siteId: site('POND').id })
    await makeOrder(deps, site('POND'))
    await makeOrder(deps, site('LAKE'), { rank: 2 })
    expect((await list('overdue')).map(({ exception }) => exception?.untilOn ?? null)).toEqual(['2027-01-10', null])
    const [listed] = await listExceptions(db.read, 'everything', { before: undefined, limit: 5 })
    expect(listed).toMatchObject({
      site: 'POND',
      ref: null,
      recordedBy: operator.principalId,
      approvedBy: second.principalId,
    })
  })

  it('excepts nothing until a second approver agrees, for good, or of an order that has ended', async () => {
    const { ref } = await makeOrder(deps, site('POND'))
    await setTarget(deps, operator, { tier: 3, dueOn: day('2026-11-20'), reason: 'r' })
    const why = { what: { ref }, reason: 'r' }
    const { id } = await askToExcept(deps, operator, { ...why, untilOn: day('2027-01-10') })
    expect((await list('overdue'))[0]!.exception).toBeNull()
    const alone = approveRequest(deps, [exceptFromTarget], { caller: operator, id, reason: 'Me.' })
    await expect(alone).rejects.toThrow()
    const far = askToExcept(deps, operator, { ...why, untilOn: day('2028-01-10') })
    await expect(far).rejects.toMatchObject({ code: 'until-day-far' })
    const past = askToExcept(deps, operator, { ...why, untilOn: day('2026-11-22') })
    await expect(past).rejects.toMatchObject({ code: 'until-day-past' })
    const cancelled = { state: 'cancelled' as const }
    await db.write(async (q) => void (await q.update(q.t.orders).set(cancelled).where(eq(q.t.orders.ref, ref))))
    const ended = askToExcept(deps, operator, { ...why, untilOn: day('2027-01-10') })
    await expect(ended).rejects.toMatchObject({ code: 'not-in-this-state' })
  })

  it('lists what is in the scope only, and sets targets for whole organisations only', async () => {
    const { organisationId } = site('POND')
    await makeOrder(deps, site('LAKE'), { weekOn: day('2026-11-02') })
    const { ref } = await makeOrder(deps, site('POND'), {
      weekOn: day('2026-11-02'),
      state: 'on-hold',
      whence: 'ready',
    })
    const welsh = [{ organisationId, region: 'Wales' }]
    expect(await refs('overdue', welsh)).toEqual([ref])
    const caller = { ...operator, scope: welsh }
    const narrow = { code: 'scope-too-narrow' }
    await expect(setTarget(deps, caller, { tier: 3, days: 1, reason: 'r' })).rejects.toMatchObject(narrow)
    const own = setTarget(deps, caller, { organisationId, tier: 3, days: 1, reason: 'r' })
    await expect(own).rejects.toMatchObject(narrow)
    const other = setTarget(deps, caller, {
      organisationId: site('MOAT').organisationId,
      tier: 3,
      days: 1,
      reason: 'r',
    })
    await expect(other).rejects.toMatchObject({ code: 'unknown-organisation' })
    const neither = setTarget(deps, operator, { tier: 3, reason: 'r' })
    await expect(neither).rejects.toMatchObject({ code: 'which-target' })
  })

  it('comes in parts that go on where the last one ended', async () => {
    const weekOn = day('2026-11-02')
    const made = []
    for (const rank of [1, 1, 2, 3]) made.push((await makeOrder(deps, site('POND'), { rank, weekOn })).ref)
    const at = { now: clock.now(), soonDays: 14, list: 'overdue', rows: 3 } as const
    const one = await listLate(db.read, 'everything', { ...at, after: null })
    const two = await listLate(db.read, 'everything', { ...at, after: one.at(-1)!.place })
    expect([...one, ...two].map(({ line }) => line.ref)).toEqual(made)
  })

  it('is said at the command line, with the counts below', async () => {
    await makeOrder(deps, site('POND'), { weekOn: day('2026-11-02') })
    await setTarget(deps, operator, { tier: 3, dueOn: day('2026-11-20'), reason: 'r' })
    await except({ siteId: site('POND').id })
    const { shell, printed } = testShell({ width: 250 })
    const context = { ...shell, ...deps, caller: operator } as unknown as CommandContext
    await sayLate(context, { list: 'overdue' })
    const whose = 'The department’s own target, for everyone'
    expect(printed[1]).toContain(`past its week; past its target; ${whose}; excepted until 2027-01-10`)
    expect(printed.at(-1)).toBe('Of 1 open order: overdue 1 (1 excepted), contact overdue 0, due soon 0.')
  })
})
