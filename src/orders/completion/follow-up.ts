// What is left of an order is an order of its own: the same work, for the devices that are left, with the rank and the reason
// of the one that it came of.
import { sumMillis, factorsOf, type Weights } from '../../directive/weights.ts'
import type { Device } from '../../estate/device.ts'
import type { NewOrder } from '../adopt/store.ts'
import type { CostLine } from '../../planning/catalogue/cost-line.ts'
import type { OrderFacts } from '../../planning/outcome/plan-orders.ts'
import { countKit, type CountedDevice } from '../../planning/problem/leg-devices.ts'
import type { Register } from '../../register/register.ts'
import { factsOf } from '../order.ts'
import { sharePence } from '../../shared/money.ts'
import type { OrderRow } from '../states/store.ts'

export type Weighed = CountedDevice &
  Pick<Device, 'id' | 'network' | 'internetExposed'> & { readonly part: 'work' | 'leaves' }

export interface Left {
  /** What the order was about, before any of it was done. */
  readonly all: readonly Weighed[]
  /** What is left of it, and what stands in for the rest. */
  readonly rest: readonly Weighed[]
}

export interface Following {
  readonly left: Left
  readonly reference: { readonly weights: Weights; readonly register: Register }
  readonly fresh: { readonly id: string; readonly ref: string; readonly at: Date }
  /** What it costs; left out: its share of what its parent was to cost. */
  readonly estimatePence?: number
}

/**
 * Ready at once: it was decided and approved with its parent. It takes the parent's leg with it, so that a plan made anew finds
 * the work under the same name; weight, minutes, kit and money are its share of the parent's.
 */
export function followUpOf(parent: OrderRow, { left, reference, fresh, ...given }: Following): NewOrder {
  const { weights, register } = reference
  const { id, ref, at } = fresh
  const weightOf = (devices: readonly Weighed[]) => devices.reduce((total, device) => total + weigh(weights, device), 0)
  const { all, rest } = left
  const byNumber = (whole: number) => share(whole, rest.length, all.length)
  const approved = parent.approvedPence
  const { estimatePence = byNumber(parent.estimatePence) } = given
  return {
    ...parent,
    ...{ id, ref, version: 1, state: 'ready', whence: null, slipReason: null, shutGates: [] },
    ...{ link: 'follow-up', parentId: parent.id, attempt: 0, companyId: null, claimedAt: null },
    ...{ leaseExpiresAt: null, contactDueAt: null, externalRef: null, closedAt: null, createdAt: at },
    ...{ actualPence: null, actualMinutes: null, deviceCount: rest.filter(isWork).length },
    why: factsLeft(factsOf(parent), { rest, register, share: byNumber, estimatePence }),
    weightMillis: share(parent.weightMillis, weightOf(rest), weightOf(all)),
    minutes: byNumber(parent.minutes),
    estimatePence,
    approvedPence: approved === null ? null : byNumber(approved),
  }
}

interface Rest {
  readonly rest: readonly Weighed[]
  readonly register: Register
  readonly share: (whole: number) => number
  readonly estimatePence: number
}

/** What the parent's reasons say of its devices, said of those that are left. */
function factsLeft(facts: OrderFacts, { rest, register, share: part, estimatePence }: Rest): OrderFacts {
  const work = rest.filter(isWork)
  const idsOf = (devices: readonly Weighed[]) => devices.map(({ id }) => id)
  const { callOff } = facts
  const asks = callOff?.asks && { ...callOff.asks, exVatPence: part(callOff.asks.exVatPence) }
  return {
    ...facts,
    ...{ deviceIds: idsOf(work), leavingIds: idsOf(rest.filter((device) => !isWork(device))) },
    kit: countKit(work, register),
    costLines: linesLeft(facts.costLines, estimatePence, part),
    ...(callOff && { callOff: { ...callOff, ...(asks && { asks }) } }),
  }
}

/** They add up to the sum. Somebody has to come once more, for however little. */
function linesLeft(lines: readonly CostLine[], pence: number, part: (whole: number) => number): CostLine[] {
  const before = lines.map((line) => line.pence)
  const after = before.some((one) => one > 0) ? sharePence(pence, before) : before
  return lines.map((line, i) => ({
    ...line,
    quantity: line.unit === 'visit' ? line.quantity : part(line.quantity),
    pence: after[i]!,
    vatPence: share(line.vatPence, after[i]!, line.pence),
  }))
}

const isWork = ({ part }: Weighed): boolean => part === 'work'

function weigh(weights: Weights, { kind, network, internetExposed }: Weighed): number {
  return sumMillis(factorsOf(weights, { kind, network, internetExposed, status: 'in-service', exploited: false }))
}

/** Whole, rounded half up; what stands in for more than there was counts as more. */
function share(whole: number, part: number, all: number): number {
  return all === 0 ? whole : Math.round((whole * part) / all)
}
