// What comes of a plan, month by month: read from one moment of the stored plan, the funds and their ledger.
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import { getDocuments, getPlan } from '../../planning/get-plan.ts'
import { readMoney } from '../../planning/funds/read-money.ts'
import type { PlanRow } from '../../planning/store.ts'
import { burnDownOf, type BurnDown, type Grain, type Staying, type Work } from './sums/burn-down.ts'
import { drawnOf } from './sums/drawn.ts'
import { pastK1Of, sitesPastK1, type PastK1, type SitePastK1 } from './sums/past-k1.ts'
import { curveOf, spendOf, type Curve, type Spend } from './sums/spend.ts'
import { listSensitiveSites, listWork } from './store.ts'
import { unusableOf, type Unusable } from './sums/unusable.ts'

export interface MoneyForecast {
  readonly plan: PlanRow
  readonly spend: Spend
  readonly curve: Curve
  readonly unusable: readonly Unusable[]
}

export interface Forecast extends MoneyForecast {
  readonly burnDown: BurnDown
  readonly pastK1: PastK1
  /** All of them, the worst first. */
  readonly sitesPastK1: readonly SitePastK1[]
}

/** Ask within a snapshot. Throws `unknown-plan`, `no-plan`. */
export async function readMoneyForecast(q: Reads, scope: Scope, planId: string | undefined): Promise<MoneyForecast> {
  const row = await getPlan(q, scope, planId)
  const { problem, plan } = await getDocuments(q, row)
  const { funds, ledger } = await readMoney(q, scope)
  const legs = new Set(problem.jobs.map(({ id }) => id))
  const spend = spendOf(drawnOf(problem, plan), funds)
  const unusable = unusableOf(problem, plan)
  return { plan: row, spend, curve: curveOf(spend, ledger, (ref) => legs.has(ref)), unusable }
}

/** As above. */
export async function readForecast(
  q: Reads,
  scope: Scope,
  { planId, grain }: { planId: string | undefined; grain: Grain },
): Promise<Forecast> {
  const money = await readMoneyForecast(q, scope, planId)
  const { work, staying, late } = await readPastK1(q, scope, money.plan)
  const { startOn } = money.plan
  return {
    ...money,
    burnDown: burnDownOf(work, staying, { startOn, grain }),
    pastK1: pastK1Of(late),
    sitesPastK1: late,
  }
}

/** `late`: sensitive sites that are cleared after K1, the worst first. */
export async function readPastK1(
  q: Reads,
  scope: Scope,
  { id, summary }: PlanRow,
): Promise<{ work: readonly Work[]; staying: readonly Staying[]; late: readonly SitePastK1[] }> {
  const work: Work[] = []
  for await (const one of listWork(q, scope, id)) work.push(one)
  // Plans of before sites were named here by id name them by code alone.
  const staying = summary.left.map(({ siteId, siteCode, ...left }) => ({ ...left, siteId: siteId ?? siteCode }))
  const sensitive = await listSensitiveSites(q, scope)
  return { work, staying, late: sitesPastK1({ work, staying, sensitive }, summary) }
}
