// It has no call that fetches: a pool of workers does, in batches. So each client is such a pool, with a queue of its own that
// holds a batch and as many workers as that has jobs; it completes in batches too. What a worker waits from asking for a job
// until it starts is its claim.
import { EventEmitter } from 'node:events'
import { Logger, makeWorkerUtils, run as runWorkers, type Runner, type WorkerEvents } from 'graphile-worker'
import { Pool } from 'pg'
import { BATCH, CLIENTS, CONNECTIONS, summed, type Contestant, type Run } from './contest.ts'

const AT_ONCE = 5000
const TASK = 'order'
const logger = new Logger(() => () => {})

export const graphileWorker: Contestant = async (source, { jobs }) => {
  const utils = await makeWorkerUtils({ connectionString: source, logger })
  await utils.migrate()
  for (let from = 0; from < jobs; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, jobs - from) }, (_, i) => ({
      identifier: TASK,
      payload: { n: from + i },
      priority: Math.floor(((from + i) * 8) / jobs),
    }))
    await utils.addJobs(some)
  }
  return { run: (done) => runOnce(source, done), close: async () => utils.release() }
}

async function runOnce(source: string, done: number): Promise<Run> {
  // One of each pool listens for new jobs, and does nothing else.
  const pgPool = new Pool({ connectionString: source, max: CLIENTS + CONNECTIONS })
  pgPool.on('error', () => {})
  pgPool.on('connect', (client) => void client.on('error', () => {}))
  const waits: number[] = []
  const asked = new Map<unknown, number>()
  const events = new EventEmitter() as WorkerEvents
  events.setMaxListeners(0)
  events.on('worker:getJob:start', ({ worker }) => void asked.set(worker, performance.now()))
  events.on('job:start', ({ worker }) => void waits.push(performance.now() - asked.get(worker)!))
  const start = performance.now()
  let finished = 0
  const { promise, resolve } = Promise.withResolvers<number>()
  events.on('job:complete', () => {
    if (++finished === done) resolve((performance.now() - start) / 1000)
  })
  const queue = { concurrentJobs: BATCH, localQueue: { size: BATCH }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }
  const client = (): Promise<Runner> =>
    runWorkers({
      ...{ pgPool, events, logger, noHandleSignals: true, parsedCronItems: [] },
      taskList: { [TASK]: () => {} },
      preset: { worker: queue },
    })
  const runners = await Promise.all(Array.from({ length: CLIENTS }, client))
  const seconds = await promise
  await Promise.all(runners.map((runner) => runner.stop()))
  await pgPool.end()
  return summed('graphile-worker', { finished: done, seconds, waits })
}
