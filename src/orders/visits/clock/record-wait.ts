// A company waits for the site, a permit, parts or funds: its clock stands until a day that it names, and is stated again if
// that is not enough. The exposure goes on, and so does the order in every list of what is late.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Deps } from '../../../deps.ts'
import { addDays, dayOf, sayDay, type Day } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import type { Wait } from '../../../shared/vocabulary.ts'
import { getFieldOrder, getHeldOrder, noteOnOrder, noting } from '../field-order.ts'
import { findSent, noteSent } from '../once.ts'
import { clockToCome } from './clock-to-come.ts'
import { clockFromDay, type CompanyTimes } from './company-clock.ts'
import { endWait, insertWait, listWaits, type WaitRecord } from './store.ts'

/** Four weeks, as far ahead as an order may be claimed: what takes longer is looked at by somebody in between. */
export const MOST_WAIT_DAYS = 28

export interface WaitAsked {
  /** Made by the client. */
  readonly id: string
  readonly attempt: number
  readonly waitsFor: Wait
  readonly why: string
  /** Until, exclusive. */
  readonly untilOn: Day
}

/** Throws `unknown-order`, `stale-attempt`, `bad-wait`, `conflicting-id`. */
export async function recordWait(
  deps: Deps & CompanyTimes,
  caller: Caller,
  { ref, asked }: { ref: string; asked: WaitAsked },
): Promise<WaitRecord> {
  const id = deps.ids.next('wai')
  const noted = noting(deps, caller)
  const entry = auditEntry(deps, caller, { act: 'wait.recorded', subjectKind: 'order', subjectId: ref })
  const { untilOn, waitsFor, why } = asked
  return deps.db.write(async (q) => {
    const order = await getHeldOrder(q, caller, { ref, attempt: asked.attempt })
    const { id: orderId, organisationId, companyId, attempt } = order
    const sent = { order, companyId, kind: 'wait', body: asked }
    const before = await findSent(q, sent)
    if (before !== undefined) return (await listWaits(q, { orderId, attempt })).find((wait) => wait.id === before)!
    checkUntil(untilOn, dayOf(noted.at))
    const wait: WaitRecord = {
      ...{ id, orderId, organisationId, companyId, attempt, clientId: asked.id, waitsFor, why, untilOn },
      ...{ recordedAt: noted.at, recordedBy: noted.by, endedAt: null, endedBy: null },
    }
    await insertWait(q, wait)
    await noteSent(q, sent, { subjectId: id, recordedAt: noted.at })
    const set = clockFromDay(order, untilOn, deps)
    await noteOnOrder(q, order, { event: 'wait', noting: noted, detail: { waitsFor, why, untilOn }, set })
    await record(q, { ...entry, organisationId }, { waitsFor, untilOn })
    return wait
  })
}

/**
 * What was waited for is there: the clock runs from now, or from a visit or another wait that is to come. The company ends it, or
 * the manager. Throws `unknown-order`, `unknown-wait`.
 */
export async function endOrderWait(
  deps: Deps & CompanyTimes,
  caller: Caller,
  { ref, id }: { ref: string; id: string },
): Promise<WaitRecord> {
  const noted = noting(deps, caller)
  const entry = auditEntry(deps, caller, { act: 'wait.ended', subjectKind: 'order', subjectId: ref })
  return deps.db.write(async (q) => {
    const order = await getFieldOrder(q, caller, ref)
    const waits = await listWaits(q, { orderId: order.id, attempt: order.attempt })
    const wait = waits.find(({ clientId }) => clientId === id)
    if (!wait) throw unknownWait(id)
    if (wait.endedAt !== null) return wait
    const ended = { endedAt: noted.at, endedBy: noted.by }
    await endWait(q, wait.id, ended)
    const set = await clockToCome(q, order, noted.at, deps)
    const detail = { waitsFor: wait.waitsFor }
    await noteOnOrder(q, order, { event: 'wait-ended', noting: noted, detail, set })
    await record(q, { ...entry, organisationId: order.organisationId }, detail)
    return { ...wait, ...ended }
  })
}

function checkUntil(untilOn: Day, today: Day): void {
  const last = addDays(today, MOST_WAIT_DAYS)
  if (today < untilOn && untilOn <= last) return
  const hint = `Give the day on which it goes on: from tomorrow until ${sayDay(last)}.`
  throw new Failure('bad-wait', `Nobody can wait until ${sayDay(untilOn)}.`, hint)
}

function unknownWait(id: string): Failure {
  return new Failure('unknown-wait', `The order has no wait ${id}.`, 'GET its waits to see those that are.')
}
