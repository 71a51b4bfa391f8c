// A small estate with three companies that differ in all that a claim asks of a company, and the means to begin again: what
// stands after the first adoption is kept beside it, and each run starts from there.
import { asc, eq } from 'drizzle-orm'
import type { Caller } from '../../../src/access/caller.ts'
import { insertAll } from '../../../src/db/bulk.ts'
import type { Database } from '../../../src/db/database.ts'
import { decideSites } from '../../../src/directive/decide-sites.ts'
import { NO_FACTS } from '../../../src/estate/facts/site-facts.ts'
import type { Site } from '../../../src/estate/site.ts'
import { findSite } from '../../../src/estate/store.ts'
import { insertFacts } from '../../../src/estate/facts/store.ts'
import { adoptPlanWith, type Adopted } from '../../../src/orders/adopt/adopt-plan.ts'
import { setDelegatedLimit } from '../../../src/orders/adopt/approve-orders.ts'
import { readKeptWeeks } from '../../../src/orders/adopt/store.ts'
import type { OrderRow } from '../../../src/orders/states/store.ts'
import type { ClaimDeps } from '../../../src/orders/claims/take/claim-orders.ts'
import type { ClaimRules } from '../../../src/orders/claims/rules.ts'
import { insertApproval } from '../../../src/orders/visits/engineers/store.ts'
import { recordEngineer } from '../../../src/orders/visits/engineers/record-engineer.ts'
import { makePlanWith } from '../../../src/planning/make-plan.ts'
import { day, financialYear } from '../../../src/shared/day.ts'
import { keyOf } from '../../../src/shared/text.ts'
import type { CrewAction, Vetting } from '../../../src/shared/vocabulary.ts'
import { countingIds, fakeClock } from '../../support/clock.ts'
import { openTestDatabase, type Dialect } from '../../support/dialects.ts'
import { importText, jobContext, operator, reference } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'
import { companyCaller } from '../../support/work-orders.ts'
import { rawColumn, rawSql } from '../../support/raw-sql.ts'

/** A Monday, six weeks after the plan's first, when its replacements can begin. */
export const TODAY = '2027-01-11T09:00:00.000Z'
const START = day('2026-11-30')

/** Small, so that a small estate reaches them. */
export const RULES: ClaimRules = { ...reference.claims, openClaims: 3, revealedSites: 4 }

/** Two cameras a week: larger sites become chains of legs. */
const PLANNING = { ...reference, work: { ...reference.work, crewMinutesPerWeek: 300 } }

export interface Company {
  readonly id: string
  readonly regions: readonly string[]
  readonly vetting: Vetting
  readonly actions: readonly CrewAction[]
  /** It has the call-off under which alone Geese send anybody. */
  readonly calledOff: boolean
}
export const COMPANIES: readonly Company[] = [
  {
    ...{ id: 'con_1', regions: ['London', 'Wales'], vetting: 'dv', calledOff: true },
    actions: ['replace', 'survey', 'disconnect'],
  },
  { id: 'con_2', regions: ['London'], vetting: 'sc', calledOff: false, actions: ['replace', 'disconnect'] },
  { id: 'con_3', regions: ['Wales'], vetting: 'none', calledOff: false, actions: ['replace', 'survey'] },
]

/** What every fund has beyond the plan, for variations alone. */
export const VARIATIONS = { financialYear: financialYear(2040), pence: 100_000 } as const
/** More than all of it costs, in each year of the plan. */
const AMPLE_PENCE = 1e9

const INVENTORY = csv(
  'organisation,standing,site,region,sensitivity,vetting,device,manufacturer,model,serial,network',
  ...['1', '2', '3', '4'].map(
    (n) => `Ducks,department,POND,London,sensitive,sc,P${n},Hikvision,DS-2CD2042,P-${n},isolated`,
  ),
  'Ducks,department,LAKE,Wales,sensitive,none,L1,Hikvision,DS-2CD2042,L-1,core',
  'Ducks,department,LAKE,Wales,sensitive,none,L2,Dahua,IPC-HFW2431,L-2,isolated',
  'Ducks,department,TARN,Wales,sensitive,dv,T1,Nobody,X-1,T-1,isolated',
  'Ducks,department,MERE,London,extended,none,M1,Hikvision,DS-2CD2042,M-1,isolated',
  'Ducks,department,BECK,London,sensitive,none,B1,Hikvision,DS-2CD2042,B-1,isolated',
  'Geese,department,FELL,London,sensitive,sc,F1,Hikvision,DS-2CD2042,F-1,isolated',
  'Geese,department,RILL,Wales,sensitive,none,R1,Hikvision,DS-2CD2042,R-1,isolated',
  'Geese,department,RILL,Wales,sensitive,none,R2,Hikvision,DS-2CD2042,R-2,isolated',
)

