import type { Reads } from '../../../db/database.ts'
import type { Day } from '../../../shared/day.ts'
import type { OrderRow } from '../../states/store.ts'
import { bindingOf } from '../field-order.ts'
import { listVisits } from '../store.ts'
import type { Visit } from '../visit.ts'
import { gateLines, shutGate, type GateLine } from './gate.ts'
import { listGateRecords } from './store.ts'

export interface GateStand {
  readonly lines: readonly GateLine[]
  /** Who must act, and on what; none: work may start. */
  readonly shut: readonly string[]
  /** The visit that it is for: the one under way, else the next that is booked. */
  readonly visit: Visit | null
}

/** Of the visit given, else of the one under way or the next to come. */
export async function readGate(q: Reads, order: OrderRow, on: Day, visit?: Visit): Promise<GateStand> {
  const { id: orderId, attempt, action } = order
  const { facts, rules } = await bindingOf(q, order)
  const next = visit ?? nextVisit(await listVisits(q, { orderId, attempt }), on)
  const work = { action, rules }
  const lines = gateLines(work, await listGateRecords(q, { orderId, attempt }), next?.id ?? null)
  return { lines, shut: shutGate(lines, work, facts, on), visit: next ?? null }
}

function nextVisit(visits: readonly Visit[], on: Day): Visit | undefined {
  return (
    visits.find(({ state }) => state === 'under-way') ??
    visits.find((visit) => visit.state === 'booked' && visit.on >= on) ??
    visits.find((visit) => visit.state === 'requested' && visit.on >= on)
  )
}
