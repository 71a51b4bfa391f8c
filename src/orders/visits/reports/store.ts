import { and, asc, eq, gt } from 'drizzle-orm'
import { withinSite, type Scope } from '../../../access/scope.ts'
import type { Reads, Writes } from '../../../db/database.ts'
import type { Tables } from '../../../db/tables.ts'
import type { ReportStanding } from '../../../shared/vocabulary.ts'
import type { VisitReport } from './report.ts'

type Row = Tables['visitReports']['$inferSelect']

/** What is known of a report without opening it. */
export type ReportLine = Omit<Row, 'report' | 'judgedReason'>

export interface OpenedReport extends ReportLine {
  readonly report: VisitReport
  readonly judgedReason: string | null
}

const reportOf = (id: string): string => `visit_reports.report:${id}`
const reasonOf = (id: string): string => `visit_reports.judgedReason:${id}`

export interface NewReport extends Omit<ReportLine, 'judgedAt' | 'judgedBy'> {
  readonly report: VisitReport
}

export async function insertReport(q: Writes, { report, ...row }: NewReport): Promise<void> {
  const sealed = q.sealer.seal(JSON.stringify(report), reportOf(row.id))
  await q.insert(q.t.visitReports).values({ ...row, report: sealed, judgedAt: null, judgedBy: null })
}

/** Opened. */
export async function findReport(q: Reads, id: string): Promise<OpenedReport | undefined> {
  const t = q.t.visitReports
  const [row] = await q.select().from(t).where(eq(t.id, id))
  return row && opened(q, row)
}

/** Of an order, or of one company's work on it; opened, oldest first. */
export async function listReports(q: Reads, orderId: string, companyId?: string): Promise<OpenedReport[]> {
  const t = q.t.visitReports
  const theirs = companyId === undefined ? undefined : eq(t.companyId, companyId)
  const rows = await q
    .select()
    .from(t)
    .where(and(eq(t.orderId, orderId), theirs))
    .orderBy(asc(t.id))
  return rows.map((row) => opened(q, row))
}

/** A report with the reference of its order. */
export interface ListedReport extends ReportLine {
  readonly ref: string
}

/** Of the scope, in one standing, after the id given; nothing is opened. */
export async function listStanding(
  q: Reads,
  scope: Scope,
  { standing, after = '', rows }: { standing: ReportStanding; after?: string | undefined; rows: number },
): Promise<ListedReport[]> {
  const { visitReports: t, orders } = q.t
  const found = await q
    .select({ report: t, ref: orders.ref })
    .from(t)
    .innerJoin(orders, eq(orders.id, t.orderId))
    .where(and(eq(t.standing, standing), gt(t.id, after), withinSite(q, scope, orders)))
    .orderBy(asc(t.id))
    .limit(rows)
  return found.map(({ report: { report: _, judgedReason: __, ...line }, ref }) => ({ ...line, ref }))
}

function opened({ sealer }: Reads, { report, judgedReason, ...line }: Row): OpenedReport {
  const { arrivedAt, leftAt, contacts, ...rest } = JSON.parse(sealer.unseal(report, reportOf(line.id))) as Stored
  return {
    ...line,
    report: {
      ...rest,
      arrivedAt: new Date(arrivedAt),
      leftAt: new Date(leftAt),
      contacts: contacts.map((contact) => ({ ...contact, at: new Date(contact.at) })),
    },
    judgedReason: judgedReason === null ? null : sealer.unseal(judgedReason, reasonOf(line.id)),
  }
}

/** Instants are text in JSON. */
type Stored = Omit<VisitReport, 'arrivedAt' | 'leftAt' | 'contacts'> & {
  readonly arrivedAt: string
  readonly leftAt: string
  readonly contacts: readonly (Omit<VisitReport['contacts'][number], 'at'> & { readonly at: string })[]
}
