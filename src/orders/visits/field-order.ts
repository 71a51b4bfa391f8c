// The order that somebody in the field, or in an office, writes about: found, fenced, moved and noted in one way.
import type { Caller } from '../../access/caller.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { openFacts } from '../../estate/facts/store.ts'
import { NO_FACTS, visitRulesOf, type SiteFacts, type VisitRules } from '../../estate/facts/site-facts.ts'
import { findSite } from '../../estate/store.ts'
import { checkFence, isHolder } from '../claims/fence.ts'
import { companyOf, findByRef, getHeld, getManaged } from '../claims/store.ts'
import { unknownOrderRef } from '../order.ts'
import { insertEvent, updateOrder, type OrderRow } from '../states/store.ts'

/** To look at. To a company an order that it does not have is one that never was. Throws `unknown-order`. */
export async function getFieldOrder(q: Reads, caller: Caller, said: string): Promise<OrderRow> {
  if (!caller.roles.includes('contractor')) return getManaged(q, caller, said)
  const order = await findByRef(q, said)
  const companyId = caller.companyId ?? null
  if (!order || !isHolder(order, { companyId, attempt: order.attempt })) throw unknownOrderRef(said)
  return order
}

/** An order that a company has, to write about. */
export type HeldOrder = OrderRow & { readonly companyId: string }

/**
 * By that very attempt; the office writes for the company that has it. Throws `unknown-order`, and `stale-attempt` to a company
 * that had it.
 */
export async function getHeldOrder(
  q: Reads,
  caller: Caller,
  { ref, attempt }: { ref: string; attempt: number },
): Promise<HeldOrder> {
  if (caller.roles.includes('contractor')) {
    const companyId = companyOf(caller)
    return { ...(await getHeld(q, ref, { companyId, attempt })), companyId }
  }
  const order = await getManaged(q, caller, ref)
  const { companyId } = order
  if (companyId === null) throw unknownOrderRef(ref)
  checkFence(order, { attempt, companyId })
  return { ...order, companyId }
}

export interface SiteBinding {
  readonly facts: SiteFacts
  readonly rules: VisitRules
}

/** What binds whoever visits the order's site. */
export async function bindingOf(q: Reads, { siteId }: Pick<OrderRow, 'siteId'>): Promise<SiteBinding> {
  const site = (await findSite(q, 'everything', siteId))!
  const facts = (await openFacts(q, 'everything', siteId))?.facts ?? NO_FACTS
  return { facts, rules: visitRulesOf(site, facts) }
}

/** Taken before the write, which may run more than once. */
export interface Noting {
  readonly id: string
  readonly at: Date
  readonly by: string
}

export function noting({ clock, ids }: Pick<Deps, 'clock' | 'ids'>, { principalId: by }: Caller): Noting {
  return { id: ids.next('evt'), at: clock.now(), by }
}

/** Something happened to the order without a transition; `set`: what goes with it, such as a clock that stands. */
export async function noteOnOrder(
  q: Writes,
  order: OrderRow,
  { event, noting, detail, set }: { event: string; noting: Noting; detail?: unknown; set?: Partial<OrderRow> },
): Promise<OrderRow> {
  const { id, at, by } = noting
  const { id: orderId, organisationId, attempt, companyId, state } = order
  const sealed = detail === undefined ? null : q.sealer.seal(JSON.stringify(detail), `order_events.detail:${id}`)
  await insertEvent(q, {
    ...{ id, orderId, organisationId, event, fromState: state, toState: state },
    ...{ attempt, companyId, detail: sealed, at, by, position: null },
  })
  // What is noted of an order without changing it does not spoil the version that somebody else has read.
  if (!set) return order
  return (await updateOrder(q, order, set))!
}
