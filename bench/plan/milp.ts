// One tier as a mixed-integer programme: the jobs of the tier beside the tiers above it where a plan has put them. It
// shares no arithmetic with the planner or the checker, so that a rule which they misread is not misread here in the
// same way.
//
// A job has a column for each week and pool in which it may stand, one for waiting and one for being unplaced, and takes
// exactly one of them. Money carried into a year is a column of its own, held down by what the year before leaves.
import { addDays, daysBetween, financialYearOf, startYearOf } from '../../src/shared/day.ts'
import type { Plan } from '../../src/planning/engine/format/plan.ts'
import type { Fund, Job, Problem } from '../../src/planning/engine/format/problem.ts'

/** HiGHS lets a limit slip by 1e-6: in hundreds of pounds that is far less than a penny. */
const PENCE_A_UNIT = 10_000

export interface Model {
  /** Costs in thousandths of exposure-days. `start` is the plan's own answer. */
  readonly columns: { cost: number; upper: number; isWhole: boolean; start: number }[]
  readonly rows: { terms: Terms; lower: number; upper: number }[]
}

/** Coefficients by column. */
export type Terms = Map<number, number>

/** What the model is made from. */
interface Given {
  readonly problem: Problem
  readonly plan: Plan
  readonly jobs: ReadonlyMap<string, Job>
  /** By job that has one: its week and pool in the plan. */
  readonly places: ReadonlyMap<string, { readonly week: number; readonly poolId: string | null }>
  readonly waiting: ReadonlySet<string>
  /** What the tiers above take: minutes by `POOL WEEK`, pence by `FUND YEAR`. */
  readonly taken: Map<string, number>
}

interface Choice {
  readonly job: Job
  readonly places: readonly { readonly column: number; readonly week: number; readonly poolId: string | null }[]
  /** Null if it may not wait. */
  readonly waits: number | null
  readonly unplaced: number
}

/** Pins, frozen jobs and what comes before the plan are not modelled: the bench's instances have none. */
export function modelOf(problem: Problem, plan: Plan, tier: number): Model {
  const given = gatherAbove(problem, plan, tier)
  const model: Model = { columns: [], rows: [] }
  const jobs = problem.jobs.filter((job) => job.tier === tier)
  const choices = new Map(jobs.map((job) => [job.id, addChoice(model, given, job)]))
  for (const choice of choices.values()) {
    for (const id of choice.job.after) {
      const before = choices.get(id)
      if (before) addOrder(model, problem, before, choice)
    }
  }
  addMinutes(model, given, [...choices.values()])
  for (const fund of problem.funds)
    if (!fund.unlimited) addMoney(model, given, { fund, choices: [...choices.values()] })
  return model
}

function gatherAbove(problem: Problem, plan: Plan, tier: number): Given {
  const jobs = new Map(problem.jobs.map((job) => [job.id, job]))
  const taken = new Map<string, number>()
  const take = (key: string, amount: number): void => {
    taken.set(key, (taken.get(key) ?? 0) + amount)
  }
  const weekOf = ({ weekOn }: Plan['assigned'][number]): number => daysBetween(problem.startOn, weekOn) / 7
  for (const place of plan.assigned) {
    const job = jobs.get(place.jobId)!
    if (job.tier >= tier) continue
    take(`${place.poolId} ${weekOf(place)}`, job.minutes)
    for (const draw of job.draws) {
      const { year, pence } = drawn(problem, draw, weekOf(place))
      take(`${draw.fundId} ${year}`, pence)
    }
  }
  return {
    problem,
    plan,
    jobs,
    places: new Map(plan.assigned.map((place) => [place.jobId, { week: weekOf(place), poolId: place.poolId }])),
    waiting: new Set(plan.waiting.map(({ jobId }) => jobId)),
    taken,
  }
}

function addColumn(model: Model, cost: number, isStart: boolean): number {
  return model.columns.push({ cost, upper: 1, isWhole: true, start: isStart ? 1 : 0 }) - 1
}

function addChoice(model: Model, given: Given, job: Job): Choice {
  const { problem, jobs, waiting } = given
  const weightMillis = Math.round(job.weightPerDay * 1000)
  const longest = 7 * problem.weeks + 7
  const now = given.places.get(job.id)
  const pools = job.minutes === 0 ? [job.poolIds[0] ?? null] : job.poolIds
  const places = openWeeks(given, job).flatMap((week) =>
    pools
      .filter((poolId) => job.minutes === 0 || roomIn(given, poolId!, week) >= job.minutes)
      .map((poolId) => {
        const isStart = now?.week === week && now.poolId === poolId
        return { column: addColumn(model, weightMillis * (7 * week + 7), isStart), week, poolId }
      }),
  )
  const isLeft = (id: string): boolean => !given.places.has(id) && !waiting.has(id)
  const isStuck = job.after.some((id) => jobs.get(id)!.tier < job.tier && isLeft(id))
  const until = Math.min(longest, Math.max(0, untilDay(problem, job)))
  const waits = job.mayWait && !isStuck ? addColumn(model, weightMillis * until, waiting.has(job.id)) : null
  const unplaced = addColumn(model, weightMillis * longest, isLeft(job.id))
  const columns = [...places.map(({ column }) => column), unplaced]
  if (waits !== null) columns.push(waits)
  model.rows.push({ terms: new Map(columns.map((column) => [column, 1])), lower: 1, upper: 1 })
  return { job, places, waits, unplaced }
}

