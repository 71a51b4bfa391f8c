// Solves a stored run again from its documents, and says whether the answer is the same, byte for byte.
import type { Reads } from '../../../db/database.ts'
import { writePlan, type Plan } from '../../engine/format/plan.ts'
import { readProblem } from '../../engine/format/read-problem.ts'
import { answer } from '../../engine/questions/replan.ts'
import { textOf } from '../../get-plan.ts'
import { solveScenario } from './solve-scenario.ts'
import type { RunRow } from '../store.ts'

export interface Replayed {
  readonly same: boolean
  /** Of the stored plan, in characters. */
  readonly length: number
}

export async function replayRun(q: Reads, run: RunRow): Promise<Replayed> {
  const planText = await textOf(q, run.planHash)
  const solved = answer(
    solveScenario({
      problem: readProblem(JSON.parse(await textOf(q, run.askedHash))),
      clearBy: run.settings.clearBy,
      warm: run.warmHash === null ? null : (JSON.parse(await textOf(q, run.warmHash)) as Plan),
      sameWork: run.summary.startedFrom === 'same-work',
    }),
  )
  return { same: writePlan(solved.plan) === planText, length: planText.length }
}
