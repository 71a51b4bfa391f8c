// What judged work makes of the estate: devices leave, others come in their place, a network share ends. From then on the
// device is done with, or what stands in for it is to go in its turn.
import type { Writes } from '../../db/database.ts'
import { devicesById } from '../../estate/findings/store.ts'
import { surveyWithin } from '../../estate/findings/record-survey.ts'
import { installInPlaceOf, isolateDevice, retireDevice, type Changing } from '../../estate/works/change-devices.ts'
import { findDeviceRow, type DeviceRow } from '../../estate/works/store.ts'
import { dayOf } from '../../shared/day.ts'
import type { OrderRow } from '../states/store.ts'
import { lookUpAgain } from './kit.ts'
import { isFinished, OUTCOME_RULES, type DeviceOutcome } from './outcome.ts'
import * as store from './store.ts'

export interface Applied {
  /** Devices that nothing is left to do with under their own name. */
  readonly done: readonly string[]
  /** Temporary, or not cleared: they have to go in their turn. */
  readonly standIns: readonly string[]
}

/** Kit that is flagged or not established stands there all the same, though nobody accepts it. */
export const isNonConforming = (row: store.OutcomeRow): boolean => store.conformityOf(row).conforms === false

/** Applies what is pending of the order, or those that `only` takes. Devices that work left as they were stay in the order. */
export async function applyOutcomes(
  q: Writes,
  order: OrderRow,
  { changing, only }: { changing: Changing; only?: (row: store.OutcomeRow) => boolean },
): Promise<Applied> {
  const done: string[] = []
  const standIns: string[] = []
  const kinds = new Map((await store.listOrderDevices(q, order.id)).map(({ deviceId, kind }) => [deviceId, kind]))
  for (const pending of (await store.pendingOutcomes(q, order)).values()) {
    const row = lookUpAgain(q, pending, { register: changing.register, kind: kinds.get(pending.deviceId)! })
    if (only && !only(row)) continue
    if (!isFinished({ outcome: row.outcome, conforms: null }) && row.outcome !== 'temporary-fitted') continue
    const installed = await applyOne(q, row, { order, changing })
    const standsIn = installed !== null && (row.outcome === 'temporary-fitted' || installed.finding !== 'cleared')
    await store.insertEffect(q, {
      ...{ outcomeId: row.id, orderId: order.id, organisationId: order.organisationId, siteId: order.siteId },
      ...{ deviceId: row.deviceId, installedDeviceId: installed?.id ?? null, standsIn },
      ...{ judgedAt: changing.at, judgedBy: changing.by },
    })
    done.push(row.deviceId)
    if (standsIn) standIns.push(installed.id)
  }
  return { done, standIns }
}

/** Returns what came in its place. */
async function applyOne(
  q: Writes,
  row: store.OutcomeRow,
  { order, changing }: { order: OrderRow; changing: Changing },
): Promise<DeviceRow | null> {
  const told = store.openTold(q, row)
  const device = (await findDeviceRow(q, row.deviceId))!
  const on = told.removedOn ?? told.disconnectedOn ?? told.cancelledOn ?? dayOf(row.recordedAt)
  switch (OUTCOME_RULES[row.outcome].makes) {
    case 'removed':
      await retireDevice(q, device, { status: 'removed', on: on })
      return told.installed && install(q, row.deviceId, { told, changing })
    case 'void':
      await retireDevice(q, device, { status: 'void', on: on })
      return null
    case 'isolated':
      await isolateDevice(q, device, on)
      return null
    case 'surveyed':
      await survey(q, row, { order, told, changing })
      return null
    case null:
      return null
  }
}

async function install(
  q: Writes,
  oldId: string,
  { told, changing }: { told: DeviceOutcome; changing: Changing },
): Promise<DeviceRow> {
  const old = (await findDeviceRow(q, oldId))!
  const on = told.replacedOn ?? told.removedOn ?? dayOf(changing.at)
  const kit = { kind: old.kind, ...told.installed! }
  return (await installInPlaceOf(q, old, { kit, on, changing })).device
}

async function survey(
  q: Writes,
  row: store.OutcomeRow,
  {
    told,
    changing: { register, newId, at: recordedAt, by: recordedBy },
  }: {
    order: OrderRow
    told: DeviceOutcome
    changing: Changing
  },
): Promise<void> {
  const [device] = await devicesById(q, 'everything', [row.deviceId])
  const { make, model, serial, mac, kind } = told.seen ?? {}
  const seen = { manufacturer: make, model, serial, mac: mac ?? undefined, kind }
  const surveyedOn = dayOf(row.recordedAt)
  await surveyWithin(q, device!, {
    survey: {
      deviceId: row.deviceId,
      seen,
      ...(told.note && { note: told.note }),
      surveyedOn,
      surveyedBy: row.recordedBy,
    },
    surveying: { register, surveyId: newId('sur'), findingId: newId('fin'), recordedAt, recordedBy },
  })
}
