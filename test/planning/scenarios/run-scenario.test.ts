import { beforeAll, expect, it } from 'vitest'
import type { Deps } from '../../../src/deps.ts'
import { decideSites } from '../../../src/directive/decide-sites.ts'
import { setFund } from '../../../src/planning/funds/change-fund.ts'
import { editScenario, makeScenario } from '../../../src/planning/scenarios/change-scenario.ts'
import {
  getRun,
  isEdited,
  readComparison,
  readDifferences,
  readDifferingOrders,
} from '../../../src/planning/scenarios/comparison/read-comparison.ts'
import { replayRun } from '../../../src/planning/scenarios/answer/replay-run.ts'
import { runScenarioWith, type RunInput } from '../../../src/planning/scenarios/run-scenario.ts'
import type { Override, Scenario, ScenarioKind, Settings } from '../../../src/planning/scenarios/scenario.ts'
import { getPlan } from '../../../src/planning/get-plan.ts'
import { day, type FinancialYear } from '../../../src/shared/day.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, importText, jobContext, makePlan, operator, reference } from '../../support/estate.ts'

/** Ten sensitive sites of a camera each, and two of no designation that a scenario may extend C4 to. */
const SITES = Array.from(
  { length: 10 },
  (_, i) => `Harbour,department,London,S${i},sensitive,${i},camera,Hikvision,none,`,
)
const INVENTORY = `organisation,standing,region,site,sensitivity,device,kind,manufacturer,network,scheduled_upgrade
${SITES.join('\n')}
Harbour,department,London,O1,other,o1,camera,Hikvision,none,
Harbour,department,London,O2,other,o2,camera,Dahua,none,
`
const YEAR = '2026-27' as FinancialYear

