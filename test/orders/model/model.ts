// What should be so, told as simply as it can be and without a look at the code that it judges: who has which order, what each
// company may be handed now, when a lease ends, and which reports were taken.
import type { OrderState } from '../../../src/shared/vocabulary.ts'
import type { VisitReport } from '../../../src/orders/visits/reports/report.ts'
import type { ReportAnswer } from '../../../src/orders/visits/reports/take-report.ts'
import { COMPANIES, RULES, type Company } from './estate.ts'

export interface ModelOrder {
  readonly id: string
  readonly ref: string
  readonly siteId: string
  readonly organisation: string
  readonly action: string
  readonly region: string | null
  readonly vetting: string
  /** The plan's: they may change with a new one. */
  tier: number
  rank: number
  weekOn: string | null
  gatesShut: number
  after: string | null
  state: OrderState
  /** Who has it, or is offered it. */
  company: string | null
  attempt: number
  lease: Date | null
  offerUntil: Date | null
  version: number
}

export interface Claimed {
  readonly orderId: string
  readonly company: string
  readonly attempt: number
}

export interface Booked extends Claimed {
  readonly visit: string
  readonly on: string
  readonly engineer: string
}

export interface Reported extends Claimed {
  readonly body: VisitReport
  readonly answer: ReportAnswer
}

export interface Waited extends Claimed {
  readonly wait: string
  /** Exclusive. */
  readonly untilOn: string
  ended: boolean
}

export interface Varied extends Claimed {
  readonly variation: string
  readonly pence: number
  answer: 'approved' | 'refused' | 'withdrawn' | null
}

export class Model {
  now: Date
  orders = new Map<string, ModelOrder>()
  /** Every claim that there ever was. */
  claims: Claimed[] = []
  visits: Booked[] = []
  /** Of whom a site was asked, by `site engineer`. */
  readonly sitesSay = new Map<string, 'approved' | 'refused'>()
  reports: Reported[] = []
  waits: Waited[] = []
  variations: Varied[] = []
  /** By each of them once; the later says more. */
  gaveBack: { company: string; orderId: string; at: Date }[] = []
  told: { company: string; siteId: string; at: Date }[] = []
  suspended = new Set<string>()
  seenEvents = new Set<string>()
  /** Names that clients make. */
  made = 0

  constructor(now: Date) {
    this.now = now
  }

  all(): ModelOrder[] {
    return [...this.orders.values()]
  }
  /** What the company has by a claim that stands. */
  isHeld({ orderId, company, attempt }: Claimed): boolean {
    const order = this.orders.get(orderId)!
    return HELD.includes(order.state) && order.company === company && order.attempt === attempt
  }
  /** Approved beyond what orders have, of those that are open still. */
  promised(): number {
    const open = this.variations.filter(({ orderId, answer }) => {
      return answer === 'approved' && !ENDED.includes(this.orders.get(orderId)!.state)
    })
    return open.reduce((sum, { pence }) => sum + pence, 0)
  }
  copy(): Model {
    const copy = new Model(this.now)
    copy.orders = new Map(this.all().map((order) => [order.id, { ...order }]))
    copy.gaveBack = [...this.gaveBack]
    copy.told = [...this.told]
    copy.suspended = this.suspended
    return copy
  }
}

export const HELD: readonly string[] = [
  ...['claimed', 'scheduled', 'in-progress', 'completed', 'rejected', 'with-manager', 'on-hold'],
]
const DONE: readonly string[] = ['completed', 'accepted', 'verified', 'closed-incomplete', 'cancelled']
const ENDED: readonly string[] = DONE.filter((state) => state !== 'completed')
const COUNTS: readonly string[] = ['claimed', 'scheduled', 'in-progress', 'rejected']
const LEVELS = ['none', 'bpss', 'ctc', 'sc', 'dv']
const MS_PER_DAY = 86_400_000

/** In winter London's day is that of UTC; no run lasts until spring. */
export const dayIn = (at: Date, days: number): string =>
  new Date(at.getTime() + days * MS_PER_DAY).toISOString().slice(0, 10)

export const companyOf = (id: string): Company => COMPANIES.find((company) => company.id === id)!

