// The sheets of a plan's workbook. What finance is given names no site, tier or reason; what names them takes two people.
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import { DECISION_COLUMNS, type DecisionRow } from '../../directive/decisions/decision-list.ts'
import { reasonsOf } from '../../orders/planned/order.ts'
import { countOrders, listCosts, listOrders } from '../../orders/planned/store.ts'
import type { FundPositions } from '../../planning/funds/read-money.ts'
import type { Plan } from '../../planning/engine/format/plan.ts'
import type { Problem } from '../../planning/engine/format/problem.ts'
import type { PlanRow } from '../../planning/store.ts'
import type { FundClass } from '../../shared/vocabulary.ts'
import { drawnOf } from '../forecast/sums/drawn.ts'
import { monthOf } from '../forecast/sums/period.ts'
import type { Cell, Sheet, SheetColumn } from './xlsx/sheet.ts'

export const SHEETS = ['orders', 'spend', 'draws', 'funds', 'decisions', 'warnings'] as const
export type SheetKey = (typeof SHEETS)[number]
/** Those that name no site. */
export const PLAIN_SHEETS = ['orders', 'spend', 'draws', 'funds', 'warnings'] as const satisfies readonly SheetKey[]

const text = (title: string, width = 18): SheetColumn => ({ title, width, shows: 'text' })
const day = (title: string): SheetColumn => ({ title, width: 13, shows: 'day' })
const count = (title: string): SheetColumn => ({ title, width: 10, shows: 'count' })
const money = (title: string): SheetColumn => ({ title, width: 17, shows: 'money', summed: true })

/** A few milliseconds of reading. */
const ROWS = 500

/** What is planned and what is not are apart, so that the first column is what the draws come to. */
const PLANNED = [money('Planned'), money('Not planned')]
const plannedCells = (order: { weekOn: string | null; costPence: number }): Cell[] =>
  order.weekOn === null ? [null, order.costPence] : [order.costPence, null]

/** By leg, whose ids are hashes: the order of the rows says nothing of the risk. */
export async function costSheet(q: Reads, scope: Scope, planId: string): Promise<Sheet> {
  async function* rows(): AsyncGenerator<Cell[]> {
    for (let after = ''; ;) {
      const found = await listCosts(q, scope, { planId, after, rows: ROWS })
      for (const order of found) {
        const { leg, organisation, action, state, weekOn, financialYear } = order
        yield [leg, organisation, action, state, weekOn, financialYear, ...plannedCells(order)]
      }
      if (found.length < ROWS) return
      after = found.at(-1)!.leg
    }
  }
  const columns = [text('Leg', 26), text('Organisation', 34), text('Action'), text('State', 12), day('Week of')]
  const rowCount = await countOrders(q, scope, planId)
  return { name: 'Orders', columns: [...columns, text('Financial year', 12), ...PLANNED], rowCount, rows: rows() }
}

/** By rank: sensitive sites first. */
export async function orderSheet(q: Reads, scope: Scope, planId: string): Promise<Sheet> {
  async function* rows(): AsyncGenerator<Cell[]> {
    for (let after = 0; ;) {
      const found = await listOrders(q, scope, { planId, after, rows: ROWS })
      for (const order of found) {
        const { rank, sequence, tier, clause, action, state, organisation, site, deviceCount, weekOn } = order
        const where = [organisation.name, site.code, site.name, site.sensitivity, site.region]
        const when = [weekOn, order.financialYear, ...plannedCells(order), order.legId]
        yield [rank, sequence, tier, clause, action, state, ...where, deviceCount, ...when, reasonsOf(order).join(' ')]
      }
      if (found.length < ROWS) return
      after = found.at(-1)!.rank
    }
  }
  const rank = [count('Rank'), count('Sequence'), count('Tier'), text('Clause', 9), text('Action'), text('State', 12)]
  const where = [text('Organisation', 34), text('Site'), text('Site name', 30), text('Sensitivity', 13), text('Region')]
  const when = [day('Week of'), text('Financial year', 12), ...PLANNED, text('Leg', 26), text('Why', 100)]
  const devices: SheetColumn = { ...count('Devices'), summed: true }
  const rowCount = await countOrders(q, scope, planId)
  return { name: 'Orders', columns: [...rank, ...where, devices, ...when], rowCount, rows: rows() }
}

