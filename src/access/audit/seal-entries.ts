// The sealer: gives the entries that wait their numbers and hashes, in batches. A chain inside each write would make
// every write of the service wait for the one before; so one process seals for all, under a lease, behind them.
import type { Deps } from '../../deps.ts'
import type { AppendAnchor } from './anchors.ts'
import { linkAfter, type Link } from './chain.ts'
import { countWaiting, dropLease, findLastSeal, insertSeals, listWaiting, takeLease } from './store.ts'

const LEASE = 'audit-sealer'
/** Half of the second within which an entry is to have its seal. */
const BEAT_MS = 500
/** The next process seals 5 s after a kill; a sealer that lives takes the lease anew with every batch. */
const LEASE_MS = 5000
/** A few milliseconds of work: on SQLite no other write waits longer for it. */
const BATCH = 500
/** What a cut of the newest seals could hide between two anchors; six lines a minute, and none while nothing happens. */
const ANCHOR_EVERY_MS = 10_000

export interface AuditSealer {
  /** Seals at every beat from now on. */
  start(): void
  /** Seals what waits, leaves an anchor and the lease to others. Call it last, before the database closes. */
  stop(): Promise<void>
}

export interface SealerOptions {
  readonly deps: Deps
  readonly anchor: AppendAnchor
  /** It tries again at the next beat. */
  readonly onError: (error: unknown) => void
}

export function makeAuditSealer({ deps, anchor, onError }: SealerOptions): AuditSealer {
  const { db, clock } = deps
  const holder = deps.ids.next('run')
  let anchored: (Pick<Link, 'number'> & { at: number }) | undefined
  let mine = false
  let timer: NodeJS.Timeout | undefined
  let beating: Promise<void> | undefined

  async function sealWaiting(): Promise<void> {
    while ((await countWaiting(db.read)) > 0) {
      mine = await sealBatch(deps, holder)
      if (!mine) return
    }
  }
  async function leaveAnchor(atOnce: boolean): Promise<void> {
    const at = clock.now()
    if (!atOnce && anchored && at.getTime() - anchored.at < ANCHOR_EVERY_MS) return
    const { number, hash } = await findLastSeal(db.read)
    if (number === (anchored?.number ?? 0)) return
    await anchor({ number, hash, at: at.toISOString() })
    anchored = { number, at: at.getTime() }
  }
  async function beat(atOnce = false): Promise<void> {
    try {
      await sealWaiting()
      // Whoever seals anchors; another process has a place of its own for it.
      if (mine) await leaveAnchor(atOnce)
    } catch (error) {
      onError(error)
    }
  }
  return {
    start() {
      timer = setInterval(() => {
        beating ??= beat().finally(() => (beating = undefined))
      }, BEAT_MS)
    },
    async stop() {
      clearInterval(timer)
      await beating
      await beat(true)
      if (mine) await db.write((q) => dropLease(q, { name: LEASE, holder })).catch(onError)
    },
  }
}

/** False: another process seals, and nothing was done. */
export async function sealBatch({ db, clock }: Pick<Deps, 'db' | 'clock'>, holder: string): Promise<boolean> {
  const now = clock.now()
  const turn = { name: LEASE, holder, now, expiresAt: new Date(now.getTime() + LEASE_MS) }
  return db.write(async (q) => {
    if (!(await takeLease(q, turn))) return false
    let last = await findLastSeal(q)
    const entries = await listWaiting(q, BATCH)
    const seals = entries.map((entry) => {
      last = linkAfter(last, entry)
      return { ...last, entryId: entry.id }
    })
    await insertSeals(q, seals, now)
    return true
  })
}
