// Records what came of devices, as whoever was there says. It is a part of a write: of a visit's report, of own work, of a late
// report that was accepted. Nothing of the estate changes yet but for devices that nobody knew: somebody has to judge first.
import type { Reads, Writes } from '../../db/database.ts'
import { ownMac, serialKey } from '../../estate/import/rows/identity.ts'
import { addFound } from '../../estate/works/change-devices.ts'
import type { Register } from '../../register/register.ts'
import { dayOf } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { FindingState, Kind } from '../../shared/vocabulary.ts'
import type { OrderRow } from '../states/store.ts'
import { lookUpKit, macOf, sayToCompany } from './kit.ts'
import { whatIsMissing, type DeviceOutcome, type SeenKit } from './outcome.ts'
import * as store from './store.ts'

export interface SentOutcome extends DeviceOutcome {
  /** Made by the client. `deviceId` may be UNNAMED: see nameDevices. */
  readonly id: string
}

/** A device that stands there and that the order, or the whole inventory, does not know. */
export interface FoundDevice {
  readonly id: string
  readonly kind: Kind
  readonly seen: SeenKit
  readonly location: string | null
  readonly note: string | null
}

/** What was told, under which claim; the own team has no company. */
export interface Telling {
  readonly order: OrderRow
  readonly companyId: string | null
  readonly attempt: number
  readonly visitId: string | null
  readonly outcomes: readonly SentOutcome[]
  readonly found: readonly FoundDevice[]
}

/** By whom, when and with which register; `newId` as idsUnder makes it. */
export interface Recording {
  readonly register: Register
  readonly newId: (prefix: string) => string
  readonly now: Date
  readonly by: string
}

/** Fit for the company: nothing here tells of other sites or organisations. */
export interface Recorded {
  readonly outcomes: readonly RecordedOutcome[]
  readonly found: readonly { readonly id: string; readonly deviceId: string }[]
}
export interface RecordedOutcome {
  readonly id: string
  readonly deviceId: string
  readonly outcome: DeviceOutcome['outcome']
  /** What the register says of what was put in; null: nothing was. */
  readonly kit: { readonly finding: FindingState; readonly says: string | null } | null
}

/**
 * The same again changes nothing and is answered alike. Throws `conflicting-id`, `bad-outcome`, `not-of-order`, `bad-mac`.
 * Whether the company may write of the order at all is for the fence to say, before.
 */
export async function recordOutcomes(q: Writes, telling: Telling, recording: Recording): Promise<Recorded> {
  const about = await whatItIsAbout(q, telling)
  const outcomes: RecordedOutcome[] = []
  for (const sent of await nameDevices(q, telling.order, telling.outcomes))
    outcomes.push(await recordOne(q, sent, { telling, recording, about }))
  const found: { id: string; deviceId: string }[] = []
  for (const sent of telling.found) found.push(await recordFound(q, sent, { telling, recording }))
  return { outcomes, found }
}

/**
 * Whoever lost an order before it was shown the list knows no device by its id: what was taken off, or stands there, says which
 * one it is. Outcomes that name one of the order's, and those that fit none or several, are as they were sent.
 */
export async function nameDevices(
  q: Reads,
  { id: orderId }: Pick<OrderRow, 'id'>,
  outcomes: readonly SentOutcome[],
): Promise<SentOutcome[]> {
  if (outcomes.every(({ deviceId }) => deviceId !== UNNAMED)) return [...outcomes]
  const marks = await store.listMarks(q, orderId)
  return outcomes.map((sent) => {
    if (sent.deviceId !== UNNAMED) return sent
    const { removed, seen } = sent
    const serial = serialKey(removed?.serial ?? seen?.serial ?? null)
    const mac = ownMac(removed?.mac ?? seen?.mac ?? null)
    const fits = marks.filter((device) => {
      return isSame(serial, serialKey(device.serial)) || isSame(mac, ownMac(device.mac))
    })
    return fits.length === 1 ? { ...sent, deviceId: fits[0]!.id } : sent
  })
}

const isSame = (one: string | null, other: string | null): boolean => one !== null && one === other

/** What a report has for a device whose id its sender was never shown. */
export const UNNAMED = ''

interface About {
  /** Of each device of the order, now or before. */
  readonly kinds: ReadonlyMap<string, Kind>
  readonly approvedOn: ReadonlyMap<string, string>
}

async function whatItIsAbout(q: Writes, { order }: Telling): Promise<About> {
  const devices = await store.listOrderDevices(q, order.id)
  const done = await store.listEffects(q, order.id)
  const kinds = new Map<string, Kind>(done.map(({ deviceId }) => [deviceId, 'other']))
  for (const { deviceId, kind } of devices) kinds.set(deviceId, kind)
  return { kinds, approvedOn: await store.removalApprovedOn(q, order.id) }
}

interface Context {
  readonly telling: Telling
  readonly recording: Recording
}

