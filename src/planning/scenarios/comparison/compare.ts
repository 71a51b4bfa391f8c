// Runs side by side, and the plan that they are about. Pure: each run's own figures, discounted alike.
import type { FinancialYear } from '../../../shared/day.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import type { FundClass } from '../../../shared/vocabulary.ts'
import type { Warning } from '../../problem/warning.ts'
import type { ScenarioKind } from '../scenario.ts'
import { countReasons, differencesOf, type Reason, type Side } from './differences.ts'
import type { RunSummary } from './measure-run.ts'
import { presentPence } from './whole-life.ts'

/** One of what is compared: a run of a scenario, or the plan. */
export interface Contender {
  /** Of the run or the plan. */
  readonly id: string
  readonly name: string
  readonly kind: ScenarioKind | 'plan'
  /** The inputs changed since: the run answers what was asked then. */
  readonly edited: boolean
  /** Whose snapshot. */
  readonly planId: string
  readonly snapshotHash: string
  readonly summary: RunSummary
}

export interface Comparison {
  readonly discountBasisPoints: number
  readonly columns: readonly ComparedRun[]
  /** Of the comparison itself; those of each run stand with it. */
  readonly warnings: readonly Warning[]
}

export interface ComparedRun extends Omit<Contender, 'summary' | 'snapshotHash'> {
  readonly summary: RunSummary
  /** By year, then class. */
  readonly spend: readonly Spent[]
  /** Thousandths of exposure-days, against each baseline. */
  readonly averted: {
    readonly waitMillis: number
    readonly disconnectOnlyMillis: number
    readonly removeOnlyMillis: number
  }
  /** Over seven years, in today's money (whole-life.ts). */
  readonly wholeLifePence: number
}

export interface Spent {
  readonly financialYear: FinancialYear
  readonly class: FundClass
  readonly pence: number
}

export function compareRuns(contenders: readonly Contender[], discountBasisPoints: number): Comparison {
  return {
    discountBasisPoints,
    columns: contenders.map(({ snapshotHash: _, ...contender }) => {
      const { summary } = contender
      return {
        ...contender,
        spend: spendOf(summary),
        averted: avertedBy(summary),
        wholeLifePence: presentPence(summary.life, discountBasisPoints),
      }
    }),
    warnings: [...differentSnapshots(contenders), ...edited(contenders)],
  }
}

/** Years and classes in which nothing is spent are left out. */
export function spendOf({ money }: Pick<RunSummary, 'money'>): Spent[] {
  const sums = new Map<string, Spent>()
  for (const { financialYear, class: of, spentPence } of money) {
    const key = `${financialYear} ${of}`
    sums.set(key, { financialYear, class: of, pence: (sums.get(key)?.pence ?? 0) + spentPence })
  }
  return [...sums]
    .filter(([, { pence }]) => pence > 0)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, spent]) => spent)
}

export function avertedBy({ exposure }: Pick<RunSummary, 'exposure'>): ComparedRun['averted'] {
  const { plannedMillis, waitMillis, disconnectOnlyMillis, removeOnlyMillis } = exposure
  return {
    waitMillis: waitMillis - plannedMillis,
    disconnectOnlyMillis: disconnectOnlyMillis - plannedMillis,
    removeOnlyMillis: removeOnlyMillis - plannedMillis,
  }
}

/** How far one run is from another, order by order. */
export interface DifferingOrders {
  readonly fromId: string
  readonly toId: string
  readonly orders: number
  readonly reasons: readonly { readonly reason: Reason; readonly orders: number }[]
}

export function countDifferences(ids: { fromId: string; toId: string }, from: Side, to: Side): DifferingOrders {
  const differences = differencesOf(from, to)
  return { ...ids, orders: differences.length, reasons: countReasons(differences) }
}

function differentSnapshots(contenders: readonly Contender[]): Warning[] {
  if (new Set(contenders.map(({ snapshotHash }) => snapshotHash)).size <= 1) return []
  const message =
    'These are not all over one snapshot of the estate: what they differ by is also what happened to the estate in between, and each is measured from its own first day.'
  return [{ code: 'snapshots-differ', message }]
}

function edited(contenders: readonly Contender[]): Warning[] {
  const names = contenders.filter((one) => one.edited).map(({ name }) => name)
  if (names.length === 0) return []
  return [{ code: 'edited', message: `Edited since it was run, so run again: ${names.join(', ')}.` }]
}