export const manager: Caller = { ...operator, principalId: 'pri_manager', name: 'Manager', roles: ['programme'] }
const senior: Caller = { ...operator, principalId: 'pri_senior', name: 'Senior' }
export const callerOf = (companyId: string): Caller => companyCaller(companyId)

const AT = { recordedAt: new Date('2026-11-20T09:00:00Z'), recordedBy: 'pri_1' }

export interface Estate {
  readonly db: Database
  readonly deps: ClaimDeps
  readonly clock: ReturnType<typeof fakeClock>
  readonly engineers: ReadonlyMap<string, { readonly known: string; readonly stranger: string }>
  /** Names, by id. */
  readonly organisations: ReadonlyMap<string, string>
  readonly orders: () => Promise<OrderRow[]>
  /** Makes a plan of what there is, and says which. */
  readonly plan: () => Promise<string>
  readonly adopt: (planId: string) => Promise<Adopted>
  /** As it was when it was made. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function smallEstate(dialect: Dialect): Promise<Estate> {
  const { db, source, close } = await openTestDatabase(dialect)
  const clock = fakeClock('2026-11-22T09:00:00.000Z')
  const deps = { db, clock, ids: countingIds(), rules: RULES, holidays: reference.bankHolidays }
  await importText(deps, 'birds.csv', INVENTORY)
  const approvedBy = 'Senior responsible owner'
  const decide = (sites: 'standing' | readonly Site[]) =>
    decideSites(deps, operator, { sites, choice: 'replace-now', reason: 'Risk.', approvedBy })
  await decide('standing')
  const [mere] = (await db.read.select().from(db.read.t.sites)).filter(({ name }) => name === 'MERE')
  await decide([(await findSite(db.read, 'everything', mere!.id))!])
  await giveFunds(deps)
  await setDelegatedLimit(deps, operator, { organisationId: null, pence: 1e9 })
  await insertCompanies(db)
  const plan = async (): Promise<string> => {
    const make = makePlanWith(PLANNING, readKeptWeeks)
    return (await make(deps, { startOn: START, budgets: [] }, { ...jobContext, jobId: deps.ids.next('job') })).planId
  }
  const adopt = (planId: string) => adoptPlanWith(PLANNING)(deps, { planId }, { ...jobContext, caller: senior })
  await adopt(await plan())
  clock.set(TODAY)
  const engineers = await approvedEngineers(deps)
  const { reset } = await keeper(dialect, source)
  const all = await db.read.select().from(db.read.t.organisations)
  const organisations = new Map(all.map(({ id, name }) => [id, name]))
  const orders = () => db.read.select().from(db.read.t.orders).orderBy(asc(db.read.t.orders.id))
  const beginAgain = async () => {
    await reset()
    clock.set(TODAY)
    for (const { id } of COMPANIES) await setStatus({ db, deps }, id, 'active')
  }
  return { db, deps, clock, plan, adopt, engineers, organisations, orders, close, reset: beginAgain }
}

async function giveFunds({ db, ids }: Pick<ClaimDeps, 'db' | 'ids'>): Promise<void> {
  const years = Array.from({ length: 8 }, (_, i) => ({ financialYear: financialYear(2026 + i), pence: AMPLE_PENCE }))
  const funds = await db.read.select().from(db.read.t.funds)
  const budgets = funds.flatMap(({ id: fundId }) =>
    [...years, VARIATIONS].map((year) => {
      return { id: ids.next('bud'), fundId, status: 'approved' as const, ...year, ...AT }
    }),
  )
  await db.write((q) => insertAll(q, q.t.fundBudgets, budgets))
}

async function insertCompanies(db: Database): Promise<void> {
  await db.write(async (q) => {
    await insertAll(
      q,
      q.t.contractors,
      COMPANIES.map(({ id }) => ({
        ...{ id: `row_${id}`, contractorId: id, version: 1, name: `Company ${id}`, nameKey: keyOf(`Company ${id}`) },
        ...{ contact: null, status: 'active' as const, subcontractorIds: [], ...AT },
      })),
    )
    await insertAll(
      q,
      q.t.crews,
      COMPANIES.map(({ id, regions, vetting, actions }) => ({
        ...{ id: `crw_${id}`, version: 1, name: `Crew of ${id}`, nameKey: keyOf(`Crew of ${id}`), contractorId: id },
        ...{ organisationIds: [], regions, calendar: 'england-and-wales' as const, vetting, minutesPerWeek: 300 },
        ...{ actions, validFrom: null, validUntil: null, daysOff: [], note: null, ...AT },
      })),
    )
    const [geese] = (await q.select().from(q.t.organisations)).filter(({ name }) => name === 'Geese')
    await q.insert(q.t.contractUses).values({
      ...{ id: 'use_1', organisationId: geese!.id, version: 1, usesContracts: true, ...AT },
    } as never)
    await q.insert(q.t.contracts).values({
      ...{ id: 'ctr_1', contractId: 'ctr_1', version: 1, reference: 'CO-1', referenceKey: 'co-1', framework: 'RM6000' },
      ...{ lot: null, organisationIds: [], regions: [], actions: [], ceilingPence: 1e9, startsOn: day('2026-01-01') },
      ...{ expiresOn: day('2028-12-31'), rates: [], contractorIds: ['con_1'], subcontractorIds: [], ...AT },
    })
    await q.insert(q.t.purchaseOrders).values({
      ...{ id: 'pco_1', version: 1, number: 'PO-1', numberKey: 'po-1', contractId: 'ctr_1', fundCode: null },
      ...{ ceilingPence: 1e9, raisedOn: day('2026-01-02'), ...AT },
    })
  })
}

/** Of each company one whom every site has approved, and one of whom no site knows. */
async function approvedEngineers(deps: Parameters<typeof recordEngineer>[0]) {
  const { db } = deps
  const facts = {
    employerId: null,
    vetting: 'dv',
    vettingUntilOn: day('2029-01-01'),
    extras: [],
    ended: false,
  } as const
  const sites = await db.read.select().from(db.read.t.sites)
  const known = new Map<string, { known: string; stranger: string }>()
  for (const { id } of COMPANIES) {
    const one = await recordEngineer(deps, callerOf(id), { ...facts, name: `Known of ${id}` })
    const two = await recordEngineer(deps, callerOf(id), { ...facts, name: `Stranger of ${id}` })
    known.set(id, { known: one.id, stranger: two.id })
    await db.write(async (q) => {
      for (const site of sites) {
        await insertApproval(q, {
          ...{ id: deps.ids.next('eap'), organisationId: site.organisationId, siteId: site.id, engineerId: one.id },
          ...{ engineerVersion: 1, approved: true, untilOn: day('2027-06-01'), reason: null, ...AT },
        })
      }
    })
  }
  await db.write((q) =>
    insertFacts(
      q,
      sites.map(({ id: siteId, organisationId }, i) => ({
        ...{ id: `fac_${i}`, organisationId, siteId, version: 1, ...AT },
        // Nothing that a sensitive site forbids.
        facts: {
          ...NO_FACTS,
          photos: 'allowed',
          personalDevices: 'allowed',
          permitToWork: false,
          loneWorking: 'allowed',
        },
      })),
    ),
  )
  return known
}

/** Rows are versions there, and what was read of them is kept by their number: they only grow. Audit entries too. */
const GROWS = /^(audit_|migration|contractors|crews|contracts|contract_uses|sqlite_)/

/** Keeps what stands now, table by table, and puts it back. */
async function keeper(dialect: Dialect, source: string) {
  const list =
    dialect === 'sqlite'
      ? "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
      : "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
  const tables = ((await rawColumn(source, list)) as string[]).filter((table) => !GROWS.test(table))
  await rawSql(source, ...tables.map((table) => `CREATE TABLE kept_${table} AS SELECT * FROM ${table}`))
  const empty = tables.map((table) => `DELETE FROM ${table};`)
  // In the order of their names, by which what a trigger adds is put right after it.
  const fill = tables.map((table) => `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table};`)
  const back = [...empty, ...fill].join('\n')
  const free = dialect === 'sqlite' ? 'PRAGMA foreign_keys = OFF;' : 'SET session_replication_role = replica;'
  return { reset: () => rawSql(source, `${free} BEGIN; ${back} COMMIT;`) }
}

/** The company as it is from now on: a version more. */
export async function setStatus(
  { db, deps }: Pick<Estate, 'db' | 'deps'>,
  companyId: string,
  status: 'active' | 'suspended',
): Promise<void> {
  await db.write(async (q) => {
    const rows = await q.select().from(q.t.contractors).where(eq(q.t.contractors.contractorId, companyId))
    const last = rows.sort((a, b) => b.version - a.version)[0]!
    if (last.status === status) return
    const recordedAt = deps.clock.now()
    await q
      .insert(q.t.contractors)
      .values({ ...last, id: deps.ids.next('row'), version: last.version + 1, status, recordedAt })
  })
}
