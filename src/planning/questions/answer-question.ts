// A question about a stored plan, as long work: it asks for dozens of plans, and the thread that serves requests must not
// wait for them. Nothing is written.
import { setImmediate } from 'node:timers/promises'
import type { Reads } from '../../db/database.ts'
import { listFacts } from '../../estate/facts/store.ts'
import type { JobHandler } from '../../jobs/job.ts'
import type { Plan } from '../engine/format/plan.ts'
import type { Problem } from '../engine/format/problem.ts'
import { ask, type Answer, type Question } from '../engine/questions/question.ts'
import type { Step } from '../engine/questions/replan.ts'
import { readMoney } from '../funds/read-money.ts'
import { getDocuments, getPlan } from '../get-plan.ts'
import type { PlanSummary } from '../outcome/plan-summary.ts'
import type { PlanningReference } from '../problem/build-problem.ts'
import type { PlanRow } from '../store.ts'
import { listLegRows, scopeOfPlan } from '../scenarios/store.ts'
import { removableLegs, removalsOf } from './removals.ts'
import { removeOnly } from './remove-only.ts'

export interface QuestionInput {
  /** Left out: the adopted plan, else the newest. */
  readonly plan?: string | undefined
  readonly question: Question
}

export interface Answered {
  readonly planId: string
  readonly answer: Answer
  /** With the question of the baselines: what a stored plan knows of its orders, and a bare problem does not. */
  readonly baselines: StoredBaselines | null
}

/** Of all orders that take exposure away, and of kit that stays by decision. */
export interface StoredBaselines {
  readonly exposure: PlanSummary['exposure'] & { readonly removeOnlyMillis: number }
}

/** The job handler. Throws `unknown-plan`, `no-plan`. */
export function answerQuestionWith(reference: PlanningReference): JobHandler<QuestionInput, Answered> {
  return async ({ db }, { plan: id, question }, { caller, report, signal }) => {
    const { row, documents, known } = await db.snapshot(async (q) => {
      const found = await getPlan(q, caller.scope, id)
      const documents = await getDocuments(q, found)
      const known = question.ask === 'baselines' ? await readLegs(q, found) : null
      return { row: found, documents, known }
    })
    const answer = await askSlowly(documents, question, async (step) => {
      report({ ...step, doing: 'planning anew' })
      // A pause, in which a wish to stop can arrive.
      await setImmediate()
      signal.throwIfAborted()
    })
    if (known === null) return { planId: row.id, answer, baselines: null }
    const legs = removableLegs(known.rows, known.facts, documents.problem)
    const removals = removalsOf(legs, { ...documents, money: known.money, work: reference.work })
    const { planned, removed } = removeOnly(documents, known.rows, removals)
    const { exposure } = row.summary
    const removeOnlyMillis = exposure.plannedMillis - planned.exposureMillisDays + removed.exposureMillisDays
    return { planId: row.id, answer, baselines: { exposure: { ...exposure, removeOnlyMillis } } }
  }
}

/** Of what the plan was made for. */
async function readLegs(q: Reads, { id }: Pick<PlanRow, 'id'>) {
  const scope = await scopeOfPlan(q, id)
  return { rows: await listLegRows(q, id), money: await readMoney(q, scope), facts: await listFacts(q, scope) }
}

/** Tells each step before it is taken. */
export async function askSlowly(
  { problem, plan }: { problem: Problem; plan: Plan },
  question: Question,
  tell: (step: Step) => Promise<void> | void,
): Promise<Answer> {
  const asking = ask(problem, plan, question)
  for (;;) {
    const step = asking.next()
    if (step.done) return step.value
    await tell(step.value)
  }
}
