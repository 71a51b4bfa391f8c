// From an estate to a problem for the engine: every site treated, its legs packed and costed, each leg a job. What never
// becomes a job (left to the upgrade, kept, decided against, undecided) is listed beside it, since it keeps tiers unclear.
import type { SiteDecision } from '../../directive/site-decision.ts'
import type { Weights } from '../../directive/weights.ts'
import type { KnownOfSites } from '../../estate/facts/store.ts'
import type { UpgradeHistory } from '../../estate/facts/upgrade-history.ts'
import type { Estate } from '../../estate/load-estate.ts'
import type { Organisation } from '../../estate/organisation.ts'
import type { Site } from '../../estate/site.ts'
import type { Register } from '../../register/register.ts'
import type { Day } from '../../shared/day.ts'
import { byCodeUnit, count } from '../../shared/text.ts'
import type { Sensitivity } from '../../shared/vocabulary.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { kitWarnings } from '../catalogue/choose-kit.ts'
import type { CostLine } from '../catalogue/cost-line.ts'
import { matcher } from '../catalogue/match.ts'
import { sayPrices } from '../catalogue/say-prices.ts'
import type { Kit } from '../catalogue/stock.ts'
import { rateBook } from '../catalogue/agreed-rates.ts'
import type { Contract } from '../contracts/contract.ts'
import type { BankHolidays } from '../crews/bank-holidays.ts'
import type { Crew } from '../crews/crew.ts'
import { CrewPools, vettingOf, type WorkAsked } from '../crews/pools.ts'
import { countYears, fundsOf, moneyWarnings, type PlanMoney } from '../funds/plan-funds.ts'
import { drawsLeft, settledByLeg } from '../funds/ledger/settled.ts'
import { drawsOf, payersBy, type Payers } from '../funds/shares.ts'
import type { Warning } from './warning.ts'
import { costedLegs } from './cost-legs.ts'
import { oneOfEquals, type OneOfEquals } from './equals.ts'
import type { Job, Problem } from '../engine/format/problem.ts'
import type { LegDevices } from './leg-devices.ts'
import type { Leg, StoredLeg, Work } from './pack.ts'
import { recorderWarnings, type Recorders } from './relate-recorders.ts'
import { dateWarnings, listOf, movedBySite, type SiteDates } from './site-dates.ts'
import {
  treatOrganisation,
  type LeftAtSite,
  type OrganisationInputs,
  type OrganisationPart,
  type SiteNotice,
  type WorkedSite,
} from './treat-organisation.ts'

/** Of the estate the organisations and sites: the devices come an organisation at a time. */
export interface ProblemFrame {
  readonly estate: Pick<Estate, 'organisations' | 'sites'>
  readonly money: PlanMoney
  readonly startOn: Day
  readonly weeks: number
  /** The day whose prices count. */
  readonly pricesOn: Day
  /** Left out: nothing is recorded of any site. */
  readonly known?: KnownOfSites
  /** Left out: none is recorded, so they are assumed. */
  readonly crews?: readonly Crew[]
  /** Left out: none is recorded, so that work is costed by the catalogue alone. */
  readonly contracts?: readonly Contract[]
  readonly decision: (site: { id: string; sensitivity: Sensitivity }) => SiteDecision | undefined
}

export interface ProblemInputs extends ProblemFrame {
  readonly estate: Estate
  /** By site id. */
  readonly legs: ReadonlyMap<string, readonly StoredLeg[]>
  /** By organisation id, for an estate of some of their sites alone. */
  readonly recorders?: ReadonlyMap<string, Recorders>
}

/** The data files that policy and prices come from. */
export interface PlanningReference {
  readonly register: Register
  readonly weights: Weights
  readonly catalogue: Catalogue
  readonly work: Work
  readonly bankHolidays: BankHolidays
}

