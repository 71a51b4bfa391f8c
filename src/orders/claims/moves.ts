// What companies and managers do with an order around its claim: renew, release, offer, accept, decline, withdraw. Each is a
// row of the table of transitions.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Reads, Writes } from '../../db/database.ts'
import { staleVersion } from '../../http/etag.ts'
import type { DeclineKind } from '../../shared/vocabulary.ts'
import type { Situation } from '../states/needs.ts'
import { moveOrder } from '../states/move-order.ts'
import { checkTransition, type Movers } from '../states/possible.ts'
import type { OrderRow } from '../states/store.ts'
import type { TransitionName } from '../states/transitions.ts'
import { claimSituation, FREE, situationFor } from './situation.ts'
import {
  companyOf,
  getHeld,
  getManaged,
  getOffered,
  holdingsOf,
  insertDecline,
  lookBeforeClaim,
  noteReveals,
} from './store.ts'
import { alertIdle, sweepOrders } from './sweep-orders.ts'
import type { ClaimDeps } from './take/claim-orders.ts'
import { standingNow } from './take/standing-now.ts'
import { endOfWorkingDays } from './working-days.ts'

export interface OfOrder {
  readonly ref: string
}
export interface OfClaim extends OfOrder {
  readonly attempt: number
}

/** Throws `unknown-order`, `stale-attempt`, `not-in-this-state`, `not-possible`. */
export async function renewClaim(deps: ClaimDeps, caller: Caller, { ref, attempt }: OfClaim): Promise<OrderRow> {
  const companyId = companyOf(caller)
  const now = deps.clock.now()
  return move(deps, caller, {
    transition: 'renew',
    movers: ['holder'],
    find: (q) => getHeld(q, ref, { companyId, attempt }),
    // A lease that is over and not swept yet is over.
    know: async (_q, order) => ({ leaseOver: order.leaseExpiresAt !== null && order.leaseExpiresAt <= now }),
    set: ({ region, leaseExpiresAt }) => {
      const fresh = leaseFrom(deps, now, region)
      // A wait, or a visit to come, has made it longer: nobody loses that by saying that they are still there.
      return { leaseExpiresAt: leaseExpiresAt !== null && leaseExpiresAt > fresh ? leaseExpiresAt : fresh }
    },
  })
}

export async function releaseClaim(
  deps: ClaimDeps,
  caller: Caller,
  { ref, attempt, reason }: OfClaim & { reason: string },
): Promise<OrderRow> {
  const companyId = companyOf(caller)
  return move(deps, caller, {
    transition: 'release',
    movers: ['holder'],
    reason,
    find: (q) => getHeld(q, ref, { companyId, attempt }),
    know: async () => ({ reason }),
    set: () => FREE,
    decline: { kind: 'released', companyId },
  })
}

/** The address is told with it, so it counts as a claim does. Throws `unknown-order`, also once it has lapsed, `not-possible`. */
export async function acceptOffer(deps: ClaimDeps, caller: Caller, { ref }: OfOrder): Promise<OrderRow> {
  const companyId = companyOf(caller)
  const now = deps.clock.now()
  const { due, recorded } = await lookBeforeClaim(deps.db.read, now)
  // As before a claim: an offer that has lapsed is over, and so are the leases that would count against it.
  if (due) await sweepOrders(deps)
  const standing = await standingNow(deps.db.read, companyId, recorded)
  return move(deps, caller, {
    transition: 'accept-offer',
    movers: ['offered'],
    find: (q) => getOffered(q, ref, companyId),
    know: (q, order) => claimSituation(q, order, { now, rules: deps.rules, companyId, standing }),
    set: ({ attempt, region }) => {
      const lease = { claimedAt: now, leaseExpiresAt: leaseFrom(deps, now, region), offerExpiresAt: null }
      return { ...lease, attempt: attempt + 1 }
    },
    then: async (q, order) => {
      const { toldToday } = await holdingsOf(q, { companyId, now, rules: deps.rules })
      await noteReveals(q, [order], { companyId, now, toldToday })
    },
    turn: companyId,
  })
}

