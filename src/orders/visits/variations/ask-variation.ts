import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Deps } from '../../../deps.ts'
import { getHeldOrder, noteOnOrder, noting } from '../field-order.ts'
import { findSent, noteSent } from '../once.ts'
import { insertVariation, listVariations } from './store.ts'
import { checkBeforeWork, type Variation } from './variation.ts'

export interface VariationAsked {
  /** Made by the client. */
  readonly id: string
  readonly attempt: number
  readonly what: string
  readonly why: string
  readonly pence: number
}

/** Sent again it changes nothing. Throws `unknown-order`, `stale-attempt`, `not-in-this-state`, `conflicting-id`. */
export async function askVariation(
  deps: Deps,
  caller: Caller,
  { ref, asked }: { ref: string; asked: VariationAsked },
): Promise<Variation> {
  const id = deps.ids.next('var')
  const noted = noting(deps, caller)
  const entry = auditEntry(deps, caller, { act: 'variation.asked', subjectKind: 'order', subjectId: ref })
  const { what, why, pence } = asked
  return deps.db.write(async (q) => {
    const order = await getHeldOrder(q, caller, { ref, attempt: asked.attempt })
    const { id: orderId, organisationId, companyId, attempt } = order
    const sent = { order, companyId, kind: 'variation', body: asked }
    const before = await findSent(q, sent)
    if (before !== undefined) return (await listVariations(q, orderId, companyId)).find((one) => one.id === before)!
    checkBeforeWork(order)
    const variation: Variation = {
      ...{ id, clientId: asked.id, orderId, organisationId, companyId, attempt, what, why, pence },
      ...{ askedAt: noted.at, askedBy: noted.by, answer: null },
    }
    await insertVariation(q, variation)
    await noteSent(q, sent, { subjectId: id, recordedAt: noted.at })
    await noteOnOrder(q, order, { event: 'variation', noting: noted, detail: { id: asked.id, pence } })
    await record(q, { ...entry, organisationId }, { id: asked.id, pence })
    return variation
  })
}
