import { gunzipSync } from 'node:zlib'
import type { Scope } from '../access/scope.ts'
import type { Reads } from '../db/database.ts'
import { Failure } from '../shared/failure.ts'
import type { Plan } from './engine/format/plan.ts'
import { readProblem } from './engine/format/read-problem.ts'
import type { Problem } from './engine/format/problem.ts'
import { findCurrentPlan, findDocument, findPlan, type PlanRow } from './store.ts'

/** The plan, or the adopted (else the newest) one if none is named. Throws `unknown-plan`, `no-plan`. */
export async function getPlan(q: Reads, scope: Scope, id: string | undefined): Promise<PlanRow> {
  const found = id === undefined ? await findCurrentPlan(q, scope) : await findPlan(q, scope, id)
  if (found) return found
  throw id === undefined
    ? new Failure('no-plan', 'There is no plan yet.', 'Make one with `lenscap plan`, or POST /api/v1/plans.')
    : new Failure(
        'unknown-plan',
        `There is no plan ${id}.`,
        '`lenscap plans`, or GET /api/v1/plans, lists those that you may see.',
      )
}

/** The problem and the plan exactly as they were stored. */
export async function getDocuments(
  q: Reads,
  row: PlanRow,
): Promise<{ problem: Problem; plan: Plan; planText: string }> {
  const [problemText, planText] = [await textOf(q, row.problemHash), await textOf(q, row.planHash)]
  return { problem: readProblem(JSON.parse(problemText)), plan: JSON.parse(planText) as Plan, planText }
}

/** The text of a document, by its hash. */
export async function textOf(q: Reads, hash: string): Promise<string> {
  const document = await findDocument(q, hash)
  if (!document) throw new Error(`document ${hash} is referred to and missing`)
  return gunzipSync(document.gzipped).toString('utf8')
}
