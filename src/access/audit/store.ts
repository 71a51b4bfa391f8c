import { and, asc, desc, eq, gt, gte, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm'
import { inChunks } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import { withinWhole, type Scope } from '../scope.ts'
import { START, type EntryRow, type Link } from './chain.ts'

export async function findLastSeal(q: Reads): Promise<Link> {
  const { auditSeals: s } = q.t
  const [last] = await q.select({ number: s.number, hash: s.hash }).from(s).orderBy(desc(s.number)).limit(1)
  return last ?? START
}

export function countWaiting(q: Reads): Promise<number> {
  return q.$count(q.t.auditWaiting)
}

/** The oldest entries without a seal. One that was written late may be older than the last that has one. */
export async function listWaiting(q: Reads, rows: number): Promise<EntryRow[]> {
  const { auditEntries: e, auditWaiting: w } = q.t
  const found = await q
    .select({ entry: e })
    .from(w)
    .innerJoin(e, eq(e.id, w.entryId))
    .orderBy(asc(e.at), asc(e.id))
    .limit(rows)
  return found.map(({ entry }) => entry)
}

export async function insertSeals(q: Writes, seals: readonly (Link & { entryId: string })[], sealedAt: Date) {
  await q.insertRows(
    q.t.auditSeals,
    seals.map((seal) => ({ ...seal, sealedAt })),
  )
  for (const part of inChunks(seals.map(({ entryId }) => entryId))) {
    await q.delete(q.t.auditWaiting).where(inArray(q.t.auditWaiting.entryId, part))
  }
}

export interface Turn {
  readonly name: string
  readonly holder: string
  readonly now: Date
  readonly expiresAt: Date
}

/** Takes or keeps the lease; false if another holds it. */
export async function takeLease(q: Writes, { name, holder, now, expiresAt }: Turn): Promise<boolean> {
  const { leases } = q.t
  const taken = await q
    .insert(leases)
    .values({ name, holder, expiresAt })
    .onConflictDoUpdate({
      target: leases.name,
      set: { holder, expiresAt },
      setWhere: or(eq(leases.holder, holder), lte(leases.expiresAt, now))!,
    })
    .returning({ name: leases.name })
  return taken.length > 0
}

export async function dropLease(q: Writes, { name, holder }: Pick<Turn, 'name' | 'holder'>): Promise<void> {
  await q.delete(q.t.leases).where(and(eq(q.t.leases.name, name), eq(q.t.leases.holder, holder)))
}

/** Seals in their order, each with its entry; null where that is gone. */
export async function listSealed(q: Reads, after: number, rows: number) {
  const { auditEntries: e, auditSeals: s } = q.t
  return q
    .select({ seal: s, entry: e })
    .from(s)
    .leftJoin(e, eq(e.id, s.entryId))
    .where(gt(s.number, after))
    .orderBy(asc(s.number))
    .limit(rows)
}

/** Entries without a seal, in the order of ids; `waits` is false for one that was taken off the list of those. */
export async function listUnsealed(q: Reads, after: string, rows: number) {
  const { auditEntries: e, auditSeals: s, auditWaiting: w } = q.t
  const found = await q
    .select({ entry: e, waits: w.entryId })
    .from(e)
    .leftJoin(s, eq(s.entryId, e.id))
    .leftJoin(w, eq(w.entryId, e.id))
    .where(and(isNull(s.number), gt(e.id, after)))
    .orderBy(asc(e.id))
    .limit(rows)
  return found.map(({ entry, waits }) => ({ entry, waits: waits !== null }))
}

/** Ids that wait for a seal and have no entry: it was deleted before it had one. */
export async function listLost(q: Reads): Promise<string[]> {
  const { auditEntries: e, auditWaiting: w } = q.t
  const lost = await q.select({ id: w.entryId }).from(w).leftJoin(e, eq(e.id, w.entryId)).where(isNull(e.id)).limit(10)
  return lost.map(({ id }) => id)
}

/** When the oldest entry without a seal was written; undefined if there is none. For a gauge of the lag. */
export async function oldestWaitingAt(q: Reads): Promise<Date | undefined> {
  const { auditEntries: e, auditWaiting: w } = q.t
  const [oldest] = await q.select({ at: e.at }).from(w).innerJoin(e, eq(e.id, w.entryId)).orderBy(asc(e.at)).limit(1)
  return oldest?.at
}

/** The newest entry, of one act if it is given. */
export async function findNewest(q: Reads, act?: string): Promise<EntryRow | undefined> {
  const { auditEntries: e } = q.t
  const [newest] = await q
    .select()
    .from(e)
    .where(act === undefined ? sql`1 = 1` : eq(e.act, act))
    .orderBy(desc(e.at), desc(e.id))
    .limit(1)
  return newest
}

/** Which entries; what is left out narrows nothing. */
export interface EntryFilter {
  readonly act?: string | undefined
  readonly principalId?: string | undefined
  readonly subjectKind?: string | undefined
  readonly subjectId?: string | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
}

/** Where an entry stands in the list: its time, in milliseconds, and its id. */
export type EntryKey = readonly [at: number, id: string]

/**
 * Newest first, each with its number in the chain, null while it has none. An entry says of what organisation it is and
 * not of what region: a caller who does not hold everything finds those of the organisations that they hold whole.
 */
export async function listEntries(
  q: Reads,
  scope: Scope,
  { from, until, ...is }: EntryFilter,
  { after, rows }: { after: EntryKey | undefined; rows: number },
): Promise<(EntryRow & { readonly number: number | null })[]> {
  const { auditEntries: e, auditSeals: s } = q.t
  const [at, id] = [new Date(after?.[0] ?? 0), after?.[1] ?? '']
  const found = await q
    .select({ entry: e, number: s.number })
    .from(e)
    .leftJoin(s, eq(s.entryId, e.id))
    .where(
      and(
        withinWhole(scope, e.organisationId),
        after && or(lt(e.at, at), and(eq(e.at, at), lt(e.id, id))),
        from && gte(e.at, from),
        until && lt(e.at, until),
        is.act === undefined ? undefined : eq(e.act, is.act),
        is.principalId === undefined ? undefined : eq(e.principalId, is.principalId),
        is.subjectKind === undefined ? undefined : eq(e.subjectKind, is.subjectKind),
        is.subjectId === undefined ? undefined : eq(e.subjectId, is.subjectId),
      ),
    )
    .orderBy(desc(e.at), desc(e.id))
    .limit(rows)
  return found.map(({ entry, number }) => ({ ...entry, number }))
}
