import type { Deps } from '../deps.ts'
import { addDays, dayOf, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { auditEntry, record } from './audit.ts'
import type { Caller } from './caller.ts'
import { findTokenById, hasTokens, insertToken, makeToken, revokeToken, type NewToken } from './tokens.ts'

/** A token that nobody renews is one that nobody misses when it leaks: a year, and a quarter if nobody says. */
const MOST_DAYS = 365
const USUAL_DAYS = 90

export interface Issued {
  /** Given out here and nowhere again. */
  readonly token: string
  readonly row: NewToken['row']
}

export interface Wanted {
  readonly principalId: string
  /** The first day on which it opens nothing any more; left out: in 90 days. */
  readonly expiresOn?: Day
}

/** Makes a token for the principal. Throws `bad-expiry`. */
export async function issueToken(deps: Deps, caller: Caller, wanted: Wanted): Promise<Issued> {
  return (await issue(deps, caller, { ...wanted, firstOnly: false }))!
}

/** The principal's first token, for a year; undefined if there has been one, even if it was revoked. */
export async function issueFirstToken(deps: Deps, caller: Caller, principalId: string): Promise<string | undefined> {
  const expiresOn = addDays(dayOf(deps.clock.now()), MOST_DAYS)
  return (await issue(deps, caller, { principalId, expiresOn, firstOnly: true }))?.token
}

async function issue(deps: Deps, caller: Caller, wanted: Wanted & { firstOnly: boolean }) {
  const { principalId, firstOnly } = wanted
  const issued = makeToken(deps.ids, principalId, deps.clock.now(), expiryOf(deps, wanted))
  const { row } = issued
  const entry = auditEntry(deps, caller, { act: 'token.issued', subjectKind: 'token', subjectId: row.id })
  return deps.db.write(async (q) => {
    if (firstOnly && (await hasTokens(q, principalId))) return undefined
    await insertToken(q, row)
    await record(q, entry, { principalId, prefix: row.prefix, expiresAt: row.expiresAt })
    return issued
  })
}

/** From now on the token opens nothing. Throws `unknown-token` for a prefix that no token in use has. */
export async function withdrawToken(deps: Deps, caller: Caller, prefix: string): Promise<void> {
  const now = deps.clock.now()
  const entry = auditEntry(deps, caller, { act: 'token.revoked', subjectKind: 'token' })
  await deps.db.write(async (q) => {
    const subjectId = await revokeToken(q, prefix, now)
    await record(q, { ...entry, subjectId }, { prefix })
  })
}

/** The caller's own token, or anyone's for an administrator. Throws `unknown-token`. */
export async function withdrawTokenById(deps: Deps, caller: Caller, id: string): Promise<void> {
  const found = await findTokenById(deps.db.read, id)
  const theirs = found && (found.principalId === caller.principalId || caller.roles.includes('admin'))
  if (!theirs) throw new Failure('unknown-token', `There is no token ${id}.`, 'GET /api/v1/tokens lists yours.')
  await withdrawToken(deps, caller, found.prefix)
}

function expiryOf({ clock }: Deps, { expiresOn }: Wanted): Date {
  const today = dayOf(clock.now())
  const on = expiresOn ?? addDays(today, USUAL_DAYS)
  if (on > today && on <= addDays(today, MOST_DAYS)) return new Date(`${on}T00:00:00.000Z`)
  throw new Failure(
    'bad-expiry',
    `A token cannot expire on ${on}: it lasts a day at least and a year at most.`,
    `Give a day after ${today}, up to ${addDays(today, MOST_DAYS)}.`,
  )
}
