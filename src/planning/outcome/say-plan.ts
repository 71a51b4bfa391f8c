// A plan's summary as a person reads it, on a terminal or in a report.
import { table } from '../../cli/output.ts'
import { CLAUSE_TEXTS } from '../../directive/decision-table.ts'
import { sayDay, type Day } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { byCodeUnit, count } from '../../shared/text.ts'
import { decidedAgainst, sayDecidedAgainst } from './decided-against.ts'
import type { LeftSummary, MoneyOfYear, PlanSummary } from './plan-summary.ts'
import { sayBounds } from './say-bound.ts'

/** What each tier is, in the words of the decision table. */
export const TIERS: readonly string[] = [
  'sensitive: cancel deployments',
  'sensitive: disconnect',
  'sensitive: survey',
  'sensitive: replace',
  'extended, unassessed: cancel, disconnect, survey, assess',
  'other: disconnect',
  'extended: replace',
  'other: survey; replace if decided',
]

export function sayTiers(summary: PlanSummary, width: number): string[] {
  const provisional = summary.outstanding.unassessedSites
  const rows = summary.tiers.map((tier) => [
    String(tier.tier),
    TIERS[tier.tier] ?? '',
    String(tier.orders),
    sayPence(tier.pence),
    sayClear(tier.clearOn),
    tier.without ? sayClear(tier.without.disconnectOnlyOn) : '–',
    tier.without ? sayClear(tier.without.waitingOn) : '–',
  ])
  return [
    ...table(
      [
        { title: 'Tier' },
        { title: 'Work' },
        { title: 'Orders', align: 'right' },
        { title: 'Cost', align: 'right' },
        { title: 'Clear' },
        { title: 'Disconnect only' },
        { title: 'Waiting' },
      ],
      rows,
      width,
    ),
    ...(provisional > 0 ? [`Clear dates are provisional: ${count(provisional, 'site')} unassessed.`] : []),
    ...sayBounds(
      summary.tiers.filter(({ orders }) => orders > 0),
      width,
    ),
  ]
}

function sayClear(on: Day | null): string {
  return on === null ? 'no date' : sayDay(on)
}

/** More rows than this are summed by year: a fund for each of two hundred organisations is no table. */
const MOST_ROWS = 12

export function sayMoney(money: readonly MoneyOfYear[], width: number): string[] {
  const rows = (money.length > MOST_ROWS ? byYear(money) : money).map(
    ({ fund, financialYear, budgetPence, spentPence }) => [
      fund,
      financialYear,
      budgetPence === null ? 'no limit' : sayPence(budgetPence),
      sayPence(spentPence),
      budgetPence === null ? '' : sayPence(budgetPence - spentPence),
    ],
  )
  const right = 'right' as const
  return table(
    [
      { title: 'Fund' },
      { title: 'Year' },
      { title: 'Budget', align: right },
      { title: 'Asked for', align: right },
      { title: 'Left', align: right },
    ],
    rows,
    width,
  )
}

function byYear(money: readonly MoneyOfYear[]): MoneyOfYear[] {
  const funds = new Set(money.map(({ fund }) => fund)).size
  const years = Map.groupBy(money, ({ financialYear }) => financialYear)
  return [...years]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([financialYear, rows]) => ({
      fund: `all ${funds} funds`,
      financialYear,
      budgetPence: rows.reduce<number | null>(
        (sum, { budgetPence: one }) => (sum === null || one === null ? null : sum + one),
        0,
      ),
      spentPence: rows.reduce((sum, { spentPence }) => sum + spentPence, 0),
    }))
}

/** Exposure-days averted, against waiting and against disconnecting only. */
export function sayAverted({ exposure }: PlanSummary): string[] {
  const { plannedMillis, waitMillis, disconnectOnlyMillis, undatedLegs } = exposure
  const days = (millis: number): string => Math.round(millis / 1000).toLocaleString('en-GB')
  if (waitMillis === 0) return []
  const part = ` (${Math.round(((waitMillis - plannedMillis) * 100) / waitMillis)} %)`
  return [
    `${days(waitMillis - plannedMillis)} exposure-days averted against waiting for funded upgrades${part}, ` +
      `${days(disconnectOnlyMillis - plannedMillis)} against disconnecting only.`,
    ...(undatedLegs > 0
      ? [`${count(undatedLegs, 'leg')} of the work would wait for no funded upgrade at all: counted to the horizon.`]
      : []),
  ]
}

const LEFT: Readonly<Record<LeftSummary['because'], string>> = {
  undecided: 'outside the direction: not planned, replaced only if their owners decide',
  'with-upgrade': 'left, by decision, until their funded upgrade',
  'isolate-and-keep': 'isolated and kept, by decision: never clear',
  not: 'kept, by decision: never clear',
  'no-model': 'not planned: the catalogue has no model to replace them',
}

/** What a person has yet to decide before the plan can be carried out whole. */
export function sayOutstanding({ outstanding, left, waiting, unplaced, unplacedPence }: PlanSummary): string[] {
  const { sitesToDecide, plannedNotIdentified, devicesWithoutSite } = outstanding
  const lines: string[] = []
  for (const clause of ['C3', 'C4'] as const) {
    const sites = sitesToDecide[clause]
    if (sites > 0)
      lines.push(`${count(sites, 'site')} to decide under ${clause} (${CLAUSE_TEXTS[clause].force}): proposed only.`)
  }
  if (plannedNotIdentified > 0) {
    lines.push(
      `${count(plannedNotIdentified, 'planned device')} of unknown make at sensitive or extended sites: decide before deployment.`,
    )
  }
  if (devicesWithoutSite > 0) {
    lines.push(`${count(devicesWithoutSite, 'device')} of no known site: say where they are before anyone can be sent.`)
  }
  lines.push(...sayDecidedAgainst(decidedAgainst(left)))
  for (const because of ['no-model', 'undecided', 'with-upgrade', 'isolate-and-keep', 'not'] as const) {
    const sites = left.filter((site) => site.because === because)
    const devices = sites.reduce((sum, site) => sum + site.devices, 0)
    if (sites.length > 0)
      lines.push(`${count(devices, 'flagged device')} at ${count(sites.length, 'site')} ${LEFT[because]}.`)
  }
  if (waiting) {
    const orders = count(waiting.orders, 'order waits', 'orders wait')
    lines.push(
      `${orders} for the funded upgrade of ${count(waiting.sites, 'site')}, the last on ${sayDay(waiting.lastOn)}: no money and no crew is planned for them.`,
    )
  }
  if (unplaced.length > 0)
    lines.push(
      `${count(unplaced.length, 'order')} (${sayPence(unplacedPence)}) not placed within budget, crews and horizon.`,
    )
  return lines
}
