// Makes a plan: reads one moment of the estate, builds the problem, solves it, and saves problem, plan and orders in one
// write. The plan names every version that made it, so that it can be replayed and defended years later.
import { gzipSync } from 'node:zlib'
import { auditEntry, record } from '../access/audit.ts'
import { DIRECTIVE_VERSION } from '../directive/decision-table.ts'
import { decisionsOn } from '../directive/site-decision.ts'
import { listDecisions } from '../directive/store.ts'
import type { Device } from '../estate/device.ts'
import { loadEstate } from '../estate/load-estate.ts'
import type { JobHandler } from '../jobs/job.ts'
import { addDays, type Day, dayOf, financialYearOf, isMonday, nextMonday, sayDay } from '../shared/day.ts'
import type { Register } from '../register/register.ts'
import { Failure } from '../shared/failure.ts'
import { sha256 } from '../shared/hash.ts'
import { byCodeUnit } from '../shared/text.ts'
import type { FindingState, Kind } from '../shared/vocabulary.ts'
import { writePlan, ENGINE_VERSION, type Binding, type Plan } from './engine/plan.ts'
import { solve } from './engine/solve.ts'
import { measuredLegs, summarise, type PlanSummary } from './plan-summary.ts'
import { buildProblem, type BuiltProblem, type PlannedLeg, type PlanningReference } from './problem/build-problem.ts'
import type { BudgetGiven, Warning } from './problem/capacity.ts'
import type { CostLine } from './problem/costing.ts'
import { findPlan, insertPlan, keepDocuments, keepLegs, legsBySite, listFunds } from './store.ts'

/** Five years: what a programme board looks ahead (rules.md, Defaults). */
const WEEKS = 260

export interface PlanInput {
  /** A Monday; left out: the next one. */
  readonly startOn?: Day
  readonly weeks?: number
  readonly budgets: readonly BudgetGiven[]
}

export interface MadePlan {
  readonly planId: string
  readonly summary: PlanSummary
}

/** What is stored of each order's reasons; orders/why.ts puts it into words. */
export interface OrderFacts {
  readonly why: string
  readonly decision: { readonly choice: string; readonly approvedBy: string; readonly reviewOn: Day } | null
  /** The devices of the leg, alike ones counted together. */
  readonly kit: readonly Kit[]
  readonly factors: readonly {
    readonly of: string
    readonly devices: number
    readonly millis: number
    readonly reason: string
  }[]
  readonly deviceIds: readonly string[]
  /** Old recorders that leave with this leg. */
  readonly leavingIds: readonly string[]
  readonly reconnects: number
  readonly costLines: readonly CostLine[]
  readonly binding: readonly Binding[]
  readonly upgradeOn: Day | null
  readonly waitsUntilOn: Day | null
  readonly unplaced: string | null
}

export interface Kit {
  readonly kind: Kind
  /** As the register names the maker; null: not established. */
  readonly maker: string | null
  readonly finding: FindingState
  readonly devices: number
}

