// What a run came to, in figures that stand beside those of any other run over the same snapshot: always of all the
// snapshot's legs, also of those that the scenario leaves out, and always from the snapshot's first day.
import type { Tier } from '../../../directive/decision-table.ts'
import { addDays, daysBetween, type Day, type FinancialYear } from '../../../shared/day.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import type { FundClass } from '../../../shared/vocabulary.ts'
import type { Plan } from '../../engine/format/plan.ts'
import type { Problem } from '../../engine/format/problem.ts'
import { planned, type MeasuredLeg } from '../../outcome/baselines.ts'
import { percentAbove } from '../../outcome/say-bound.ts'
import type { Warning } from '../../problem/warning.ts'
import type { DeadlineAnswer } from '../answer/solve-scenario.ts'
import { costOf, type Baselines, type LegFacts, type Snapshot } from '../snapshot/snapshot.ts'
import { lifeCost, type LifeCost, type LifeLeg } from './whole-life.ts'

export interface RunSummary {
  readonly startOn: Day
  readonly weeks: number
  readonly tiers: readonly RunTier[]
  /** Clear dates are provisional while there are any. */
  readonly unassessedSites: number
  readonly exposure: Baselines & { readonly plannedMillis: number }
  readonly money: readonly RunMoney[]
  readonly orders: {
    readonly planned: number
    readonly waiting: number
    readonly unplaced: number
    readonly leftOut: number
  }
  /** Of orders that are neither planned nor wait, in prices of the first financial year. */
  readonly unplacedPence: number
  readonly netCost: NetCost
  readonly life: LifeCost
  readonly deadline: DeadlineAnswer | null
  /** What the search started from: nothing, a plan of the same work with other money, or one of other work. */
  readonly startedFrom: StartedFrom
  /** What kind and overrides did. */
  readonly did: readonly string[]
  readonly warnings: readonly Warning[]
}

export type StartedFrom = 'nothing' | 'same-work' | 'other-work'

export interface RunTier {
  readonly tier: Tier
  readonly orders: number
  readonly pence: number
  /** Of the orders that are in the scenario. */
  readonly exposureMillis: number
  readonly boundMillis: number | null
  readonly withinPercent: number | null
  /** Null: not within the horizon, or kit stays. */
  readonly clearOn: Day | null
}

export interface RunMoney {
  readonly fund: string
  readonly class: FundClass
  readonly financialYear: FinancialYear
  /** Null: unlimited. */
  readonly budgetPence: number | null
  readonly spentPence: number
}

/** In cash terms. */
export interface NetCost {
  readonly spentPence: number
  /** Upgrades that need no longer be made, each at its first recorded date. */
  readonly avoidedPence: number
  readonly netPence: number
  /** Replacements of the scenario without a recorded upgrade: nothing is avoided by them. */
  readonly withoutUpgrade: number
}

export interface Ran {
  readonly snapshot: Omit<Snapshot, 'asPlanned'>
  /** Of the snapshot, before kind and overrides. */
  readonly base: Problem
  readonly problem: Problem
  readonly legs: readonly LegFacts[]
  readonly plan: Plan
  readonly classes: ReadonlyMap<string, FundClass>
  readonly deadline: DeadlineAnswer | null
  readonly startedFrom: StartedFrom
  readonly did: readonly string[]
  readonly warnings: readonly Warning[]
}

export function measureRun(ran: Ran): RunSummary {
  const { snapshot, base, problem, plan } = ran
  const places = placesOf(plan)
  const inScenario = new Set(problem.jobs.map(({ id }) => id))
  const measured = measuredLegs({ legs: snapshot.legs, base }, { places, inScenario })
  const as = new Map(ran.legs.filter(({ id }) => inScenario.has(id)).map((leg) => [leg.id, leg]))
  const life = snapshot.legs.map((facts): LifeLeg => {
    return { facts, as: as.get(facts.id), weekOn: places.get(facts.id)?.weekOn ?? null }
  })
  const unplaced = new Set(plan.unplaced.map(({ jobId }) => jobId))
  return {
    startOn: base.startOn,
    weeks: base.weeks,
    tiers: tiersOf(ran, measured),
    unassessedSites: snapshot.unassessedSites,
    exposure: {
      ...snapshot.baselines,
      plannedMillis: planned(measured, base).exposureMillisDays + snapshot.kept.plannedMillis,
    },
    money: moneyOf(problem, plan, ran.classes),
    orders: {
      planned: plan.assigned.length,
      waiting: plan.waiting.length,
      unplaced: unplaced.size,
      leftOut: snapshot.legs.length - problem.jobs.length,
    },
    unplacedPence: ran.legs.reduce((sum, leg) => sum + (unplaced.has(leg.id) ? costOf(leg.cost) : 0), 0),
    netCost: netCostOf(plan, life, as),
    life: lifeCost(life, base.startOn),
    deadline: ran.deadline,
    startedFrom: ran.startedFrom,
    did: ran.did,
    warnings: ran.warnings,
  }
}