export interface PlannedLeg extends Omit<Leg, 'treatments' | 'weighed' | 'leaving'>, LegDevices {
  readonly site: Site
  readonly organisation: Organisation
  /** What replaces the old kit; empty where nothing does. */
  readonly kit: readonly Kit[]
  /** When its kit can be there, counted from the plan's start. */
  readonly readyOn: Day
  readonly costLines: readonly CostLine[]
  /** Their sum, in prices of the plan's first financial year. */
  readonly costPence: number
  /** The day of a funded upgrade to kit that is clear of the register. */
  readonly upgradeOn: Day | null
  /** What became of it: waiting is measured against the date that was recorded first. */
  readonly upgrade: UpgradeHistory
  readonly dates: SiteDates
}

export interface BuiltProblem {
  readonly problem: Problem
  /** In the order of their ids. */
  readonly legs: readonly PlannedLeg[]
  readonly left: readonly LeftAtSite[]
  readonly notices: readonly SiteNotice[]
  /** Nobody can be sent to them before somebody says where they are. */
  readonly devicesWithoutSite: number
  readonly warnings: readonly Warning[]
}

export type OrganisationDevices = Pick<OrganisationInputs, 'devices' | 'legs' | 'recorders'>

/** A problem that grows by an organisation at a time: whose devices were added need not be held any longer. */
export interface GrowingProblem {
  /** Once for each organisation of the frame. */
  readonly add: (organisation: Organisation, of: OrganisationDevices) => void
  readonly finish: () => BuiltProblem
}

/** From an estate that is at hand. */
export function buildProblem(inputs: ProblemInputs, reference: PlanningReference): BuiltProblem {
  const { estate, legs, recorders } = inputs
  const problem = startProblem(inputs, reference)
  const devices = Map.groupBy(estate.devices, ({ organisationId }) => organisationId)
  for (const organisation of estate.organisations) {
    const { id } = organisation
    problem.add(organisation, { devices: devices.get(id) ?? [], legs, recorders: recorders?.get(id) })
  }
  return problem.finish()
}

export function startProblem(frame: ProblemFrame, reference: PlanningReference): GrowingProblem {
  const { startOn, weeks, known, decision, estate } = frame
  const models = matcher(reference.catalogue, { register: reference.register, on: frame.pricesOn })
  const one = oneOfEquals()
  const treating = { startOn, weeks, known, decision, models, reference, one }
  const sitesOf = Map.groupBy(estate.sites, ({ organisationId }) => organisationId)
  const parts: OrganisationPart[] = []
  return {
    add(organisation, of) {
      const sites = sitesOf.get(organisation.id) ?? []
      parts.push(treatOrganisation({ organisation, sites, ...of }, treating))
    },
    finish() {
      const built = finishProblem(parts, frame, { ...reference, one })
      const lacks = { missing: parts.flatMap((p) => p.lacks.missing), offList: parts.flatMap((p) => p.lacks.offList) }
      const priced = sayPrices(reference.catalogue, built.legs)
      return { ...built, warnings: [...built.warnings, ...kitWarnings(lacks, models), ...priced] }
    },
  }
}

function finishProblem(
  parts: readonly OrganisationPart[],
  frame: ProblemFrame,
  reference: PlanningReference & { readonly one: OneOfEquals },
): BuiltProblem {
  const { estate, startOn, weeks } = frame
  const { work, bankHolidays: holidays, catalogue, one } = reference
  const crews = new CrewPools({ crews: frame.crews ?? [], work, holidays, startOn, weeks })
  for (const site of estate.sites) crews.need(site.region, vettingOf(site))
  const years = countYears({ startOn, weeks })
  const rates = rateBook(frame.contracts ?? [], { startOn, years })
  const packed = parts.flatMap((part) => part.packed)
  const legs = costedLegs(packed, { catalogue, rates, startOn, work, one })
  const legIds = new Set(legs.map(({ id }) => id))
  const { funds, warnings } = fundsOf(frame.money, { startOn, weeks, isInPlan: (ref) => legIds.has(ref) })
  const payers = payersBy(frame.money.shares)
  const settled = settledOf(frame.money)
  const jobs = legs.map((leg) => jobOf(leg, { startOn, weeks, crews, years, payers, settled }))
  const { pools, warnings: assumed } = crews.pools()
  const fixed = { seed: 1, effort: 'standard', pinned: [], frozenWeeks: 0, previous: [], moveCharge: 0 } as const
  const problem: Problem = { format: 'lenscap-problem/1', startOn, weeks, funds, pools, jobs, ...fixed }
  const worked = inSiteOrder(parts.flatMap((part) => part.worked))
  return {
    problem,
    legs,
    left: inSiteOrder(parts.flatMap(({ left }) => left)),
    notices: inSiteOrder(parts.flatMap(({ notices }) => notices)),
    devicesWithoutSite: parts.reduce((sum, part) => sum + part.devicesWithoutSite, 0),
    warnings: [
      ...warnings,
      ...moneyWarnings(problem, frame.money, estate.organisations),
      ...rates.warnings(),
      ...assumed,
      ...recorderWarnings({
        missing: parts.reduce((sum, { unrelated }) => sum + unrelated.missing, 0),
        several: parts.reduce((sum, { unrelated }) => sum + unrelated.several, 0),
      }),
      ...upgradeWarnings(worked),
      ...dateWarnings(datedSites(worked, frame.known), frame),
    ],
  }
}

