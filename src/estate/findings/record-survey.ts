// What somebody who stood before a device read and saw: its facts, and whose equipment it is. The device is recognised anew
// at once, with the inspection as its strongest piece of evidence.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { parseMac } from '../../register/mac.ts'
import { recognise, type Finding } from '../../register/recognise.ts'
import type { Register } from '../../register/register.ts'
import { dayOf, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import type { Kind, Network } from '../../shared/vocabulary.ts'
import { recognisable } from '../device.ts'
import { bumpOrganisation } from '../store.ts'
import { unknownDevice } from './overrides/override-devices.ts'
import type { HeldDevice } from './overrides/override.ts'
import { devicesById, insertFindings, insertSurvey, updateSurveyed } from './store.ts'

/** What was seen; what is left out stays as it is. */
export interface Seen {
  /** Whose equipment it is, by what is in or on it: the brand on the box stays as the inventory has it. */
  readonly manufacturer?: string | undefined
  readonly model?: string | undefined
  readonly serial?: string | undefined
  readonly mac?: string | undefined
  readonly firmware?: string | undefined
  readonly kind?: Kind | undefined
  readonly network?: Network | undefined
}

export interface Survey {
  readonly deviceId: string
  readonly seen: Seen
  readonly note?: string | undefined
  readonly surveyedOn: Day
  readonly surveyedBy: string
}

export interface Surveyed {
  readonly deviceId: string
  readonly finding: Finding
  /** A person's word counts until then all the same. */
  readonly overriddenUntil: Day | null
}

/** Throws `unknown-device`, `nothing-seen`, `bad-mac`, `surveyed-later`. */
export async function recordSurvey(
  deps: Deps,
  register: Register,
  { caller, survey }: { caller: Caller; survey: Survey },
): Promise<Surveyed> {
  const { deviceId, seen, surveyedOn, surveyedBy, note = null } = survey
  const now = deps.clock.now()
  if (surveyedOn > dayOf(now)) throw later(surveyedOn)
  const surveying: Surveying = {
    ...{ register, recordedAt: now, recordedBy: caller.principalId },
    ...{ surveyId: deps.ids.next('sur'), findingId: deps.ids.next('fin') },
  }
  const entry = auditEntry(deps, caller, { act: 'device.surveyed', subjectKind: 'device', subjectId: deviceId })
  return deps.db.write(async (q) => {
    const [device] = await devicesById(q, caller.scope, [deviceId])
    if (!device) throw unknownDevice(deviceId)
    const surveyed = await surveyWithin(q, device, { survey, surveying })
    await record(
      q,
      { ...entry, organisationId: device.organisationId },
      { seen, note, surveyedOn, surveyedBy, from: device.finding, to: surveyed.finding.state },
    )
    return surveyed
  })
}

export interface Surveying {
  readonly register: Register
  readonly surveyId: string
  readonly findingId: string
  readonly recordedAt: Date
  readonly recordedBy: string
}

/** The same within a write that does more, and puts it on record. Throws `nothing-seen`, `bad-mac`. */
export async function surveyWithin(
  q: Writes,
  device: HeldDevice,
  { survey, surveying }: { survey: Survey; surveying: Surveying },
): Promise<Surveyed> {
  const { deviceId, seen, note = null, surveyedOn, surveyedBy } = survey
  const { register, surveyId, findingId, recordedAt, recordedBy } = surveying
  const { manufacturer, ...facts } = withMac(seen)
  const { organisationId, overriddenUntil } = device
  const after: HeldDevice = {
    ...device,
    ...facts,
    inspectedManufacturer: manufacturer ?? device.inspectedManufacturer,
    kindAssumed: device.kindAssumed && facts.kind === undefined,
    observedOn: surveyedOn > device.observedOn ? surveyedOn : device.observedOn,
  }
  const finding = recognise(register, recognisable(after))
  const { state, manufacturerId } = finding
  const about = { organisationId, deviceId, recordedAt, recordedBy }
  await insertSurvey(q, { ...about, id: surveyId, seen, note, surveyedOn, surveyedBy })
  await insertFindings(q, [{ ...about, id: findingId, finding }])
  const { inspectedManufacturer, observedOn, kindAssumed } = after
  await updateSurveyed(q, device, {
    ...{ ...facts, inspectedManufacturer, observedOn, kindAssumed, manufacturerId },
    finding: overriddenUntil === null ? state : device.finding,
  })
  await bumpOrganisation(q, organisationId)
  return { deviceId, finding, overriddenUntil }
}

/** Without what was not said, and the MAC as devices hold it. */
function withMac(seen: Seen) {
  const said = Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined))
  if (Object.keys(said).length === 0) {
    const message = 'The survey says nothing of the device: neither maker nor model, serial, MAC, firmware or network.'
    throw new Failure('nothing-seen', message, 'Give at least one; or `override` the finding by hand.')
  }
  if (seen.mac === undefined) return said as DefinedSeen
  const reading = parseMac(seen.mac)
  if (!reading.ok) throw new Failure('bad-mac', reading.problem, 'Write it as 44:19:b6:01:02:03.')
  return { ...said, mac: reading.mac.hex.toLowerCase() } as DefinedSeen
}
type DefinedSeen = { readonly [K in keyof Seen]?: NonNullable<Seen[K]> }

function later(surveyedOn: Day): Failure {
  const message = `The survey would have been made on ${surveyedOn}, which is after today.`
  return new Failure('surveyed-later', message, 'Give the day on which somebody was there.')
}
