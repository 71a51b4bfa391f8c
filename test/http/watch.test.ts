import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checksOf, readingsOf } from '../../src/condition.ts'
import { readConfig } from '../../src/config.ts'
import type { Database } from '../../src/db/database.ts'
import { checkPostgres, checkSqlite } from '../../src/db/migrate.ts'
import type { Routes } from '../../src/http/plugin.ts'
import { makeMetrics, serveMetrics } from '../../src/http/watch/metrics.ts'
import { Failure } from '../../src/shared/failure.ts'
import { buildTestApp } from '../support/app.ts'
import { DIALECTS, openTestDatabase } from '../support/dialects.ts'

const PLANTED = ['PLANTED-SERIAL', 'PLANTED-NAME', 'PLANTED-STREET', 'planted@example.org']
const things: Routes = async (app) => {
  const config = { roles: ['programme'] as const }
  app.post('/things', { config }, async () => ({}))
  app.get('/things/:id', { config }, async () => ({}))
  app.get('/failing', { config }, async () => {
    throw new Failure('unknown-thing', `There is no thing ${PLANTED[1]}.`)
  })
}

describe('the service, to whoever looks after it,', () => {
  let db: Database
  let close: () => Promise<void>
  beforeEach(async () => {
    ;({ db, close } = await openTestDatabase('sqlite'))
  })
  afterEach(() => close())

  it('is ready when its database, its migrations, its disk and its key are in order', async () => {
    const names = ['database', 'migrations', 'disk', 'key'] as const
    const { request } = await buildTestApp(db, { checks: names.map((name) => ({ name, run: async () => {} })) })
    const answer = await request({ url: '/readyz', token: null })
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ready', checks: names }])
  })

  it('is not ready when one of them is not: it says which, and only the log says why', async () => {
    const checks = checksOf(readConfig({ LENSCAP_DATA: '/nowhere/at/all' }, '/'), db, async () => {
      throw new Error('PLANTED reason')
    })
    const { request, lines } = await buildTestApp(db, { checks })
    const answer = await request({ url: '/readyz', token: null })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
    expect(answer.json()).toMatchObject({ code: 'not-ready', details: { failed: ['migrations', 'disk', 'key'] } })
    expect(answer.body).not.toMatch(/PLANTED|nowhere/)
    expect(lines.join('')).toContain('PLANTED reason')
    expect((await request({ url: '/healthz', token: null })).statusCode).toBe(200)
  })

  it('counts requests by route and status, jobs by state, and how late its event loop is', async () => {
    const metrics = makeMetrics(readingsOf(db))
    const test = await buildTestApp(db, { routes: [things], metrics })
    await test.jobs.submit(test.operator, 'plan', {})
    await test.request({ url: '/api/v1/things/PLANTED-SERIAL?q=PLANTED-NAME' })
    await test.request({ url: '/nowhere/PLANTED-STREET' })
    const text = await metrics.text()
    expect(text).toContain('lenscap_requests_total{method="GET",route="/api/v1/things/:id",status="200"} 1')
    expect(text).toContain('lenscap_requests_total{method="GET",route="none",status="404"} 1')
    expect(text).toMatch(/lenscap_request_seconds_bucket\{le="0.005",method="GET",route="\/api\/v1\/things\/:id"\}/)
    expect(text).toContain('lenscap_jobs{state="queued"} 1')
    expect(text).toContain('lenscap_jobs{state="running"} 0')
    expect(text).toMatch(/^lenscap_audit_waiting \d/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m)
    expect(text).not.toContain('PLANTED')
  })

  it('tells its metrics on a listener of their own, and nothing else there', async () => {
    const server = await serveMetrics(makeMetrics([]), { host: '127.0.0.1', port: 0 })
    const { port } = server.address() as AddressInfo
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
    expect((await get('/metrics')).headers.get('content-type')).toContain('version=0.0.4')
    expect((await get('/api/v1/sites')).status).toBe(404)
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
    const { request } = await buildTestApp(db)
    expect((await request({ url: '/metrics', token: null })).statusCode).toBe(404)
  })

  it('leaves in its log no token, cookie, name, contact, serial, address or query string', async () => {
    const { request, lines, token } = await buildTestApp(db, { routes: [things] })
    const [serial, name, street, contact] = PLANTED as [string, string, string, string]
    await request({
      method: 'POST',
      url: `/api/v1/things?serial=${serial}`,
      payload: { name, street, contact },
      headers: { cookie: `lenscap_session=${serial}`, 'idempotency-key': serial },
    })
    await request({
      method: 'POST',
      url: '/api/v1/things',
      payload: `{"name": "${name}"`,
      headers: { 'content-type': 'application/json' },
    })
    await request({ url: `/api/v1/failing?contact=${contact}` })
    const log = lines.join('')
    expect(log).toContain('/api/v1/things')
    for (const planted of [...PLANTED, token]) expect(log).not.toContain(planted)
  })
})

describe('the migrations of a database', () => {
  for (const dialect of DIALECTS) {
    it(`are in order once they have run, and not before (${dialect})`, async () => {
      const { source, close } = await openTestDatabase(dialect)
      const check = dialect === 'sqlite' ? checkSqlite : checkPostgres
      await expect(check(source, `migrations/${dialect}`)).resolves.toBeUndefined()
      await expect(check(source, 'test/support')).rejects.toMatchObject({ code: 'database-newer' })
      await close()
    })
  }
})
