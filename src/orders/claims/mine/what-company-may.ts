// What a company may do next with an order that it has or is offered, and why the rest is not possible, in words fit for it.
import type { Caller } from '../../../access/caller.ts'
import { unknownOrderRef } from '../../order.ts'
import { situationOf } from '../../situation.ts'
import { moversOf } from '../../states/movers.ts'
import { possibleTransitions, type Possible } from '../../states/possible.ts'
import type { OrderRow } from '../../states/store.ts'
import { stageOf } from '../contractor-view.ts'
import { claimSituation } from '../situation.ts'
import { companyOf, findByRef, lookBeforeClaim } from '../store.ts'
import type { ClaimDeps } from '../take/claim-orders.ts'
import { standingNow } from '../take/standing-now.ts'

/** Throws `unknown-order` for every other order. */
export async function whatCompanyMay(
  { db, clock, rules }: ClaimDeps,
  caller: Caller,
  said: string,
): Promise<{ order: OrderRow; possible: Possible[] }> {
  const companyId = companyOf(caller)
  const order = await findByRef(db.read, said)
  if (!order || stageOf(order, companyId, false) === null) throw unknownOrderRef(said)
  const now = clock.now()
  const standing = await standingNow(db.read, companyId, (await lookBeforeClaim(db.read, now)).recorded)
  const situation = {
    ...(await situationOf(db.read, order, { caller, now })),
    ...(await claimSituation(db.read, order, { now, rules, companyId, standing })),
  }
  return { order, possible: possibleTransitions(order, moversOf(caller, order), situation) }
}
