// Takes a whole visit at once. From the company that has the order it is applied, if all was in order on site; else, and from
// a company that lost the order since, it is kept, sealed, for a person to judge: what was done on site was done.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Writes } from '../../../db/database.ts'
import type { Deps } from '../../../deps.ts'
import type { Register } from '../../../register/register.ts'
import { dayOf } from '../../../shared/day.ts'
import { idsUnder } from '../../../shared/ids.ts'
import type { OrderState, VisitState } from '../../../shared/vocabulary.ts'
import { isHolder } from '../../claims/fence.ts'
import { isEarlierLegOpen } from '../../claims/situation.ts'
import { companyOf, findByRef, getManaged } from '../../claims/store.ts'
import { unknownOrderRef } from '../../order.ts'
import type { OrderRow } from '../../states/store.ts'
import type { CompanyTimes } from '../clock/company-clock.ts'
import { fitnessOn } from '../engineers/fitness.ts'
import { bindingOf, noteOnOrder, noting } from '../field-order.ts'
import { gateLines, shutGate } from '../gate/gate.ts'
import { listGateRecords } from '../gate/store.ts'
import { findSent, noteSent } from '../once.ts'
import { everHeld, listVisits } from '../store.ts'
import type { Visit } from '../visit.ts'
import { applyReport, countsFor, type Applying } from './apply-report.ts'
import { checkEntry, checkReport, heldBecause, NOT_YOURS, type VisitReport } from './report.ts'
import { findReport, insertReport } from './store.ts'

/** Kept, and given again to whoever sends the same report again. */
export interface ReportAnswer {
  readonly id: string
  readonly standing: 'applied' | 'held-for-review'
  readonly heldBecause: string | null
  /** As the report left them; null: it is not theirs to know. */
  readonly order: { readonly ref: string; readonly state: OrderState } | null
  readonly visit: { readonly id: string; readonly state: VisitState } | null
}

/** Throws `unknown-order`, `bad-report`, `witness-needed`, `unknown-engineer`, `conflicting-id`, and what outcomes throw. */
export async function takeReport(
  deps: Deps & CompanyTimes,
  caller: Caller,
  { ref, report, register }: { ref: string; report: VisitReport; register: Register },
): Promise<ReportAnswer> {
  const id = deps.ids.next('rep')
  const noted = noting(deps, caller)
  checkReport(report, noted.at)
  const entry = auditEntry(deps, caller, { act: 'visit.reported', subjectKind: 'visit-report', subjectId: id })
  return deps.db.write(async (q) => {
    const applying = { caller, times: deps, register, newId: idsUnder(id), at: noted.at }
    const { order, companyId } = await getReportOrder(q, caller, { ref, attempt: report.attempt })
    const sent = { order, companyId, kind: 'visit-report', body: report }
    const before = await findSent(q, sent)
    if (before !== undefined) return (await findReport(q, before))!.answer as ReportAnswer
    const holder = isHolder(order, { attempt: report.attempt, companyId })
    const { answer, visitId } = holder
      ? await answerHolder(q, { order, companyId, report, applying })
      : { answer: heldFor(report, NOT_YOURS, null), visitId: null }
    const { standing, heldBecause: because } = answer
    const { id: orderId, organisationId } = order
    const whose = { orderId, organisationId, companyId, attempt: report.attempt, clientId: report.id }
    const received = { receivedAt: noted.at, receivedBy: noted.by }
    await insertReport(q, { id, ...whose, ...received, visitId, report, standing, heldBecause: because, answer })
    await noteSent(q, sent, { subjectId: id, recordedAt: noted.at })
    // The present holder, if it is another, must not learn that somebody else was there.
    if (holder && because !== null) {
      await noteOnOrder(q, order, { event: 'report-held', noting: noted, detail: { because } })
    }
    await record(q, { ...entry, organisationId }, { ref: order.ref, standing, heldBecause: because })
    return answer
  })
}

/**
 * The order with the company that the report is of: whoever has it, or had it by that attempt. The office reports for the
 * company that has it. Throws `unknown-order`.
 */
async function getReportOrder(q: Writes, caller: Caller, { ref: said, attempt }: { ref: string; attempt: number }) {
  const outside = caller.roles.includes('contractor')
  const order = outside ? await findByRef(q, said) : await getManaged(q, caller, said)
  const companyId = outside ? companyOf(caller) : order?.companyId
  if (!order || !companyId) throw unknownOrderRef(said)
  if (isHolder(order, { attempt: order.attempt, companyId })) return { order, companyId }
  if (!(await everHeld(q, { orderId: order.id, companyId, attempt }))) throw unknownOrderRef(said)
  return { order, companyId }
}

interface Answering {
  readonly order: OrderRow
  readonly companyId: string
  readonly report: VisitReport
  readonly applying: Applying
}

async function answerHolder(q: Writes, { order, companyId, report, applying }: Answering) {
  const { id: orderId, attempt } = order
  const visits = await listVisits(q, { orderId, attempt })
  const visit = visits.find(({ clientId }) => clientId === report.visit)
  const seen = await lookBack(q, { order, companyId, report, applying, visit })
  const early = order.state === 'scheduled' && (await isEarlierLegOpen(q, order, companyId))
  const because = heldBecause(report, { order, visit, ...seen, early })
  const visitId = visit?.id ?? null
  if (because !== null || !visit) return { answer: heldFor(report, because, { order, visit }), visitId }
  const after = await applyReport(q, { order, visit, report, applying })
  const answer: ReportAnswer = {
    ...{ id: report.id, standing: 'applied', heldBecause: null },
    order: { ref: after.ref, state: after.state },
    visit: { id: visit.clientId, state: report.result },
  }
  return { answer, visitId }
}

/** What was not in order on the day. Throws `witness-needed`. */
async function lookBack(
  q: Writes,
  { order, companyId, report, applying, visit }: Answering & { visit: Visit | undefined },
): Promise<{ shut: readonly string[]; unfit: readonly string[] }> {
  const { id: orderId, attempt, action } = order
  const { facts, rules } = await bindingOf(q, order)
  checkEntry(report, rules)
  const on = dayOf(report.arrivedAt)
  const fitness = await fitnessOn(q, order, { companyId, engineerIds: report.engineers, on })
  const stranger = fitness.approval === 'approved' ? [] : ['The site had not approved everyone who came.']
  const alone = rules.loneWorking === 'forbidden' && report.engineers.length < 2
  const work = { action, rules }
  const given = visit ? countsFor(report, { visit, applying }) : []
  const lines = gateLines(work, [...(await listGateRecords(q, { orderId, attempt })), ...given], visit?.id ?? null)
  const unfit = [...fitness.unfit, ...stranger, ...(alone ? ['Somebody worked there alone.'] : [])]
  return { shut: shutGate(lines, work, facts, on), unfit }
}

function heldFor(
  { id }: VisitReport,
  because: string | null,
  seen: { order: OrderRow; visit: Visit | undefined } | null,
): ReportAnswer {
  const { order, visit } = seen ?? {}
  return {
    ...{ id, standing: 'held-for-review', heldBecause: because },
    order: order ? { ref: order.ref, state: order.state } : null,
    visit: visit ? { id: visit.clientId, state: visit.state } : null,
  }
}
