import { and, eq, inArray, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'

/** What part of the estate a principal may know of: all of it, or a set of organisation × region pairs. */
export type Scope = 'everything' | readonly ScopePair[]

export interface ScopePair {
  readonly organisationId: string
  /** Null: every region of the organisation. */
  readonly region: string | null
}

/**
 * The condition that narrows a query to the scope: the one place where that is decided. What lies outside is not found,
 * so the caller's answer is 404. `region` is left out for rows that have none (an organisation, its findings).
 */
export function within(scope: Scope, columns: { organisationId: PgColumn; region?: PgColumn }): SQL | undefined {
  if (scope === 'everything') return undefined
  const whole = scope.filter((pair) => pair.region === null || !columns.region).map((pair) => pair.organisationId)
  const parts = scope.flatMap(({ organisationId, region }) =>
    region !== null && columns.region
      ? [and(eq(columns.organisationId, organisationId), eq(columns.region, region))]
      : [],
  )
  const any = [...(whole.length > 0 ? [inArray(columns.organisationId, whole)] : []), ...parts]
  return any.length > 0 ? or(...any) : sql`1 = 0`
}
