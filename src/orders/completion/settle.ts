// The end of an order that work was done on: what was done is applied to the estate, and what is left becomes the order that
// follows. No device is lost: each is done with, or in that order, under its own name or that of what stands in for it.
import type { Reads, Writes } from '../../db/database.ts'
import type { Weights } from '../../directive/weights.ts'
import type { Changing } from '../../estate/works/change-devices.ts'
import { insertEvent, type OrderRow } from '../states/store.ts'
import { applyOutcomes } from './apply-outcomes.ts'
import { followUpOf, type Weighed } from './follow-up.ts'
import * as store from './store.ts'

export interface Settling {
  readonly changing: Changing
  readonly weights: Weights
  /** Of the order that follows, if one does: taken before the write. */
  readonly ref: string
}

export interface Settled {
  readonly done: readonly string[]
  readonly followUp: OrderRow | null
  /** What goes with the order as it ends. */
  readonly set: Partial<OrderRow>
}

export async function settle(q: Writes, order: OrderRow, settling: Settling): Promise<Settled> {
  const { changing } = settling
  const before = await store.listWeighedDevices(q, order.id)
  const cleared = await store.clearedStandIns(q, order.id)
  const actuals = await actualsOf(q, order)
  const { done, standIns } = await applyOutcomes(q, order, { changing })
  const rest = before.filter(({ id }) => !done.includes(id) && !cleared.has(id))
  const come = await store.listWeighed(q, standIns)
  const followUp = await follow(q, order, { settling, before, rest: [...rest, ...come] })
  const { legId: leg, organisationId } = order
  if (leg !== null) await store.joinLeg(q, { legId: leg, organisationId }, come)
  const legId = followUp ? null : order.legId
  return { done, followUp, set: { ...actuals, legId, closedAt: changing.at } }
}

/** Beside the estimate, from completion on: what was told of the devices, with what the visits cost. Null: nobody told. */
export async function actualsOf(q: Reads, { id }: OrderRow): Promise<Pick<OrderRow, 'actualPence' | 'actualMinutes'>> {
  const told = [...new Map((await store.listOutcomes(q, id)).map((row) => [row.deviceId, row])).values()]
  const total = (numbers: readonly (number | null)[]) => numbers.reduce<number>((sum, n) => sum + (n ?? 0), 0)
  const pence = total(told.map((row) => row.pence)) + (await store.visitPence(q, id))
  const minutes = total(told.map((row) => row.minutes))
  const isTold = told.some((row) => row.pence !== null) || pence > 0
  return { actualPence: isTold ? pence : null, actualMinutes: minutes > 0 ? minutes : null }
}

async function follow(
  q: Writes,
  parent: OrderRow,
  {
    settling: { changing, weights, ref },
    before,
    rest,
  }: { settling: Settling; before: readonly Weighed[]; rest: readonly Weighed[] },
): Promise<OrderRow | null> {
  if (rest.length === 0) return null
  const { newId, at, by } = changing
  const id = newId('ord')
  const left = { all: before, rest }
  const reference = { weights, register: changing.register }
  const row = followUpOf(parent, { left, reference, fresh: { id, ref, at } })
  const followUp = await store.insertLinkedOrder(q, row, rest)
  await store.waitForInstead(q, { before: parent.id, now: id })
  await insertEvent(q, {
    ...{ id: newId('evt'), orderId: id, organisationId: parent.organisationId, event: 'follow-up' },
    ...{ fromState: 'proposed', toState: 'ready', attempt: 0, companyId: null, detail: null, at, by, position: null },
  })
  return followUp
}
