// The problem as the house is now: one moment of the estate, its money, its legs and its decisions. A plan is made of it, and
// before a plan is adopted it is made again, to see whether anything moved.
import type { Caller } from '../access/caller.ts'
import type { Deps } from '../deps.ts'
import { decisionsOn } from '../directive/site-decision.ts'
import { listDecisions } from '../directive/store.ts'
import { loadKnownOfSites } from '../estate/facts/store.ts'
import { countStaleFindings } from '../estate/findings/store.ts'
import { loadEstate, type Estate } from '../estate/load-estate.ts'
import { addDays, dayOf, isMonday, nextMonday, sayDay, type Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { count } from '../shared/text.ts'
import type { Catalogue } from './catalogue/catalogue.ts'
import { catalogueOn } from './catalogue/versions/in-force.ts'
import type { ContractBook } from './contracts/contract.ts'
import { readBook } from './contracts/store.ts'
import { listCrews } from './crews/store.ts'
import { keepWeeks, type ReadKeptWeeks } from './kept-weeks.ts'
import type { BudgetGiven } from './funds/plan-funds.ts'
import { readMoney } from './funds/read-money.ts'
import { buildProblem, type BuiltProblem, type PlanningReference } from './problem/build-problem.ts'
import type { Warning } from './problem/warning.ts'
import { legsBySite } from './store.ts'

/** Five years: what a programme board looks ahead (rules.md, Defaults). */
const WEEKS = 260

export interface PlanInput {
  /** A Monday; left out: the next one. */
  readonly startOn?: Day
  readonly weeks?: number
  readonly budgets: readonly BudgetGiven[]
  /** A year without approved money has what is indicative. */
  readonly countIndicative?: boolean
}

/** What was asked for, with nothing left out: stored with the plan. */
export type Asked = Required<PlanInput>

/** Throws `start-not-monday`. */
export function askedOf({ budgets, startOn, weeks = WEEKS, countIndicative = false }: PlanInput, today: Day): Asked {
  return { startOn: startOf(startOn, today), weeks, budgets, countIndicative }
}

export interface ProblemNow {
  readonly built: BuiltProblem
  readonly estate: Estate
  readonly book: ContractBook
  /** The version in force. */
  readonly catalogue: Catalogue
  readonly decision: ReturnType<typeof decisionsOn>
}

/** Throws `unknown-fund`. */
export async function problemNow(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { scope }: Pick<Caller, 'scope'>,
  { reference, asked, readKept }: { reference: PlanningReference; asked: Asked; readKept: ReadKeptWeeks },
): Promise<ProblemNow> {
  const today = dayOf(clock.now())
  const { startOn, weeks, budgets, countIndicative } = asked
  const pricesOn = startOn > today ? startOn : today
  const read = await db.snapshot(async (q) => ({
    catalogue: await catalogueOn(q, reference.catalogue, pricesOn),
    estate: await loadEstate(q, scope),
    money: await readMoney(q, scope),
    legs: await legsBySite(q, scope),
    decisions: await listDecisions(q, scope),
    crews: await listCrews(q, scope),
    book: await readBook(q, scope),
    known: await loadKnownOfSites(q, scope),
    stale: await countStaleFindings(q, scope, reference.register.version),
    kept: await readKept(q, scope),
  }))
  const decision = decisionsOn(today, read.decisions)
  const money = { ...read.money, given: budgets, countIndicative }
  const priced = { ...reference, catalogue: read.catalogue }
  const built = buildProblem({ ...read, money, pricesOn, startOn, weeks, decision }, priced)
  const warnings = [...built.warnings, ...startsInThePast(startOn, today), ...recognisedBefore(read.stale)]
  const { estate, book, catalogue, kept } = read
  return { built: { ...built, problem: keepWeeks(built.problem, kept), warnings }, estate, book, catalogue, decision }
}

function startOf(startOn: Day | undefined, today: Day): Day {
  if (startOn === undefined) return nextMonday(today)
  if (isMonday(startOn)) return startOn
  throw new Failure(
    'start-not-monday',
    `A plan starts on a Monday, and ${sayDay(startOn)} is another day of the week.`,
    `Start on ${nextMonday(startOn)}, or on ${addDays(nextMonday(startOn), -7)}.`,
  )
}

function startsInThePast(startOn: Day, today: Day): Warning[] {
  if (startOn > addDays(today, -7)) return []
  const message = `The plan starts on ${sayDay(startOn)}, which has passed: nobody can be sent in weeks gone by.`
  return [{ code: 'start-past', message }]
}

/** What was determined since, or has lapsed, does not count until somebody has seen what it changes. */
function recognisedBefore(stale: number): Warning[] {
  if (stale === 0) return []
  const message = `${count(stale, 'finding')} rest on another register or on other determinations than today's: lenscap re-evaluate --dry-run shows what would change.`
  return [{ code: 'findings-stale', message }]
}
