// What the rooms of claims know of an order when somebody would move it: whether the company may do it, whether it is its
// turn, whether the company has room for it, and how its lease stands.
import type { Reads } from '../../db/database.ts'
import { mayDo, standingOf, type Standing } from '../../planning/contracts/standing.ts'
import { readBook } from '../../planning/contracts/store.ts'
import { listCrews } from '../../planning/crews/store.ts'
import { addDays, dayOf, type Day } from '../../shared/day.ts'
import type { OrderState } from '../../shared/vocabulary.ts'
import type { Situation } from '../states/needs.ts'
import type { OrderRow } from '../states/store.ts'
import { ENDED } from '../states/transitions.ts'
import { HAD } from './fence.ts'
import type { ClaimRules } from './rules.ts'
import { findHolder, holdingsOf } from './store.ts'

export type ClaimSituation = Pick<
  Situation,
  'claimableFrom' | 'mayNotDo' | 'earlierLegOpen' | 'overCap' | 'leaseOver' | 'shutGates'
>

/** `standing`: of the company that would have it; undefined: there is none, or nobody asks for one. */
export async function claimSituation(
  q: Reads,
  order: OrderRow,
  { now, rules, companyId, standing }: Asking,
): Promise<ClaimSituation> {
  return {
    shutGates: order.shutGates,
    claimableFrom: claimableFrom(order.weekOn, { now, rules }),
    mayNotDo: standing === undefined ? NOT_RECORDED : mayNot(standing, order, dayOf(now)),
    earlierLegOpen: await isEarlierLegOpen(q, order, companyId),
    overCap: companyId === null ? null : await overCap(q, { companyId, siteId: order.siteId, now, rules }),
    leaseOver: order.leaseExpiresAt !== null && order.leaseExpiresAt <= now,
  }
}

interface Asking {
  readonly now: Date
  readonly rules: ClaimRules
  readonly companyId: string | null
  readonly standing: Standing | undefined
}

function claimableFrom(weekOn: Day | null, { now, rules }: Pick<Asking, 'now' | 'rules'>): Day | null {
  const from = weekOn === null ? null : addDays(weekOn, -rules.claimAheadDays)
  return from !== null && dayOf(now) < from ? from : null
}

function mayNot(standing: Standing, { organisationId, region, vetting, action }: OrderRow, on: Day): string | null {
  const answer = mayDo(standing, { organisationId, region, vetting, action, on })
  return answer.may ? null : answer.says
}

/** From here a visit is booked, for which the company must still be one that may do the work. */
const TO_BE_BOOKED: readonly OrderState[] = ['claimed', 'rejected', 'with-manager']

/** Why the company that has the order may not go on with it; null: it may, or is not about to. */
export async function holderMayNot(q: Reads, order: OrderRow, on: Day): Promise<string | null> {
  const { companyId, state } = order
  if (companyId === null || !TO_BE_BOOKED.includes(state)) return null
  const book = await readBook(q, 'everything')
  const standing = standingOf(book, await listCrews(q, 'everything'), companyId)
  return standing === undefined ? NOT_RECORDED : mayNot(standing, order, on)
}

const NOT_RECORDED = 'The company is not recorded.'

/** Whether the leg before it is still to be done, by another company than this or by nobody yet. */
export async function isEarlierLegOpen(
  q: Reads,
  { afterOrderId }: OrderRow,
  companyId: string | null,
): Promise<boolean> {
  const earlier = afterOrderId === null ? undefined : await findHolder(q, afterOrderId)
  if (!earlier || LEG_DONE.includes(earlier.state)) return false
  return !(companyId !== null && earlier.companyId === companyId && HAD.includes(earlier.state))
}

/** Once it is so far, the next leg may be begun, by whichever company. */
export const LEG_DONE: readonly OrderState[] = ['completed', ...ENDED]

async function overCap(
  q: Reads,
  { siteId, ...whose }: { companyId: string; siteId: string; now: Date; rules: ClaimRules },
): Promise<Situation['overCap']> {
  const { open, revealed } = await holdingsOf(q, whose)
  if (open >= whose.rules.openClaims) return 'open-claims'
  return revealed.size >= whose.rules.revealedSites && !revealed.has(siteId) ? 'revealed-sites' : null
}

/** Nobody's any more. */
export const FREE = {
  companyId: null,
  claimedAt: null,
  leaseExpiresAt: null,
  offerExpiresAt: null,
  contactDueAt: null,
  contactOverdueAt: null,
  externalRef: null,
} as const

/** What these transitions ask for; of all else the worst is taken, so that none of them can rest on it. */
export function situationFor(known: Partial<Situation>): Situation {
  return {
    ...{ shutGates: ['what nobody has looked at'], claimableFrom: null, mayNotDo: 'Nobody has looked.' },
    ...{ earlierLegOpen: true, overCap: 'open-claims', leaseOver: false, visitBooked: false, visitOpen: true },
    ...{
      startGateShut: ['what nobody has looked at'],
      devicesUntold: 1,
      devicesLeft: 1,
      ownWork: false,
      factsUntold: ['all'],
    },
    ...{ notIndependent: 'Nobody has looked.', flaggedInstalled: 1, unclearedInstalled: 1, madeSafe: false },
    ...{ begun: true, reason: null, slipReason: null },
    ...known,
  }
}
