// Statements on funds, budgets and shares. A fund is known to whoever may know of an organisation that uses it: as its
// default, by a share, or as its own.
import { and, asc, eq, inArray, isNull, or, type SQL } from 'drizzle-orm'
import { withinOrganisation, withinSite, type Scope } from '../../access/scope.ts'
import { inChunks, insertAll } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { Fund, FundFacts } from './fund.ts'
import type { RecordedShare } from './shares.ts'

export type BudgetRow = Tables['fundBudgets']['$inferSelect']

/** With the newest budget of each year and status; by code. */
export async function listFunds(q: Reads, scope: Scope): Promise<Fund[]> {
  const { funds, fundBudgets, organisations } = q.t
  const known = knownFunds(q, scope)
  const rows = await q.select().from(funds).where(known)
  const budgets = await q
    .select({
      fundId: fundBudgets.fundId,
      financialYear: fundBudgets.financialYear,
      status: fundBudgets.status,
      pence: fundBudgets.pence,
    })
    .from(fundBudgets)
    .innerJoin(funds, eq(funds.id, fundBudgets.fundId))
    .where(known)
    .orderBy(asc(fundBudgets.recordedAt), asc(fundBudgets.id))
  const owners = await q
    .select({ id: organisations.id, name: organisations.name, fundId: organisations.fundId })
    .from(organisations)
    .where(withinOrganisation(scope, organisations.id))
  const theirs = Map.groupBy(
    owners.sort((a, b) => byCodeUnit(a.name, b.name)),
    ({ fundId }) => fundId,
  )
  const newest = new Map(budgets.map((b) => [`${b.fundId} ${b.financialYear} ${b.status}`, b]))
  const byFund = Map.groupBy(newest.values(), (budget) => budget.fundId)
  return rows
    .map(({ createdAt: _, ...row }) => {
      const own = (byFund.get(row.id) ?? []).map(({ fundId: _, ...budget }) => budget)
      const order = ({ financialYear, status }: (typeof own)[number]) => `${financialYear} ${status}`
      const defaultOf = (theirs.get(row.id) ?? []).map(({ id, name }) => ({ id, name }))
      return { ...row, defaultOf, budgets: own.sort((a, b) => byCodeUnit(order(a), order(b))) }
    })
    .sort((a, b) => byCodeUnit(a.code, b.code))
}

/** Every budget that was ever recorded for the fund, oldest first. */
export function listBudgetHistory(q: Reads, fundId: string): Promise<BudgetRow[]> {
  const t = q.t.fundBudgets
  return q.select().from(t).where(eq(t.fundId, fundId)).orderBy(asc(t.recordedAt), asc(t.id))
}

export interface ListedShare extends RecordedShare {
  readonly fundId: string
  readonly organisation: string
  /** Its code. */
  readonly site: string | null
}

/** Those in force, by organisation, site, kind and fund; of sites outside the scope none. */
export async function listShares(q: Reads, scope: Scope): Promise<ListedShare[]> {
  const { fundShares: t, funds, organisations, sites } = q.t
  const rows = await q
    .select({
      organisationId: t.organisationId,
      organisation: organisations.name,
      siteId: t.siteId,
      site: sites.code,
      kind: t.kind,
      fundId: t.fundId,
      fund: funds.code,
      basisPoints: t.basisPoints,
    })
    .from(t)
    .innerJoin(funds, eq(funds.id, t.fundId))
    .innerJoin(organisations, eq(organisations.id, t.organisationId))
    .leftJoin(sites, eq(sites.id, t.siteId))
    .where(
      and(
        isNull(t.endedAt),
        scope === 'everything'
          ? undefined
          : or(
              and(isNull(t.siteId), withinOrganisation(scope, t.organisationId)),
              withinSite(q, scope, { organisationId: t.organisationId, siteId: t.siteId }),
            ),
      ),
    )
  const order = ({ organisation, site, kind, fund }: ListedShare) => `${organisation}\n${site ?? ''}\n${kind}\n${fund}`
  return rows.sort((a, b) => byCodeUnit(order(a), order(b)))
}

/** The organisations that use the fund, whoever may know of them. */
export async function listUsers(q: Reads, { id, organisationId }: Pick<Fund, 'id' | 'organisationId'>) {
  const { organisations, fundShares } = q.t
  const owners = await q.select({ id: organisations.id }).from(organisations).where(eq(organisations.fundId, id))
  const sharers = await q
    .selectDistinct({ id: fundShares.organisationId })
    .from(fundShares)
    .where(and(eq(fundShares.fundId, id), isNull(fundShares.endedAt)))
  const own = organisationId === null ? [] : [organisationId]
  return [...new Set([...owners, ...sharers].map((one) => one.id).concat(own))].sort(byCodeUnit)
}

export async function insertFund(q: Writes, row: FundFacts & { id: string; createdAt: Date }): Promise<void> {
  await q.insert(q.t.funds).values({ ...row, version: 1 })
}

/** The version goes up by one. Whether it is the one that the edit was made from was asked in the same write. */
export async function updateFund(q: Writes, { id, version }: Pick<Fund, 'id' | 'version'>, facts: Partial<FundFacts>) {
  await q
    .update(q.t.funds)
    .set({ ...facts, version: version + 1 })
    .where(eq(q.t.funds.id, id))
}

export async function insertBudgets(q: Writes, rows: readonly Tables['fundBudgets']['$inferInsert'][]): Promise<void> {
  await insertAll(q, q.t.fundBudgets, rows)
}

/** Makes the fund the default one of the organisations. */
export async function shareFund(q: Writes, fundId: string, organisationIds: readonly string[]): Promise<void> {
  const { organisations } = q.t
  for (const ids of inChunks(organisationIds)) {
    await q.update(organisations).set({ fundId }).where(inArray(organisations.id, ids))
  }
}

/** Ends all shares of the organisations. */
export async function endShares(
  q: Writes,
  organisationIds: readonly string[],
  { endedAt, endedBy }: { endedAt: Date; endedBy: string },
): Promise<void> {
  const t = q.t.fundShares
  for (const ids of inChunks(organisationIds)) {
    await q
      .update(t)
      .set({ endedAt, endedBy })
      .where(and(inArray(t.organisationId, ids), isNull(t.endedAt)))
  }
}

export async function insertShares(q: Writes, rows: readonly Tables['fundShares']['$inferInsert'][]): Promise<void> {
  await insertAll(q, q.t.fundShares, rows)
}

function knownFunds(q: Reads, scope: Scope): SQL | undefined {
  if (scope === 'everything') return undefined
  const { funds, organisations, fundShares } = q.t
  const owners = q.select({ id: organisations.fundId }).from(organisations)
  const sharers = q.select({ id: fundShares.fundId }).from(fundShares)
  return or(
    inArray(funds.id, owners.where(withinOrganisation(scope, organisations.id))),
    inArray(
      funds.id,
      sharers.where(and(isNull(fundShares.endedAt), withinOrganisation(scope, fundShares.organisationId))),
    ),
    withinOrganisation(scope, funds.organisationId),
  )
}
