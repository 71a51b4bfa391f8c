// What a company sees of an order, and when: here, and nowhere else. Before it has the order, what any company may know that
// could do it; then where it is; then, for as long as named and approved engineers are booked for it, what stands there and
// how to get in. After it has given the order back or lost it, or the work is accepted, nothing.
// Never: rank, sequence, tier, clause, reasons, sensitivity, limbs, what it costs to the pound, who else there is.
import type { Address } from '../../estate/site.ts'
import type { Day } from '../../shared/day.ts'
import type { Action, Kind, OrderState, Vetting } from '../../shared/vocabulary.ts'
import type { OrderRow } from '../states/store.ts'
import type { PlannedKit } from '../visits/kit/planned-kit.ts'

/** Each stage shows what the one before it shows, and more. */
export type Stage = 'open' | 'offered' | 'held' | 'booked'

export type Viewed = Pick<
  OrderRow,
  | 'ref'
  | 'state'
  | 'companyId'
  | 'region'
  | 'action'
  | 'minutes'
  | 'vetting'
  | 'estimatePence'
  | 'weekOn'
  | 'attempt'
  | 'leaseExpiresAt'
  | 'offerExpiresAt'
  | 'contactDueAt'
  | 'contactOverdueAt'
  | 'externalRef'
>

/** Before the claim: no day, no week, no sum and no place that would say which site it is. */
export interface OpenOrder {
  readonly ref: string
  /** As wide as it takes for five orders to look alike. */
  readonly region: string
  readonly action: Action
  readonly hours: number
  readonly vetting: Vetting
  readonly valueBand: string
  /** `2027-03` */
  readonly month: string | null
}

export interface OfferedOrder extends OpenOrder {
  readonly state: 'offered'
  readonly offerExpiresAt: Date | null
}

export interface HeldOrder extends OpenOrder {
  readonly state: OrderState
  /** With the reference, what every write from the field names. */
  readonly attempt: number
  readonly leaseExpiresAt: Date | null
  readonly contactDueAt: Date | null
  readonly contactOverdue: boolean
  readonly weekOn: Day | null
  readonly externalRef: string | null
  /** What its work has to be put right for; null: nobody rejected it. */
  readonly rejectedBecause: string | null
  readonly site: { readonly code: string; readonly name: string; readonly address: Address | null }
}

export interface BookedOrder extends HeldOrder {
  readonly accessNotes: string | null
  /** Whom to ask for at the site. */
  readonly contacts: string | null
  readonly devices: readonly ViewedDevice[]
  /** What the plan has in their place; none: the company brings what it finds fit. */
  readonly kitToFit: readonly PlannedKit[]
}

export interface ViewedDevice {
  readonly id: string
  readonly label: string | null
  readonly kind: Kind
  readonly manufacturer: string | null
  readonly model: string | null
  readonly location: string | null
  readonly part: 'work' | 'leaves'
}

export type CompanyOrder = OfferedOrder | HeldOrder | BookedOrder

/** `visitBooked`: engineers who are named and approved go to it, or are there. Null: to this company there is no such order. */
export function stageOf(
  { state, companyId }: Pick<OrderRow, 'state' | 'companyId'>,
  company: string,
  visitBooked: boolean,
): Exclude<Stage, 'open'> | null {
  if (companyId !== company) return null
  switch (state) {
    case 'offered':
      return 'offered'
    case 'claimed':
    case 'completed':
    case 'rejected':
    case 'with-manager':
    case 'on-hold':
      return 'held'
    case 'scheduled':
    case 'in-progress':
      return visitBooked ? 'booked' : 'held'
    case 'proposed':
    case 'ready':
    case 'accepted':
    case 'verified':
    case 'closed-incomplete':
    case 'cancelled':
      return null
  }
}

export const UNSTATED_REGION = 'Not stated'

type Shown = Pick<Viewed, 'ref' | 'region' | 'action' | 'minutes' | 'vetting' | 'estimatePence' | 'weekOn'>

export function openView(order: Shown, bands: readonly number[]): OpenOrder {
  const { ref, region, action, minutes, vetting, estimatePence, weekOn } = order
  return {
    ...{ ref, region: region ?? UNSTATED_REGION, action, hours: Math.ceil(minutes / 60), vetting },
    valueBand: valueBandOf(estimatePence, bands),
    month: weekOn?.slice(0, 7) ?? null,
  }
}

export function offeredView(order: Viewed, bands: readonly number[]): OfferedOrder {
  return { ...openView(order, bands), state: 'offered', offerExpiresAt: order.offerExpiresAt }
}

export function heldView(
  order: Viewed,
  bands: readonly number[],
  opened: Pick<HeldOrder, 'rejectedBecause' | 'site'>,
): HeldOrder {
  const { state, attempt, leaseExpiresAt, contactDueAt, weekOn, externalRef } = order
  return {
    ...openView(order, bands),
    ...{ state, attempt, leaseExpiresAt, contactDueAt, contactOverdue: isContactOverdue(order), weekOn, externalRef },
    ...opened,
  }
}

/** A later day on which it must be heard of makes good what was missed before. */
export function isContactOverdue({
  contactDueAt,
  contactOverdueAt,
}: Pick<Viewed, 'contactDueAt' | 'contactOverdueAt'>): boolean {
  return contactDueAt !== null && contactOverdueAt !== null && contactDueAt <= contactOverdueAt
}

/** `£1,000 to £5,000`; `bands` are upper ends, exclusive, the least first. */
export function valueBandOf(pence: number, bands: readonly number[]): string {
  const pounds = (one: number) => `£${(one / 100).toLocaleString('en-GB')}`
  const above = bands.findIndex((upper) => pence < upper)
  if (above === 0) return `under ${pounds(bands[0]!)}`
  if (above === -1) return `${pounds(bands.at(-1)!)} and more`
  return `${pounds(bands[above - 1]!)} to ${pounds(bands[above]!)}`
}
