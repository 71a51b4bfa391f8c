// What a report makes of its order: the work has begun, devices have outcomes, the visit is over, and the order is completed,
// goes on with the next visit, or is the manager's.
import type { Caller } from '../../../access/caller.ts'
import type { Writes } from '../../../db/database.ts'
import type { Register } from '../../../register/register.ts'
import { recordOutcomes } from '../../completion/record-outcomes.ts'
import { actualsOf } from '../../completion/settle.ts'
import { situationOf } from '../../situation.ts'
import type { OrderRow } from '../../states/store.ts'
import { clockToCome } from '../clock/clock-to-come.ts'
import type { CompanyTimes } from '../clock/company-clock.ts'
import { insertContact } from '../clock/store.ts'
import { noteOnOrder } from '../field-order.ts'
import { GATE } from '../gate/gate.ts'
import { insertGateRecord, type OpenedGateRecord } from '../gate/store.ts'
import { moveInField } from '../move-in-field.ts'
import { open } from '../start-visit.ts'
import { insertMaterials, setPresent, updateVisit } from '../store.ts'
import type { Visit } from '../visit.ts'
import type { VisitReport } from './report.ts'

/** Made anew for each run of the write, so that ids are the same in each. */
export interface Applying {
  readonly caller: Caller
  readonly times: CompanyTimes
  readonly register: Register
  readonly newId: (prefix: string) => string
  readonly at: Date
}

/** What the report says of the gate, as far as it is for whoever sends it to say. */
export function countsFor(
  report: VisitReport,
  { visit, applying: { caller, newId, at } }: { visit: Visit; applying: Applying },
): OpenedGateRecord[] {
  const outside = caller.roles.includes('contractor')
  const { orderId, organisationId, companyId, attempt } = visit
  return report.gate.flatMap(({ item, reference, givenBy, note }, i) => {
    const { by, per } = GATE[item]
    const unnamed = item === 'permit' && (reference === null || givenBy === null)
    if (outside && (by === 'site' || unnamed)) return []
    return {
      ...{ id: newId('gat'), orderId, organisationId, companyId, attempt, clientId: `${report.id}/${i}`, item },
      ...{ visitId: per === 'visit' ? visit.id : null, detail: { reference, givenBy, note } },
      ...{ recordedAt: at, recordedBy: caller.principalId },
    }
  })
}

export interface ToApply {
  readonly order: OrderRow
  readonly visit: Visit
  readonly report: VisitReport
  readonly applying: Applying
}

/** Returns the order as it is then. Throws what outcomes throw. */
export async function applyReport(q: Writes, { order, visit, report, applying }: ToApply): Promise<OrderRow> {
  const { caller, newId, at, register } = applying
  const by = caller.principalId
  for (const row of countsFor(report, { visit, applying })) await insertGateRecord(q, row)
  const underWay = await beUnderWay(q, visit, report)
  const detail = { visit: visit.clientId }
  const begun =
    order.state === 'scheduled'
      ? await moveInField(q, order, { ...asHolder(applying), transition: 'start', detail })
      : order
  const { deviceOutcomes: outcomes, found } = report
  const telling = {
    order: begun,
    companyId: visit.companyId,
    attempt: order.attempt,
    visitId: visit.id,
    outcomes,
    found,
  }
  await recordOutcomes(q, telling, { register, newId, now: at, by })
  const { leftAt, cause, fault, chargeablePence, result } = report
  await updateVisit(q, underWay, { state: result, leftAt, cause, fault, chargeablePence })
  await insertWhatWentIn(q, { order, visit, report, applying })
  return finish(q, { order: begun, visit, report, applying })
}

async function beUnderWay(q: Writes, visit: Visit, { arrivedAt, engineers }: VisitReport): Promise<Visit> {
  if (visit.state === 'booked') return open(q, visit, { arrivedAt, engineerIds: engineers })
  await setPresent(q, visit, engineers)
  return visit
}

async function insertWhatWentIn(q: Writes, { order, visit, report, applying }: ToApply): Promise<void> {
  const { id: orderId, organisationId, attempt } = order
  const { companyId } = visit
  const { newId, at: recordedAt, caller } = applying
  const materials = report.materials.map((one) => {
    return { ...one, id: newId('mat'), visitId: visit.id, orderId, organisationId }
  })
  await insertMaterials(q, materials)
  for (const [i, { at, way, reached, whom, note }] of report.contacts.entries()) {
    await insertContact(q, {
      ...{ id: newId('con'), orderId, organisationId, companyId, attempt, clientId: `${report.id}/${i}` },
      ...{ at, way, reached, detail: { whom, note }, recordedAt, recordedBy: caller.principalId },
    })
  }
}

/** While somebody else is at work there still, the last to leave ends it. */
async function finish(q: Writes, { order, visit, report, applying }: ToApply): Promise<OrderRow> {
  const { caller, at: now, times } = applying
  const { result, cause, fault } = report
  const { visitOpen, visitBooked, devicesUntold } = await situationOf(q, order, { caller, now })
  const move = { ...asHolder(applying), detail: { visit: visit.clientId, result, cause, fault } }
  if (visitOpen) return noteOnOrder(q, order, { ...move, event: 'visit-ended' })
  if (visitBooked) {
    // Nothing is expected of the company before it comes again.
    const set = await clockToCome(q, { ...order, state: 'scheduled' }, now, times)
    return moveInField(q, order, { ...move, transition: 'pause', set })
  }
  const transition = result === 'done' && devicesUntold === 0 ? 'complete' : 'hand-over'
  const set = { leaseExpiresAt: null, contactDueAt: null, ...(await actualsOf(q, order)) }
  return moveInField(q, order, { ...move, transition, set })
}

/** The company moves it, whoever of the office writes it down. */
function asHolder({ caller, newId, at }: Applying) {
  return { movers: ['holder'], caller, noting: { id: newId('evt'), at, by: caller.principalId } } as const
}
