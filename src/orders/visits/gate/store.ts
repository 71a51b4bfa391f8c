import { and, asc, eq } from 'drizzle-orm'
import type { Reads, Writes } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
import type { GateDetail } from './gate.ts'

type Row = Tables['gateRecords']['$inferSelect']

export interface OpenedGateRecord extends Omit<Row, 'detail'> {
  readonly detail: GateDetail
}

/** What was recorded for the company's work on the order, oldest first. */
export async function listGateRecords(
  q: Reads,
  { orderId, attempt }: { orderId: string; attempt: number },
): Promise<OpenedGateRecord[]> {
  const t = q.t.gateRecords
  const rows = await q
    .select()
    .from(t)
    .where(and(eq(t.orderId, orderId), eq(t.attempt, attempt)))
    .orderBy(asc(t.id))
  return rows.map((row) => {
    return { ...row, detail: JSON.parse(q.sealer.unseal(row.detail, sealedFor(row.id))) as GateDetail }
  })
}

export async function insertGateRecord(q: Writes, { detail, ...row }: OpenedGateRecord): Promise<void> {
  await q.insert(q.t.gateRecords).values({ ...row, detail: q.sealer.seal(JSON.stringify(detail), sealedFor(row.id)) })
}

const sealedFor = (id: string): string => `gate_records.detail:${id}`
