// From treatments to legs. A leg is at most one crew-week of one action at one site, and becomes one job and one order.
// Its id comes from organisation, site, action and number, never from the database, so that it means the same work in
// every plan and after a restore; it keeps its devices while they remain to be done, and new devices form new legs.
import type { Tier } from '../../directive/decision-table.ts'
import type { Treatment } from '../../directive/treat.ts'
import { Failure } from '../../shared/failure.ts'
import { sha256 } from '../../shared/hash.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { Action, Clause, Kind, Sensitivity } from '../../shared/vocabulary.ts'

/** How long work takes (data/work.json). Minutes; `visit` is travel, set-up and hand-over, once a leg. */
export interface Work {
  readonly version: string
  readonly minutes: Readonly<
    Record<
      'disconnect' | 'survey' | 'replace' | 'remove',
      {
        readonly device: number
        readonly visit: number
        readonly height?: number
        readonly recorder?: number
        readonly reconnect?: number
      }
    >
  >
  readonly crewMinutesPerWeek: number
  readonly networkTeamMinutesPerWeek: number
  readonly replaceLeadDays: number
  /** A site that is left sooner after its replacement prompts the question whether to replace at all. */
  readonly payBack: { readonly months: number; readonly reason: string }
}

export interface PackedDevice {
  readonly id: string
  /** Sorts the devices of a site the same way in every database. */
  readonly key: string
  readonly kind: Kind
  /** Cameras of one recorder are one zone: they are worked on together. */
  readonly zone: string
  /** Of its replacement, where the catalogue states them; null: as the work file has it. */
  readonly replaceMinutes?: number | null
  /** Its replacement is fitted at height. */
  readonly atHeight?: boolean
}

export interface SiteWork {
  readonly organisationKey: string
  readonly siteKey: string
  readonly devices: ReadonlyMap<string, PackedDevice>
  readonly treatments: readonly Treatment[]
  /** By recorder id: the cameras on it that stay, and must be reconnected when it leaves. */
  readonly reconnects: ReadonlyMap<string, number>
  /** Earlier legs of the site, as stored. */
  readonly legs: readonly StoredLeg[]
}

export interface StoredLeg {
  readonly action: Action
  readonly legNumber: number
  readonly deviceIds: readonly string[]
}

export interface Leg {
  readonly id: string
  readonly action: Action
  readonly legNumber: number
  readonly tier: Tier
  readonly clause: Clause
  readonly state: 'ready' | 'proposed'
  readonly why: string
  /** The urgency of its most urgent work: that of its site, or of one whose cameras record here. */
  readonly sensitivity: Sensitivity
  /** Whose work is done in this leg, the most urgent and heaviest first; empty for an assessment. */
  readonly treatments: readonly Treatment[]
  /** Whose weight goes with this leg: a recorder's goes when the old one leaves, not when the new one comes. */
  readonly weighed: readonly Treatment[]
  /** Old recorders that leave with this leg: their new head-end came with it or with an earlier one. */
  readonly leaving: readonly Treatment[]
  readonly reconnects: number
  readonly minutes: number
  readonly weightMillis: number
  /** The leg before it in the chain of its site and action. */
  readonly after: string | null
}

/** Throws `bad-policy-file`. */
export function readWork(text: string): Work {
  const work = JSON.parse(text) as Work
  const numbers = [
    ...Object.values(work.minutes).flatMap((minutes) => Object.values(minutes)),
    work.crewMinutesPerWeek,
    work.networkTeamMinutesPerWeek,
    work.replaceLeadDays,
    work.payBack?.months,
  ]
  if (!work.version || numbers.some((n) => !Number.isSafeInteger(n) || n < 0)) {
    throw new Failure('bad-policy-file', 'work.json: minutes and days are whole numbers of zero or more.')
  }
  return work
}

/** The legs of one site, chained per action; in the order of tier, action and number. */
export function packSite(site: SiteWork, work: Work): Leg[] {
  const byAction = Map.groupBy(site.treatments, (treatment) => treatment.action)
  return [...byAction].flatMap(([action, treatments]) => chain(packAction(action, treatments, site, work)))
}

