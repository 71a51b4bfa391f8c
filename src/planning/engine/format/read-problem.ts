// From any JSON to a Problem: fills in what has a default, spells shorthands out, and refuses with the path of the
// first fault what the planner could not answer. Whether a job fits is not asked here: that is the plan's business.
import { epochDay, financialYearOf, fromEpochDay, type Day, type FinancialYear } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import {
  amount,
  bad,
  calendarDay,
  documentFields,
  fields,
  flag,
  list,
  monday,
  oneOf,
  oneOrMany,
  orNull,
  orRefuse,
  text,
  thousandths,
  unique,
  whole,
  yearText,
  type Fields,
} from './fields.ts'
import type { Budget, DayRange, Draw, Effort, Fund, Job, Place, Pool, Problem } from './problem.ts'

const EFFORTS: readonly Effort[] = ['quick', 'standard', 'thorough']
const CARRY_OVERS: readonly Fund['carryOver'][] = ['none', 'capped', 'full']

/** Fifty years: far beyond any budget, and small enough that a slip of the keyboard cannot ask for gigabytes. */
const MOST_WEEKS = 2_600
/** Ten years before or after the work: beyond that a draw is a mistake. */
const MOST_OFFSET_WEEKS = 520

const PROBLEM_FIELDS = 'format startOn weeks seed effort funds pools jobs pinned frozenWeeks previous moveCharge'.split(
  ' ',
)
const JOB_FIELDS =
  'id tier weightPerDay minutes poolIds draws fundId costPence releaseOn upgradeOn mayWait closed after'.split(' ')

/**
 * Throws `bad-problem`; its details hold `path` (`jobs[3].draws[0].fundId`) and `expected`. Fields that the format does
 * not know are refused, so that a misspelt one is not silently its default. Null is the same as left out.
 */
export function readProblem(json: unknown): Problem {
  return orRefuse(
    () => readWhole(json),
    ({ message, path, expected }) =>
      new Failure('bad-problem', `The planning problem is wrong ${message}.`, 'Correct that field and try again.', {
        path,
        expected,
        exitCode: 2,
      }),
  )
}

function readWhole(json: unknown): Problem {
  const from = documentFields(json, 'problem', { format: 'lenscap-problem/1', known: PROBLEM_FIELDS })
  const startOn = monday(from['startOn'], 'startOn')
  const weeks = whole(from['weeks'], 'weeks', { least: 1, most: MOST_WEEKS })
  const problem: Problem = {
    format: 'lenscap-problem/1',
    startOn,
    weeks,
    seed: whole(from['seed'] ?? 1, 'seed'),
    effort: oneOf(from['effort'] ?? 'standard', 'effort', EFFORTS),
    funds: list(from['funds'] ?? [], 'funds', readFund),
    pools: list(from['pools'] ?? [], 'pools', (pool, path) => readPool(pool, path, weeks)),
    jobs: list(from['jobs'], 'jobs', (job, path) => readJob(job, path, startOn)),
    pinned: list(from['pinned'] ?? [], 'pinned', readPlace),
    frozenWeeks: whole(from['frozenWeeks'] ?? 0, 'frozenWeeks'),
    previous: list(from['previous'] ?? [], 'previous', readPlace),
    moveCharge: amount(from['moveCharge'] ?? 0, 'moveCharge'),
  }
  checkReferences(problem)
  checkTotals(problem)
  return problem
}

/**
 * The years of the plan for which a fund that jobs draw on has no budget: they count as nothing, which is worth a
 * warning, because a forgotten year looks like a refused one. Sorted by fund, then year.
 */
export function listUnbudgetedYears(problem: Problem): { fundId: string; financialYear: FinancialYear }[] {
  const drawnOn = new Set(problem.jobs.flatMap((job) => job.draws.map(({ fundId }) => fundId)))
  const start = epochDay(problem.startOn)
  const mondays = Array.from({ length: problem.weeks }, (_, week) => fromEpochDay(start + 7 * week))
  const years = [...new Set(mondays.map(financialYearOf))]
  return problem.funds
    .filter(({ id, unlimited }) => !unlimited && drawnOn.has(id))
    .sort((a, b) => byCodeUnit(a.id, b.id))
    .flatMap(({ id, budgets }) => {
      const named = new Set(budgets.map(({ financialYear }) => financialYear))
      return years.filter((year) => !named.has(year)).map((financialYear) => ({ fundId: id, financialYear }))
    })
}

