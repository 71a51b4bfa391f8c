import type { Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { auditEntry, record } from '../audit.ts'
import type { Caller } from '../caller.ts'
import { ANY, isScopeWithin, type Scope } from '../scope.ts'
import { checkPerson, type TwoPersonAct, type TwoPersonRequest } from './request.ts'
import { insertRequest, type NewRequest } from './store.ts'

/** A week: over a weekend and a day of leave, and not so long that nobody remembers why it was asked. */
const OPEN_DAYS = 7
const DAY_MS = 86_400_000

export interface Asked {
  readonly act: TwoPersonAct
  readonly subjectKind: string
  readonly subjectId?: string
  /** What part of the estate it touches; left out: all of it, or nothing of it. */
  readonly place?: { readonly organisationId: string | null; readonly region: string | null }
  /** A sentence for the second person: they approve these words. */
  readonly says: string
  /** Plain JSON: what the act is carried out with. */
  readonly input: unknown
  readonly reason: string
}

/** Takes time and ids at once, and returns what puts the request and its audit entry into a write. It throws `person-needed`. */
export function askForSecond(
  deps: Deps,
  caller: Caller,
  { act, subjectKind, subjectId, place, says, input, reason }: Asked,
): (q: Writes) => Promise<TwoPersonRequest> {
  const requestedAt = deps.clock.now()
  const about = { subjectKind, ...(subjectId !== undefined && { subjectId }) }
  const row: NewRequest = {
    id: deps.ids.next('ask'),
    act: act.name,
    subjectKind,
    subjectId: subjectId ?? null,
    organisationId: place?.organisationId ?? ANY,
    region: place?.region ?? ANY,
    state: 'open',
    payload: { says, input },
    reason,
    requestedBy: caller.principalId,
    requestedAt,
    expiresAt: new Date(requestedAt.getTime() + OPEN_DAYS * DAY_MS),
  }
  const entry = auditEntry(deps, caller, { act: 'request.made', ...about })
  return async (q) => {
    await checkPerson(q, caller.principalId, 'asks')
    await insertRequest(q, row, scopeOf(caller, place))
    await record(q, entry, { request: row.id, act: act.name, says, input, reason })
    const { id, requestedBy, expiresAt } = row
    const undecided = { state: 'open', decidedBy: null, decidedAt: null, decisionReason: null } as const
    return { id, act: act.name, says, reason, requestedBy, requestedAt, expiresAt, ...undecided }
  }
}

/** Where the request is about one place, whoever asked may lose all others and still follow it. */
function scopeOf({ scope }: Caller, place: Asked['place']): Scope {
  const { organisationId = null, region = null } = place ?? {}
  const there = organisationId === null ? 'everything' : [{ organisationId, region }]
  return isScopeWithin(there, scope) ? there : scope
}
