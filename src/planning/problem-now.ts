// The problem as the house is now: one moment of the estate, its money, its legs and its decisions. A plan is made of it, and
// before a plan is adopted it is made again, to see whether anything moved. An organisation is read at a time, so that a
// million devices are never held together.
import type { Caller } from '../access/caller.ts'
import type { Deps } from '../deps.ts'
import { decisionsOn } from '../directive/site-decision.ts'
import { listDecisions } from '../directive/store.ts'
import { loadKnownOfSites } from '../estate/facts/store.ts'
import { countStaleFindings } from '../estate/findings/store.ts'
import { loadOrganisations, loadPlanningDevices, loadSites, type Estate } from '../estate/load-estate.ts'
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
import { startProblem, type BuiltProblem, type PlanningReference } from './problem/build-problem.ts'
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
  readonly estate: Pick<Estate, 'organisations' | 'sites'>
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
  return db.snapshot(async (q) => {
    const catalogue = await catalogueOn(q, reference.catalogue, pricesOn)
    const estate = { organisations: await loadOrganisations(q, scope), sites: await loadSites(q, scope) }
    const decision = decisionsOn(today, await listDecisions(q, scope))
    const money = { ...(await readMoney(q, scope)), given: budgets, countIndicative }
    const [crews, known] = [await listCrews(q, scope), await loadKnownOfSites(q, scope)]
    const book = await readBook(q, scope)
    const { contracts } = book
    const frame = { estate, money, crews, contracts, known, pricesOn, startOn, weeks, decision }
    const growing = startProblem(frame, { ...reference, catalogue })
    for (const organisation of estate.organisations) {
      growing.add(organisation, {
        devices: await loadPlanningDevices(q, scope, organisation.id),
        legs: await legsBySite(q, scope, { organisationId: organisation.id }),
      })
    }
    const built = growing.finish()
    const stale = await countStaleFindings(q, scope, reference.register.version)
    const warnings = [...built.warnings, ...startsInThePast(startOn, today), ...recognisedBefore(stale)]
    const problem = keepWeeks(built.problem, await readKept(q, scope))
    return { built: { ...built, problem, warnings }, estate, book, catalogue, decision }
  })
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
