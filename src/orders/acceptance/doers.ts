// Who had a hand in an order's work, for whoever would judge it.
import type { Caller } from '../../access/caller.ts'
import type { Reads } from '../../db/database.ts'
import type { Situation } from '../states/needs.ts'
import type { OrderRow } from '../states/store.ts'
import type { TransitionName } from '../states/transitions.ts'
import { independenceOf } from './independence.ts'
import { listDoers } from './store.ts'

/** By which somebody does work, or says that it was done. */
export const DOING: readonly TransitionName[] = ['start', 'pause', 'hand-over', 'complete', 'carry-out']

export async function acceptanceSituation(
  q: Reads,
  order: OrderRow,
  caller: Caller,
): Promise<Pick<Situation, 'notIndependent'>> {
  const { doers, companyIds } = await listDoers(q, order.id, DOING)
  const work = { adoptedBy: order.adoptedBy, doers, companyIds: [order.companyId, ...companyIds] }
  return { notIndependent: independenceOf(caller, work) }
}
