// The site's side says of an engineer whom a visit names whether they come in, and until when. Visits that waited for no more
// than that are booked by it; those that name somebody who is refused do not take place. What else a visit waits for takes
// nothing from what the site's side has said.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Writes } from '../../../db/database.ts'
import type { Deps } from '../../../deps.ts'
import { unknownSite } from '../../../estate/site.ts'
import { findSite } from '../../../estate/store.ts'
import { staleVersion } from '../../../http/etag.ts'
import { dayOf, type Day } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import { isHolder } from '../../claims/fence.ts'
import { clockToCome } from '../clock/clock-to-come.ts'
import type { CompanyTimes } from '../clock/company-clock.ts'
import type { OrderRow } from '../../states/store.ts'
import { settled, unlessScheduled } from '../book-visit.ts'
import { noteOnOrder, noting, type Noting } from '../field-order.ts'
import { unknownEngineer } from './engineer.ts'
import { findEngineers, insertApproval, isNamedAt } from './store.ts'
import { fitnessOn } from './fitness.ts'
import { findOrderById, listRequestedOf, updateVisit } from '../store.ts'
import type { Visit } from '../visit.ts'

export interface EngineerApproval {
  readonly siteId: string
  readonly engineerId: string
  /** The one that was looked at. */
  readonly engineerVersion: number
  readonly approved: boolean
  /** Until, exclusive; with an approval only. */
  readonly untilOn: Day | null
  readonly reason: string | null
}

export interface Approved {
  readonly visitsBooked: number
  readonly visitsRefused: number
  /** Those that are requested still. */
  readonly visitsWaiting: WaitingVisit[]
}

export interface WaitingVisit {
  readonly ref: string
  readonly on: Day
  /** What for, in sentences. */
  readonly unless: string[]
}

/** An approval that is older than a year was given of another job. */
const MOST_YEARS = 1

/** Throws `unknown-site`, `unknown-engineer`, `stale-version`, `bad-approval`. */
export async function approveEngineer(
  deps: Deps & CompanyTimes,
  caller: Caller,
  approval: EngineerApproval,
): Promise<Approved> {
  const { db, ids, clock } = deps
  const { siteId, engineerId, approved } = approval
  const now = clock.now()
  checkApproval(approval, dayOf(now))
  const row = { ...approval, id: ids.next('eap'), recordedAt: now, recordedBy: caller.principalId }
  // An engineer is named by few visits to one site at a time: an id each.
  const notes = Array.from({ length: MOST_SETTLED }, () => noting(deps, caller))
  const entry = auditEntry(deps, caller, { act: 'engineer.approved', subjectKind: 'engineer', subjectId: engineerId })
  return db.write(async (q) => {
    const site = await findSite(q, caller.scope, siteId)
    if (!site) throw unknownSite(siteId)
    const [engineer] = await findEngineers(q, [engineerId])
    if (!engineer || !(await isNamedAt(q, siteId, engineerId))) throw unknownEngineer(engineerId)
    if (engineer.version !== approval.engineerVersion) throw staleVersion()
    const { organisationId } = site
    await insertApproval(q, { ...row, organisationId })
    await record(q, { ...entry, organisationId }, approval)
    const waiting = (await listRequestedOf(q, { siteId, engineerId })).slice(0, MOST_SETTLED)
    const settledAs: Settled[] = []
    for (const [i, visit] of waiting.entries()) {
      settledAs.push(await settle(q, visit, { approved, caller, noted: notes[i]!, times: deps }))
    }
    return {
      visitsBooked: settledAs.filter((one) => one === 'booked').length,
      visitsRefused: settledAs.filter((one) => one === 'refused').length,
      visitsWaiting: settledAs.filter((one) => typeof one === 'object'),
    }
  })
}

const MOST_SETTLED = 50

interface Settling {
  readonly approved: boolean
  readonly caller: Caller
  readonly noted: Noting
  readonly times: CompanyTimes
}

type Settled = 'booked' | 'refused' | 'not-theirs' | WaitingVisit

/** What becomes of a visit that was requested. */
async function settle(q: Writes, visit: Visit, { approved, caller, noted, times }: Settling): Promise<Settled> {
  const order = await findOrderById(q, visit.orderId)
  const { attempt, companyId, on } = visit
  if (!order || !isHolder(order, { attempt, companyId })) return 'not-theirs'
  if (!approved) {
    await updateVisit(q, visit, { state: 'refused' })
    const detail = { visit: visit.clientId }
    const set = await clockToCome(q, order, noted.at, times)
    await noteOnOrder(q, order, { event: 'visit-refused', noting: noted, detail, set })
    return 'refused'
  }
  const unless = [
    ...(await notReady(q, order, { visit, today: dayOf(noted.at) })),
    ...(await unlessScheduled(q, order, { caller, now: noted.at })),
  ]
  if (unless.length > 0) return { ref: order.ref, on, unless }
  await updateVisit(q, visit, { state: 'booked' })
  await settled(q, order, { visit: { ...visit, state: 'booked' }, caller, noted, times })
  return 'booked'
}

/** What of the visit itself keeps it from being booked, in sentences. */
async function notReady(q: Writes, order: OrderRow, { visit, today }: { visit: Visit; today: Day }): Promise<string[]> {
  const { companyId, on, named } = visit
  const { unfit, approval } = await fitnessOn(q, order, { companyId, engineerIds: named, on })
  return [
    ...(on < today ? ['Its day is over.'] : []),
    ...unfit,
    ...(approval === 'approved' ? [] : [APPROVALS[approval]]),
  ]
}

const APPROVALS = {
  waiting: 'Somebody else whom it names is not approved for the site on that day.',
  refused: 'The site does not let in somebody else whom it names.',
} as const

function checkApproval({ approved, untilOn }: EngineerApproval, today: Day): void {
  const most = `${Number(today.slice(0, 4)) + MOST_YEARS}${today.slice(4)}`
  if (approved ? untilOn !== null && today < untilOn && untilOn <= most : untilOn === null) return
  throw new Failure(
    'bad-approval',
    'An approval ends on a day to come, a year away at most; a refusal has no end.',
    'Give untilOn with an approval, and leave it out of a refusal.',
  )
}
