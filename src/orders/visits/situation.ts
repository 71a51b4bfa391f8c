// What the visits of an order say to whoever would move it.
import type { Reads } from '../../db/database.ts'
import type { Day } from '../../shared/day.ts'
import type { Situation } from '../states/needs.ts'
import type { OrderRow } from '../states/store.ts'
import { fitnessOn } from './engineers/fitness.ts'
import { readGate } from './gate/read-gate.ts'
import { listVisits } from './store.ts'
import type { Visit } from './visit.ts'

/** Those that came to an end or to nothing are not looked at. */
export async function visitSituation(
  q: Reads,
  order: OrderRow,
  { today }: { today: Day },
): Promise<Pick<Situation, 'visitBooked' | 'visitOpen' | 'startGateShut'>> {
  if (order.companyId === null || order.attempt === 0) return NO_VISITS
  const visits = await listVisits(q, { orderId: order.id, attempt: order.attempt })
  const gate = await readGate(q, order, today)
  return {
    visitBooked: await someBooked(q, order, { visits, today }),
    visitOpen: visits.some(({ state }) => state === 'under-way'),
    startGateShut: gate.shut,
  }
}

const NO_VISITS = { visitBooked: false, visitOpen: false, startGateShut: [] } as const

/** Engineers are looked at again: what was approved when it was booked may have run out. */
async function someBooked(
  q: Reads,
  order: OrderRow,
  { visits, today }: { visits: readonly Visit[]; today: Day },
): Promise<boolean> {
  for (const { state, on, named, companyId } of visits) {
    if (state !== 'booked' || on < today) continue
    const { unfit, approval } = await fitnessOn(q, order, { companyId, engineerIds: named, on })
    if (unfit.length === 0 && approval === 'approved') return true
  }
  return false
}
