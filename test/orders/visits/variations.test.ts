import { beforeEach, expect, it } from 'vitest'
import { answerVariation } from '../../../src/orders/visits/variations/answer-variation.ts'
import { askVariation } from '../../../src/orders/visits/variations/ask-variation.ts'
import { financialYear } from '../../../src/shared/day.ts'
import { eachDialect } from '../../support/dialects.ts'
import { manager } from '../completion/standing-orders.ts'
import { fieldWork, office, rival } from './make-visit.ts'

/** Beyond the plan, so that nothing but variations takes of its money. */
const YEAR = financialYear(2040)

eachDialect('a variation', (open) => {
  let field: Awaited<ReturnType<typeof fieldWork>>
  beforeEach(async () => {
    field = await fieldWork(await open())
  })
  const ask = (id: string, pence: number, caller = office) => {
    const asked = { id, attempt: 1, what: 'A tower.', why: 'Nine metres high.', pence }
    return askVariation(field.deps, caller, { ref: field.ref, asked })
  }
  const approve = (id: string, caller = manager) =>
    answerVariation(field.deps, caller, { ref: field.ref, id, answer: 'approved', financialYear: YEAR })
  /** What the fund has beyond the plan. */
  const fundWith = async (pence: number) => {
    const { read } = field.deps.db
    const [fund] = await read.select().from(read.t.funds)
    const budget = { id: field.deps.ids.next('bud'), fundId: fund!.id, financialYear: YEAR } as const
    const by = { recordedAt: field.deps.clock.now(), recordedBy: 'pri_finance' }
    await field.deps.db.write((q) => q.insert(q.t.fundBudgets).values({ ...budget, status: 'approved', pence, ...by }))
  }

  it('is approved to the last penny that the fund has left, and not one beyond', async () => {
    await fundWith(100_000)
    await ask('variation-1', 60_000)
    await ask('variation-2', 40_001)
    await ask('variation-3', 40_000)
    expect((await approve('variation-1')).answer).toMatchObject({ answer: 'approved' })
    await expect(approve('variation-2')).rejects.toMatchObject({ code: 'fund-exceeded', details: { free: 40_000 } })
    expect((await approve('variation-3')).answer).toMatchObject({ answer: 'approved' })
    const { approvedPence, estimatePence } = await field.now()
    expect(approvedPence).toBe(estimatePence + 100_000)
  })
  it('is answered once, with a reason where it is refused, and not by whoever asked', async () => {
    await fundWith(100_000)
    await ask('variation-1', 1)
    const own = { ...manager, principalId: office.principalId }
    await expect(approve('variation-1', own)).rejects.toMatchObject({ code: 'same-person' })
    const refused = { ref: field.ref, id: 'variation-1', answer: 'refused' } as const
    await expect(answerVariation(field.deps, manager, refused)).rejects.toMatchObject({ code: 'reason-needed' })
    await answerVariation(field.deps, manager, { ...refused, reason: 'Use the ladder.' })
    await expect(approve('variation-1')).rejects.toMatchObject({ code: 'already-answered' })
  })
  it('is asked for and approved before its work is done', async () => {
    await fundWith(100_000)
    await ask('variation-1', 1)
    await field.force(field.orderId, { state: 'completed' })
    await expect(approve('variation-1')).rejects.toMatchObject({ code: 'not-in-this-state' })
    await expect(ask('variation-2', 1)).rejects.toMatchObject({ code: 'not-in-this-state' })
  })
  it('is nobody else’s to ask, to see or to withdraw', async () => {
    await ask('variation-1', 1)
    await expect(ask('variation-2', 1, rival)).rejects.toMatchObject({ code: 'unknown-order' })
    const withdrawn = { ref: field.ref, id: 'variation-1', answer: 'withdrawn' } as const
    await expect(answerVariation(field.deps, rival, withdrawn)).rejects.toMatchObject({ code: 'unknown-order' })
    expect((await answerVariation(field.deps, office, withdrawn)).answer).toMatchObject({ answer: 'withdrawn' })
  })
})