/** The job handler. Throws `start-not-monday`, `unknown-fund`. */
export function makePlanWith(reference: PlanningReference): JobHandler<PlanInput, MadePlan> {
  return async (deps, input, { jobId, caller, report, signal }) => {
    const { db, clock } = deps
    // One plan a job: if the process died after the plan was saved, the job's next attempt finds it.
    const planId = jobId.replace(/^[a-z]+/, 'pla')
    const made = await findPlan(db.read, caller.scope, planId)
    if (made) return { planId, summary: made.summary }
    const now = clock.now()
    const startOn = startOf(input, dayOf(now))
    report({ done: 0, total: 3, doing: 'reading the estate' })
    const read = await db.snapshot(async (q) => ({
      estate: await loadEstate(q, caller.scope),
      funds: await listFunds(q, caller.scope),
      legs: await legsBySite(q, caller.scope),
      decisions: await listDecisions(q, caller.scope),
    }))
    report({ done: 1, total: 3, doing: 'solving' })
    const decision = decisionsOn(dayOf(now), read.decisions)
    const inputs = { ...read, budgets: input.budgets, startOn, weeks: input.weeks ?? WEEKS, decision }
    const built = withWarnings(buildProblem(inputs, reference), startsInThePast(startOn, dayOf(now)))
    const plan = solve(built.problem)
    signal.throwIfAborted()

    report({ done: 2, total: 3, doing: 'saving' })
    const measured = measuredLegs(built.legs, plan, (weekOn) => addDays(weekOn, 7))
    const summary = summarise(built, plan, { measured, estate: read.estate })
    const [problemDocument, planDocument] = [
      documentOf('lenscap-problem/1', `${JSON.stringify(built.problem)}\n`, now),
      documentOf('lenscap-plan/1', writePlan(plan), now),
    ]
    const entry = auditEntry(deps, caller, { act: 'plan.made', subjectKind: 'plan', subjectId: planId })
    const orders = ordersOf(built, plan, { planId, decision, kit: kitOf(read.estate.devices, reference.register) })
    await db.write(async (q) => {
      await keepLegs(
        q,
        built.legs.map((leg) => newLeg(leg, now)),
      )
      await keepDocuments(q, [problemDocument, planDocument])
      const plans = {
        id: planId,
        version: 1,
        state: 'draft' as const,
        startOn,
        problemHash: problemDocument.hash,
        planHash: planDocument.hash,
        engineVersion: ENGINE_VERSION,
        registerVersion: reference.register.version,
        directiveVersion: `${DIRECTIVE_VERSION} ${reference.weights.version} ${reference.work.version}`,
        catalogueVersion: reference.catalogue.version,
        summary,
        createdAt: now,
        createdBy: caller.principalId,
      }
      await insertPlan(q, plans, { scope: caller.scope, orders })
      await record(q, entry, { startOn, budgets: input.budgets })
    })
    report({ done: 3, total: 3, doing: 'saved' })
    return { planId, summary }
  }
}

function startOf(input: PlanInput, today: Day): Day {
  if (input.startOn === undefined) return nextMonday(today)
  if (isMonday(input.startOn)) return input.startOn
  throw new Failure(
    'start-not-monday',
    `A plan starts on a Monday, and ${sayDay(input.startOn)} is another day of the week.`,
    `Start on ${nextMonday(input.startOn)}, or on ${addDays(nextMonday(input.startOn), -7)}.`,
  )
}

function startsInThePast(startOn: Day, today: Day): Warning[] {
  if (startOn > addDays(today, -7)) return []
  const message = `The plan starts on ${sayDay(startOn)}, which has passed: nobody can be sent in weeks gone by.`
  return [{ code: 'start-past', message }]
}

function withWarnings(built: BuiltProblem, more: readonly Warning[]): BuiltProblem {
  return { ...built, warnings: [...built.warnings, ...more] }
}

function documentOf(format: string, text: string, createdAt: Date) {
  return { hash: sha256(text), format, gzipped: gzipSync(text), createdAt }
}

function newLeg(leg: PlannedLeg, createdAt: Date) {
  const { id, action, legNumber, site } = leg
  return {
    leg: { id, organisationId: site.organisationId, siteId: site.id, action, legNumber, createdAt },
    deviceIds: leg.treatments.flatMap((treatment) => treatment.deviceId ?? []),
  }
}

