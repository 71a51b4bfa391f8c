// What is told to whom: whoever sees the estate sees all of it; finance sees money, and nothing that says which sites or how
// urgent.
import type { Static } from 'typebox'
import type { Caller } from '../../access/caller.ts'
import type { Comparison, DifferingOrders } from './comparison/compare.ts'
import type { RunSummary } from './comparison/measure-run.ts'
import { METHOD } from './comparison/whole-life.ts'
import { sayOverride, type Override, type Scenario } from './scenario.ts'
import { overrideBody, type ComparisonReply, type RunReply, type ScenarioReply } from './schema.ts'
import type { RunRow } from './store.ts'

export function seesEstate({ roles }: Pick<Caller, 'roles'>): boolean {
  return roles.some((role) => role === 'programme' || role === 'approver' || role === 'auditor')
}

/** Of these finance may read the words: the others name places or vetting. */
const OF_MONEY: readonly Override['kind'][] = ['fund', 'price', 'indicative']

export function scenarioReply(
  { id, version, name, planId, settings, recordedAt, recordedBy }: Scenario,
  last: { readonly run: RunRow; readonly edited: boolean } | undefined,
  full: boolean,
): Static<typeof ScenarioReply> {
  const { kind, clearBy, overrides } = settings
  const shown = overrides.filter((override) => full || OF_MONEY.includes(override.kind))
  return {
    ...{ id, version, name, planId, kind, clearBy },
    says: shown.map(sayOverride),
    ...(full && { overrides: overrides.map(overrideBody) }),
    state: last === undefined ? 'never-run' : last.edited ? 'edited' : 'run',
    lastRunId: last?.run.id ?? null,
    recordedAt: recordedAt.toISOString(),
    recordedBy,
  }
}

export function runReply(row: RunRow, full: boolean): Static<typeof RunReply> {
  const { id, scenarioId, scenarioVersion, planId, name, settings, effort, engineVersion } = row
  return {
    ...{ id, scenarioId, scenarioVersion, planId, name, kind: settings.kind, effort, engineVersion },
    ...{ problemHash: row.problemHash, planHash: row.planHash, createdBy: row.createdBy },
    createdAt: row.createdAt.toISOString(),
    summary: figuresOf(row.summary, full),
  }
}

export function comparisonReply(
  { discountBasisPoints, columns, warnings }: Comparison,
  differing: readonly DifferingOrders[] | undefined,
  full: boolean,
): Static<typeof ComparisonReply> {
  return {
    discountBasisPoints,
    method: METHOD,
    columns: columns.map(({ averted, summary, spend, ...column }) => ({
      ...column,
      spend: [...spend],
      ...(full && { averted }),
      summary: figuresOf(summary, full),
    })),
    ...(differing && { differing: differing.map((one) => ({ ...one, reasons: [...one.reasons] })) }),
    warnings: [...warnings],
  }
}

function figuresOf(summary: RunSummary, full: boolean): Static<typeof RunReply>['summary'] {
  const { startOn, weeks, money, netCost, unplacedPence, deadline, ...rest } = summary
  const { tiers, unassessedSites, exposure, orders, startedFrom, did, warnings } = rest
  return {
    ...{ startOn, weeks, money: [...money], netCost, unplacedPence },
    deadline: deadline && (full ? deadline : withoutReason(deadline)),
    ...(full && {
      ...{ tiers: [...tiers], unassessedSites, exposure, orders, startedFrom },
      ...{ did: [...did], warnings: [...warnings] },
    }),
  }
}

/** It may name an order or a crew. */
function withoutReason({ says: _, ...deadline }: NonNullable<RunSummary['deadline']>) {
  return deadline
}
