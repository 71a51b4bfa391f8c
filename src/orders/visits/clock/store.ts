import { and, asc, eq, gt, gte, inArray, isNull } from 'drizzle-orm'
import type { Reads, Writes } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
import type { Day } from '../../../shared/day.ts'

type WaitRow = Tables['orderWaits']['$inferSelect']

/** With its reason opened. */
export interface WaitRecord extends Omit<WaitRow, 'why'> {
  readonly why: string
}

const whyOf = (id: string): string => `order_waits.why:${id}`

/** Of the company's claim, oldest first. */
export async function listWaits(
  q: Reads,
  { orderId, attempt }: { orderId: string; attempt: number },
): Promise<WaitRecord[]> {
  const t = q.t.orderWaits
  const where = and(eq(t.orderId, orderId), eq(t.attempt, attempt))
  const rows = await q.select().from(t).where(where).orderBy(asc(t.id))
  return rows.map((row) => ({ ...row, why: q.sealer.unseal(row.why, whyOf(row.id)) }))
}

export async function insertWait(q: Writes, { why, ...row }: WaitRecord): Promise<void> {
  await q.insert(q.t.orderWaits).values({ ...row, why: q.sealer.seal(why, whyOf(row.id)) })
}

/** Of the company's claim: its visits from that day on, and the ends of the waits that go on. */
export async function daysToCome(
  q: Reads,
  { id: orderId, attempt }: { id: string; attempt: number },
  today: Day,
): Promise<Day[]> {
  const { visits, orderWaits } = q.t
  const ofVisits = await q
    .select({ on: visits.on })
    .from(visits)
    .where(
      and(
        ...[eq(visits.orderId, orderId), eq(visits.attempt, attempt), gte(visits.on, today)],
        inArray(visits.state, ['requested', 'booked']),
      ),
    )
  const ofWaits = await q
    .select({ on: orderWaits.untilOn })
    .from(orderWaits)
    .where(
      and(
        ...[eq(orderWaits.orderId, orderId), eq(orderWaits.attempt, attempt), gt(orderWaits.untilOn, today)],
        isNull(orderWaits.endedAt),
      ),
    )
  return [...ofVisits, ...ofWaits].map(({ on }) => on)
}

export async function endWait(q: Writes, id: string, { endedAt, endedBy }: { endedAt: Date; endedBy: string }) {
  const t = q.t.orderWaits
  await q.update(t).set({ endedAt, endedBy }).where(eq(t.id, id))
}

export interface ContactDetail {
  readonly whom: string
  readonly note: string | null
}

export interface ContactRecord extends Omit<Tables['contactAttempts']['$inferSelect'], 'detail'> {
  readonly detail: ContactDetail
}

const detailOf = (id: string): string => `contact_attempts.detail:${id}`

/** All of the company's, whatever the claim, oldest first. */
export async function listContacts(
  q: Reads,
  { orderId, companyId }: { orderId: string; companyId: string },
): Promise<ContactRecord[]> {
  const t = q.t.contactAttempts
  const where = and(eq(t.orderId, orderId), eq(t.companyId, companyId))
  const rows = await q.select().from(t).where(where).orderBy(asc(t.at), asc(t.id))
  return rows.map((row) => {
    return { ...row, detail: JSON.parse(q.sealer.unseal(row.detail, detailOf(row.id))) as ContactDetail }
  })
}

export async function insertContact(q: Writes, { detail, ...row }: ContactRecord): Promise<void> {
  const sealed = q.sealer.seal(JSON.stringify(detail), detailOf(row.id))
  await q.insert(q.t.contactAttempts).values({ ...row, detail: sealed })
}
