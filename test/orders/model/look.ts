// What happened, held against the model: after every command each new event must be one that may be, and what stands must be
// what the events say.
import { asc } from 'drizzle-orm'
import { expect } from 'vitest'
import { TRANSITIONS, type TransitionName } from '../../../src/orders/states/transitions.ts'
import type { EventRow, OrderRow } from '../../../src/orders/states/store.ts'
import type { Tables } from '../../../src/db/tables.ts'
import type { Estate } from './estate.ts'
import {
  companyOf,
  dayIn,
  HELD,
  isCooling,
  isInTurn,
  isUnderCaps,
  mayDo,
  thirdWorkingDay,
  type Model,
  type ModelOrder,
} from './model.ts'

type Event = Required<Pick<EventRow, 'id' | 'orderId' | 'event' | 'fromState' | 'toState' | 'attempt'>> & {
  readonly companyId: string | null
}
/** By these an order comes to be; they leave no state. */
const BIRTHS = ['adopt', 'follow-up', 'snag', 'warranty', 'reappeared']
const FREES = ['ready', 'proposed', 'accepted', 'closed-incomplete', 'cancelled']

/** Judges everything since the last look. Returns the transitions, `ref event`, in the order of the references. */
export async function look(model: Model, estate: Estate): Promise<string[]> {
  model.now = estate.clock.now()
  const { read } = estate.db
  const { orderEvents: t, visitReports } = read.t
  const [rows, allEvents, reports] = await Promise.all([
    estate.orders(),
    read.select().from(t).orderBy(asc(t.id)),
    read.select().from(visitReports),
  ])
  const events = allEvents.filter(({ id }) => !model.seenEvents.has(id))
  const before = model.copy()
  for (const row of rows) take(model, estate, row)
  const happened: string[] = []
  for (const event of events) {
    model.seenEvents.add(event.id)
    const order = model.orders.get(event.orderId)!
    judge(model, order, event)
    if (event.event in TRANSITIONS) happened.push(`${order.ref} ${event.event}`)
  }
  for (const { event, orderId, companyId } of events) {
    if (event !== 'claim' && event !== 'accept-offer') continue
    const order = model.orders.get(orderId)!
    // The leg before it may have been taken in the same breath, by a claim whose event has a later id.
    const inTurn = isInTurn(before, companyId!, order) || isInTurn(model, companyId!, order)
    expect(inTurn, `${order.ref} to ${companyId}: out of turn`).toBe(true)
  }
  const toCome = await daysToCome(model, estate)
  for (const row of rows) stands(model.orders.get(row.id)!, { row, toCome: toCome(row) })
  noReportLost(model, reports)
  return happened.sort()
}

/** Facts that a plan or an approval gives; whose the order is and how it stands is for the events to say. */
function take(model: Model, estate: Estate, row: OrderRow): void {
  const given = { tier: row.tier, rank: row.rank, weekOn: row.weekOn, gatesShut: row.shutGates.length }
  const times = { lease: row.leaseExpiresAt, offerUntil: row.offerExpiresAt, version: row.version }
  const known = model.orders.get(row.id)
  // Leases and offers are judged as they were before.
  if (known) Object.assign(known, given, { after: row.afterOrderId, version: row.version })
  else {
    const { id, ref, siteId, action, region, vetting } = row
    const place = {
      id,
      ref,
      siteId,
      action,
      region,
      vetting,
      organisation: estate.organisations.get(row.organisationId)!,
    }
    const born = { state: 'proposed' as const, company: null, attempt: 0, after: row.afterOrderId }
    model.orders.set(id, { ...place, ...given, ...times, ...born })
  }
}

function judge(model: Model, order: ModelOrder, event: Event): void {
  const said = `${order.ref} ${event.event}: ${event.fromState} -> ${event.toState}`
  expect(`${order.ref} was ${event.fromState}`, said).toBe(`${order.ref} was ${order.state}`)
  isLegal(event, said)
  const { companyId, toState } = event
  if (event.event === 'claim' || event.event === 'accept-offer') {
    mayTake(model, order, event)
    order.attempt++
    order.company = companyId
    model.claims.push({ orderId: order.id, company: companyId!, attempt: order.attempt })
    model.told.push({ company: companyId!, siteId: order.siteId, at: model.now })
  } else if (event.event === 'offer') order.company = companyId
  else if (order.company !== null) expect([companyId, event.attempt], said).toEqual([order.company, order.attempt])
  if (event.event === 'expire') {
    expect(order.lease!.getTime(), `${said}: the lease still ran`).toBeLessThanOrEqual(model.now.getTime())
  }
  if (['release', 'expire', 'decline-offer'].includes(event.event)) {
    model.gaveBack.push({ company: companyId!, orderId: order.id, at: model.now })
  }
  expect(event.attempt, said).toBe(order.attempt)
  order.state = toState
  if (FREES.includes(toState)) order.company = null
}

