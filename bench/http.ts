// What authorisation, scope, sealing, ETag and audit cost: the service's list of 50 and its single read against a bare
// Fastify route that runs the same SELECT, in one run, with 50 connections; and how long a large import holds the
// serving thread up.
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import Fastify, { type FastifyInstance } from 'fastify'
import Papa from 'papaparse'
import { makeDemoEstate } from '../src/demo/estate/make-estate.ts'
import type { Database } from '../src/db/database.ts'
import { findSite, listDevices } from '../src/estate/store.ts'
import { day } from '../src/shared/day.ts'
import { buildTestApp } from '../test/support/app.ts'
import { openTestDatabase } from '../test/support/dialects.ts'
import { importText } from '../test/support/estate.ts'
import { lenscapHome } from '../test/support/server.ts'
import { atMost, type Bench, type Figure } from './figure.ts'
import { rowsOf } from './rows.ts'

const seed = 1
const CONNECTIONS = 50
const csv = (rows: number): string => {
  const estate = rowsOf(makeDemoEstate({ seed, startOn: day('2026-11-23') }))
  return Papa.unparse(
    Array.from({ length: rows }, (_, i) => {
      const row = estate[i % estate.length]!
      return { ...row, site: `${row['site']}-${Math.floor(i / estate.length)}`, mac: '', serial: '' }
    }),
  )
}

export const bench: Bench = async function* ({ short }) {
  const { db, close } = await openTestDatabase('sqlite')
  const test = await buildTestApp(db)
  await importText(test.deps, 'bench.csv', csv(2000))
  const [site] = await db.read.select().from(db.read.t.sites)
  const bare = bareApp(db)
  const urls = [await listen(test.app), await listen(bare)] as const
  const seconds = short ? 4 : 20
  for (const [name, path] of [
    ['list of 50', '/api/v1/devices?limit=50'],
    ['single read', `/api/v1/sites/${site!.id}`],
  ] as const) {
    yield* compare(name, [urls[0] + path, urls[1] + path], { token: test.token, seconds })
  }
  await Promise.all([test.app.close(), bare.close()])
  await close()
  yield await blockedByImport(short ? 50_000 : 1_000_000)
}

/** The same statements and the same JSON, and nothing else. */
function bareApp(db: Database): FastifyInstance {
  const app = Fastify()
  app.get('/api/v1/devices', async () => ({ items: await listDevices(db.read, 'everything', {}, { limit: 51 }) }))
  app.get<{ Params: { id: string } }>('/api/v1/sites/:id', ({ params }) => findSite(db.read, 'everything', params.id))
  return app
}

async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

async function* compare(
  name: string,
  [ours, bare]: readonly [string, string],
  { token, seconds }: { token: string; seconds: number },
): AsyncGenerator<Figure> {
  const headers = { authorization: `Bearer ${token}` }
  // In a thread of its own, so that asking takes no time from answering.
  const load = (url: string) => autocannon({ url, headers, connections: CONNECTIONS, duration: seconds, workers: 1 })
  const base = await load(bare)
  const full = await load(ours)
  const note = `${Math.round(full.requests.average)}/s and p99 ${full.latency.p99} ms against ${Math.round(base.requests.average)}/s and ${base.latency.p99} ms; ${full.non2xx} refused`
  const least = 0.5
  const ratio = Math.round((full.requests.average / base.requests.average) * 1000) / 1000
  yield {
    figure: `${name}: requests/s ÷ bare`,
    value: ratio,
    unit: 'ratio',
    goal: least,
    ok: ratio >= least && full.non2xx === 0,
    seed,
    note,
  }
  yield atMost(5, {
    figure: `${name}: p99 ÷ bare`,
    value: full.latency.p99 / base.latency.p99,
    unit: 'ratio',
    seed,
    note,
  })
}

/** A real server imports; its own metrics say how late its event loop was at worst. */
async function blockedByImport(rows: number): Promise<Figure> {
  const port = await freePort()
  const home = lenscapHome({ LENSCAP_METRICS_PORT: String(port) })
  try {
    const { url } = await home.serve()
    const { token } = JSON.parse(home.run('token', '--json').out) as { token: string }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' }
    const lag = async (): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      return Number(/^nodejs_eventloop_lag_max_seconds (.+)$/m.exec(text)?.[1])
    }
    await lag()
    const sent = await fetch(`${url}/api/v1/imports`, { method: 'POST', headers, body: csv(rows) })
    const { id } = (await sent.json()) as { id: string }
    let worst = 0
    let state = 'queued'
    while (state === 'queued' || state === 'running') {
      await sleep(200)
      worst = Math.max(worst, await lag())
      state = ((await (await fetch(`${url}/api/v1/jobs/${id}`, { headers })).json()) as { state: string }).state
    }
    const figure = { figure: 'longest block of the event loop in an import', value: worst * 1000, unit: 'ms', seed }
    return atMost(200, { ...figure, note: `${rows} rows by HTTP; the job ended ${state}` })
  } finally {
    await home.close()
  }
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
