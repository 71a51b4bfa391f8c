import { and, asc, eq, notInArray, sum } from 'drizzle-orm'
import type { Reads, Writes } from '../../../db/database.ts'
import type { FinancialYear } from '../../../shared/day.ts'
import { ENDED } from '../../states/transitions.ts'
import type { Answer, Variation } from './variation.ts'

const detailOf = (id: string): string => `variations.detail:${id}`
const reasonOf = (id: string): string => `variation_answers.reason:${id}`

/** Of the order, or of one company's work on it; oldest first. */
export async function listVariations(q: Reads, orderId: string, companyId?: string): Promise<Variation[]> {
  const { variations: t, variationAnswers } = q.t
  const rows = await q
    .select({ asked: t, answer: variationAnswers })
    .from(t)
    .leftJoin(variationAnswers, eq(variationAnswers.variationId, t.id))
    .where(and(eq(t.orderId, orderId), companyId === undefined ? undefined : eq(t.companyId, companyId)))
    .orderBy(asc(t.id))
  return rows.map(({ asked: { detail, ...asked }, answer }) => {
    const said = JSON.parse(q.sealer.unseal(detail, detailOf(asked.id))) as Pick<Variation, 'what' | 'why'>
    return { ...asked, ...said, answer: answer && openAnswer(q, answer) }
  })
}

function openAnswer(
  { sealer }: Reads,
  { variationId, reason, ...rest }: Reads['t']['variationAnswers']['$inferSelect'],
): Answer {
  const { answer, fundId, financialYear, answeredAt, answeredBy } = rest
  const opened = reason === null ? null : sealer.unseal(reason, reasonOf(variationId))
  return { answer, fundId, financialYear, answeredAt, answeredBy, reason: opened }
}

export async function insertVariation(q: Writes, { what, why, answer: _, ...row }: Variation): Promise<void> {
  const detail = q.sealer.seal(JSON.stringify({ what, why }), detailOf(row.id))
  await q.insert(q.t.variations).values({ ...row, detail })
}

export async function insertAnswer(
  q: Writes,
  { id: variationId, organisationId }: Pick<Variation, 'id' | 'organisationId'>,
  { reason, ...answer }: Answer,
): Promise<void> {
  const sealed = reason === null ? null : q.sealer.seal(reason, reasonOf(variationId))
  await q.insert(q.t.variationAnswers).values({ ...answer, variationId, organisationId, reason: sealed })
}

/** Approved of the fund in the year, for orders that are open. */
export async function promisedOf(
  q: Reads,
  { fundId, financialYear }: { fundId: string; financialYear: FinancialYear },
): Promise<number> {
  const { variations, variationAnswers: t, orders } = q.t
  const [row] = await q
    .select({ pence: sum(variations.pence).mapWith(Number) })
    .from(t)
    .innerJoin(variations, eq(variations.id, t.variationId))
    .innerJoin(orders, eq(orders.id, variations.orderId))
    .where(
      and(
        eq(t.answer, 'approved'),
        eq(t.fundId, fundId),
        eq(t.financialYear, financialYear),
        notInArray(orders.state, [...ENDED]),
      ),
    )
  return row?.pence ?? 0
}
