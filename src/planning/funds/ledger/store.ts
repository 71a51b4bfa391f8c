import { asc, eq, inArray } from 'drizzle-orm'
import { inChunks, insertAll } from '../../../db/bulk.ts'
import type { Reads, Writes } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
import type { LedgerEntry } from './ledger.ts'

export type EntryRow = Tables['ledgerEntries']['$inferInsert']

/** Of the funds, which the caller may know of: oldest first. */
export async function listEntries(q: Reads, fundIds: readonly string[]): Promise<LedgerEntry[]> {
  const t = q.t.ledgerEntries
  const found: LedgerEntry[] = []
  for (const ids of inChunks(fundIds)) {
    const rows = await q.select().from(t).where(inArray(t.fundId, ids)).orderBy(asc(t.id))
    found.push(...rows.map(({ referenceKey: _, supplierKey: __, ...entry }) => entry))
  }
  return found
}

/** The legs of work orders, by reference: finance knows an order by the one, a plan by the other. */
export async function legsOfOrders(q: Reads, refs: readonly string[]): Promise<Map<string, string>> {
  const t = q.t.orders
  const legs = new Map<string, string>()
  for (const some of inChunks(refs)) {
    const rows = await q.select({ ref: t.ref, legId: t.legId }).from(t).where(inArray(t.ref, some))
    for (const { ref, legId } of rows) if (legId !== null) legs.set(ref, legId)
  }
  return legs
}

/** Every line of the suppliers' documents, whatever fund they are charged to. */
export async function listDocuments(q: Reads, supplierKeys: readonly string[]) {
  const { ledgerEntries: t, funds } = q.t
  const found = []
  for (const keys of inChunks(supplierKeys)) {
    const rows = await q
      .select({
        kind: t.kind,
        supplierKey: t.supplierKey,
        referenceKey: t.referenceKey,
        fund: funds.code,
        financialYear: t.financialYear,
        pence: t.pence,
      })
      .from(t)
      .innerJoin(funds, eq(funds.id, t.fundId))
      .where(inArray(t.supplierKey, keys))
    found.push(...rows)
  }
  return found
}

export async function insertEntries(q: Writes, rows: readonly EntryRow[]): Promise<void> {
  await insertAll(q, q.t.ledgerEntries, rows)
}
