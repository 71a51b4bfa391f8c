// A report that came when the company no longer had the order is held until somebody judges it. Accepted, what it tells of
// devices counts: those that are done with leave the list of whoever has the order now.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import type { Changing } from '../../estate/works/change-devices.ts'
import { Failure } from '../../shared/failure.ts'
import { idsUnder } from '../../shared/ids.ts'
import { applyOutcomes, type Applied } from '../completion/apply-outcomes.ts'
import { nameDevices, recordOutcomes, UNNAMED } from '../completion/record-outcomes.ts'
import { changeOrderDevices, listOrderDevices } from '../completion/store.ts'
import { situationOf } from '../situation.ts'
import { moveOrder } from '../states/move-order.ts'
import { moversOf } from '../states/movers.ts'
import { possibleTransitions } from '../states/possible.ts'
import { insertEvent, updateOrder, type OrderRow } from '../states/store.ts'
import { acceptanceSituation } from './doers.ts'
import type { JudgingReference } from './judge-order.ts'
import { findReport, openReport, presentOrder, setJudged, type ReportRow } from './store.ts'

export interface JudgingReport {
  readonly id: string
  readonly accept: boolean
  readonly reason: string
}

export interface JudgedReport {
  readonly standing: 'accepted' | 'refused'
  /** How many devices left the order by it. */
  readonly done: number
  /** Outcomes, as the company named them, that say of no device which it is: nothing came of them. */
  readonly unmatched: string[]
}

const NOTHING = { done: 0, unmatched: [] }

/** Throws `unknown-report`, `already-judged`, `not-possible`, and what recordOutcomes throws. */
export async function judgeReport(
  deps: Deps,
  { register }: Pick<JudgingReference, 'register'>,
  { caller, judging: { id, accept, reason } }: { caller: Caller; judging: JudgingReport },
): Promise<JudgedReport> {
  const at = deps.clock.now()
  const by = caller.principalId
  const stem = deps.ids.next('evt')
  const standing = accept ? 'accepted' : 'refused'
  const entry = auditEntry(deps, caller, { act: `report.${standing}`, subjectKind: 'visit-report', subjectId: id })
  return deps.db.write(async (q) => {
    const found = await findReport(q, caller.scope, id)
    if (!found) throw unknownReport(id)
    const { report, order } = found
    if (report.standing !== 'held-for-review') throw alreadyJudged(report)
    const { notIndependent } = await acceptanceSituation(q, order, caller)
    if (notIndependent !== null) throw new Failure('not-possible', notIndependent, 'Let somebody else judge it.')
    const changing = { register, newId: idsUnder(stem), at, by }
    // Before what it leads to: the history of an order is read from state to state.
    await note(q, order, { event: `report-${standing}`, reason, changing })
    const late = accept ? await applyLate(q, { report, order }, { caller, changing }) : NOTHING
    await setJudged(q, id, { standing, at, by, reason })
    await record(q, { ...entry, organisationId: order.organisationId }, { ref: order.ref, reason, ...late })
    return { standing, ...late }
  })
}

async function applyLate(
  q: Writes,
  { report, order }: { report: ReportRow; order: OrderRow },
  { caller, changing }: { caller: Caller; changing: Changing },
): Promise<Omit<JudgedReport, 'standing'>> {
  const { deviceOutcomes: sent, found } = openReport(q, report)
  const { companyId, attempt, visitId } = report
  const present = await presentOrder(q, order)
  const held = new Set(present && (await listOrderDevices(q, present.id)).map(({ deviceId }) => deviceId))
  const deviceOutcomes = await nameDevices(q, present ?? order, sent)
  const unmatched = deviceOutcomes.filter(({ deviceId }) => deviceId === UNNAMED).map((one) => one.id)
  // What somebody else has done since is done: what came late of it is on record with the report, and changes nothing.
  const outcomes = deviceOutcomes.filter(({ deviceId }) => held.has(deviceId))
  const telling = { order: present ?? order, companyId, attempt, visitId, outcomes, found }
  await recordOutcomes(q, telling, { ...changing, now: report.receivedAt, by: report.receivedBy })
  if (!present) return { done: 0, unmatched }
  const late = new Set(outcomes.map(({ id }) => id))
  const only = (row: { clientId: string; attempt: number }) => row.attempt === attempt && late.has(row.clientId)
  const applied = await applyOutcomes(q, { ...present, attempt }, { changing, only })
  await leaveOrder(q, present, { applied, caller, changing })
  return { done: applied.done.length, unmatched }
}

/** With nothing left in it, it is the manager's to close. */
async function leaveOrder(
  q: Writes,
  order: OrderRow,
  {
    applied: { done, standIns },
    caller,
    changing: { newId, at, by },
  }: {
    applied: Applied
    caller: Caller
    changing: Changing
  },
): Promise<void> {
  if (done.length === 0) return
  const deviceCount = await changeOrderDevices(q, order, { gone: done, come: standIns })
  const situation = await situationOf(q, order, { caller, now: at })
  const moves = possibleTransitions(order, moversOf(caller, order), situation)
  const nothingLeft = moves.find(({ transition, may }) => transition === 'find-nothing-left' && may)
  if (!nothingLeft) {
    await updateOrder(q, order, { deviceCount })
    return
  }
  await moveOrder(q, order, {
    ...{ transition: 'find-nothing-left', to: nothingLeft.to },
    set: { deviceCount, leaseExpiresAt: null, contactDueAt: null },
    event: { id: newId('evt'), at, by },
  })
}

/** Beside the transitions: an event that leaves the order in its state. */
async function note(
  q: Writes,
  order: OrderRow,
  { event, reason, changing: { newId, at, by } }: { event: string; reason: string; changing: Changing },
): Promise<void> {
  const id = newId('evt')
  const { id: orderId, organisationId, attempt, companyId, state } = order
  await insertEvent(q, {
    ...{ id, orderId, organisationId, event, fromState: state, toState: state, attempt, companyId, at, by },
    ...{ detail: q.sealer.seal(JSON.stringify({ reason }), `order_events.detail:${id}`), position: null },
  })
}

/** Also of a report that the caller may not know of. */
function unknownReport(id: string): Failure {
  return new Failure('unknown-report', `There is no report ${id}.`, 'GET /api/v1/visit-reports lists those that wait.')
}

function alreadyJudged({ standing }: ReportRow): Failure {
  const message = `The report is ${standing}: it does not wait for anybody's judgement.`
  return new Failure('already-judged', message, 'GET /api/v1/visit-reports lists those that wait.')
}
