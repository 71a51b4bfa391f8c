// What is known of an order when somebody would move it: put together from the rooms that know each part of it.
import type { Caller } from '../access/caller.ts'
import type { Reads } from '../db/database.ts'
import type { Register } from '../register/register.ts'
import { dayOf } from '../shared/day.ts'
import type { SlipReason } from '../shared/vocabulary.ts'
import { acceptanceSituation } from './acceptance/doers.ts'
import { holderMayNot, isEarlierLegOpen } from './claims/situation.ts'
import { completionSituation } from './completion/situation.ts'
import type { Situation } from './states/needs.ts'
import type { OrderRow } from './states/store.ts'
import { hasBegun } from './store.ts'
import { visitSituation } from './visits/situation.ts'

/** What the mover brings along. */
export interface Given {
  readonly reason?: string | undefined
  readonly slipReason?: SlipReason | undefined
  /** How the last company left the site, in words. */
  readonly madeSafe?: string | undefined
}

interface Looking {
  readonly caller: Caller
  readonly now: Date
  readonly given?: Given
  /** As it counts now: whoever judges kit judges it by that. */
  readonly register?: Register | undefined
}

/**
 * Of a company only what it is to the order that it has: what one that asks for the order may do, when, and how much more it may
 * take is asked in claims, which know which company it is.
 */
export async function situationOf(
  q: Reads,
  order: OrderRow,
  { caller, now, given = {}, register }: Looking,
): Promise<Situation> {
  return {
    shutGates: order.shutGates,
    ...{ claimableFrom: null, overCap: null },
    mayNotDo: await holderMayNot(q, order, dayOf(now)),
    earlierLegOpen: await isEarlierLegOpen(q, order, order.companyId),
    leaseOver: order.leaseExpiresAt !== null && order.leaseExpiresAt <= now,
    ...(await visitSituation(q, order, { today: dayOf(now) })),
    ...(await completionSituation(q, order, register)),
    ...(await acceptanceSituation(q, order, caller)),
    madeSafe: given.madeSafe !== undefined,
    begun: await hasBegun(q, order.id),
    reason: given.reason ?? null,
    slipReason: given.slipReason ?? null,
  }
}
