// A company that does no work and wants to know where flagged kit stands: what it sends, and what it has learned by it. Every
// byte that it receives is read for what it must not know.
import { and, eq, inArray } from 'drizzle-orm'
import type { InjectOptions } from 'fastify'
import type { buildTestApp } from '../../support/app.ts'
import { findSecrets, type Found, type MayKnow } from './planted.ts'

type Test = Awaited<ReturnType<typeof buildTestApp>>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Answer {
  readonly status: number
  readonly body: string
  readonly json: Readonly<Record<string, unknown>>
}

export interface Held {
  readonly ref: string
  readonly attempt: number
}

const HAD = ['claimed', 'scheduled', 'in-progress', 'completed', 'rejected', 'with-manager', 'on-hold'] as const

export function harvester(test: Test, { companyId, token }: { companyId: string; token: string }) {
  const { db } = test.deps
  /** By site: the day on which it was learned of first. */
  const places = new Map<number, number>()
  const kit = new Set<number>()
  const leaks: string[] = []
  let requests = 0
  let day = 0
  let known: MayKnow = { places: new Set(), kit: new Set() }

  async function mayKnow(): Promise<MayKnow> {
    const { orders, visits } = db.read.t
    const theirs = and(eq(orders.companyId, companyId), inArray(orders.state, [...HAD]))
    const held = await db.read.select().from(orders).where(theirs)
    const booked = await db.read
      .select()
      .from(visits)
      .where(inArray(visits.state, ['booked', 'under-way']))
    const siteOf = ({ siteId }: { siteId: string }) => Number(siteId.slice(-3))
    const isBooked = (one: (typeof held)[number]) =>
      booked.some(({ orderId, attempt }) => orderId === one.id && attempt === one.attempt)
    return { places: new Set(held.map(siteOf)), kit: new Set(held.filter(isBooked).map(siteOf)) }
  }

  async function send(method: Method, path: string, payload?: object | string, headers: object = {}): Promise<Answer> {
    const before = known
    const url = path.startsWith('/openapi') ? path : `/api/v1${path}`
    const options: InjectOptions = { method, url, headers: { ...headers } }
    const answer = await test.request({ ...options, token, ...(payload !== undefined && { payload }) })
    const after = method === 'GET' ? before : (known = await mayKnow())
    requests++
    if (answer.statusCode >= 500) leaks.push(`day ${day + 1}, ${method} ${path}: it failed`)
    const may = { places: new Set([...before.places, ...after.places]), kit: new Set([...before.kit, ...after.kit]) }
    const sent = `${url} ${JSON.stringify(payload ?? '')} ${JSON.stringify(headers)}`
    const text = `${JSON.stringify(answer.headers)}\n${answer.body}`
    for (const found of findSecrets(text, { sent, may, described: path.startsWith('/openapi') })) {
      learn(found, `${method} ${path} -> ${answer.statusCode}`)
    }
    return { status: answer.statusCode, body: answer.body, json: jsonOf(answer.body) }
  }

  function learn({ what, site, allowed }: Found, by: string): void {
    if (!allowed) leaks.push(`day ${day + 1}, ${by}: ${what}`)
    else if (/^qx(name|code|post)/.test(what)) places.set(site, places.get(site) ?? day)
    else kit.add(site)
  }

  const claim = async (body: object = { maxOrders: 100 }): Promise<Held[]> => {
    const { json } = await send('POST', '/orders/claims', body)
    return (json['orders'] ?? []) as Held[]
  }
  const giveBack = async (held: readonly Held[]): Promise<void> => {
    for (const { ref, attempt } of held) await send('POST', `/orders/${ref}/release`, { attempt, reason: 'No crew.' })
  }
  const mine = async (): Promise<Held[]> =>
    ((await send('GET', '/orders/mine?limit=500')).json['items'] ?? []) as Held[]

  return {
    ...{ send, claim, giveBack, mine, leaks, places, kit },
    count: () => requests,
    /** Others have acted, or time has passed. */
    async lookAgain(n: number) {
      day = n
      known = await mayKnow()
    },
  }
}

function jsonOf(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch {
    return {}
  }
}
