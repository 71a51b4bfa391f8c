import { and, asc, eq, gt } from 'drizzle-orm'
import { within, type Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { Tier } from '../../directive/decision-table.ts'
import type { OrderFacts } from '../../planning/outcome/plan-orders.ts'
import { addDays } from '../../shared/day.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { Work } from './sums/burn-down.ts'
import type { SensitiveSite } from './sums/past-k1.ts'

/** A few milliseconds of reading. */
const ROWS = 500

/** What each order of the plan takes away, in the order of their legs. */
export async function* listWork(q: Reads, scope: Scope, planId: string): AsyncGenerator<Work> {
  const { planOrders: t, sites } = q.t
  for (let after = ''; ;) {
    const found = await q
      .select({ legId: t.legId, siteId: t.siteId, tier: t.tier, action: t.action, weekOn: t.weekOn, why: t.why })
      .from(t)
      .innerJoin(sites, eq(sites.id, t.siteId))
      .where(and(eq(t.planId, planId), gt(t.legId, after), inScope(q, scope)))
      .orderBy(asc(t.legId))
      .limit(ROWS)
    for (const { siteId, tier, action, weekOn, why } of found) {
      const { deviceIds, leavingIds, waitsUntilOn } = why as OrderFacts
      const doneOn = weekOn === null ? waitsUntilOn : addDays(weekOn, 7)
      yield { siteId, tier: tier as Tier, action, deviceIds: [...deviceIds, ...leavingIds], doneOn }
    }
    if (found.length < ROWS) return
    after = found.at(-1)!.legId
  }
}

/** By code. */
export async function listSensitiveSites(q: Reads, scope: Scope): Promise<SensitiveSite[]> {
  const { sites } = q.t
  const found = await q
    .select({ id: sites.id, code: sites.code, name: sites.name })
    .from(sites)
    .where(and(eq(sites.sensitivity, 'sensitive'), within(scope, sites)))
  return found.sort((a, b) => byCodeUnit(a.code, b.code))
}

function inScope({ t }: Reads, scope: Scope) {
  return within(scope, { organisationId: t.planOrders.organisationId, region: t.sites.region })
}
