// Whom the company tried to reach at the site, and whether it did. That it tried is heard of: its clock runs anew.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Deps } from '../../../deps.ts'
import { dayOf } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import type { ContactWay } from '../../../shared/vocabulary.ts'
import { getHeldOrder, noteOnOrder, noting } from '../field-order.ts'
import { findSent, noteSent } from '../once.ts'
import { clockFromDay, type CompanyTimes } from './company-clock.ts'
import { insertContact, listContacts, type ContactRecord } from './store.ts'

export interface ContactAsked {
  /** Made by the client. */
  readonly id: string
  readonly attempt: number
  readonly at: Date
  readonly way: ContactWay
  readonly reached: boolean
  readonly whom: string
  readonly note?: string
}

/** A lease runs on: it ends with a visit that is booked. Throws `unknown-order`, `stale-attempt`, `bad-contact`, `conflicting-id`. */
export async function recordContact(
  deps: Deps & CompanyTimes,
  caller: Caller,
  { ref, asked }: { ref: string; asked: ContactAsked },
): Promise<ContactRecord> {
  const id = deps.ids.next('con')
  const noted = noting(deps, caller)
  const entry = auditEntry(deps, caller, { act: 'contact.recorded', subjectKind: 'order', subjectId: ref })
  const { at, way, reached, whom, note = null } = asked
  if (at > noted.at) throw new Failure('bad-contact', 'Nobody was reached yet at that time.', 'Send it afterwards.')
  return deps.db.write(async (q) => {
    const order = await getHeldOrder(q, caller, { ref, attempt: asked.attempt })
    const { id: orderId, organisationId, companyId, attempt, state, leaseExpiresAt } = order
    const sent = { order, companyId, kind: 'contact', body: { ...asked, at: at.toISOString() } }
    const before = await findSent(q, sent)
    if (before !== undefined) return (await listContacts(q, { orderId, companyId })).find((one) => one.id === before)!
    const contact: ContactRecord = {
      ...{ id, orderId, organisationId, companyId, attempt, clientId: asked.id, at, way, reached },
      ...{ detail: { whom, note }, recordedAt: noted.at, recordedBy: noted.by },
    }
    await insertContact(q, contact)
    await noteSent(q, sent, { subjectId: id, recordedAt: noted.at })
    const heard = clockFromDay(order, dayOf(noted.at), deps)
    const set = state === 'claimed' ? { ...heard, leaseExpiresAt } : heard
    await noteOnOrder(q, order, { event: 'contact', noting: noted, detail: { way, reached }, set })
    await record(q, { ...entry, organisationId }, { way, reached })
    return contact
  })
}
