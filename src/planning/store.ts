import { and, asc, desc, eq, gt } from 'drizzle-orm'
import { planWithin, scopeRows, withinSite, type Scope } from '../access/scope.ts'
import { inChunks, insertAll } from '../db/bulk.ts'
import type { Reads, Writes } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { Action } from '../shared/vocabulary.ts'
import type { StoredLeg } from './problem/pack.ts'
import type { PlanSummary } from './outcome/plan-summary.ts'

export type PlanRow = Omit<Tables['plans']['$inferSelect'], 'summary'> & { readonly summary: PlanSummary }
export type DocumentRow = Tables['documents']['$inferSelect']

/** The stored legs of the scope, by site id, with their devices. */
export async function legsBySite(q: Reads, scope: Scope): Promise<Map<string, StoredLeg[]>> {
  const { legs, legDevices } = q.t
  const rows = await q
    .select({ siteId: legs.siteId, id: legs.id, action: legs.action, legNumber: legs.legNumber })
    .from(legs)
    .where(withinSite(q, scope, legs))
  const members = await q
    .select({ legId: legDevices.legId, deviceId: legDevices.deviceId })
    .from(legDevices)
    .innerJoin(legs, eq(legs.id, legDevices.legId))
    .where(withinSite(q, scope, legs))
  const devices = Map.groupBy(members, (member) => member.legId)
  const withDevices = rows.map((leg) => ({ ...leg, deviceIds: (devices.get(leg.id) ?? []).map((m) => m.deviceId) }))
  return Map.groupBy(withDevices, (leg) => leg.siteId)
}

export interface NewLeg {
  readonly leg: Tables['legs']['$inferInsert']
  readonly deviceIds: readonly string[]
}

/** Stores the membership of legs that are new, and of new devices in legs that are not. */
export async function keepLegs(q: Writes, legs: readonly NewLeg[]): Promise<void> {
  for (const part of inChunks(legs)) {
    await q
      .insert(q.t.legs)
      .values(part.map(({ leg }) => leg))
      .onConflictDoNothing()
  }
  const members = legs.flatMap(({ leg, deviceIds }) =>
    deviceIds.map((deviceId) => ({ legId: leg.id, deviceId, organisationId: leg.organisationId })),
  )
  for (const part of inChunks(members)) await q.insert(q.t.legDevices).values(part).onConflictDoNothing()
}

/** A text already stored is stored once. */
export async function keepDocuments(q: Writes, documents: readonly DocumentRow[]): Promise<void> {
  await q
    .insert(q.t.documents)
    .values([...documents])
    .onConflictDoNothing()
}

export async function findDocument(q: Reads, hash: string): Promise<DocumentRow | undefined> {
  const [row] = await q.select().from(q.t.documents).where(eq(q.t.documents.hash, hash))
  return row
}

export async function insertPlan(
  q: Writes,
  plan: Tables['plans']['$inferInsert'],
  { scope, orders }: { scope: Scope; orders: readonly Tables['planOrders']['$inferInsert'][] },
): Promise<void> {
  await q.insert(q.t.plans).values(plan)
  await q.insert(q.t.planScopes).values(scopeRows(scope).map((row) => ({ ...row, planId: plan.id })))
  await insertAll(q, q.t.planOrders, orders)
}

/** What the plan's jobs are, by leg; whoever sees the plan may know it. */
export function listPlannedWork(
  q: Reads,
  planId: string,
): Promise<{ legId: string; action: Action; deviceCount: number }[]> {
  const { legId, action, deviceCount } = q.t.planOrders
  const mine = eq(q.t.planOrders.planId, planId)
  return q.select({ legId, action, deviceCount }).from(q.t.planOrders).where(mine).orderBy(asc(legId))
}

/** Undefined also for a plan that reaches beyond the scope. */
export async function findPlan(q: Reads, scope: Scope, id: string): Promise<PlanRow | undefined> {
  const { plans } = q.t
  const [row] = await q
    .select()
    .from(plans)
    .where(and(eq(plans.id, id), planWithin(q, scope, plans.id)))
  return row as PlanRow | undefined
}

/** The adopted plan if there is one, else the newest: what "the plan" means to whoever names none. */
export async function findCurrentPlan(q: Reads, scope: Scope): Promise<PlanRow | undefined> {
  const { plans } = q.t
  const newestFirst = [desc(plans.createdAt), desc(plans.id)]
  const [adopted] = await q
    .select()
    .from(plans)
    .where(and(eq(plans.state, 'adopted'), planWithin(q, scope, plans.id)))
    .orderBy(...newestFirst)
    .limit(1)
  if (adopted) return adopted as PlanRow
  const [newest] = await q
    .select()
    .from(plans)
    .where(planWithin(q, scope, plans.id))
    .orderBy(...newestFirst)
    .limit(1)
  return newest as PlanRow | undefined
}

/** Oldest first, after the id. */
export async function listPlans(
  q: Reads,
  scope: Scope,
  page: { after: string | null; limit: number },
): Promise<PlanRow[]> {
  const { plans } = q.t
  const where = and(page.after === null ? undefined : gt(plans.id, page.after), planWithin(q, scope, plans.id))
  return (await q.select().from(plans).where(where).orderBy(asc(plans.id)).limit(page.limit)) as PlanRow[]
}
