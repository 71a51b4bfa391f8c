// The money side of a board. available(y) = budget(y) + min(cap, left(y − 1)), beyond what pins overspend. Carried money
// is spent first and goes no further: left(y) = min(budget(y), available(y) − spent(y)), never negative, because an
// overspent year is reported once and not charged to the next one too.
import type { Compiled } from './compile.ts'

/** Both by fund × years + year. */
export interface Ledger {
  readonly spent: Float64Array
  /** What the pins alone overspend: it is inherited, and nothing else may add to it. */
  readonly overrun: Float64Array
}

/** One fund and year that lacks money for a job. */
export interface Shortfall {
  readonly fund: number
  readonly year: number
  readonly pence: number
}

export function makeLedger({ funds, years }: Compiled): Ledger {
  const size = funds.ids.length * years.length
  return { spent: new Float64Array(size), overrun: new Float64Array(size) }
}

/** What draw d takes if its job stands in that week. */
export function drawPence({ draws, yearOfWeek }: Compiled, d: number, week: number): number {
  const first = draws.penceStart[d]!
  const last = draws.penceStart[d + 1]! - 1
  const at = first === last ? first : Math.min(first + yearOfWeek[week + draws.offset[d]!]!, last)
  return draws.pence[at]!
}

/** Draws before startOn, which only a pin can have, are past: they belong to no year of the plan. */
export function spend(compiled: Compiled, ledger: Ledger, job: number, week: number, sign: 1 | -1): void {
  const { draws, yearOfWeek, years } = compiled
  for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
    const at = week + draws.offset[d]!
    if (at >= 0) ledger.spent[draws.fund[d]! * years.length + yearOfWeek[at]!]! += sign * drawPence(compiled, d, week)
  }
}

/** Whether the funds have what the job draws in that week. */
export function isAffordable(compiled: Compiled, ledger: Ledger, job: number, week: number): boolean {
  const { draws, funds, years, yearOfWeek } = compiled
  const from = draws.start[job]!
  const until = draws.start[job + 1]!
  if (until - from === 1 && funds.carryCap[draws.fund[from]!] === 0) {
    const fund = draws.fund[from]!
    const at = fund * years.length + yearOfWeek[week + draws.offset[from]!]!
    const left = funds.budget[at]! + ledger.overrun[at]! - ledger.spent[at]!
    return drawPence(compiled, from, week) <= left || funds.unlimited[fund] === 1
  }
  spend(compiled, ledger, job, week, 1)
  let holds = true
  for (let d = from; d < until && holds; d++) holds = keepsWithin(compiled, ledger, draws.fund[d]!)
  spend(compiled, ledger, job, week, -1)
  return holds
}

/** The first week after `week` in which one of the job's draws falls in another year. */
export function nextMoneyWeek({ draws, yearEnd, yearOfWeek }: Compiled, job: number, week: number): number {
  let next = Infinity
  for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
    const offset = draws.offset[d]!
    next = Math.min(next, yearEnd[yearOfWeek[week + offset]!]! - offset)
  }
  return next
}

/** What the funds lack, year by year, for the job in that week; empty if they have it. */
export function shortfalls(compiled: Compiled, ledger: Ledger, job: number, week: number): Shortfall[] {
  const { draws } = compiled
  const found: Shortfall[] = []
  spend(compiled, ledger, job, week, 1)
  const funds = new Set(draws.fund.subarray(draws.start[job]!, draws.start[job + 1]!))
  for (const fund of funds) found.push(...overspent(compiled, ledger, fund))
  spend(compiled, ledger, job, week, -1)
  return found.sort((a, b) => a.fund - b.fund || a.year - b.year)
}

/** Remembers what the pins alone overspend; call it when they, and nothing else, are on the board. */
export function inheritOverruns(compiled: Compiled, ledger: Ledger): void {
  const found = compiled.funds.ids.flatMap((_, fund) => overspent(compiled, ledger, fund))
  for (const { fund, year, pence } of found) ledger.overrun[fund * compiled.years.length + year] = pence
}

/** Whether all that is spent is there, beyond what is inherited. */
export function isWithinBudgets(compiled: Compiled, ledger: Ledger): boolean {
  return compiled.funds.ids.every((_, fund) => keepsWithin(compiled, ledger, fund))
}

function overspent(compiled: Compiled, ledger: Ledger, fund: number): Shortfall[] {
  const found: Shortfall[] = []
  walk(compiled, ledger, fund, (year, pence) => {
    found.push({ fund, year, pence })
    return true
  })
  return found
}

function keepsWithin(compiled: Compiled, ledger: Ledger, fund: number): boolean {
  return walk(compiled, ledger, fund, () => false)
}

/** Tells each overspent year, until `tell` answers false. */
function walk(
  { funds, years }: Compiled,
  { spent, overrun }: Ledger,
  fund: number,
  tell: (year: number, pence: number) => boolean,
): boolean {
  if (funds.unlimited[fund] === 1) return true
  let carried = 0
  for (let year = 0; year < years.length; year++) {
    const at = fund * years.length + year
    const budget = funds.budget[at]!
    const rest = budget + carried - spent[at]!
    const pence = -rest - overrun[at]!
    if (pence > 0 && !tell(year, pence)) return false
    carried = Math.min(funds.carryCap[fund]!, Math.max(0, Math.min(budget, rest)))
  }
  return true
}