export async function declineOffer(
  deps: ClaimDeps,
  caller: Caller,
  { ref, reason }: OfOrder & { reason: string },
): Promise<OrderRow> {
  const companyId = companyOf(caller)
  return move(deps, caller, {
    transition: 'decline-offer',
    movers: ['offered'],
    reason,
    find: (q) => getOffered(q, ref, companyId),
    know: async () => ({ reason }),
    set: () => FREE,
    decline: { kind: 'declined', companyId },
  })
}

export interface OfVersion extends OfOrder {
  readonly version: number
}

/** The manager asks one company. Throws `unknown-order`, `stale-version`, `not-possible` with why the company may not. */
export async function offerOrder(
  deps: ClaimDeps,
  caller: Caller,
  { ref, version, companyId }: OfVersion & { companyId: string },
): Promise<OrderRow> {
  const now = deps.clock.now()
  const { rules, holidays } = deps
  const standing = await standingNow(deps.db.read, companyId, (await lookBeforeClaim(deps.db.read, now)).recorded)
  return move(deps, caller, {
    transition: 'offer',
    movers: ['programme'],
    find: (q) => getVersion(q, caller, { ref, version }),
    know: (q, order) => claimSituation(q, order, { now, rules, companyId, standing }),
    set: ({ region }) => {
      return { companyId, offerExpiresAt: endOfWorkingDays(now, rules.offerWorkingDays, { region, holidays }) }
    },
  })
}

export async function withdrawOffer(deps: ClaimDeps, caller: Caller, { ref, version }: OfVersion): Promise<OrderRow> {
  return move(deps, caller, {
    transition: 'withdraw-offer',
    movers: ['programme'],
    find: (q) => getVersion(q, caller, { ref, version }),
    know: async () => ({}),
    set: () => FREE,
  })
}

async function getVersion(q: Reads, caller: Caller, { ref, version }: OfVersion): Promise<OrderRow> {
  const order = await getManaged(q, caller, ref)
  if (order.version !== version) throw staleVersion()
  return order
}

const leaseFrom = ({ rules, holidays }: ClaimDeps, now: Date, region: string | null): Date =>
  endOfWorkingDays(now, rules.leaseWorkingDays, { region, holidays })

interface Moving {
  readonly transition: TransitionName
  readonly movers: Movers
  readonly reason?: string
  readonly find: (q: Reads) => Promise<OrderRow>
  readonly know: (q: Reads, order: OrderRow) => Promise<Partial<Situation>>
  readonly set: (order: OrderRow) => Partial<OrderRow>
  readonly decline?: { readonly kind: DeclineKind; readonly companyId: string }
  readonly then?: (q: Writes, order: OrderRow) => Promise<void>
  /** Whose claims it must not run beside: they count the same cap. */
  readonly turn?: string
}

async function move(deps: ClaimDeps, caller: Caller, moving: Moving): Promise<OrderRow> {
  const { db, clock, ids, rules } = deps
  const { transition, movers, reason, decline } = moving
  const entry = auditEntry(deps, caller, { act: `order.${transition}`, subjectKind: 'order' })
  const fresh = { at: clock.now(), by: caller.principalId }
  const [eventId, declineId, alertId] = [ids.next('evt'), ids.next('dcl'), ids.next('evt')]
  const work = async (q: Writes): Promise<OrderRow> => {
    const order = await moving.find(q)
    const to = checkTransition(transition, order, { movers, situation: situationFor(await moving.know(q, order)) })
    const event = { id: eventId, ...fresh, ...(reason !== undefined && { detail: { reason } }) }
    const moved = await moveOrder(q, order, { transition, to, set: moving.set(order), event })
    const { id: orderId, organisationId } = order
    if (decline) {
      await insertDecline(q, { ...decline, ...fresh, id: declineId, orderId, organisationId, reason: reason ?? null })
      const { companyId } = decline
      if (decline.kind === 'released') await alertIdle(q, moved, { id: alertId, ...fresh, companyId, rules })
    }
    await moving.then?.(q, moved)
    const detail = { ref: order.ref, companyId: moved.companyId ?? order.companyId, reason }
    await record(q, { ...entry, subjectId: orderId, organisationId }, detail)
    return moved
  }
  return moving.turn === undefined ? db.write(work) : db.claim(moving.turn, work)
}
