// Reads that are put on record before their answer leaves. Each would be a transaction of its own, with a wait for the
// disk; those that come while one is being written share the next.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { withoutRider, type Database } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { auditEntry, recordAll, type Act, type AuditEntry } from '../audit.ts'
import type { Caller } from '../caller.ts'

interface Read {
  readonly entry: AuditEntry
  readonly detail: unknown
}
interface Group {
  readonly reads: Read[]
  readonly written: Promise<void>
}

/** A statement's worth; the first of them waits for no more. */
const MOST = 500

/** The group that still takes members, by database: what waits for the same disk is written together. */
const open = new WeakMap<Database, Group>()
const last = new WeakMap<Database, Promise<void>>()

/** Resolves when the read is on record; rejects when it could not be, and then nothing must be shown. */
export function recordRead(deps: Deps, caller: Caller, { detail, ...act }: Act & { detail?: unknown }): Promise<void> {
  const group = open.get(deps.db) ?? openGroup(deps.db)
  group.reads.push({ entry: auditEntry(deps, caller, act), detail })
  return group.written
}

function openGroup(db: Database): Group {
  const reads: Read[] = []
  const before = last.get(db) ?? Promise.resolve()
  const written = before
    .catch(() => {})
    .then(() => whileGrowing(reads))
    .then(() => {
      open.delete(db)
      // Of several requests, so that it carries no single one's rider.
      return withoutRider(() => db.write((q) => recordAll(q, reads)))
    })
  const group = { reads, written }
  open.set(db, group)
  last.set(db, written)
  return group
}

/** Requests come in several turns of the event loop; those that are already on their way wait for the disk together. */
async function whileGrowing(reads: readonly Read[]): Promise<void> {
  for (let seen = 0; seen < Math.min(reads.length, MOST);) {
    seen = reads.length
    await nextTurn()
  }
}
