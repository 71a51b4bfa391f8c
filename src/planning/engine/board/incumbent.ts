// A finished plan as a search can start from it: by the index that each job has in a compiled problem, which need not be
// the problem that the plan was made for.
import { epochDay } from '../../../shared/day.ts'
import type { Plan } from '../format/plan.ts'
import { OPEN, type Board } from './board.ts'
import { NO_POOL, type Compiled } from './compile.ts'

export type Incumbent = Pick<Board, 'week' | 'pool'>

/** OPEN are jobs that the plan does not know or gives no week, and those whose week or pool this problem does not have. */
export function incumbentOf(compiled: Compiled, plan: Pick<Plan, 'assigned'>): Incumbent {
  const { ids, pools, startDay, weeks } = compiled
  const jobIndex = new Map(ids.map((id, job) => [id, job]))
  const poolIndex = new Map(pools.ids.map((id, pool) => [id, pool]))
  const week = new Int32Array(ids.length).fill(OPEN)
  const pool = new Int32Array(ids.length).fill(NO_POOL)
  for (const { jobId, weekOn, poolId } of plan.assigned) {
    const job = jobIndex.get(jobId)
    const at = (epochDay(weekOn) - startDay) / 7
    const of = poolId === null ? NO_POOL : poolIndex.get(poolId)
    if (job === undefined || of === undefined || at < 0 || at >= weeks) continue
    week[job] = at
    pool[job] = of
  }
  return { week, pool }
}