function readFund(value: unknown, path: string): Fund {
  const from = fields(value, path, ['id', 'budgets', 'carryOver', 'carryOverCapPence', 'unlimited'])
  const carryOver = oneOf(from['carryOver'] ?? 'none', `${path}.carryOver`, CARRY_OVERS)
  const cap = from['carryOverCapPence'] ?? undefined
  if ((carryOver === 'capped') !== (cap !== undefined)) {
    bad(`${path}.carryOverCapPence`, carryOver === 'capped' ? 'a cap in pence' : 'no cap without "capped"', cap)
  }
  const budgets = list(from['budgets'] ?? [], `${path}.budgets`, readBudget)
  unique(budgets, `${path}.budgets`, 'financialYear')
  return {
    id: text(from['id'], `${path}.id`),
    budgets,
    carryOver,
    ...(cap === undefined ? {} : { carryOverCapPence: whole(cap, `${path}.carryOverCapPence`) }),
    unlimited: flag(from['unlimited'] ?? false, `${path}.unlimited`),
  }
}

function readBudget(value: unknown, path: string): Budget {
  const from = fields(value, path, ['financialYear', 'pence'])
  return {
    financialYear: yearText(from['financialYear'], `${path}.financialYear`),
    pence: whole(from['pence'], `${path}.pence`),
  }
}

function readPool(value: unknown, path: string, weeks: number): Pool {
  const from = fields(value, path, ['id', 'minutesPerWeek'])
  const minutes = from['minutesPerWeek']
  const minutesPath = `${path}.minutesPerWeek`
  if (Array.isArray(minutes) && minutes.length !== weeks) {
    bad(minutesPath, `one number for each of the ${weeks} weeks`, `${minutes.length} numbers`)
  }
  return { id: text(from['id'], `${path}.id`), minutesPerWeek: oneOrMany(minutes, minutesPath) }
}

function readJob(value: unknown, path: string, startOn: Day): Job {
  const from = fields(value, path, JOB_FIELDS)
  const upgradeOn = orNull(from['upgradeOn'], `${path}.upgradeOn`, calendarDay)
  const mayWait = flag(from['mayWait'] ?? false, `${path}.mayWait`)
  if (mayWait && upgradeOn === null) bad(`${path}.upgradeOn`, 'a day, because the job may wait for it', upgradeOn)
  const after = from['after'] ?? []
  const poolIds = list(from['poolIds'], `${path}.poolIds`, text)
  unique(poolIds, `${path}.poolIds`)
  return {
    id: text(from['id'], `${path}.id`),
    tier: whole(from['tier'], `${path}.tier`),
    weightPerDay: thousandths(from['weightPerDay'], `${path}.weightPerDay`),
    minutes: whole(from['minutes'], `${path}.minutes`),
    poolIds,
    draws: readDraws(from, path),
    releaseOn: calendarDay(from['releaseOn'] ?? startOn, `${path}.releaseOn`),
    upgradeOn,
    mayWait,
    closed: list(from['closed'] ?? [], `${path}.closed`, readRange),
    after: typeof after === 'string' ? [after] : list(after, `${path}.after`, text),
  }
}

function readDraws(job: Fields, path: string): readonly Draw[] {
  const [fundId, costPence, draws] = [
    job['fundId'] ?? undefined,
    job['costPence'] ?? undefined,
    job['draws'] ?? undefined,
  ]
  if (fundId === undefined && costPence === undefined) return list(draws ?? [], `${path}.draws`, readDraw)
  if (draws !== undefined) bad(`${path}.draws`, 'either draws, or fundId with costPence, not both', draws)
  return [{ fundId: text(fundId, `${path}.fundId`), pence: oneOrMany(costPence, `${path}.costPence`), offsetWeeks: 0 }]
}

function readDraw(value: unknown, path: string): Draw {
  const from = fields(value, path, ['fundId', 'pence', 'offsetWeeks'])
  const range = { least: -MOST_OFFSET_WEEKS, most: MOST_OFFSET_WEEKS }
  return {
    fundId: text(from['fundId'], `${path}.fundId`),
    pence: oneOrMany(from['pence'], `${path}.pence`),
    offsetWeeks: whole(from['offsetWeeks'] ?? 0, `${path}.offsetWeeks`, range),
  }
}

function readRange(value: unknown, path: string): DayRange {
  const from = fields(value, path, ['from', 'until'])
  const range = { from: calendarDay(from['from'], `${path}.from`), until: calendarDay(from['until'], `${path}.until`) }
  if (range.until <= range.from) bad(`${path}.until`, 'a day after from (until is exclusive)', range.until)
  return range
}

