// Overrides on a scenario's inputs. Pure: inputs and edits in, inputs and words out. Each override says what it did; one
// that does nothing, or meets another, says so by name, because a scenario that silently is not what was asked is worse
// than none.
import { addDays, daysBetween, financialYearOf, isMonday, sayDay, startYearOf } from '../../../shared/day.ts'
import { keyOf, count } from '../../../shared/text.ts'
import { sayPence } from '../../../shared/money.ts'
import { CREW_ACTIONS, VETTINGS, type CrewAction } from '../../../shared/vocabulary.ts'
import type { Budget, Fund, Job } from '../../engine/format/problem.ts'
import type { Warning } from '../../problem/warning.ts'
import { raisePrices } from './raise-prices.ts'
import { sayOverride, type Change, type Override } from '../scenario.ts'
import type { Inputs } from '../snapshot/snapshot.ts'

export interface OverrideInputs extends Inputs {
  /** What would count more if indicative money did: a fund and a year each. */
  readonly indicative: readonly IndicativeSum[]
}

export interface IndicativeSum extends Budget {
  readonly fund: string
}

export interface Overridden<T extends Inputs = OverrideInputs> {
  readonly inputs: T
  /** A line for each override. */
  readonly did: readonly string[]
  readonly warnings: readonly Warning[]
}

/** One override's part: the inputs as they are then, what it did in words, or why it did nothing. */
type Applied = { readonly inputs: OverrideInputs; readonly did: string } | { readonly void: string }

/** In the order given, each on what the ones before it left. `extend-c4` has been applied to the estate before. */
export function applyOverrides(given: OverrideInputs, overrides: readonly Override[]): Overridden {
  let inputs = given
  const did: string[] = []
  const warnings: Warning[] = conflictsOf(overrides)
  for (const override of overrides.filter(({ kind }) => kind !== 'extend-c4')) {
    const applied = apply(inputs, override, did.length)
    if ('void' in applied) {
      warnings.push({ code: 'override-void', message: `"${sayOverride(override)}" changes nothing: ${applied.void}` })
      did.push(`${sayOverride(override)}: nothing`)
    } else {
      inputs = applied.inputs
      did.push(applied.did)
    }
  }
  return { inputs, did, warnings }
}

function apply(inputs: OverrideInputs, override: Override, nth: number): Applied {
  switch (override.kind) {
    case 'fund':
      return changeFund(inputs, override)
    case 'crew':
      return addCrew(inputs, override, nth)
    case 'later-start':
      return startLater(inputs, override)
    case 'price':
      return changePrices(inputs, override)
    case 'indicative':
      return countIndicative(inputs)
    case 'extend-c4':
      return { void: 'it belongs to the estate.' }
  }
}

type Of<Kind extends Override['kind']> = Extract<Override, { kind: Kind }>

const NO_LIMIT = 'money does not bind in this scenario.'

function changeFund(inputs: OverrideInputs, override: Of<'fund'>): Applied {
  const { funds, startOn, weeks } = inputs.problem
  const fund = funds.find(({ id }) => id === override.fund)
  if (!fund) {
    const known = funds.map(({ id }) => id)
    return { void: `fund ${override.fund} does not exist. The funds are: ${known.slice(0, 20).join(', ') || 'none'}.` }
  }
  if (fund.unlimited) return { void: NO_LIMIT }
  const { financialYear: year, by } = override
  const last = financialYearOf(addDays(startOn, 7 * weeks - 1))
  if (year !== null && (year < financialYearOf(startOn) || year > last)) {
    return { void: `nothing is planned in ${year}: the plan reaches from ${financialYearOf(startOn)} to ${last}.` }
  }
  const asked = fund.budgets.filter(({ financialYear }) => year === null || financialYear === year)
  const had = year !== null && asked.length === 0 && 'pence' in by ? [{ financialYear: year, pence: 0 }] : asked
  const changed = had.map((budget) => ({ ...budget, pence: changedBy(budget.pence, by) }))
  if (changed.every(({ pence }, i) => pence === had[i]!.pence)) {
    const where = year === null ? '' : ` in ${year}`
    return { void: `fund ${fund.id} has no budget${where} to change by that.` }
  }
  const sums = changed.map(({ financialYear, pence }, i) => {
    return `${financialYear} ${sayPence(had[i]!.pence)} to ${sayPence(pence)}`
  })
  return {
    inputs: withFund(inputs, { ...fund, budgets: merged(fund.budgets, changed) }),
    did: `${sayOverride(override)}: ${sums.join(', ')}`,
  }
}

/** Rounded half up; a budget does not fall below nothing. */
function changedBy(pence: number, by: Change): number {
  if ('pence' in by) return Math.max(0, pence + by.pence)
  return Math.max(0, Number((2n * BigInt(pence) * BigInt(10_000 + by.basisPoints) + 10_000n) / 20_000n))
}

