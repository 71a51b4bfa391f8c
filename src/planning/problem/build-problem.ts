// From an estate to a problem for the engine: every site treated, its legs packed and costed, each leg a job. What never
// becomes a job (left to the upgrade, kept, decided against, undecided) is listed beside it, since it keeps tiers unclear.
import type { SiteDecision } from '../../directive/site-decision.ts'
import {
  treatSite,
  type LeftInPlace,
  type Notice,
  type SiteTreatment,
  type TreatedDevice,
} from '../../directive/treat.ts'
import type { Weights } from '../../directive/weights.ts'
import type { Device } from '../../estate/device.ts'
import type { KnownOfSites } from '../../estate/facts/store.ts'
import { historyOf, type UpgradeHistory } from '../../estate/facts/upgrade-history.ts'
import type { Estate } from '../../estate/load-estate.ts'
import type { Organisation } from '../../estate/organisation.ts'
import { UNSITED, type Site } from '../../estate/site.ts'
import type { Register } from '../../register/register.ts'
import { addDays, type Day } from '../../shared/day.ts'
import { count } from '../../shared/text.ts'
import type { Action, Sensitivity } from '../../shared/vocabulary.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { chooseKit } from '../catalogue/choose-kit.ts'
import type { CostLine } from '../catalogue/cost-line.ts'
import { matcher } from '../catalogue/match.ts'
import { sayPrices } from '../catalogue/say-prices.ts'
import { leadDaysOf, type Kit } from '../catalogue/stock.ts'
import type { BankHolidays } from '../crews/bank-holidays.ts'
import type { Crew } from '../crews/crew.ts'
import { CrewPools, vettingOf, type WorkAsked } from '../crews/pools.ts'
import { countYears, fundsOf, moneyWarnings, type PlanMoney } from '../funds/plan-funds.ts'
import { drawsOf, payersBy, type Payers } from '../funds/shares.ts'
import type { Warning } from './warning.ts'
import { costedLegs } from './cost-legs.ts'
import type { Job, Problem } from '../engine/format/problem.ts'
import type { Leg, StoredLeg, Work } from './pack.ts'
import { relateRecorders, type Recorders } from './relate-recorders.ts'
import { dateWarnings, listOf, movedBySite, siteDates, type SiteDates } from './site-dates.ts'

export interface ProblemInputs {
  readonly estate: Estate
  readonly money: PlanMoney
  readonly startOn: Day
  readonly weeks: number
  /** The day whose prices count. */
  readonly pricesOn: Day
  /** By site id. */
  readonly legs: ReadonlyMap<string, readonly StoredLeg[]>
  /** Left out: nothing is recorded of any site. */
  readonly known?: KnownOfSites
  /** Left out: none is recorded, so they are assumed. */
  readonly crews?: readonly Crew[]
  readonly decision: (site: { id: string; sensitivity: Sensitivity }) => SiteDecision | undefined
}

/** The data files that policy and prices come from. */
export interface PlanningReference {
  readonly register: Register
  readonly weights: Weights
  readonly catalogue: Catalogue
  readonly work: Work
  readonly bankHolidays: BankHolidays
}

export interface PlannedLeg extends Leg {
  readonly site: Site
  readonly organisation: Organisation
  /** What replaces the old kit; empty where nothing does. */
  readonly kit: readonly Kit[]
  readonly costLines: readonly CostLine[]
  /** Their sum, in prices of the plan's first financial year. */
  readonly costPence: number
  /** The day of a funded upgrade to kit that is clear of the register. */
  readonly upgradeOn: Day | null
  /** What became of it: waiting is measured against the date that was recorded first. */
  readonly upgrade: UpgradeHistory
  readonly dates: SiteDates
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
  const { catalogue, work, register } = reference
  const recorders = relateRecorders(estate)
  const models = matcher(catalogue, { register, on: inputs.pricesOn })
  const kitted = chooseKit(treatEstate(inputs, reference, recorders), models, recorders.stayingOn(new Set()))
  const treated = kitted.sites
  const takenAway = new Set(
    treated.flatMap(({ treatment }) =>
      treatment.treatments.flatMap(({ action, deviceId }) => (TAKES_AWAY.includes(action) ? (deviceId ?? []) : [])),
    ),
  )
  const reconnects = recorders.stayingOn(takenAway)
  const staffing = { crews: inputs.crews ?? [], work, holidays: reference.bankHolidays, startOn, weeks }
  const crews = new CrewPools(staffing)
  for (const site of estate.sites) crews.need(site.region, vettingOf(site))

  const { matches } = kitted
  const legs = costedLegs(treated, { reconnects, stored: inputs.legs, matches, work, catalogue })
  const legIds = new Set(legs.map(({ id }) => id))
  const { funds, warnings } = fundsOf(inputs.money, { startOn, weeks, isInPlan: (ref) => legIds.has(ref) })
  const frame = {
    startOn,
    weeks,
    crews,
    work,
    years: countYears({ startOn, weeks }),
    payers: payersBy(inputs.money.shares),
  }
  const jobs = legs.map((leg) => jobOf(leg, frame))
  const { pools, warnings: assumed } = crews.pools()
  const fixed = { seed: 1, effort: 'standard', pinned: [], frozenWeeks: 0, previous: [], moveCharge: 0 } as const
  const problem: Problem = { format: 'lenscap-problem/1', startOn, weeks, funds, pools, jobs, ...fixed }
  return {
    problem,
    legs,
    left: treated.flatMap(leftAtSite),
    notices: treated.flatMap(({ site, treatment }) => treatment.notices.map((notice) => ({ ...notice, site }))),
    warnings: [
      ...warnings,
      ...moneyWarnings(problem, inputs.money, estate.organisations),
      ...assumed,
      ...recorders.warnings,
      ...upgradeWarnings(treated),
      ...dateWarnings(datedSites(treated, inputs.known), inputs),
      ...kitted.warnings,
      ...sayPrices(catalogue, legs),
    ],
  }
}