function readPlace(value: unknown, path: string): Place {
  const from = fields(value, path, ['jobId', 'weekOn', 'poolId'])
  return {
    jobId: text(from['jobId'], `${path}.jobId`),
    weekOn: monday(from['weekOn'], `${path}.weekOn`),
    poolId: orNull(from['poolId'], `${path}.poolId`, text),
  }
}

function checkReferences(problem: Problem): void {
  unique(problem.funds, 'funds', 'id')
  unique(problem.pools, 'pools', 'id')
  unique(problem.jobs, 'jobs', 'id')
  unique(problem.pinned, 'pinned', 'jobId')
  unique(problem.previous, 'previous', 'jobId')
  const funds = new Set(problem.funds.map((fund) => fund.id))
  const pools = new Set(problem.pools.map((pool) => pool.id))
  const jobs = new Map(problem.jobs.map((job) => [job.id, job]))
  problem.jobs.forEach((job, j) => {
    job.draws.forEach((draw, d) => {
      if (!funds.has(draw.fundId)) bad(`jobs[${j}].draws[${d}].fundId`, 'the id of a fund', draw.fundId)
    })
    job.poolIds.forEach((id, p) => {
      if (!pools.has(id)) bad(`jobs[${j}].poolIds[${p}]`, 'the id of a pool', id)
    })
    job.after.forEach((id, a) => {
      const path = `jobs[${j}].after[${a}]`
      const earlier = jobs.get(id) ?? bad(path, 'the id of a job', id)
      if (earlier.tier > job.tier) bad(path, `a job of tier ${job.tier} or a more urgent one`, id)
    })
  })
  checkPlaces(problem, jobs, pools)
  checkCycles(problem)
}

function checkPlaces(problem: Problem, jobs: ReadonlyMap<string, Job>, pools: ReadonlySet<string>): void {
  for (const name of ['pinned', 'previous'] as const) {
    problem[name].forEach(({ jobId, poolId }, i) => {
      if (!jobs.has(jobId)) bad(`${name}[${i}].jobId`, 'the id of a job', jobId)
      if (poolId !== null && !pools.has(poolId)) bad(`${name}[${i}].poolId`, 'the id of a pool', poolId)
    })
  }
  const horizon = epochDay(problem.startOn) + 7 * problem.weeks
  problem.pinned.forEach(({ jobId, weekOn, poolId }, i) => {
    if (weekOn < problem.startOn || epochDay(weekOn) >= horizon) {
      bad(`pinned[${i}].weekOn`, `one of the ${problem.weeks} weeks from ${problem.startOn}`, weekOn)
    }
    if (poolId === null && jobs.get(jobId)!.minutes > 0) bad(`pinned[${i}].poolId`, 'the pool that does it', poolId)
  })
}

/** Takes jobs away whose predecessors are all gone, as long as there are any: what remains waits for itself. */
function checkCycles(problem: Problem): void {
  const open = new Map(problem.jobs.map((job) => [job.id, new Set(job.after).size]))
  const followers = new Map<string, string[]>()
  for (const job of problem.jobs) {
    for (const id of new Set(job.after)) {
      const list = followers.get(id)
      if (list) list.push(job.id)
      else followers.set(id, [job.id])
    }
  }
  const ready = problem.jobs.filter((job) => job.after.length === 0).map((job) => job.id)
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    open.delete(id)
    for (const next of followers.get(id) ?? []) {
      const left = open.get(next)! - 1
      open.set(next, left)
      if (left === 0) ready.push(next)
    }
  }
  const stuck = problem.jobs.findIndex((job) => open.has(job.id))
  if (stuck >= 0) bad(`jobs[${stuck}].after`, 'no job that waits for itself', problem.jobs[stuck]!.after)
}

/** Sums are exact only up to 2^53, so a problem whose sums could pass it is refused rather than answered wrongly. */
function checkTotals({ jobs, weeks }: Problem): void {
  const days = 7 * weeks + 7
  let weight = 0
  let minutes = 0
  let pence = 0
  for (const job of jobs) {
    weight += Math.round(job.weightPerDay * 1000) * days
    minutes += job.minutes
    for (const draw of job.draws) pence += typeof draw.pence === 'number' ? draw.pence : Math.max(...draw.pence)
  }
  const total = Math.max(weight, minutes, pence)
  if (total > Number.MAX_SAFE_INTEGER) bad('jobs', 'weights, minutes and pence whose sums stay below 2^53', total)
}
