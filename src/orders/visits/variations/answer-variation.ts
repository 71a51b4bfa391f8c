// The programme approves a variation out of a fund, or refuses it; the company withdraws it. Whoever asked does not approve.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Writes } from '../../../db/database.ts'
import type { Deps } from '../../../deps.ts'
import { listOrganisations } from '../../../estate/store.ts'
import { getFund, readPositions } from '../../../planning/funds/read-money.ts'
import { dayOf, financialYearOf, type FinancialYear } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import type { OrderRow } from '../../states/store.ts'
import { getFieldOrder, noteOnOrder, noting } from '../field-order.ts'
import { insertAnswer, listVariations, promisedOf } from './store.ts'
import { checkBeforeWork, checkOpen, checkWithin, unknownVariation, type Answer, type Variation } from './variation.ts'

export interface AnswerAsked {
  readonly ref: string
  /** As the company named it. */
  readonly id: string
  readonly answer: 'approved' | 'refused' | 'withdrawn'
  /** Of an approval; left out: the organisation's own fund, in the year of the order. */
  readonly fundId?: string
  readonly financialYear?: FinancialYear
  /** Needed with a refusal. */
  readonly reason?: string
}

/**
 * An approval adds to what the order may cost. Throws `unknown-order`, `unknown-variation`, `already-answered`,
 * `not-in-this-state`, `same-person`, `unknown-fund-id`, `fund-exceeded`, `reason-needed`.
 */
export async function answerVariation(deps: Deps, caller: Caller, asked: AnswerAsked): Promise<Variation> {
  const noted = noting(deps, caller)
  const { ref, id, answer, reason = null } = asked
  const entry = auditEntry(deps, caller, { act: `variation.${answer}`, subjectKind: 'order', subjectId: ref })
  if (answer === 'refused' && reason === null) {
    throw new Failure('reason-needed', 'A refusal needs a reason.', 'Say what the company is to do instead.')
  }
  return deps.db.write(async (q) => {
    const order = await getFieldOrder(q, caller, ref)
    const theirs = caller.roles.includes('contractor') ? (order.companyId ?? '') : undefined
    const variation = (await listVariations(q, order.id, theirs)).find(({ clientId }) => clientId === id)
    if (!variation) throw unknownVariation(id)
    checkOpen(variation)
    const given = { answer, reason, answeredAt: noted.at, answeredBy: noted.by }
    const money = answer === 'approved' ? await paidBy(q, { caller, order, variation, asked, at: noted.at }) : NO_MONEY
    const full: Answer = { ...given, ...money }
    await insertAnswer(q, variation, full)
    const set = answer === 'approved' ? { approvedPence: approvedWith(order, variation) } : undefined
    const detail = { id, answer, pence: variation.pence }
    await noteOnOrder(q, order, { event: 'variation', noting: noted, detail, ...(set && { set }) })
    await record(q, { ...entry, organisationId: order.organisationId }, { ...detail, ...money })
    return { ...variation, answer: full }
  })
}

const NO_MONEY = { fundId: null, financialYear: null }

/** What needed nobody's approval was approved by its limit. */
function approvedWith({ approvedPence, estimatePence }: OrderRow, { pence }: Variation): number {
  return (approvedPence ?? estimatePence) + pence
}

interface Paying {
  readonly caller: Caller
  readonly order: OrderRow
  readonly variation: Variation
  readonly asked: AnswerAsked
  readonly at: Date
}

/** Within the write, so that two approvals cannot both take the last of a fund. */
async function paidBy(q: Writes, { caller, order, variation, asked, at }: Paying) {
  checkBeforeWork(order)
  if (variation.askedBy === caller.principalId) {
    throw new Failure('same-person', 'Whoever asked for a variation does not approve it.', 'Let another manager do it.')
  }
  const fundId =
    asked.fundId ?? (await listOrganisations(q, caller.scope)).find((one) => one.id === order.organisationId)!.fundId
  const fund = await getFund(q, caller.scope, fundId)
  const financialYear = asked.financialYear ?? order.financialYear ?? financialYearOf(dayOf(at))
  const { funds } = await readPositions(q, caller.scope)
  const positions = funds.find((one) => one.fund.id === fund.id)?.positions ?? []
  const leftPence = positions.find((one) => one.financialYear === financialYear)?.leftPence ?? 0
  const promisedPence = await promisedOf(q, { fundId, financialYear })
  checkWithin(variation.pence, { fund: fund.code, financialYear, leftPence, promisedPence })
  return { fundId, financialYear }
}
