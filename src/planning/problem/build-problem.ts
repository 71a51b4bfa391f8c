// From an estate to a problem for the engine: every site treated, its legs packed and costed, each leg a job. What never
// becomes a job (left to the upgrade, kept, decided against, undecided) is listed beside it, since it keeps tiers unclear.
import type { SiteDecision } from '../../directive/site-decision.ts'
import { treatSite, type LeftInPlace, type Notice, type TreatedDevice } from '../../directive/treat.ts'
import type { Weights } from '../../directive/weights.ts'
import type { Device } from '../../estate/device.ts'
import type { Estate } from '../../estate/load-estate.ts'
import type { Organisation } from '../../estate/organisation.ts'
import { UNSITED, type Site } from '../../estate/site.ts'
import { isClear } from '../../register/recognise.ts'
import type { Register } from '../../register/register.ts'
import { addDays, type Day } from '../../shared/day.ts'
import { byCodeUnit, keyOf } from '../../shared/text.ts'
import type { Sensitivity } from '../../shared/vocabulary.ts'
import { Crews, fundsOf, vettingOf, type BudgetGiven, type Fund, type Warning } from './capacity.ts'
import { costLines, type Catalogue, type CostLine } from './costing.ts'
import type { Job, Problem } from '../engine/problem.ts'
import { isHeadEnd, packSite, type Leg, type StoredLeg, type Work } from './pack.ts'

export interface ProblemInputs {
  readonly estate: Estate
  readonly funds: readonly Fund[]
  readonly budgets: readonly BudgetGiven[]
  readonly startOn: Day
  readonly weeks: number
  /** By site id. */
  readonly legs: ReadonlyMap<string, readonly StoredLeg[]>
  readonly decision: (site: { id: string; sensitivity: Sensitivity }) => SiteDecision | undefined
}

/** The data files that policy and prices come from. */
export interface PlanningReference {
  readonly register: Register
  readonly weights: Weights
  readonly catalogue: Catalogue
  readonly work: Work
}

export interface PlannedLeg extends Leg {
  readonly site: Site
  readonly organisation: Organisation
  readonly costLines: readonly CostLine[]
  readonly costPence: number
  /** The day of a funded upgrade to kit that is clear of the register. */
  readonly upgradeOn: Day | null
}

/** Flagged kit of one site that no job removes. */
export interface LeftAtSite extends Pick<LeftInPlace, 'because' | 'tier'> {
  readonly site: Site
  readonly devices: number
  readonly weightMillis: number
  /** Null: nothing funded will remove it, so its tier is never clear. */
  readonly untilOn: Day | null
}

export interface BuiltProblem {
  readonly problem: Problem
  /** In the order of their ids. */
  readonly legs: readonly PlannedLeg[]
  readonly left: readonly LeftAtSite[]
  readonly notices: readonly (Notice & { site: Site })[]
  readonly warnings: readonly Warning[]
}

export function buildProblem(inputs: ProblemInputs, reference: PlanningReference): BuiltProblem {
  const { estate, startOn, weeks } = inputs
  const { funds, warnings } = fundsOf(inputs.funds, inputs.budgets)
  const organisations = new Map(estate.organisations.map((organisation) => [organisation.id, organisation]))
  const devicesBySite = Map.groupBy(estate.devices, (device) => device.siteId)
  const recorders = relateRecorders(estate)
  const crews = new Crews(reference.work)
  for (const site of estate.sites) crews.need(site.region, vettingOf(site))

  const legs: PlannedLeg[] = []
  const left: LeftAtSite[] = []
  const notices: (Notice & { site: Site })[] = []
  for (const site of estate.sites) {
    const organisation = organisations.get(site.organisationId)!
    const devices = devicesBySite.get(site.id) ?? []
    const upgradeOn = countingUpgrade(site, reference.register)
    const treated = treatSite(
      {
        ...site,
        unsited: site.code === UNSITED,
        decision: (sensitivity) => inputs.decision({ id: site.id, sensitivity }),
      },
      devices.map((device): TreatedDevice => ({ ...device, exploited: false, serves: recorders.serves(device) })),
      reference.weights,
    )
    const packed = packSite(
      {
        organisationKey: keyOf(organisation.name),
        siteKey: keyOf(site.code),
        devices: new Map(devices.map((device) => [device.id, packedDevice(device)])),
        treatments: treated.treatments,
        reconnects: recorders.reconnects,
        legs: inputs.legs.get(site.id) ?? [],
      },
      reference.work,
    )
    const kinds = new Map(devices.map((device) => [device.id, device.kind]))
    for (const leg of packed) {
      const lines = costLines(reference.catalogue, {
        action: leg.action,
        sector: organisation.sector,
        unsited: site.code === UNSITED,
        newKit: leg.action === 'replace' ? leg.treatments.map((t) => kinds.get(t.deviceId ?? '') ?? 'other') : [],
        disposals: disposalsOf(leg, (id) => isHeadEnd(kinds.get(id))),
        minutes: leg.minutes,
      })
      const costPence = lines.reduce((sum, line) => sum + line.pence, 0)
      legs.push({ ...leg, site, organisation, costLines: lines, costPence, upgradeOn })
    }
    left.push(...leftAtSite(site, treated.left, upgradeOn))
    notices.push(...treated.notices.map((notice) => ({ ...notice, site })))
  }
  legs.sort((a, b) => byCodeUnit(a.id, b.id))
  const jobs = legs.map((leg) => jobOf(leg, { startOn, crews, work: reference.work }))
  const { pools, warnings: assumed } = crews.pools()
  return {
    problem: {
      format: 'lenscap-problem/1',
      startOn,
      weeks,
      seed: 1,
      effort: 'standard',
      funds,
      pools,
      jobs,
      pinned: [],
      frozenWeeks: 0,
      previous: [],
      moveCharge: 0,
    },
    legs,
    left,
    notices,
    warnings: [...warnings, ...assumed, ...recorders.warnings],
  }
}

