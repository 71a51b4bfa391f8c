import { setTimeout } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { sandboxClock, sandboxTime } from '../../src/demo/sandbox-clock.ts'
import { sandboxRoutesWith } from '../../src/demo/sandbox-routes.ts'
import { routesWith } from '../../src/features.ts'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'
import { reference } from '../support/estate.ts'
import { lenscapHome } from '../support/server.ts'
import { insertWork, orderOf } from '../support/work-orders.ts'

describe('the clock of the sandbox', () => {
  // A Friday.
  const startedAt = new Date('2026-11-20T15:00:00Z')
  const after = (ms: number) => sandboxTime(startedAt, new Date(startedAt.getTime() + ms)).toISOString()

  it.each([
    [0, '2026-11-20T15:00:00.000Z'],
    [59_999, '2026-11-20T15:00:59.999Z'],
    [60_000, '2026-11-23T15:00:00.000Z'],
    [300_000, '2026-11-27T15:00:00.000Z'],
    [1_200_000, '2026-12-18T15:00:00.000Z'],
  ])('%i ms later it is %s', (ms, expected) => {
    expect(after(ms)).toBe(expected)
  })

  it('is the real one until it runs', () => {
    let now = startedAt
    const clock = sandboxClock({ now: () => now })
    now = new Date(startedAt.getTime() + 3_600_000)
    expect(clock.now()).toEqual(now)
    clock.run()
    now = new Date(now.getTime() + 60_000)
    expect(clock.now().toISOString()).toBe('2026-11-23T16:00:00.000Z')
  })
})

describe('its clock on demand', () => {
  const lease = new Date('2026-11-26T00:00:00.000Z')
  const opened = async () => {
    const { db, close } = await openTestDatabase('sqlite')
    let now = new Date('2026-11-22T09:00:00.000Z')
    const clock = sandboxClock({ now: () => now })
    clock.run()
    const routes = [...routesWith(tmpdir(), reference), sandboxRoutesWith(clock, reference.claims)]
    const test = await buildTestApp(db, { routes, clock })
    const held = { state: 'claimed', companyId: 'con_1', attempt: 1, leaseExpiresAt: lease } as const
    await insertWork(db, [orderOf(1, { action: 'survey', tier: 2, ...held })])
    const token = await test.tokenOf('company', ['contractor'])
    const move = (workingDays: number) =>
      test.request({ method: 'POST', url: '/api/v1/sandbox/clock', payload: { workingDays }, token })
    const state = async () => (await db.read.select().from(db.read.t.orders))[0]!.state
    return { ...test, close, move, state, real: (ms: number) => void (now = new Date(now.getTime() + ms)) }
  }

  it('passes working days, ends a lease, and goes on from there', async () => {
    const { move, state, real, app, close } = await opened()
    expect((await move(3)).json()).toEqual({ now: '2026-11-25T09:00:00.000Z' })
    expect(await state()).toBe('claimed')
    expect((await move(1)).json()).toEqual({ now: '2026-11-26T09:00:00.000Z' })
    expect(await state()).toBe('ready')
    real(120_000)
    expect((await move(1)).json()).toEqual({ now: '2026-12-01T09:00:00.000Z' })
    for (const days of [0, 21]) expect((await move(days)).statusCode).toBe(400)
    const { paths } = (await app.inject('/openapi.json')).json<{ paths: object }>()
    expect(Object.keys(paths)).toContain('/api/v1/sandbox/clock')
    await close()
  })

  it('is nowhere but in the sandbox', async () => {
    const { db, close } = await openTestDatabase('sqlite')
    const { request, app } = await buildTestApp(db)
    const asked = { method: 'POST', url: '/api/v1/sandbox/clock', payload: { workingDays: 1 } } as const
    expect((await request(asked)).statusCode).toBe(404)
    expect((await app.inject('/openapi.json')).body).not.toContain('sandbox')
    await close()
  })
})

describe('the sandbox', () => {
  const home = lenscapHome()
  afterAll(() => home.close())

  it('serves orders that the company’s token claims, and a feed that tells of it', { timeout: 180_000 }, async () => {
    const server = await home.serve('demo', '--sandbox')
    const [, token] = /^contractor +(\S+)/m.exec(server.printed)!
    const call = async <Reply>(path: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      for (;;) {
        const answer = await fetch(`${server.url}/api/v1${path}`, { ...init, headers })
        if (answer.status !== 503) return (await answer.json()) as Reply
        // As the answer asks of every client: a busy machine makes the service say that it has more to do than it can.
        await setTimeout(1000 * Number(answer.headers.get('retry-after')))
      }
    }
    const body = JSON.stringify({ maxOrders: 1 })
    const { orders } = await call<{ orders: { ref: string; attempt: number }[] }>('/orders/claims', {
      method: 'POST',
      body,
    })
    expect(orders).toMatchObject([{ attempt: 1, state: 'claimed' }])
    const changes = await call<object>('/orders/changes')
    expect(changes).toMatchObject({ items: [{ ref: orders[0]!.ref, change: 'claim', state: 'claimed' }], more: false })
    const moved = await call<{ now: string }>('/sandbox/clock', { method: 'POST', body: '{"workingDays":20}' })
    expect(Date.parse(moved.now) - Date.now()).toBeGreaterThan(27 * 86_400_000)
    expect((await call<{ items: object[] }>('/orders/changes')).items).toMatchObject([{ change: 'lease-over' }])
    expect(await server.end('SIGTERM')).toBe(0)
  })
})
