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
  for (let d = from; d < until; d++) {
    const fund = draws.fund[d]!
    if (funds.unlimited[fund] === 1) continue
    // One draw on a fund is the rule, and the inner loop of everything; several on one are tried on the ledger itself.
    for (let other = from; other < until; other++) {
      if (other !== d && draws.fund[other] === fund) return isAffordableTogether(compiled, ledger, job, week)
    }
    const row = fund * years.length + yearOfWeek[week + draws.offset[d]!]!
    const pence = drawPence(compiled, d, week)
    if (funds.carryCap[fund] === 0) {
      if (funds.budget[row]! + ledger.overrun[row]! - ledger.spent[row]! < pence) return false
    } else if (!keepsWithin(compiled, ledger, fund, row, pence)) return false
  }
  return true
}

function isAffordableTogether(compiled: Compiled, ledger: Ledger, job: number, week: number): boolean {
  const { draws } = compiled
  spend(compiled, ledger, job, week, 1)
  let all = true
  for (let d = draws.start[job]!; d < draws.start[job + 1]! && all; d++) {
    all = keepsWithin(compiled, ledger, draws.fund[d]!)
  }
  spend(compiled, ledger, job, week, -1)
  return all
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

function overspent({ funds, years }: Compiled, { spent, overrun }: Ledger, fund: number): Shortfall[] {
  const found: Shortfall[] = []
  if (funds.unlimited[fund] === 1) return found
  let carried = 0
  for (let year = 0; year < years.length; year++) {
    const row = fund * years.length + year
    const rest = funds.budget[row]! + carried - spent[row]!
    const pence = -rest - overrun[row]!
    if (pence > 0) found.push({ fund, year, pence })
    carried = Math.min(funds.carryCap[fund]!, Math.max(0, Math.min(funds.budget[row]!, rest)))
  }
  return found
}

/** The same walk for the inner loop: whether there is nothing to find, with so many pence more on a row of the fund. */
function keepsWithin({ funds, years }: Compiled, ledger: Ledger, fund: number, more = -1, pence = 0): boolean {
  if (funds.unlimited[fund] === 1) return true
  const cap = funds.carryCap[fund]!
  let carried = 0
  for (let row = fund * years.length; row < (fund + 1) * years.length; row++) {
    const rest = funds.budget[row]! + carried - ledger.spent[row]! - (row === more ? pence : 0)
    if (-rest > ledger.overrun[row]!) return false
    carried = Math.min(cap, Math.max(0, Math.min(funds.budget[row]!, rest)))
  }
  return true
}
