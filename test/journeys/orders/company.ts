// What the people of a company do, as its own system sends it.
import { expect } from 'vitest'
import { dayOf } from '../../../src/shared/day.ts'
import type { Answer } from './line.ts'
import type { Programme } from './programme.ts'

export interface Company {
  /** Tokens. */
  readonly office: string
  /** Of two engineers, for nobody works alone at a sensitive site. */
  readonly engineers: readonly string[]
  readonly claim: (maxOrders?: number) => Promise<readonly Claimed[]>
  /** Books a visit for today, has the site's side do its part, and goes in. */
  readonly goIn: (at: Going) => Promise<void>
  /** Of that visit, two hours later: where phones are banned, from paper. */
  readonly reportOf: (at: Going, told: object) => Report
  readonly send: (ref: string, report: Report) => Promise<Answer>
}
export interface Claimed {
  readonly ref: string
  readonly attempt: number
}
export interface Going extends Claimed {
  readonly visit: string
}
export type Report = Readonly<Record<string, unknown>>

export const ENTRY = { recordedBy: 'The office', witnessedBy: 'The duty officer' }

export async function companyOf(programme: Programme, office: string): Promise<Company> {
  const { call, line } = programme
  const engineers: string[] = []
  for (const name of ['Jo Smith', 'Al Jones']) {
    const body = { name, vetting: 'sc', vettingUntilOn: '2099-01-01' }
    engineers.push((await call('POST', '/engineers', office, { body })).body['id']!)
  }
  const arrivals = new Map<string, string>()
  const claim = async (maxOrders = 1) => {
    const { body } = await call('POST', '/orders/claims', office, { body: { maxOrders } })
    return body['orders'] as unknown as Claimed[]
  }
  const goIn = async (at: Going) => {
    const { ref, attempt, visit } = at
    const booking = { id: visit, attempt, on: dayOf(line.now()), engineers }
    const booked = await call('POST', `/orders/${ref}/visits`, office, { body: booking })
    expect([booked.status, booked.body]).toMatchObject([200, { visit: { id: visit } }])
    await approveAll(programme)
    await rebook(programme, ref)
    await openGate(programme, { ...at, office })
    const arrivedAt = line.now().toISOString()
    arrivals.set(visit, arrivedAt)
    const body = { attempt, arrivedAt, engineers }
    const arrival = await call('POST', `/orders/${ref}/visits/${visit}/arrival`, office, { body })
    expect([arrival.status, arrival.body]).toMatchObject([200, { state: 'under-way' }])
    line.pass(2)
  }
  const reportOf = ({ attempt, visit }: Going, told: object): Report => ({
    ...{ id: `report-of-${visit}`, attempt, visit, engineers, result: 'done', entry: ENTRY },
    ...{ arrivedAt: arrivals.get(visit), leftAt: line.now().toISOString() },
    ...told,
  })
  const send = (ref: string, body: Report) => call('POST', `/orders/${ref}/visit-reports`, office, { body })
  return { office, engineers, claim, goIn, reportOf, send }
}

/** The site's side lets in whoever waits for it. */
async function approveAll({ call, staff, line }: Programme): Promise<void> {
  const { items } = (await call('GET', '/engineer-requests', staff.estate)).body as unknown as {
    items: { siteId: string; approval: string; engineer: { id: string; version: number } }[]
  }
  for (const { siteId, approval, engineer } of items) {
    if (approval !== 'waiting') continue
    const untilOn = dayOf(new Date(line.now().getTime() + 60 * 86_400_000))
    const body = { engineerId: engineer.id, engineerVersion: engineer.version, approved: true, untilOn }
    expect((await call('POST', `/sites/${siteId}/engineer-approvals`, staff.estate, { body })).status).toBe(200)
  }
}

/** Where a visit failed before, the manager lets the company go again. */
async function rebook({ call, staff }: Programme, ref: string): Promise<void> {
  const { state, version } = (await call('GET', `/orders/${ref}`, staff.manager)).body
  if (state !== 'with-manager') return
  const body = { transition: 'rebook' }
  const moved = await call('POST', `/orders/${ref}/transitions`, staff.manager, { body, version: Number(version) })
  expect([moved.status, moved.body]).toMatchObject([200, { state: 'scheduled' }])
}

/** Each side records what is its own. */
async function openGate({ call, staff }: Programme, { ref, attempt, visit, office }: Going & { office: string }) {
  const { items } = (await call('GET', `/orders/${ref}/start-gate`, office)).body as unknown as {
    items: { item: string; mayRecord: string; metAt: string | null }[]
  }
  for (const { item, mayRecord, metAt } of items) {
    if (metAt !== null) continue
    const body = { id: `gate-${item}-${visit}`, attempt, item, visit, reference: 'R-1', givenBy: 'Duty manager' }
    const by = mayRecord === 'company' ? office : staff.estate
    const met = await call('POST', `/orders/${ref}/start-gate`, by, { body })
    expect([item, met.status]).toEqual([item, 200])
  }
}

/** An outcome: the old camera is gone, and another make stands in its place. */
export function replaced(deviceId: string, label: string, { line }: Programme, make = 'Axis', serial = `NEW-${label}`) {
  const on = dayOf(line.now())
  const installed = { make, model: make === 'Axis' ? 'P3245-LVE' : 'DS-2CD2143G2-I', serial }
  const days = { removedOn: on, replacedOn: on }
  return {
    ...{ id: `outcome-of-${serial}`, deviceId, outcome: 'replaced', removed: { serial: `OLD-${label}` } },
    ...{ installed, ...days, minutes: 90 },
  }
}
