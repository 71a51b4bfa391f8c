// An exception ends before its day: whoever was to be let wait is not any more. It takes leave away, so one approver is enough.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Deps } from '../../deps.ts'
import { dayOf } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { stands } from './exception.ts'
import { findException, insertEnd, type ListedException } from './store.ts'

/** Throws `unknown-exception`, also for one beyond the scope, and `exception-over` for one that counts no more. */
export async function endException(
  deps: Deps,
  caller: Caller,
  { id: exceptionId, reason }: { id: string; reason: string },
): Promise<ListedException> {
  const { db, clock, ids } = deps
  const recordedAt = clock.now()
  const id = ids.next('exc')
  const entry = auditEntry(deps, caller, {
    act: 'target.exception-ended',
    ...{ subjectKind: 'exception', subjectId: exceptionId },
  })
  return db.write(async (q) => {
    const found = await findException(q, caller.scope, exceptionId)
    if (!found) throw unknownException(exceptionId)
    if (!stands(found, dayOf(recordedAt))) throw isOver(found)
    const { organisationId } = found
    const end = { recordedAt, recordedBy: caller.principalId, reason }
    await insertEnd(q, { id, exceptionId, organisationId, ...end })
    await record(q, { ...entry, organisationId }, { reason })
    return { ...found, ended: end }
  })
}

function unknownException(id: string): Failure {
  const hint = 'GET /api/v1/order-exceptions lists those that there are.'
  return new Failure('unknown-exception', `There is no exception ${id}.`, hint)
}

function isOver({ id }: ListedException): Failure {
  return new Failure('exception-over', `Exception ${id} counts no more already.`, 'Nothing is left to do.')
}
