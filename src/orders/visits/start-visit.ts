// Engineers arrive: who they are is looked at again, and so is the start gate. With the first visit the work begins.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { dayOf, sayDay } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import type { OrderRow } from '../states/store.ts'
import { unfitEngineers } from './book-visit.ts'
import { clockToCome } from './clock/clock-to-come.ts'
import type { CompanyTimes } from './clock/company-clock.ts'
import { fitnessOn } from './engineers/fitness.ts'
import { getHeldOrder, noteOnOrder, noting, type Noting } from './field-order.ts'
import { readGate } from './gate/read-gate.ts'
import { moveInField } from './move-in-field.ts'
import { listVisits, setPresent, updateVisit } from './store.ts'
import { unknownVisit, type Visit } from './visit.ts'

export interface Arrival {
  readonly ref: string
  /** As the client named the visit. */
  readonly visit: string
  readonly attempt: number
  readonly arrivedAt: Date
  /** Who came; left out: those who were named. */
  readonly engineers?: readonly string[]
}

/** Clocks of telephones differ. */
const AHEAD_MS = 10 * 60_000

/**
 * Sent again it changes nothing. Throws `unknown-order`, `unknown-visit`, `stale-attempt`, `not-in-this-state`,
 * `bad-visit-day`, `engineer-unfit`, `not-possible` with who must act.
 */
export async function startVisit(deps: Deps & CompanyTimes, caller: Caller, arrival: Arrival): Promise<Visit> {
  const { ref, visit: clientId, attempt, arrivedAt } = arrival
  const noted = noting(deps, caller)
  const entry = auditEntry(deps, caller, { act: 'visit.started', subjectKind: 'order', subjectId: ref })
  return deps.db.write(async (q) => {
    const order = await getHeldOrder(q, caller, { ref, attempt })
    const { companyId, organisationId } = order
    const visit = (await listVisits(q, { orderId: order.id, attempt })).find((one) => one.clientId === clientId)
    if (!visit) throw unknownVisit(clientId)
    if (visit.arrivedAt?.getTime() === arrivedAt.getTime()) return visit
    checkArrival(order, visit, { arrivedAt, now: noted.at })
    const engineerIds = arrival.engineers ?? visit.named
    const { unfit, approval } = await fitnessOn(q, order, { companyId, engineerIds, on: dayOf(arrivedAt) })
    if (unfit.length > 0) throw unfitEngineers(unfit)
    if (approval !== 'approved') throw unfitEngineers(['The site has not approved everyone who came.'])
    const started = await open(q, visit, { arrivedAt, engineerIds })
    await begin(q, order, { visit: started, caller, noted, times: deps })
    await record(q, { ...entry, organisationId }, { visit: clientId, arrivedAt })
    return started
  })
}

/** The visit is under way. */
export async function open(
  q: Writes,
  visit: Visit,
  { arrivedAt, engineerIds }: { arrivedAt: Date; engineerIds: readonly string[] },
): Promise<Visit> {
  const set = { state: 'under-way', arrivedAt } as const
  await updateVisit(q, visit, set)
  await setPresent(q, visit, engineerIds)
  return { ...visit, ...set, version: visit.version + 1, present: engineerIds }
}

interface Beginning {
  readonly visit: Visit
  readonly caller: Caller
  readonly noted: Noting
  readonly times: CompanyTimes
}

/** The first visit begins the work; every one needs its gate. */
async function begin(q: Writes, order: OrderRow, { visit, caller, noted, times }: Beginning): Promise<void> {
  const detail = { visit: visit.clientId }
  const set = await clockToCome(q, { ...order, state: 'in-progress' }, noted.at, times)
  if (order.state === 'scheduled') {
    await moveInField(q, order, { transition: 'start', movers: ['holder'], caller, noting: noted, detail, set })
    return
  }
  const { shut } = await readGate(q, order, visit.on, visit)
  if (shut.length > 0) {
    const message = `Before the work may start: ${shut.join('; ')}.`
    throw new Failure('not-possible', message, 'Put that right first.', { unless: shut })
  }
  await noteOnOrder(q, order, { event: 'visit-started', noting: noted, detail, set })
}

function checkArrival(
  { ref, state }: OrderRow,
  visit: Visit,
  { arrivedAt, now }: { arrivedAt: Date; now: Date },
): void {
  if (visit.state !== 'booked' || (state !== 'scheduled' && state !== 'in-progress')) {
    const message = `Visit ${visit.clientId} is ${visit.state}, and ${ref} is ${state}.`
    throw new Failure(
      'not-in-this-state',
      message,
      'Only a visit that is booked can start, of an order that is scheduled.',
    )
  }
  if (arrivedAt.getTime() > now.getTime() + AHEAD_MS) {
    throw new Failure('bad-visit-day', 'Nobody has arrived yet at that time.', 'Send it when they have.')
  }
  if (dayOf(arrivedAt) === visit.on) return
  const message = `The visit is booked for ${sayDay(visit.on)}.`
  throw new Failure('bad-visit-day', message, 'Book one for the day on which the engineers come.')
}
