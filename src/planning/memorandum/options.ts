// What each of the five choices would mean at a site: the same estate built into a problem with that choice made, dated by
// the plan as it stands. Nothing is planned anew, so that a choice whose work the plan does not hold has no day yet.
import type { SiteDecision } from '../../directive/site-decision.ts'
import { addDays, day, type Day } from '../../shared/day.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { CHOICES, type Choice } from '../../shared/vocabulary.ts'
import { disconnectOnly, planned, waitForUpgrades, type MeasuredLeg } from '../outcome/baselines.ts'
import { keptLegs } from '../outcome/plan-summary.ts'
import {
  buildProblem,
  type BuiltProblem,
  type PlannedLeg,
  type PlanningReference,
  type ProblemInputs,
} from '../problem/build-problem.ts'
import { departuresOf } from './memorandum.ts'

export interface Option {
  readonly choice: Choice
  /** Of replacing or removing; disconnects and surveys come whatever is decided. */
  readonly costPence: number
  /** When flagged kit is gone; null: never, or not known. */
  readonly doneOn: Day | null
  readonly when:
    | 'planned'
    | 'as-the-plan-has-the-other'
    | 'upgrade'
    | 'never'
    | 'not-planned'
    | 'no-upgrade-to-wait-for'
    | 'nothing-flagged'
  /** Exposure-days from the plan's start, in thousandths, to its horizon at most; null: not known. */
  readonly exposureMillis: number | null
  /** Fewer than waiting for the upgrade as first recorded, and than disconnecting only; negative: more. */
  readonly avertedMillis: { readonly waiting: number; readonly disconnectOnly: number } | null
  readonly departsFrom: readonly string[]
}

/** Where the plan that stands has the orders of a site, by leg. */
export interface PlacedLeg {
  readonly action: PlannedLeg['action']
  readonly doneOn: Day | null
}

type PlacedAtSite = ReadonlyMap<string, PlacedLeg>

export interface Frame {
  readonly inputs: ProblemInputs
  readonly reference: PlanningReference
  /** By site id, by leg id; null: there is no plan. */
  readonly placed: ReadonlyMap<string, PlacedAtSite> | null
}

/** The options of each of the sites, by site id, in the order of the choices; and the cost lines that were assumed. */
export function optionsOf(
  siteIds: ReadonlySet<string>,
  frame: Frame,
): Map<string, { options: Option[]; assumedPrices: number }> {
  const built = new Map(CHOICES.map((choice) => [choice, buildWith(choice, siteIds, frame)]))
  return new Map(
    [...siteIds].map((siteId) => {
      const options = CHOICES.map((choice) => optionOf(choice, part(built.get(choice)!, siteId), frame))
      const lines = part(built.get('replace-now')!, siteId).legs.flatMap(({ costLines }) => costLines)
      const assumedPrices = lines.filter(({ source }) => source.startsWith('assumed')).length
      return [siteId, { options, assumedPrices }]
    }),
  )
}

function buildWith(choice: Choice, siteIds: ReadonlySet<string>, { inputs, reference }: Frame): BuiltProblem {
  const made = { id: '', organisationId: null, clause: 'C3', choice, reason: '', approvedBy: '' } as const
  const counts = { reviewOn: day('9999-12-31'), recordedAt: new Date(0) }
  const decision: ProblemInputs['decision'] = (site) =>
    siteIds.has(site.id) ? ({ ...made, ...counts, siteId: site.id } satisfies SiteDecision) : inputs.decision(site)
  return buildProblem({ ...inputs, decision }, reference)
}

type Part = Pick<BuiltProblem, 'legs' | 'left' | 'problem'>

function part({ legs, left, problem }: BuiltProblem, siteId: string): Part {
  return {
    legs: legs.filter(({ site }) => site.id === siteId),
    left: left.filter(({ site }) => site.id === siteId),
    problem,
  }
}

function optionOf(choice: Choice, { legs, left, problem }: Part, frame: Frame): Option {
  const works = legs.filter(takesAway)
  const kept = left.filter(({ because }) => because === choice)
  const site = works[0]?.site ?? kept[0]?.site
  const nothing = { choice, costPence: 0, doneOn: null, exposureMillis: null, avertedMillis: null, departsFrom: [] }
  if (!site) return { ...nothing, when: 'nothing-flagged' }
  const urgency =
    works.some(({ tier }) => tier === 3) || kept.some(({ tier }) => tier === 3) ? 'sensitive' : site.sensitivity
  if (kept.length === 0 && (choice === 'with-upgrade' || choice === 'isolate-and-keep' || choice === 'not')) {
    return { ...nothing, when: 'no-upgrade-to-wait-for', departsFrom: departuresOf(choice, urgency, null) }
  }
  const placed = frame.placed && (frame.placed.get(site.id) ?? new Map<string, PlacedLeg>())
  const measured = legs.map((leg): MeasuredLeg => {
    return { ...leg, upgradeOn: leg.upgrade.firstOn, doneOn: doneOn(leg, placed) }
  })
  const workDays = works.map((leg) => doneOn(leg, placed))
  const known = placed !== null && !workDays.includes(null)
  const untilOn = kept.length > 0 ? lastOf(kept.map((one) => one.untilOn)) : lastOf(workDays)
  const all = [...measured, ...keptLegs(left)]
  const exposure = planned(all, problem).exposureMillisDays
  return {
    choice,
    costPence: works.reduce((sum, { costPence }) => sum + costPence, 0),
    doneOn: untilOn,
    when:
      kept.length > 0
        ? untilOn === null
          ? 'never'
          : 'upgrade'
        : !known
          ? 'not-planned'
          : works.every(({ id }) => placed.has(id))
            ? 'planned'
            : 'as-the-plan-has-the-other',
    exposureMillis: known || kept.length > 0 ? exposure : null,
    avertedMillis:
      known || kept.length > 0
        ? {
            waiting: waitForUpgrades(all, problem).exposureMillisDays - exposure,
            disconnectOnly: disconnectOnly(all, problem).exposureMillisDays - exposure,
          }
        : null,
    departsFrom: kept.length > 0 ? departuresOf(choice, urgency, untilOn) : [],
  }
}

/** As planned; a removal where the plan has a replacement is taken as done with it, for it is no more work. */
function doneOn({ id, action }: PlannedLeg, placed: PlacedAtSite | null): Day | null {
  const own = placed?.get(id)
  if (own || placed === null) return own?.doneOn ?? null
  if (!takesAway({ action })) return null
  return lastOf([...placed.values()].filter(takesAway).map((one) => one.doneOn))
}

function takesAway({ action }: Pick<PlannedLeg, 'action'>): boolean {
  return action === 'replace' || action === 'remove'
}

/** Null for none, and as soon as one has no day. */
function lastOf(days: readonly (Day | null)[]): Day | null {
  return days.includes(null) ? null : ((days as readonly Day[]).toSorted(byCodeUnit).at(-1) ?? null)
}

/** Of a week: the Monday after it. */
export function doneAfter(weekOn: Day | null, waitsUntilOn: Day | null): Day | null {
  return weekOn === null ? waitsUntilOn : addDays(weekOn, 7)
}
