// What a company could learn through the doors of claims, and does not: before, while and after it has an order.
import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { day } from '../../../src/shared/day.ts'
import { buildTestApp } from '../../support/app.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { insertCompany, insertWork, orderOf, refOf, type OrderInsert } from '../../support/work-orders.ts'

/** In nothing that a company is shown. */
const NEVER =
  /rank|sequence|tier|clause|C3|reason|sensitiv|limbs|why|pence|250000|plan|pln_|ord_|sit_|org_|adopt|con_\d/i
/** Only of what it has. */
const PLACE = /CODE-|Place|AD \d/
const DEVICES = /Notes of|Contact \d|D-LABEL|Dome/
const kit = { kind: 'kit', what: 'Dome', modelId: 'M1', make: 'Axis', model: 'P3245', pricePence: 250_000 }
const KIT = [
  { ...kit, quantity: 2 },
  { ...kit, quantity: 1, what: 'Dome, from stock, paid before' },
  { kind: 'labour', what: 'Crew', quantity: 75, pricePence: 6500 },
]

describe('what a company is shown', () => {
  let db: Database
  let test: Awaited<ReturnType<typeof buildTestApp>>
  const tokens = new Map<string, string>()
  const send = async (company: string, url: string, payload?: object) => {
    const options = { method: payload ? ('POST' as const) : ('GET' as const), url: `/api/v1${url}` }
    const answer = await test.request({ ...options, token: tokens.get(company)!, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.body }
  }
  const put = async (n: number, set: Partial<OrderInsert>) => {
    await db.write(
      async (q) =>
        void (await q
          .update(q.t.orders)
          .set(set)
          .where(eq(q.t.orders.ref, refOf(n)))),
    )
  }
  const open = async (query = '') => {
    const { body } = await send('con_1', `/orders/open?limit=500${query}`)
    return (JSON.parse(body) as { items: { ref: string; region: string; month: string }[] }).items
  }
  beforeAll(async () => {
    const opened = await openTestDatabase('sqlite')
    db = opened.db
    test = await buildTestApp(db)
    test.clock.set('2026-11-23T09:00:00.000Z')
    for (const company of ['con_1', 'con_2']) {
      await insertCompany(db, company, { regions: ['London', 'Wales', 'South East'] })
      const token = await test.tokenOf(`pri_${company}`, ['contractor'], [])
      const { principals } = db.read.t
      await db.write(async (q) => {
        await q
          .update(principals)
          .set({ companyId: company })
          .where(eq(principals.id, `pri_${company}`))
      })
      tokens.set(company, token)
    }
    await insertWork(db, [
      ...Array.from({ length: 6 }, (_, i) => orderOf(i + 1, { why: { costLines: KIT } })),
      ...Array.from({ length: 4 }, (_, i) => orderOf(i + 11, { region: 'Wales' })),
      orderOf(21, { region: 'Scotland' }),
      orderOf(22, { state: 'proposed' }),
      ...Array.from({ length: 5 }, (_, i) => orderOf(i + 31, { weekOn: day('2027-03-01') })),
    ])
    await db.write(async (q) => {
      const device = { id: 'dev_1', organisationId: 'org_1', siteId: 'sit_1', version: 1, label: 'D-LABEL' }
      const facts = { kind: 'camera', network: 'core', status: 'in-service', finding: 'flagged' }
      const seen = { observedOn: day('2026-11-01'), createdAt: new Date(0), identity: 'd-label', kindAssumed: false }
      await q.insert(q.t.devices).values({ ...device, ...facts, ...seen } as never)
      await q
        .insert(q.t.orderDevices)
        .values({ orderId: orderOf(1).id, deviceId: 'dev_1', organisationId: 'org_1', part: 'work' })
    })
    return opened.close
  })

  it('before a claim: what is open, without week, place, sum, rank or reason, and not where fewer than five are alike', async () => {
    const { body } = await send('con_1', '/orders/open')
    for (const secret of [NEVER, PLACE, DEVICES]) expect(body).not.toMatch(secret)
    expect(body).not.toMatch(/2026-11-30|week|attempt/)
    const items = await open()
    expect(new Set(items.map(({ region, month }) => `${region} ${month}`))).toEqual(
      new Set(['London 2026-11', 'London 2027-03']),
    )
    expect(items).toHaveLength(11)
    expect(items.map(({ ref }) => ref)).toEqual(items.map(({ ref }) => ref).sort())
  })

  it('through a filter: what is hidden stays hidden, and nothing else can be filtered or sorted by', async () => {
    expect(await open('&region=Wales')).toEqual([])
    expect(await open('&month=2027-03')).toHaveLength(5)
    for (const field of ['rank', 'tier', 'siteId', 'sort', 'weekOn', 'organisationId']) {
      expect((await send('con_1', `/orders/open?${field}=1`)).status).toBe(400)
      expect((await send('con_1', `/orders/mine?${field}=1`)).status).toBe(400)
    }
  })

  it('through pages: as much as on one, and the cursor says nothing', async () => {
    const refs: string[] = []
    for (let url: string | null = '/orders/open?limit=4'; url !== null;) {
      const page = JSON.parse((await send('con_1', url)).body) as {
        items: { ref: string }[]
        nextCursor: string | null
      }
      refs.push(...page.items.map(({ ref }) => ref))
      expect(page.nextCursor ?? '').not.toMatch(/WO-/)
      url = page.nextCursor === null ? null : `/orders/open?limit=4&cursor=${encodeURIComponent(page.nextCursor)}`
    }
    expect(refs).toEqual((await open()).map(({ ref }) => ref))
  })

  it('by the address of an order that it has not: what never was', async () => {
    const words = ({ status, body }: { status: number; body: string }, ref: string) => {
      const problem = { ...(JSON.parse(body) as Record<string, unknown>), requestId: '' }
      return [status, JSON.stringify(problem).replaceAll(ref, 'REF')]
    }
    const never = 'WO-NNNN-NNNN'
    for (const n of [1, 11, 21, 22]) {
      const ref = refOf(n)
      for (const [path, payload] of [
        [''],
        ['/transitions'],
        ['/renew', { attempt: 1 }],
        ['/release', { attempt: 1, reason: 'r' }],
        ['/offer/accept', {}],
        ['/offer/decline', { reason: 'r' }],
      ] as const) {
        const body = path === '/offer/accept' ? {} : payload
        const theirs = words(await send('con_1', `/orders/${ref}${path}`, body), ref)
        expect([n, path, ...theirs]).toEqual([
          n,
          path,
          ...words(await send('con_1', `/orders/${never}${path}`, body), never),
        ])
        expect(theirs[0]).toBe(404)
      }
    }
  })

  it('while it is offered: no more than of what is open', async () => {
    await put(2, { state: 'offered', companyId: 'con_1' })
    const { status, body } = await send('con_1', `/orders/${refOf(2)}`)
    expect(status).toBe(200)
    for (const secret of [NEVER, PLACE, DEVICES, /2026-11-30|attempt/]) expect(body).not.toMatch(secret)
    expect((await send('con_2', `/orders/${refOf(2)}`)).status).toBe(404)
    await put(2, { state: 'ready', companyId: null })
  })

  it('by a claim: the address, and no devices or notes until a visit is booked; after it, nothing', async () => {
    const claimed = await send('con_1', '/orders/claims', { maxOrders: 1 })
    expect(claimed.body).toContain(refOf(1))
    expect(claimed.body).toMatch(PLACE)
    const { body: next } = await send('con_1', `/orders/${refOf(1)}/transitions`)
    const { transitions } = JSON.parse(next) as { transitions: { transition: string; may: boolean }[] }
    expect(transitions.map(({ transition, may }) => [transition, may])).toEqual([
      ['renew', true],
      ['release', true],
      ['schedule', false],
    ])
    expect(next).not.toMatch(DEVICES)
    for (const secret of [NEVER, DEVICES]) expect(claimed.body).not.toMatch(secret)
    await put(1, { state: 'scheduled' })
    const before = await send('con_1', `/orders/${refOf(1)}`)
    expect(before.body).not.toMatch(DEVICES)
    await db.write(async (q) => {
      const visit = { id: 'vis_1', version: 1, clientId: 'c', orderId: orderOf(1).id, organisationId: 'org_1' }
      const when = {
        siteId: 'sit_1',
        companyId: 'con_1',
        attempt: 1,
        state: 'booked',
        on: day('2026-12-01'),
        part: 'day',
      }
      await q.insert(q.t.visits).values({ ...visit, ...when, requestedAt: new Date(0), requestedBy: 'p' } as never)
    })
    const booked = await send('con_1', `/orders/${refOf(1)}`)
    expect(booked.body).toContain('D-LABEL')
    expect(JSON.parse(booked.body)).toMatchObject({
      ...{ accessNotes: 'Notes of 1', contacts: 'Contact 1' },
      kitToFit: [{ code: 'M1', what: 'Dome', make: 'Axis', model: 'P3245', quantity: 3 }],
    })
    expect(booked.body).not.toMatch(/flagged|core/)
    for (const body of [before.body, booked.body]) expect(body.replace('dev_1', '')).not.toMatch(NEVER)
    expect((await send('con_2', `/orders/${refOf(1)}`)).status).toBe(404)
    expect((await send('con_2', '/orders/mine')).body).not.toContain(refOf(1))
    for (const state of ['accepted', 'cancelled', 'closed-incomplete'] as const) {
      await put(1, { state })
      expect((await send('con_1', `/orders/${refOf(1)}`)).status).toBe(404)
      expect((await send('con_1', '/orders/mine')).body).not.toContain(refOf(1))
    }
  })

  it('to staff’s doors it has no key, and to the company’s doors staff have none', async () => {
    for (const url of ['/orders', `/orders/${refOf(3)}/events`]) expect((await send('con_1', url)).status).toBe(403)
    expect((await test.request({ url: '/api/v1/orders/open' })).statusCode).toBe(403)
  })
})
