// Whether the audit trail is what was written: follows the chain from its start, compares it with the anchors, and looks
// at what has no seal yet. Names the first entry that is not as it was.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database, Reads } from '../../db/database.ts'
import { Failure } from '../../shared/failure.ts'
import { detailOf } from '../audit.ts'
import type { Anchor } from './anchors.ts'
import { linkAfter, macOf, START, type EntryRow, type Link } from './chain.ts'
import { listLost, listSealed, listUnsealed } from './store.ts'

export interface BadEntry {
  /** Null where it has no number yet. */
  readonly number: number | null
  readonly entryId: string | null
  readonly at: Date | null
  readonly why: string
}

export interface AuditReport {
  /** The last seal of what is sound. */
  readonly last: Link
  readonly anchors: number
  /** Anchors of what a restore replaced: the chain went on from an earlier number. */
  readonly setAside: number
  readonly unsealed: { readonly entries: number; readonly oldestAt: Date | null }
  /** Undefined: the trail is whole. */
  readonly firstBad: BadEntry | undefined
}

/** Rows looked at in one go; the event loop runs in between. */
const ROWS = 1000

/** Reads every entry once, in one snapshot, and opens every detail. */
export async function verifyAudit(db: Database, anchors: readonly Anchor[] = []): Promise<AuditReport> {
  const standing = anchorsThatStand(anchors)
  return db.snapshot(async (q) => {
    const sealed = await followChain(q, standing)
    const tail = await lookAtTail(q, sealed.macs)
    const firstBad = sealed.bad ?? tail.bad
    const setAside = anchors.length - standing.length
    const unsealed = { entries: tail.entries, oldestAt: tail.oldestAt }
    return { last: sealed.last, anchors: standing.length, setAside, unsealed, firstBad }
  })
}

async function followChain(q: Reads, anchors: readonly Anchor[]) {
  const expected = Map.groupBy(anchors, ({ number }) => number)
  let last = START
  // Entries older than the chain have no mac; none may come after one that has.
  let macs = false
  for (;;) {
    const rows = await listSealed(q, last.number, ROWS)
    for (const { seal, entry } of rows) {
      const why = whatIsWrong(q, { seal, entry, last, macs }) ?? againstAnchors(seal, expected.get(seal.number))
      if (why !== undefined) {
        // Where numbers are missing, the first of them is the first bad one.
        const number = Math.min(seal.number, last.number + 1)
        const named = number === seal.number ? { entryId: seal.entryId, at: entry?.at ?? null } : NAMELESS
        return { last, macs, bad: { number, ...named, why } satisfies BadEntry }
      }
      last = { number: seal.number, hash: seal.hash }
      macs ||= entry!.mac !== null
    }
    if (rows.length < ROWS) break
    await nextTurn()
  }
  const beyond = anchors.find(({ number }) => number > last.number)
  const why = `the trail ends before it; an anchor of ${beyond?.at} says that there were ${beyond?.number} entries`
  return { last, macs, bad: beyond && { number: last.number + 1, ...NAMELESS, why } }
}

const NAMELESS = { entryId: null, at: null }

interface Looked {
  readonly seal: Link & { readonly entryId: string }
  readonly entry: EntryRow | null
  readonly last: Link
  readonly macs: boolean
}

function whatIsWrong(q: Reads, { seal, entry, last, macs }: Looked): string | undefined {
  if (seal.number !== last.number + 1) return `the seals ${last.number + 1} to ${seal.number - 1} are gone`
  if (!entry) return 'the entry was deleted'
  if (linkAfter(last, entry).hash !== seal.hash) return 'the entry was changed, or is not the one that stood here'
  return whoWroteIt(q, entry, macs)
}

function againstAnchors({ hash }: Link, anchors: readonly Anchor[] = []): string | undefined {
  const other = anchors.find((anchor) => anchor.hash !== hash)
  return other && `an anchor of ${other.at} has another hash: the trail up to here was written anew`
}

/** `macs`: an entry with a mac has been seen. */
function whoWroteIt(q: Reads, entry: EntryRow, macs: boolean): string | undefined {
  if (entry.mac === null) return macs ? NOT_OURS : undefined
  if (macOf(entry, q.sealer) !== entry.mac) return NOT_OURS
  try {
    if (entry.detail !== null) q.sealer.unseal(entry.detail, detailOf(entry.id))
    return undefined
  } catch (error) {
    if (error instanceof Failure) return `its detail cannot be opened: ${error.message}`
    throw error
  }
}
const NOT_OURS = 'Lenscap did not write it so: it was put in or changed by another hand'

async function lookAtTail(q: Reads, macs: boolean) {
  let entries = 0
  let oldestAt: Date | null = null
  let bad: BadEntry | undefined
  for (let after = ''; ;) {
    const rows = await listUnsealed(q, after, ROWS)
    for (const { entry, waits } of rows) {
      const { id: entryId, at } = entry
      const why = waits
        ? whoWroteIt(q, entry, macs)
        : 'it has no seal, and was taken off the list of those to be sealed'
      if (why !== undefined) bad ??= { number: null, entryId, at, why }
      if (!oldestAt || at < oldestAt) oldestAt = at
      entries++
    }
    if (rows.length < ROWS) break
    after = rows.at(-1)!.entry.id
    await nextTurn()
  }
  const [lost] = await listLost(q)
  if (lost !== undefined) bad ??= { number: null, entryId: lost, at: null, why: 'it was deleted before it had a seal' }
  return { entries, oldestAt, bad }
}

/** A restore goes back to an earlier number: what was anchored above it, before the restore, is no longer there. */
function anchorsThatStand(anchors: readonly Anchor[]): Anchor[] {
  return anchors.filter(
    (anchor, i) => !anchors.slice(i + 1).some(({ restored, number }) => restored && anchor.number > number),
  )
}
