// What happened to orders since a position: each change once, in the order in which they were committed. Events get their
// place in the feed from whoever reads it next, never from whoever writes them: docs/adr/0039-the-feed-of-changes.md.
import type { Caller } from '../../access/caller.ts'
import type { Database, Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { companyChange, staffChange, type Change, type NumberedEvent } from './change.ts'
import { openPosition, positionLost, sealPosition, START, type Position } from './position.ts'
import { anyWaiting, eventAt, listInScope, listOfCompany, numberWaiting, type Part } from './store.ts'

export interface Wanted {
  /** As it was given; left out: from the start. */
  readonly since?: string | undefined
  readonly limit: number
}

export interface Changes {
  readonly items: readonly Change[]
  /** To be sent as `since` next time; the very same where nothing came. */
  readonly position: string
  /** There are more now. */
  readonly more: boolean
}

/** One takes the next places at a time, in all processes: a later one begins where the one before it ended. */
const TURN = 'order-changes'

/** Throws `bad-position`, `position-lost`. */
export async function readChanges(
  { db }: Pick<Deps, 'db'>,
  caller: Caller,
  { since, limit }: Wanted,
): Promise<Changes> {
  const { sealer } = db.read
  const from = since === undefined ? START : openPosition(sealer, since, caller.principalId)
  await giveNumbers(db)
  if (from.eventId !== null && (await eventAt(db.read, from.position)) !== from.eventId) throw positionLost()
  const told = await tellFrom(db.read, caller, { after: from.position, rows: limit + 1 })
  const shown = told.slice(0, limit)
  const last: Position = shown.at(-1)?.at ?? from
  return {
    items: shown.map(({ change }) => change),
    position: since !== undefined && shown.length === 0 ? since : sealPosition(sealer, last, caller.principalId),
    more: told.length > limit,
  }
}

/** Ends also where another process was faster: what it numbered is there to be read. */
async function giveNumbers(db: Database): Promise<void> {
  while ((await anyWaiting(db.read)) && (await db.claim(TURN, numberWaiting)) > 0);
}

interface Told {
  readonly change: Change
  readonly at: Position
}

async function tellFrom(q: Reads, { roles, scope, companyId }: Caller, part: Part): Promise<Told[]> {
  if (!roles.includes('contractor')) return toldOf(await listInScope(q, scope, part), staffChange)
  const found: Told[] = []
  // Some are not told: what happened under claims that are over. So it reads on until it has enough, or there are no more.
  for (let { after } = part; companyId;) {
    const events = await listOfCompany(q, companyId, { ...part, after })
    found.push(...toldOf(events, companyChange))
    if (events.length < part.rows || found.length >= part.rows) break
    after = events.at(-1)!.position
  }
  return found
}

function toldOf(events: readonly NumberedEvent[], tell: (event: NumberedEvent) => Change | null): Told[] {
  return events.flatMap((event) => {
    const change = tell(event)
    return change ? [{ change, at: { position: event.position, eventId: event.id } }] : []
  })
}
