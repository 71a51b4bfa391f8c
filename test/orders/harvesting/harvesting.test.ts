// What a hostile company with a valid token learns in 30 days, by every door that there is: the addresses of as many sites as
// the cap allows, the kit where engineers were let in, and nothing else.
import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { offerOrder } from '../../../src/orders/claims/moves.ts'
import { sweepOrders } from '../../../src/orders/claims/sweep-orders.ts'
import { claimOrders } from '../../../src/orders/claims/take/claim-orders.ts'
import { approveEngineer } from '../../../src/orders/visits/engineers/approve-engineer.ts'
import { day as dayOf } from '../../../src/shared/day.ts'
import { accessRows } from '../../access/matrix/access-rows.ts'
import { estateRows } from '../../access/matrix/estate-rows.ts'
import { ordersRows } from '../../access/matrix/orders-rows.ts'
import { planningRows } from '../../access/matrix/planning-rows.ts'
import type { Objects } from '../../access/matrix/row.ts'
import { buildTestApp } from '../../support/app.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { operator, reference } from '../../support/estate.ts'
import { companyCaller } from '../../support/work-orders.ts'
import { harvester, type Answer, type Held } from './contractor.ts'
import { companyToken, plant } from './planted.ts'

const DAYS = 30
/** Where the site's side lets engineers of the company in, not knowing better. */
const LETS_IN = ['sit_qxsite020', 'sit_qxsite024', 'sit_qxsite028']
const NEVER = 'WO-NNNN-NNNN'
const MS_PER_DAY = 86_400_000
const ALL_ROWS = { ...accessRows, ...estateRows, ...planningRows, ...ordersRows }
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

