// From treated sites to legs that are packed, have their kit and are costed. Stock goes to the most urgent legs, so all legs
// are packed before any is costed.
import type { PlanningDevice } from '../../estate/device.ts'
import type { Register } from '../../register/register.ts'
import { dataClassOf, type Catalogue, type DataClass } from '../catalogue/catalogue.ts'
import { needsOf } from '../catalogue/choose-kit.ts'
import { costLines } from '../catalogue/cost-leg.ts'
import { sumPence } from '../catalogue/cost-line.ts'
import type { Match } from '../catalogue/match.ts'
import { allotStock, leadDaysOf, type KitNeed } from '../catalogue/stock.ts'
import type { RateBook } from '../catalogue/agreed-rates.ts'
import { addDays, type Day } from '../../shared/day.ts'
import { byCodeUnit, keyOf } from '../../shared/text.ts'
import type { PlannedLeg } from './build-problem.ts'
import type { OneOfEquals } from './equals.ts'
import { idsOf, legDevices } from './leg-devices.ts'
import { isHeadEnd, packSite, type Leg, type StoredLeg, type Work } from './pack.ts'
import { byRank } from './rank.ts'
import { allowedFrom } from './site-dates.ts'
import type { Treated } from './treat-organisation.ts'

export interface Packing {
  readonly reconnects: ReadonlyMap<string, number>
  /** By site id. */
  readonly stored: ReadonlyMap<string, readonly StoredLeg[]>
  /** By device id: what replaces it. */
  readonly matches: ReadonlyMap<string, Match>
  readonly work: Work
  readonly register: Register
  readonly one: OneOfEquals
}

export interface Prices {
  readonly catalogue: Catalogue
  readonly rates: RateBook
  readonly startOn: Day
  readonly work: Pick<Work, 'replaceLeadDays'>
  readonly one: OneOfEquals
}

/** In the order of their ids. */
export function costedLegs(legs: readonly PackedLeg[], { catalogue, rates, startOn, work, one }: Prices): PlannedLeg[] {
  const packed = legs.toSorted((a, b) => byRank(a.leg, b.leg))
  const kits = allotStock(packed.map(({ needs }) => needs))
  return packed
    .map(({ leg, disposals }, i): PlannedLeg => {
      const { action, minutes, organisation, site, dates } = leg
      const kit = kits[i]!
      const readyOn = action === 'replace' ? addDays(startOn, leadDaysOf(kit, work.replaceLeadDays)) : startOn
      const from = allowedFrom(readyOn, { action, dates })
      const agreed = rates.ratesFor({ organisationId: organisation.id, region: site.region, action, from })
      const of = { action, minutes, kit, disposals, organisation: organisation.name, agreed }
      const lines = costLines(catalogue, of).map(one)
      return { ...leg, kit, readyOn, costLines: lines, costPence: sumPence(lines) }
    })
    .sort((a, b) => byCodeUnit(a.id, b.id))
}

export interface PackedLeg {
  readonly leg: Omit<PlannedLeg, 'kit' | 'readyOn' | 'costLines' | 'costPence'>
  readonly needs: readonly KitNeed[]
  readonly disposals: readonly DataClass[]
}

export function packedLegs(
  { site, organisation, devices, treatment, upgrade, dates }: Treated,
  { reconnects, stored, matches, work, register, one }: Packing,
): PackedLeg[] {
  if (treatment.treatments.length === 0) return []
  const packed = packSite(
    {
      organisationKey: keyOf(organisation.name),
      siteKey: keyOf(site.code),
      devices: new Map(devices.map((device) => [device.id, packedDevice(device, matches)])),
      treatments: treatment.treatments,
      reconnects,
      legs: stored.get(site.id) ?? [],
    },
    work,
  )
  const byId = new Map(devices.map((device) => [device.id, device]))
  const { upgradeOn } = upgrade
  return packed.map(({ treatments, weighed, leaving, ...leg }) => {
    const of = { action: leg.action, treatments, weighed, leaving }
    const replaced = leg.action === 'replace' ? idsOf(treatments) : []
    return {
      leg: { ...leg, ...legDevices(of, byId, { register, one }), site, organisation, upgradeOn, upgrade, dates },
      needs: needsOf(replaced.flatMap((id) => matches.get(id) ?? [])),
      disposals: leavingDevices(of, (id) => isHeadEnd(byId.get(id)?.kind)).map((id) =>
        dataClassOf(byId.get(id)?.kind ?? 'other', site.sensitivity),
      ),
    }
  })
}

/** Removed devices, and an old recorder in the leg that it leaves with; not one whose head-end alone comes here. */
function leavingDevices(
  { action, treatments, leaving }: Pick<Leg, 'action' | 'treatments' | 'leaving'>,
  isRecorder: (deviceId: string) => boolean,
): string[] {
  if (action === 'remove') return idsOf(treatments)
  if (action !== 'replace') return []
  return [...idsOf(treatments).filter((id) => !isRecorder(id)), ...idsOf(leaving)]
}

function packedDevice({ id, kind, recorder, label, serial, mac, model }: PlanningDevice, matches: Packing['matches']) {
  // Not the id: the same inventory packs the same way in every database.
  const key = [label, serial, mac, model].map((part) => part ?? '').join('\n')
  const zone = keyOf((isHeadEnd(kind) ? label : recorder) ?? '')
  const { labourMinutes = null, height = false } = matches.get(id)?.model ?? {}
  return { id, kind, key, zone, replaceMinutes: labourMinutes, atHeight: height }
}