async function recordOne(
  q: Writes,
  { id: clientId, ...sent }: SentOutcome,
  { telling, recording, about }: Context & { about: About },
): Promise<RecordedOutcome> {
  const { order, companyId, attempt, visitId } = telling
  const told = withMacs(sent)
  const fingerprint = fingerprintOf(q, told)
  const before = await store.findByClientId(q, { orderId: order.id, attempt, clientId })
  if (before && before.fingerprint !== fingerprint) throw conflictingId(clientId)
  if (before) return recordedOf(before)
  check(told, { telling, about, now: recording.now })
  const { deviceId, outcome, installed, removedOn, replacedOn, disconnectedOn, cancelledOn, minutes, pence } = told
  const kit = installed && lookUpKit(recording.register, installed, about.kinds.get(deviceId)!)
  const id = recording.newId('out')
  const row: store.OutcomeRow = {
    ...{ id, orderId: order.id, organisationId: order.organisationId, deviceId },
    ...{ companyId, attempt, clientId, fingerprint, visitId, outcome },
    told: q.sealer.seal(JSON.stringify(told), `device_outcomes.told:${id}`),
    ...{ removedOn, replacedOn, disconnectedOn, cancelledOn, minutes, pence },
    ...{ kitFinding: kit?.finding.state ?? null, kitSays: kit?.finding.says ?? null },
    ...{ recordedAt: recording.now, recordedBy: recording.by },
  }
  await store.insertOutcome(q, row)
  return recordedOf(row)
}

function recordedOf({ clientId: id, deviceId, outcome, kitFinding }: store.OutcomeRow): RecordedOutcome {
  return { id, deviceId, outcome, kit: kitFinding && { finding: kitFinding, says: sayToCompany(kitFinding) } }
}

function check(told: DeviceOutcome, { telling: { order }, about, now }: { telling: Telling; about: About; now: Date }) {
  const { deviceId, outcome, removedOn } = told
  if (!about.kinds.has(deviceId)) throw notOfOrder(order.ref, deviceId)
  const missing = whatIsMissing(told, { action: order.action, today: dayOf(now) })
  const approvedOn = about.approvedOn.get(deviceId)
  const early = approvedOn === undefined || (removedOn !== null && removedOn < approvedOn)
  if (outcome === 'removed-not-replaced' && order.action === 'replace' && early)
    missing.push('the approval, before the work, to put nothing in its place')
  if (missing.length === 0) return
  const message = `"${outcome}" cannot be recorded of device ${deviceId}. What is missing or wrong: ${missing.join('; ')}.`
  throw new Failure('bad-outcome', message, 'Add that, and send it again with the same id.', { deviceId, missing })
}

async function recordFound(
  q: Writes,
  { id: clientId, ...sent }: FoundDevice,
  { telling, recording }: Context,
): Promise<{ id: string; deviceId: string }> {
  const { order, companyId, attempt } = telling
  const { id: orderId, organisationId, siteId } = order
  const fingerprint = fingerprintOf(q, sent)
  const before = await store.findFoundByClientId(q, { orderId, attempt, clientId })
  if (before && before.fingerprint !== fingerprint) throw conflictingId(clientId)
  if (before) return { id: clientId, deviceId: before.deviceId }
  const { kind, seen, location } = sent
  const { make = null, model = null, serial = null } = seen
  const { newId, now: at, by, register } = recording
  const kit = { kind, make, model, serial, mac: macOf(seen.mac ?? null) }
  const changing = { register, newId, at, by }
  const added = await addFound(q, { organisationId, siteId, location }, { kit, on: dayOf(at), changing })
  const id = newId('fnd')
  const told = q.sealer.seal(JSON.stringify(sent), `found_devices.told:${id}`)
  const { wasInService: wasKnown } = added
  const deviceId = added.device.id
  await store.insertFound(q, {
    ...{ id, orderId, organisationId, companyId, attempt, clientId, fingerprint, deviceId, wasKnown, told },
    ...{ recordedAt: at, recordedBy: by },
  })
  return { id: clientId, deviceId }
}

/** MACs as devices hold them, so that they compare with what is known. */
function withMacs(told: DeviceOutcome): DeviceOutcome {
  const { removed, installed, seen } = told
  return {
    ...told,
    removed: removed && { ...removed, mac: macOf(removed.mac) },
    installed: installed && { ...installed, mac: macOf(installed.mac) },
    seen: seen && (seen.mac ? { ...seen, mac: macOf(seen.mac) } : seen),
  }
}

/** Keyed: a hash of what is short could be guessed. The order of fields means nothing. */
function fingerprintOf({ sealer }: Writes, told: object): string {
  return sealer.hash(JSON.stringify(told, inOrder), 'device_outcomes.fingerprint')
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b)))
}

function conflictingId(id: string): Failure {
  return new Failure(
    'conflicting-id',
    `Something else was sent with the id ${id} before.`,
    'Send it with an id of its own, if it is another; what was sent before stands.',
  )
}

/** Also of a device that is not there at all. */
export function notOfOrder(ref: string, deviceId: string): Failure {
  return new Failure(
    'not-of-order',
    deviceId === UNNAMED
      ? `${ref} has no device, or several, with those marks.`
      : `${ref} is not about device ${deviceId}.`,
    'Report a device that the order does not name as found.',
  )
}
