// The OpenAPI document as tests use it: its operations, what they take and what they answer.
import { eq } from 'drizzle-orm'
import { Compile } from 'typebox/compile'
import { issueToken } from '../../src/access/issue-token.ts'
import { makeMachine } from '../../src/access/machines/make-machine.ts'
import { invitePerson } from '../../src/access/people/invite.ts'
import { getCaller, LOCAL_ADMIN } from '../../src/access/principals.ts'
import { overrideDevices } from '../../src/estate/findings/overrides/override-devices.ts'
import { askToExport } from '../../src/estate/export/export.ts'
import { insertExport } from '../../src/estate/export/store.ts'
import { insertPlanExport } from '../../src/reports/workbook/store.ts'
import { adoptPlanWith } from '../../src/orders/adopt/adopt-plan.ts'
import { setDelegatedLimit } from '../../src/orders/adopt/approve-orders.ts'
import { draftMemorandum } from '../../src/planning/memorandum/draft-memorandum.ts'
import { makeScenario } from '../../src/planning/scenarios/change-scenario.ts'
import { runScenarioWith } from '../../src/planning/scenarios/run-scenario.ts'
import { day } from '../../src/shared/day.ts'
import type { buildTestApp } from './app.ts'
import { CREW_ACTIONS, REGIONS } from '../../src/shared/vocabulary.ts'
import { insertCompany, insertContract } from './work-orders.ts'
import { importText, jobContext, makePlan, reference } from './estate.ts'
import { importer } from './make.ts'

export type Schema = Record<string, unknown>
interface Media {
  readonly schema: Schema
  /** Of a list: what is no JSON has its example beside the schema. */
  readonly example?: string
}
export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}
export interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly unknown[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>
}
export interface Document {
  readonly openapi: string
  readonly security: readonly unknown[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
export interface Described {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: string
  readonly operation: Operation
}

export function operationsOf(document: Document): Described[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      return { method: method.toUpperCase() as Described['method'], path, operation }
    }),
  )
}

const compiled = new Map<string, ReturnType<typeof Compile>>()

/** What is wrong with the answer as the document describes it; nothing if it is as described. */
export function faultsOf(
  { method, path, operation }: Described,
  answer: { statusCode: number; headers: Record<string, unknown>; body: string },
): string[] {
  const { statusCode, body } = answer
  const range = statusCode >= 400 ? `${String(statusCode)[0]}XX` : String(statusCode)
  const described = operation.responses[range]
  if (!described) return [`${method} ${path} answers ${statusCode}, which is not described: ${body.slice(0, 300)}`]
  const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
  if (statusCode === 204 || described.content === undefined)
    return body === '' ? [] : [`${method} ${path} has a body, and describes none`]
  const schema = described.content[type]?.schema
  if (!schema) return [`${method} ${path} answers ${statusCode} as "${type}", which is not described`]
  if (!/[/+]json$/.test(type)) return []
  const key = `${method} ${path} ${range}`
  const validator = compiled.get(key) ?? Compile(schema)
  compiled.set(key, validator)
  const value: unknown = JSON.parse(body)
  return validator.Check(value) ? [] : [`${key} does not fit: ${JSON.stringify(validator.Errors(value)).slice(0, 500)}`]
}

const INVENTORY = [
  'organisation,standing,sector,site,sensitivity,device,kind,manufacturer,model',
  'Ministry of Ducks,department,central-government,POND-1,sensitive,CAM-1,camera,Hikvision,DS-2CD2042',
  'Ministry of Ducks,department,central-government,POND-2,other,CAM-2,camera,Axis,P3245',
].join('\n')

type Test = Awaited<ReturnType<typeof buildTestApp>>
type Ids = Readonly<Record<string, string>>

/** An estate with a plan: the ids that addresses can hold, by the word that stands before them. */
export async function furnishEstate(test: Test): Promise<Ids> {
  await importText(test.deps, 'ducks.csv', INVENTORY)
  await adopt(test, (await makePlan(test.deps, { budgets: [] })).planId)
  const q = test.deps.db.read
  const [site] = await q.select().from(q.t.sites)
  const [device] = await q.select().from(q.t.devices)
  const [plan] = await q.select().from(q.t.plans)
  const [order] = await q.select().from(q.t.planOrders)
  const [ready] = await q.select().from(q.t.orders).where(eq(q.t.orders.state, 'ready'))
  const job = await test.jobs.submit(test.operator, 'plan', {})
  const { importId } = await importer(test.deps.db, test.ids)(INVENTORY, { kept: test.uploads, dryRun: true })
  await importer(test.deps.db, test.ids)(INVENTORY, { saveMapping: 'Ducks' })
  const [mapping] = await q.select().from(q.t.savedMappings)
  const [fund] = await q.select().from(q.t.funds)
  const memorandum = { siteIds: [site!.id], reference, marking: 'OFFICIAL' }
  const { hash } = await draftMemorandum(test.deps, test.operator, memorandum)
  const scenarios = await furnishScenario(test)
  const imported = {
    scenarios,
    ids: `plan,${scenarios}`,
    hash,
    site: site!.id,
    imports: importId,
    mappings: mapping!.id,
    funds: fund!.id,
  }
  return {
    sites: site!.id,
    devices: device!.id,
    plans: plan!.id,
    jobs: job.id,
    leg: order!.legId,
    orders: ready!.ref,
    which: 'overdue',
    ...imported,
  }
}

