// Statements on scenarios and their runs. Whoever sees a plan sees the scenarios over it, and nobody else does.
import { and, asc, desc, eq, gt, inArray, notExists, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { ANY, planWithin, type Scope } from '../../access/scope.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { sha256 } from '../../shared/hash.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { OrderFacts } from '../outcome/plan-orders.ts'
import type { RunSummary } from './comparison/measure-run.ts'
import { readsEstate, readsMoney, type Scenario, type Settings } from './scenario.ts'

export type RunRow = Omit<Tables['scenarioRuns']['$inferSelect'], 'summary' | 'settings'> & {
  readonly summary: RunSummary
  readonly settings: Settings
}

export async function insertScenario(q: Writes, { id, ...scenario }: Scenario, rowId: string): Promise<void> {
  await q.insert(q.t.scenarios).values({ ...scenario, scenarioId: id, id: rowId })
}

/** As they stand, oldest first, after the id. */
export async function listScenarios(
  q: Reads,
  scope: Scope,
  page: { after: string | null; limit: number },
): Promise<Scenario[]> {
  const { scenarios: t } = q.t
  const after = page.after === null ? undefined : gt(t.scenarioId, page.after)
  const rows = await q
    .select()
    .from(t)
    .where(and(after, isNewest(q), planWithin(q, scope, t.planId)))
    .orderBy(asc(t.scenarioId))
    .limit(page.limit)
  return rows.map(scenarioOf)
}

export async function findScenario(q: Reads, scope: Scope, id: string): Promise<Scenario | undefined> {
  const { scenarios: t } = q.t
  const [row] = await q
    .select()
    .from(t)
    .where(and(eq(t.scenarioId, id), planWithin(q, scope, t.planId)))
    .orderBy(desc(t.version))
    .limit(1)
  return row && scenarioOf(row)
}

function scenarioOf({ scenarioId, settings, ...row }: Tables['scenarios']['$inferSelect']): Scenario {
  const { version, name, planId, recordedAt, recordedBy } = row
  return { id: scenarioId, version, name, planId, settings: settings as Settings, recordedAt, recordedBy }
}

function isNewest(q: Reads) {
  const { scenarios: t } = q.t
  const later = alias(t, 'later')
  return notExists(
    q
      .select({ one: sql`1` })
      .from(later)
      .where(and(eq(later.scenarioId, t.scenarioId), gt(later.version, t.version))),
  )
}

export async function insertRun(q: Writes, row: RunRow): Promise<void> {
  await q.insert(q.t.scenarioRuns).values(row)
}

export async function findRun(q: Reads, scope: Scope, id: string): Promise<RunRow | undefined> {
  const { scenarioRuns: t } = q.t
  const [row] = await q
    .select()
    .from(t)
    .where(and(eq(t.id, id), planWithin(q, scope, t.planId)))
  return row as RunRow | undefined
}

/** Oldest first, after the id. */
export async function listRuns(
  q: Reads,
  scope: Scope,
  { scenarioId, after, limit }: { scenarioId: string; after: string | null; limit: number },
): Promise<RunRow[]> {
  const { scenarioRuns: t } = q.t
  const rest = after === null ? undefined : gt(t.id, after)
  const where = and(eq(t.scenarioId, scenarioId), rest, planWithin(q, scope, t.planId))
  return (await q.select().from(t).where(where).orderBy(asc(t.id)).limit(limit)) as RunRow[]
}

/** The newest of each scenario, by its id. */
export async function lastRuns(q: Reads, scope: Scope, scenarioIds: readonly string[]): Promise<Map<string, RunRow>> {
  if (scenarioIds.length === 0) return new Map()
  const { scenarioRuns: t } = q.t
  const newest = q
    .select({ id: sql<string>`max(${t.id})` })
    .from(t)
    .where(and(inArray(t.scenarioId, [...scenarioIds]), planWithin(q, scope, t.planId)))
    .groupBy(t.scenarioId)
  const rows = (await q.select().from(t).where(inArray(t.id, newest))) as RunRow[]
  return new Map(rows.map((row) => [row.scenarioId, row]))
}

/** The newest runs over the plan: one of them may have taken its snapshot. */
export async function listRunsOver(q: Reads, planId: string): Promise<Pick<RunRow, 'settings' | 'snapshotHash'>[]> {
  const { scenarioRuns: t } = q.t
  const { settings, snapshotHash } = t
  const rows = await q
    .select({ settings, snapshotHash })
    .from(t)
    .where(eq(t.planId, planId))
    .orderBy(desc(t.id))
    // Runs that built their own are rare: a snapshot that none of twenty kept is taken anew.
    .limit(20)
  return rows as Pick<RunRow, 'settings' | 'snapshotHash'>[]
}

/** Undefined: there is no such plan. */
export async function findProblemHash(q: Reads, planId: string): Promise<string | undefined> {
  const { plans } = q.t
  const [row] = await q.select({ problemHash: plans.problemHash }).from(plans).where(eq(plans.id, planId))
  return row?.problemHash
}

/** What the plan was made for: a scenario over it reads no more of the estate than it did. */
export async function scopeOfPlan(q: Reads, planId: string): Promise<Scope> {
  const { planScopes: t } = q.t
  const rows = await q.select().from(t).where(eq(t.planId, planId))
  if (rows.some(({ organisationId }) => organisationId === ANY)) return 'everything'
  return rows.map(({ organisationId, region }) => ({ organisationId, region: region === ANY ? null : region }))
}

/** Changes with whatever a run of these settings takes from the house as of now; empty where that is nothing. */
export async function readsOf(q: Reads, settings: Settings): Promise<string> {
  const { organisations, funds, siteDecisions, determinations, sites } = q.t
  const parts: unknown[] = []
  if (readsMoney(settings)) {
    parts.push(await q.select({ id: funds.id, version: funds.version }).from(funds).orderBy(asc(funds.id)))
  }
  if (readsEstate(settings)) {
    const { id, version } = organisations
    parts.push(await q.select({ id, version }).from(organisations).orderBy(asc(id)))
    parts.push(await q.select({ n: sql`sum(${sites.version})`.mapWith(Number) }).from(sites))
    parts.push(await q.select({ newest: sql`max(${siteDecisions.id})` }).from(siteDecisions))
    parts.push(await q.select({ newest: sql`max(${determinations.id})` }).from(determinations))
  }
  return parts.length === 0 ? '' : sha256(JSON.stringify(parts))
}

export type LegRow = Awaited<ReturnType<typeof listLegRows>>[number]

/** What the plan's orders tell of its legs, beside their sites as they are now; by id. */
export async function listLegRows(q: Reads, planId: string) {
  const { planOrders: t, sites } = q.t
  const rows = await q
    .select({
      id: t.legId,
      siteId: t.siteId,
      site: sites.code,
      organisationId: t.organisationId,
      region: sites.region,
      vetting: sites.vetting,
      sensitivity: sites.sensitivity,
      upgrade: { upgradeOn: sites.upgradeOn, funded: sites.upgradeFunded, manufacturer: sites.upgradeManufacturer },
      action: t.action,
      tier: t.tier,
      clause: t.clause,
      state: t.state,
      why: t.why,
    })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .where(eq(t.planId, planId))
  return rows.map((row) => ({ ...row, why: row.why as OrderFacts })).sort((a, b) => byCodeUnit(a.id, b.id))
}
