// Money of a year that is lost whatever is planned. A fund's year has some left beyond what may be carried over; of that,
// all could be used that would pay for work that the plan does later or not at all and that could stand in that year: its
// release, closed weeks, window and earlier legs allow it, and nobody holds it. Crews are not asked, so that what remains is
// certain: no plan for these inputs uses it, but by putting off work that this one does sooner. Pure.
import { compile, rowOf, type Compiled } from '../../../planning/engine/board/compile.ts'
import { drawPence, makeLedger, spend } from '../../../planning/engine/board/ledger.ts'
import { reopening } from '../../../planning/engine/board/place.ts'
import type { Plan, UnplacedReason } from '../../../planning/engine/format/plan.ts'
import type { Problem } from '../../../planning/engine/format/problem.ts'
import { epochDay, type FinancialYear } from '../../../shared/day.ts'

export const UNUSABLE_RULE =
  'Left beyond the agreed carry-over, less all work on the fund that is planned later or not at all and could stand in ' +
  'that year (release, closed weeks, window, earlier legs, pins; crews not asked): only putting off work would use it.'

export interface Unusable {
  readonly fund: string
  readonly financialYear: FinancialYear
  /** Beyond what may be carried over. */
  readonly lostPence: number
  /** Of that, what no plan can use; 0 or more. */
  readonly pence: number
}

/** Not in the plan, and in no plan. */
const NEVER: readonly UnplacedReason[] = ['no-pool', 'too-long', 'too-dear', 'closed']
const NOT_PLACED = -1

/** Funds with a limit, in years that end within the plan; by fund, then year. */
export function unusableOf(problem: Problem, plan: Plan): Unusable[] {
  const compiled = compile(problem)
  const weekOf = weeksOfJobs(compiled, plan)
  const movable = movableOf(compiled, plan)
  const lost = lostOf(compiled, weekOf)
  const usable = new Map(lost.map(({ row }) => [row, 0]))
  for (let job = 0; job < compiled.ids.length; job++) {
    const earliest = movable[job]!
    if (earliest === Infinity) continue
    for (let d = compiled.draws.start[job]!; d < compiled.draws.start[job + 1]!; d++) {
      for (const { row, year, fund } of lost) {
        if (compiled.draws.fund[d] !== fund) continue
        const pence = penceBroughtTo(compiled, { job, d, year, earliest, week: weekOf[job]! })
        usable.set(row, usable.get(row)! + pence)
      }
    }
  }
  return lost.map(({ row, fund, year, pence }) => ({
    fund: compiled.funds.ids[fund]!,
    financialYear: compiled.years[year]!,
    lostPence: pence,
    pence: Math.max(0, pence - usable.get(row)!),
  }))
}

function weeksOfJobs({ ids, startDay }: Compiled, plan: Plan): Int32Array {
  const planned = new Map(plan.assigned.map(({ jobId, weekOn }) => [jobId, (epochDay(weekOn) - startDay) / 7]))
  return Int32Array.from(ids, (id) => planned.get(id) ?? NOT_PLACED)
}

interface Lost {
  readonly row: number
  readonly fund: number
  readonly year: number
  readonly pence: number
}

/** What is left of each year, less what is handed on. The walk is that of the engine's ledger. */
function lostOf(compiled: Compiled, weekOf: Int32Array): Lost[] {
  const { funds, years, yearEnd, weeks } = compiled
  const ledger = makeLedger(compiled)
  weekOf.forEach((week, job) => {
    if (week !== NOT_PLACED) spend(compiled, ledger, job, week, 1)
  })
  const found: Lost[] = []
  for (let fund = 0; fund < funds.ids.length; fund++) {
    let carried = 0
    for (let year = 0; year < years.length && funds.unlimited[fund] === 0; year++) {
      const row = fund * years.length + year
      const rest = Math.max(0, funds.budget[row]! + carried - ledger.spent[row]!)
      carried = Math.min(funds.carryCap[fund]!, funds.budget[row]!, rest)
      // A year that the plan sees only a part of may yet be used behind its end.
      if (rest > carried && yearEnd[year]! <= weeks) found.push({ row, fund, year, pence: rest - carried })
    }
  }
  return found
}

/** By job: the earliest week that its window and the legs before it allow; Infinity: it stays where it is, or is in no plan. */
function movableOf(compiled: Compiled, { unplaced }: Plan): Float64Array {
  const { ids, depth, firstWeek, afterOf, pinned } = compiled
  const held = new Map(pinned.map(({ job, week }) => [job, week]))
  const never = new Set(unplaced.filter(({ reason }) => NEVER.includes(reason)).map(({ jobId }) => jobId))
  const earliest = new Float64Array(ids.length)
  const order = [...ids.keys()].sort((a, b) => depth[a]! - depth[b]!)
  for (const job of order) {
    const behind = rowOf(afterOf, job).reduce((week, before) => Math.max(week, earliest[before]! + 1), firstWeek[job]!)
    earliest[job] = held.get(job) ?? (behind === Infinity ? behind : reopening(compiled, job, behind))
    if (never.has(ids[job]!)) earliest[job] = Infinity
  }
  for (const job of held.keys()) earliest[job] = Infinity
  return earliest
}

/** What a draw of a later year, or of none, would take in the year; 0 if it cannot fall in it. */
function penceBroughtTo(
  compiled: Compiled,
  { job, d, year, earliest, week }: { job: number; d: number; year: number; earliest: number; week: number },
): number {
  const { draws, yearOfWeek, yearEnd, endWeek } = compiled
  const offset = draws.offset[d]!
  if (week !== NOT_PLACED && yearOfWeek[Math.max(0, week + offset)]! <= year) return 0
  const from = (year === 0 ? 0 : yearEnd[year - 1]!) - offset
  const open = reopening(compiled, job, Math.max(from, earliest, 0))
  return open < Math.min(yearEnd[year]! - offset, endWeek[job]!) ? drawPence(compiled, d, open) : 0
}
