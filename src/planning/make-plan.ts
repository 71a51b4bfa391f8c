// Makes a plan: reads one moment of the estate, builds the problem, solves it, and saves problem, plan and orders in one
// write. The plan names every version that made it, so that it can be replayed and defended years later.
import { gzipSync } from 'node:zlib'
import { auditEntry, record } from '../access/audit.ts'
import { DIRECTIVE_VERSION } from '../directive/decision-table.ts'
import { decisionsOn } from '../directive/site-decision.ts'
import { listDecisions } from '../directive/store.ts'
import { loadKnownOfSites } from '../estate/facts/store.ts'
import { countStaleFindings } from '../estate/findings/store.ts'
import { loadEstate } from '../estate/load-estate.ts'
import type { JobHandler } from '../jobs/job.ts'
import { addDays, type Day, dayOf, isMonday, nextMonday, sayDay } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { sha256 } from '../shared/hash.ts'
import { count } from '../shared/text.ts'
import { batchSurplus } from './catalogue/stock.ts'
import { catalogueOn, keepCatalogue } from './catalogue/versions/in-force.ts'
import { writePlan, ENGINE_VERSION, type Plan } from './engine/format/plan.ts'
import { solve } from './engine/solve.ts'
import { workInSequence } from './outcome/call-off-work.ts'
import { kitOf, ordersOf } from './outcome/plan-orders.ts'
import { measuredLegs, summarise, type PlanSummary } from './outcome/plan-summary.ts'
import { buildProblem, type BuiltProblem, type PlannedLeg, type PlanningReference } from './problem/build-problem.ts'
import type { BudgetGiven } from './funds/plan-funds.ts'
import { checkCallOffs } from './contracts/call-offs.ts'
import { readBook } from './contracts/store.ts'
import { listCrews } from './crews/store.ts'
import { readMoney } from './funds/read-money.ts'
import type { Warning } from './problem/warning.ts'
import { findPlan, insertPlan, keepDocuments, keepLegs, legsBySite } from './store.ts'

/** Five years: what a programme board looks ahead (rules.md, Defaults). */
const WEEKS = 260

export interface PlanInput {
  /** A Monday; left out: the next one. */
  readonly startOn?: Day
  readonly weeks?: number
  readonly budgets: readonly BudgetGiven[]
  /** A year without approved money has what is indicative. */
  readonly countIndicative?: boolean
}

export interface MadePlan {
  readonly planId: string
  readonly summary: PlanSummary
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
    const pricesOn = startOn > dayOf(now) ? startOn : dayOf(now)
    const read = await db.snapshot(async (q) => ({
      catalogue: await catalogueOn(q, reference.catalogue, pricesOn),
      estate: await loadEstate(q, caller.scope),
      money: await readMoney(q, caller.scope),
      legs: await legsBySite(q, caller.scope),
      decisions: await listDecisions(q, caller.scope),
      crews: await listCrews(q, caller.scope),
      book: await readBook(q, caller.scope),
      known: await loadKnownOfSites(q, caller.scope),
      stale: await countStaleFindings(q, caller.scope, reference.register.version),
    }))
    report({ done: 1, total: 3, doing: 'solving' })
    const decision = decisionsOn(dayOf(now), read.decisions)
    const { budgets, countIndicative = false } = input
    const money = { ...read.money, given: budgets, countIndicative }
    const inputs = { ...read, money, pricesOn, startOn, weeks: input.weeks ?? WEEKS, decision }
    const priced = { ...reference, catalogue: read.catalogue }
    const built = withWarnings(buildProblem(inputs, priced), [
      ...startsInThePast(startOn, dayOf(now)),
      ...recognisedBefore(read.stale),
    ])
    const plan = solve(built.problem)
    const callOffs = checkCallOffs(workInSequence(built, plan), read.book)
    signal.throwIfAborted()

    report({ done: 2, total: 3, doing: 'saving' })
    const measured = measuredLegs(built.legs, plan, (weekOn) => addDays(weekOn, 7))
    const summary = summarise(withWarnings(built, [...surplusOf(built, plan), ...callOffs.warnings]), plan, {
      measured,
      estate: read.estate,
      payBackMonths: reference.work.payBack.months,
    })
    const [problemDocument, planDocument] = [
      documentOf('lenscap-problem/1', `${JSON.stringify(built.problem)}\n`, now),
      documentOf('lenscap-plan/1', writePlan(plan), now),
    ]
    const entry = auditEntry(deps, caller, { act: 'plan.made', subjectKind: 'plan', subjectId: planId })
    const row = {
      id: planId,
      version: 1,
      state: 'draft' as const,
      startOn,
      problemHash: problemDocument.hash,
      planHash: planDocument.hash,
      ...versionsOf(priced),
      summary,
      createdAt: now,
      createdBy: caller.principalId,
    }
    const kit = kitOf(read.estate.devices, reference.register)
    const orders = ordersOf(built, plan, {
      planId,
      decision,
      callOffs: callOffs.byLeg,
      kit,
      payBackMonths: reference.work.payBack.months,
    })
    const kept = { id: deps.ids.next('cat'), recordedAt: now, recordedBy: caller.principalId }
    await db.write(async (q) => {
      await keepCatalogue(q, read.catalogue, kept)
      await keepLegs(
        q,
        built.legs.map((leg) => newLeg(leg, now)),
      )
      await keepDocuments(q, [problemDocument, planDocument])
      await insertPlan(q, row, { scope: caller.scope, orders })
      await record(q, entry, { startOn, budgets, countIndicative })
    })
    report({ done: 3, total: 3, doing: 'saved' })
    return { planId, summary }
  }
}

function versionsOf({ register, weights, work, catalogue }: PlanningReference) {
  return {
    engineVersion: ENGINE_VERSION,
    registerVersion: register.version,
    directiveVersion: `${DIRECTIVE_VERSION} ${weights.version} ${work.version}`,
    catalogueVersion: catalogue.version,
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

/** What was determined since, or has lapsed, does not count until somebody has seen what it changes. */
function recognisedBefore(stale: number): Warning[] {
  if (stale === 0) return []
  const message = `${count(stale, 'finding')} rest on another register or on other determinations than today's: lenscap re-evaluate --dry-run shows what would change.`
  return [{ code: 'findings-stale', message }]
}

/** What is bought in full batches beyond the work that is planned. */
function surplusOf({ legs }: BuiltProblem, { assigned }: Plan): Warning[] {
  const weeks = new Map<string, Day>(assigned.map(({ jobId, weekOn }) => [jobId, weekOn]))
  return batchSurplus(legs.map(({ id, kit }) => ({ kit, weekOn: weeks.get(id) ?? null })))
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
