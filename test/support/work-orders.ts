// Orders and companies for tests of what comes after adoption: rows as an adoption would have made them, dull where a test
// does not care.
import type { Caller } from '../../src/access/caller.ts'
import { insertAll } from '../../src/db/bulk.ts'
import type { Database } from '../../src/db/database.ts'
import type { Tables } from '../../src/db/tables.ts'
import { day } from '../../src/shared/day.ts'
import { keyOf } from '../../src/shared/text.ts'
import type { CrewAction, Vetting } from '../../src/shared/vocabulary.ts'

export type OrderInsert = Tables['orders']['$inferInsert']

const AT = new Date('2026-11-20T09:00:00.000Z')
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Different for every n below 32^4, and in no order. */
export function refOf(n: number): string {
  const scattered = (n * 48_271 + 11) % 1_048_576
  const four = [15, 10, 5, 0].map((shift) => ALPHABET[(scattered >> shift) & 31]).join('')
  return `WO-T3ST-${four}`
}

/** Ready, to be replaced in London by people vetted to SC, in the week of 30 November 2026. */
export function orderOf(n: number, over: Partial<OrderInsert> = {}): OrderInsert {
  return {
    id: `ord_${String(n).padStart(7, '0')}`,
    version: 1,
    ref: refOf(n),
    organisationId: 'org_1',
    siteId: `sit_${n}`,
    planId: 'pln_1',
    legId: `leg_${n}`,
    action: 'replace',
    clause: 'C3',
    tier: 3,
    rank: n,
    sequence: n,
    weightMillis: 1000,
    minutes: 195,
    deviceCount: 1,
    weekOn: day('2026-11-30'),
    poolId: null,
    region: 'London',
    vetting: 'sc',
    estimatePence: 250_000,
    state: 'ready',
    shutGates: [],
    attempt: 0,
    why: { costLines: [] },
    adoptedBy: 'pri_senior',
    createdAt: AT,
    ...over,
  }
}

export interface CompanyOver {
  readonly regions?: readonly string[]
  readonly actions?: readonly CrewAction[]
  readonly vetting?: Vetting
  readonly status?: 'active' | 'suspended'
}

/** Organisations, sites and orders: a site for each that the orders name. */
export async function insertWork(db: Database, orders: readonly OrderInsert[]): Promise<void> {
  const organisationIds = [...new Set(orders.map(({ organisationId }) => organisationId))]
  const sites = new Map(orders.map((order) => [order.siteId, order]))
  await db.write(async (q) => {
    const fund = { ...{ id: 'fnd_1', version: 1, code: 'ALL', codeKey: 'all', class: 'capital' }, carryOver: 'none' }
    await q
      .insert(q.t.funds)
      .values({ ...fund, name: 'All', createdAt: AT } as never)
      .onConflictDoNothing()
    for (const id of organisationIds) {
      const organisation = { id, version: 1, name: id, nameKey: id, standing: 'department', sector: 'other' }
      await q
        .insert(q.t.organisations)
        .values({ ...organisation, fundId: 'fnd_1', createdAt: AT } as never)
        .onConflictDoNothing()
    }
    await insertAll(
      q,
      q.t.sites,
      [...sites].map(([id, { organisationId, region = null, vetting }]) => {
        const n = id.replace('sit_', '')
        const address = q.sealer.seal(
          JSON.stringify({ postcode: `AD ${n}`, lat: null, lon: null }),
          `sites.address:${id}`,
        )
        const accessNotes = q.sealer.seal(`Notes of ${n}`, `sites.accessNotes:${id}`)
        const contacts = q.sealer.seal(`Contact ${n}`, `sites.contacts:${id}`)
        return {
          ...{ id, organisationId, version: 1, code: `CODE-${n}`, codeKey: `code-${n}`, name: `Place ${n}` },
          ...{ region, sensitivity: 'sensitive' as const, address, accessNotes, contacts, vetting },
          ...{ observedOn: day('2026-11-01'), createdAt: AT },
        }
      }),
    )
    await insertAll(q, q.t.orders, orders)
  })
}

/** A company with one crew, and its principal as a caller. */
export async function insertCompany(db: Database, id: string, over: CompanyOver = {}): Promise<Caller> {
  await insertCompanies(db, [id], over)
  return companyCaller(id)
}

export async function insertCompanies(db: Database, ids: readonly string[], over: CompanyOver = {}): Promise<void> {
  const { regions = ['London'], actions = ['replace'], vetting = 'dv', status = 'active' } = over
  const recorded = { recordedAt: AT, recordedBy: 'pri_1' }
  const contractors = ids.map((id) => ({
    ...{ id: `row_${id}`, contractorId: id, version: 1, name: `Company ${id}`, nameKey: keyOf(`Company ${id}`) },
    ...{ contact: null, status, subcontractorIds: [], ...recorded },
  }))
  const crews = ids.map((id) => ({
    ...{ id: `crw_${id}`, version: 1, name: `Crew of ${id}`, nameKey: keyOf(`Crew of ${id}`), contractorId: id },
    ...{ organisationIds: [], regions, calendar: 'england-and-wales' as const, vetting, minutesPerWeek: 2250, actions },
    ...{ validFrom: null, validUntil: null, daysOff: [], note: null, ...recorded },
  }))
  await db.write(async (q) => {
    await insertAll(q, q.t.contractors, contractors)
    await insertAll(q, q.t.crews, crews)
  })
}

/** A call-off of the company for whatever work. */
export async function insertContract(db: Database, companyId: string): Promise<void> {
  await db.write(async (q) => {
    await q.insert(q.t.contracts).values({
      ...{ id: `ctr_${companyId}`, contractId: `ctr_${companyId}`, version: 1, reference: `CO-${companyId}` },
      ...{ referenceKey: `co-${companyId}`, framework: 'RM6000', lot: null, organisationIds: [], regions: [] },
      ...{ actions: [], ceilingPence: 1e9, startsOn: day('2026-01-01'), expiresOn: day('2028-12-31'), rates: [] },
      ...{ contractorIds: [companyId], subcontractorIds: [], recordedAt: AT, recordedBy: 'pri_1' },
    })
  })
}

export const companyCaller = (companyId: string): Caller => ({
  principalId: `pri_${companyId}`,
  name: `Office of ${companyId}`,
  roles: ['contractor'],
  scope: [],
  companyId,
  requestId: 'req_test',
  origin: '127.0.0.1',
})
