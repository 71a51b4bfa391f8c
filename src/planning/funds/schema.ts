import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, InstantText, nullable, oneOf } from '../../http/words.ts'
import type { FinancialYear } from '../../shared/day.ts'
import { BUDGET_STATUSES, CARRY_OVERS, FUND_CLASSES, LEDGER_KINDS } from '../../shared/vocabulary.ts'
import { MOST_PENCE, type Budget, type Fund } from './fund.ts'
import type { FundEdit, NewFund } from './change-fund.ts'
import type { LedgerEntry } from './ledger/ledger.ts'
import type { Position } from './ledger/position.ts'
import type { BudgetRow as StoredBudget } from './store.ts'

const YearText = Type.String({ pattern: '^\\d{4}-\\d{2}$', description: 'A financial year, such as 2026-27.' })
const Pence = Type.Integer({ description: 'Pence.' })
const Sum = Type.Integer({ minimum: 0, maximum: MOST_PENCE, description: 'Pence.' })
const Id = Type.String({ maxLength: 64 })

export const FundParams = Type.Object({ id: Id })
export const FundsQuery = closed(PageQuery)
export const LedgerQuery = closed(PageQuery)

const facts = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  source: nullable(Type.String({ maxLength: 2000, description: 'Who gives the money, and by what.' })),
  class: oneOf(FUND_CLASSES),
  organisationId: nullable(Type.String({ maxLength: 64, description: 'Whose alone it is; null: it may be shared.' })),
  carryOver: oneOf(CARRY_OVERS),
  carryOverCapPence: nullable(
    Type.Integer({ minimum: 0, maximum: MOST_PENCE, description: 'With agreed only: what was agreed.' }),
  ),
}
const budget = { financialYear: YearText, status: oneOf(BUDGET_STATUSES), pence: Sum }
const Budgets = Type.Array(closed(budget), { maxItems: 1000 })
const DefaultOf = Type.Array(Id, { maxItems: 1000, description: 'Organisations whose default fund it becomes.' })

export const FundBody = closed({
  code: Type.String({ maxLength: 63, description: 'What budgets, lists and plans name it by.' }),
  ...Type.Partial(Type.Object(facts)).properties,
  name: facts.name,
  budgets: Type.Optional(Budgets),
  defaultOf: Type.Optional(DefaultOf),
})
export const FundEditBody = closed({
  ...Type.Partial(Type.Object(facts)).properties,
  defaultOf: Type.Optional(DefaultOf),
})
export const BudgetsBody = closed({ budgets: Budgets })

export const FundReply = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  code: Type.String(),
  ...facts,
  defaultOf: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
    description: 'Organisations whose default fund it is.',
  }),
  budgets: Type.Array(Type.Object(budget), { description: 'The newest of each year and status.' }),
})
export const FundsReply = pageReply(FundReply)

export const BudgetsReply = Type.Object({
  items: Type.Array(Type.Object({ ...budget, recordedAt: InstantText, recordedBy: Type.String() }), {
    description: 'All that were ever recorded, oldest first; of a year and status the last counts.',
  }),
})

const position = {
  financialYear: YearText,
  approvedPence: Pence,
  indicativePence: Pence,
  askedForPence: Pence,
  carriedInPence: Pence,
  committedPence: Type.Integer({ description: 'Orders placed less goods received.' }),
  accruedPence: Type.Integer({ description: 'Goods received less invoices.' }),
  actualPence: Type.Integer({ description: 'Invoices less credit notes.' }),
  plannedPence: Type.Integer({ description: 'By the current plan, beyond what is committed to its work.' }),
  leftPence: Type.Integer({ description: 'Negative: overspent.' }),
  overspentPence: Pence,
  carriedOutPence: Pence,
  surrenderedPence: Type.Integer({ description: 'Left at the year’s end, beyond what is agreed to be carried over.' }),
}
const PlanId = nullable(Type.String({ description: 'Whose money is counted as planned; null: there is no plan.' }))

export const PositionReply = Type.Object({
  fundId: Type.String(),
  code: Type.String(),
  planId: PlanId,
  years: Type.Array(Type.Object(position)),
})
export const PositionsReply = Type.Object({
  planId: PlanId,
  classes: Type.Array(Type.Object({ class: oneOf(FUND_CLASSES), ...position })),
})

export const TakenReply = Type.Object({
  rows: Type.Integer(),
  changed: Type.Integer({ description: 'Rows that said something new.' }),
})
export const LedgerTakenReply = Type.Object({
  rows: Type.Integer(),
  added: Type.Integer({ description: 'Lines of documents that were not on record.' }),
  unchanged: Type.Integer({ description: 'On record already.' }),
  repeated: Type.Integer({ description: 'Said before in the same list.' }),
})

export const LedgerReply = pageReply(
  Type.Object({
    id: Type.String(),
    kind: oneOf(LEDGER_KINDS),
    reference: Type.String(),
    supplier: Type.String(),
    financialYear: YearText,
    pence: Pence,
    purchaseOrder: nullable(Type.String()),
    orderRef: nullable(Type.String({ description: 'The leg or work order that it is for.' })),
    recordedAt: InstantText,
    recordedBy: Type.String(),
  }),
)

export function newFund({ budgets, ...body }: Static<typeof FundBody>): NewFund {
  return { ...body, ...(budgets && { budgets: budgetsOf(budgets) }) }
}

export function fundEdit(id: string, version: number, body: Static<typeof FundEditBody>): FundEdit {
  const { defaultOf, ...change } = body
  return { id, version, change, ...(defaultOf && { defaultOf }) }
}

export function budgetsOf(budgets: Static<typeof BudgetsBody>['budgets']): Budget[] {
  return budgets.map((one) => ({ ...one, financialYear: one.financialYear as FinancialYear }))
}

export function fundReply({ budgets, defaultOf, ...fund }: Fund): Static<typeof FundReply> {
  return { ...fund, defaultOf: [...defaultOf], budgets: [...budgets] }
}

export function budgetReply({ financialYear, status, pence, recordedAt, recordedBy }: StoredBudget) {
  return { financialYear, status, pence, recordedAt: recordedAt.toISOString(), recordedBy }
}

export function ledgerReply({ fundId: _, recordedAt, ...entry }: LedgerEntry) {
  return { ...entry, recordedAt: recordedAt.toISOString() }
}

export function positionReply(
  planId: string | null,
  { fund: { id: fundId, code }, positions }: { fund: Fund; positions: readonly Position[] },
): Static<typeof PositionReply> {
  return { fundId, code, planId, years: [...positions] }
}
