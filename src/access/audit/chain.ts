// What the audit trail's two proofs are made of.
//  - The mac of an entry is a keyed hash over what it says: without the key nobody makes one, not even in the table.
//  - The hash of a seal is taken over its number, its entry and the seal before it, without a key: so that anyone who was
//    given the trail can follow the chain, and a single kept line (number and hash: an anchor) vouches for all before it.
// Both leave out how a detail's own key is wrapped, which a rotation changes; the sealed text itself is in.
import { sha256 } from '../../shared/hash.ts'
import { sealedTextOf, type Sealed, type Sealer } from '../../shared/sealed.ts'

export interface EntryRow {
  readonly id: string
  readonly at: Date
  readonly principalId: string
  readonly act: string
  readonly subjectKind: string
  readonly subjectId: string | null
  readonly organisationId: string | null
  readonly detail: Sealed | null
  readonly requestId: string | null
  readonly origin: string | null
  readonly mac: string | null
}

export interface Link {
  readonly number: number
  readonly hash: string
}

/** Before the first entry. */
export const START: Link = { number: 0, hash: '0'.repeat(64) }

export function macOf(entry: Omit<EntryRow, 'mac'>, sealer: Sealer): string {
  return sealer.hash(JSON.stringify(saying(entry)), 'audit_entries')
}

/** The seal that follows `before`, over the entry. */
export function linkAfter(before: Link, entry: EntryRow): Link {
  const number = before.number + 1
  return { number, hash: sha256(JSON.stringify([number, before.hash, ...saying(entry), entry.mac])) }
}

function saying(entry: Omit<EntryRow, 'mac'>): readonly (string | null)[] {
  const { id, at, principalId, act, subjectKind, subjectId, organisationId, detail, requestId, origin } = entry
  const text = detail === null ? null : sealedTextOf(detail)
  return [id, at.toISOString(), principalId, act, subjectKind, subjectId, organisationId, text, requestId, origin]
}
