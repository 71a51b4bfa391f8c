// Confirms, clears or flags devices by hand. Clearing many at once takes two people: it lets equipment stay.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import { askForSecond } from '../../../access/requests/ask.ts'
import type { TwoPersonAct, TwoPersonRequest } from '../../../access/requests/request.ts'
import type { Reads, Writes } from '../../../db/database.ts'
import type { Deps } from '../../../deps.ts'
import { dayOf, sayDay, type Day } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import { count } from '../../../shared/text.ts'
import type { FindingState, OverrideChoice } from '../../../shared/vocabulary.ts'
import { bumpOrganisation } from '../../store.ts'
import { checkUntil, stateFor, type DeviceWords, type HeldDevice, type Override } from './override.ts'
import { chooseDevices, devicesById, insertOverrides, setStates } from '../store.ts'

export interface Overriding {
  /** By id, or all that fit the words: those that are gone are left out. */
  readonly devices: readonly string[] | DeviceWords
  readonly choice: OverrideChoice
  readonly reason: string
  readonly evidence: string
  readonly untilOn: Day
}

export type Overridden = { readonly overrides: readonly Override[] } | { readonly request: TwoPersonRequest }

/** Throws `unknown-device`, `no-devices`, `until-day-past`, `until-day-far`, `nothing-to-confirm`. */
export async function overrideDevices(deps: Deps, caller: Caller, overriding: Overriding): Promise<Overridden> {
  const { devices: wanted, choice, reason, evidence, untilOn } = overriding
  checkUntil(untilOn, dayOf(deps.clock.now()))
  const devices = await choose(deps.db.read, caller, wanted)
  for (const device of devices) stateFor(choice, device)
  const input: Input = {
    devices: devices.map(({ id, finding }) => ({ id, finding })),
    choice,
    reason,
    evidence,
    untilOn,
  }
  if (choice !== 'clear' || devices.length === 1) {
    const save = prepare(deps, caller, input)
    return { overrides: await deps.db.write((q) => save(q, (ids) => devicesById(q, caller.scope, ids))) }
  }
  const ask = askForSecond(deps, caller, {
    act: clearManyDevices,
    subjectKind: 'device',
    place: placeOf(devices),
    says: `Clear ${sayDevices(devices)} by hand until ${sayDay(untilOn)}. Evidence: ${evidence}`,
    input,
    reason,
  })
  return { request: await deps.db.write(ask) }
}

/** As it is carried out: a request keeps it as plain JSON. */
interface Input extends Omit<Overriding, 'devices'> {
  /** As they were: a second person approves of clearing what was review, and not of what is flagged by then. */
  readonly devices: readonly { readonly id: string; readonly finding: FindingState }[]
}

export const clearManyDevices: TwoPersonAct = {
  name: 'finding.clear-many',
  askers: ['programme', 'approver'],
  deciders: ['approver'],
  carryOut(deps, input: Input, { asker, approver }) {
    const save = prepare(deps, asker, input, approver.principalId)
    return async (q) => {
      const mine = await devicesById(
        q,
        asker.scope,
        input.devices.map(({ id }) => id),
      )
      const overrides = await save(q, () =>
        devicesById(
          q,
          approver.scope,
          mine.map(({ id }) => id),
        ),
      )
      return { devices: overrides.length }
    }
  },
}

const GONE: readonly string[] = ['removed', 'desired', 'void']

async function choose(q: Reads, { scope }: Caller, wanted: Overriding['devices']): Promise<HeldDevice[]> {
  if (!('length' in wanted)) {
    const found = (await chooseDevices(q, scope, wanted)).filter(({ status }) => !GONE.includes(status))
    if (found.length > 0) return found
    throw new Failure('no-devices', 'No device fits what was asked for.', 'Ask for less at once, or look with `flag`.')
  }
  const found = await devicesById(q, scope, wanted)
  const known = new Set(found.map(({ id }) => id))
  const missing = wanted.find((id) => !known.has(id))
  if (missing !== undefined) throw unknownDevice(missing)
  return found
}

/** Takes time and ids at once, and returns what a write does with the devices as it finds them. */
function prepare(deps: Deps, caller: Caller, input: Input, secondBy: string | null = null) {
  const { choice, reason, evidence, untilOn } = input
  const recordedAt = deps.clock.now()
  const asked = new Map(input.devices.map(({ id, finding }) => [id, { id: deps.ids.next('ovr'), finding }]))
  const [only, ...others] = asked.keys()
  const about = { subjectKind: 'device', ...(others.length === 0 && only !== undefined && { subjectId: only }) }
  const entry = auditEntry(deps, caller, { act: 'finding.overridden', ...about })
  return async (q: Writes, find: (ids: string[]) => Promise<HeldDevice[]>): Promise<Override[]> => {
    const devices = await find([...asked.keys()])
    const moved = devices.find(({ id, finding }) => finding !== asked.get(id)!.finding)
    if (devices.length < asked.size || moved) throw outdated(moved)
    const rows = devices.map((device): Override => {
      const { id: deviceId, organisationId } = device
      const common = { choice, reason, evidence, untilOn, secondBy, recordedAt, recordedBy: caller.principalId }
      return { ...common, id: asked.get(deviceId)!.id, organisationId, deviceId, state: stateFor(choice, device) }
    })
    await insertOverrides(q, rows)
    await setStates(
      q,
      devices.map((device, i) => {
        const { manufacturerId } = device
        return { device, state: { finding: rows[i]!.state, manufacturerId, overriddenUntil: untilOn } }
      }),
    )
    for (const id of new Set(devices.map(({ organisationId }) => organisationId))) await bumpOrganisation(q, id)
    await record(q, entry, { choice, reason, evidence, untilOn, secondBy, devices: input.devices })
    return rows
  }
}

function sayDevices(devices: readonly HeldDevice[]): string {
  const sites = [...new Set(devices.map(({ siteCode }) => siteCode))]
  const makes = [...new Set(devices.map(({ manufacturer, model }) => [manufacturer, model].filter(Boolean).join(' ')))]
  const named = (all: readonly string[], what: string) =>
    all.length <= 5 ? all.map((one) => one || 'no make').join(', ') : count(all.length, what)
  return `${count(devices.length, 'device')} (${named(makes, 'make')}) at ${named(sites, 'site')}`
}

/** The one organisation and region that all the devices share. */
function placeOf(devices: readonly HeldDevice[]): { organisationId: string | null; region: string | null } {
  const same = <K extends 'organisationId' | 'region'>(key: K) =>
    devices.every((device) => device[key] === devices[0]![key]) ? devices[0]![key] : null
  return { organisationId: same('organisationId'), region: same('region') }
}

/** Also of a device that the caller may not know of. */
export function unknownDevice(name: string): Failure {
  const hint = 'GET /api/v1/devices, or `lenscap flag`, lists those that you may see.'
  return new Failure('unknown-device', `There is no device "${name}".`, hint)
}

function outdated(moved: HeldDevice | undefined): Failure {
  const what = moved ? `The finding of ${moved.label ?? moved.id} is ${moved.finding} now.` : 'A device is gone.'
  return new Failure(
    'finding-outdated',
    `${what} It has changed since this was asked for.`,
    'Look again, and ask anew.',
  )
}
