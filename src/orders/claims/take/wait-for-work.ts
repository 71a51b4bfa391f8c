// A company's own system that finds nothing to claim can wait for something. Waiting takes nothing, keeps nothing from others
// and holds no connection between its looks; whoever waited claims again, beside everybody else.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '../../../access/caller.ts'
import type { Reads } from '../../../db/database.ts'
import { companyOf, holdingsOf } from '../store.ts'
import { takingOf, type ClaimDeps, type ClaimInput } from './claim-orders.ts'
import { isAnyTakeable, type Taking } from './store.ts'

/** Work comes of people's decisions: a second sooner is worth nothing, and four hundred who wait cost four hundred looks. */
const LOOK_EVERY_MS = 1000

export interface Waiting {
  /** Something could be claimed when it was looked at last. */
  readonly claimable: boolean
  /** Why nothing new can be, whatever there is. */
  readonly capped: 'open-claims' | 'revealed-sites' | null
}

/** Returns as soon as something can be claimed, else after `waitMs`, or when `over`. At a cap that claims alone cannot end it does not wait. */
export async function waitForWork(
  deps: ClaimDeps,
  caller: Caller,
  { filter, waitMs, over }: Pick<ClaimInput, 'filter'> & { waitMs: number; over: AbortSignal },
): Promise<Waiting> {
  const companyId = companyOf(caller)
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const now = deps.clock.now()
    const taking = await takingOf(deps, { companyId, now, filter })
    const waiting = await lookFor(deps.db.read, taking, { companyId, now, rules: deps.rules })
    if (waiting.claimable || waiting.capped === 'open-claims' || waited >= waitMs || over.aborted) return waiting
    await sleep(Math.min(LOOK_EVERY_MS, waitMs - waited), undefined, { signal: over }).catch(() => {})
  }
}

async function lookFor(
  q: Reads,
  taking: Taking | null,
  whose: { companyId: string; now: Date; rules: ClaimDeps['rules'] },
): Promise<Waiting> {
  const { open, revealed } = await holdingsOf(q, whose)
  const { rules } = whose
  if (open >= rules.openClaims) return { claimable: false, capped: 'open-claims' }
  const capped = revealed.size >= rules.revealedSites ? 'revealed-sites' : null
  if (taking === null) return { claimable: false, capped }
  return { claimable: await isAnyTakeable(q, taking), capped }
}
