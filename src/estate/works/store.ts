import { and, asc, eq, ne, or } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'

export type DeviceRow = Tables['devices']['$inferSelect']

/** With what is sealed, as it is stored. */
export async function findDeviceRow(q: Reads, id: string): Promise<DeviceRow | undefined> {
  const { devices: t } = q.t
  const [row] = await q.select().from(t).where(eq(t.id, id))
  return row
}

/** Devices of the organisation with the serial or the address, whatever their status, in the order of ids. */
export async function listMarked(
  q: Reads,
  organisationId: string,
  { serial, mac, besides }: { serial: string | null; mac: string | null; besides: string | null },
): Promise<DeviceRow[]> {
  const { devices: t } = q.t
  const marks = [...(serial === null ? [] : [eq(t.serial, serial)]), ...(mac === null ? [] : [eq(t.mac, mac)])]
  if (marks.length === 0) return []
  return q
    .select()
    .from(t)
    .where(and(eq(t.organisationId, organisationId), or(...marks), besides === null ? undefined : ne(t.id, besides)))
    .orderBy(asc(t.id))
}

export async function isIdentityTaken(q: Reads, organisationId: string, identity: string): Promise<boolean> {
  const { devices: t } = q.t
  const rows = await q
    .select({ id: t.id })
    .from(t)
    .where(and(eq(t.organisationId, organisationId), eq(t.identity, identity)))
  return rows.length > 0
}

/** The device gets its next version. */
export async function changeDevice(q: Writes, { id, version }: DeviceRow, set: Partial<DeviceRow>): Promise<void> {
  const { devices: t } = q.t
  await q
    .update(t)
    .set({ ...set, version: version + 1 })
    .where(eq(t.id, id))
}

export async function insertDevice(q: Writes, row: DeviceRow): Promise<void> {
  await q.insert(q.t.devices).values(row)
}
