// One organisation's part of a problem: its sites treated, their kit chosen, their legs packed. An organisation at a time,
// because a recorder may serve several of its sites and none beyond; what comes back no longer holds its devices.
import type { SiteDecision } from '../../directive/site-decision.ts'
import { treatSite, type LeftInPlace, type Notice, type SiteTreatment } from '../../directive/treat.ts'
import type { PlanningDevice } from '../../estate/device.ts'
import type { KnownOfSites } from '../../estate/facts/store.ts'
import { historyOf, type UpgradeHistory } from '../../estate/facts/upgrade-history.ts'
import type { Organisation } from '../../estate/organisation.ts'
import { UNSITED, type Site } from '../../estate/site.ts'
import type { Day } from '../../shared/day.ts'
import type { Action, Sensitivity } from '../../shared/vocabulary.ts'
import { chooseKit, type KitLacks } from '../catalogue/choose-kit.ts'
import type { Matcher } from '../catalogue/match.ts'
import type { PlanningReference } from './build-problem.ts'
import { packedLegs, type PackedLeg } from './cost-legs.ts'
import type { OneOfEquals } from './equals.ts'
import type { StoredLeg } from './pack.ts'
import { relateRecorders, type Recorders, type Unrelated } from './relate-recorders.ts'
import { siteDates, type SiteDates } from './site-dates.ts'

/** What holds for every organisation. */
export interface Treating {
  readonly startOn: Day
  readonly weeks: number
  readonly known: KnownOfSites | undefined
  readonly decision: (site: { id: string; sensitivity: Sensitivity }) => SiteDecision | undefined
  readonly models: Pick<Matcher, 'match' | 'sayWanted'>
  readonly reference: PlanningReference
  readonly one: OneOfEquals
}

export interface OrganisationInputs {
  readonly organisation: Organisation
  readonly sites: readonly Site[]
  readonly devices: readonly PlanningDevice[]
  /** By site id. */
  readonly legs: ReadonlyMap<string, readonly StoredLeg[]>
  /** Where the devices are not all of the organisation's: what all of them show. Left out: told from the devices. */
  readonly recorders?: Recorders | undefined
}

/** Flagged kit of one site that no job removes. */
export interface LeftAtSite extends Pick<LeftInPlace, 'because' | 'tier'> {
  readonly site: Site
  readonly devices: number
  readonly weightMillis: number
  /** When a funded upgrade would take it away, if nobody decided otherwise. */
  readonly upgradeOn: Day | null
  /** As it was recorded first. */
  readonly firstUpgradeOn: Day | null
  /** Null: nothing will remove it, so its tier is never clear. */
  readonly untilOn: Day | null
  /** The end of its lease, or its disposal. */
  readonly leavesOn: Day | null
}

export interface SiteNotice extends Notice {
  readonly site: Site
}

/** A site with anything to be done, and what moves it. */
export interface WorkedSite {
  readonly site: Site
  readonly upgrade: UpgradeHistory
  readonly dates: SiteDates
}

export interface OrganisationPart {
  readonly packed: readonly PackedLeg[]
  readonly left: readonly LeftAtSite[]
  readonly notices: readonly SiteNotice[]
  readonly worked: readonly WorkedSite[]
  readonly lacks: KitLacks
  readonly unrelated: Unrelated
  readonly devicesWithoutSite: number
}

export function treatOrganisation(inputs: OrganisationInputs, treating: Treating): OrganisationPart {
  const recorders = inputs.recorders ?? relateRecorders(inputs)
  const kitted = chooseKit(treatSites(inputs, treating, recorders), treating.models, recorders.stayingOn(new Set()))
  const takenAway = new Set<string>()
  for (const { treatment } of kitted.sites) {
    for (const { action, deviceId } of treatment.treatments) {
      if (deviceId !== null && TAKES_AWAY.includes(action)) takenAway.add(deviceId)
    }
  }
  const { matches, lacks } = kitted
  const packing = {
    reconnects: recorders.stayingOn(takenAway),
    stored: inputs.legs,
    matches,
    ...treating.reference,
    one: treating.one,
  }
  const unsited = kitted.sites.filter(({ site }) => site.code === UNSITED)
  return {
    packed: kitted.sites.flatMap((site) => packedLegs(site, packing)),
    left: kitted.sites.flatMap(leftAtSite),
    notices: kitted.sites.flatMap(({ site, treatment }) => treatment.notices.map((notice) => ({ ...notice, site }))),
    worked: kitted.sites.filter(hasWork).map(({ site, upgrade, dates }) => ({ site, upgrade, dates })),
    lacks,
    unrelated: recorders.unrelated,
    devicesWithoutSite: unsited.reduce((sum, { devices }) => sum + devices.length, 0),
  }
}

const TAKES_AWAY: readonly Action[] = ['replace', 'remove']

export interface Treated extends WorkedSite {
  readonly organisation: Organisation
  readonly devices: readonly PlanningDevice[]
  readonly treatment: SiteTreatment
}

function treatSites(inputs: OrganisationInputs, treating: Treating, recorders: Recorders): Treated[] {
  const { organisation, sites, devices: all } = inputs
  const { known, decision, reference, startOn, one } = treating
  const { register, weights } = reference
  const bySite = Map.groupBy(all, (device) => device.siteId)
  const undated = one(siteDates(undefined, treating))
  return sites.map((site) => {
    const devices = bySite.get(site.id) ?? []
    const { upgradeOn: on, upgradeFunded: funded, upgradeManufacturer: manufacturer } = site
    const recorded = known?.upgrades.get(site.id) ?? []
    const upgrade = one(historyOf({ upgradeOn: on, funded, manufacturer }, recorded, { register, startOn }))
    const facts = known?.facts.get(site.id)
    const dates = facts ? one(siteDates(facts, treating)) : undated
    const treatment = treatSite(
      {
        id: site.id,
        sensitivity: site.sensitivity,
        unsited: site.code === UNSITED,
        upgradeToCome: upgrade.upgradeOn !== null,
        decision: (sensitivity) => decision({ id: site.id, sensitivity }),
      },
      devices.map(({ id, kind, status, finding, network, internetExposed }) => {
        return { id, kind, status, finding, network, internetExposed, exploited: false, serves: recorders.serves(id) }
      }),
      weights,
    )
    return { site, organisation, devices, treatment, upgrade, dates }
  })
}

function hasWork({ treatment }: Treated): boolean {
  return treatment.treatments.length + treatment.left.length > 0
}

function leftAtSite({ site, treatment, upgrade, dates }: Treated): LeftAtSite[] {
  const { upgradeOn, firstOn } = upgrade
  return [...Map.groupBy(treatment.left, ({ tier, because }) => `${tier} ${because}`).values()].map((group) => {
    const { tier, because } = group[0]!
    const stays = because === 'isolate-and-keep' || because === 'not'
    return {
      site,
      tier,
      because,
      devices: group.length,
      weightMillis: group.reduce((sum, { weightMillis }) => sum + weightMillis, 0),
      upgradeOn,
      firstUpgradeOn: firstOn,
      untilOn: stays ? null : upgradeOn,
      leavesOn: dates.leavesOn,
    }
  })
}
