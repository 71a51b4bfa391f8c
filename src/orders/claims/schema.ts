import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, DayText, InstantText, nullable, oneOf } from '../../http/words.ts'
import { ACTIONS, CREW_ACTIONS, KINDS, ORDER_STATES, VETTINGS } from '../../shared/vocabulary.ts'
import { OrderReply, Ref } from '../schema.ts'
import type { CompanyOrder, OpenOrder } from './contractor-view.ts'

/** Half of what handlers may take (app.ts), so that a wait ends by itself. */
export const LONGEST_WAIT_MS = 15_000
const Reason = Type.String({ minLength: 1, maxLength: 2000 })
const Attempt = Type.Integer({ minimum: 1, description: 'As the claim gave it.' })
const Month = Type.String({ pattern: '^\\d{4}-\\d{2}$', examples: ['2027-03'] })

export const ClaimBody = closed(
  {
    maxOrders: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'No more than the cap on open claims are given.',
    }),
    filter: Type.Optional(
      closed({
        regions: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 20 })),
        actions: Type.Optional(Type.Array(oneOf(CREW_ACTIONS), { minItems: 1, maxItems: 4 })),
        sameSiteAs: Type.Optional(
          Type.String({ maxLength: 20, description: 'Only at the site of this order, which you have.' }),
        ),
      }),
    ),
    externalRef: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'What your own system calls it.' }),
    ),
    waitMs: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: LONGEST_WAIT_MS },
        description: 'If there is nothing: how long to wait until something can be claimed. Claim again then.',
      }),
    ),
  },
  { examples: [{ maxOrders: 5, filter: { regions: ['Wales'], actions: ['replace'] }, waitMs: 10_000 }] },
)

const open = {
  ref: Ref,
  region: Type.String({ description: 'Before a claim as wide as it takes for five orders to look alike.' }),
  action: oneOf(ACTIONS),
  hours: Type.Integer(),
  vetting: oneOf(VETTINGS),
  valueBand: Type.String({ examples: ['£1,000 to £5,000'] }),
  month: nullable(Month),
}
export const OpenReply = pageReply(Type.Object(open))
export const OpenQuery = closed({
  ...PageQuery,
  region: Type.Optional(Type.String({ maxLength: 100 })),
  action: Type.Optional(oneOf(ACTIONS)),
  vetting: Type.Optional(oneOf(VETTINGS)),
  valueBand: Type.Optional(Type.String({ maxLength: 100 })),
  month: Type.Optional(Month),
})

/** What it has at its stage; what it does not see yet is left out. */
export const CompanyOrderReply = Type.Object({
  ...open,
  state: oneOf(ORDER_STATES),
  offerExpiresAt: Type.Optional(nullable(InstantText)),
  attempt: Type.Optional(Attempt),
  leaseExpiresAt: Type.Optional(nullable(InstantText)),
  contactDueAt: Type.Optional(nullable(InstantText)),
  contactOverdue: Type.Optional(Type.Boolean()),
  weekOn: Type.Optional(nullable(DayText)),
  externalRef: Type.Optional(nullable(Type.String())),
  rejectedBecause: Type.Optional(nullable(Type.String({ description: 'What is to be put right.' }))),
  site: Type.Optional(
    Type.Object({
      code: Type.String(),
      name: Type.String(),
      address: nullable(
        Type.Object({
          postcode: nullable(Type.String()),
          lat: nullable(Type.Number()),
          lon: nullable(Type.Number()),
        }),
      ),
    }),
  ),
  accessNotes: Type.Optional(nullable(Type.String())),
  contacts: Type.Optional(nullable(Type.String({ description: 'Whom to ask for at the site.' }))),
  devices: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.String(),
        label: nullable(Type.String()),
        kind: oneOf(KINDS),
        manufacturer: nullable(Type.String()),
        model: nullable(Type.String()),
        location: nullable(Type.String()),
        part: oneOf(['work', 'leaves']),
      }),
    ),
  ),
  kitToFit: Type.Optional(
    Type.Array(
      Type.Object({
        code: Type.String({ description: 'In the catalogue.' }),
        what: Type.String(),
        make: nullable(Type.String()),
        model: nullable(Type.String()),
        quantity: Type.Integer(),
      }),
      { description: 'What the plan has for it; another is looked up in the register when the visit is booked.' },
    ),
  ),
})
/** Staff see one, a company the other. */
export const AnyOrderReply = Type.Unsafe<Static<typeof OrderReply> | Static<typeof CompanyOrderReply>>({
  anyOf: [OrderReply, CompanyOrderReply],
})
export const MineQuery = closed(PageQuery)
export const MineReply = pageReply(CompanyOrderReply)

export const ClaimReply = Type.Object({
  orders: Type.Array(CompanyOrderReply, { description: 'Yours now, the highest-ranked first.' }),
  claimable: Type.Boolean({ description: 'Nothing was given, and something can be claimed now: claim again.' }),
  capped: nullable(oneOf(['open-claims', 'revealed-sites'])),
})

export const RenewBody = closed({ attempt: Attempt })
export const ReleaseBody = closed({ attempt: Attempt, reason: Reason })
export const DeclineBody = closed({ reason: Reason })
export const OfferBody = closed({
  companyId: Type.String({ maxLength: 64, description: 'The id of a contractor.', examples: ['con_1'] }),
})

export function companyOrderReply(order: CompanyOrder): Static<typeof CompanyOrderReply> {
  const { ref, region, action, hours, vetting, valueBand, month, state } = order
  const shown = { ref, region, action, hours, vetting, valueBand, month, state }
  if ('offerExpiresAt' in order) return { ...shown, offerExpiresAt: order.offerExpiresAt?.toISOString() ?? null }
  const { attempt, leaseExpiresAt, contactDueAt, contactOverdue, weekOn, externalRef, rejectedBecause, site } = order
  const held = {
    ...{ ...shown, attempt, contactOverdue, weekOn, externalRef, rejectedBecause, site },
    leaseExpiresAt: leaseExpiresAt?.toISOString() ?? null,
    contactDueAt: contactDueAt?.toISOString() ?? null,
  }
  if (!('devices' in order)) return held
  const { accessNotes, contacts, devices, kitToFit } = order
  return { ...held, accessNotes, contacts, devices: [...devices], kitToFit: [...kitToFit] }
}

export const openReply = ({ ...order }: OpenOrder): Static<(typeof OpenReply)['properties']['items']['items']> => order
