// What time does to orders: leases end, offers lapse, silence is noted. The server's timer calls it, and every claim before it
// looks, so that nothing is due and not yet done where it matters.
import { auditEntry, recordAll, type AuditEntry } from '../../access/audit.ts'
import { LOCAL_ADMIN } from '../../access/principals.ts'
import type { Caller } from '../../access/caller.ts'
import { withoutRider, type Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { moveOrder } from '../states/move-order.ts'
import { checkTransition } from '../states/possible.ts'
import { insertEvent, updateOrder, type OrderRow } from '../states/store.ts'
import { daysBefore, type ClaimRules } from './rules.ts'
import { FREE, situationFor } from './situation.ts'
import { countIdle, insertDecline, listDue } from './store.ts'

export interface Swept {
  readonly expired: number
  readonly lapsed: number
  readonly overdue: number
  /** Companies that take work and give it back undone, with how often of late: worth a line in the log. */
  readonly idle: readonly { readonly companyId: string; readonly claims: number }[]
}

/** A write's worth: longer ones would keep claims waiting on SQLite. */
const AT_ONCE = 200
/** Each order that is due takes three ids at most: of its event, its decline and an alert. */
const IDS_EACH = 3

type SweepDeps = Deps & { readonly rules: Pick<ClaimRules, 'idleClaims' | 'idleDays'> }

/** Safe to run in several processes at once: each write looks again at what it found. */
export async function sweepOrders(deps: SweepDeps): Promise<Swept> {
  const { db, clock, ids, rules } = deps
  const done = { expired: 0, lapsed: 0, overdue: 0, idle: [] as { companyId: string; claims: number }[] }
  for (;;) {
    const now = clock.now()
    const due = (await listDue(db.read, now, AT_ONCE)).length
    if (due === 0) return done
    const caller: Caller = { ...THE_CLOCK, requestId: ids.next('swp') }
    const entries = Array.from({ length: due }, () => auditEntry(deps, caller, { act: '', subjectKind: 'order' }))
    const fresh = Array.from({ length: due * IDS_EACH }, () => ids.next('evt'))
    // Of nobody's request: a claim's own write carries what is kept of its answer.
    const sweepSome = async (q: Writes) => {
      const at = { now, rules, ids: fresh[Symbol.iterator]() }
      const some = { expired: 0, lapsed: 0, overdue: 0, idle: new Map<string, number>() }
      const audits: { entry: AuditEntry; detail: unknown }[] = []
      for (const order of await listDue(q, now, due)) {
        const { what, idle } = await sweepOne(q, order, at)
        some[what]++
        if (idle !== null) some.idle.set(order.companyId!, idle)
        const { id: subjectId, organisationId } = order
        const entry = { ...entries[audits.length]!, act: ACTS[what], subjectId, organisationId }
        audits.push({ entry, detail: { ref: order.ref, companyId: order.companyId, attempt: order.attempt } })
      }
      await recordAll(q, audits)
      return some
    }
    const swept = await withoutRider(() => db.write(sweepSome))
    for (const what of ['expired', 'lapsed', 'overdue'] as const) done[what] += swept[what]
    done.idle.push(...[...swept.idle].map(([companyId, claims]) => ({ companyId, claims })))
  }
}

/** Nobody: the service's own account signs for what time does. */
const THE_CLOCK = { principalId: LOCAL_ADMIN, name: 'The clock', roles: [], scope: [], origin: 'clock' } as const
const ACTS = { expired: 'order.lease-ended', lapsed: 'order.offer-lapsed', overdue: 'order.contact-overdue' } as const

interface At {
  readonly now: Date
  readonly rules: SweepDeps['rules']
  readonly ids: Iterator<string>
}

async function sweepOne(
  q: Writes,
  order: OrderRow,
  { now, rules, ids }: At,
): Promise<{ what: keyof typeof ACTS; idle: number | null }> {
  const next = () => ids.next().value as string
  const event = { id: next(), at: now, by: LOCAL_ADMIN }
  if (order.state !== 'claimed' && order.state !== 'offered') {
    await updateOrder(q, order, { contactOverdueAt: now })
    await insertEvent(q, eventOf(order, { ...event, event: 'contact-overdue' }))
    return { what: 'overdue', idle: null }
  }
  const transition = order.state === 'claimed' ? 'expire' : 'withdraw-offer'
  const situation = situationFor({ leaseOver: order.state === 'claimed' })
  const to = checkTransition(transition, order, { movers: ['clock'], situation })
  const moved = await moveOrder(q, order, { transition, to, set: FREE, event })
  if (transition === 'withdraw-offer') return { what: 'lapsed', idle: null }
  const companyId = order.companyId!
  const { id: orderId, organisationId } = order
  await insertDecline(q, {
    ...{ id: next(), orderId, organisationId, companyId },
    ...{ kind: 'expired', reason: null, at: now, by: LOCAL_ADMIN },
  })
  const idle = await alertIdle(q, moved, { id: next(), at: now, by: LOCAL_ADMIN, companyId, rules })
  return { what: 'expired', idle }
}

/** Every so many claims that came to no visit, an event on the last of them. Null: too few to speak of. */
export async function alertIdle(
  q: Writes,
  order: OrderRow,
  { rules, companyId, ...event }: { id: string; at: Date; by: string; companyId: string; rules: SweepDeps['rules'] },
): Promise<number | null> {
  const claims = await countIdle(q, companyId, daysBefore(event.at, rules.idleDays))
  if (claims === 0 || claims % rules.idleClaims !== 0) return null
  await insertEvent(q, eventOf({ ...order, companyId }, { ...event, event: 'claim-without-work' }))
  return claims
}

function eventOf(order: OrderRow, about: { id: string; event: string; at: Date; by: string }) {
  const { id: orderId, organisationId, attempt, companyId, state } = order
  const stays = { fromState: state, toState: state, detail: null, position: null }
  return { ...about, ...stays, orderId, organisationId, attempt, companyId }
}
