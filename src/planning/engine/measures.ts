// What a plan amounts to. Exposure is summed in thousandths, which are whole numbers, and divided once at the end.
import { fromEpochDay } from '../../shared/day.ts'
import { UNPLACED, WAITING, type Board } from './board/board.ts'
import { NO_UPGRADE, type Compiled } from './board/compile.ts'
import { drawPence } from './board/ledger.ts'
import type { Measures, Price, TierMeasure } from './format/plan.ts'
import { countedDays, exposedDays, longestDays } from './search/schedule.ts'
import type { Searched } from './search/search.ts'

interface Sums {
  millis: number
  /** Of jobs that no search could move: pinned and frozen. */
  fixedMillis: number
  pence: number
  /** Days after startOn on which the last job ends; null if one is unplaced. */
  clear: number | null
}

export function measure({ board, frozen, tiers }: Searched): Measures {
  const { compiled, week } = board
  const { weightMillis, tier } = compiled
  const sums = compiled.tiers.map((): Sums => ({ millis: 0, fixedMillis: 0, pence: 0, clear: -Infinity }))
  const fixed = new Set([...compiled.pinned, ...frozen].map(({ job }) => job))
  let avertedMillis = 0
  for (let job = 0; job < week.length; job++) {
    const of = sums[tier[job]!]!
    const days = exposedDays(board, job)
    of.millis += weightMillis[job]! * days
    if (fixed.has(job)) of.fixedMillis += weightMillis[job]! * days
    of.pence += week[job]! >= 0 ? drawnPence(compiled, job, week[job]!) : 0
    if (week[job] === UNPLACED) of.clear = null
    else if (of.clear !== null) of.clear = Math.max(of.clear, endDay(board, job))
    avertedMillis += weightMillis[job]! * (baselineDays(compiled, job) - days)
  }
  return {
    perTier: sums.map((of, index) => tierMeasure(compiled, index, of, tiers[index]?.prices?.boundMillis ?? null)),
    avertedExposureDays: avertedMillis / 1000,
    spend: compiled.funds.ids.flatMap((fundId, fund) =>
      compiled.years
        .map((financialYear, y) => ({
          fundId,
          financialYear,
          pence: board.ledger.spent[fund * compiled.years.length + y]!,
        }))
        .filter(({ pence }) => pence > 0),
    ),
  }
}

/** By more than the last digits of a bound can be wrong. A plan's thousandths are whole, so the rest is rounded up. */
const BOUND_CARE = 1e-9

function tierMeasure({ startDay, tiers }: Compiled, index: number, of: Sums, boundMillis: number | null): TierMeasure {
  const { millis, fixedMillis, pence, clear } = of
  const free = boundMillis === null ? null : Math.ceil(boundMillis * (1 - BOUND_CARE))
  return {
    tier: tiers[index]!,
    exposureDays: millis / 1000,
    clearOn: clear === null ? null : fromEpochDay(startDay + clear),
    pence,
    bound:
      free === null ? (millis === fixedMillis ? millis / 1000 : null) : Math.min(millis, free + fixedMillis) / 1000,
  }
}

/** Per tier: what a fund's year or a pool's week gives for more; those that give nothing are left out. */
export function listPrices({ board: { compiled }, tiers }: Searched): readonly Price[] {
  const { funds, pools, years, weeks } = compiled
  return tiers.flatMap(({ prices }, index) => {
    if (!prices) return []
    const tier = compiled.tiers[index]!
    const poolRow = funds.ids.length * years.length
    const money = funds.ids.flatMap((fundId, fund) =>
      years.map((financialYear, y) => {
        const exposureDays = thousandths(prices.prices[fund * years.length + y]! * 100_000)
        return { tier, fundId, financialYear, poolId: null, exposureDays }
      }),
    )
    const minutes = pools.ids.map((poolId, pool) => {
      const from = poolRow + pool * weeks
      const sum = prices.prices.subarray(from, from + weeks).reduce((a, b) => a + b, 0)
      return { tier, fundId: null, financialYear: null, poolId, exposureDays: thousandths(sum * 60) }
    })
    return [...money, ...minutes].filter(({ exposureDays }) => exposureDays > 0)
  })
}

/** Of thousandths of exposure-days: exposure-days with three decimals. */
function thousandths(millis: number): number {
  return Math.round(millis) / 1000
}

/** Days after startOn on which a job that is not unplaced ends; negative for an upgrade before it. */
function endDay({ compiled, week }: Board, job: number): number {
  return week[job] === WAITING ? compiled.upgradeDay[job]! : 7 * week[job]! + 7
}

/** Waiting for the scheduled upgrade, or to the end of the count where there is none. */
function baselineDays(compiled: Compiled, job: number): number {
  const upgrade = compiled.upgradeDay[job]!
  return upgrade === NO_UPGRADE ? longestDays(compiled) : countedDays(compiled, upgrade)
}

function drawnPence(compiled: Compiled, job: number, week: number): number {
  const { draws } = compiled
  let pence = 0
  for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
    if (week + draws.offset[d]! >= 0) pence += drawPence(compiled, d, week)
  }
  return pence
}
