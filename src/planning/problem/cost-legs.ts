// From treated sites to legs that are packed, have their kit and are costed. Stock goes to the most urgent legs, so all legs
// are packed before any is costed.
import type { Device } from '../../estate/device.ts'
import { dataClassOf, type Catalogue, type DataClass } from '../catalogue/catalogue.ts'
import { needsOf } from '../catalogue/choose-kit.ts'
import { costLines } from '../catalogue/cost-leg.ts'
import { sumPence } from '../catalogue/cost-line.ts'
import type { Match } from '../catalogue/match.ts'
import { allotStock, type KitNeed } from '../catalogue/stock.ts'
import { byCodeUnit, keyOf } from '../../shared/text.ts'
import type { PlannedLeg, Treated } from './build-problem.ts'
import { isHeadEnd, packSite, type Leg, type StoredLeg, type Work } from './pack.ts'
import { byRank } from './rank.ts'

export interface LegInputs {
  readonly reconnects: ReadonlyMap<string, number>
  /** By site id. */
  readonly stored: ReadonlyMap<string, readonly StoredLeg[]>
  /** By device id: what replaces it. */
  readonly matches: ReadonlyMap<string, Match>
  readonly work: Work
  readonly catalogue: Catalogue
}

/** In the order of their ids. */
export function costedLegs(sites: readonly Treated[], inputs: LegInputs): PlannedLeg[] {
  const packed = sites.flatMap((site) => packedLegs(site, inputs)).sort((a, b) => byRank(a.leg, b.leg))
  const kits = allotStock(packed.map(({ needs }) => needs))
  return packed
    .map(({ leg, disposals }, i): PlannedLeg => {
      const { action, minutes } = leg
      const kit = kits[i]!
      const lines = costLines(inputs.catalogue, {
        ...{ action, minutes, kit, disposals },
        organisation: leg.organisation.name,
      })
      return { ...leg, kit, costLines: lines, costPence: sumPence(lines) }
    })
    .sort((a, b) => byCodeUnit(a.id, b.id))
}

interface PackedLeg {
  readonly leg: Omit<PlannedLeg, 'kit' | 'costLines' | 'costPence'>
  readonly needs: readonly KitNeed[]
  readonly disposals: readonly DataClass[]
}

function packedLegs({ site, organisation, devices, treatment, ...when }: Treated, inputs: LegInputs): PackedLeg[] {
  const { reconnects, stored, matches, work } = inputs
  const { upgradeOn, upgrade, dates } = when
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
  const kinds = new Map(devices.map((device) => [device.id, device.kind]))
  return packed.map((leg) => ({
    leg: { ...leg, site, organisation, upgradeOn, upgrade, dates },
    needs: leg.action === 'replace' ? needsOf(leg.treatments.flatMap((t) => matches.get(t.deviceId ?? '') ?? [])) : [],
    disposals: leavingDevices(leg, (id) => isHeadEnd(kinds.get(id))).map((id) =>
      dataClassOf(kinds.get(id) ?? 'other', site.sensitivity),
    ),
  }))
}

/** Removed devices, and an old recorder in the leg that it leaves with; not one whose head-end alone comes here. */
function leavingDevices(leg: Leg, isRecorder: (deviceId: string) => boolean): string[] {
  const ids = (treatments: Leg['treatments']) => treatments.flatMap(({ deviceId }) => deviceId ?? [])
  if (leg.action === 'remove') return ids(leg.treatments)
  if (leg.action !== 'replace') return []
  return [...ids(leg.treatments).filter((id) => !isRecorder(id)), ...ids(leg.leaving)]
}

function packedDevice({ id, kind, recorder, label, serial, mac, model }: Device, matches: LegInputs['matches']) {
  // Not the id: the same inventory packs the same way in every database.
  const key = [label, serial, mac, model].map((part) => part ?? '').join('\n')
  const zone = keyOf((isHeadEnd(kind) ? label : recorder) ?? '')
  return { id, kind, key, zone, replaceMinutes: matches.get(id)?.model.labourMinutes ?? null }
}
