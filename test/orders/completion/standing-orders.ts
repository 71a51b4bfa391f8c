// Orders of a small adopted plan, brought to any state: what comes before is others' to test.
import { asc, eq } from 'drizzle-orm'
import type { Caller } from '../../../src/access/caller.ts'
import type { Database } from '../../../src/db/database.ts'
import type { Deps } from '../../../src/deps.ts'
import { decideSites } from '../../../src/directive/decide-sites.ts'
import { judgeOrder, type Judging } from '../../../src/orders/acceptance/judge-order.ts'
import { adoptPlanWith } from '../../../src/orders/adopt/adopt-plan.ts'
import {
  recordOutcomes,
  type FoundDevice,
  type SentOutcome,
  type Telling,
} from '../../../src/orders/completion/record-outcomes.ts'
import type { OrderRow } from '../../../src/orders/states/store.ts'
import { makePlanWith } from '../../../src/planning/make-plan.ts'
import { day } from '../../../src/shared/day.ts'
import { idsUnder } from '../../../src/shared/ids.ts'
import type { Action } from '../../../src/shared/vocabulary.ts'
import { countingIds, fakeClock } from '../../support/clock.ts'
import { importText, jobContext, operator, reference } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'

export const manager: Caller = { ...operator, principalId: 'pri_manager', name: 'Manager', roles: ['programme'] }
export const senior: Caller = { ...operator, principalId: 'pri_senior', name: 'Senior' }
export const COMPANY = 'con_1'
export const ENGINEER = 'pri_engineer'

const HEADER = 'organisation,standing,site,region,sensitivity,device,manufacturer,model,serial,network,status'
export const row = (device: string, extra = 'Hikvision,DS-2CD2042', network = 'isolated', status = 'in-service') =>
  `Ducks,department,POND,Wales,sensitive,${device},${extra},OLD-${device},${network},${status}`

/** An adopted plan for the rows; its orders in the hands of a company. */
export async function standingOrders(db: Database, rows: readonly string[], startOn = day('2026-11-30')) {
  const deps: Deps = { db, clock: fakeClock(), ids: countingIds() }
  await importText(deps, 'ducks.csv', csv(HEADER, ...rows))
  const approvedBy = 'Senior responsible owner'
  await decideSites(deps, operator, { sites: 'standing', choice: 'replace-now', reason: 'Risk.', approvedBy })
  const made = await makePlanWith(reference)(deps, { startOn, budgets: [] }, { ...jobContext, jobId: 'job_plan' })
  await adoptPlanWith(reference)(deps, { planId: made.planId }, { ...jobContext, caller: senior })
  return { deps, ...handsOn(deps) }
}

function handsOn(deps: Deps) {
  const { db } = deps
  const orders = (): Promise<OrderRow[]> => db.read.select().from(db.read.t.orders).orderBy(asc(db.read.t.orders.id))
  const of = async (action: Action): Promise<OrderRow> => (await orders()).find((order) => order.action === action)!
  const force = async (id: string, set: Partial<OrderRow>): Promise<OrderRow> => {
    const [order] = await db.write((q) => q.update(q.t.orders).set(set).where(eq(q.t.orders.id, id)).returning())
    return order!
  }
  /** The company has it and is at work. */
  const atWork = async (action: Action, set: Partial<OrderRow> = {}) =>
    force((await of(action)).id, { state: 'in-progress', companyId: COMPANY, attempt: 1, ...set })
  const devices = () => db.read.select().from(db.read.t.devices).orderBy(asc(db.read.t.devices.id))
  const devicesOf = async (orderId: string): Promise<string[]> => {
    const { orderDevices: t } = db.read.t
    const rows = await db.read.select().from(t).where(eq(t.orderId, orderId)).orderBy(asc(t.deviceId))
    return rows.map(({ deviceId }) => deviceId)
  }
  const record = (
    order: OrderRow,
    outcomes: readonly SentOutcome[],
    { found = [], ...rest }: Partial<Telling> & { found?: readonly FoundDevice[] } = {},
  ) => {
    const stem = deps.ids.next('evt')
    const recording = { register: reference.register, now: deps.clock.now(), by: ENGINEER }
    const telling = {
      order,
      companyId: order.companyId,
      attempt: order.attempt,
      visitId: null,
      outcomes,
      found,
      ...rest,
    }
    return db.write((q) => recordOutcomes(q, telling, { ...recording, newId: idsUnder(stem) }))
  }
  const complete = ({ id }: OrderRow) => force(id, { state: 'completed' })
  const judge = async (order: OrderRow, verdict: Judging['verdict'], caller = manager, reason = 'As seen.') => {
    const now = (await orders()).find(({ id }) => id === order.id)!
    return judgeOrder(deps, reference, { caller, judging: { ref: now.ref, version: now.version, verdict, reason } })
  }
  return { orders, of, force, atWork, devices, devicesOf, record, complete, judge }
}
