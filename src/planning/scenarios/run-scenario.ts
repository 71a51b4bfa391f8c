// Runs a scenario: the snapshot, its kind, its overrides, the answer, and what it comes to; all of it kept, so that the run
// can be done again and defended. Long work: in a worker thread, with progress, until someone cancels it.
import { setImmediate as pause } from 'node:timers/promises'
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Reads } from '../../db/database.ts'
import type { JobContext, JobHandler } from '../../jobs/job.ts'
import { dayOf, sayDay, type Day } from '../../shared/day.ts'
import { ENGINE_VERSION, planPieces } from '../engine/format/plan.ts'
import { catalogueOn, findCatalogue } from '../catalogue/versions/in-force.ts'
import type { Effort } from '../engine/format/problem.ts'
import { getPlan, textOf } from '../get-plan.ts'
import { documentOf } from '../make-plan.ts'
import type { PlanningReference } from '../problem/build-problem.ts'
import { keepDocuments } from '../store.ts'
import { getScenario } from './change-scenario.ts'
import { measureRun, type RunSummary } from './comparison/measure-run.ts'
import { ask } from './inputs/ask.ts'
import { indicativeSums } from './inputs/indicative.ts'
import { readForRebuild, rebuild } from './inputs/rebuild.ts'
import { inputsHashOf, readsEstate } from './scenario.ts'
import { classesOf, readPlan, snapshotOf } from './snapshot/read-snapshot.ts'
import { snapshotWarnings } from './snapshot/take-snapshot.ts'
import { solveScenario, type Solved } from './answer/solve-scenario.ts'
import { startFrom, textOfProblem } from './answer/start-from.ts'
import { findRun, insertRun, lastRuns, readsOf, scopeOfPlan, type RunRow } from './store.ts'

export interface RunInput {
  readonly scenarioId: string
  /** Left out: quick where only money changed since a plan that is known, else the plan's own. */
  readonly effort?: Effort
}

export interface ScenarioRan {
  readonly runId: string
  readonly scenarioId: string
  readonly summary: RunSummary
}

/** The job handler. Throws `unknown-scenario`. */
export function runScenarioWith(reference: PlanningReference): JobHandler<RunInput, ScenarioRan> {
  return async (deps, input, context) => {
    const { db, clock } = deps
    const { caller, report, signal } = context
    // One run a job: if the process died after it was saved, the job's next attempt finds it.
    const runId = context.jobId.replace(/^[a-z]+/, 'run')
    const done = await findRun(db.read, caller.scope, runId)
    if (done) return { runId, scenarioId: done.scenarioId, summary: done.summary }
    const now = clock.now()
    report({ done: 0, total: null, doing: 'reading the snapshot' })
    const read = await db.snapshot((q) => readForRun(q, caller, { input, reference, today: dayOf(now) }))
    const { scenario } = read
    const answered = await answer(read, { input, reference: { ...reference, catalogue: read.catalogue }, context })
    signal.throwIfAborted()
    report({ done: 0, total: null, doing: 'saving' })
    const { documents, hashes } = await documentsOf(answered, now)
    const run: RunRow = {
      ...{ id: runId, scenarioId: scenario.id, scenarioVersion: scenario.version, planId: scenario.planId },
      ...{ name: scenario.name, settings: scenario.settings, ...hashes },
      inputsHash: inputsHashOf(scenario.settings, read.ofPlan.row.problemHash, read.reads),
      workHash: answered.started.workHash,
      effort: answered.started.problem.effort,
      engineVersion: ENGINE_VERSION,
      summary: answered.summary,
      createdAt: now,
      createdBy: caller.principalId,
    }
    const entry = auditEntry(deps, caller, { act: 'scenario.run', subjectKind: 'scenario', subjectId: scenario.id })
    await db.write(async (q) => {
      await keepDocuments(q, documents)
      await insertRun(q, run)
      await record(q, entry, { runId, version: scenario.version })
    })
    return { runId, scenarioId: scenario.id, summary: answered.summary }
  }
}

interface Asked {
  readonly input: RunInput
  readonly reference: PlanningReference
}

