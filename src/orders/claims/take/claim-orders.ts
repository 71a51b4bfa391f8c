// A company asks for work: it is given the highest-ranked orders that it may do, and nobody else is given them too. The one
// way from `ready` to `claimed` beside an offer; see the table of transitions.
import { auditEntry, recordAll, type AuditEntry } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import { insertAll } from '../../../db/bulk.ts'
import type { Claims } from '../../../db/database.ts'
import type { BankHolidays } from '../../../planning/crews/bank-holidays.ts'
import type { Deps } from '../../../deps.ts'
import { dayOf, type Day } from '../../../shared/day.ts'
import type { EventRow } from '../../states/store.ts'
import type { ClaimRules } from '../rules.ts'
import {
  companyOf,
  holdingsFrom,
  holdingsTake,
  lookBeforeClaim,
  lookFrom,
  lookTake,
  noteReveals,
  siteOfHeld,
  type Holdings,
  type HoldingsRow,
  type Look,
  type LookRow,
} from '../store.ts'
import { sweepOrders } from '../sweep-orders.ts'
import { endOfWorkingDays } from '../working-days.ts'
import { abilitiesOf, narrowed, type ClaimFilter } from './abilities.ts'
import { recordedLast, standingNow } from './standing-now.ts'
import { byRank, takeOf, type Leases, type Taken, type Taking } from './store.ts'

export interface ClaimDeps extends Deps {
  readonly rules: ClaimRules
  readonly holidays: BankHolidays
}

export interface ClaimInput {
  readonly maxOrders: number
  readonly filter: ClaimFilter & {
    /** Only at the site of this order, which the company has. */
    readonly sameSiteAs?: string | undefined
  }
  /** What the company's own system calls it. */
  readonly externalRef?: string | undefined
}

/**
 * Returns the references of what was taken, the highest first; none: there is nothing that the company may take now. What it may
 * do is taken to be as it was read last, and what is due to be done: whether that still held comes with the answer.
 */
export async function claimOrders(deps: ClaimDeps, caller: Caller, input: ClaimInput): Promise<string[]> {
  const { db, clock, ids, rules } = deps
  const asking = { companyId: companyOf(caller), now: clock.now(), filter: input.filter }
  const { companyId, now } = asking
  const claim = async (known: { readonly recorded: string | undefined; readonly swept: boolean }) => {
    const taking = await takingAsOf(deps, { ...asking, recorded: known.recorded })
    if (taking === null) {
      // What time has done is done, and what is to be committed with a claim is, all the same.
      if ((await lookBeforeClaim(db.read, now)).due) await sweepOrders(deps)
      return db.claim(companyId, async () => [], { together: true })
    }
    // Drawn for each try: what was swept before it has earlier ones.
    const entry = auditEntry(deps, caller, { act: 'orders.claimed', subjectKind: 'company', subjectId: companyId })
    const eventIds = Array.from({ length: Math.min(input.maxOrders, rules.openClaims) }, () => ids.next('evt'))
    const work = async (q: Claims) => {
      const found = await takeAll(q, taking, { deps, input })
      if (found.recorded !== taking.recorded || (found.due && !known.swept)) throw new Overtaken(found)
      if (found.taken.length > 0) await append(q, found, { companyId, now, entry, eventIds })
      return found.taken
    }
    return db.claim(companyId, work, { together: true })
  }
  for (let known = { recorded: recordedLast(db.read), swept: false }; ;) {
    try {
      return (await claim(known)).map(({ ref }) => ref)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
      if (error.look.due) await sweepOrders(deps)
      known = { recorded: error.look.recorded, swept: known.swept || error.look.due }
    }
  }
}

/** Thrown, so that nothing is committed: something is due that a claim rests on, or companies may do other work than was thought. */
class Overtaken extends Error {
  readonly look: Look
  constructor(look: Look) {
    super('What a claim rests on has changed.')
    this.look = look
  }
}

interface Asking {
  readonly companyId: string
  readonly now: Date
  readonly filter: ClaimInput['filter']
}

/** Null: it may do nothing of what it asks for. Throws `unknown-order` for a site that it does not know. */
export async function takingOf({ db, rules }: Pick<ClaimDeps, 'db' | 'rules'>, asking: Asking): Promise<Taking | null> {
  const { recorded } = await lookBeforeClaim(db.read, asking.now)
  return takingFrom({ db, rules }, { ...asking, recorded })
}

