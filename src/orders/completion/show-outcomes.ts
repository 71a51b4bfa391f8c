// What was told of an order's devices, opened for whoever judges it. What is known of a serial in other organisations is for
// programme alone, and only as far as they may know of those.
import type { Caller } from '../../access/caller.ts'
import { recordRead } from '../../access/audit/record-read.ts'
import type { Deps } from '../../deps.ts'
import type { Register } from '../../register/register.ts'
import { findByMarks } from '../../estate/import/store.ts'
import { getWorkOrder } from '../move-by-hand.ts'
import type { WorkOrder } from '../order.ts'
import { lookUpAgain, sayToStaff } from './kit.ts'
import type { DeviceOutcome } from './outcome.ts'
import * as store from './store.ts'

export interface ShownOutcome extends DeviceOutcome {
  readonly recordedAt: Date
  readonly recordedBy: string
  /** A judge's word gave it effect in the estate. */
  readonly judged: boolean
  /** What came in its place, as a device of the estate. */
  readonly installedDeviceId: string | null
  /** Why the kit cannot be accepted, as of today until it is judged; null: nothing against it. */
  readonly kitSays: string | null
  readonly warnings: readonly string[]
}

/** All that was ever told, oldest first. That it was opened is on record. Throws `unknown-order`. */
export async function showOutcomes(
  deps: Deps,
  caller: Caller,
  { ref, register }: { ref: string; register: Register },
): Promise<{ order: WorkOrder; outcomes: ShownOutcome[] }> {
  const q = deps.db.read
  const order = await getWorkOrder(q, caller, ref)
  const { organisationId } = order
  await recordRead(deps, caller, { act: 'order.outcomes', subjectKind: 'order', subjectId: order.id, organisationId })
  const effects = new Map((await store.listEffects(q, order.id)).map((effect) => [effect.outcomeId, effect]))
  const kinds = new Map((await store.listOrderDevices(q, order.id)).map(({ deviceId, kind }) => [deviceId, kind]))
  const rows = (await store.listOutcomes(q, order.id)).map((row) => {
    const kind = kinds.get(row.deviceId)
    // What took effect is a device, and has a finding of its own from then on.
    return effects.has(row.id) || kind === undefined ? row : lookUpAgain(q, row, { register, kind })
  })
  const told = new Map(rows.map((row) => [row.id, store.openTold(q, row)]))
  const elsewhere = caller.roles.includes('programme')
    ? await listElsewhere(deps, caller, order, [...told.values()])
    : []
  const { sensitivity } = order.site
  const { standing } = order.organisation
  const outcomes = rows.map((row): ShownOutcome => {
    const outcome = told.get(row.id)!
    const serial = outcome.installed?.serial
    const mac = outcome.installed?.mac
    const known = elsewhere.filter((one) => (serial && one.serial === serial) || (mac && one.mac === mac))
    return {
      ...outcome,
      ...{ recordedAt: row.recordedAt, recordedBy: row.recordedBy, judged: effects.has(row.id) },
      installedDeviceId: effects.get(row.id)?.installedDeviceId ?? null,
      kitSays: row.kitFinding && sayToStaff(row.kitFinding, { says: row.kitSays ?? '', sensitivity, standing }),
      warnings: known.map(
        ({ organisation, label }) => `The same kit is known at ${organisation}: ${label ?? 'no label'}.`,
      ),
    }
  })
  return { order, outcomes }
}

async function listElsewhere(
  { db }: Deps,
  { scope }: Caller,
  { organisationId }: WorkOrder,
  told: readonly DeviceOutcome[],
) {
  const kit = told.flatMap(({ installed }) => installed ?? [])
  const serials = [...new Set(kit.map(({ serial }) => serial))]
  const macs = [...new Set(kit.flatMap(({ mac }) => mac ?? []))]
  const found = await findByMarks(db.read, scope, { serials, macs })
  return found.filter((one) => one.organisationId !== organisationId)
}