async function readForRun(q: Reads, caller: Caller, { input, reference, today }: Asked & { readonly today: Day }) {
  const scenario = await getScenario(q, caller.scope, input.scenarioId)
  const row = await getPlan(q, caller.scope, scenario.planId)
  const scope = await scopeOfPlan(q, row.id)
  const last = (await lastRuns(q, caller.scope, [scenario.id])).get(scenario.id)
  const pricesOn = row.startOn > today ? row.startOn : today
  const rebuilds = readsEstate(scenario.settings)
  const shipped = reference.catalogue
  const known = last && last.engineVersion === ENGINE_VERSION ? last : null
  return {
    ...{ scenario, today },
    ofPlan: await readPlan(q, row, scope),
    last: known && { workHash: known.workHash, planText: await textOf(q, known.planHash) },
    reads: await readsOf(q, scenario.settings),
    estate: rebuilds ? await readForRebuild(q, scope) : null,
    // The plan's own prices; what is built anew takes those that count now.
    catalogue: rebuilds
      ? await catalogueOn(q, shipped, pricesOn)
      : ((await findCatalogue(q, shipped, row.catalogueVersion)) ?? shipped),
  }
}

type Read = Awaited<ReturnType<typeof readForRun>>
type Answered = Awaited<ReturnType<typeof answer>>

async function answer(read: Read, { input, reference, context }: Asked & { readonly context: JobContext }) {
  const { scenario, ofPlan, last, today } = read
  const { money } = ofPlan
  const { settings } = scenario
  const taken = snapshotOf(ofPlan, reference)
  const from = read.estate
    ? rebuild(read.estate, { ...taken, settings, today, reference })
    : { ...taken, did: [], warnings: ofPlan.row.summary.warnings }
  const legIds = new Set(from.snapshot.legs.map(({ id }) => id))
  const frame = { startOn: from.problem.startOn, weeks: from.problem.weeks, isInPlan: (ref: string) => legIds.has(ref) }
  const inputs = { problem: from.problem, legs: from.snapshot.legs }
  const asked = ask(inputs, { settings, indicative: indicativeSums(money, frame) })
  const problemText = read.estate ? textOfProblem(from.problem) : ofPlan.problemText
  const base = { problem: from.problem, problemText, planText: ofPlan.planText }
  const started = startFrom(asked.inputs.problem, { clearBy: settings.clearBy, effort: input.effort, base, last })
  const solved = await solveSlowly(started, context)
  const summary = measureRun({
    ...{ snapshot: from.snapshot, base: from.problem, legs: asked.inputs.legs, ...solved },
    classes: classesOf(money),
    startedFrom: started.warm === null ? 'nothing' : started.sameWork ? 'same-work' : 'other-work',
    did: [...from.did, ...asked.did],
    warnings: [...snapshotWarnings(from.snapshot, sayDay), ...asked.warnings, ...from.warnings],
  })
  return { snapshot: from.snapshot, started, solved, summary }
}

/** With a pause between the steps, in which a wish to stop can arrive. */
async function solveSlowly(
  question: Parameters<typeof solveScenario>[0],
  { report, signal }: JobContext,
): Promise<Solved> {
  const solving = solveScenario(question)
  for (;;) {
    const step = solving.next()
    if (step.done) return step.value
    report({ ...step.value, doing: 'planning' })
    await pause()
    signal.throwIfAborted()
  }
}

async function documentsOf({ snapshot, started, solved }: Answered, now: Date) {
  const problemDocument = (text: string) => documentOf('lenscap-problem/1', [text], now)
  const asked = await problemDocument(started.problemText)
  const problem = solved.problem === started.problem ? asked : await problemDocument(textOfProblem(solved.problem))
  const plan = await documentOf('lenscap-plan/1', planPieces(solved.plan), now)
  const taken = await documentOf('lenscap-snapshot/1', [JSON.stringify(snapshot)], now)
  // The warm plan is a document already, but for one that a rebuilt snapshot replaces.
  const warm = started.warmText === null ? null : await documentOf('lenscap-plan/1', [started.warmText], now)
  const hashes = {
    ...{ snapshotHash: taken.hash, askedHash: asked.hash, problemHash: problem.hash, planHash: plan.hash },
    warmHash: warm?.hash ?? null,
  }
  return { documents: [taken, asked, problem, plan, ...(warm ? [warm] : [])], hashes }
}