function ordersOf(
  { legs, problem }: BuiltProblem,
  plan: Plan,
  {
    planId,
    decision,
    kit,
  }: {
    planId: string
    decision: ReturnType<typeof decisionsOn>
    kit: (leg: PlannedLeg) => Kit[]
  },
) {
  const assigned = new Map(plan.assigned.map((place) => [place.jobId, place]))
  const waiting = new Map(plan.waiting.map(({ jobId, untilOn }) => [jobId, untilOn]))
  const unplaced = new Map(plan.unplaced.map(({ jobId, reason }) => [jobId, reason]))
  const minutes = new Map(problem.jobs.map((job) => [job.id, job.minutes]))
  const ranked = [...legs].sort(byRank)
  const inSequence = ranked
    .filter((leg) => assigned.has(leg.id))
    // A stable sort: within a week by rank.
    .sort((a, b) => byCodeUnit(assigned.get(a.id)!.weekOn, assigned.get(b.id)!.weekOn))
  const sequence = new Map(inSequence.map((leg, i) => [leg.id, i + 1]))
  return ranked.map((leg, i) => {
    const place = assigned.get(leg.id)
    const decided =
      leg.action === 'replace' || leg.action === 'remove'
        ? decision({ id: leg.site.id, sensitivity: leg.sensitivity })
        : undefined
    const facts: OrderFacts = {
      why: leg.why,
      decision: decided ? { choice: decided.choice, approvedBy: decided.approvedBy, reviewOn: decided.reviewOn } : null,
      kit: kit(leg),
      factors: factorsOf(leg),
      deviceIds: leg.treatments.flatMap((treatment) => treatment.deviceId ?? []),
      leavingIds: leg.leaving.flatMap((treatment) => treatment.deviceId ?? []),
      reconnects: leg.reconnects,
      costLines: leg.costLines,
      binding: place?.binding ?? [],
      upgradeOn: leg.upgradeOn,
      waitsUntilOn: waiting.get(leg.id) ?? null,
      unplaced: unplaced.get(leg.id) ?? null,
    }
    return {
      planId,
      legId: leg.id,
      organisationId: leg.site.organisationId,
      siteId: leg.site.id,
      rank: i + 1,
      sequence: sequence.get(leg.id) ?? null,
      tier: leg.tier,
      clause: leg.clause,
      action: leg.action,
      state: leg.state,
      deviceCount: facts.deviceIds.length,
      costPence: leg.costPence,
      minutes: minutes.get(leg.id) ?? 0,
      weightMillis: leg.weightMillis,
      poolId: place?.poolId ?? null,
      weekOn: place?.weekOn ?? null,
      financialYear: place ? financialYearOf(place.weekOn) : null,
      why: facts,
    }
  })
}

/** In tier 4 the order is cancel, disconnect, survey, assess (design: From device to order); elsewhere weight decides. */
const TIER_4 = ['cancel-deployment', 'disconnect', 'survey', 'assess']

/** Risk order: tier, then weight, the heaviest first; ties by site and leg, so that a list reads well, and by id. */
function byRank(a: PlannedLeg, b: PlannedLeg): number {
  const inTier4 = a.tier === 4 && b.tier === 4 ? TIER_4.indexOf(a.action) - TIER_4.indexOf(b.action) : 0
  return (
    a.tier - b.tier ||
    inTier4 ||
    b.weightMillis - a.weightMillis ||
    byCodeUnit(a.site.code, b.site.code) ||
    a.legNumber - b.legNumber ||
    byCodeUnit(a.id, b.id)
  )
}

/** The weight's parts, summed over what is weighed with the leg: together they are its weight (a survey's: twice it). */
function factorsOf(leg: PlannedLeg): OrderFacts['factors'] {
  const sums = new Map<string, { of: string; devices: number; millis: number; reason: string }>()
  for (const { of, millis, reason } of leg.weighed.flatMap((treatment) => treatment.factors)) {
    const sum = sums.get(of) ?? { of, devices: 0, millis: 0, reason }
    sums.set(of, { ...sum, devices: sum.devices + 1, millis: sum.millis + millis })
  }
  return [...sums.values()].sort((a, b) => b.millis - a.millis || byCodeUnit(a.of, b.of))
}

/** What a leg's devices are, alike ones counted together; the most numerous first. */
function kitOf(devices: readonly Device[], register: Register): (leg: PlannedLeg) => Kit[] {
  const byId = new Map(devices.map((device) => [device.id, device]))
  return (leg) => {
    const rows = new Map<string, Kit>()
    for (const { deviceId } of leg.treatments) {
      const device = byId.get(deviceId ?? '')
      if (!device) continue
      const { kind, finding, manufacturerId } = device
      const maker = register.makers.get(manufacturerId ?? '')?.name ?? null
      const key = `${kind} ${finding} ${maker}`
      rows.set(key, { kind, maker, finding, devices: (rows.get(key)?.devices ?? 0) + 1 })
    }
    return [...rows].sort(([a, x], [b, y]) => y.devices - x.devices || byCodeUnit(a, b)).map(([, row]) => row)
  }
}