/** By someone who did not make it; what costs up to £1,000 is ready at once. */
async function adopt({ deps, operator }: Test, planId: string): Promise<void> {
  await setDelegatedLimit(deps, operator, { organisationId: null, pence: 100_000 })
  const caller = { ...operator, principalId: LOCAL_ADMIN }
  await adoptPlanWith(reference)(deps, { planId }, { ...jobContext, caller })
}

/** One that was run. */
async function furnishScenario({ deps, ids, operator }: Test): Promise<string> {
  const settings = { kind: 'budget-limited', clearBy: null, overrides: [] } as const
  const { id: scenarioId } = await makeScenario(deps, operator, { name: 'As planned', settings })
  await runScenarioWith(reference)(deps, { scenarioId }, { ...jobContext, jobId: ids.next('job') })
  return scenarioId
}

/** What a request may use up: a person and a machine without roles; the operator's token, request, export, decision. */
export async function furnishPrincipals({ deps, ids, operator }: Test): Promise<Ids> {
  const { db, clock } = deps
  const admin = await getCaller(db.read, LOCAL_ADMIN, 'req_test')
  const { person } = await invitePerson(deps, admin, { name: 'P', login: ids.next('login') })
  const machine = await makeMachine(deps, admin, { name: 'M' })
  const { row } = await issueToken(deps, admin, { principalId: operator.principalId })
  const { id: request } = await askToExport(deps, operator, { format: 'csv', reason: 'r' })
  const approved = { principalId: operator.principalId, approvedBy: LOCAL_ADMIN, approvedAt: clock.now() }
  const offer = { id: ids.next('exp'), scope: 'everything', format: 'csv', expiresAt: new Date('2099-01-01') } as const
  await db.write((q) => insertExport(q, { ...offer, ...approved }))
  const [plan] = await db.read.select({ planId: db.read.t.plans.id }).from(db.read.t.plans).limit(1)
  const ofPlan = { id: ids.next('exp'), ...plan!, sheet: null, expiresAt: new Date('2099-01-01') }
  await db.write((q) => insertPlanExport(q, { ...ofPlan, ...approved }))
  const [device] = await db.read.select().from(db.read.t.devices).limit(1)
  const overriding = { choice: 'flag', reason: 'r', evidence: 'e', untilOn: day('2027-01-01') } as const
  const overridden = await overrideDevices(deps, operator, { ...overriding, devices: [device!.id] })
  const overrides = 'overrides' in overridden ? overridden.overrides[0]!.id : ''
  const [people, machines] = [person.id, machine.id]
  const exports = { exports: offer.id, exportId: ofPlan.id }
  return { people, machines, principals: people, tokens: row.id, requests: request, ...exports, overrides }
}

/** What is there without anybody having made it. */
const SHIPPED: Ids = { manufacturers: 'hikvision', 'catalogue-versions': reference.catalogue.version }

/** What an address must ask for besides its path. */
export function queryOf({ parameters = [] }: Operation, ids: Ids): string {
  const needed = parameters.filter((one) => one.in === 'query' && one.required === true)
  return needed.length === 0 ? '' : `?${needed.map(({ name }) => `${name}=${ids[name]}`).join('&')}`
}

/** Each address with ids that exist, where there are such. */
export function addressesWith(ids: Ids): (path: string) => string {
  return (path) =>
    path.replaceAll(/([a-z-]+)\/\{(\w+)\}/g, (_all, of: string, name: string) => {
      return `${of}/${ids[name] ?? ids[of] ?? SHIPPED[of] ?? 'none'}`
    })
}

/** The company whose work the principal does, which may do everything. */
export async function furnishCompany({ deps: { db } }: Test, principalId: string): Promise<void> {
  await insertContract(db, 'con_1')
  await insertCompany(db, 'con_1', { regions: ['Unknown region', ...REGIONS], actions: CREW_ACTIONS })
  const { principals } = db.read.t
  await db.write(async (q) => {
    await q.update(principals).set({ companyId: 'con_1' }).where(eq(principals.id, principalId))
  })
}

/** Puts the order into the state in which the operation does something. */
export async function furnishClaim(
  { deps: { db } }: Test,
  { path, ref }: { path: string; ref: string },
): Promise<void> {
  const held = /\/(renew|release)$/.test(path)
  const offered = /\/offer\/\w+$/.test(path)
  const state = held ? 'claimed' : offered ? 'offered' : 'ready'
  const { orders } = db.read.t
  const set = { state, companyId: held || offered ? 'con_1' : null, attempt: 1, leaseExpiresAt: null } as const
  await db.write(async (q) => void (await q.update(orders).set(set).where(eq(orders.ref, ref))))
}
