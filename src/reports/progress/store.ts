// The statements of progress: sites, and of their devices how many are alike, an organisation at a time.
import { and, asc, count, eq, inArray, sql } from 'drizzle-orm'
import { within, type Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import { DIRECTED_ON } from '../../directive/decision-table.ts'
import { day } from '../../shared/day.ts'
import type { Alike, CountedSite } from './progress.ts'

/** Of the organisations with sites in the scope. */
export async function listOrganisationIds(q: Reads, scope: Scope): Promise<string[]> {
  const { sites: t } = q.t
  const rows = await q
    .selectDistinct({ id: t.organisationId })
    .from(t)
    .where(within(scope, t))
    .orderBy(asc(t.organisationId))
  return rows.map(({ id }) => id)
}

export async function listCountedSites(q: Reads, scope: Scope, organisationId: string): Promise<CountedSite[]> {
  const { sites: t } = q.t
  return q
    .select({ id: t.id, code: t.code, sensitivity: t.sensitivity, upgradeOn: t.upgradeOn })
    .from(t)
    .where(and(eq(t.organisationId, organisationId), within(scope, t)))
    .orderBy(asc(t.id))
}

/** Devices in place. Of the day of their installation only counts whether it lies before the direction: that day stands for later ones. */
export async function countAlike(q: Reads, scope: Scope, organisationId: string): Promise<Alike[]> {
  const { devices: t, sites } = q.t
  const { siteId, status, finding, network } = t
  const since = sql<number>`CASE WHEN ${t.installedOn} >= ${DIRECTED_ON} THEN 1 ELSE 0 END`.mapWith(Number)
  const rows = await q
    .select({ siteId, status, finding, network, since: since.as('since'), devices: count() })
    .from(t)
    .innerJoin(sites, eq(sites.id, t.siteId))
    .where(
      and(eq(t.organisationId, organisationId), inArray(status, ['in-service', 'disconnected']), within(scope, sites)),
    )
    .groupBy(siteId, status, finding, network, sql`since`)
  return rows.map(({ since: isSince, ...alike }) => ({ ...alike, installedOn: isSince ? day(DIRECTED_ON) : null }))
}
