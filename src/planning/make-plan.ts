// Makes a plan: reads one moment of the estate, builds the problem, solves it, and saves problem, plan and orders in one
// write. The plan names every version that made it, so that it can be replayed and defended years later.
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { auditEntry, record } from '../access/audit.ts'
import { DIRECTIVE_VERSION } from '../directive/decision-table.ts'
import type { JobHandler } from '../jobs/job.ts'
import { addDays, dayOf, type Day } from '../shared/day.ts'
import { batchSurplus } from './catalogue/stock.ts'
import { keepCatalogue } from './catalogue/versions/in-force.ts'
import { planPieces, ENGINE_VERSION, type Plan } from './engine/format/plan.ts'
import { textPieces, type Made } from './engine/format/text-pieces.ts'
import { solve } from './engine/solve.ts'
import { NOTHING_KEPT, type ReadKeptWeeks } from './kept-weeks.ts'
import { checkCallOffs } from './contracts/call-offs.ts'
import { workInSequence } from './outcome/call-off-work.ts'
import { ordersOf } from './outcome/plan-orders.ts'
import { measuredLegs, summarise, type PlanSummary } from './outcome/plan-summary.ts'
import type { Problem } from './engine/format/problem.ts'
import type { BuiltProblem, PlanningReference } from './problem/build-problem.ts'
import type { Warning } from './problem/warning.ts'
import { askedOf, problemNow, type PlanInput } from './problem-now.ts'
import { findPlan, insertPlan, keepDocuments, stagePlan, type NewLeg } from './store.ts'

export interface MadePlan {
  readonly planId: string
  readonly summary: PlanSummary
}

/** The job handler. Throws `start-not-monday`, `unknown-fund`. */
export function makePlanWith(
  reference: PlanningReference,
  readKept: ReadKeptWeeks = async () => NOTHING_KEPT,
): JobHandler<PlanInput, MadePlan> {
  return async (deps, input, { jobId, caller, report, signal }) => {
    const { db, clock } = deps
    // One plan a job: if the process died after the plan was saved, the job's next attempt finds it.
    const planId = jobId.replace(/^[a-z]+/, 'pla')
    const made = await findPlan(db.read, caller.scope, planId)
    if (made) return { planId, summary: made.summary }
    const now = clock.now()
    const asked = askedOf(input, dayOf(now))
    report({ done: 0, total: 3, doing: 'reading the estate' })
    const { built, estate, book, decision, catalogue } = await problemNow(deps, caller, { reference, asked, readKept })
    const { startOn } = asked
    report({ done: 1, total: 3, doing: 'solving' })
    const priced = { ...reference, catalogue }
    const problemDocument = await documentOf('lenscap-problem/1', problemPieces(built.problem), now)
    const plan = solve(built.problem)
    const callOffs = checkCallOffs(workInSequence(built, plan), book)
    signal.throwIfAborted()

    report({ done: 2, total: 3, doing: 'saving' })
    const measured = measuredLegs(built.legs, plan, (weekOn) => addDays(weekOn, 7))
    const { months: payBackMonths } = reference.work.payBack
    const warnings = [...built.warnings, ...surplusOf(built, plan), ...callOffs.warnings]
    const summary = summarise({ ...built, warnings }, plan, { measured, estate, payBackMonths })
    const planDocument = await documentOf('lenscap-plan/1', planPieces(plan), now)
    const entry = auditEntry(deps, caller, { act: 'plan.made', subjectKind: 'plan', subjectId: planId })
    const row = {
      id: planId,
      version: 1,
      state: 'draft' as const,
      startOn,
      problemHash: problemDocument.hash,
      planHash: planDocument.hash,
      ...versionsOf(priced),
      input: asked,
      summary,
      createdAt: now,
      createdBy: caller.principalId,
    }
    const orders = ordersOf(built, plan, { planId, decision, callOffs: callOffs.byLeg, payBackMonths })
    const keptAs = { id: deps.ids.next('cat'), recordedAt: now, recordedBy: caller.principalId }
    const stage = db.stage()
    try {
      await stagePlan({ stage, t: db.read.t }, { legs: newLegs(built, now), orders })
      await db.write(async (q) => {
        await keepCatalogue(q, catalogue, keptAs)
        await keepDocuments(q, [problemDocument, planDocument])
        await insertPlan(q, row, { scope: caller.scope, staged: stage })
        await record(q, entry, asked)
      })
    } finally {
      await stage.close()
    }
    report({ done: 3, total: 3, doing: 'saved' })
    return { planId, summary }
  }
}

/** Of all that decides what a plan comes to. */
export function versionsOf({ register, weights, work, catalogue }: PlanningReference) {
  return {
    engineVersion: ENGINE_VERSION,
    registerVersion: register.version,
    directiveVersion: `${DIRECTIVE_VERSION} ${weights.version} ${work.version}`,
    catalogueVersion: catalogue.version,
  }
}

/** What is bought in full batches beyond the work that is planned. */
function surplusOf({ legs }: BuiltProblem, { assigned }: Plan): Warning[] {
  const weeks = new Map<string, Day>(assigned.map(({ jobId, weekOn }) => [jobId, weekOn]))
  return batchSurplus(legs.map(({ id, kit }) => ({ kit, weekOn: weeks.get(id) ?? null })))
}

function* problemPieces(problem: Problem): Made<string> {
  yield* textPieces({ ...problem })
  yield '\n'
}

/** A text to keep, gzipped, under the hash of it: never whole in memory, if its pieces are made as they are asked for. */
export async function documentOf(format: string, pieces: readonly string[] | Made<string>, createdAt: Date) {
  const hash = createHash('sha256')
  function* hashed(): Made<string> {
    for (const piece of pieces) {
      hash.update(piece)
      yield piece
    }
  }
  const gzipped = await pipeline(hashed, createGzip(), (bytes) => buffer(bytes))
  return { hash: hash.digest('hex'), format, gzipped, createdAt }
}

function* newLegs({ legs }: BuiltProblem, createdAt: Date): Generator<NewLeg> {
  for (const { id, action, legNumber, site, deviceIds } of legs) {
    const leg = { id, organisationId: site.organisationId, siteId: site.id, action, legNumber, createdAt }
    yield { leg, deviceIds }
  }
}
