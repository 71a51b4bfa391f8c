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
import { companyOf, holdingsOf, lookBeforeClaim, noteReveals, siteOfHeld, type Holdings } from '../store.ts'
import { sweepOrders } from '../sweep-orders.ts'
import { endOfWorkingDays } from '../working-days.ts'
import { abilitiesOf, narrowed, type ClaimFilter } from './abilities.ts'
import { standingNow } from './standing-now.ts'
import { takeHighest, type Leases, type Taken, type Taking } from './store.ts'

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

/** Returns the references of what was taken, the highest first; none: there is nothing that the company may take now. */
export async function claimOrders(deps: ClaimDeps, caller: Caller, input: ClaimInput): Promise<string[]> {
  const { db, clock, ids, rules } = deps
  const companyId = companyOf(caller)
  const now = clock.now()
  const claim = ({ swept }: { swept: boolean }) => {
    // Drawn for each try: what was swept before it has earlier ones.
    const entry = auditEntry(deps, caller, { act: 'orders.claimed', subjectKind: 'company', subjectId: companyId })
    const eventIds = Array.from({ length: Math.min(input.maxOrders, rules.openClaims) }, () => ids.next('evt'))
    return db.claim(companyId, async (q) => {
      const holdings = await holdingsOf(q, { companyId, now, rules })
      if (holdings.due && !swept) throw SWEEP_FIRST
      const { recorded } = holdings
      const taking = await takingOf(deps, { companyId, now, filter: input.filter, recorded })
      const took = taking === null ? [] : await takeWithinCaps(q, taking, { deps, input, holdings })
      if (took.length > 0) await append(q, took, { companyId, now, entry, eventIds, holdings })
      return took
    })
  }
  const taken = await claim({ swept: false }).catch(async (error: unknown) => {
    if (error !== SWEEP_FIRST) throw error
    await sweepOrders(deps)
    return claim({ swept: true })
  })
  return taken.map(({ ref }) => ref)
}

/** Thrown, so that nothing is committed: what goes with the first write goes with the claim. */
const SWEEP_FIRST = new Error('Something is due that a claim rests on.')

/** Null: it may do nothing of what it asks for. Throws `unknown-order` for a site that it does not know. */
export async function takingOf(
  { db, rules }: Pick<ClaimDeps, 'db' | 'rules'>,
  { companyId, now, filter, recorded }: Asking,
): Promise<Taking | null> {
  const standing = await standingNow(db.read, companyId, recorded ?? (await lookBeforeClaim(db.read, now)).recorded)
  const abilities = standing === undefined ? [] : narrowed(abilitiesOf(standing, dayOf(now)), filter)
  const { sameSiteAs } = filter
  const siteId = sameSiteAs === undefined ? null : await siteOfHeld(db.read, companyId, sameSiteAs)
  return abilities.length === 0 ? null : { companyId, now, abilities, rules, siteId, sites: 'all' }
}

interface Asking {
  readonly companyId: string
  readonly now: Date
  readonly filter: ClaimInput['filter']
  /** As lookBeforeClaim gave it; left out: it is looked for. */
  readonly recorded?: string
}

/** In steps, for a site counts once: no step can bring more new sites than the company may still be told. */
async function takeWithinCaps(
  q: Claims,
  taking: Taking,
  { deps, input, holdings }: { deps: ClaimDeps; input: ClaimInput; holdings: Holdings },
): Promise<Taken[]> {
  const { rules } = deps
  const revealed = new Set(holdings.revealed)
  const most = Math.min(input.maxOrders, rules.openClaims - holdings.open)
  const how = { lease: leasesFrom(taking.now, deps), externalRef: input.externalRef ?? null }
  const taken: Taken[] = []
  while (taken.length < most) {
    const step = nextStep(taking, { revealed, most: most - taken.length, rules, isFirst: taken.length === 0 })
    const took = await takeHighest(q, step.taking, { ...how, limit: step.limit })
    if (took.length === 0) break
    taken.push(...took)
    for (const { site_id: siteId } of took) revealed.add(siteId)
  }
  return taken
}

/** Where nothing new may be told, what is at sites that the company knows can still be taken. */
export function nextStep(
  taking: Taking,
  {
    revealed,
    most,
    rules,
    isFirst,
  }: { revealed: ReadonlySet<string>; most: number; rules: ClaimRules; isFirst: boolean },
): { taking: Taking; limit: number } {
  const newSites = rules.revealedSites - revealed.size
  if (newSites > 0) return { taking, limit: Math.min(most, newSites) }
  return { taking: { ...taking, sites: isFirst ? 'known' : 'known or taken' }, limit: most }
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
  readonly holdings: Holdings
}

async function append(
  q: Claims,
  taken: readonly Taken[],
  { companyId, now, entry, eventIds, holdings }: Appending,
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
  await noteReveals(q, told, { companyId, now, toldToday: holdings.toldToday })
  const orders = taken.map(({ ref, attempt }) => ({ ref, attempt }))
  await recordAll(q, [{ entry, detail: { orders } }])
}
