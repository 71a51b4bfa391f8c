// What a person said of a device is taken back before its day: recognition's finding counts again at once, and the device
// is in the queue of what is to be decided again. Nothing is deleted: the withdrawal stands beside the decision.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Deps } from '../../../deps.ts'
import { dayOf } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import { bumpOrganisation } from '../../store.ts'
import { returnToRecognition } from './lapse-overrides.ts'
import type { ListedOverride } from './override.ts'
import { devicesById, insertWithdrawal, listOverrides } from '../store.ts'

export interface Withdrawing {
  readonly id: string
  readonly reason: string
}

/** Throws `unknown-override`, `override-finished`. */
export async function withdrawOverride(
  deps: Deps,
  caller: Caller,
  { id, reason }: Withdrawing,
): Promise<ListedOverride> {
  const recordedAt = deps.clock.now()
  const recordedBy = caller.principalId
  const withdrawalId = deps.ids.next('wdr')
  const entry = auditEntry(deps, caller, { act: 'finding.override-withdrawn', subjectKind: 'device' })
  return deps.db.write(async (q) => {
    const find = async (state?: 'in-force') =>
      (await listOverrides(q, caller.scope, { filter: { id, state }, today: dayOf(recordedAt), rows: 1 }))[0]
    const override = await find()
    if (!override) throw unknownOverride(id)
    if (!(await find('in-force'))) throw finished()
    const { deviceId, organisationId, choice } = override
    await insertWithdrawal(q, {
      id: withdrawalId,
      overrideId: id,
      organisationId,
      deviceId,
      reason,
      recordedAt,
      recordedBy,
    })
    const devices = await devicesById(q, caller.scope, [deviceId])
    await returnToRecognition(q, devices)
    await bumpOrganisation(q, organisationId)
    await record(q, { ...entry, subjectId: deviceId, organisationId }, { override: id, choice, reason })
    return { ...override, withdrawn: { reason, recordedAt, recordedBy } }
  })
}

function unknownOverride(id: string): Failure {
  const hint = 'GET /api/v1/overrides, or `lenscap overrides`, lists those that you may see.'
  return new Failure('unknown-override', `There is no decision ${id} on a device.`, hint)
}

function finished(): Failure {
  return new Failure(
    'override-finished',
    'The decision does not count any more: another took its place, its day has come, or it was withdrawn.',
    'Look again: GET /api/v1/overrides?state=in-force.',
  )
}
