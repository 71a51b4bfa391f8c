import { and, asc, desc, eq, gt, type SQL } from 'drizzle-orm'
import { planWithin, scopeRows, within, type Scope } from '../access/scope.ts'
import type { Reads, Stage, Writes } from '../db/database.ts'
import { given, prepared } from '../db/prepared.ts'
import type { Tables } from '../db/tables.ts'
import type { Action } from '../shared/vocabulary.ts'
import { inParts } from './engine/format/text-pieces.ts'
import type { StoredLeg } from './problem/pack.ts'
import type { PlanSummary } from './outcome/plan-summary.ts'

export type PlanRow = Omit<Tables['plans']['$inferSelect'], 'summary'> & { readonly summary: PlanSummary }
export type DocumentRow = Tables['documents']['$inferSelect']

/** Whose legs are read: one organisation's, one site's, or all. */
interface Whose {
  readonly scope: Scope
  readonly of: 'organisation' | 'site' | 'all'
}

/** By sites, which have an index to their legs. */
function wanted({ t: { sites } }: Reads, { scope, of }: Whose): SQL | undefined {
  const named = { organisation: sites.organisationId, site: sites.id, all: undefined }[of]
  return and(named && eq(named, given('id')), within(scope, sites))
}

const legsOf = prepared((q, whose: Whose) => {
  const { legs: t, sites } = q.t
  return q
    .select({ siteId: t.siteId, id: t.id, action: t.action, legNumber: t.legNumber })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .where(wanted(q, whose))
})

const legDevicesOf = prepared((q, whose: Whose) => {
  const { legs: t, legDevices, sites } = q.t
  return q
    .select({ legId: legDevices.legId, deviceId: legDevices.deviceId })
    .from(legDevices)
    .innerJoin(t, eq(t.id, legDevices.legId))
    .innerJoin(sites, eq(sites.id, t.siteId))
    .where(wanted(q, whose))
})

/** The stored legs, by site id, with their devices: of one organisation, of one site, or of all in the scope. */
export async function legsBySite(
  q: Reads,
  scope: Scope,
  { organisationId, siteId }: { organisationId?: string; siteId?: string } = {},
): Promise<Map<string, StoredLeg[]>> {
  const whose: Whose = {
    scope,
    of: organisationId !== undefined ? 'organisation' : siteId !== undefined ? 'site' : 'all',
  }
  const id = organisationId ?? siteId
  const legs = await legsOf(q, whose).execute({ id })
  const members = await legDevicesOf(q, whose).execute({ id })
  const devices = Map.groupBy(members, (member) => member.legId)
  return Map.groupBy(
    legs.map((leg) => ({ ...leg, deviceIds: (devices.get(leg.id) ?? []).map(({ deviceId }) => deviceId) })),
    (leg) => leg.siteId,
  )
}

export interface NewLeg {
  readonly leg: Tables['legs']['$inferInsert']
  readonly deviceIds: readonly string[]
}

/** A few megabytes of rows: staging holds the thread for each part. */
const ROWS_A_PART = 2000

interface Staged {
  readonly legs: Iterable<NewLeg>
  readonly orders: Iterable<Tables['planOrders']['$inferInsert']>
}

/**
 * Stages the plan's orders, and the membership of legs that are new and of new devices in legs that are not: what is
 * stored of these stays.
 */
export async function stagePlan({ stage, t }: { stage: Stage; t: Tables }, { legs, orders }: Staged): Promise<void> {
  for (const some of inParts(legs, ROWS_A_PART)) {
    const rows = some.map(({ leg }) => leg)
    const members = some.flatMap(({ leg: { id: legId, organisationId }, deviceIds }) =>
      deviceIds.map((deviceId) => ({ legId, deviceId, organisationId })),
    )
    await stage.addMissing(t.legs, rows)
    await stage.addMissing(t.legDevices, members)
  }
  for (const some of inParts(orders, ROWS_A_PART)) await stage.add(t.planOrders, some)
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

/** The plan, and with it what was staged: its orders, and legs that are new. */
export async function insertPlan(
  q: Writes,
  plan: Tables['plans']['$inferInsert'],
  { scope, staged }: { scope: Scope; staged: Stage },
): Promise<void> {
  await q.insert(q.t.plans).values(plan)
  await q.insert(q.t.planScopes).values(scopeRows(scope).map((row) => ({ ...row, planId: plan.id })))
  await q.insertStaged(staged)
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
