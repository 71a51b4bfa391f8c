// What a plan says of itself: measures per tier against the baselines, money by year, what waits and what is undecided.
// Stored with the plan, so that it reads the same years later.
import type { Tier } from '../../directive/decision-table.ts'
import { departsFromK1 } from '../../directive/site-decision.ts'
import type { LeftInPlace } from '../../directive/treat.ts'
import type { Estate } from '../../estate/load-estate.ts'
import { UNSITED } from '../../estate/site.ts'
import type { Day, FinancialYear } from '../../shared/day.ts'
import { byCodeUnit, count } from '../../shared/text.ts'
import { CHOICES } from '../../shared/vocabulary.ts'
import { disconnectOnly, planned, waitForUpgrades, type Baseline, type MeasuredLeg } from './baselines.ts'
import type { Plan } from '../engine/format/plan.ts'
import type { BuiltProblem, PlannedLeg } from '../problem/build-problem.ts'
import type { LeftAtSite } from '../problem/treat-organisation.ts'
import type { Warning } from '../problem/warning.ts'
import { unplacedReason } from '../problem/site-dates.ts'
import { leftBeforeUpgrade, payBackWarning } from './pay-back.ts'
import { percentAbove } from './say-bound.ts'

export interface PlanSummary {
  readonly startOn: Day
  readonly weeks: number
  readonly tiers: readonly TierSummary[]
  /** Exposure-days of disconnect, replace and remove, in thousandths: as planned, and without the plan. */
  readonly exposure: {
    readonly plannedMillis: number
    readonly waitMillis: number
    readonly disconnectOnlyMillis: number
    /** Legs that no funded upgrade would ever end: counted to the horizon. */
    readonly undatedLegs: number
  }
  readonly money: readonly MoneyOfYear[]
  /** Cost of what the horizon and the budgets leave no room for. */
  readonly unplacedPence: number
  readonly unplaced: readonly { readonly legId: string; readonly reason: string }[]
  readonly left: readonly LeftSummary[]
  /** Orders that are not carried out before their site's funded upgrade comes; older plans lack it. */
  readonly waiting?: WaitingSummary | null
  readonly outstanding: {
    /** Sites whose replacement is only proposed until an approver decides under C3 or C4. */
    readonly sitesToDecide: { readonly C3: number; readonly C4: number }
    readonly plannedNotIdentified: number
    readonly unassessedSites: number
    /** Nobody can be sent to them before somebody says where they are. */
    readonly devicesWithoutSite: number
  }
  readonly warnings: readonly Warning[]
}

export interface WaitingSummary {
  readonly orders: number
  readonly sites: number
  /** Of the last of their upgrades. */
  readonly lastOn: Day
}

export interface TierSummary {
  readonly tier: Tier
  readonly orders: number
  readonly pence: number
  /** Of every order in the tier, in thousandths. */
  readonly exposureMillis: number
  /** The least that any plan could have (say-bound.ts says given what); null: no order, or no bound. Older plans lack both. */
  readonly boundMillis?: number | null
  /** How much more the plan has, in per cent, rounded up to one decimal; 0: proven best for these inputs. */
  readonly withinPercent?: number | null
  /** Null: not within the horizon, or kit stays by decision or for want of one. */
  readonly clearOn: Day | null
  /** When it would be clear without the plan; null for a tier whose work takes no exposure away. */
  readonly without: { readonly waitingOn: Day | null; readonly disconnectOnlyOn: Day | null } | null
}

export interface MoneyOfYear {
  readonly fund: string
  readonly financialYear: FinancialYear
  /** Null: unlimited. */
  readonly budgetPence: number | null
  readonly spentPence: number
}

export interface LeftSummary {
  readonly siteId?: string
  readonly siteCode: string
  readonly tier: Tier
  readonly because: LeftInPlace['because']
  readonly devices: number
  readonly untilOn: Day | null
  /** A day; older plans lack this and what follows. */
  readonly weightMillis?: number
  /** The decision keeps kit at a sensitive site beyond the end of April 2025. */
  readonly departsFromK1?: boolean
}

