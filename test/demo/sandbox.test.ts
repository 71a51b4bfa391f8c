import { afterAll, describe, expect, it } from 'vitest'
import { sandboxClock, sandboxTime } from '../../src/demo/sandbox-clock.ts'
import { lenscapHome } from '../support/server.ts'

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

describe('the sandbox', () => {
  const home = lenscapHome()
  afterAll(() => home.close())

  it('serves orders that the company’s token claims, and a feed that tells of it', { timeout: 180_000 }, async () => {
    const server = await home.serve('demo', '--sandbox')
    const [, token] = /^contractor +(\S+)/m.exec(server.printed)!
    const call = async <Reply>(path: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const answer = await fetch(`${server.url}/api/v1${path}`, { ...init, headers })
      return (await answer.json()) as Reply
    }
    const body = JSON.stringify({ maxOrders: 1 })
    const { orders } = await call<{ orders: { ref: string; attempt: number }[] }>('/orders/claims', {
      method: 'POST',
      body,
    })
    expect(orders).toMatchObject([{ attempt: 1, state: 'claimed' }])
    const changes = await call<object>('/orders/changes')
    expect(changes).toMatchObject({ items: [{ ref: orders[0]!.ref, change: 'claim', state: 'claimed' }], more: false })
    expect(await server.end('SIGTERM')).toBe(0)
  })
})
