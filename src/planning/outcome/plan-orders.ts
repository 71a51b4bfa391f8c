// The orders of a plan as they are stored: ranked by risk, sequenced by week, each with the facts from which its reasons are
// put into words (orders/planned/order.ts).
import type { decisionsOn } from '../../directive/site-decision.ts'
import { addDays, financialYearOf, type Day } from '../../shared/day.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { Binding, Plan } from '../engine/format/plan.ts'
import { lineIn, sumPence, type CostLine } from '../catalogue/cost-line.ts'
import { sayMoves } from '../../estate/facts/upgrade-history.ts'
import type { CallOffFacts } from '../contracts/call-offs.ts'
import type { BuiltProblem, PlannedLeg } from '../problem/build-problem.ts'
import type { LegDevices } from '../problem/leg-devices.ts'
import { releasedBy, sayDates, unplacedReason, type ReleasedBy } from '../problem/site-dates.ts'
import { leavesEarly, sayLeaving } from './pay-back.ts'
import { byRank } from '../problem/rank.ts'

/** What is stored of each order's reasons; orders/planned/order.ts puts it into words. */
export interface OrderFacts {
  readonly why: string
  readonly decision: { readonly choice: string; readonly approvedBy: string; readonly reviewOn: Day } | null
  /** The devices of the leg, alike ones counted together. */
  readonly kit: LegDevices['oldKit']
  readonly factors: LegDevices['factors']
  readonly deviceIds: readonly string[]
  /** Old recorders that leave with this leg. */
  readonly leavingIds: readonly string[]
  readonly reconnects: number
  readonly costLines: readonly CostLine[]
  readonly binding: readonly Binding[]
  readonly upgradeOn: Day | null
  readonly waitsUntilOn: Day | null
  readonly unplaced: string | null
  /** Null: its organisation asks for none, or it costs nothing; older plans lack it. */
  readonly callOff?: CallOffFacts | null
  /** Nobody has decided that it be done. Plans made before 0016 lack it. */
  readonly undecided?: boolean
  /** What the site's facts make of it, in sentences; older plans lack it. */
  readonly siteSays?: readonly string[]
  /** What its first possible day rests on; older plans lack it. */
  readonly releasedBy?: ReleasedBy
}

/** One row a leg, by rank; each made when it is asked for. */
export function* ordersOf(
  { legs, problem }: BuiltProblem,
  plan: Plan,
  {
    planId,
    decision,
    callOffs,
    payBackMonths,
  }: {
    planId: string
    decision: ReturnType<typeof decisionsOn>
    /** By leg. */
    callOffs: ReadonlyMap<string, CallOffFacts>
    payBackMonths: number
  },
) {
  const assigned = new Map(plan.assigned.map((place) => [place.jobId, place]))
  const waiting = new Map(plan.waiting.map(({ jobId, untilOn }) => [jobId, untilOn]))
  const unplaced = new Map(plan.unplaced.map(({ jobId, reason }) => [jobId, reason]))
  const ranked = [...legs].sort(byRank)
  const inSequence = ranked
    .filter((leg) => assigned.has(leg.id))
    // A stable sort: within a week by rank.
    .sort((a, b) => byCodeUnit(assigned.get(a.id)!.weekOn, assigned.get(b.id)!.weekOn))
  const sequence = new Map(inSequence.map((leg, i) => [leg.id, i + 1]))
  for (const [i, leg] of ranked.entries()) {
    const place = assigned.get(leg.id)
    const decided =
      leg.action === 'replace' || leg.action === 'remove'
        ? decision({ id: leg.site.id, sensitivity: leg.sensitivity })
        : undefined
    const costLines = linesAt(leg, place?.weekOn, problem.startOn)
    const facts: OrderFacts = {
      why: leg.why,
      decision: decided ? { choice: decided.choice, approvedBy: decided.approvedBy, reviewOn: decided.reviewOn } : null,
      kit: leg.oldKit,
      factors: leg.factors,
      deviceIds: leg.deviceIds,
      leavingIds: leg.leavingIds,
      reconnects: leg.reconnects,
      costLines,
      binding: place?.binding ?? [],
      upgradeOn: leg.upgradeOn,
      waitsUntilOn: waiting.get(leg.id) ?? null,
      callOff: callOffs.get(leg.id) ?? null,
      undecided: leg.state === 'proposed',
      unplaced: reasonOf(leg, unplaced.get(leg.id)),
      releasedBy: releasedBy(leg.readyOn, leg),
      siteSays: siteSays(leg, { doneOn: addDays(place?.weekOn ?? problem.startOn, 7), payBackMonths }),
    }
    yield {
      planId,
      legId: leg.id,
      organisationId: leg.site.organisationId,
      siteId: leg.site.id,
      rank: i + 1,
      sequence: sequence.get(leg.id) ?? null,
      tier: leg.tier,
      clause: leg.clause,
      action: leg.action,
      // Without a call-off and a purchase order nothing of an organisation that uses them is ready.
      state: facts.callOff?.unmet.length ? 'proposed' : leg.state,
      deviceCount: facts.deviceIds.length,
      costPence: sumPence(costLines),
      minutes: leg.minutes,
      weightMillis: leg.weightMillis,
      poolId: place?.poolId ?? null,
      weekOn: place?.weekOn ?? null,
      financialYear: place ? financialYearOf(place.weekOn) : null,
      why: facts,
    }
  }
}

/** As they will be paid: each in the prices of its year. What is not planned stands in those of the first. */
export function linesAt({ costLines }: PlannedLeg, weekOn: Day | undefined, startOn: Day): readonly CostLine[] {
  if (weekOn === undefined) return costLines
  return costLines.map((line) => lineIn(line, { startOn, paidOn: addDays(weekOn, 7 * line.offsetWeeks) }))
}

function reasonOf(leg: PlannedLeg, reason: string | undefined): string | null {
  return reason === undefined ? null : unplacedReason(leg, reason)
}

function siteSays(leg: PlannedLeg, { doneOn, payBackMonths }: { doneOn: Day; payBackMonths: number }): string[] {
  const moves = leg.action === 'replace' ? sayMoves(leg.upgrade) : undefined
  return [
    ...sayDates(leg),
    ...(moves === undefined ? [] : [`Its scheduled upgrade ${moves}; waiting is measured against the first date.`]),
    ...(leavesEarly(leg, doneOn, payBackMonths) ? [sayLeaving(leg, payBackMonths)] : []),
  ]
}