/** Legs with the day on which the plan has each done. */
export function measuredLegs(legs: readonly PlannedLeg[], plan: Plan, doneOn: (weekOn: Day) => Day): MeasuredLeg[] {
  const done = new Map<string, Day>(plan.assigned.map(({ jobId, weekOn }) => [jobId, doneOn(weekOn)]))
  for (const { jobId, untilOn } of plan.waiting) done.set(jobId, untilOn)
  return legs.map(({ id, action, tier, weightMillis, upgrade }) => {
    return { action, tier, weightMillis, upgradeOn: upgrade.firstOn, doneOn: done.get(id) ?? null }
  })
}

/** Kit that no order takes away counts too, in the plan as in the baselines: until its upgrade, or to the horizon. */
export function keptLegs(left: readonly LeftAtSite[]): MeasuredLeg[] {
  return left.map(({ tier, weightMillis, firstUpgradeOn, untilOn }) => {
    return { action: 'replace' as const, tier, weightMillis, upgradeOn: firstUpgradeOn, doneOn: untilOn }
  })
}

export function summarise(
  built: BuiltProblem,
  plan: Plan,
  { measured, estate: { sites }, payBackMonths }: Summarised,
): PlanSummary {
  const { problem, legs, left } = built
  const all = [...measured, ...keptLegs(left)]
  const asPlanned = planned(all, problem)
  const waiting = waitForUpgrades(all, problem)
  const disconnected = disconnectOnly(all, problem)
  const reasons = new Map<string, string>(plan.unplaced.map(({ jobId, reason }) => [jobId, reason]))
  const unplaced = legs.filter((leg) => reasons.has(leg.id))
  const doneOn = new Map(measured.map((leg, i) => [legs[i]!.id, leg.doneOn]))
  const unsited = new Set(sites.filter((site) => site.code === UNSITED).map(({ id }) => id))
  const unassessed = sites.filter((site) => site.sensitivity === 'unassessed' && !unsited.has(site.id))
  return {
    startOn: problem.startOn,
    weeks: problem.weeks,
    tiers: tiersOf(built, plan, { waiting, disconnected }),
    exposure: {
      plannedMillis: asPlanned.exposureMillisDays,
      waitMillis: waiting.exposureMillisDays,
      disconnectOnlyMillis: disconnected.exposureMillisDays,
      undatedLegs: waiting.undated,
    },
    money: moneyOf(built, plan),
    unplacedPence: unplaced.reduce((sum, leg) => sum + leg.costPence, 0),
    unplaced: unplaced.map((leg) => ({ legId: leg.id, reason: unplacedReason(leg, reasons.get(leg.id)!) })),
    left: left.map(leftSummary),
    waiting: waitingOf(built, plan),
    outstanding: {
      sitesToDecide: {
        C3: sitesToDecide(legs, (leg) => leg.tier === 3),
        C4: sitesToDecide(legs, (leg) => leg.tier === 6),
      },
      plannedNotIdentified: built.notices.filter((notice) => notice.code === 'planned-not-identified').length,
      unassessedSites: unassessed.length,
      devicesWithoutSite: built.devicesWithoutSite,
    },
    warnings: [
      ...built.warnings,
      ...plannedElsewhere(built),
      ...leftBeforeUpgrade(left),
      ...payBackWarning(legs, { doneOn, startOn: problem.startOn, months: payBackMonths }),
    ],
  }
}

function waitingOf({ legs }: BuiltProblem, { waiting }: Plan): WaitingSummary | null {
  const until = new Map(waiting.map(({ jobId, untilOn }) => [jobId, untilOn]))
  const sites = new Set(legs.filter(({ id }) => until.has(id)).map(({ site }) => site.id))
  const lastOn = latest([...until.values()])
  return lastOn === null ? null : { orders: until.size, sites: sites.size, lastOn }
}

export interface Summarised {
  /** Of the legs, in their order. */
  readonly measured: readonly MeasuredLeg[]
  readonly estate: Pick<Estate, 'sites'>
  readonly payBackMonths: number
}

