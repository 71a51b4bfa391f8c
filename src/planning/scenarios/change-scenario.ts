// People make scenarios and edit them. Every version is kept: a run names the one that it answered.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Deps } from '../../deps.ts'
import { staleVersion } from '../../http/etag.ts'
import { Failure } from '../../shared/failure.ts'
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import { getPlan } from '../get-plan.ts'
import { checkDays, checkSettings, type Scenario, type Settings } from './scenario.ts'
import { findScenario, insertScenario } from './store.ts'

export interface NewScenario {
  readonly name: string
  /** Left out: the adopted plan, else the newest. */
  readonly plan?: string
  readonly settings: Settings
}

/** Throws `bad-scenario`, `unknown-plan`, `no-plan`. */
export async function makeScenario(deps: Deps, caller: Caller, made: NewScenario): Promise<Scenario> {
  checkSettings(made.settings)
  const id = deps.ids.next('sce')
  const rowId = deps.ids.next('sve')
  const entry = auditEntry(deps, caller, { act: 'scenario.made', subjectKind: 'scenario', subjectId: id })
  return deps.db.write(async (q) => {
    const plan = await getPlan(q, caller.scope, made.plan)
    const { name, settings } = made
    checkDays(settings, plan.startOn)
    const recorded = { recordedAt: entry.at, recordedBy: caller.principalId }
    const scenario = { id, version: 1, name, planId: plan.id, settings, ...recorded }
    await insertScenario(q, scenario, rowId)
    await record(q, entry, made)
    return scenario
  })
}

export interface ScenarioEdit {
  readonly id: string
  /** The one that the edit was made from; left out: whatever it is now. */
  readonly version?: number
  /** What is left out stays. */
  readonly change: Partial<NewScenario>
}

/** Returns the scenario as it is then. Throws `unknown-scenario`, `stale-version`, and as makeScenario does. */
export async function editScenario(
  deps: Deps,
  caller: Caller,
  { id, version, change }: ScenarioEdit,
): Promise<Scenario> {
  if (change.settings) checkSettings(change.settings)
  const rowId = deps.ids.next('sve')
  const entry = auditEntry(deps, caller, { act: 'scenario.edited', subjectKind: 'scenario', subjectId: id })
  return deps.db.write(async (q) => {
    const before = await getScenario(q, caller.scope, id)
    if (version !== undefined && before.version !== version) throw staleVersion()
    const { id: planId, startOn } = await getPlan(q, caller.scope, change.plan ?? before.planId)
    const { name = before.name, settings = before.settings } = change
    checkDays(settings, startOn)
    const recorded = { recordedAt: entry.at, recordedBy: caller.principalId }
    const after = { id, version: before.version + 1, name, planId, settings, ...recorded }
    await insertScenario(q, after, rowId)
    await record(q, entry, { before, after })
    return after
  })
}

/** Throws `unknown-scenario`. */
export async function getScenario(q: Reads, scope: Scope, id: string): Promise<Scenario> {
  const found = await findScenario(q, scope, id)
  if (found) return found
  const hint = '`lenscap scenario list`, or GET /api/v1/scenarios, lists those that you may see.'
  throw new Failure('unknown-scenario', `There is no scenario ${id}.`, hint)
}