/** In which neither its own windows nor a job of a tier above forbids it to stand. */
function openWeeks({ problem, jobs, places, waiting }: Given, job: Job): number[] {
  return Array.from({ length: problem.weeks }, (_, week) => week).filter((week) => {
    const [monday, next] = [addDays(problem.startOn, 7 * week), addDays(problem.startOn, 7 * week + 7)]
    const isClosed = job.closed.some(({ from, until }) => from < next && monday < until)
    const isLate = job.mayWait && next > job.upgradeOn!
    const isEarly = monday < job.releaseOn || job.draws.some(({ offsetWeeks }) => week + offsetWeeks < 0)
    const isBehind = job.after.some((id) => {
      const before = jobs.get(id)!
      if (before.tier === job.tier) return false
      return waiting.has(id) ? before.upgradeOn! > monday : (places.get(id)?.week ?? Infinity) >= week
    })
    return !isClosed && !isLate && !isEarly && !isBehind
  })
}

/** Days from startOn to the upgrade for which a job may wait. */
function untilDay({ startOn }: Problem, { upgradeOn }: Job): number {
  return upgradeOn === null ? Infinity : daysBetween(startOn, upgradeOn)
}

/** By any week, the later job has started only if the earlier one has ended; behind one unplaced it is unplaced too. */
function addOrder(model: Model, problem: Problem, before: Choice, after: Choice): void {
  for (let week = 0; week < problem.weeks; week++) {
    const started = after.places.filter((place) => place.week <= week)
    if (started.at(-1)?.week !== week) continue
    const terms: Terms = new Map(started.map(({ column }) => [column, 1]))
    for (const place of before.places) if (place.week < week) terms.set(place.column, -1)
    if (before.waits !== null && untilDay(problem, before.job) <= 7 * week) terms.set(before.waits, -1)
    model.rows.push({ terms, lower: -Infinity, upper: 0 })
  }
  const stuck: Terms = new Map<number, number>().set(before.unplaced, 1).set(after.unplaced, -1)
  model.rows.push({ terms: stuck, lower: -Infinity, upper: 0 })
}

function roomIn({ problem, taken }: Given, poolId: string, week: number): number {
  const { minutesPerWeek } = problem.pools.find(({ id }) => id === poolId)!
  const minutes = typeof minutesPerWeek === 'number' ? minutesPerWeek : minutesPerWeek[week]!
  return minutes - (taken.get(`${poolId} ${week}`) ?? 0)
}

function addMinutes(model: Model, given: Given, choices: readonly Choice[]): void {
  const cells = new Map<string, { readonly terms: Terms; readonly room: number }>()
  for (const { job, places } of choices) {
    if (job.minutes === 0) continue
    for (const { column, week, poolId } of places) {
      const cell = cells.get(`${poolId} ${week}`) ?? { terms: new Map(), room: roomIn(given, poolId!, week) }
      cells.set(`${poolId} ${week}`, cell)
      cell.terms.set(column, job.minutes)
    }
  }
  for (const { terms, room } of cells.values()) model.rows.push({ terms, lower: -Infinity, upper: room })
}

interface Spending {
  readonly fund: Fund
  readonly choices: readonly Choice[]
}

/** Per year: spent ≤ budget + carried in; carried out ≤ cap, ≤ budget, and ≤ budget + carried in − spent. */
function addMoney({ columns, rows }: Model, { problem, taken }: Given, { fund, choices }: Spending): void {
  const spent = termsByYear(problem, { fund, choices })
  const first = firstYear(problem)
  const last = Math.max(first, ...spent.keys())
  const cap = fund.carryOver === 'none' ? 0 : fund.carryOver === 'full' ? Infinity : fund.carryOverCapPence!
  let carriedIn: number | null = null
  for (let year = first; year <= last; year++) {
    const budget = fund.budgets.find(({ financialYear }) => startYearOf(financialYear) === year)?.pence ?? 0
    const upper = (budget - (taken.get(`${fund.id} ${year}`) ?? 0)) / PENCE_A_UNIT
    const terms: Terms = new Map(spent.get(year))
    if (carriedIn !== null) terms.set(carriedIn, -1)
    rows.push({ terms, lower: -Infinity, upper })
    const most = Math.min(cap, budget) / PENCE_A_UNIT
    const carriedOut: number = columns.push({ cost: 0, upper: most, isWhole: false, start: 0 }) - 1
    rows.push({ terms: new Map(terms).set(carriedOut, 1), lower: -Infinity, upper })
    carriedIn = carriedOut
  }
}

/** What each place takes of the fund, by year. */
function termsByYear(problem: Problem, { fund, choices }: Spending): Map<number, Terms> {
  const spent = new Map<number, Terms>()
  for (const { job, places } of choices) {
    for (const draw of job.draws.filter(({ fundId }) => fundId === fund.id)) {
      for (const { column, week } of places) {
        const { year, pence } = drawn(problem, draw, week)
        const terms = spent.get(year) ?? new Map<number, number>()
        spent.set(year, terms.set(column, (terms.get(column) ?? 0) + pence / PENCE_A_UNIT))
      }
    }
  }
  return spent
}

function drawn(
  problem: Problem,
  { pence, offsetWeeks }: Job['draws'][number],
  week: number,
): { year: number; pence: number } {
  const year = startYearOf(financialYearOf(addDays(problem.startOn, 7 * (week + offsetWeeks))))
  const sum = typeof pence === 'number' ? pence : pence[Math.min(year - firstYear(problem), pence.length - 1)]!
  return { year, pence: sum }
}

function firstYear({ startOn }: Problem): number {
  return startYearOf(financialYearOf(startOn))
}
