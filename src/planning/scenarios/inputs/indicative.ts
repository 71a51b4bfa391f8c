// What would count more if indicative money did: funds as they are now, for a scenario is about what may come.
import type { PlanMoney } from '../../funds/plan-funds.ts'
import { fundsOf, type PlanFrame } from '../../funds/plan-funds.ts'
import type { IndicativeSum } from './overrides.ts'

/** By fund and year; what is paid, accrued and committed there is off already. */
export function indicativeSums(money: Omit<PlanMoney, 'given' | 'countIndicative'>, frame: PlanFrame): IndicativeSum[] {
  const budgetsWith = (countIndicative: boolean): IndicativeSum[] =>
    fundsOf({ ...money, given: [], countIndicative }, frame).funds.flatMap(({ id, budgets }) =>
      budgets.map((budget) => ({ ...budget, fund: id })),
    )
  const without = new Map(
    budgetsWith(false).map(({ fund, financialYear, pence }) => [`${fund}\n${financialYear}`, pence]),
  )
  return budgetsWith(true)
    .map(({ fund, financialYear, pence }) => {
      return { fund, financialYear, pence: pence - (without.get(`${fund}\n${financialYear}`) ?? 0) }
    })
    .filter(({ pence }) => pence > 0)
}
