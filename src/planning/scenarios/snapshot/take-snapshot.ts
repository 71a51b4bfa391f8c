// Takes the snapshot of a plan: what scenarios know of its legs, and the yardsticks they are measured with. Pure.
import { vettingOf } from '../../crews/pools.ts'
import type { Warning } from '../../problem/warning.ts'
import type { Day } from '../../../shared/day.ts'
import { sha256 } from '../../../shared/hash.ts'
import type { FundClass, Sensitivity, Vetting } from '../../../shared/vocabulary.ts'
import { lineIn, type CostLine } from '../../catalogue/cost-line.ts'
import type { Plan } from '../../engine/format/plan.ts'
import type { Problem } from '../../engine/format/problem.ts'
import { replan } from '../../engine/questions/replan.ts'
import { planned } from '../../outcome/baselines.ts'
import type { PlanSummary } from '../../outcome/plan-summary.ts'
import type { Removal } from '../../questions/removals.ts'
import { applyKind } from '../inputs/apply-kind.ts'
import { measuredLegs, measureRun, placesOf } from '../comparison/measure-run.ts'
import type { Inputs, LegCost, LegFacts, Snapshot } from './snapshot.ts'

/** A leg as a stored order or a built problem tells of it. */
export interface LegSource extends Omit<
  LegFacts,
  'vetting' | 'devices' | 'devicesHash' | 'cost' | 'avoided' | 'removal'
> {
  readonly vetting: Vetting | null
  readonly sensitivity: Sensitivity
  readonly deviceIds: readonly string[]
  readonly costLines: readonly CostLine[]
  /** The first recorded date of its site's upgrade. */
  readonly firstUpgradeOn: Day | null
}

export interface SnapshotSource extends Pick<Snapshot, 'planId' | 'takenOn' | 'rebuilt' | 'problemHash' | 'versions'> {
  readonly problem: Problem
  readonly plan: Plan
  readonly summary: PlanSummary
  readonly legs: readonly LegSource[]
  /** Of each fund, by its code. */
  readonly classes: ReadonlyMap<string, FundClass>
  /** By leg. */
  readonly removals: ReadonlyMap<string, Removal>
}

export function takeSnapshot(source: SnapshotSource): Snapshot {
  const { planId, takenOn, rebuilt, problemHash, versions, problem, plan, summary } = source
  const { exposure, left, outstanding } = summary
  const legs = source.legs.map((leg) => factsOf(leg, problem.startOn, source.removals.get(leg.id) ?? null))
  const millisOf = (of: Plan): number => {
    const inScenario = new Set(legs.map(({ id }) => id))
    return planned(measuredLegs({ legs, base: problem }, { places: placesOf(of), inScenario }), problem)
      .exposureMillisDays
  }
  const plannedMillis = millisOf(plan)
  const inputs: Inputs = { problem, legs }
  const removed = applyKind(inputs, 'remove-only').inputs.problem
  const { waitMillis, disconnectOnlyMillis, undatedLegs } = exposure
  const keptMillis = exposure.plannedMillis - plannedMillis
  const snapshot = {
    format: 'lenscap-snapshot/1' as const,
    ...{ planId, takenOn, rebuilt, problemHash, versions },
    unassessedSites: outstanding.unassessedSites,
    legs,
    kept: { ends: left.map(({ tier, untilOn }) => ({ tier, untilOn })), plannedMillis: keptMillis },
    baselines: {
      waitMillis,
      disconnectOnlyMillis,
      removeOnlyMillis: keptMillis + millisOf(replan(removed, plan)),
      undatedLegs,
    },
  }
  const asked = { base: problem, problem, legs, plan, classes: source.classes }
  const nothing = { deadline: null, startedFrom: 'nothing', did: [], warnings: summary.warnings } as const
  return { ...snapshot, asPlanned: measureRun({ snapshot, ...asked, ...nothing }) }
}

function factsOf(source: LegSource, startOn: Day, removal: Removal | null): LegFacts {
  const { id, site, organisationId, region, action, tier, clause, state, choice, upgradeOn, firstUpgradeOn } = source
  return {
    ...{ id, site, organisationId, region, vetting: vettingOf(source), action, tier, clause, state, choice },
    devices: source.deviceIds.length,
    // Sixteen hex digits tell any two sets of devices apart.
    devicesHash: sha256(source.deviceIds.toSorted().join('\n')).slice(0, 16),
    upgradeOn,
    cost: costOn(source.costLines, { startOn, paidOn: startOn }),
    removal,
    avoided:
      action === 'replace' && firstUpgradeOn !== null
        ? { on: firstUpgradeOn, ...costOn(source.costLines, { startOn, paidOn: firstUpgradeOn }) }
        : null,
  }
}

function costOn(lines: readonly CostLine[], when: { startOn: Day; paidOn: Day }): LegCost {
  let [kitPence, otherPence] = [0, 0]
  for (const line of lines) {
    // Orders of earlier releases keep no terms: their prices were the same in every year.
    const { pence } = 'terms' in line ? lineIn(line, when) : line
    if (line.kind === 'kit') kitPence += pence
    else otherPence += pence
  }
  return { kitPence, otherPence }
}

/** What the snapshot itself must be read with. */
export function snapshotWarnings({ rebuilt, takenOn, unassessedSites }: Snapshot, say: (on: Day) => string): Warning[] {
  const again = `The problem was built anew from the estate as it was on ${say(takenOn)}: beside plans and scenarios of another day it shows what happened in between too.`
  return [
    ...(rebuilt ? [{ code: 'snapshot-rebuilt', message: again }] : []),
    ...(unassessedSites > 0
      ? [{ code: 'provisional', message: `Clear dates are provisional: ${unassessedSites} sites unassessed.` }]
      : []),
  ]
}
