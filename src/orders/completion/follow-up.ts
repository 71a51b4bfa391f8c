// What is left of an order is an order of its own: the same work, for the devices that are left, with the rank and the reason
// of the one that it came of.
import { sumMillis, factorsOf, type Weights } from '../../directive/weights.ts'
import type { Device } from '../../estate/device.ts'
import type { NewOrder } from '../adopt/store.ts'
import type { OrderRow } from '../states/store.ts'

export type Weighed = Pick<Device, 'id' | 'kind' | 'network' | 'internetExposed'>

export interface Left {
  /** What the order was about, before any of it was done. */
  readonly all: readonly Weighed[]
  /** What is left of it, and what stands in for the rest. */
  readonly rest: readonly Weighed[]
}

/**
 * Ready at once: it was decided and approved with its parent. It takes the parent's leg with it, so that a plan made anew finds
 * the work under the same name; weight, minutes and money are its share of the parent's.
 */
export function followUpOf(
  parent: OrderRow,
  { left, weights, fresh }: { left: Left; weights: Weights; fresh: { id: string; ref: string; at: Date } },
): NewOrder {
  const { id, ref, at } = fresh
  const weightOf = (devices: readonly Weighed[]) => devices.reduce((total, device) => total + weigh(weights, device), 0)
  const { all, rest } = left
  const byNumber = (whole: number) => share(whole, rest.length, all.length)
  const approved = parent.approvedPence
  return {
    ...parent,
    ...{ id, ref, version: 1, state: 'ready', whence: null, slipReason: null, shutGates: [] },
    ...{ link: 'follow-up', parentId: parent.id, attempt: 0, companyId: null, claimedAt: null },
    ...{ leaseExpiresAt: null, contactDueAt: null, externalRef: null, closedAt: null, createdAt: at },
    ...{ actualPence: null, actualMinutes: null, deviceCount: rest.length },
    weightMillis: share(parent.weightMillis, weightOf(rest), weightOf(all)),
    minutes: byNumber(parent.minutes),
    estimatePence: byNumber(parent.estimatePence),
    approvedPence: approved === null ? null : byNumber(approved),
  }
}

function weigh(weights: Weights, { kind, network, internetExposed }: Weighed): number {
  return sumMillis(factorsOf(weights, { kind, network, internetExposed, status: 'in-service', exploited: false }))
}

/** Whole, rounded half up; what stands in for more than there was counts as more. */
function share(whole: number, part: number, all: number): number {
  return all === 0 ? whole : Math.round((whole * part) / all)
}
