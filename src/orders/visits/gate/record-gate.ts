// Each item of the start gate, recorded with who did so and when.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Reads } from '../../../db/database.ts'
import type { Deps } from '../../../deps.ts'
import { dayOf } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import type { GateItem } from '../../../shared/vocabulary.ts'
import type { OrderRow } from '../../states/store.ts'
import { getHeldOrder, noteOnOrder, noting } from '../field-order.ts'
import { findSent, noteSent } from '../once.ts'
import { listVisits } from '../store.ts'
import { unknownVisit, type Visit } from '../visit.ts'
import { GATE, type GateDetail } from './gate.ts'
import { readGate, type GateStand } from './read-gate.ts'
import { insertGateRecord } from './store.ts'

export interface GateAsked extends Partial<GateDetail> {
  /** Made by the client. */
  readonly id: string
  readonly attempt: number
  readonly item: GateItem
  /** The visit that it is of, where it is of one. */
  readonly visit?: string
}

/**
 * Returns how the gate stands then. Throws `unknown-order`, `unknown-visit`, `stale-attempt`, `gate-not-yours`,
 * `gate-needs-reference`, `conflicting-id`.
 */
export async function recordGate(
  deps: Deps,
  caller: Caller,
  { ref, asked }: { ref: string; asked: GateAsked },
): Promise<GateStand> {
  const subjectId = deps.ids.next('gat')
  const noted = noting(deps, caller)
  const entry = auditEntry(deps, caller, { act: 'gate.recorded', subjectKind: 'order', subjectId: ref })
  const { item, visit: visitClientId, reference = null, givenBy = null, note = null } = asked
  checkSide(caller, asked)
  return deps.db.write(async (q) => {
    const order = await getHeldOrder(q, caller, { ref, attempt: asked.attempt })
    const { id: orderId, organisationId, companyId, attempt } = order
    const sent = { order, companyId, kind: 'gate', body: asked }
    const visit = await visitOf(q, order, item, visitClientId)
    if ((await findSent(q, sent)) === undefined) {
      await insertGateRecord(q, {
        ...{ id: subjectId, orderId, organisationId, companyId, attempt, clientId: asked.id },
        ...{ visitId: visit?.id ?? null, item, detail: { reference, givenBy, note } },
        ...{ recordedAt: noted.at, recordedBy: noted.by },
      })
      await noteSent(q, sent, { subjectId, recordedAt: noted.at })
      await noteOnOrder(q, order, { event: 'gate', noting: noted, detail: { item } })
      await record(q, { ...entry, organisationId }, { item })
    }
    return readGate(q, order, dayOf(noted.at), visit ?? undefined)
  })
}

async function visitOf(q: Reads, order: OrderRow, item: GateItem, clientId?: string): Promise<Visit | null> {
  if (GATE[item].per === 'order') return null
  const visits = await listVisits(q, { orderId: order.id, attempt: order.attempt })
  const visit = visits.find((one) => one.clientId === clientId)
  if (!visit) throw unknownVisit(clientId ?? 'without a name')
  return visit
}

/** Whoever says that a paper was given says which and by whom; whoever gave it may do so without. */
function checkSide(caller: Caller, { item, reference, givenBy }: GateAsked): void {
  const { by, says } = GATE[item]
  const outside = caller.roles.includes('contractor')
  if (outside && by === 'site') {
    throw new Failure('gate-not-yours', `That is not for you to record: ${says}.`, 'Ask the site’s side to record it.')
  }
  if (outside && item === 'permit' && (!reference || !givenBy)) {
    throw new Failure('gate-needs-reference', 'A permit has a number, and somebody who gave it.', 'Give both.')
  }
}
