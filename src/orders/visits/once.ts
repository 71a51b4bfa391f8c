// What comes from the field comes late and twice: engineers' phones send again what was not answered. Each thing has an id
// that its client made, which is its own within the order and the company, for the life of the order: the same again changes
// nothing, and the same id with something else is refused.
import type { Reads, Writes } from '../../db/database.ts'
import { Failure } from '../../shared/failure.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { OrderRow } from '../states/store.ts'
import { findFieldRecord, insertFieldRecord } from './store.ts'

export interface Sent {
  readonly order: Pick<OrderRow, 'id' | 'organisationId'>
  readonly companyId: string
  /** `visit`, `visit-report`, `wait`. */
  readonly kind: string
  readonly body: { readonly id: string }
}

/** Under which id it was recorded; undefined: it was never sent. Throws `conflicting-id`. */
export async function findSent(q: Reads, sent: Sent): Promise<string | undefined> {
  const { order, companyId, kind, body } = sent
  const found = await findFieldRecord(q, { orderId: order.id, companyId, clientId: body.id })
  if (!found) return undefined
  if (found.kind === kind && found.fingerprint === fingerprintOf(q, body)) return found.subjectId
  throw new Failure(
    'conflicting-id',
    `Something else was sent with the id ${body.id} before.`,
    'Send it with an id of its own, if it is another; what was sent before stands.',
  )
}

export async function noteSent(
  q: Writes,
  { order, companyId, kind, body }: Sent,
  { subjectId, recordedAt }: { subjectId: string; recordedAt: Date },
): Promise<void> {
  const { id: orderId, organisationId } = order
  const fingerprint = fingerprintOf(q, body)
  await insertFieldRecord(q, {
    ...{ orderId, organisationId, companyId, clientId: body.id },
    ...{ kind, fingerprint, subjectId, recordedAt },
  })
}

/** Keyed: a hash of a body that is short could be guessed. */
function fingerprintOf({ sealer }: Reads, body: object): string {
  return sealer.hash(JSON.stringify(body, inOrder), 'field_records.fingerprint')
}

/** The order of an object's fields means nothing, and clients that store a body do not keep it. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b)))
}
