// What is compared, by the names that people give: a scenario stands for its newest run, `plan` for the adopted plan.
import { setImmediate as pause } from 'node:timers/promises'
import type { Caller } from '../../../access/caller.ts'
import type { Reads } from '../../../db/database.ts'
import { Failure } from '../../../shared/failure.ts'
import { keyOf } from '../../../shared/text.ts'
import type { Plan } from '../../engine/format/plan.ts'
import { readProblem } from '../../engine/format/read-problem.ts'
import { getPlan, textOf } from '../../get-plan.ts'
import { getScenario } from '../change-scenario.ts'
import { inputsHashOf, readsEstate, type Override, type Scenario } from '../scenario.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { findProblemHash, findRun, findScenario, lastRuns, listRunsOver, readsOf, type RunRow } from '../store.ts'
import { compareRuns, countDifferences, type Comparison, type Contender, type DifferingOrders } from './compare.ts'
import { differencesOf, type Difference, type Side } from './differences.ts'

/** More do not fit on a page, and each is megabytes. */
export const MOST_COMPARED = 12

interface Found extends Contender {
  readonly problemHash: string
  readonly planHash: string
  readonly overrides: readonly Override[]
}

/** Throws `nothing-to-compare`, `unknown-scenario`, `unknown-run`, `unknown-plan`, `no-plan`, `scenario-not-run`. */
export async function readComparison(
  q: Reads,
  { scope }: Pick<Caller, 'scope'>,
  { ids, discountBasisPoints }: { ids: readonly string[]; discountBasisPoints: number },
): Promise<Comparison> {
  checkIds(ids, 1)
  const found: Contender[] = []
  for (const id of ids) found.push(contenderOf(await find(q, scope, id)))
  return compareRuns(found, discountBasisPoints)
}

/** Of each run after the first against the first. Reads megabytes a run: with a pause after each, for others to be served. */
export async function readDifferingOrders(
  q: Reads,
  { scope }: Pick<Caller, 'scope'>,
  ids: readonly string[],
): Promise<DifferingOrders[]> {
  checkIds(ids, 1)
  const [first, ...rest] = ids
  const from = await find(q, scope, first!)
  const fromSide = rest.length === 0 ? undefined : await readSide(q, from)
  const counted: DifferingOrders[] = []
  for (const id of rest) {
    await pause()
    const to = await find(q, scope, id)
    counted.push(countDifferences({ fromId: from.id, toId: to.id }, fromSide!, await readSide(q, to)))
  }
  return counted
}

/** Every order that differs between two. */
export async function readDifferences(
  q: Reads,
  { scope }: Pick<Caller, 'scope'>,
  ids: readonly string[],
): Promise<Difference[]> {
  checkIds(ids, 2)
  const from = await readSide(q, await find(q, scope, ids[0]!))
  await pause()
  return differencesOf(from, await readSide(q, await find(q, scope, ids[1]!)))
}

function checkIds(ids: readonly string[], least: number): void {
  if (ids.length >= least && ids.length <= MOST_COMPARED) return
  throw new Failure(
    'nothing-to-compare',
    `${ids.length} were named, and ${least} to ${MOST_COMPARED} can be compared.`,
    'Name scenarios, runs or plans, the one to compare with first.',
    { exitCode: 2 },
  )
}

async function find(q: Reads, scope: Caller['scope'], id: string): Promise<Found> {
  if (id === 'plan' || id.startsWith('pla')) return findPlanned(q, scope, id === 'plan' ? undefined : id)
  if (!id.startsWith('run')) {
    const scenario = await getScenario(q, scope, id)
    const run = (await lastRuns(q, scope, [id])).get(id)
    if (run) return ofRun(q, scenario, run)
    const hint = `Run it: lenscap scenario run ${id}, or POST /api/v1/scenarios/${id}/runs.`
    throw new Failure('scenario-not-run', `Scenario ${scenario.name} was never run.`, hint)
  }
  const run = await getRun(q, scope, id)
  return ofRun(q, await findScenario(q, scope, run.scenarioId), run)
}

/** Throws `unknown-run`. */
export async function getRun(q: Reads, scope: Caller['scope'], id: string): Promise<RunRow> {
  const run = await findRun(q, scope, id)
  if (run) return run
  const hint = 'GET /api/v1/scenarios/ID/runs lists those of a scenario.'
  throw new Failure('unknown-run', `There is no run ${id}.`, hint)
}

async function ofRun(q: Reads, scenario: Scenario | undefined, run: RunRow): Promise<Found> {
  const edited = scenario === undefined || (await isEdited(q, scenario, run))
  const { id, name, settings, planId, snapshotHash, problemHash, planHash, summary } = run
  const about = { id, name, kind: settings.kind, overrides: settings.overrides, edited }
  return { ...about, planId, snapshotHash, problemHash, planHash, summary }
}

async function findPlanned(q: Reads, scope: Caller['scope'], id: string | undefined): Promise<Found> {
  const row = await getPlan(q, scope, id)
  const taken = (await listRunsOver(q, row.id)).find(({ settings }) => !readsEstate(settings))
  if (!taken) {
    const hint = 'Run a scenario over it first, be it one without overrides: that measures the plan too.'
    throw new Failure('plan-not-measured', `No scenario over plan ${row.id} was run yet.`, hint)
  }
  const { asPlanned } = JSON.parse(await textOf(q, taken.snapshotHash)) as Snapshot
  const { problemHash, planHash } = row
  const about = {
    id: row.id,
    planId: row.id,
    name: `Plan (${row.state})`,
    kind: 'plan',
    overrides: [],
    edited: false,
  } as const
  return { ...about, snapshotHash: taken.snapshotHash, problemHash, planHash, summary: asPlanned }
}

/** Whether what the run was asked differs from what stands now. */
export async function isEdited(q: Reads, { settings, planId }: Scenario, run: RunRow): Promise<boolean> {
  const problemHash = (await findProblemHash(q, planId)) ?? ''
  return inputsHashOf(settings, problemHash, await readsOf(q, settings)) !== run.inputsHash
}

async function readSide(q: Reads, { kind, overrides, snapshotHash, problemHash, planHash }: Found): Promise<Side> {
  const codes = overrides.flatMap((override) => (override.kind === 'extend-c4' ? override.sites : []))
  const extended = new Set(codes.map(keyOf))
  const { legs, versions } = JSON.parse(await textOf(q, snapshotHash)) as Snapshot
  await pause()
  // Read as any problem is: that of a plan has its keys in another order than that of a run.
  const problem = readProblem(JSON.parse(await textOf(q, problemHash)))
  await pause()
  return { kind, problem, plan: JSON.parse(await textOf(q, planHash)) as Plan, legs, versions, extended }
}

function contenderOf({ problemHash: _, planHash: __, overrides: ___, ...contender }: Found): Contender {
  return contender
}