/** Of what was recorded then; that a company may do nothing is looked up. */
async function takingAsOf(deps: ClaimDeps, { recorded, ...asking }: Asking & { recorded: string | undefined }) {
  const known = recorded === undefined ? null : await takingFrom(deps, { ...asking, recorded })
  return known ?? takingOf(deps, asking)
}

async function takingFrom(
  { db, rules }: Pick<ClaimDeps, 'db' | 'rules'>,
  { companyId, now, filter, recorded }: Asking & { readonly recorded: string },
): Promise<Taking | null> {
  const standing = await standingNow(db.read, companyId, recorded)
  const abilities = standing === undefined ? [] : narrowed(abilitiesOf(standing, dayOf(now)), filter)
  const { sameSiteAs } = filter
  const siteId = sameSiteAs === undefined ? null : await siteOfHeld(db.read, companyId, sameSiteAs)
  return abilities.length === 0 ? null : { companyId, now, abilities, recorded, rules, siteId }
}

/** What the company had before, what that rests on, and what it took. */
interface Found extends Holdings, Look {
  readonly taken: readonly Taken[]
}

/** In steps, for a site counts once: each may leave room for more. The first looks too, in the same message. */
async function takeAll(
  q: Claims,
  taking: Taking,
  { deps, input }: { deps: ClaimDeps; input: ClaimInput },
): Promise<Found> {
  const how = { lease: leasesFrom(taking.now, deps), externalRef: input.externalRef ?? null }
  const looks = [lookTake(q, taking.now), holdingsTake(q, taking)] as const
  const first = takeOf(q, taking, { ...how, most: input.maxOrders })
  const [look, held, highest] = await q.take<[LookRow, HoldingsRow, Taken]>(...looks, first)
  const holdings = holdingsFrom(held[0]!)
  const most = Math.min(input.maxOrders, deps.rules.openClaims - holdings.open)
  const taken = highest.toSorted(byRank)
  for (let last = highest; last.length > 0 && taken.length < most;) {
    const [more] = await q.take<[Taken]>(takeOf(q, taking, { ...how, most: most - taken.length }))
    taken.push(...more.toSorted(byRank))
    last = more
  }
  return { ...lookFrom(look[0]!), ...holdings, taken }
}

/** Of one day, by the rules that they were reckoned by: claims of a day all end at the same midnights. */
const reckoned = new WeakMap<
  ClaimRules,
  { readonly on: Day; readonly holidays: BankHolidays; readonly leases: Leases }
>()

function leasesFrom(now: Date, { rules, holidays }: ClaimDeps): Leases {
  const on = dayOf(now)
  const known = reckoned.get(rules)
  if (known?.on === on && known.holidays === holidays) return known.leases
  const until = (region: string) => endOfWorkingDays(now, rules.leaseWorkingDays, { region, holidays })
  const leases = {
    'england-and-wales': until('Wales'),
    scotland: until('Scotland'),
    'northern-ireland': until('Northern Ireland'),
  }
  reckoned.set(rules, { on, holidays, leases })
  return leases
}

interface Appending {
  readonly companyId: string
  readonly now: Date
  readonly entry: AuditEntry
  readonly eventIds: readonly string[]
}

async function append(
  q: Claims,
  { taken, toldToday }: Pick<Found, 'taken' | 'toldToday'>,
  { companyId, now, entry, eventIds }: Appending,
): Promise<void> {
  const events = taken.map((order, i): EventRow => {
    return {
      id: eventIds[i]!,
      orderId: order.id,
      organisationId: order.organisation_id,
      ...{ event: 'claim', fromState: 'ready', toState: 'claimed', attempt: order.attempt, companyId },
      ...{ detail: null, at: now, by: entry.principalId, position: null },
    }
  })
  await insertAll(q, q.t.orderEvents, events)
  const told = taken.map((order) => ({ siteId: order.site_id, organisationId: order.organisation_id }))
  await noteReveals(q, told, { companyId, now, toldToday })
  const orders = taken.map(({ ref, attempt }) => ({ ref, attempt }))
  await recordAll(q, [{ entry, detail: { orders } }])
}