/** As sites are listed everywhere, whichever organisation came first. */
function inSiteOrder<T extends { readonly site: Site }>(some: readonly T[]): T[] {
  return some.toSorted((a, b) => byCodeUnit(a.site.id, b.site.id))
}

function upgradeWarnings(worked: readonly WorkedSite[]): Warning[] {
  const slipped = worked.filter(({ upgrade }) => upgrade.slipped).length
  const moved = worked.filter(({ upgrade }) => upgrade.firstOn !== upgrade.upgradeOn)
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

function datedSites(worked: readonly WorkedSite[], known: KnownOfSites | undefined) {
  return worked.flatMap(({ site: { id, code }, dates }) => {
    const facts = known?.facts.get(id)
    return facts ? [{ code, facts, dates }] : []
  })
}

interface JobFrame {
  readonly startOn: Day
  readonly weeks: number
  readonly crews: CrewPools
  /** Financial years that a draw may fall in. */
  readonly years: number
  readonly payers: (site: Site, defaultFund: string) => Payers
  /** By the code of the fund, by leg: paid, or owed for what came. */
  readonly settled: ReadonlyMap<string, ReadonlyMap<string, number>>
}

function settledOf({ funds, ledger }: Pick<PlanMoney, 'funds' | 'ledger'>): JobFrame['settled'] {
  const entries = Map.groupBy(ledger, ({ fundId }) => fundId)
  return new Map(funds.map(({ id, code }) => [code, settledByLeg(entries.get(id) ?? [])]))
}

/** One for all: a hundred thousand jobs would have two of their own each. */
const NONE: readonly never[] = []

function jobOf(leg: PlannedLeg, frame: JobFrame): Job {
  const { crews, years, payers, settled } = frame
  const { site, organisation } = leg
  const job: Job = {
    id: leg.id,
    tier: leg.tier,
    weightPerDay: leg.weightMillis / 1000,
    minutes: leg.minutes,
    poolIds: leg.minutes === 0 ? [] : crews.poolIds(workOf(leg)),
    draws: drawsLeft(
      drawsOf(leg.costLines, payers(site, organisation.fundCode), years),
      (fund) => settled.get(fund)?.get(leg.id) ?? 0,
    ),
    releaseOn: leg.readyOn,
    upgradeOn: leg.upgradeOn,
    // Clause C3: a sensitive site does not wait for its upgrade. Only the sites that C4 was extended to may.
    mayWait: leg.tier === 6 && leg.upgradeOn !== null,
    closed: NONE,
    after: leg.after === null ? NONE : [leg.after],
  }
  return movedBySite(job, leg, frame)
}

function workOf({ action, site, organisation }: PlannedLeg): WorkAsked {
  const { id: siteId, region } = site
  const whose = { organisationId: organisation.id, organisation: organisation.name }
  return { ...whose, siteId, region, vetting: vettingOf(site), action }
}