describe('thirty days of a hostile company', () => {
  let db: Database
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let spy: ReturnType<typeof harvester>
  let engineers: string[]
  const told: number[] = []
  const refsSeen = new Set<string>()
  const lost: Held[] = []
  let since: string | undefined
  let names = 0
  let today = 0
  const rules = reference.claims
  const deps = () => ({ ...test.deps, rules, holidays: reference.bankHolidays })

  beforeAll(async () => {
    const opened = await openTestDatabase('sqlite')
    db = opened.db
    test = await buildTestApp(db)
    test.clock.set('2026-11-23T09:00:00.000Z')
    await plant(db)
    const token = await companyToken(db, 'con_spy', test.tokenOf)
    await companyToken(db, 'con_honest', test.tokenOf)
    const [theirs] = await claimOrders(deps(), companyCaller('con_honest'), { maxOrders: 3, filter: {} })
    await db.write(
      async (q) => void (await q.update(q.t.orders).set({ state: 'scheduled' }).where(eq(q.t.orders.ref, theirs!))),
    )
    spy = harvester(test, { companyId: 'con_spy', token })
    engineers = []
    for (const name of ['Jo Smith', 'Al Jones']) {
      const vetted = { name, vetting: 'sc', vettingUntilOn: '2029-01-01' }
      engineers.push(String((await spy.send('POST', '/engineers', vetted)).json['id']))
    }
    return opened.close
  }, 60_000)

  /** What those do who are not hostile: they let engineers in at some sites, and offer an order now and then. */
  async function staff(n: number): Promise<void> {
    await sweepOrders(deps())
    const { visits, orders } = db.read.t
    for (const { siteId, ...visit } of await db.read.select().from(visits).where(eq(visits.state, 'requested'))) {
      if (!LETS_IN.includes(siteId) || visit.companyId !== 'con_spy') continue
      for (const engineerId of engineers) {
        const approval = {
          siteId,
          engineerId,
          engineerVersion: 1,
          approved: true,
          untilOn: dayOf('2027-06-01'),
          reason: null,
        }
        await approveEngineer(deps(), operator, approval)
      }
    }
    if (n % 3 > 0) return
    const [ready] = await db.read.select().from(orders).where(eq(orders.state, 'ready')).orderBy(orders.ref).limit(1)
    if (ready) await offerOrder(deps(), operator, { ref: ready.ref, version: ready.version, companyId: 'con_spy' })
  }

  async function listOpen(n: number): Promise<void> {
    const refs: string[] = []
    for (let url: string | null = '/orders/open?limit=20'; url !== null;) {
      const { json }: Answer = await spy.send('GET', url)
      refs.push(...(json['items'] as { ref: string }[]).map(({ ref }) => ref))
      const cursor = json['nextCursor'] as string | null
      url = cursor === null ? null : `/orders/open?limit=20&cursor=${encodeURIComponent(cursor)}`
    }
    const odd = [
      'region=Wales',
      'month=2026-11',
      'valueBand=x',
      'sort=rank',
      'rank=1',
      'siteId=1',
      'tier=1',
      'q=a',
      'limit=0',
    ]
    refs.forEach((ref) => refsSeen.add(ref))
    if (n % 5 > 0) return
    for (const query of [...odd, 'cursor=bm9uZQ', 'action=survey', 'vetting=dv']) {
      for (const list of ['open', 'mine']) await spy.send('GET', `/orders/${list}?${query}`)
    }
  }

  async function readChanges(): Promise<void> {
    const fromStart = await spy.send('GET', '/orders/changes?limit=500')
    const offers = (fromStart.json['items'] as { state: string; attempt: unknown }[]).filter(
      ({ state }) => state === 'offered',
    )
    for (const { attempt } of offers) expect(attempt, 'how often others had it').toBeNull()
    const next = await spy.send('GET', `/orders/changes${since ? `?since=${encodeURIComponent(since)}` : ''}`)
    since = String(next.json['position'] ?? fromStart.json['position'])
    await spy.send('GET', `/orders/changes?since=${encodeURIComponent(since.split('').reverse().join(''))}`)
  }

  /** Everything that is said of an order that it has. */
  async function lookAt({ ref }: Held): Promise<void> {
    const lists = [
      '',
      '/transitions',
      '/visits',
      '/start-gate',
      '/waits',
      '/contact-attempts',
      '/variations',
      '/visit-reports',
    ]
    for (const list of [...lists, '/events', '/outcomes']) await spy.send('GET', `/orders/${ref}${list}`)
  }

  async function book({ ref, attempt }: Held): Promise<string> {
    const id = `visit-${names++}`
    const on = new Date(test.clock.now().getTime() + MS_PER_DAY).toISOString().slice(0, 10)
    await spy.send('POST', `/orders/${ref}/visits`, { id, attempt, on, engineers })
    return id
  }

  async function reportOn({ ref, attempt }: Held, visit: string): Promise<void> {
    const at = (hour: number) => new Date(test.clock.now().getTime() - hour * 3_600_000).toISOString()
    const outcome = { id: `outcome-${names}`, deviceId: 'dev_guessed', outcome: 'not-found', note: 'Where is it?' }
    await spy.send('POST', `/orders/${ref}/visit-reports`, {
      ...{ id: `report-${names++}`, attempt, visit, engineers, result: 'done', arrivedAt: at(3), leftAt: at(1) },
      ...{ deviceOutcomes: [outcome], entry: { recordedBy: 'Jo', witnessedBy: 'Al' } },
    })
  }

  /** Every door of the service, with a reference that it may have heard of. */
  async function everyDoor(ref: string, rows: Readonly<Record<string, (typeof ALL_ROWS)[string]>>): Promise<string[]> {
    const objects = new Proxy({ order: ref } as unknown as Objects, {
      get: (known, key) => (key in known ? known[key as keyof Objects] : '1'),
    })
    const answers: string[] = []
    for (const [name, { url, payload, headers = {} }] of Object.entries(rows)) {
      const [method, path] = name.split(' ') as [Method, string]
      const body = typeof payload === 'function' ? payload(objects) : payload
      const answer = await spy.send(method, url?.(objects) ?? path, body, headers)
      const said = { ...answer.json, requestId: '' }
      answers.push(`${name} ${answer.status} ${JSON.stringify(said).replaceAll(ref, 'REF')}`)
    }
    return answers
  }
  const OF_ORDERS = Object.fromEntries(Object.entries(ordersRows).filter(([name]) => name.includes(':ref')))

  const STRATEGIES: readonly (() => Promise<void>)[] = [
    async function bookAndLook() {
      const held = [...(await spy.mine()), ...(await spy.claim({ maxOrders: 6 }))].filter(
        ({ attempt }) => attempt !== undefined,
      )
      for (const order of held.slice(0, 4)) {
        const visit = await book(order)
        await staff(1)
        await spy.lookAgain(today)
        await lookAt(order)
        await spy.claim({ maxOrders: 5, filter: { sameSiteAs: order.ref } })
        await spy.send('POST', `/orders/${order.ref}/visits/${visit}/withdraw`, { attempt: order.attempt })
        await reportOn(order, visit)
      }
      await spy.giveBack(held)
      lost.push(...held)
    },
    async function takeAndGiveBack() {
      for (let more = await spy.claim(); more.length > 0; more = await spy.claim()) {
        await spy.giveBack(more)
        lost.push(...more)
      }
    },
    async function takeAndSit() {
      lost.push(...(await spy.claim({ maxOrders: 10, waitMs: 0, externalRef: 'JOB-1' })))
    },
    async function writeOfWhatIsLost() {
      for (const order of lost.slice(-6)) {
        await lookAt(order)
        await reportOn(order, 'visit-0')
        await spy.claim({ maxOrders: 5, filter: { sameSiteAs: order.ref } })
        await spy.send('POST', `/orders/${order.ref}/renew`, { attempt: order.attempt })
        await spy.send('POST', `/orders/${order.ref}/renew`, { attempt: order.attempt + 1 })
      }
    },
    async function answerOffers() {
      for (const [i, order] of (await spy.mine()).entries()) {
        await lookAt(order)
        const answer = i % 2 === 0 ? 'accept' : 'decline'
        await spy.send('POST', `/orders/${order.ref}/offer/${answer}`, i % 2 === 0 ? {} : { reason: 'r' })
        await lookAt(order)
      }
      const held = (await spy.mine()).filter(({ attempt }) => attempt !== undefined)
      await spy.giveBack(held)
      lost.push(...held)
    },
  ]

  it('by claims, declines, lists, feeds and guesses', async () => {
    for (let n = 0; n < DAYS; n++) {
      today = n
      test.clock.set(new Date(Date.parse('2026-11-23T09:00:00.000Z') + n * MS_PER_DAY).toISOString())
      await staff(n)
      await spy.lookAgain(n)
      await listOpen(n)
      await STRATEGIES[n % STRATEGIES.length]!()
      await readChanges()
      const { orders } = db.read.t
      const held = await db.read.$count(orders, eq(orders.companyId, 'con_spy'))
      expect(held, 'open claims').toBeLessThanOrEqual(rules.openClaims + 1)
      told.push(spy.places.size)
    }
    expect(spy.leaks).toEqual([])
  }, 120_000)

  it('by every door, with references of its own, of others and of nothing: what it may not know of never was', async () => {
    const [theirs] = await db.read.select().from(db.read.t.orders).where(eq(db.read.t.orders.companyId, 'con_honest'))
    const open = [...refsSeen].find((ref) => !lost.some((one) => one.ref === ref))!
    const never = await everyDoor(NEVER, OF_ORDERS)
    for (const ref of [theirs!.ref, open]) expect(await everyDoor(ref, OF_ORDERS)).toEqual(never)
    for (const { ref } of lost.slice(-2)) await everyDoor(ref, OF_ORDERS)
    await everyDoor(theirs!.ref, ALL_ROWS)
    for (const path of ['/openapi.json', '/nothing', '/orders/', '/orders/%00', `/orders/${NEVER.toLowerCase()}`]) {
      await spy.send('GET', path)
    }
    expect(spy.leaks).toEqual([])
  }, 60_000)

  it('is no more than the caps allow, and somebody is told of it', async () => {
    const { orderEvents } = db.read.t
    const alerts = await db.read.$count(orderEvents, eq(orderEvents.event, 'claim-without-work'))
    const { siteReveals } = db.read.t
    const reveals = await db.read.select().from(siteReveals).where(eq(siteReveals.companyId, 'con_spy'))
    const perDay = told.map((sites, n) => sites - (told[n - 1] ?? 0)).join(' ')
    process.stdout.write(
      `${spy.count()} requests in ${DAYS} days: ${spy.places.size} of 60 sites learned of (the cap is ${rules.revealedSites}), ` +
        `new by day ${perDay}; kit of ${spy.kit.size} (let in at ${LETS_IN.length}); ` +
        `${refsSeen.size} references of open work; ${alerts} alerts; ${spy.leaks.length} secrets beyond that.\n`,
    )
    expect(spy.places.size).toBeLessThanOrEqual(rules.revealedSites)
    expect(spy.places.size, 'it did try').toBeGreaterThan(rules.revealedSites / 2)
    expect(new Set(reveals.map(({ siteId }) => Number(siteId.slice(-3)))), 'all on record').toEqual(
      new Set(spy.places.keys()),
    )
    expect([...spy.kit].filter((site) => !LETS_IN.includes(`sit_qxsite${String(site).padStart(3, '0')}`))).toEqual([])
    expect(
      [spy.kit.size, alerts].every((n) => n > 0),
      'what is allowed was got at',
    ).toBe(true)
  })
})
