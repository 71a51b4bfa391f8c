// What others read of money: all that a plan knows of it, and where the funds stand beside the plan that counts.
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { FinancialYear } from '../../shared/day.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { Failure } from '../../shared/failure.ts'
import { findCurrentPlan, listPlannedWork, type PlanRow } from '../store.ts'
import type { Fund } from './fund.ts'
import type { LedgerEntry } from './ledger/ledger.ts'
import { positionsOf, type Position } from './ledger/position.ts'
import { settledByLeg } from './ledger/settled.ts'
import { legsOfOrders, listEntries } from './ledger/store.ts'
import type { PlanMoney } from './plan-funds.ts'
import { listFunds, listShares } from './store.ts'

/** Ask within a snapshot, so that funds, shares and ledger agree. Documents for a work order name its leg here. */
export async function readMoney(q: Reads, scope: Scope): Promise<Omit<PlanMoney, 'given'>> {
  const funds = await listFunds(q, scope)
  const ids = funds.map(({ id }) => id)
  return { funds, shares: await listShares(q, scope), ledger: await byLeg(q, await listEntries(q, ids)) }
}

async function byLeg(q: Reads, ledger: readonly LedgerEntry[]): Promise<LedgerEntry[]> {
  const legs = await legsOfOrders(q, [...new Set(ledger.flatMap(({ orderRef }) => orderRef ?? []))])
  return ledger.map((entry) => ({ ...entry, orderRef: legs.get(entry.orderRef ?? '') ?? entry.orderRef }))
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
      const own = byFund.get(fund.id) ?? []
      settleFirst(planned, settledSince(own, plan, legs))
      const spending = { ledger: own, planned, isInPlan: (ref: string) => legs.has(ref) }
      return { fund, positions: positionsOf(fund, spending) }
    }),
  }
}

/** Of the plan's work, after it was made: what came before, it does not draw. */
function settledSince(ledger: readonly LedgerEntry[], plan: PlanRow | undefined, legs: ReadonlySet<string>): number {
  const known = ledger.filter(({ recordedAt }) => plan !== undefined && recordedAt <= plan.createdAt)
  const sum = (entries: readonly LedgerEntry[]) =>
    [...settledByLeg(entries)].reduce((all, [leg, pence]) => all + (legs.has(leg) ? pence : 0), 0)
  return known.length === ledger.length ? 0 : Math.max(0, sum(ledger) - sum(known))
}

/** What is settled is planned no more: the earliest year's first. */
function settleFirst(planned: Map<FinancialYear, number>, settledPence: number): void {
  let left = settledPence
  for (const year of [...planned.keys()].sort(byCodeUnit)) {
    const taken = Math.min(left, planned.get(year)!)
    planned.set(year, planned.get(year)! - taken)
    left -= taken
  }
}