export function legId(site: { organisationKey: string; siteKey: string }, action: Action, legNumber: number): string {
  const name = [site.organisationKey, site.siteKey, action, legNumber].join('\n')
  // 64 bits: among a million legs two would share an id once in forty million estates.
  return `leg_${sha256(name).slice(0, 16)}`
}

type Draft = Omit<Leg, 'after'>

function packAction(action: Action, treatments: readonly Treatment[], site: SiteWork, work: Work): Draft[] {
  const stored = site.legs.filter((leg) => leg.action === action)
  const placed = new Map(stored.flatMap((leg) => leg.deviceIds.map((id) => [id, leg.legNumber])))
  const groups = new Map<number, Treatment[]>()
  const fresh: Treatment[] = []
  for (const treatment of [...treatments].sort(inPackingOrder(site))) {
    const legNumber = treatment.deviceId === null ? 1 : placed.get(treatment.deviceId)
    if (legNumber === undefined) fresh.push(treatment)
    else groups.set(legNumber, [...(groups.get(legNumber) ?? []), treatment])
  }
  let next = Math.max(0, ...stored.map((leg) => leg.legNumber), ...groups.keys()) + 1
  for (const group of fill(action, fresh, site, work)) groups.set(next++, group)
  const drafts = [...groups].map(([n, group]) => draft(action, { n, group, reconnects: 0 }, site, work))
  if (action !== 'replace') return drafts
  // Legs that only reconnect cameras have no devices of their own, and are told by that.
  const spare = stored.filter((leg) => leg.deviceIds.length === 0).map((leg) => leg.legNumber)
  return withOldRecorders(drafts, site, { work, numbers: [...spare.sort((a, b) => a - b), next] })
}

/** Tier by tier; recorders first, since the new head-end comes before its cameras; then zone by zone. */
function inPackingOrder(site: SiteWork) {
  const of = (treatment: Treatment) => site.devices.get(treatment.deviceId ?? '')
  return (a: Treatment, b: Treatment): number => {
    const [x, y] = [of(a), of(b)]
    if (a.tier !== b.tier || !x || !y) return a.tier - b.tier
    return (
      Number(isHeadEnd(y.kind)) - Number(isHeadEnd(x.kind)) || byCodeUnit(x.zone, y.zone) || byCodeUnit(x.key, y.key)
    )
  }
}

/** Fills legs up to a crew-week, in order, a new one for each tier. */
function fill(action: Action, treatments: readonly Treatment[], site: SiteWork, work: Work): Treatment[][] {
  const groups: Treatment[][] = []
  const most = capacityOf(action, work)
  let used = Infinity
  let tier: Tier | undefined
  for (const treatment of treatments) {
    const minutes = minutesOf(action, site.devices.get(treatment.deviceId ?? ''), work)
    if (treatment.tier !== tier || used + minutes > most) {
      groups.push([])
      used = visitMinutes(action, work)
      tier = treatment.tier
    }
    groups.at(-1)?.push(treatment)
    used += minutes
  }
  return groups
}

/**
 * The old recorder leaves in the last leg of its tier: its weight counts there, and the cameras that stay are reconnected
 * there. Where that leg has no room for the reconnections, further legs follow. They take the numbers given, and the last
 * of these and those after it when they run out.
 */