function jobOf(leg: PlannedLeg, { startOn, crews, work }: { startOn: Day; crews: Crews; work: Work }): Job {
  const { site, organisation } = leg
  return {
    id: leg.id,
    tier: leg.tier,
    weightPerDay: leg.weightMillis / 1000,
    minutes: leg.minutes,
    poolIds:
      leg.minutes === 0
        ? []
        : leg.action === 'disconnect'
          ? [crews.networkTeam(organisation.name)]
          : crews.poolIds(site.region, vettingOf(site)),
    draws: leg.costPence > 0 ? [{ fundId: organisation.fundCode, pence: leg.costPence, offsetWeeks: 0 }] : [],
    releaseOn: leg.action === 'replace' ? addDays(startOn, work.replaceLeadDays) : startOn,
    upgradeOn: leg.upgradeOn,
    // Clause C3: a sensitive site does not wait for its upgrade. Only the sites that C4 was extended to may.
    mayWait: leg.tier === 6 && leg.upgradeOn !== null,
    closed: [],
    after: leg.after === null ? [] : [leg.after],
  }
}

/** An upgrade counts only when it is funded and its kit is clear of the register; a blank maker does not count. */
export function countingUpgrade(
  site: Pick<Site, 'upgradeOn' | 'upgradeFunded' | 'upgradeManufacturer'>,
  register: Register,
): Day | null {
  return site.upgradeFunded === true && isClear(register, site.upgradeManufacturer) ? site.upgradeOn : null
}

/** A removed device, and an old recorder in the leg that it leaves with; not one whose head-end alone comes here. */
function disposalsOf(leg: Leg, isRecorder: (deviceId: string) => boolean): number {
  if (leg.action === 'remove') return leg.treatments.length
  if (leg.action !== 'replace') return 0
  const cameras = leg.treatments.filter((t) => !isRecorder(t.deviceId ?? '')).length
  return cameras + leg.leaving.length
}

function packedDevice({ id, kind, recorder, label, serial, mac, model }: Device) {
  // Not the id: the same inventory packs the same way in every database.
  const key = [label, serial, mac, model].map((part) => part ?? '').join('\n')
  return { id, kind, key, zone: keyOf((isHeadEnd(kind) ? label : recorder) ?? '') }
}

function leftAtSite(site: Site, left: readonly LeftInPlace[], upgradeOn: Day | null): LeftAtSite[] {
  return [...Map.groupBy(left, ({ tier, because }) => `${tier} ${because}`).values()].map((group) => {
    const { tier, because } = group[0]!
    const stays = because === 'isolate-and-keep' || because === 'not'
    return {
      site,
      tier,
      because,
      devices: group.length,
      weightMillis: group.reduce((sum, { weightMillis }) => sum + weightMillis, 0),
      untilOn: stays ? null : upgradeOn,
    }
  })
}

interface Recorders {
  readonly serves: (device: Device) => Sensitivity[]
  readonly reconnects: ReadonlyMap<string, number>
  readonly warnings: readonly Warning[]
}

/**
 * Finds the recorder that each device names: at its own site, else the only one of that label in its organisation. One
 * pass over the devices.
 */
function relateRecorders(estate: Estate): Recorders {
  const sensitivities = new Map(estate.sites.map((site) => [site.id, site.sensitivity]))
  const atSite = new Map<string, Device>()
  const inOrganisation = new Map<string, Device | 'several'>()
  for (const device of estate.devices.filter((d) => isHeadEnd(d.kind) && d.label !== null)) {
    const label = keyOf(device.label!)
    atSite.set(`${device.siteId}\n${label}`, device)
    const key = `${device.organisationId}\n${label}`
    inOrganisation.set(key, inOrganisation.has(key) ? 'several' : device)
  }
  const serves = new Map<string, Set<Sensitivity>>()
  const reconnects = new Map<string, number>()
  let nameless = 0
  for (const device of estate.devices) {
    if (device.recorder === null || device.status !== 'in-service') continue
    const label = keyOf(device.recorder)
    const found = atSite.get(`${device.siteId}\n${label}`) ?? inOrganisation.get(`${device.organisationId}\n${label}`)
    if (found === undefined || found === 'several') {
      nameless++
      continue
    }
    const sensitivity = sensitivities.get(device.siteId)
    if (sensitivity) serves.set(found.id, (serves.get(found.id) ?? new Set()).add(sensitivity))
    if (device.finding !== 'flagged') reconnects.set(found.id, (reconnects.get(found.id) ?? 0) + 1)
  }
  const message = `${nameless} devices name a recorder that is not in the inventory, or that several sites have; it is not planned with them.`
  return {
    serves: (device) => [...(serves.get(device.id) ?? [])],
    reconnects,
    warnings: nameless > 0 ? [{ code: 'recorder-not-found', message }] : [],
  }
}
