// A snapshot built anew: where a scenario extends clause C4, what is to be done at those sites is another, so treatment,
// legs and costs are worked out again, from the estate as it is now. Weeks and money stay those of the plan.
import type { Scope } from '../../../access/scope.ts'
import type { Reads } from '../../../db/database.ts'
import { decisionsOn } from '../../../directive/site-decision.ts'
import { listDecisions } from '../../../directive/store.ts'
import { loadKnownOfSites } from '../../../estate/facts/store.ts'
import { loadEstate } from '../../../estate/load-estate.ts'
import { addDays, type Day } from '../../../shared/day.ts'
import { sha256 } from '../../../shared/hash.ts'
import { listContracts } from '../../contracts/store.ts'
import { listCrews } from '../../crews/store.ts'
import type { Problem } from '../../engine/format/problem.ts'
import { replan } from '../../engine/questions/replan.ts'
import { readMoney } from '../../funds/read-money.ts'
import { keepWeeks } from '../../kept-weeks.ts'
import { versionsOf } from '../../make-plan.ts'
import { measuredLegs, summarise } from '../../outcome/plan-summary.ts'
import { buildProblem, type PlannedLeg, type PlanningReference } from '../../problem/build-problem.ts'
import type { Warning } from '../../problem/warning.ts'
import { removalsOf, type Removable } from '../../questions/removals.ts'
import { legsBySite } from '../../store.ts'
import type { Settings } from '../scenario.ts'
import { classesOf, type SnapshotOfPlan } from '../snapshot/read-snapshot.ts'
import { takeSnapshot, type LegSource } from '../snapshot/take-snapshot.ts'
import { extendC4 } from './extend-c4.ts'

/** All that a plan is made of, as of now; ask within one moment of the database. */
export async function readForRebuild(q: Reads, scope: Scope) {
  return {
    estate: await loadEstate(q, scope),
    money: await readMoney(q, scope),
    legs: await legsBySite(q, scope),
    decisions: await listDecisions(q, scope),
    crews: await listCrews(q, scope),
    contracts: await listContracts(q, scope),
    known: await loadKnownOfSites(q, scope),
  }
}

export interface Rebuilding extends SnapshotOfPlan {
  readonly settings: Settings
  readonly today: Day
  readonly reference: PlanningReference
}

export interface Rebuilt extends SnapshotOfPlan {
  readonly did: readonly string[]
  readonly warnings: readonly Warning[]
}

export function rebuild(
  read: Awaited<ReturnType<typeof readForRebuild>>,
  { snapshot, problem: before, plan: known, settings, today, reference }: Rebuilding,
): Rebuilt {
  const { startOn, weeks } = before
  const codes = settings.overrides.flatMap((override) => (override.kind === 'extend-c4' ? override.sites : []))
  const extended = extendC4(read.estate, codes)
  const decision = decisionsOn(today, read.decisions)
  const inputs = { ...read, estate: extended.estate, money: { ...read.money, given: [] }, decision }
  const built = buildProblem({ ...inputs, startOn, weeks, pricesOn: startOn > today ? startOn : today }, reference)
  const funded = { ...built.problem, funds: fundsOf(before, built.problem) }
  // Who holds an order keeps its week, as in the plan.
  const problem = keepWeeks(funded, before)
  const plan = replan(problem, known)
  const measured = measuredLegs(built.legs, plan, (weekOn) => addDays(weekOn, 7))
  const payBackMonths = reference.work.payBack.months
  const summary = summarise({ ...built, problem }, plan, { measured, estate: extended.estate, payBackMonths })
  const { registerVersion, directiveVersion, catalogueVersion } = versionsOf(reference)
  const taken = takeSnapshot({
    ...{ planId: snapshot.planId, takenOn: today, rebuilt: true, problem, plan, summary },
    problemHash: sha256(`${JSON.stringify(problem)}\n`),
    versions: { register: registerVersion, directive: directiveVersion, catalogue: catalogueVersion },
    classes: classesOf(read.money),
    legs: built.legs.map((leg) => sourceOf(leg, decision)),
    removals: removalsOf(built.legs.map(removable), { problem, money: read.money, work: reference.work }),
  })
  const warnings = [...extended.warnings, ...summary.warnings]
  return { snapshot: taken, problem, plan, did: extended.did, warnings }
}

/** The plan's own money; of a fund that it did not know, what counts of it now. */
function fundsOf(before: Problem, now: Problem): Problem['funds'] {
  const known = new Set(before.funds.map(({ id }) => id))
  const unlimited = before.funds.length > 0 && before.funds.every((fund) => fund.unlimited)
  return [...before.funds, ...now.funds.filter(({ id }) => !known.has(id)).map((fund) => ({ ...fund, unlimited }))]
}

function removable({ id, site, action, deviceIds, costLines, dates }: PlannedLeg): Removable {
  const { id: siteId, organisationId } = site
  return { id, siteId, organisationId, action, deviceCount: deviceIds.length, costLines, dates }
}

function sourceOf(leg: PlannedLeg, decision: ReturnType<typeof decisionsOn>): LegSource {
  const { id, site, action, tier, clause, state, sensitivity, upgradeOn, upgrade, costLines } = leg
  const decided = action === 'replace' || action === 'remove' ? decision({ id: site.id, sensitivity }) : undefined
  return {
    ...{ id, action, tier, clause, state, upgradeOn, costLines },
    ...{ site: site.code, organisationId: site.organisationId, region: site.region, vetting: site.vetting },
    sensitivity: site.sensitivity,
    choice: decided?.choice ?? null,
    deviceIds: leg.deviceIds,
    firstUpgradeOn: upgrade.firstOn ?? upgradeOn,
  }
}
