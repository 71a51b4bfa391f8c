// The first sheet of a plan's workbook: which plan, made with what, how many rows each sheet has, and the sums of the
// sheets side by side, so that whoever opens it sees that they agree.
import { sayDay } from '../../shared/day.ts'
import type { PlanRow } from '../../planning/store.ts'
import type { SummaryLine, WrittenSheet } from './xlsx/sheet.ts'

export function summaryOf(
  plan: PlanRow,
  { named }: { named: boolean },
): (written: readonly WrittenSheet[]) => SummaryLine[] {
  return (written) => [
    { says: `Plan ${plan.id}`, isTitle: true },
    line('State', plan.state),
    line('Made at', plan.createdAt.toISOString()),
    { says: 'From', value: { shows: 'day', is: plan.startOn } },
    { says: 'Weeks', value: { shows: 'count', is: plan.summary.weeks } },
    line('Register', plan.registerVersion),
    line('Directive, weights, work', plan.directiveVersion),
    line('Catalogue', plan.catalogueVersion),
    line('Engine', plan.engineVersion),
    { says: '' },
    { says: 'Rows', isTitle: true },
    ...written.map(({ name, rows }): SummaryLine => ({ says: name, value: { shows: 'count', is: rows } })),
    { says: '' },
    { says: 'What the plan spends', isTitle: true },
    ...moneyLines(written),
    { says: '' },
    ...notesOf(plan, named).map((says) => ({ says })),
  ]
}

function line(says: string, text: string): SummaryLine {
  return { says, value: { shows: 'text', is: text } }
}

function moneyLines(written: readonly WrittenSheet[]): SummaryLine[] {
  const sumOf = (sheet: string, title: string) => {
    const found = written.find(({ name }) => name === sheet)?.sums.get(title)
    return { sum: found?.sum ?? 0, formula: `'${sheet}'!${found?.cell ?? 'A1'}` }
  }
  const [orders, draws, spend] = [
    sumOf('Orders', 'Planned'),
    sumOf('Draws', 'Amount'),
    sumOf('Spend by year and fund', 'Planned'),
  ]
  const of = (says: string, sum: number, formula: string): SummaryLine => {
    return { says, value: { shows: 'money', is: sum, formula } }
  }
  return [
    of('Sum of the orders', orders.sum, orders.formula),
    of('Sum of the draws', draws.sum, draws.formula),
    of('Sum of years and funds', spend.sum, spend.formula),
    of(
      'Orders less draws: paid before the plan begins',
      orders.sum - draws.sum,
      `ROUND(${orders.formula}-${draws.formula},2)`,
    ),
    of('Draws less years: always 0', draws.sum - spend.sum, `ROUND(${draws.formula}-${spend.formula},2)`),
  ]
}

function notesOf({ startOn }: PlanRow, named: boolean): string[] {
  return [
    'Amounts are what the funds are charged: VAT that is not recovered is in them, each in the prices of its year.',
    'A draw is of the month and financial year of the Monday of its week: kit of its delivery, labour of the work.',
    `Budgets for the plan are what was left of approved money when it was made, from ${sayDay(startOn)} on.`,
    'Where funds stand is as of today, with this plan carried out.',
    named
      ? 'It names sites, and was agreed on by two people.'
      : 'It names no site, tier or reason, and no warning that does: those take two people.',
  ]
}
