import { and, desc, eq, inArray, lt, or, type SQL } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Caller } from '../caller.ts'
import { askedWithin, keepAskedScope, within, type Scope } from '../scope.ts'
import type { TwoPersonRequest } from './request.ts'

type Row = Tables['requests']['$inferSelect']
/** Sealed: it repeats what is asked for, facts of a sensitive site included. */
export interface Payload {
  readonly says: string
  readonly input: unknown
}
export type NewRequest = Omit<Row, 'payload' | 'decidedBy' | 'decidedAt' | 'decisionReason'> & { payload: Payload }

/** Who looks: at what they asked for themselves, and at what others did of the acts named that lies within their scope. */
export interface Viewer {
  readonly caller: Caller
  /** The acts that they may still ask for: what they asked for once is not theirs for good. */
  readonly asks: readonly string[]
  readonly acts: readonly string[]
  readonly now: Date
}

const payloadOf = (id: string) => `requests.payload:${id}`

export async function insertRequest(q: Writes, { payload, ...row }: NewRequest, asked: Scope): Promise<void> {
  const sealed = q.sealer.seal(JSON.stringify(payload), payloadOf(row.id))
  await q.insert(q.t.requests).values({ ...row, payload: sealed })
  await keepAskedScope(q, row.id, asked)
}

export async function findRequest(
  q: Reads,
  viewer: Viewer,
  id: string,
): Promise<(TwoPersonRequest & { readonly input: unknown }) | undefined> {
  const [row] = await q
    .select()
    .from(q.t.requests)
    .where(and(eq(q.t.requests.id, id), visibleTo(q, viewer)))
  return row && { ...asRequest(q, row, viewer.now), input: open(q, row).input }
}

/** Newest first; `after` is the id of the last one already shown. */
export async function listRequests(
  q: Reads,
  viewer: Viewer,
  { after, rows }: { after: string | undefined; rows: number },
): Promise<TwoPersonRequest[]> {
  const { requests } = q.t
  const found = await q
    .select()
    .from(requests)
    .where(and(visibleTo(q, viewer), after === undefined ? undefined : lt(requests.id, after)))
    .orderBy(desc(requests.id))
    .limit(rows)
  return found.map((row) => asRequest(q, row, viewer.now))
}

/** False if somebody else has decided it meanwhile. */
export async function closeRequest(
  q: Writes,
  id: string,
  decision: Required<Pick<Row, 'state' | 'decidedBy' | 'decidedAt' | 'decisionReason'>>,
): Promise<boolean> {
  const { requests } = q.t
  const closed = await q
    .update(requests)
    .set(decision)
    .where(and(eq(requests.id, id), eq(requests.state, 'open')))
    .returning({ id: requests.id })
  return closed.length > 0
}

function visibleTo(q: Reads, { caller, asks, acts }: Viewer): SQL | undefined {
  const { requests } = q.t
  const own = eq(requests.requestedBy, caller.principalId)
  return or(
    and(own, inArray(requests.act, [...asks]), askedWithin(q, caller.scope, requests.id)),
    and(inArray(requests.act, [...acts]), within(caller.scope, requests)),
  )
}

function asRequest(q: Reads, row: Row, now: Date): TwoPersonRequest {
  const { id, act, reason, requestedBy, requestedAt, expiresAt, decidedBy, decidedAt, decisionReason } = row
  const state = row.state === 'open' && expiresAt <= now ? 'expired' : row.state
  const decided = { decidedBy, decidedAt, decisionReason }
  return { id, act, says: open(q, row).says, reason, state, requestedBy, requestedAt, expiresAt, ...decided }
}

function open(q: Reads, { id, payload }: Row): Payload {
  return JSON.parse(q.sealer.unseal(payload, payloadOf(id))) as Payload
}
