// The fence: order, attempt and company. Whoever lost an order and does not know it yet changes nothing of it.
import { Failure } from '../../shared/failure.ts'
import type { OrderState } from '../../shared/vocabulary.ts'
import { HELD } from '../states/transitions.ts'
import type { OrderRow } from '../states/store.ts'

/** A company has the order; on hold it has it still. */
export const HAD: readonly OrderState[] = [...HELD, 'on-hold']

export interface Fence {
  readonly attempt: number
  readonly companyId: string | null
}

/** Whether the company has the order by that very claim. */
export function isHolder(
  order: Pick<OrderRow, 'state' | 'attempt' | 'companyId'>,
  { attempt, companyId }: Fence,
): boolean {
  return HAD.includes(order.state) && companyId !== null && order.companyId === companyId && order.attempt === attempt
}

/** For every write from the field but its evidence, which is held for review instead. Throws `stale-attempt`. */
export function checkFence(
  order: Pick<OrderRow, 'ref' | 'state' | 'attempt' | 'companyId'>,
  { attempt, companyId }: Fence,
): void {
  if (isHolder(order, { attempt, companyId })) return
  throw new Failure(
    'stale-attempt',
    `${order.ref} is not yours by attempt ${attempt}: it was given back, ran out or was taken over since.`,
    'GET /api/v1/orders/mine says what is. Send what was seen and done on site as a visit report: it is kept for a person to judge.',
  )
}

/** The company has the next step to take: what waits for a judge, for its manager or on hold does not count. */
export const OPEN_CLAIMS: readonly OrderState[] = ['claimed', 'scheduled', 'in-progress', 'rejected']