eachDialect('a scenario', (open) => {
  let deps: Deps
  let planId: string
  const settings = (kind: ScenarioKind, overrides: readonly Override[] = [], clearBy: Settings['clearBy'] = null) => {
    return { kind, clearBy, overrides }
  }
  const make = (name: string, of: Settings): Promise<Scenario> => makeScenario(deps, operator, { name, settings: of })
  const run = (scenarioId: string, more: Partial<RunInput> = {}) =>
    runScenarioWith(reference)(deps, { scenarioId, ...more }, { ...jobContext, jobId: deps.ids.next('job') })
  const ran = async (name: string, of: Settings) => run((await make(name, of)).id)
  const tier3 = ({ summary }: Awaited<ReturnType<typeof run>>) => summary.tiers.find(({ tier }) => tier === 3)!

  beforeAll(async () => {
    deps = depsOf(await open())
    await importText(deps, 'harbour.csv', INVENTORY)
    await decideSites(deps, operator, { sites: 'standing', choice: 'replace-now', reason: 'Risk.', approvedBy: 'SRO' })
    const { db } = deps
    const [organisation] = await db.read.select().from(db.read.t.organisations)
    // Some three sites a year.
    const budgets = [YEAR, '2027-28' as FinancialYear].map((financialYear) => ({ financialYear, pence: 1_000_000 }))
    await setFund(deps, operator, { code: 'MAIN', name: 'Main', budgets, organisationIds: [organisation!.id] })
    planId = (await makePlan(deps, { startOn: day('2026-12-07'), weeks: 104, budgets: [] })).planId
  })

  it('without overrides is the plan, byte for byte', async () => {
    const { runId, summary } = await ran('As planned', settings('budget-limited'))
    const plan = await getPlan(deps.db.read, 'everything', planId)
    const row = await getRun(deps.db.read, 'everything', runId)
    expect(row.planHash).toBe(plan.planHash)
    expect(row.problemHash).toBe(plan.problemHash)
    expect(summary.exposure.plannedMillis).toBe(plan.summary.exposure.plannedMillis)
    expect(summary.exposure.waitMillis).toBe(plan.summary.exposure.waitMillis)
    expect(summary.tiers.map(({ clearOn }) => clearOn)).toEqual(plan.summary.tiers.map(({ clearOn }) => clearOn))
    expect((await readDifferences(deps.db.read, operator, [planId, runId])).length).toBe(0)
  })

  it('with more money starts from what is known, looks quickly, is never worse, and can be replayed', async () => {
    const { id } = await make('More', settings('budget-limited', [fund(2_000)]))
    const first = await run(id)
    await editScenario(deps, operator, { id, change: { settings: settings('budget-limited', [fund(6_000)]) } })
    const second = await run(id)
    const rows = [
      await getRun(deps.db.read, 'everything', first.runId),
      await getRun(deps.db.read, 'everything', second.runId),
    ]
    expect(rows.map(({ effort }) => effort)).toEqual(['quick', 'quick'])
    expect(rows[1]!.warmHash).toBe(rows[0]!.planHash)
    expect(tier3(second).exposureMillis).toBeLessThanOrEqual(tier3(first).exposureMillis)
    for (const row of rows) expect(await replayRun(deps.db.read, row)).toMatchObject({ same: true })
    for (const differing of await readDifferingOrders(deps.db.read, operator, ['plan', first.runId, second.runId])) {
      expect(differing.orders).toBeGreaterThan(0)
      expect(differing.reasons).toEqual([{ reason: 'money', orders: differing.orders }])
    }
  })

  it('is to be run again once it was edited, and not before', async () => {
    const scenario = await make('Edited', settings('budget-limited'))
    const { runId } = await run(scenario.id)
    const row = await getRun(deps.db.read, 'everything', runId)
    expect(await isEdited(deps.db.read, scenario, row)).toBe(false)
    const change = { settings: settings('budget-limited', [fund(1)]) }
    const edited = await editScenario(deps, operator, { id: scenario.id, version: 1, change })
    expect(await isEdited(deps.db.read, edited, row)).toBe(true)
    await expect(editScenario(deps, operator, { id: scenario.id, version: 1, change })).rejects.toMatchObject({
      code: 'stale-version',
    })
  })

  it('with a deadline says the least money found, or by how much it is missed', async () => {
    const found = await ran('By summer 2027', settings('deadline-target', [], day('2027-07-01')))
    expect(found.summary.deadline).toMatchObject({ outcome: 'found', missedByDays: null })
    expect(found.summary.deadline!.leastPence!).toBeGreaterThan(2_000_000)
    expect(tier3(found).clearOn! <= day('2027-07-01')).toBe(true)
    const row = await getRun(deps.db.read, 'everything', found.runId)
    expect(await replayRun(deps.db.read, row)).toMatchObject({ same: true })
    // Kit comes after six weeks: 18 January, and the week is over on the 25th.
    const late = await ran('Too soon', settings('deadline-target', [], day('2027-01-11')))
    expect(late.summary.deadline).toMatchObject({ outcome: 'impossible', leastPence: null, missedByDays: 14 })
  })

  it('without limits, by disconnecting or by removing alone is measured from the same day with the same yardstick', async () => {
    const free = await ran('Free', settings('unconstrained'))
    const cut = await ran('Cut', settings('disconnect-only'))
    const gone = await ran('Gone', settings('remove-only'))
    expect(free.summary.money.every(({ budgetPence }) => budgetPence === null)).toBe(true)
    // No site has an upgrade: what only disconnects leaves the kit to the horizon, and the tier is never clear.
    expect(tier3(cut)).toMatchObject({ clearOn: null, orders: 0 })
    expect(cut.summary.exposure.plannedMillis).toBe(cut.summary.exposure.disconnectOnlyMillis)
    expect(gone.summary.exposure.plannedMillis).toBe(gone.summary.exposure.removeOnlyMillis)
    expect(new Set([free, cut, gone].map(({ summary }) => summary.exposure.waitMillis)).size).toBe(1)
    const ids = [planId, free, cut, gone].map((one) => (typeof one === 'string' ? one : one.runId))
    const { columns, warnings } = await readComparison(deps.db.read, operator, { ids, discountBasisPoints: 350 })
    expect(columns.map(({ kind }) => kind)).toEqual(['plan', 'unconstrained', 'disconnect-only', 'remove-only'])
    expect(columns.map(({ averted }) => averted.waitMillis > 0)).toEqual([true, true, false, true])
    expect(warnings).toEqual([])
    const differing = await readDifferingOrders(deps.db.read, operator, [planId, cut.runId])
    expect(differing[0]!.reasons).toEqual([{ reason: 'rule', orders: 10 }])
  })

  it('that extends C4 is built anew from the estate of the day, and says so', async () => {
    const c4: Override = { kind: 'extend-c4', sites: ['o1', 'NOWHERE', 'S1'] }
    const { runId, summary } = await ran('Wider', settings('budget-limited', [c4]))
    expect(summary.did.join()).toContain('C4 extended to 1 site')
    const codes = summary.warnings.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['snapshot-rebuilt', 'site-unknown', 'override-void']))
    expect(summary.tiers.some(({ tier, orders }) => tier === 6 && orders === 1)).toBe(true)
    expect((await replayRun(deps.db.read, await getRun(deps.db.read, 'everything', runId))).same).toBe(true)
    const { warnings } = await readComparison(deps.db.read, operator, { ids: [planId, runId], discountBasisPoints: 0 })
    expect(warnings.map(({ code }) => code)).toEqual(['snapshots-differ'])
    const found = await readDifferences(deps.db.read, operator, [planId, runId])
    expect(found.find(({ site, action }) => site === 'O1' && action === 'replace')).toMatchObject({
      reason: 'decision',
    })
  })

  it('is unknown to whoever may not see all that its plan was made for', async () => {
    const { id } = await make('Ours', settings('budget-limited'))
    const stranger = { ...operator, scope: [] }
    await expect(editScenario(deps, stranger, { id, change: { name: 'x' } })).rejects.toMatchObject({
      code: 'unknown-scenario',
    })
  })
})

function fund(basisPoints: number): Override {
  return { kind: 'fund', fund: 'MAIN', financialYear: null, by: { basisPoints } }
}
