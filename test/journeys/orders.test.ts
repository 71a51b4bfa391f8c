// The contractor's whole journey through HTTP: from an inventory to a site that is cleared, by way of kit that is itself flagged
// and is put right. The plan is made and adopted by the job handlers, since nothing runs jobs here.
import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { adoptPlanWith } from '../../src/orders/adopt/adopt-plan.ts'
import { day } from '../../src/shared/day.ts'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'
import { importText, jobContext, makePlan, reference } from '../support/estate.ts'
import { csv } from '../support/make.ts'

const INVENTORY = csv(
  'organisation,standing,site,region,sensitivity,vetting,postcode,device,manufacturer,model,serial,network',
  'Ducks,department,POND,Wales,sensitive,none,CF10 1AA,D1,Hikvision,DS-2CD2042,OLD-1,isolated',
)
const VISIT_DAY = '2027-01-12'
const at = (hour: number, on = VISIT_DAY) => `${on}T${String(hour).padStart(2, '0')}:00:00.000Z`

describe('an order, from the inventory to the cleared site', () => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let company: string
  let senior: string
  let ref: string
  let engineers: string[]
  let deviceId: string

  const call = async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    token: string,
    body?: object | string,
    version?: number,
  ) => {
    const type = typeof body === 'string' ? 'text/csv' : 'application/json'
    const answer = await test.request({
      ...{ method, url: `/api/v1${path}`, token },
      ...(body !== undefined && { payload: body, headers: { 'content-type': type, 'if-match': `"${version ?? 0}"` } }),
    })
    return { status: answer.statusCode, body: (answer.body === '' ? null : answer.json()) as Record<string, never> }
  }
  const stateOf = async () => (await call('GET', `/orders/${ref}`, test.token)).body['state']
  /** On the order as it is. */
  const judge = async (verdict: object) => {
    const version = Number((await call('GET', `/orders/${ref}`, senior)).body['version'])
    return await call('POST', `/orders/${ref}/judgement`, senior, verdict, version)
  }
  const replaced = (n: number, make: string, model: string) => ({
    ...{ id: `outcome-${n}`, deviceId, outcome: 'replaced', removed: { serial: 'OLD-1' } },
    ...{ installed: { make, model, serial: `NEW-${n}` }, removedOn: VISIT_DAY, replacedOn: VISIT_DAY, minutes: 90 },
  })
  const report = (n: number, on: string, outcome: object) => ({
    ...{ id: `report-no-${n}`, attempt: 1, visit: `visit-no-${n}`, engineers, result: 'done' },
    ...{ arrivedAt: at(9, on), leftAt: at(11, on), deviceOutcomes: [outcome] },
    // Phones are banned there: it is told on paper, signed by an officer of the site.
    ...{ entry: { recordedBy: 'The office', witnessedBy: 'The duty officer' } },
  })
  /** Books, has the site approve and opens the gate; then the visit begins. */
  async function begin(n: number, on: string): Promise<void> {
    const visit = { id: `visit-no-${n}`, attempt: 1, on, engineers }
    expect(await call('POST', `/orders/${ref}/visits`, company, visit)).toMatchObject({ body: { visit: {} } })
    const { items } = (await call('GET', '/engineer-requests', test.token)).body as unknown as {
      items: { siteId: string; approval: string; engineer: { id: string } }[]
    }
    for (const { siteId, approval, engineer } of items) {
      const engineerId = engineer.id
      if (approval !== 'waiting') continue
      const approve = { engineerId, engineerVersion: 1, approved: true, untilOn: '2027-06-30' }
      expect((await call('POST', `/sites/${siteId}/engineer-approvals`, test.token, approve)).status).toBe(200)
    }
    expect(await stateOf()).toBe('scheduled')
    test.clock.set(at(8, on))
    const gate = (await call('GET', `/orders/${ref}/start-gate`, company)).body as unknown as {
      items: { item: string; mayRecord: string; metAt: string | null }[]
    }
    for (const { item, mayRecord, metAt } of gate.items) {
      if (metAt !== null) continue
      const met = {
        id: `gate-${item}-${n}`,
        attempt: 1,
        item,
        visit: visit.id,
        reference: 'R-1',
        givenBy: 'Duty manager',
      }
      const by = mayRecord === 'company' ? company : test.token
      expect([item, (await call('POST', `/orders/${ref}/start-gate`, by, met)).body]).toMatchObject([item, {}])
    }
    const arrival = { attempt: 1, arrivedAt: at(9, on), engineers }
    test.clock.set(at(10, on))
    expect(await call('POST', `/orders/${ref}/visits/${visit.id}/arrival`, company, arrival)).toMatchObject({
      status: 200,
    })
    test.clock.set(at(12, on))
  }

  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    test = await buildTestApp(db)
    await importText(test.deps, 'ducks.csv', INVENTORY)
    const decision = { standing: true, choice: 'replace-now', reason: 'Risk.', approvedBy: 'SRO' }
    expect((await call('POST', '/site-decisions', test.token, decision)).status).toBe(201)
    await call('PUT', '/contractors/file', test.token, csv('contractor', 'Swan Security'))
    const crews = csv(
      'crew,contractor,regions,vetting,minutes_per_week,actions',
      'Swan 1,Swan Security,Wales,none,2250,replace',
    )
    expect((await call('PUT', '/crews/file', test.token, crews)).status).toBe(200)
    const [swan] = await db.read.select().from(db.read.t.contractors)
    company = await test.tokenOf('swan-office', ['contractor'], [], 'machine')
    await db.write((q) =>
      q.update(q.t.principals).set({ companyId: swan!.contractorId }).where(eq(q.t.principals.id, 'swan-office')),
    )
    senior = await test.tokenOf('senior', ['approver', 'programme'])
    const { planId } = await makePlan(test.deps, { startOn: day('2026-11-23'), budgets: [] })
    const adopter = { ...test.operator, principalId: 'pri_adopter' }
    await adoptPlanWith(reference)(test.deps, { planId }, { ...jobContext, caller: adopter })
    return close
  })

  it('waits for the approval of its cost, and is then ready', async () => {
    const { items } = (await call('GET', '/orders', test.token)).body as unknown as { items: { ref: string }[] }
    ref = items[0]!.ref
    expect(await stateOf()).toBe('proposed')
    await call('POST', '/order-approvals', test.token, { reason: 'Agreed.' })
    expect(await stateOf()).toBe('ready')
  })

  it('is given to the company when its week is near, with its address and nothing of its rank', async () => {
    const claim = { maxOrders: 1 }
    const early = await call('POST', '/orders/claims', company, claim)
    expect(JSON.stringify(early.body)).not.toContain(ref)
    test.clock.set(at(9, '2026-12-21'))
    const claimed = await call('POST', '/orders/claims', company, claim)
    const said = JSON.stringify(claimed.body)
    expect(said).toContain(ref)
    expect(said).toContain('CF10 1AA')
    expect(said).not.toMatch(/"rank"|"tier"|"clause"|Hikvision/)
    expect(await stateOf()).toBe('claimed')
  })

  it('is begun by an engineer whom the site approved, through an open gate', async () => {
    // Nobody works alone at a sensitive site, unless its facts say otherwise.
    const vetted = { vetting: 'sc', vettingUntilOn: '2029-01-01' }
    engineers = []
    for (const name of ['Jo Smith', 'Al Jones'])
      engineers.push((await call('POST', '/engineers', company, { name, ...vetted })).body['id']!)
    const [device] = await test.deps.db.read.select().from(test.deps.db.read.t.devices)
    deviceId = device!.id
    await begin(1, VISIT_DAY)
    expect(await stateOf()).toBe('in-progress')
  })

  it('is completed with kit that is itself flagged, which nobody can accept', async () => {
    const sent = report(1, VISIT_DAY, replaced(1, 'Hikvision', 'DS-2CD2143G2-I'))
    const done = await call('POST', `/orders/${ref}/visit-reports`, company, sent)
    expect(done).toMatchObject({ body: { standing: 'applied', order: { state: 'completed' } } })
    expect(await call('POST', `/orders/${ref}/visit-reports`, company, sent)).toEqual(done)
    const refused = await judge({ verdict: 'accept' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'not-possible' } })
    expect(refused.body['detail']).toMatch(/itself flagged/)
    const verdict = { verdict: 'reject', reason: 'Flagged kit again.' }
    expect(await judge(verdict)).toMatchObject({ status: 200 })
    expect(await stateOf()).toBe('rejected')
  })

  it('is put right on a second visit and accepted; the site is cleared', async () => {
    const again = '2027-01-19'
    await begin(2, again)
    const seen = (await call('GET', `/orders/${ref}/outcomes`, test.token)).body
    expect(JSON.stringify(seen)).toContain('DS-2CD2143G2-I')
    const flagged = (await test.deps.db.read.select().from(test.deps.db.read.t.devices)).find(
      ({ status, finding }) => status === 'in-service' && finding === 'flagged',
    )!
    deviceId = flagged.id
    const outcome = {
      ...replaced(2, 'Axis', 'P3245-LVE'),
      removed: { serial: 'NEW-1' },
      removedOn: again,
      replacedOn: again,
    }
    const done = await call('POST', `/orders/${ref}/visit-reports`, company, report(2, again, outcome))
    expect(done).toMatchObject({ body: { standing: 'applied', order: { state: 'completed' } } })
    expect(await judge({ verdict: 'accept' })).toMatchObject({ status: 200 })
    expect(await stateOf()).toBe('accepted')
    const inService = (await test.deps.db.read.select().from(test.deps.db.read.t.devices)).filter(
      ({ status }) => status === 'in-service',
    )
    expect(inService.map(({ manufacturer, finding }) => [manufacturer, finding])).toEqual([['Axis', 'cleared']])
  })

  it('shows the company nothing of it any more, and tells its system that it is gone', async () => {
    expect((await call('GET', `/orders/${ref}/visits`, company)).status).toBe(404)
    const changes = JSON.stringify((await call('GET', '/orders/changes', company)).body)
    expect(changes).toContain(ref)
    expect(changes).not.toMatch(/POND|Ducks|CF10|"rank"|"tier"/)
  })
})
