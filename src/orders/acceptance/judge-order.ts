// Somebody who neither did the work nor adopted its plan says what becomes of it: accepted, rejected, or closed as it is. What
// was done then counts in the estate, and what is left is an order of its own.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import type { Changing } from '../../estate/works/change-devices.ts'
import type { Weights } from '../../directive/weights.ts'
import { staleVersion } from '../../http/etag.ts'
import type { BankHolidays } from '../../planning/crews/bank-holidays.ts'
import type { Register } from '../../register/register.ts'
import { idsUnder } from '../../shared/ids.ts'
import { applyOutcomes, isNonConforming } from '../completion/apply-outcomes.ts'
import { settle } from '../completion/settle.ts'
import { changeOrderDevices } from '../completion/store.ts'
import { getWorkOrder } from '../move-by-hand.ts'
import type { WorkOrder } from '../order.ts'
import { newRef } from '../order-ref.ts'
import { situationOf } from '../situation.ts'
import { moveOrder } from '../states/move-order.ts'
import { moversOf } from '../states/movers.ts'
import { checkTransition } from '../states/possible.ts'
import type { OrderRow } from '../states/store.ts'
import { clockToCome } from '../visits/clock/clock-to-come.ts'
import type { CompanyTimes } from '../visits/clock/company-clock.ts'

export type Verdict = 'accept' | 'reject' | 'close-incomplete'

export interface Judging {
  readonly ref: string
  /** The one that the caller looked at. */
  readonly version: number
  readonly verdict: Verdict
  readonly reason?: string | undefined
}

/** The register as it counts, what devices weigh, and what clocks go by. */
export interface JudgingReference {
  readonly register: Register
  readonly weights: Weights
  readonly bankHolidays: BankHolidays
  readonly claims: CompanyTimes['rules']
}

export interface JudgedOrder {
  readonly order: WorkOrder
  /** The reference of the order that holds what is left; null: nothing is. */
  readonly followUp: string | null
}

/** Throws `unknown-order`, `stale-version`, `not-in-this-state`, `not-possible`. */
export async function judgeOrder(
  deps: Deps,
  { register, weights, bankHolidays: holidays, claims: rules }: JudgingReference,
  { caller, judging: { ref, version, verdict, reason } }: { caller: Caller; judging: Judging },
): Promise<JudgedOrder> {
  const now = deps.clock.now()
  const eventId = deps.ids.next('evt')
  const followUpRef = newRef(deps.ids)
  const entry = auditEntry(deps, caller, { act: `order.${verdict}`, subjectKind: 'order', subjectId: ref })
  return deps.db.write(async (q) => {
    const order = await getWorkOrder(q, caller, ref)
    if (order.version !== version) throw staleVersion()
    const situation = await situationOf(q, order, { caller, now, given: { reason }, register })
    const to = checkTransition(verdict, order, { movers: moversOf(caller, order), situation })
    const changing = { register, newId: idsUnder(eventId), at: now, by: caller.principalId }
    const { set, followUp } =
      verdict === 'reject'
        ? await reject(q, order, { changing, times: { holidays, rules } })
        : await settle(q, order, { changing, weights, ref: followUpRef })
    const detail = { reason: reason ?? null, followUp: followUp?.ref ?? null }
    await moveOrder(q, order, {
      ...{ transition: verdict, to, set },
      event: { id: eventId, at: now, by: caller.principalId, detail },
    })
    const { organisationId } = order
    await record(q, { ...entry, organisationId }, { ...detail, flagged: situation.flaggedInstalled })
    return { order: await getWorkOrder(q, caller, ref), followUp: followUp?.ref ?? null }
  })
}

/** The old device is gone and what came in its place stands there, flagged or not established: it is the work now. */
async function reject(
  q: Writes,
  order: OrderRow,
  { changing, times }: { changing: Changing; times: CompanyTimes },
): Promise<{ set: Partial<OrderRow>; followUp: null }> {
  const { done, standIns } = await applyOutcomes(q, order, { changing, only: isNonConforming })
  // Whoever puts it right is to be heard of; the own team has no clock.
  const clock = order.companyId !== null && (await clockToCome(q, { ...order, state: 'rejected' }, changing.at, times))
  if (done.length === 0) return { set: { ...clock }, followUp: null }
  const deviceCount = await changeOrderDevices(q, order, { gone: done, come: standIns })
  return { set: { ...clock, deviceCount }, followUp: null }
}