/** Whether the company is one for such work at all. */
export function mayDo(model: Model, { id, regions, vetting, actions, calledOff }: Company, order: ModelOrder): boolean {
  if (model.suspended.has(id)) return false
  if (order.organisation === 'Geese' && !calledOff) return false
  if (LEVELS.indexOf(vetting) < LEVELS.indexOf(order.vetting)) return false
  return regions.some((region) => region === order.region) && actions.some((action) => action === order.action)
}

/** The leg before it is done, or the same company has it. */
export function isInTurn(model: Model, company: string, order: ModelOrder): boolean {
  const before = order.after === null ? undefined : model.orders.get(order.after)
  if (!before || DONE.includes(before.state)) return true
  return before.company === company && HELD.includes(before.state)
}

/** Given back or lost within a week. */
export function isCooling(model: Model, company: string, order: ModelOrder): boolean {
  const since = model.now.getTime() - RULES.declinedDays * MS_PER_DAY
  return model.gaveBack.some((one) => one.company === company && one.orderId === order.id && one.at.getTime() > since)
}

export function isUnderCaps(model: Model, company: string, order: ModelOrder): boolean {
  const open = model.all().filter((one) => one.company === company && COUNTS.includes(one.state))
  const since = dayIn(model.now, -RULES.revealedDays)
  const told = model.told.filter((one) => one.company === company && dayIn(one.at, 0) > since)
  const sites = new Set(told.map(({ siteId }) => siteId))
  return open.length < RULES.openClaims && (sites.has(order.siteId) || sites.size < RULES.revealedSites)
}

export function isTakeable(model: Model, company: Company, order: ModelOrder): boolean {
  const near = order.weekOn !== null && order.weekOn <= dayIn(model.now, RULES.claimAheadDays)
  return (
    order.state === 'ready' &&
    order.gatesShut === 0 &&
    near &&
    mayDo(model, company, order) &&
    isInTurn(model, company.id, order) &&
    !isCooling(model, company.id, order) &&
    isUnderCaps(model, company.id, order)
  )
}

/** One by one, the highest that the company may take at that moment. */
export function handOut(
  before: Model,
  company: Company,
  { most, action }: { most: number; action: string | null },
): ModelOrder[] {
  const model = before.copy()
  passTime(model)
  const handed: ModelOrder[] = []
  while (handed.length < most) {
    const takeable = model
      .all()
      .filter((order) => (action === null || order.action === action) && isTakeable(model, company, order))
    const [best] = takeable.sort((a, b) => a.tier - b.tier || a.rank - b.rank || (a.id < b.id ? -1 : 1))
    if (!best) break
    best.state = 'claimed'
    best.company = company.id
    model.told.push({ company: company.id, siteId: best.siteId, at: model.now })
    handed.push(best)
  }
  return handed
}

/** What the clock does to leases and offers; `ref event` of each. */
export function passTime(model: Model): string[] {
  const passed: string[] = []
  for (const order of model.all()) {
    const lapsed = order.state === 'claimed' && order.lease !== null && order.lease <= model.now
    const unanswered = order.state === 'offered' && order.offerUntil !== null && order.offerUntil <= model.now
    if (!lapsed && !unanswered) continue
    if (lapsed) model.gaveBack.push({ company: order.company!, orderId: order.id, at: model.now })
    passed.push(`${order.ref} ${lapsed ? 'expire' : 'withdraw-offer'}`)
    order.state = 'ready'
    order.company = null
  }
  return passed.sort()
}

/** Of all of the United Kingdom that this estate stands in, between January and Easter 2027. */
const HOLIDAYS = ['2027-01-01', '2027-03-26', '2027-03-29']

/** The midnight after the third working day that follows. */
export function thirdWorkingDay(from: Date): Date {
  let left = 3
  for (let n = 1; ; n++) {
    const on = dayIn(from, n)
    const weekday = new Date(`${on}T12:00:00Z`).getUTCDay()
    if (weekday !== 0 && weekday !== 6 && !HOLIDAYS.includes(on)) left--
    if (left === 0) return new Date(`${dayIn(from, n + 1)}T00:00:00.000Z`)
  }
}
