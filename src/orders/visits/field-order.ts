// The order that somebody in the field, or in an office, writes about: found, fenced, moved and noted in one way.
import type { Caller } from '../../access/caller.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { openFacts } from '../../estate/facts/store.ts'
import { NO_FACTS, visitRulesOf, type SiteFacts, type VisitRules } from '../../estate/facts/site-facts.ts'
import { findSite } from '../../estate/store.ts'
import { parseRef } from '../order-ref.ts'
import { insertEvent, updateOrder, type OrderRow } from '../states/store.ts'
import { HELD } from '../states/transitions.ts'
import { unknownOrderRef } from '../order.ts'
import { findOrder, findOrderWithin } from './store.ts'

/** As somebody types the reference. To a company an order that it does not have is one that never was. Throws `unknown-order`. */
export async function getFieldOrder(q: Reads, caller: Caller, said: string): Promise<OrderRow> {
  const ref = parseRef(said)
  if (ref === null) throw unknownOrderRef(said)
  const order = caller.roles.includes('contractor')
    ? await findOrder(q, ref)
    : await findOrderWithin(q, caller.scope, ref)
  if (!order || (caller.roles.includes('contractor') && !isTheirs(order, caller))) throw unknownOrderRef(said)
  return order
}

function isTheirs({ state, companyId }: OrderRow, caller: Caller): boolean {
  return !!companyId && companyId === caller.companyId && (HELD.includes(state) || state === 'on-hold')
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
