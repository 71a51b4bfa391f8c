// The one way for an administrator to see the estate: asked for with a reason, approved by a second administrator, at most
// four hours, to read and nothing else. The log carries an alert, and it ends by itself.
import { and, eq } from 'drizzle-orm'
import type { Deps } from '../../deps.ts'
import { auditEntry, record } from '../audit.ts'
import type { Caller } from '../caller.ts'
import { askForSecond } from './ask.ts'
import type { TwoPersonAct, TwoPersonRequest } from './request.ts'

/** Half a working day: enough for an incident, and over by the evening. */
export const MOST_HOURS = 4
const HOUR_MS = 3_600_000

interface Input {
  readonly principalId: string
  readonly hours: number
}

export const breakGlass: TwoPersonAct = {
  name: 'break-glass',
  askers: ['admin'],
  deciders: ['admin'],
  alert: true,
  carryOut(deps, { principalId, hours }: Input, { approver, reason }) {
    // From the approval on: what is asked for in the evening is not over before it is approved in the morning.
    const until = new Date(deps.clock.now().getTime() + hours * HOUR_MS)
    const entry = auditEntry(deps, approver, {
      act: 'break-glass.opened',
      subjectKind: 'principal',
      subjectId: principalId,
    })
    return async (q) => {
      const { principals } = q.t
      const admin = and(eq(principals.id, principalId), eq(principals.disabled, false))
      await q.update(principals).set({ breakGlassUntil: until }).where(admin)
      await record(q, entry, { until, reason })
      return { until: until.toISOString() }
    }
  },
}

export async function askToBreakGlass(
  deps: Deps,
  caller: Caller,
  { hours, reason }: { hours: number; reason: string },
): Promise<TwoPersonRequest> {
  const { principalId, name } = caller
  const input: Input = { principalId, hours }
  const ask = askForSecond(deps, caller, {
    act: breakGlass,
    subjectKind: 'principal',
    subjectId: principalId,
    says: `Let ${name} read the whole estate for ${hours === 1 ? 'an hour' : `${hours} hours`} from the approval.`,
    input,
    reason,
  })
  return deps.db.write(ask)
}
