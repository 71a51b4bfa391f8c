// Where the estate stands, in sites and not in cameras: what a director is asked first. A site is clear by inventory when
// nothing in it is flagged, in review or unknown; it is cleared when somebody independent has accepted what was removed, too.
import { DIRECTED_ON, K1_ENDS_ON } from '../../directive/decision-table.ts'
import type { Device } from '../../estate/device.ts'
import { departsFromK1, keepsKit, type SiteDecision } from '../../directive/site-decision.ts'
import { UNSITED, type Site } from '../../estate/site.ts'
import { day, daysBetween, type Day } from '../../shared/day.ts'

export interface Progress {
  readonly sensitive: {
    readonly sites: number
    readonly withFlagged: number
    /** Nothing flagged, but makers in review or unknown. */
    readonly toIdentify: number
    readonly clearByInventory: number
    /** Clear by inventory, and whatever was removed was accepted by somebody who neither did nor adopted the work. */
    readonly cleared: number
    /** Cleared, and confirmed by an inventory that came after: there is none yet, until verification comes. */
    readonly verified: number
  }
  /** Of all sites, those that nobody has assessed. */
  readonly unassessedSites: number
  /** Flagged devices in service on a core network. */
  readonly onCore: Counted
  /** Flagged devices in place that were installed on or after the day of the direction. */
  readonly installedSince: Counted
  /** Days since the commitment to be clear by the end of April 2025; zero before it ends. */
  readonly daysPastK1: number
  /** Flagged kit that stays because somebody decided so: it is in every other count too. */
  readonly decidedAgainst: {
    readonly sites: number
    readonly devices: number
    /** Sites where that departs from the commitment. */
    readonly departing: number
  }
  readonly devices: Readonly<Record<Device['finding'], number>>
}

/** What counts for a site today. */
export type Decided = (site: Pick<Site, 'id' | 'sensitivity'>) => SiteDecision | undefined

export interface Counted {
  readonly atSensitiveSites: number
  readonly inAll: number
}

export type CountedSite = Pick<Site, 'id' | 'code' | 'sensitivity' | 'upgradeOn'>
/** Devices of which all this is the same. */
export interface Alike extends Pick<Device, 'siteId' | 'status' | 'finding' | 'network' | 'installedOn'> {
  /** How many they are; left out: one. */
  readonly devices?: number
}

export interface Standing {
  readonly sites: readonly CountedSite[]
  readonly devices: readonly Alike[]
  /** Sites that something was removed from without anybody's accepting it; left out: none. */
  readonly notAccepted?: ReadonlySet<string>
}

/** One pass over the devices. `decided` left out: nobody has decided anything. */
export function progressOf(
  { sites, devices, notAccepted = new Set() }: Standing,
  today: Day,
  decided: Decided = () => undefined,
): Progress {
  const flagged = new Map<string, number>()
  const sensitive = new Map(
    sites.filter((site) => site.sensitivity === 'sensitive').map((site) => [site.id, { flagged: 0, open: 0 }]),
  )
  const findings = { flagged: 0, review: 0, unknown: 0, cleared: 0 }
  const onCore = { atSensitiveSites: 0, inAll: 0 }
  const installedSince = { atSensitiveSites: 0, inAll: 0 }
  const add = (counted: { atSensitiveSites: number; inAll: number }, n: number, isSensitive: boolean): void => {
    counted.inAll += n
    if (isSensitive) counted.atSensitiveSites += n
  }
  for (const { siteId, status, finding, network, installedOn, devices: n = 1 } of devices) {
    if (status !== 'in-service' && status !== 'disconnected') continue
    findings[finding] += n
    const site = sensitive.get(siteId)
    if (site && finding !== 'cleared') site.open += n
    if (finding !== 'flagged') continue
    flagged.set(siteId, (flagged.get(siteId) ?? 0) + n)
    if (site) site.flagged += n
    if (network === 'core' && status === 'in-service') add(onCore, n, site !== undefined)
    if (installedOn !== null && installedOn >= DIRECTED_ON) add(installedSince, n, site !== undefined)
  }
  const counts = [...sensitive.values()]
  const withFlagged = counts.filter((site) => site.flagged > 0).length
  const clear = [...sensitive].filter(([, site]) => site.open === 0).map(([id]) => id)
  const cleared = clear.filter((id) => !notAccepted.has(id)).length
  const toIdentify = counts.length - withFlagged - clear.length
  return {
    sensitive: {
      ...{ sites: counts.length, withFlagged, toIdentify },
      ...{ clearByInventory: clear.length, cleared, verified: 0 },
    },
    unassessedSites: sites.filter((site) => site.sensitivity === 'unassessed' && site.code !== UNSITED).length,
    onCore,
    installedSince,
    decidedAgainst: decidedAgainst(sites, flagged, decided),
    daysPastK1: Math.max(0, daysBetween(day(K1_ENDS_ON), today)),
    devices: findings,
  }
}

function decidedAgainst(sites: readonly CountedSite[], flagged: ReadonlyMap<string, number>, decided: Decided) {
  const counted = { sites: 0, devices: 0, departing: 0 }
  for (const site of sites) {
    const choice = flagged.has(site.id) ? decided(site)?.choice : undefined
    if (choice === undefined || !keepsKit(choice)) continue
    const untilOn = choice === 'with-upgrade' ? site.upgradeOn : null
    counted.sites++
    counted.devices += flagged.get(site.id)!
    if (departsFromK1({ sensitivity: site.sensitivity, choice, untilOn })) counted.departing++
  }
  return counted
}
