import { and, asc, eq, gt, inArray, isNull, notInArray, or } from 'drizzle-orm'
import { within, withinOrganisation, type Scope } from '../../access/scope.ts'
import { inChunks } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { OrderRow } from '../states/store.ts'
import { ENDED } from '../states/transitions.ts'
import type { Target } from './target.ts'

/** All that were ever set, oldest first: of the scope's organisations, and of everyone. */
export async function listTargets(q: Reads, scope: Scope): Promise<Target[]> {
  const { orderTargets: t } = q.t
  const theirs = withinOrganisation(scope, t.organisationId)
  return q
    .select()
    .from(t)
    .where(theirs && or(isNull(t.organisationId), theirs))
    .orderBy(asc(t.id))
}

export async function insertTarget(q: Writes, row: Target): Promise<void> {
  await q.insert(q.t.orderTargets).values(row)
}

/** False also for one beyond the scope. */
export async function isOrganisation(q: Reads, scope: Scope, id: string): Promise<boolean> {
  const { organisations: t } = q.t
  const [found] = await q
    .select({ id: t.id })
    .from(t)
    .where(and(eq(t.id, id), withinOrganisation(scope, t.id)))
  return found !== undefined
}

/** Those of the scope, by id. */
export async function namesOfOrganisations(q: Reads, scope: Scope): Promise<Map<string, string>> {
  const { id, name } = q.t.organisations
  const rows = await q
    .select({ id, name })
    .from(q.t.organisations)
    .where(withinOrganisation(scope, id))
    .orderBy(asc(id))
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** What is asked of an order to tell how it stands to its days; without its reasons, which are long. */
export type OpenOrder = Pick<
  OrderRow,
  | ('id' | 'ref' | 'rank' | 'organisationId' | 'siteId' | 'tier' | 'state' | 'weekOn' | 'createdAt')
  | ('link' | 'parentId' | 'contactDueAt')
>

/** By rank and id, from the one after that given. */
export async function listOpen(
  q: Reads,
  scope: Scope,
  { after, rows }: { after: { rank: number; id: string } | null; rows: number },
): Promise<OpenOrder[]> {
  const { orders: o, sites } = q.t
  const { id, ref, rank, organisationId, siteId, tier, state, weekOn, createdAt, link, parentId } = o
  const common = { id, ref, rank, organisationId, siteId, tier, state, weekOn, createdAt, link, parentId }
  return q
    .select({ ...common, contactDueAt: o.contactDueAt })
    .from(o)
    .innerJoin(sites, eq(sites.id, siteId))
    .where(
      and(
        notInArray(state, [...ENDED]),
        within(scope, { organisationId, region: sites.region }),
        after ? or(gt(rank, after.rank), and(eq(rank, after.rank), gt(id, after.id))) : undefined,
      ),
    )
    .orderBy(asc(rank), asc(id))
    .limit(rows)
}

export type Ancestor = Pick<OrderRow, 'id' | 'link' | 'parentId' | 'createdAt'>

export async function listAncestors(q: Reads, ids: readonly string[]): Promise<Ancestor[]> {
  const { orders: o } = q.t
  const found: Ancestor[] = []
  for (const some of inChunks(ids)) {
    const { id, link, parentId, createdAt } = o
    found.push(...(await q.select({ id, link, parentId, createdAt }).from(o).where(inArray(id, some))))
  }
  return found
}