export interface Placed {
  readonly weekOn: Day | null
  readonly doneOn: Day
}

export function placesOf(plan: Plan): ReadonlyMap<string, Placed> {
  const places = new Map<string, Placed>()
  for (const { jobId, weekOn } of plan.assigned) places.set(jobId, { weekOn, doneOn: addDays(weekOn, 7) })
  for (const { jobId, untilOn } of plan.waiting) places.set(jobId, { weekOn: null, doneOn: untilOn })
  return places
}

/** What the scenario leaves out stays until its funded upgrade. */
export function measuredLegs(
  { legs, base }: Pick<Ran, 'legs' | 'base'>,
  { places, inScenario }: { places: ReadonlyMap<string, { readonly doneOn: Day }>; inScenario: ReadonlySet<string> },
): MeasuredLeg[] {
  const weights = new Map(base.jobs.map(({ id, weightPerDay }) => [id, Math.round(weightPerDay * 1000)]))
  return legs.map(({ id, action, tier, upgradeOn }) => {
    const doneOn = inScenario.has(id) ? (places.get(id)?.doneOn ?? null) : upgradeOn
    return { action, tier, weightMillis: weights.get(id) ?? 0, upgradeOn, doneOn }
  })
}

function tiersOf({ snapshot, base, problem, plan }: Ran, measured: readonly MeasuredLeg[]): RunTier[] {
  const ends = new Map<Tier, Day | null>()
  for (const { tier, on } of [
    ...measured.map(({ tier, doneOn }) => ({ tier, on: doneOn })),
    ...snapshot.kept.ends.map(({ tier, untilOn }) => ({ tier, on: untilOn })),
  ]) {
    const before = ends.get(tier)
    ends.set(tier, before === null || on === null ? null : before && before > on ? before : on)
  }
  const orders = Map.groupBy(problem.jobs, ({ tier }) => tier)
  const never = addDays(base.startOn, 7 * base.weeks + 7)
  return [...ends]
    .sort(([a], [b]) => a - b)
    .map(([tier, clearOn]) => {
      const measure = plan.measures.perTier.find((one) => one.tier === tier)
      const exposureMillis = Math.round((measure?.exposureDays ?? 0) * 1000)
      const bound = measure?.bound ?? null
      const boundMillis = bound === null ? null : Math.round(bound * 1000)
      return {
        tier,
        orders: orders.get(tier)?.length ?? 0,
        pence: measure?.pence ?? 0,
        exposureMillis,
        boundMillis,
        withinPercent: percentAbove({ exposureMillis, boundMillis }),
        clearOn: clearOn !== null && daysBetween(clearOn, never) < 0 ? null : clearOn,
      }
    })
}

function moneyOf({ funds }: Problem, { measures }: Plan, classes: ReadonlyMap<string, FundClass>): RunMoney[] {
  const rows = new Map<string, RunMoney>()
  const row = (fund: string, financialYear: FinancialYear, budgetPence: number | null): RunMoney => {
    return { fund, class: classes.get(fund) ?? 'unstated', financialYear, budgetPence, spentPence: 0 }
  }
  for (const { id, budgets, unlimited } of funds) {
    for (const { financialYear, pence } of budgets) {
      rows.set(`${id}\n${financialYear}`, row(id, financialYear, unlimited ? null : pence))
    }
  }
  const limits = new Map(funds.map(({ id, unlimited }) => [id, unlimited ? null : 0]))
  for (const { fundId, financialYear, pence } of measures.spend) {
    const key = `${fundId}\n${financialYear}`
    const known = rows.get(key) ?? row(fundId, financialYear, limits.get(fundId) ?? null)
    rows.set(key, { ...known, spentPence: pence })
  }
  return [...rows.values()].sort((a, b) => byCodeUnit(a.fund, b.fund) || byCodeUnit(a.financialYear, b.financialYear))
}

function netCostOf(plan: Plan, legs: readonly LifeLeg[], as: ReadonlyMap<string, LegFacts>): NetCost {
  const spentPence = plan.measures.spend.reduce((sum, { pence }) => sum + pence, 0)
  const gone = legs.filter(({ facts, weekOn }) => facts.action === 'replace' && weekOn !== null)
  const avoided = gone.map(({ facts }) => as.get(facts.id)?.avoided ?? null)
  const avoidedPence = avoided.reduce((sum, cost) => sum + (cost ? costOf(cost) : 0), 0)
  const withoutUpgrade = avoided.filter((cost) => cost === null).length
  return { spentPence, avoidedPence, netPence: spentPence - avoidedPence, withoutUpgrade }
}
