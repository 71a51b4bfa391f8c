// What replaces each device of an estate. A device for which the catalogue has no model is not planned, for nobody knows what
// it would cost: it is listed as left in place with that reason, and a warning names what the catalogue is short of.
import type { SiteTreatment, Treatment } from '../../directive/treat.ts'
import type { PlanningDevice } from '../../estate/device.ts'
import type { Organisation } from '../../estate/organisation.ts'
import { byCodeUnit, count } from '../../shared/text.ts'
import { isHeadEnd } from '../problem/pack.ts'
import type { Match, Matcher, Wanted } from './match.ts'
import type { KitNeed } from './stock.ts'

interface TreatedSite {
  readonly organisation: Organisation
  readonly devices: readonly PlanningDevice[]
  readonly treatment: SiteTreatment
}

export interface ChosenKit<T> {
  /** Without the replacements for which there is no model: these are among what is left in place. */
  readonly sites: readonly T[]
  /** By device id, for every replacement that remains. */
  readonly matches: ReadonlyMap<string, Match>
  readonly lacks: KitLacks
}

/** What the catalogue lacks, a text for each device that is concerned. */
export interface KitLacks {
  /** What would be wanted of a model, and none has. */
  readonly missing: readonly string[]
  /** The approved list that the model is not on. */
  readonly offList: readonly string[]
}

/** `recording`: by recorder id, how many devices record to it. */
export function chooseKit<T extends TreatedSite>(
  sites: readonly T[],
  { match, sayWanted }: Pick<Matcher, 'match' | 'sayWanted'>,
  recording: ReadonlyMap<string, number>,
): ChosenKit<T> {
  const matches = new Map<string, Match>()
  const missing: string[] = []
  const kitted = sites.map((site) => {
    const wantedOf = wantedAt(site, recording)
    const without = new Set<Treatment>()
    for (const treatment of site.treatment.treatments) {
      const wanted = treatment.action === 'replace' ? wantedOf(treatment.deviceId) : undefined
      if (!wanted) continue
      const found = match(wanted)
      if (found) matches.set(treatment.deviceId!, found)
      else {
        without.add(treatment)
        missing.push(sayWanted(wanted))
      }
    }
    return without.size === 0 ? site : { ...site, treatment: leave(site.treatment, without) }
  })
  return {
    sites: kitted,
    matches,
    lacks: { missing, offList: [...matches.values()].flatMap((one) => one.offList ?? []) },
  }
}

export function kitWarnings({ missing, offList }: KitLacks, { refused }: Pick<Matcher, 'refused'>) {
  return [...noModel(missing), ...notBought(refused), ...notListed(offList)]
}

/** What the devices need, by model: equal ones counted together. */
export function needsOf(matches: readonly Match[]): KitNeed[] {
  return [...Map.groupBy(matches, ({ model }) => model)].map(([model, alike]) => {
    return { model, quantity: alike.length, why: [...new Set(alike.map(({ why }) => why))].join('; ') }
  })
}

function wantedAt({ organisation, devices }: TreatedSite, recording: ReadonlyMap<string, number>) {
  const byId = new Map(devices.map((device) => [device.id, device]))
  const withoutRecorder = !devices.some(({ kind, status }) => isHeadEnd(kind) && status === 'in-service')
  return (deviceId: string | null): Wanted | undefined => {
    const device = byId.get(deviceId ?? '')
    if (!device) return undefined
    const { kind, model } = device
    const { name, sector } = organisation
    return { kind, model, recording: recording.get(device.id) ?? 0, organisation: name, sector, withoutRecorder }
  }
}

function leave(treatment: SiteTreatment, without: ReadonlySet<Treatment>): SiteTreatment {
  const left = [...without].map(({ deviceId, tier, weightMillis }) => {
    return { deviceId: deviceId!, tier, because: 'no-model' as const, weightMillis }
  })
  return {
    ...treatment,
    treatments: treatment.treatments.filter((one) => !without.has(one)),
    left: [...treatment.left, ...left],
  }
}

/** A screenful; the list of what is left names every site. */
const MOST_NAMED = 8

function noModel(missing: readonly string[]) {
  if (missing.length === 0) return []
  const groups = [...Map.groupBy(missing, (one) => one)]
    .map(([wanted, alike]) => ({ wanted, n: alike.length }))
    .sort((a, b) => b.n - a.n || byCodeUnit(a.wanted, b.wanted))
  const named = groups.slice(0, MOST_NAMED).map(({ wanted, n }) => `${n} × ${wanted}`)
  const more = groups.length > MOST_NAMED ? ` and ${count(groups.length - MOST_NAMED, 'other kind')}` : ''
  const what = count(missing.length, 'device has', 'devices have')
  const whose = missing.length === 1 ? 'its' : 'their'
  const message = `${what} no replacement model in the catalogue, so ${whose} replacement is not planned: ${named.join('; ')}${more}.`
  return [{ code: 'no-model', message }]
}

function notBought(refused: Matcher['refused']) {
  if (refused.length === 0) return []
  const named = refused.map(({ model, says }) => `${model.code} (${says.replace(/\.$/, '')})`).join('; ')
  const are = refused.length === 1 ? 'is' : 'are'
  const message = `${count(refused.length, 'model')} of the catalogue ${are} not clear of the register and not bought: ${named}.`
  return [{ code: 'model-not-clear', message }]
}

function notListed(off: readonly string[]) {
  if (off.length === 0) return []
  const lists = [...new Set(off)].sort(byCodeUnit).join(', ')
  const message = `${count(off.length, 'device')} would get a model that is not on the approved list that its organisation demands, for none on it would do: ${lists}.`
  return [{ code: 'off-approved-list', message }]
}
