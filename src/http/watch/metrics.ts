// What the service counts of itself, for Prometheus. It is told on a listener of its own, off unless a port is set: who
// may see how busy it is need not be who may call it.
import { createServer, type Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** A number that is asked for when the metrics are read, or one a label value. */
export interface Reading {
  readonly name: string
  readonly help: string
  readonly label?: string
  read(): Promise<Readonly<Record<string, number>> | number>
}

export interface Metrics {
  /** Counts every request of the app. */
  meter(app: FastifyInstance): void
  text(): Promise<string>
}

/** In seconds; an answer of a page is due in milliseconds, a report in a second or two. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function makeMetrics(readings: readonly Reading[]): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  // The process's own: memory, handles, and how late the event loop is.
  collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'route', 'status']
  const requests = new Counter({ name: 'lenscap_requests_total', help: 'Requests answered.', labelNames, registers })
  const seconds = new Histogram({
    name: 'lenscap_request_seconds',
    help: 'How long answers took.',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers,
  })
  for (const reading of readings) addReading(registry, reading)
  return {
    meter(app) {
      app.addHook('onResponse', async (request, reply) => {
        // The route, never the address: addresses hold ids, and would be ever new names.
        const route = request.routeOptions.url ?? 'none'
        const { method } = request
        requests.inc({ method, route, status: reply.statusCode })
        seconds.observe({ method, route }, reply.elapsedTime / 1000)
      })
    },
    text: () => registry.metrics(),
  }
}

function addReading(registry: Registry, { name, help, label, read }: Reading): void {
  new Gauge({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    async collect() {
      const found = await read()
      if (typeof found === 'number') return this.set(found)
      this.reset()
      for (const [value, count] of Object.entries(found)) this.set({ [label!]: value }, count)
    },
  })
}

/** Serves `/metrics` and nothing else. Rejects when the port cannot be had. */
export async function serveMetrics(metrics: Metrics, at: { host: string; port: number }): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') return void response.writeHead(404).end()
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  })
  return server
}
