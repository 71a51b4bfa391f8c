// Gives organisations one fund to share, with its approved budgets. Budgets are appended: what was approved before stays
// on record.
import { auditEntry, record } from '../access/audit.ts'
import type { Caller } from '../access/caller.ts'
import type { Deps } from '../deps.ts'
import type { FinancialYear } from '../shared/day.ts'
import { insertBudgets, insertFund, shareFund } from './store.ts'

export interface SharedFund {
  readonly code: string
  readonly name: string
  readonly budgets: readonly { readonly financialYear: FinancialYear; readonly pence: number }[]
  readonly organisationIds: readonly string[]
}

/** Makes the fund and returns its id. A code that is taken is refused by the database as a duplicate. */
export async function setFund(deps: Deps, caller: Caller, fund: SharedFund): Promise<string> {
  const { db, clock, ids } = deps
  const now = clock.now()
  const fundId = ids.next('fun')
  const rows = fund.budgets.map((budget) => {
    const recorded = { recordedAt: now, recordedBy: caller.principalId }
    return { ...budget, ...recorded, id: ids.next('bud'), fundId, status: 'approved' as const }
  })
  const entry = auditEntry(deps, caller, { act: 'fund.shared', subjectKind: 'fund', subjectId: fundId })
  await db.write(async (q) => {
    const { code, name } = fund
    await insertFund(q, {
      id: fundId,
      version: 1,
      code,
      name,
      carryOver: 'none',
      carryOverCapPence: null,
      createdAt: now,
    })
    await insertBudgets(q, rows)
    await shareFund(q, fundId, fund.organisationIds)
    await record(q, entry, fund)
  })
  return fundId
}
