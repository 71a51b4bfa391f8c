// A service that has more to do than it can says so at once, instead of making everyone wait for an answer too late.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../../shared/failure.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered under pressure too: whoever looks after the service asks here whether it is alive. */
    vital?: true
  }
}

/** A second behind: whoever asks now waits longer than for asking again. */
const MOST_LAG_MS = 1000
const RESOLUTION_MS = 20
const LOOK_EVERY_MS = 1000

/** How late the event loop was, on average, within the last second; in milliseconds. */
export interface LagWatch {
  lagMs(): number
  stop(): void
}

export function watchLag(): LagWatch {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  let lag = 0
  const timer = setInterval(() => {
    // Nanoseconds, and with the resolution itself in it; not a number while nothing has been measured.
    lag = histogram.count === 0 ? 0 : Math.max(0, histogram.mean / 1e6 - RESOLUTION_MS)
    histogram.reset()
  }, LOOK_EVERY_MS).unref()
  return {
    lagMs: () => lag,
    stop() {
      clearInterval(timer)
      histogram.disable()
    },
  }
}

export function shedUnderPressure(app: FastifyInstance, lagMs: () => number): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.vital || lagMs() <= MOST_LAG_MS) return
    throw new Failure('under-pressure', 'The service has more to do than it can.', 'Try again in a few seconds.')
  })
}
