// What a plan amounts to. Exposure is summed in thousandths, which are whole numbers, and divided once at the end.
import { epochDay, fromEpochDay } from '../../shared/day.ts'
import { UNPLACED, WAITING, drawPence, type Board } from './board/board.ts'
import type { Compiled } from './board/compile.ts'
import type { Measures, TierMeasure } from './format/plan.ts'

interface Sums {
  millis: number
  pence: number
  /** Days after startOn on which the last job ends; null if one is unplaced. */
  clear: number | null
}

export function measure(board: Board): Measures {
  const { compiled, week } = board
  const { weightMillis, tier } = compiled
  const tiers = new Map<number, Sums>()
  let avertedMillis = 0
  compiled.jobs.forEach((_, job) => {
    const sums = tiers.get(tier[job]!) ?? { millis: 0, pence: 0, clear: -Infinity }
    tiers.set(tier[job]!, sums)
    const days = exposedDays(board, job)
    sums.millis += weightMillis[job]! * days
    sums.pence += week[job]! >= 0 ? drawnPence(compiled, job, week[job]!) : 0
    if (week[job] === UNPLACED) sums.clear = null
    else if (sums.clear !== null) sums.clear = Math.max(sums.clear, endDay(board, job))
    avertedMillis += weightMillis[job]! * (baselineDays(compiled, job) - days)
  })
  return {
    perTier: [...tiers].sort(([a], [b]) => a - b).map(([of, sums]) => tierMeasure(compiled, of, sums)),
    avertedExposureDays: avertedMillis / 1000,
    spend: compiled.funds.flatMap(({ id }, fund) =>
      compiled.years
        .map((financialYear, y) => ({
          fundId: id,
          financialYear,
          pence: board.ledger.spent[fund * compiled.years.length + y]!,
        }))
        .filter(({ pence }) => pence > 0),
    ),
  }
}

function tierMeasure({ startDay }: Compiled, tier: number, { millis, pence, clear }: Sums): TierMeasure {
  const clearOn = clear === null ? null : fromEpochDay(startDay + clear)
  return { tier, exposureDays: millis / 1000, clearOn, pence, bound: null }
}

/** Days after startOn on which a job that is not unplaced ends; negative for an upgrade before it. */
function endDay({ compiled, week }: Board, job: number): number {
  if (week[job] !== WAITING) return 7 * week[job]! + 7
  return epochDay(compiled.jobs[job]!.upgradeOn!) - compiled.startDay
}

function exposedDays(board: Board, job: number): number {
  const longest = 7 * board.compiled.weeks + 7
  return board.week[job] === UNPLACED ? longest : Math.min(longest, Math.max(0, endDay(board, job)))
}

/** Waiting for the scheduled upgrade, or to the end of the count where there is none. */
function baselineDays({ jobs, startDay, weeks }: Compiled, job: number): number {
  const { upgradeOn } = jobs[job]!
  const longest = 7 * weeks + 7
  return upgradeOn === null ? longest : Math.min(longest, Math.max(0, epochDay(upgradeOn) - startDay))
}

function drawnPence(compiled: Compiled, job: number, week: number): number {
  const { draws, yearOfWeek } = compiled
  let pence = 0
  for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
    const inPlan = yearOfWeek[week + draws.offset[d]!] !== undefined
    if (inPlan) pence += drawPence(compiled, d, week)
  }
  return pence
}
