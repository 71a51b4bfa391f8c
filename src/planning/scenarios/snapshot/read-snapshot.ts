// Reads a plan's snapshot: the one that an earlier run took of it, else what to take it from, the plan's orders.
import type { Scope } from '../../../access/scope.ts'
import type { Reads } from '../../../db/database.ts'
import { listFacts, listUpgrades } from '../../../estate/facts/store.ts'
import type { SiteFacts } from '../../../estate/facts/site-facts.ts'
import { historyOf, type RecordedUpgrade } from '../../../estate/facts/upgrade-history.ts'
import type { Tier } from '../../../directive/decision-table.ts'
import { dayOf } from '../../../shared/day.ts'
import type { FundClass } from '../../../shared/vocabulary.ts'
import type { Plan } from '../../engine/format/plan.ts'
import { readProblem } from '../../engine/format/read-problem.ts'
import type { Problem } from '../../engine/format/problem.ts'
import type { PlanMoney } from '../../funds/plan-funds.ts'
import { readMoney } from '../../funds/read-money.ts'
import { textOf } from '../../get-plan.ts'
import type { PlanningReference } from '../../problem/build-problem.ts'
import { removableLegs, removalsOf } from '../../questions/removals.ts'
import type { PlanRow } from '../../store.ts'
import { readsEstate } from '../scenario.ts'
import { listLegRows, listRunsOver, type LegRow } from '../store.ts'
import type { Snapshot } from './snapshot.ts'
import { takeSnapshot, type LegSource } from './take-snapshot.ts'

/** All that is read of a plan before the work begins; ask within one moment of the database. */
export interface PlanRead {
  readonly row: PlanRow
  readonly problemText: string
  readonly planText: string
  readonly from: { readonly snapshotText: string } | LegsRead
  readonly money: Omit<PlanMoney, 'given'>
}

interface LegsRead {
  readonly rows: readonly LegRow[]
  /** By site id, oldest first. */
  readonly upgrades: ReadonlyMap<string, readonly RecordedUpgrade[]>
  /** By site id. */
  readonly facts: ReadonlyMap<string, SiteFacts>
}

/** `scope`: what the plan was made for. */
export async function readPlan(q: Reads, row: PlanRow, scope: Scope): Promise<PlanRead> {
  const read = {
    row,
    money: await readMoney(q, scope),
    problemText: await textOf(q, row.problemHash),
    planText: await textOf(q, row.planHash),
  }
  const taken = (await listRunsOver(q, row.id)).find(({ settings }) => !readsEstate(settings))
  if (taken) return { ...read, from: { snapshotText: await textOf(q, taken.snapshotHash) } }
  const upgrades = Map.groupBy(await listUpgrades(q, scope), ({ siteId }) => siteId)
  return { ...read, from: { rows: await listLegRows(q, row.id), upgrades, facts: await listFacts(q, scope) } }
}

export interface SnapshotOfPlan {
  readonly snapshot: Snapshot
  readonly problem: Problem
  readonly plan: Plan
}

export function snapshotOf(
  { row, problemText, planText, from, money }: PlanRead,
  reference: PlanningReference,
): SnapshotOfPlan {
  const problem = readProblem(JSON.parse(problemText))
  const plan = JSON.parse(planText) as Plan
  if ('snapshotText' in from) return { snapshot: JSON.parse(from.snapshotText) as Snapshot, problem, plan }
  const { id: planId, problemHash, registerVersion, directiveVersion, catalogueVersion, createdAt, summary } = row
  const versions = { register: registerVersion, directive: directiveVersion, catalogue: catalogueVersion }
  const legs = from.rows.map((leg) => sourceOf(leg, from.upgrades.get(leg.siteId) ?? [], { reference, problem }))
  const removable = removableLegs(from.rows, from.facts, problem)
  const removals = removalsOf(removable, { problem, money, work: reference.work })
  const source = { planId, takenOn: dayOf(createdAt), rebuilt: false, problemHash, versions, classes: classesOf(money) }
  return { snapshot: takeSnapshot({ ...source, problem, plan, summary, legs, removals }), problem, plan }
}

function sourceOf(
  { why, siteId: _, upgrade, tier, ...row }: LegRow,
  recorded: readonly RecordedUpgrade[],
  { reference: { register }, problem: { startOn } }: { reference: PlanningReference; problem: Problem },
): LegSource {
  const { deviceIds, costLines, upgradeOn, decision } = why
  const { firstOn } = historyOf(upgrade, recorded, { register, startOn })
  const choice = decision?.choice ?? null
  return { ...row, tier: tier as Tier, deviceIds, costLines, upgradeOn, choice, firstUpgradeOn: firstOn ?? upgradeOn }
}

/** By the code of the fund. */
export function classesOf({ funds }: Pick<PlanMoney, 'funds'>): ReadonlyMap<string, FundClass> {
  return new Map(funds.map((fund) => [fund.code, fund.class]))
}
