// Disposal: a trailing obligation, with a date of its own. Acceptance does not wait for it, nor does payment.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Deps } from '../../deps.ts'
import { dayOf, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { idsUnder } from '../../shared/ids.ts'
import { notOfOrder } from '../completion/record-outcomes.ts'
import { listEffects } from '../completion/store.ts'
import { getWorkOrder } from '../move-by-hand.ts'
import { insertDisposals } from './store.ts'

export interface Disposing {
  readonly ref: string
  readonly deviceIds: readonly string[]
  readonly disposedOn: Day
  /** Carrier, transfer note, facility. */
  readonly note: string | null
}

/** Throws `unknown-order`, `not-of-order`, `disposed-later`. */
export async function recordDisposal(
  deps: Deps,
  caller: Caller,
  { ref, deviceIds, disposedOn, note }: Disposing,
): Promise<void> {
  const recordedAt = deps.clock.now()
  if (disposedOn > dayOf(recordedAt)) throw disposedLater(disposedOn)
  const stem = deps.ids.next('dsp')
  const entry = auditEntry(deps, caller, { act: 'order.disposed', subjectKind: 'order', subjectId: ref })
  await deps.db.write(async (q) => {
    const { id: orderId, organisationId } = await getWorkOrder(q, caller, ref)
    const removed = new Set((await listEffects(q, orderId)).map(({ deviceId }) => deviceId))
    const foreign = deviceIds.find((id) => !removed.has(id))
    if (foreign !== undefined) throw notOfOrder(ref, foreign)
    const newId = idsUnder(stem)
    const rows = deviceIds.map((deviceId) => {
      const id = newId('dsp')
      const sealed = note === null ? null : q.sealer.seal(note, `disposals.note:${id}`)
      return {
        id,
        orderId,
        organisationId,
        deviceId,
        disposedOn,
        note: sealed,
        recordedAt,
        recordedBy: caller.principalId,
      }
    })
    await insertDisposals(q, rows)
    await record(q, { ...entry, organisationId }, { deviceIds, disposedOn, note })
  })
}

function disposedLater(disposedOn: Day): Failure {
  const message = `The disposal would have been on ${disposedOn}, which is after today.`
  return new Failure('disposed-later', message, 'Record it when it has been done.')
}
