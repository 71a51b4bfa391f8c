// The demo: the main job on an estate that was made up, through the same import, decision and plan as any other.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandContext } from '../cli/command.ts'
import { decideSites } from '../directive/decide-sites.ts'
import type { ImportReport } from '../estate/import/report.ts'
import { loadEstate } from '../estate/load-estate.ts'
import { listOrganisations } from '../estate/store.ts'
import { explainOrder } from '../orders/planned/explain-order.ts'
import { listPlanOrders } from '../orders/planned/list-orders.ts'
import type { PlannedOrder } from '../orders/planned/order.ts'
import { sayExplained, sayOrders } from '../orders/planned/say-order.ts'
import { getDocuments, getPlan } from '../planning/get-plan.ts'
import type { MadePlan } from '../planning/make-plan.ts'
import type { PlanInput } from '../planning/problem-now.ts'
import { setFund } from '../planning/funds/change-fund.ts'
import { sayDirector, sayGains } from '../reports/director.ts'
import { gainFrom } from '../reports/more-money.ts'
import { readProgress } from '../reports/progress/read-progress.ts'
import { dayOf, financialYear, financialYearOf, startYearOf, type Day } from '../shared/day.ts'
import { byCodeUnit, count } from '../shared/text.ts'
import { introducePeople } from './demo-people.ts'
import { openSandbox } from './open-sandbox.ts'
import { makeDemoEstate } from './estate/make-estate.ts'

/** £1.5m, £4m, £4m and £3m over four years: enough to bind, not to despair. */
const BUDGETS_PENCE = [150_000_000, 400_000_000, 400_000_000, 300_000_000]
const FUND = 'PROGRAMME'
/** What the last lines of the demo ask for. */
const MORE_PENCE = 50_000_000
/** Tiers 0 to 3 are the work at sensitive sites (the decision table). */
const LAST_SENSITIVE_TIER = 3
/** A screen of them. */
const FIRST_ORDERS = 20

export async function runDemo(context: CommandContext, startOn: Day, sandbox = false): Promise<void> {
  const { db, caller, print, width } = context
  await importEstate(context, startOn)
  await decideAndFund(context, startOn)
  const input: PlanInput = { startOn, budgets: [] }
  const { planId, summary } = await context.runJob<MadePlan>('plan', input)

  const today = dayOf(context.clock.now())
  const progress = await db.snapshot((q) => readProgress(q, caller.scope, today))
  const say = (lines: readonly string[]): void => lines.forEach((line) => print(line))
  print('')
  say(sayDirector(progress, summary, width))

  print(`\nTHE FIRST ${FIRST_ORDERS} ORDERS`)
  const orders = await listPlanOrders(db.read, caller.scope, planId)
  say(sayOrders(orders.slice(0, FIRST_ORDERS), width, { header: true }))

  const last = lastSensitive(orders)
  if (last) {
    print('\nWHY HERE, WHY THEN: the last work at a sensitive site')
    say(sayExplained(await explainOrder(context, caller, { planId, legId: last.legId }), width))
  }
  const { problem, plan } = await getDocuments(db.read, await getPlan(db.read, caller.scope, planId))
  const extra = { fundId: FUND, financialYear: financialYearOf(startOn), pence: MORE_PENCE }
  print('\nWHAT MORE MONEY WOULD DO')
  say(sayGains(gainFrom(problem, plan, extra), { ...extra, tiers: summary.tiers }))

  const companyId = sandbox ? await openSandbox(context, planId) : undefined
  print('\nWHO SEES WHAT: a token of each role')
  say(
    await introducePeople(context, { organisations: await listOrganisations(db.read, caller.scope), width, companyId }),
  )
}

/** It sets the day on which the sensitive sites are clear. Of several in that week the last by rank. */
function lastSensitive(orders: readonly PlannedOrder[]): PlannedOrder | undefined {
  const planned = orders.filter(({ tier, weekOn }) => tier <= LAST_SENSITIVE_TIER && weekOn !== null)
  return planned.toSorted((a, b) => byCodeUnit(a.weekOn!, b.weekOn!)).at(-1)
}

async function importEstate({ runJob, print }: CommandContext, startOn: Day): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lenscap-demo-'))
  let devices = 0
  let rejected = 0
  try {
    const files = makeDemoEstate({ seed: 1, startOn })
    for (const { fileName, csv } of files) {
      const file = join(folder, fileName)
      await writeFile(file, csv)
      const report = await runJob<ImportReport>('import', { file, fileName })
      devices += report.created
      rejected += report.rejected
    }
    print(
      `Imported ${count(files.length, 'inventory', 'inventories')} of fictional organisations: ${count(devices, 'device')}; ${count(rejected, 'row')} rejected, each with its reason.`,
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function decideAndFund(context: CommandContext, startOn: Day): Promise<void> {
  const { db, caller } = context
  await decideSites(context, caller, {
    sites: 'standing',
    choice: 'replace-now',
    reason: 'Considered under C3: the risk at sensitive sites is not one to wait with.',
    approvedBy: 'Senior responsible owner (demo)',
  })
  const { organisations } = await loadEstate(db.read, caller.scope)
  const firstYear = startYearOf(financialYearOf(startOn))
  await setFund(context, caller, {
    code: FUND,
    name: 'Removal programme',
    budgets: BUDGETS_PENCE.map((pence, i) => ({ financialYear: financialYear(firstYear + i), pence })),
    organisationIds: organisations.map(({ id }) => id),
  })
}
