// What the authorisation matrix is tried on.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { ROLES, type Caller } from '../../../src/access/caller.ts'
import { issueToken } from '../../../src/access/issue-token.ts'
import { makeMachine } from '../../../src/access/machines/make-machine.ts'
import { invitePerson } from '../../../src/access/people/invite.ts'
import { getCaller, LOCAL_ADMIN } from '../../../src/access/principals.ts'
import { askForSecond } from '../../../src/access/requests/ask.ts'
import type { Scope } from '../../../src/access/scope.ts'
import { decideNotToReplace } from '../../../src/directive/decide-sites.ts'
import { sandboxRoutesWith } from '../../../src/demo/sandbox-routes.ts'
import { insertExport } from '../../../src/estate/export/store.ts'
import { insertPlanExport } from '../../../src/reports/workbook/store.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { routesWith } from '../../../src/features.ts'
import type { Routes } from '../../../src/http/plugin.ts'
import { adoptPlanWith } from '../../../src/orders/adopt/adopt-plan.ts'
import { insertOrders } from '../../../src/orders/adopt/store.ts'
import { newRef } from '../../../src/orders/order-ref.ts'
import { listPlanOrders } from '../../../src/orders/planned/list-orders.ts'
import { makePlanWith } from '../../../src/planning/make-plan.ts'
import { makeScenario } from '../../../src/planning/scenarios/change-scenario.ts'
import { runScenarioWith } from '../../../src/planning/scenarios/run-scenario.ts'
import { day } from '../../../src/shared/day.ts'
import { buildTestApp } from '../../support/app.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { jobContext, operator, reference } from '../../support/estate.ts'
import { overrideDevices } from '../../../src/estate/findings/overrides/override-devices.ts'
import { csv, importer } from '../../support/make.ts'
import type { Objects, Row, Someone } from './row.ts'

/** POND is the callers' own: they hold Ducks in Wales. */
const ESTATE = csv(
  'organisation,standing,site,region,sensitivity,postcode,device,manufacturer,model',
  'Ducks,department,POND,Wales,sensitive,CF10 1AA,D1,Hikvision,DS-2CD2042',
  'Ducks,department,LAKE,London,sensitive,SW1A 1AA,D2,Hikvision,DS-2CD2042',
  'Geese,department,MOAT,Wales,sensitive,CF10 2BB,D3,Dahua,DH-IPC-HFW2431',
)
const PREFIX = '/api/v1'

/** Every feature's routes, noted as they are registered. */
function noted(routes: readonly Routes[], names: Set<string>): Routes[] {
  return routes.map((feature): Routes => {
    return async (app, options) => {
      app.addHook('onRoute', ({ method, url }) => {
        for (const one of [method].flat()) {
          if (one !== 'HEAD' && one !== 'OPTIONS') names.add(`${one} ${url.slice(PREFIX.length)}`)
        }
      })
      await feature(app, options)
    }
  })
}

/** The objects that its address and its body name. */
function usedBy({ url, payload }: Row): (keyof Objects)[] {
  const used = new Set<keyof Objects>()
  const noting = new Proxy({} as Objects, { get: (_objects, key) => (used.add(key as keyof Objects), '') })
  url?.(noting)
  if (typeof payload === 'function') payload(noting)
  return [...used]
}