function leftSummary({ site, tier, because, devices, untilOn, weightMillis }: LeftAtSite): LeftSummary {
  // Tier 3 is kit at a sensitive site, or a recorder that serves one.
  const sensitivity = tier === 3 ? 'sensitive' : site.sensitivity
  const choice = CHOICES.find((one) => one === because)
  const departing = choice !== undefined && departsFromK1({ sensitivity, choice, untilOn })
  return {
    siteId: site.id,
    siteCode: site.code,
    tier,
    because,
    devices,
    untilOn,
    weightMillis,
    departsFromK1: departing,
  }
}

function tiersOf(
  { legs, left }: BuiltProblem,
  plan: Plan,
  without: { waiting: Baseline; disconnected: Baseline },
): TierSummary[] {
  const legsByTier = Map.groupBy(legs, (leg) => leg.tier)
  const leftByTier = Map.groupBy(left, (site) => site.tier)
  const tiers = [...new Set([...legsByTier.keys(), ...leftByTier.keys()])].sort((a, b) => a - b)
  return tiers.map((tier) => {
    const measure = plan.measures.perTier.find((m) => m.tier === tier)
    const stays = leftByTier.get(tier) ?? []
    const ends = stays.map(({ untilOn }) => untilOn)
    const clearOn = latest(measure ? [measure.clearOn, ...ends] : ends)
    const averts = without.waiting.clearOn.has(tier)
    const exposureMillis = Math.round((measure?.exposureDays ?? 0) * 1000)
    const bound = measure?.bound ?? null
    const boundMillis = bound === null ? null : Math.round(bound * 1000)
    return {
      tier,
      orders: legsByTier.get(tier)?.length ?? 0,
      pence: measure?.pence ?? 0,
      exposureMillis,
      boundMillis,
      withinPercent: percentAbove({ exposureMillis, boundMillis }),
      clearOn,
      without: averts
        ? {
            waitingOn: without.waiting.clearOn.get(tier) ?? null,
            disconnectOnlyOn: without.disconnected.clearOn.get(tier) ?? null,
          }
        : null,
    }
  })
}

/** Null as soon as one of them never comes; also for none at all. */
function latest(days: readonly (Day | null)[]): Day | null {
  return days.reduce<Day | null>(
    (a, b, i) => (b === null || (i > 0 && a === null) ? null : a !== null && a > b ? a : b),
    null,
  )
}

function moneyOf({ problem }: BuiltProblem, plan: Plan): MoneyOfYear[] {
  const rows = new Map<string, MoneyOfYear>()
  for (const { id, budgets, unlimited } of problem.funds) {
    for (const { financialYear, pence } of budgets) {
      const budgetPence = unlimited ? null : pence
      rows.set(`${id}\n${financialYear}`, { fund: id, financialYear, budgetPence, spentPence: 0 })
    }
  }
  for (const { fundId: fund, financialYear, pence: spentPence } of plan.measures.spend) {
    const key = `${fund}\n${financialYear}`
    const unlimited = problem.funds.find(({ id }) => id === fund)?.unlimited
    const row = rows.get(key) ?? { fund, financialYear, budgetPence: unlimited ? null : 0, spentPence: 0 }
    rows.set(key, { ...row, spentPence })
  }
  return [...rows.values()].sort((a, b) => byCodeUnit(a.fund, b.fund) || byCodeUnit(a.financialYear, b.financialYear))
}

function sitesToDecide(legs: readonly PlannedLeg[], concerned: (leg: PlannedLeg) => boolean): number {
  return new Set(legs.filter((leg) => leg.state === 'proposed' && concerned(leg)).map((leg) => leg.site.id)).size
}

function plannedElsewhere({ notices }: BuiltProblem): Warning[] {
  const elsewhere = notices.filter((notice) => notice.code === 'planned-elsewhere')
  if (elsewhere.length === 0) return []
  const sites = new Set(elsewhere.map((notice) => notice.site.id)).size
  return [
    {
      code: 'planned-elsewhere',
      message: `${count(elsewhere.length, 'flagged device')} planned or in store at ${count(sites, 'site')} where no clause stops the deployment.`,
    },
  ]
}
