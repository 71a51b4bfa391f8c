// Claims: what each company was told of, and what it handed back. The claim itself stands in the row of its order.
import { DECLINE_KINDS } from '../../shared/vocabulary.ts'
import type { Kit } from '../kit.ts'

export function claimTables({ table, index, primaryKey, id, oneOf, day, instant, sealed }: Kit) {
  /** On which days a company was told where a site is: so many sites in so many days, and no more. */
  const siteReveals = table(
    'site_reveals',
    { companyId: id().notNull(), siteId: id().notNull(), organisationId: id().notNull(), revealedOn: day().notNull() },
    (t) => [primaryKey({ columns: [t.companyId, t.revealedOn, t.siteId] })],
  )
  /** Orders that a company had or was offered, and has not done: it is not handed them again at once. */
  const orderDeclines = table(
    'order_declines',
    {
      id: id().primaryKey(),
      orderId: id().notNull(),
      organisationId: id().notNull(),
      companyId: id().notNull(),
      kind: oneOf(DECLINE_KINDS).notNull(),
      /** Null: its lease ran out in silence. */
      reason: sealed(),
      at: instant().notNull(),
      by: id().notNull(),
    },
    (t) => [index('order_declines_company_idx').on(t.companyId, t.orderId, t.at)],
  )
  return { siteReveals, orderDeclines }
}
