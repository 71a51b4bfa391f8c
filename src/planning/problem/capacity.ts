// Money and crews of a plan: which funds with what budgets, which pools with how many minutes. What the user has not given
// is assumed, and each assumption is a warning that names it (rules.md).
import { Failure } from '../../shared/failure.ts'
import { financialYearOf, startYearOf, type Day, type FinancialYear } from '../../shared/day.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { VETTINGS, type BudgetStatus, type Vetting } from '../../shared/vocabulary.ts'
import type { Fund as EngineFund, Pool } from '../engine/format/problem.ts'
import type { Work } from './pack.ts'

export interface Fund {
  readonly id: string
  /** What `--budget CODE:YEAR=POUNDS` names, and the engine's fund id. */
  readonly code: string
  readonly name: string
  readonly carryOver: 'none' | 'capped' | 'full'
  readonly carryOverCapPence: number | null
  /** The newest of each year and status. */
  readonly budgets: readonly StoredBudget[]
}

export interface StoredBudget {
  readonly financialYear: FinancialYear
  readonly pence: number
  readonly status: BudgetStatus
}

/** One `--budget`: replaces what is stored for that fund and year. */
export interface BudgetGiven {
  readonly fund: string
  readonly financialYear: FinancialYear
  readonly pence: number
}

export interface Warning {
  readonly code: string
  readonly message: string
}

/**
 * The engine's funds. Approved money counts, and what was given; only when there is neither for any fund do crews alone
 * bind. Throws `unknown-fund`, listing the funds, and `budget-twice`.
 */
export function fundsOf(
  funds: readonly Fund[],
  given: readonly BudgetGiven[],
  startOn: Day,
): { funds: EngineFund[]; warnings: Warning[] } {
  const named = new Set<string>()
  for (const { fund, financialYear } of given) {
    if (!funds.some(({ code }) => code === fund)) throw unknownFund(fund, funds)
    const name = `${fund} in ${financialYear}`
    if (named.has(name)) throw new Failure('budget-twice', `The budget of ${name} is given twice.`, 'Give it once.')
    named.add(name)
  }
  const approved = funds.flatMap((fund) => fund.budgets).some((budget) => budget.status === 'approved')
  const unconstrained = given.length === 0 && !approved
  const warnings: Warning[] = []
  if (unconstrained && funds.length > 0) {
    warnings.push({
      code: 'unconstrained',
      message:
        'No budget was given and none is approved: only crews bind. Give budgets with --budget FUND:YEAR=POUNDS.',
    })
  }
  const engineFunds = funds.map((fund): EngineFund => {
    const years = new Map<FinancialYear, number>()
    for (const { financialYear, pence, status } of fund.budgets)
      if (status === 'approved') years.set(financialYear, pence)
    for (const { financialYear, pence } of given.filter((g) => g.fund === fund.code)) years.set(financialYear, pence)
    return {
      id: fund.code,
      budgets: [...years]
        .map(([financialYear, pence]) => ({ financialYear, pence }))
        .sort((a, b) => startYearOf(a.financialYear) - startYearOf(b.financialYear)),
      carryOver: fund.carryOver,
      ...(fund.carryOver === 'capped' ? { carryOverCapPence: fund.carryOverCapPence ?? 0 } : {}),
      unlimited: unconstrained,
    }
  })
  const without = engineFunds.filter(({ budgets }) => budgets.length === 0).map(({ id }) => id)
  if (without.length > 0 && !unconstrained) {
    const which = without.length === 1 ? `Fund ${without[0]} has` : `${without.length} funds have`
    warnings.push({ code: 'no-budget', message: `${which} no approved budget: £0 in every year.` })
  }
  const past = given.filter(({ financialYear }) => financialYear < financialYearOf(startOn))
  if (past.length > 0) {
    const names = past.map(({ fund, financialYear }) => `${fund} in ${financialYear}`).join(', ')
    warnings.push({ code: 'budget-past', message: `Money of a year before the plan starts is not spent: ${names}.` })
  }
  return { funds: engineFunds.sort((a, b) => byCodeUnit(a.id, b.id)), warnings }
}

/** Blank vetting: `sc` at sensitive sites, else `none`. */
export function vettingOf(site: { vetting: Vetting | null; sensitivity: string }): Vetting {
  return site.vetting ?? (site.sensitivity === 'sensitive' ? 'sc' : 'none')
}

/** Crews per region and vetting level; created as sites ask for them. */
export class Crews {
  readonly #work: Work
  readonly #levels = new Map<string, Set<Vetting>>()
  readonly #networkTeams = new Set<string>()

  constructor(work: Work) {
    this.#work = work
  }

  /** Says that a site of the region needs the level. Call for all sites before asking for pools. */
  need(region: string | null, vetting: Vetting): void {
    const name = region ?? 'Unknown region'
    this.#levels.set(name, (this.#levels.get(name) ?? new Set()).add(vetting))
  }

  /** The region's crews at or above the level, the lowest sufficient one first. */
  poolIds(region: string | null, vetting: Vetting): string[] {
    const name = region ?? 'Unknown region'
    const levels = this.#levels.get(name) ?? new Set()
    const enough = VETTINGS.slice(VETTINGS.indexOf(vetting)).filter((level) => levels.has(level))
    return enough.map((level) => `${name} / ${level}`)
  }

  /** The organisation's own network team, which disconnects. */
  networkTeam(organisation: string): string {
    const id = `network team / ${organisation}`
    this.#networkTeams.add(id)
    return id
  }

  /** All pools asked for, by id, and the assumption they rest on. */
  pools(): { pools: Pool[]; warnings: Warning[] } {
    const { crewMinutesPerWeek, networkTeamMinutesPerWeek } = this.#work
    const crews = [...this.#levels].flatMap(([region, levels]) =>
      [...levels].map((level) => ({ id: `${region} / ${level}`, minutesPerWeek: crewMinutesPerWeek })),
    )
    const teams = [...this.#networkTeams].map((id) => ({ id, minutesPerWeek: networkTeamMinutesPerWeek }))
    const warnings: Warning[] = []
    if (crews.length > 0) {
      warnings.push({
        code: 'assumed-crews',
        message: `No crews are recorded: assumed one of ${crewMinutesPerWeek} minutes a week for each region and vetting level that a site needs (${crews.length}).`,
      })
    }
    if (teams.length > 0) {
      warnings.push({
        code: 'assumed-network-teams',
        message: `No network teams are recorded: assumed ${networkTeamMinutesPerWeek} minutes a week for each organisation (${teams.length}).`,
      })
    }
    return { pools: [...crews, ...teams].sort((a, b) => byCodeUnit(a.id, b.id)), warnings }
  }
}

function unknownFund(fund: string, funds: readonly Fund[]): Failure {
  const codes = funds.map(({ code }) => code).sort(byCodeUnit)
  // A screenful: an estate may have hundreds.
  const shown = codes.slice(0, 20).join(', ') + (codes.length > 20 ? ` and ${codes.length - 20} more` : '')
  return new Failure(
    'unknown-fund',
    `There is no fund "${fund}".`,
    codes.length > 0 ? `The funds are: ${shown}.` : 'There is none yet: import an inventory first, which makes them.',
    { funds: codes },
  )
}