function withOldRecorders(
  drafts: readonly Draft[],
  site: SiteWork,
  { work, numbers }: { work: Work; numbers: readonly number[] },
): Draft[] {
  const out: Draft[] = []
  const free = [...numbers]
  const takeNumber = (): number => (free.length > 1 ? free.shift()! : free[0]!++)
  for (const [, tierDrafts] of [...Map.groupBy(drafts, (leg) => leg.tier)].sort(([a], [b]) => a - b)) {
    tierDrafts.sort((a, b) => a.legNumber - b.legNumber)
    const recorders = tierDrafts.flatMap((leg) =>
      leg.treatments.filter((t) => isHeadEnd(site.devices.get(t.deviceId ?? '')?.kind)),
    )
    let toReconnect = recorders.reduce((sum, t) => sum + (site.reconnects.get(t.deviceId ?? '') ?? 0), 0)
    const perCamera = work.minutes.replace.reconnect ?? 0
    const groups = tierDrafts.map((leg) => ({ n: leg.legNumber, group: [...leg.treatments], reconnects: 0 }))
    for (let at = groups.length - 1; toReconnect > 0; at++) {
      const spilled = at >= groups.length
      if (spilled) groups.push({ n: takeNumber(), group: [], reconnects: 0 })
      const used = spilled ? visitMinutes('replace', work) : (tierDrafts[at]?.minutes ?? 0)
      const room = Math.floor((capacityOf('replace', work) - used) / Math.max(perCamera, 1))
      groups[at]!.reconnects = Math.max(0, Math.min(toReconnect, room))
      toReconnect -= groups[at]!.reconnects
    }
    const last = Math.max(...groups.map((group) => group.n))
    for (const group of groups) {
      const model = tierDrafts[0]!
      const leg = draft('replace', group, site, work, model)
      out.push(weighRecorders(leg, recorders, leg.legNumber === last))
    }
  }
  return out
}

function weighRecorders(leg: Draft, recorders: readonly Treatment[], isLast: boolean): Draft {
  const cameras = leg.treatments.filter((treatment) => !recorders.includes(treatment))
  const leaving = isLast ? recorders : []
  const weighed = [...cameras, ...leaving]
  return { ...leg, leaving, weighed, weightMillis: weigh(weighed) }
}

interface Group {
  readonly n: number
  readonly group: readonly Treatment[]
  readonly reconnects: number
}

/** `like` lends tier, clause and state to a leg that only reconnects cameras. */
function draft(action: Action, { n, group, reconnects }: Group, site: SiteWork, work: Work, like?: Draft): Draft {
  const treatments = [...group].sort((a, b) => a.tier - b.tier || b.weightMillis - a.weightMillis)
  const first = treatments[0] ?? like
  if (!first) throw new Error('a leg without work')
  const perDevice = group.map((t) => minutesOf(action, site.devices.get(t.deviceId ?? ''), work))
  return {
    id: legId(site, action, n),
    action,
    legNumber: n,
    tier: first.tier,
    clause: first.clause,
    sensitivity: first.sensitivity,
    state: treatments.some((t) => t.state === 'proposed') ? 'proposed' : first.state,
    why: first.why,
    treatments,
    weighed: treatments,
    leaving: [],
    reconnects,
    minutes:
      visitMinutes(action, work) +
      perDevice.reduce((sum, minutes) => sum + minutes, 0) +
      reconnects * (work.minutes.replace.reconnect ?? 0),
    weightMillis: weigh(treatments),
  }
}

/** A leg comes after the one before it; more urgent tiers first, so that no leg waits for a less urgent one. */
function chain(drafts: readonly Draft[]): Leg[] {
  const sorted = [...drafts].sort((a, b) => a.tier - b.tier || a.legNumber - b.legNumber)
  return sorted.map((leg, i) => ({ ...leg, after: sorted[i - 1]?.id ?? null }))
}

/** What other devices record to. */
export const HEAD_ENDS: readonly Kind[] = ['recorder', 'vms']

export function isHeadEnd(kind: Kind | undefined): boolean {
  return kind !== undefined && HEAD_ENDS.includes(kind)
}

function minutesOf(action: Action, of: PackedDevice | undefined, work: Work): number {
  if (action === 'cancel-deployment' || action === 'assess') return 0
  const { device, recorder, height } = work.minutes[action]
  const stated = of?.replaceMinutes ?? (of?.atHeight ? height : undefined)
  if (action === 'replace' && stated !== undefined) return stated
  return isHeadEnd(of?.kind) ? (recorder ?? device) : device
}

function visitMinutes(action: Action, work: Work): number {
  return action === 'cancel-deployment' || action === 'assess' ? 0 : work.minutes[action].visit
}

/** One crew-week of whoever does the action. */
function capacityOf(action: Action, work: Work): number {
  return action === 'disconnect' ? work.networkTeamMinutesPerWeek : work.crewMinutesPerWeek
}

function weigh(treatments: readonly Treatment[]): number {
  return treatments.reduce((sum, treatment) => sum + treatment.weightMillis, 0)
}