/** The house with both halves of the estate, a caller of each role, and fresh objects for each try of a row. */
export async function setUp(matrix: Readonly<Record<string, Row>>, names: Set<string>) {
  const { db, close } = await openTestDatabase('sqlite')
  const kept = mkdtempSync(join(tmpdir(), 'lenscap-matrix-'))
  // What the sandbox alone serves is as much for some roles only; here its clock stands.
  const sandbox = sandboxRoutesWith({ pass: () => {} }, reference.claims)
  const test = await buildTestApp(db, { routes: noted([...routesWith(kept, reference), sandbox], names) })
  const { deps } = test
  const run = importer(db, test.ids)
  await run(ESTATE)
  const { organisations, sites, devices } = await loadEstate(db.read, 'everything')
  await run(csv('organisation,device', 'Ducks,M1'), { saveMapping: 'Columns' })
  const [mapping] = await db.read.select().from(db.read.t.savedMappings)
  const siteOf = (code: string) => sites.find((site) => site.code === code)!
  const ducks = organisations.find(({ name }) => name === 'Ducks')!.id
  const scope: Scope = [{ organisationId: ducks, region: 'Wales' }]
  const plan = async (caller: Caller) => {
    const context = { ...jobContext, jobId: deps.ids.next('job'), caller }
    const { planId } = await makePlanWith(reference)(deps, { startOn: day('2026-11-23'), budgets: [] }, context)
    return { planId, orders: await listPlanOrders(db.read, 'everything', planId) }
  }
  const plans = {
    own: await plan({ ...operator, scope }),
    foreign: await plan(operator),
  }
  const adopter = { ...operator, principalId: LOCAL_ADMIN }
  await adoptPlanWith(reference)(deps, { planId: plans.foreign.planId }, { ...jobContext, caller: adopter })
  /** A copy of the site's first order that nobody has touched; another one waits for approval, as there always is. */
  async function freshOrder(siteId: string): Promise<string> {
    const { orders } = db.read.t
    const [first] = await db.read.select().from(orders).where(eq(orders.siteId, siteId)).orderBy(orders.id).limit(1)
    const copy = () => ({ ...first!, id: deps.ids.next('ord'), ref: newRef(deps.ids), legId: null, version: 1 })
    const untouched = { ...copy(), state: 'ready' as const, shutGates: [] }
    const waiting = { ...copy(), state: 'proposed' as const, shutGates: ['approval of £1'] }
    await db.write((q) => insertOrders(q, { orders: [untouched, waiting], devices: [], events: [] }))
    return untouched.ref
  }
  const admin = await getCaller(db.read, LOCAL_ADMIN, 'req_test')
  const callers = new Map<Someone, { token: string; caller: Caller }>()
  for (const role of [...ROLES, 'none'] as const) {
    const roles = role === 'none' ? [] : [role]
    const token = await test.tokenOf(role, roles, role === 'admin' ? 'everything' : scope)
    const { principals } = db.read.t
    if (role === 'contractor') {
      const works = { companyId: 'con_1' }
      await db.write(async (q) => void (await q.update(principals).set(works).where(eq(principals.id, role))))
    }
    callers.set(role, { token, caller: await getCaller(db.read, role, 'req_test') })
  }

  /** Those that the row names, made anew for each try: some routes use their objects up. */
  async function objectsFor(name: string, caller: Caller, which: 'own' | 'foreign'): Promise<Objects> {
    const site = siteOf(which === 'own' ? 'POND' : 'MOAT')
    const owner = which === 'own' ? caller : operator
    const makers = makersFor(owner, { site, ...plans[which] })
    const made = usedBy(matrix[name]!).map(async (key) => [key, await makers[key]()] as const)
    return Object.fromEntries(await Promise.all(made)) as unknown as Objects
  }

  function makersFor(
    owner: Caller,
    { site, planId, orders }: { site: (typeof sites)[number] } & Awaited<ReturnType<typeof plan>>,
  ): { readonly [Key in keyof Objects]: () => string | Promise<string> } {
    const { organisationId, region } = site
    const deviceId = devices.find(({ siteId }) => siteId === site.id)!.id
    const { principalId } = owner
    const untilOn = day('2027-01-01')
    return {
      site: () => site.id,
      device: () => deviceId,
      mapping: () => mapping!.id,
      async override() {
        const why = { choice: 'flag', reason: 'r', evidence: 'e', untilOn } as const
        const overridden = await overrideDevices(deps, operator, { ...why, devices: [deviceId] })
        return 'overrides' in overridden ? overridden.overrides[0]!.id : ''
      },
      plan: () => planId,
      /** Run once. Its plan's money and sites are in its answers. */
      async scenario() {
        const settings = { kind: 'disconnect-only', clearBy: null, overrides: [] } as const
        const { id: scenarioId } = await makeScenario(deps, operator, { name: 'What if', plan: planId, settings })
        await runScenarioWith(reference)(deps, { scenarioId }, { ...jobContext, jobId: deps.ids.next('job') })
        return scenarioId
      },
      fund: () => organisations.find(({ id }) => id === site.organisationId)!.fundId,
      leg: () => orders.find((one) => one.site.id === site.id)!.legId,
      order: async () => freshOrder(site.id),
      // Finished, so that whoever follows it is told so and let go.
      job: async () => (await test.jobs.cancel(owner, (await test.jobs.submit(owner, 'import', {})).id)).id,
      async request() {
        const input = { sites: [site.id], choice: 'not', reason: 'r', approvedBy: 'a', reviewOn: untilOn }
        const about = { subjectKind: 'site-decision', place: { organisationId, region }, says: `About ${site.code}.` }
        const approver: Caller = { ...operator, roles: ['approver'] }
        const ask = askForSecond(deps, approver, { act: decideNotToReplace, ...about, input, reason: 'r' })
        return (await db.write(ask)).id
      },
      async person() {
        const login = `${deps.ids.next('login')}@example.org`
        return (await invitePerson(deps, admin, { name: 'P', login })).person.id
      },
      machine: async () => (await makeMachine(deps, admin, { name: 'M' })).id,
      token: async () => (await issueToken(deps, admin, { principalId })).row.id,
      async export() {
        const id = deps.ids.next('exp')
        const offered = { id, principalId, approvedBy: 'local-admin', scope, format: 'csv' } as const
        const until = { approvedAt: deps.clock.now(), expiresAt: new Date('2099-01-01') }
        await db.write((q) => insertExport(q, { ...offered, ...until }))
        return id
      },
      async planExport() {
        const id = deps.ids.next('exp')
        const offered = { id, principalId, approvedBy: 'local-admin', planId, sheet: 'orders' } as const
        const until = { approvedAt: deps.clock.now(), expiresAt: new Date('2099-01-01') }
        await db.write((q) => insertPlanExport(q, { ...offered, ...until }))
        return id
      },
      import: async () => (await run('device\nD9\n', { caller: owner, dryRun: true, kept })).importId,
    }
  }

  async function call(name: string, { token, objects }: { token: string | null; objects: Objects }) {
    const [method, path] = name.split(' ') as ['GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string]
    const { url = () => path, payload, headers = {} } = matrix[name]!
    const body = typeof payload === 'function' ? payload(objects) : payload
    const options = { method, url: `${PREFIX}${url(objects)}`, token, headers }
    return test.request(body === undefined ? options : { ...options, payload: body })
  }
  return { callers, objectsFor, call, close: () => close().finally(() => rmSync(kept, { recursive: true })) }
}
