// Statements on crews. Each row is a version of a crew: the newest counts, and none is changed.
import { asc } from 'drizzle-orm'
import type { Scope } from '../../access/scope.ts'
import { insertAll } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { byCodeUnit } from '../../shared/text.ts'
import type { Crew } from './crew.ts'
import { isKnownTo, organisationNames, organisationsOf } from './reach.ts'

export type CrewRow = Tables['crews']['$inferSelect']
export type NewCrewRow = Tables['crews']['$inferInsert']

/** The newest version of each crew that may work in the scope, by name. */
export async function listCrews(q: Reads, scope: Scope): Promise<Crew[]> {
  const rows = await newestCrews(q)
  const names = await organisationNames(q, scope)
  const contractors = await contractorsOf(q)
  return rows
    .filter((row) => isKnownTo(scope, row))
    .map((row): Crew => {
      const { id, version, name, contractorId, ...rest } = row
      const contractor = contractorId === null ? null : contractors.get(contractorId)!
      return { ...crewFields(rest), id, version, name, contractor, organisations: organisationsOf(row, names) }
    })
    .sort((a, b) => byCodeUnit(a.name, b.name))
}

/** Whoever it works for: for those who are about to record a crew of the same name. */
export async function newestCrews(q: Reads): Promise<CrewRow[]> {
  const { crews } = q.t
  const rows = await q.select().from(crews).orderBy(asc(crews.version))
  return [...new Map(rows.map((row) => [row.nameKey, row])).values()]
}

export async function insertCrews(q: Writes, rows: readonly NewCrewRow[]): Promise<void> {
  await insertAll(q, q.t.crews, rows)
}

async function contractorsOf(q: Reads): Promise<Map<string, NonNullable<Crew['contractor']>>> {
  const { contractors } = q.t
  const rows = await q
    .select({ id: contractors.contractorId, name: contractors.name, status: contractors.status })
    .from(contractors)
    .orderBy(asc(contractors.version))
  return new Map(rows.map(({ id, name, status }) => [id, { id, name, active: status === 'active' }]))
}

function crewFields(row: Omit<CrewRow, 'id' | 'version' | 'name' | 'contractorId'>) {
  const { regions, calendar, vetting, minutesPerWeek, actions, validFrom, validUntil, daysOff, note } = row
  return { regions, calendar, vetting, minutesPerWeek, actions, validFrom, validUntil, daysOff, note }
}
