import type { Caller } from '../../access/caller.ts'
import type { Movers } from './possible.ts'
import type { OrderRow } from './store.ts'
import { HELD, type Mover } from './transitions.ts'

/** As whom the caller may move the order. Nobody who does not belong to a company is one of its. */
export function moversOf({ roles, companyId }: Caller, order: Pick<OrderRow, 'state' | 'companyId'>): Movers {
  const staff = (['programme', 'approver', 'estate'] as const).filter((role) => roles.includes(role))
  if (!roles.includes('contractor') || !companyId) return staff
  if (order.companyId !== companyId) return order.state === 'ready' ? ['company'] : []
  const theirs: Mover[] = HELD.includes(order.state)
    ? ['holder']
    : order.state === 'offered'
      ? ['offered']
      : ['company']
  return [...staff, ...theirs]
}
