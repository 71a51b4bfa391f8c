// What part of the estate a principal may know of, and how every query is narrowed to it: here and nowhere else. What
// lies outside is not found, so the caller's answer is 404, in the words of what never was.
import { and, eq, inArray, not, notExists, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Reads, Writes } from '../db/database.ts'

/** All of the estate, or a set of organisation × region pairs. */
export type Scope = 'everything' | readonly ScopePair[]

export interface ScopePair {
  readonly organisationId: string
  /** Null: every region of the organisation, and its sites without one. */
  readonly region: string | null
}

/** Stored in place of an organisation or a region by rows that are about every one: a part of them does not hold it. */
export const ANY = '*'

/** Narrows rows that are sites, or are joined with theirs. */
export function within(scope: Scope, columns: { organisationId: PgColumn; region: PgColumn }): SQL | undefined {
  const regions = (pairs: readonly RegionPair[]) =>
    pairs.map(({ organisationId, region }) =>
      and(eq(columns.organisationId, organisationId), eq(columns.region, region)),
    )
  return narrow(scope, columns.organisationId, regions)
}

/** Narrows rows that only name their site: a caller limited to regions finds those of the sites there. */
export function withinSite(
  q: Reads,
  scope: Scope,
  columns: { organisationId: PgColumn; siteId: PgColumn },
): SQL | undefined {
  const { sites } = q.t
  return narrow(scope, columns.organisationId, (pairs) => {
    if (pairs.length === 0) return []
    const inRegions = pairs.map(({ organisationId, region }) =>
      and(eq(sites.organisationId, organisationId), eq(sites.region, region)),
    )
    const theirs = q
      .select({ id: sites.id })
      .from(sites)
      .where(or(...inRegions))
    return [inArray(columns.siteId, theirs)]
  })
}

/** Narrows organisations: one is known to whoever may know of any region of it. */
export function withinOrganisation(scope: Scope, organisationId: PgColumn): SQL | undefined {
  if (scope === 'everything') return undefined
  const known = scope.map((pair) => pair.organisationId)
  return known.length > 0 ? inArray(organisationId, known) : sql`1 = 0`
}

/** Narrows rows that name an organisation and no region: to organisations that the caller holds whole. */
export function withinWhole(scope: Scope, organisationId: PgColumn): SQL | undefined {
  return narrow(scope, organisationId, () => [])
}

interface RegionPair {
  readonly organisationId: string
  readonly region: string
}

function narrow(
  scope: Scope,
  organisationId: PgColumn,
  inRegions: (pairs: readonly RegionPair[]) => (SQL | undefined)[],
): SQL | undefined {
  if (scope === 'everything') return undefined
  const whole = scope.flatMap((pair) => (pair.region === null ? [pair.organisationId] : []))
  const regions = scope.flatMap(({ organisationId: id, region }) =>
    region === null ? [] : [{ organisationId: id, region }],
  )
  const any = [...(whole.length > 0 ? [inArray(organisationId, whole)] : []), ...inRegions(regions)]
  return any.length > 0 ? or(...any) : sql`1 = 0`
}

/** As much of the scope as lies in the organisations. */
export function scopeIn(scope: Scope, organisationIds: readonly string[]): Scope {
  if (scope === 'everything') return organisationIds.map((organisationId) => ({ organisationId, region: null }))
  return scope.filter(({ organisationId }) => organisationIds.includes(organisationId))
}

/** Whether a place, such as one that a site is moved to, lies in the scope. Region null: in none that is stated. */
export function holds(scope: Scope, place: ScopePair): boolean {
  return (
    scope === 'everything' ||
    scope.some(
      ({ organisationId, region }) =>
        organisationId === place.organisationId && (region === null || region === place.region),
    )
  )
}

/** Whether nothing of `inner` lies outside `outer`. */
export function isScopeWithin(inner: Scope, outer: Scope): boolean {
  if (outer === 'everything') return true
  return inner !== 'everything' && inner.every((pair) => holds(outer, pair))
}

/** The scope as rows, for what belongs to a whole scope: visible to those who hold every one of them. */
export function scopeRows(scope: Scope): { organisationId: string; region: string }[] {
  // What was made for nothing is nobody's but theirs who hold everything.
  if (scope === 'everything' || scope.length === 0) return [{ organisationId: ANY, region: ANY }]
  const rows = scope.map(({ organisationId, region }) => ({ organisationId, region: region ?? ANY }))
  return [...new Map(rows.map((row) => [`${row.organisationId}\n${row.region}`, row])).values()]
}

/** Notes what whoever asks for a job, a request or an import may know of: more than that does not come to stand in it. */
export async function keepAskedScope(q: Writes, askedId: string, scope: Scope): Promise<void> {
  const rows = scopeRows(scope).map((row) => ({ ...row, askedId }))
  await q.insert(q.t.askedScopes).values(rows).onConflictDoNothing()
}

/** Narrows what somebody asked for to what they asked for with no wider scope than they have now. */
export function askedWithin(q: Reads, scope: Scope, askedId: PgColumn): SQL | undefined {
  if (scope === 'everything') return undefined
  const { askedScopes } = q.t
  const outside = and(eq(askedScopes.askedId, askedId), not(within(scope, askedScopes)!))
  return notExists(
    q
      .select({ one: sql`1` })
      .from(askedScopes)
      .where(outside),
  )
}

/** A plan is seen by those who may see all that it was made for: its sums say something of every part. */
export function planWithin(q: Reads, scope: Scope, planId: PgColumn): SQL | undefined {
  if (scope === 'everything') return undefined
  const { planScopes } = q.t
  const outside = and(eq(planScopes.planId, planId), not(within(scope, planScopes)!))
  return notExists(
    q
      .select({ one: sql`1` })
      .from(planScopes)
      .where(outside),
  )
}
