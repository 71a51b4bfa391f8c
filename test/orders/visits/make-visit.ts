// An order in the hands of a company, with an engineer: what a test of visits starts from.
import type { Caller } from '../../../src/access/caller.ts'
import type { Database } from '../../../src/db/database.ts'
import { insertFacts } from '../../../src/estate/facts/store.ts'
import { NO_FACTS, type OpenedFacts } from '../../../src/estate/facts/site-facts.ts'
import { bookVisit, type VisitAsked } from '../../../src/orders/visits/book-visit.ts'
import { approveEngineer } from '../../../src/orders/visits/engineers/approve-engineer.ts'
import type { Engineer, EngineerFacts } from '../../../src/orders/visits/engineers/engineer.ts'
import { recordEngineer } from '../../../src/orders/visits/engineers/record-engineer.ts'
import { recordGate } from '../../../src/orders/visits/gate/record-gate.ts'
import type { VisitReport } from '../../../src/orders/visits/reports/report.ts'
import { takeReport } from '../../../src/orders/visits/reports/take-report.ts'
import { day } from '../../../src/shared/day.ts'
import type { Action, GateItem } from '../../../src/shared/vocabulary.ts'
import { fakeClock } from '../../support/clock.ts'
import { operator, reference } from '../../support/estate.ts'
import { insertCompanies } from '../../support/work-orders.ts'
import { COMPANY, manager, row, standingOrders } from '../completion/standing-orders.ts'

export const times = { holidays: reference.bankHolidays, rules: reference.claims }
export const contractor = (companyId: string, name = 'office'): Caller => {
  return { ...operator, principalId: `pri_${name}`, name, roles: ['contractor'], scope: 'everything', companyId }
}
export const office = contractor(COMPANY)
export const rival = contractor('con_2', 'rival')
/** Monday of the week after the fake clock's. */
export const ON = day('2026-11-30')

export async function fieldWork(db: Database, action: Action = 'replace') {
  const made = await standingOrders(db, [row('D1')])
  const clock = fakeClock()
  const deps = { ...made.deps, clock, ...times }
  await insertCompanies(db, [COMPANY, 'con_2'], {
    regions: ['Wales'],
    actions: ['disconnect', 'survey', 'replace', 'remove'],
  })
  const { id } = await made.of(action)
  const takenBy = async (companyId: string, attempt: number) => {
    const lease = new Date('2026-11-25T00:00:00Z')
    const held = { state: 'claimed', companyId, attempt, vetting: 'sc', leaseExpiresAt: lease } as const
    const order = await made.force(id, held)
    const { organisationId } = order
    const event = { id: deps.ids.next('evt'), orderId: id, organisationId, event: 'claim', attempt, companyId } as const
    const states = { fromState: 'ready', toState: 'claimed', at: deps.clock.now(), by: 'pri_office' } as const
    await db.write((q) => q.insert(q.t.orderEvents).values({ ...event, ...states }))
    return order
  }
  const order = await takenBy(COMPANY, 1)
  const { ref, siteId, organisationId } = order
  const now = async () => (await made.orders()).find((one) => one.id === id)!
  const engineer = (facts: Partial<EngineerFacts> = {}, caller = office): Promise<Engineer> => {
    const dull = { employerId: null, name: 'Jo Smith', vetting: 'sc', vettingUntilOn: day('2029-01-01') } as const
    return recordEngineer(deps, caller, { ...dull, extras: [], ended: false, ...facts })
  }
  const facts = (stated: Partial<OpenedFacts>, version = 1) =>
    db.write((q) => {
      const by = { recordedAt: deps.clock.now(), recordedBy: 'pri_manager' }
      const row = { id: deps.ids.next('fac'), organisationId, siteId, version, facts: { ...NO_FACTS, ...stated } }
      return insertFacts(q, [{ ...row, ...by }])
    })
  const book = (engineers: readonly string[], asked: Partial<VisitAsked> = {}, caller = office) => {
    const dull = { id: 'visit-one', attempt: 1, on: ON, part: 'day' } as const
    return bookVisit(deps, caller, { ref, asked: { ...dull, engineers, ...asked }, register: reference.register })
  }
  const approve = ({ id: engineerId, version }: Engineer, untilOn = day('2027-06-01')) =>
    approveEngineer(deps, manager, {
      ...{ siteId, engineerId, engineerVersion: version, approved: true, untilOn, reason: null },
    })
  const refuse = ({ id: engineerId, version }: Engineer) =>
    approveEngineer(deps, manager, {
      ...{ siteId, engineerId, engineerVersion: version, approved: false, untilOn: null, reason: 'Not known.' },
    })
  const meet = (item: GateItem, visit = 'visit-one', caller = manager) =>
    recordGate(deps, caller, { ref, asked: { id: `gate-${item}-${visit}`, attempt: 1, item, visit } })
  /** All that a site without facts asks for, which is not sensitive in what it asks. */
  const openGate = async (visit = 'visit-one') => {
    for (const item of ['rams', 'asbestos-register', 'site-contact'] as const) await meet(item, visit)
  }
  /** Nothing that a sensitive site forbids. */
  const easy = () =>
    facts({ photos: 'allowed', personalDevices: 'allowed', permitToWork: false, loneWorking: 'allowed' })
  const report = (engineers: readonly string[], told: Partial<VisitReport> = {}): VisitReport => ({
    ...{ id: 'report-one', attempt: 1, visit: 'visit-one', engineers, gate: [], result: 'done' as const },
    ...{ arrivedAt: new Date(`${ON}T09:00:00Z`), leftAt: new Date(`${ON}T12:00:00Z`) },
    ...{ cause: null, fault: null, chargeablePence: null, materials: [], deviceOutcomes: [], found: [] },
    ...{ contacts: [], note: null, entry: null, ...told },
  })
  const send = (body: VisitReport, caller = office) =>
    takeReport(deps, caller, { ref, report: body, register: reference.register })
  return {
    ...{ ...made, deps, ref, siteId, orderId: id, now, takenBy, engineer, facts, easy, book, approve, refuse },
    ...{ meet, openGate, report, send, clock },
  }
}
