// What others read of money: all that a plan knows of it, and where the funds stand beside the plan that counts.
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { FinancialYear } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { findCurrentPlan, listPlannedWork, type PlanRow } from '../store.ts'
import type { Fund } from './fund.ts'
import type { LedgerEntry } from './ledger/ledger.ts'
import { positionsOf, type Position } from './ledger/position.ts'
import { listEntries } from './ledger/store.ts'
import type { PlanMoney } from './plan-funds.ts'
import { listFunds, listShares } from './store.ts'

/** Ask within a snapshot, so that funds, shares and ledger agree. */
export async function readMoney(q: Reads, scope: Scope): Promise<Omit<PlanMoney, 'given'>> {
  const funds = await listFunds(q, scope)
  const ids = funds.map(({ id }) => id)
  return { funds, shares: await listShares(q, scope), ledger: await listEntries(q, ids) }
}

/** Throws `unknown-fund-id`. */
export async function getFund(q: Reads, scope: Scope, id: string): Promise<Fund> {
  const fund = (await listFunds(q, scope)).find((one) => one.id === id)
  if (fund) return fund
  const hint = '`lenscap funds`, or GET /api/v1/funds, lists those that you may see.'
  throw new Failure('unknown-fund-id', `There is no fund ${id}.`, hint)
}

/** What the documents of the fund are, oldest first. */
export function listLedger(q: Reads, { id }: Pick<Fund, 'id'>): Promise<LedgerEntry[]> {
  return listEntries(q, [id])
}

export interface FundPositions {
  readonly fund: Fund
  readonly positions: readonly Position[]
}

export interface Positions {
  /** The plan whose money is counted as planned: the adopted one, else the newest; null: there is none. */
  readonly planId: string | null
  readonly funds: readonly FundPositions[]
}

/** Of all funds that the caller may know of, by code. Ask within a snapshot. */
export async function readPositions(q: Reads, scope: Scope): Promise<Positions> {
  return readPositionsWith(q, scope, await findCurrentPlan(q, scope))
}

/** As if the plan given were the one that counts; undefined: with nothing planned. */
export async function readPositionsWith(q: Reads, scope: Scope, plan: PlanRow | undefined): Promise<Positions> {
  const { funds, ledger } = await readMoney(q, scope)
  const work = plan ? await listPlannedWork(q, plan.id) : []
  const legs = new Set(work.map(({ legId }) => legId))
  const byFund = Map.groupBy(ledger, ({ fundId }) => fundId)
  const asked = Map.groupBy(plan?.summary.money ?? [], ({ fund }) => fund)
  return {
    planId: plan?.id ?? null,
    funds: funds.map((fund) => {
      const planned = new Map<FinancialYear, number>(
        (asked.get(fund.code) ?? [])
          .filter(({ spentPence }) => spentPence > 0)
          .map(({ financialYear, spentPence }) => [financialYear, spentPence]),
      )
      const spending = { ledger: byFund.get(fund.id) ?? [], planned, isInPlan: (ref: string) => legs.has(ref) }
      return { fund, positions: positionsOf(fund, spending) }
    }),
  }
}
