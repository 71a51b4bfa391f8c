import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm'
import { within, withinSite, type Scope } from '../../access/scope.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { FoundDevice, SentOutcome } from '../completion/record-outcomes.ts'
import type { OrderRow } from '../states/store.ts'
import { ENDED } from '../states/transitions.ts'

/** Who moved the order on as whoever does it, reported of it, or told of its devices; and the companies of all of them. */
export async function listDoers(q: Reads, orderId: string, doing: readonly string[]) {
  const { orderEvents, deviceOutcomes, visitReports } = q.t
  const moved = await q
    .select({ by: orderEvents.by, companyId: orderEvents.companyId })
    .from(orderEvents)
    .where(and(eq(orderEvents.orderId, orderId), inArray(orderEvents.event, [...doing])))
  const told = await q
    .select({ by: deviceOutcomes.recordedBy, companyId: deviceOutcomes.companyId })
    .from(deviceOutcomes)
    .where(eq(deviceOutcomes.orderId, orderId))
  const reported = await q
    .select({ by: visitReports.receivedBy, companyId: visitReports.companyId })
    .from(visitReports)
    .where(eq(visitReports.orderId, orderId))
  const all = [...moved, ...told, ...reported]
  return { doers: all.map(({ by }) => by), companyIds: all.map(({ companyId }) => companyId) }
}

export async function insertDisposals(q: Writes, rows: readonly Tables['disposals']['$inferInsert'][]): Promise<void> {
  await q.insert(q.t.disposals).values([...rows])
}

export function listDisposals(q: Reads, orderId: string) {
  const { disposals: t } = q.t
  return q.select().from(t).where(eq(t.orderId, orderId)).orderBy(asc(t.id))
}

export type ReportRow = Tables['visitReports']['$inferSelect']

/** With its order; undefined also for one beyond the scope. */
export async function findReport(
  q: Reads,
  scope: Scope,
  id: string,
): Promise<{ report: ReportRow; order: OrderRow } | undefined> {
  const { visitReports, orders } = q.t
  const [found] = await q
    .select({ report: visitReports, order: orders })
    .from(visitReports)
    .innerJoin(orders, eq(orders.id, visitReports.orderId))
    .where(and(eq(visitReports.id, id), withinSite(q, scope, orders)))
  return found
}

/** What it tells of devices. */
export function openReport({ sealer }: Reads, { id, report }: ReportRow) {
  return JSON.parse(sealer.unseal(report, `visit_reports.report:${id}`)) as {
    readonly deviceOutcomes: readonly SentOutcome[]
    readonly found: readonly FoundDevice[]
  }
}

export async function setJudged(
  q: Writes,
  id: string,
  { standing, at, by, reason }: { standing: 'accepted' | 'refused'; at: Date; by: string; reason: string },
): Promise<void> {
  const { visitReports: t } = q.t
  const judgedReason = q.sealer.seal(reason, `visit_reports.judgedReason:${id}`)
  await q.update(t).set({ standing, judgedAt: at, judgedBy: by, judgedReason }).where(eq(t.id, id))
}

/** The order itself, or the one that holds what was left of it; undefined: nothing of it is open. */
export async function presentOrder(q: Reads, order: OrderRow): Promise<OrderRow | undefined> {
  if (!ENDED.includes(order.state)) return order
  const { orders: t } = q.t
  const [next] = await q
    .select()
    .from(t)
    .where(and(eq(t.parentId, order.id), eq(t.link, 'follow-up')))
  return next && presentOrder(q, next)
}

/** Sites that something not cleared was removed from without anybody's accepting it. */
export async function sitesNotAccepted(q: Reads, scope: Scope): Promise<Set<string>> {
  const { devices, outcomeEffects, sites } = q.t
  const rows = await q
    .selectDistinct({ siteId: devices.siteId })
    .from(devices)
    .innerJoin(sites, eq(sites.id, devices.siteId))
    .leftJoin(outcomeEffects, eq(outcomeEffects.deviceId, devices.id))
    .where(
      and(
        within(scope, { organisationId: devices.organisationId, region: sites.region }),
        eq(devices.status, 'removed'),
        ne(devices.finding, 'cleared'),
        isNull(outcomeEffects.outcomeId),
      ),
    )
  return new Set(rows.map(({ siteId }) => siteId))
}
