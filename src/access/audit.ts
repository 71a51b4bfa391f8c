// The audit trail: who did what to what, when, from where. An entry is appended in the very transaction of what it
// records, so that neither exists without the other. The detail is sealed, for it repeats what was before and after.
// Numbering and chaining come after (audit/seal-entries.ts).
import { insertAll } from '../db/bulk.ts'
import type { Writes } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { macOf } from './audit/chain.ts'
import type { Caller } from './caller.ts'

/** What was done, in the words of the glossary: `site.changed`, `import.done`, `plan.made`. */
export interface Act {
  readonly act: string
  readonly subjectKind: string
  readonly subjectId?: string
  readonly organisationId?: string
}

export interface AuditEntry extends Act {
  readonly id: string
  readonly at: Date
  readonly principalId: string
  readonly requestId: string
  readonly origin: string | null
}

/** Made before the write, which may run more than once: the id and the time are taken here. */
export function auditEntry({ clock, ids }: Pick<Deps, 'clock' | 'ids'>, caller: Caller, act: Act): AuditEntry {
  const { principalId, requestId, origin = null } = caller
  return { ...act, id: ids.next('aud'), at: clock.now(), principalId, requestId, origin }
}

/** Appends the entry. `detail` is what was before and after, or what was asked for: any JSON. */
export async function record(q: Writes, entry: AuditEntry, detail?: unknown): Promise<void> {
  await q.insert(q.t.auditEntries).values(rowOf(q, entry, detail))
}

/** Appends many at once. */
export async function recordAll(q: Writes, all: readonly { entry: AuditEntry; detail: unknown }[]): Promise<void> {
  const rows = all.map(({ entry, detail }) => rowOf(q, entry, detail))
  await insertAll(q, q.t.auditEntries, rows)
}

function rowOf({ sealer }: Writes, entry: AuditEntry, detail: unknown) {
  const sealed = detail === undefined ? null : sealer.seal(JSON.stringify(detail), detailOf(entry.id))
  const { subjectId = null, organisationId = null } = entry
  const row = { ...entry, subjectId, organisationId, detail: sealed }
  return { ...row, mac: macOf(row, sealer) }
}

/** What an entry's detail is sealed for. */
export const detailOf = (entryId: string): string => `audit_entries.detail:${entryId}`