function addCrew(inputs: OverrideInputs, override: Of<'crew'>, nth: number): Applied {
  const { region, vetting, minutesPerWeek } = override
  const id = `scenario crew ${nth + 1} / ${region} / ${vetting}`
  const level = VETTINGS.indexOf(vetting)
  const served = new Set(
    inputs.legs
      .filter((leg) => {
        // Who disconnects is the organisation's own team, which knows its network: no crew stands in for it.
        const isCrewWork = leg.action !== 'disconnect' && CREW_ACTIONS.includes(leg.action as CrewAction)
        return isCrewWork && VETTINGS.indexOf(leg.vetting) <= level && keyOf(leg.region ?? '') === keyOf(region)
      })
      .map((leg) => leg.id),
  )
  const jobs = inputs.problem.jobs.filter((job) => served.has(job.id) && job.minutes > 0)
  if (jobs.length === 0) return { void: `there is no work in ${region} that needs vetting ${vetting} or less.` }
  const join = (job: Job): Job =>
    served.has(job.id) && job.minutes > 0 ? { ...job, poolIds: [...job.poolIds, id] } : job
  const problem = {
    ...inputs.problem,
    pools: [...inputs.problem.pools, { id, minutesPerWeek }],
    jobs: inputs.problem.jobs.map(join),
  }
  return { inputs: { ...inputs, problem }, did: `${sayOverride(override)}: may do ${count(jobs.length, 'order')}` }
}

/**
 * The plan's frame stays, so that exposure counts from the same day in every scenario: what is released, and kit that is
 * ordered, comes later by as much.
 */
function startLater(inputs: OverrideInputs, override: Of<'later-start'>): Applied {
  const { problem } = inputs
  const { startOn } = override
  if (!isMonday(startOn)) return { void: `${sayDay(startOn)} is no Monday.` }
  const days = daysBetween(problem.startOn, startOn)
  if (days <= 0) return { void: `the plan starts on ${sayDay(problem.startOn)}, which is no earlier.` }
  if (days >= 7 * problem.weeks) return { void: 'nothing of the planned weeks would be left.' }
  const jobs = problem.jobs.map((job) => ({ ...job, releaseOn: addDays(job.releaseOn, days) }))
  const did = `${sayOverride(override)}: ${count(days / 7, 'week')} later; exposure still counts from ${sayDay(problem.startOn)}`
  return { inputs: { ...inputs, problem: { ...problem, jobs } }, did }
}

function changePrices(inputs: OverrideInputs, override: Of<'price'>): Applied {
  const { raised, jobs, pence } = raisePrices(inputs, override)
  if (jobs === 0) return { void: override.of === 'kit' ? 'no kit is bought.' : 'nothing is bought.' }
  const sum = pence < 0 ? `${sayPence(-pence)} less` : `${sayPence(pence)} more`
  return {
    inputs: { ...inputs, ...raised },
    did: `${sayOverride(override)}: ${count(jobs, 'order')}, ${sum} in prices of ${financialYearOf(inputs.problem.startOn)}`,
  }
}

function countIndicative(inputs: OverrideInputs): Applied {
  const { funds } = inputs.problem
  const first = startYearOf(financialYearOf(inputs.problem.startOn))
  const sums = inputs.indicative.filter(({ fund, financialYear, pence }) => {
    return pence > 0 && startYearOf(financialYear) >= first && funds.some(({ id }) => id === fund)
  })
  if (sums.length === 0) return { void: 'no year without approved money has any that is indicative.' }
  if (funds.every(({ unlimited }) => unlimited)) return { void: NO_LIMIT }
  let changed = inputs
  for (const { fund: code, financialYear, pence } of sums) {
    const fund = changed.problem.funds.find(({ id }) => id === code)!
    const had = fund.budgets.find((budget) => budget.financialYear === financialYear)?.pence ?? 0
    changed = withFund(changed, {
      ...fund,
      budgets: merged(fund.budgets, [{ financialYear, pence: had + pence }]),
    })
  }
  const said = sums.map(({ fund, financialYear, pence }) => `${sayPence(pence)} of ${fund} in ${financialYear}`)
  return { inputs: changed, did: `indicative money counted: ${said.join(', ')}` }
}

function withFund(inputs: OverrideInputs, changed: Fund): OverrideInputs {
  const funds = inputs.problem.funds.map((fund) => (fund.id === changed.id ? changed : fund))
  return { ...inputs, problem: { ...inputs.problem, funds } }
}

function merged(budgets: readonly Budget[], changed: readonly Budget[]): Budget[] {
  const others = budgets.filter((had) => !changed.some(({ financialYear }) => financialYear === had.financialYear))
  return [...others, ...changed].sort((a, b) => startYearOf(a.financialYear) - startYearOf(b.financialYear))
}

/** Two edits of the same thing are both carried out, one after the other, which may not be what was meant. */
function conflictsOf(overrides: readonly Override[]): Warning[] {
  const groups = Map.groupBy(
    overrides.map((override) => ({ override, subject: subjectOf(override) })).filter(({ subject }) => subject !== null),
    ({ subject }) => subject,
  )
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const said = group.map(({ override }) => `"${sayOverride(override)}"`).join(' and ')
      return { code: 'override-conflict', message: `${said} are about the same: applied one after the other.` }
    })
}

function subjectOf(override: Override): string | null {
  switch (override.kind) {
    case 'fund':
      return `fund ${override.fund} ${override.financialYear ?? ''}`
    case 'price':
    case 'later-start':
    case 'indicative':
      return override.kind
    case 'crew':
    case 'extend-c4':
      return null
  }
}