const TAKES_AWAY: readonly Action[] = ['replace', 'remove']

export interface Treated {
  readonly site: Site
  readonly organisation: Organisation
  readonly devices: readonly Device[]
  readonly treatment: SiteTreatment
  readonly upgradeOn: Day | null
  readonly upgrade: UpgradeHistory
  readonly dates: SiteDates
}

function treatEstate(inputs: ProblemInputs, { register, weights }: PlanningReference, recorders: Recorders): Treated[] {
  const { estate, startOn, decision, known } = inputs
  const organisations = new Map(estate.organisations.map((organisation) => [organisation.id, organisation]))
  const devicesBySite = Map.groupBy(estate.devices, (device) => device.siteId)
  return estate.sites.map((site) => {
    const devices = devicesBySite.get(site.id) ?? []
    const { upgradeOn: on, upgradeFunded: funded, upgradeManufacturer: manufacturer } = site
    const recorded = known?.upgrades.get(site.id) ?? []
    const upgrade = historyOf({ upgradeOn: on, funded, manufacturer }, recorded, { register, startOn })
    const { upgradeOn } = upgrade
    const dates = siteDates(known?.facts.get(site.id), inputs)
    const treatment = treatSite(
      {
        ...site,
        unsited: site.code === UNSITED,
        upgradeToCome: upgradeOn !== null,
        decision: (sensitivity) => decision({ id: site.id, sensitivity }),
      },
      devices.map((device): TreatedDevice => ({ ...device, exploited: false, serves: recorders.serves(device) })),
      weights,
    )
    const organisation = organisations.get(site.organisationId)!
    return { site, organisation, devices, treatment, upgradeOn, upgrade, dates }
  })
}

function hasWork({ treatment }: Treated): boolean {
  return treatment.treatments.length + treatment.left.length > 0
}

function upgradeWarnings(treated: readonly Treated[]): Warning[] {
  const slipped = treated.filter((one) => one.upgrade.slipped && hasWork(one)).length
  const moved = treated.filter((one) => one.upgrade.firstOn !== one.upgradeOn && hasWork(one))
  return [
    ...(slipped === 0
      ? []
      : [
          {
            code: 'upgrade-slipped',
            message: `${count(slipped, 'site')} had a funded upgrade whose day has passed, and flagged or unidentified kit is still there: no such upgrade counts any more.`,
          },
        ]),
    ...(moved.length === 0
      ? []
      : [
          {
            code: 'upgrade-moved',
            message: `The upgrade of ${count(moved.length, 'site')} is no longer on the day first recorded, against which waiting is measured all the same: ${listOf(moved.map(({ site }) => site.code))}.`,
          },
        ]),
  ]
}

function datedSites(treated: readonly Treated[], known: KnownOfSites | undefined) {
  return treated.filter(hasWork).flatMap(({ site: { id, code }, dates }) => {
    const facts = known?.facts.get(id)
    return facts ? [{ code, facts, dates }] : []
  })
}

interface JobFrame {
  readonly startOn: Day
  readonly weeks: number
  readonly crews: CrewPools
  readonly work: Work
  /** Financial years that a draw may fall in. */
  readonly years: number
  readonly payers: (site: Site, defaultFund: string) => Payers
}

function jobOf(leg: PlannedLeg, frame: JobFrame): Job {
  const { startOn, crews, work, years, payers } = frame
  const { site, organisation } = leg
  const job: Job = {
    id: leg.id,
    tier: leg.tier,
    weightPerDay: leg.weightMillis / 1000,
    minutes: leg.minutes,
    poolIds: leg.minutes === 0 ? [] : crews.poolIds(workOf(leg)),
    draws: drawsOf(leg.costLines, payers(site, organisation.fundCode), years),
    releaseOn: leg.action === 'replace' ? addDays(startOn, leadDaysOf(leg.kit, work.replaceLeadDays)) : startOn,
    upgradeOn: leg.upgradeOn,
    // Clause C3: a sensitive site does not wait for its upgrade. Only the sites that C4 was extended to may.
    mayWait: leg.tier === 6 && leg.upgradeOn !== null,
    closed: [],
    after: leg.after === null ? [] : [leg.after],
  }
  return movedBySite(job, leg, frame)
}

function workOf({ action, site, organisation }: PlannedLeg): WorkAsked {
  const { id: siteId, region } = site
  const whose = { organisationId: organisation.id, organisation: organisation.name }
  return { ...whose, siteId, region, vetting: vettingOf(site), action }
}

function leftAtSite({ site, treatment, upgradeOn, upgrade }: Treated): LeftAtSite[] {
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
      firstUpgradeOn: upgrade.firstOn,
      untilOn: stays ? null : upgradeOn,
    }
  })
}
