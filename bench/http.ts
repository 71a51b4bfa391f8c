// What authorisation, scope, sealing, ETag and audit cost: the service's list of 50 and its single read against a bare
// Fastify route that runs the same SELECT, in one run, with 50 connections; and how long a large import holds the
// serving thread up. The bare routes are written as such a route is: the query builder builds the SELECT for every
// request. The service has prepared its own; what its single read costs against a bare route that has too is reported,
// and not judged: nothing that waits for a disk to keep its audit comes near it.
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import { asc, eq } from 'drizzle-orm'
import Fastify, { type FastifyInstance } from 'fastify'
import Papa from 'papaparse'
import { makeAuditSealer } from '../src/access/audit/seal-entries.ts'
import { makeDemoEstate } from '../src/demo/estate/make-estate.ts'
import type { Database } from '../src/db/database.ts'
import { findSealedSite, selectDevices, selectSealedSite } from '../src/estate/store.ts'
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
  const onError = (error: unknown): never => {
    throw error
  }
  const sealer = makeAuditSealer({ deps: test.deps, anchor: async () => {}, onError })
  sealer.start()
  const [site] = await db.read.select().from(db.read.t.sites)
  const bare = bareApp(db)
  const [ours, theirs] = [await listen(test.app), await listen(bare)]
  const how = { token: test.token, seconds: short ? 2 : 10 }
  const list = '/api/v1/devices?limit=50'
  const read = `/api/v1/sites/${site!.id}`
  yield* compare('list of 50', { ours: ours + list, bare: theirs + list }, { ...how, judged: true })
  yield* compare('single read', { ours: ours + read, bare: theirs + read }, { ...how, judged: true })
  const prepared = { ours: ours + read, bare: `${theirs}/prepared/${site!.id}` }
  yield* compare('single read against one that is prepared', prepared, { ...how, judged: false })
  await Promise.all([test.app.close(), bare.close()])
  await sealer.stop()
  await close()
  yield* whileImporting(short ? 50_000 : 1_000_000)
}

/** The same SELECTs and their rows as JSON, and nothing else: no caller, no scope, nothing opened, nothing on record. */
function bareApp(db: Database): FastifyInstance {
  const app = Fastify()
  const { devices, sites } = db.read.t
  app.get('/api/v1/devices', async () => {
    return { items: await selectDevices(db.read, undefined).orderBy(asc(devices.id)).limit(51) }
  })
  app.get<{ Params: { id: string } }>('/api/v1/sites/:id', async ({ params }) => {
    const [site] = await selectSealedSite(db.read, eq(sites.id, params.id))
    return site
  })
  app.get<{ Params: { id: string } }>('/prepared/:id', ({ params }) => findSealedSite(db.read, 'everything', params.id))
  return app
}

async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

/** One after the other, so that both meet what else the machine does; the round in the middle counts. */
const ROUNDS = 3

interface How {
  readonly token: string
  readonly seconds: number
  readonly judged: boolean
}

async function* compare(
  name: string,
  urls: { readonly ours: string; readonly bare: string },
  { token, seconds, judged }: How,
): AsyncGenerator<Figure> {
  const headers = { authorization: `Bearer ${token}` }
  // In a thread of its own, so that asking takes no time from answering.
  const load = (url: string) => autocannon({ url, headers, connections: CONNECTIONS, duration: seconds, workers: 1 })
  const rounds: { speed: number; wait: number; note: string }[] = []
  let refused = 0
  for (let round = 0; round < ROUNDS; round++) {
    const [bare, ours] = [await load(urls.bare), await load(urls.ours)]
    refused += ours.non2xx + bare.non2xx
    rounds.push({
      speed: ours.requests.average / bare.requests.average,
      wait: ours.latency.p99 / bare.latency.p99,
      note: `${Math.round(ours.requests.average)}/s and p99 ${ours.latency.p99} ms against ${Math.round(bare.requests.average)}/s and ${bare.latency.p99} ms`,
    })
  }
  const middle = (by: 'speed' | 'wait') => rounds.toSorted((a, b) => a[by] - b[by])[Math.floor(ROUNDS / 2)]!
  const { speed, note } = middle('speed')
  const value = Math.round(speed * 1000) / 1000
  const goal = judged ? 0.5 : null
  const ok = refused === 0 && (goal === null || value >= goal)
  const said = `${note}; the middle of ${ROUNDS} rounds; ${refused} refused`
  yield { figure: `${name}: requests/s ÷ bare`, value, unit: 'ratio', goal, ok, seed, note: said }
  const p99 = { figure: `${name}: p99 ÷ bare`, value: middle('wait').wait, unit: 'ratio', seed }
  yield atMost(judged ? 5 : null, { ...p99, note: middle('wait').note })
}

/**
 * A real server imports. Its own metrics say how late its event loop was at worst; a list that goes on record says how
 * long the one write of the import keeps the others waiting.
 */
async function* whileImporting(rows: number): AsyncGenerator<Figure> {
  const port = await freePort()
  const home = lenscapHome({ LENSCAP_METRICS_PORT: String(port) })
  try {
    const { url } = await home.serve()
    const { token } = JSON.parse(home.run('token', '--json').out) as { token: string }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' }
    const measure = async (): Promise<{ lagMs: number; megabytes: number }> => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      const read = (name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])
      const [lag, bytes] = [read('nodejs_eventloop_lag_max_seconds'), read('process_resident_memory_bytes')]
      return { lagMs: lag * 1000, megabytes: bytes / 1e6 }
    }
    await measure()
    const start = performance.now()
    const sent = await fetch(`${url}/api/v1/imports`, { method: 'POST', headers, body: csv(rows) })
    const { id } = (await sent.json()) as { id: string }
    const worst = { lagMs: 0, megabytes: 0, waitMs: 0 }
    let state = 'queued'
    const isGoingOn = () => state === 'queued' || state === 'running'
    const look = async (): Promise<void> => {
      while (isGoingOn()) {
        await sleep(200)
        const { lagMs, megabytes } = await measure()
        worst.lagMs = Math.max(worst.lagMs, lagMs)
        worst.megabytes = Math.max(worst.megabytes, megabytes)
        state = ((await (await fetch(`${url}/api/v1/jobs/${id}`, { headers })).json()) as { state: string }).state
      }
    }
    const read = async (): Promise<void> => {
      while (isGoingOn()) {
        const asked = performance.now()
        await (await fetch(`${url}/api/v1/sites?limit=1`, { headers })).text()
        worst.waitMs = Math.max(worst.waitMs, performance.now() - asked)
        await sleep(200)
      }
    }
    await Promise.all([look(), read()])
    const seconds = Math.round((performance.now() - start) / 1000)
    const note = `${rows} rows by HTTP in ${seconds} s, at most ${Math.round(worst.megabytes)} MB; the job ended ${state}`
    const lag = { figure: 'longest block of the event loop in an import', value: worst.lagMs, unit: 'ms', seed, note }
    const wait = {
      figure: 'longest wait of a read on record in an import',
      value: worst.waitMs,
      unit: 'ms',
      seed,
      note,
    }
    yield atMost(200, lag)
    yield atMost(null, wait)
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