/** As the plan says it itself: stored with it, and not made of the draws. */
export function spendSheet({ summary }: PlanRow, classOf: (fund: string) => FundClass): Sheet {
  const rows = summary.money
    .toSorted((a, b) => Number(a.financialYear > b.financialYear) - Number(a.financialYear < b.financialYear))
    .map(({ fund, financialYear, budgetPence, spentPence }): Cell[] => {
      const left = budgetPence === null ? null : budgetPence - spentPence
      return [financialYear, fund, classOf(fund), budgetPence, spentPence, left]
    })
  const columns = [text('Financial year', 12), text('Fund', 26), text('Class', 12)]
  const sums = [money('Budget for the plan'), money('Planned'), money('Left')]
  return listed('Spend by year and fund', [...columns, ...sums], rows)
}

/** What each order takes of each fund, and in which week. */
export function drawSheet(problem: Problem, plan: Plan, classOf: (fund: string) => FundClass): Sheet {
  function* rows(): Generator<Cell[]> {
    for (const { jobId, fundId, paidOn, financialYear, pence } of drawnOf(problem, plan)) {
      yield [jobId, fundId, classOf(fundId), paidOn, monthOf(paidOn), financialYear, pence]
    }
  }
  const columns = [text('Leg', 26), text('Fund', 26), text('Class', 12), day('Week of payment'), text('Month', 10)]
  const rowCount = [...drawnOf(problem, plan)].length
  return { name: 'Draws', columns: [...columns, text('Financial year', 12), money('Amount')], rowCount, rows: rows() }
}

const POSITION = [
  ['approvedPence', 'Approved'],
  ['indicativePence', 'Indicative'],
  ['askedForPence', 'Asked for'],
  ['carriedInPence', 'Carried in'],
  ['committedPence', 'Committed'],
  ['accruedPence', 'Accrued'],
  ['actualPence', 'Paid'],
  ['plannedPence', 'Planned beyond that'],
  ['leftPence', 'Left'],
  ['overspentPence', 'Overspent'],
  ['carriedOutPence', 'Carried over'],
  ['surrenderedPence', 'Surrendered'],
] as const

/** Where each fund stands with this plan carried out. */
export function fundSheet(funds: readonly FundPositions[]): Sheet {
  const rows = funds.flatMap(({ fund, positions }) =>
    positions.map((position): Cell[] => [
      ...[fund.code, fund.name, fund.source, fund.class, position.financialYear],
      ...POSITION.map(([of]) => position[of]),
    ]),
  )
  const columns = [
    text('Fund', 26),
    text('Name', 34),
    text('Source', 26),
    text('Class', 12),
    text('Financial year', 12),
  ]
  return listed('Funds and budgets', [...columns, ...POSITION.map(([, title]) => money(title))], rows)
}

export function decisionSheet(decisions: readonly DecisionRow[]): Sheet {
  const keys = Object.keys(DECISION_COLUMNS) as (keyof DecisionRow)[]
  const columns = keys.map((key): SheetColumn => {
    const title = DECISION_COLUMNS[key].header.replaceAll('_', ' ')
    return key === 'reviewOn' || key === 'recordedOn' ? day(title) : text(title, key === 'reason' ? 60 : 22)
  })
  const rows = decisions.map((row) => keys.map((key) => row[key]))
  return listed('Decisions', columns, rows)
}

/** About money alone: the others name sites. */
const OF_MONEY: readonly string[] = [
  ...['unconstrained', 'no-budget', 'overspent', 'committed-outside', 'year-without-budget', 'fund-unused'],
  ...['budget-past', 'budget-beyond', 'assumed-prices', 'assumed-vat-recovery', 'price-basis-unknown', 'batch-surplus'],
  ...['contract-rate-missing', 'contract-rates-differ', 'contract-rate-unused'],
]

export function warningSheet({ summary }: PlanRow, { named }: { named: boolean }): Sheet {
  const warnings = summary.warnings.filter(({ code }) => named || OF_MONEY.includes(code))
  const columns = [text('Warning', 26), text('What it says', 120)]
  const rows = warnings.map(({ code, message }) => [code, message])
  return listed('Warnings', columns, rows)
}

function listed(name: string, columns: readonly SheetColumn[], rows: readonly (readonly Cell[])[]): Sheet {
  return { name, columns, rowCount: rows.length, rows }
}
