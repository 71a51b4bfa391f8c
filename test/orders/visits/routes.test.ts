import { beforeAll, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { COMPANY } from '../completion/standing-orders.ts'
import { fieldWork, ON } from './make-visit.ts'

eachDialect('visits by the API', (open) => {
  let field: Awaited<ReturnType<typeof fieldWork>>
  let app: Awaited<ReturnType<typeof buildTestApp>>
  let own: string
  let other: string
  let engineer: string
  const call = (method: 'GET' | 'POST', path: string, token: string, payload?: object) =>
    app.request({ method, url: `/api/v1${path}`, token, ...(payload && { payload }) })
  const companyToken = async (id: string, companyId: string) => {
    const token = await app.tokenOf(id, ['contractor'], [], 'machine')
    await field.deps.db.write((q) => q.update(q.t.principals).set({ companyId }).where(eq(q.t.principals.id, id)))
    return token
  }
  const visit = () => ({ id: 'visit-one', attempt: 1, on: ON, engineers: [engineer] })

  beforeAll(async () => {
    const db = await open()
    field = await fieldWork(db)
    await field.easy()
    app = await buildTestApp(db)
    // Two sources that count from nothing make the same ids: this one goes on where the other has ended.
    for (let made = 0; made < 10_000; made++) app.ids.next('past')
    own = await companyToken('office', COMPANY)
    other = await companyToken('rival', 'con_2')
    const body = { name: 'Jo Smith', vetting: 'sc', vettingUntilOn: '2029-01-01' }
    engineer = (await call('POST', '/engineers', own, body)).json().id
  })

  it('show a company its own engineers and nobody else’s', async () => {
    expect((await call('GET', '/engineers', own)).json().items).toMatchObject([{ id: engineer, name: 'Jo Smith' }])
    expect((await call('GET', '/engineers', other)).json()).toEqual({ items: [] })
  })
  it('go from a request by way of the site’s approval to a scheduled order', async () => {
    const asked = await call('POST', `/orders/${field.ref}/visits`, own, visit())
    expect(asked.json()).toMatchObject({ visit: { state: 'requested' }, orderState: 'claimed', warnings: [] })
    const [request] = (await call('GET', '/engineer-requests', app.token)).json().items
    expect(request).toMatchObject({ ref: field.ref, approval: 'waiting', engineer: { name: 'Jo Smith' } })
    const approval = { engineerId: engineer, engineerVersion: 1, approved: true, untilOn: '2027-06-01' }
    const approved = await call('POST', `/sites/${request.siteId}/engineer-approvals`, app.token, approval)
    expect(approved.json()).toEqual({ visitsBooked: 1, visitsRefused: 0, visitsWaiting: [] })
    expect((await field.now()).state).toBe('scheduled')
    const gate = (await call('GET', `/orders/${field.ref}/start-gate`, own)).json()
    expect(gate.visit).toBe('visit-one')
    expect(gate.items.map(({ item }: { item: string }) => item)).toEqual(['rams', 'asbestos-register', 'site-contact'])
  })
  it('tell a company of an order that it has not what they tell of one that never was', async () => {
    const lists = ['visits', 'start-gate', 'waits', 'contact-attempts', 'variations', 'visit-reports']
    for (const list of lists) {
      const theirs = (await call('GET', `/orders/${field.ref}/${list}`, other)).json()
      const never = (await call('GET', `/orders/WO-0000-0000/${list}`, other)).json()
      const about = ({ detail, hint, code, status }: Record<string, string>) => ({ detail, hint, code, status })
      expect(about({ ...theirs, detail: theirs.detail.replace(field.ref, 'WO-0000-0000') })).toEqual(about(never))
    }
    const write = await call('POST', `/orders/${field.ref}/visits`, other, visit())
    expect(write.json()).toMatchObject({ status: 404, code: 'unknown-order' })
  })
  it('say nothing of rank, tier, site or money in what a company is answered', async () => {
    const answers = await Promise.all(
      ['visits', 'start-gate', 'waits', 'variations', 'visit-reports'].map((list) =>
        call('GET', `/orders/${field.ref}/${list}`, own),
      ),
    )
    for (const { statusCode, body } of answers) {
      expect(statusCode).toBe(200)
      expect(body).not.toMatch(/"tier"|"rank"|"clause"|POND|Ducks|"weight|sit_|ord_|org_/)
    }
  })
  it('take a report with 202 when a person has to judge it', async () => {
    const report = {
      ...{ id: 'report-one', attempt: 1, visit: 'visit-one', engineers: [engineer], result: 'aborted' },
      ...{ arrivedAt: '2026-11-20T09:00:00Z', leftAt: '2026-11-20T09:30:00Z', cause: 'weather', fault: 'weather' },
      deviceOutcomes: [{ id: 'outcome-one', outcome: 'no-access', seen: { serial: 'OLD-D1' }, note: 'It rained in.' }],
    }
    const answer = await call('POST', `/orders/${field.ref}/visit-reports`, own, report)
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toMatchObject({
      standing: 'held-for-review',
      heldBecause: expect.stringContaining('another day'),
    })
    const again = await call('POST', `/orders/${field.ref}/visit-reports`, own, report)
    expect([again.statusCode, again.json()]).toEqual([202, answer.json()])
    expect((await call('GET', '/visit-reports', app.token)).json().items).toMatchObject([{ ref: field.ref }])
  })
})