function isLegal({ event, fromState, toState }: Event, said: string): void {
  if (BIRTHS.includes(event)) return
  if (event in TRANSITIONS) {
    const { from, to } = TRANSITIONS[event as TransitionName]
    expect(from, said).toContain(fromState)
    if (to !== 'whence') expect(toState, said).toBe(to)
    else expect(['ready', 'claimed', 'scheduled', 'with-manager'], said).toContain(toState)
    return
  }
  if (fromState === toState) return
  // Only a plan moves an order under another name.
  const byPlan = Object.values(TRANSITIONS).filter(({ by }) => (by as readonly string[]).includes('plan'))
  const rows = byPlan.filter(({ from, to }) => (from as readonly string[]).includes(fromState) && to === toState)
  expect(event === 'plan-renewed' && rows.length > 0, said).toBe(true)
}

/** Nobody has it, and the company is one that may have it now. */
function mayTake(model: Model, order: ModelOrder, event: Event): void {
  const company = companyOf(event.companyId!)
  const said = `${order.ref} to ${company.id}`
  expect(order.state, said).toBe(event.event === 'claim' ? 'ready' : 'offered')
  expect(order.company, `${said}: somebody has it`).toBe(event.event === 'claim' ? null : company.id)
  expect(event.attempt, `${said}: the attempt`).toBe(order.attempt + 1)
  expect(mayDo(model, company, order), `${said}: not its work`).toBe(true)
  expect(order.gatesShut, `${said}: a gate is shut`).toBe(0)
  expect(isUnderCaps(model, company.id, order), `${said}: over a cap`).toBe(true)
  if (event.event === 'claim') expect(isCooling(model, company.id, order), `${said}: it gave it back`).toBe(false)
}

/** Until these nothing can be expected of whoever has the order: the days of its visits, and those until which it waits. */
async function daysToCome(model: Model, { db }: Estate): Promise<(order: OrderRow) => string[]> {
  const today = dayIn(model.now, 0)
  const rows = await db.read.select().from(db.read.t.visits)
  const visits = rows.filter(({ state, on }) => ['requested', 'booked'].includes(state) && on >= today)
  const waits = model.waits.filter(({ ended, untilOn }) => !ended && untilOn > today)
  const days = [...visits, ...waits.map(({ untilOn, ...one }) => ({ ...one, on: untilOn }))]
  return ({ id, attempt }) => days.filter((one) => one.orderId === id && one.attempt === attempt).map(({ on }) => on)
}

/** The row says what its events say, and no clock ends sooner than three working days after what is waited for. */
function stands(order: ModelOrder, { row, toCome }: { row: OrderRow; toCome: readonly string[] }): void {
  const has = HELD.includes(row.state) || row.state === 'offered' ? row.companyId : null
  expect([row.ref, row.state, has, row.attempt]).toEqual([order.ref, order.state, order.company, order.attempt])
  order.lease = row.leaseExpiresAt
  order.offerUntil = row.offerExpiresAt
  if (row.companyId === null || !(order.state in CLOCKS)) return
  const clock = row[CLOCKS[order.state]!]
  expect(clock, `${row.ref} is ${order.state}: its clock`).not.toBeNull()
  for (const on of toCome) {
    const soonest = thirdWorkingDay(new Date(`${on}T00:00:00.000Z`)).getTime()
    expect(clock!.getTime(), `${row.ref} is ${order.state}, and waits for ${on}`).toBeGreaterThanOrEqual(soonest)
  }
}

/** Nobody keeps an order by saying nothing. */
const CLOCKS: Readonly<Record<string, 'leaseExpiresAt' | 'contactDueAt'>> = {
  ...{ claimed: 'leaseExpiresAt', scheduled: 'contactDueAt', 'in-progress': 'contactDueAt', rejected: 'contactDueAt' },
}

export function expectFreshLease(order: ModelOrder, now: Date): void {
  expect(order.lease, `the lease of ${order.ref}`).toEqual(thirdWorkingDay(now))
}

/** What was taken is there once, as it was answered, unless somebody has judged it since; and there is nothing else. */
function noReportLost(model: Model, rows: readonly Tables['visitReports']['$inferSelect'][]): void {
  const keyOf = (orderId: string, company: string, id: string) => `${orderId} ${company} ${id}`
  const there = rows.map(({ orderId, companyId, clientId }) => keyOf(orderId, companyId, clientId))
  const taken = model.reports.map(({ orderId, company, body }) => keyOf(orderId, company, body.id))
  expect(there.sort(), 'reports').toEqual(taken.sort())
  for (const { body, answer } of model.reports) {
    const row = rows.find(({ clientId }) => clientId === body.id)!
    if (row.judgedAt === null) expect(row.standing, body.id).toBe(answer.standing)
    else expect(answer.standing, `${body.id} was judged`).toBe('held-for-review')
  }
}

/** All that a write from the field could change. */
export async function fingerprint({ db, orders }: Estate): Promise<string> {
  const { visits, deviceOutcomes, gateRecords, orderEvents, orderDevices, siteReveals, orderDeclines } = db.read.t
  const counted = [deviceOutcomes, gateRecords, orderEvents, orderDevices, siteReveals, orderDeclines]
  const counts = await Promise.all(counted.map((table) => db.read.$count(table)))
  return JSON.stringify([await orders(), await db.read.select().from(visits).orderBy(asc(visits.id)), counts])
}
