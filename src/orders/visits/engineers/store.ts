import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import { withinSite, type Scope } from '../../../access/scope.ts'
import type { Reads, Writes } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
import type { Day } from '../../../shared/day.ts'
import type { Vetting } from '../../../shared/vocabulary.ts'
import type { Approval, Engineer } from './engineer.ts'

type Row = Tables['engineers']['$inferSelect']

const nameOf = (id: string): string => `engineers.name:${id}`

/** Those of a company, in the order in which they were first recorded; whoever has ended included. */
export async function listEngineers(q: Reads, companyId: string): Promise<Engineer[]> {
  const t = q.t.engineers
  const rows = await q.select().from(t).where(eq(t.companyId, companyId)).orderBy(asc(t.engineerId), asc(t.version))
  return newest(q, rows)
}

/** As they are now, in the order of the ids of the engineers. */
export async function findEngineers(q: Reads, engineerIds: readonly string[]): Promise<Engineer[]> {
  if (engineerIds.length === 0) return []
  const t = q.t.engineers
  const theirs = inArray(t.engineerId, [...engineerIds])
  return newest(q, await q.select().from(t).where(theirs).orderBy(asc(t.engineerId), asc(t.version)))
}

export interface NewEngineer extends Engineer {
  readonly rowId: string
  readonly recordedAt: Date
  readonly recordedBy: string
}

export async function insertEngineer(q: Writes, { rowId, id, name, ...engineer }: NewEngineer): Promise<void> {
  await q
    .insert(q.t.engineers)
    .values({ ...engineer, id: rowId, engineerId: id, name: q.sealer.seal(name, nameOf(rowId)) })
}

/** Later rows take the place of earlier ones of the same engineer. */
function newest(q: Reads, rows: readonly Row[]): Engineer[] {
  const latest = new Map(rows.map((row) => [row.engineerId, row]))
  return [...latest.values()].map((row) => {
    const { engineerId, version, companyId, employerId, vetting, vettingUntilOn, extras, ended } = row
    const name = q.sealer.unseal(row.name, nameOf(row.id))
    return { id: engineerId, version, companyId, employerId, name, vetting, vettingUntilOn, extras, ended }
  })
}

/** The newest of the site, by engineer. */
export async function approvalsAt(
  q: Reads,
  siteId: string,
  engineerIds: readonly string[],
): Promise<Map<string, Approval>> {
  if (engineerIds.length === 0) return new Map()
  const t = q.t.engineerApprovals
  const { engineerId, engineerVersion, approved, untilOn } = t
  const rows = await q
    .select({ engineerId, engineerVersion, approved, untilOn })
    .from(t)
    .where(and(eq(t.siteId, siteId), inArray(t.engineerId, [...engineerIds])))
    .orderBy(asc(t.id))
  return new Map(rows.map((row) => [row.engineerId, row]))
}

export interface NewApproval extends Approval {
  readonly id: string
  readonly organisationId: string
  readonly siteId: string
  readonly reason: string | null
  readonly recordedAt: Date
  readonly recordedBy: string
}

export async function insertApproval(q: Writes, { reason, ...approval }: NewApproval): Promise<void> {
  const sealed = reason === null ? null : q.sealer.seal(reason, `engineer_approvals.reason:${approval.id}`)
  await q.insert(q.t.engineerApprovals).values({ ...approval, reason: sealed })
}

/** Whether a visit to the site ever named them: of nobody else the site's side has anything to say. */
export async function isNamedAt(q: Reads, siteId: string, engineerId: string): Promise<boolean> {
  const { visits, visitEngineers } = q.t
  const rows = await q
    .select({ id: visits.id })
    .from(visits)
    .innerJoin(visitEngineers, eq(visitEngineers.visitId, visits.id))
    .where(and(eq(visits.siteId, siteId), eq(visitEngineers.engineerId, engineerId)))
    .limit(1)
  return rows.length > 0
}

/** An engineer whom a visit to come names. */
export interface NamedEngineer {
  readonly siteId: string
  readonly site: string
  readonly engineerId: string
  readonly companyId: string
  readonly vettingNeeded: Vetting
  /** The day of the visit. */
  readonly on: Day
  readonly ref: string
}

/** Of all visits of the scope that are requested or booked, the soonest first. */
export function listNamed(q: Reads, scope: Scope): Promise<NamedEngineer[]> {
  const { visits, visitEngineers, sites, orders } = q.t
  // Whoever lost the order sends nobody.
  const stillTheirs = and(eq(orders.attempt, visits.attempt), eq(orders.companyId, visits.companyId))
  return q
    .select({
      siteId: visits.siteId,
      site: sites.code,
      engineerId: visitEngineers.engineerId,
      companyId: visits.companyId,
      vettingNeeded: orders.vetting,
      on: visits.on,
      ref: orders.ref,
    })
    .from(visits)
    .innerJoin(visitEngineers, eq(visitEngineers.visitId, visits.id))
    .innerJoin(sites, eq(sites.id, visits.siteId))
    .innerJoin(orders, eq(orders.id, visits.orderId))
    .where(and(inArray(visits.state, ['requested', 'booked']), stillTheirs, withinSite(q, scope, visits)))
    .orderBy(asc(visits.on), asc(visits.id), desc(visitEngineers.engineerId))
}
