// What each contestant is asked to do, and how it is timed.

export const CLIENTS = 50
/** What a company may hold at a time. */
export const BATCH = 10
/** Each contestant's own, of one server: more only wait for two cores. */
export const CONNECTIONS = 10

export interface Run {
  readonly name: string
  readonly perSecond: number
  /** Of one claim of a batch. */
  readonly p99Ms: number
}

export interface Ready {
  run(done: number): Promise<Run>
  close(): Promise<void>
}

/** Fills the database with so many jobs that are ready. */
export type Contestant = (source: string, how: { readonly jobs: number }) => Promise<Ready>

export function fastestOf(runs: readonly Run[]): Run {
  return runs.reduce((best, run) => (run.perSecond > best.perSecond ? run : best))
}

/** Fifty clients, each of which claims a batch and completes it, until so many are done. */
export async function contend(
  name: string,
  done: number,
  turn: (client: number) => Promise<{ claimMs: number; jobs: number }>,
): Promise<Run> {
  const waits: number[] = []
  let left = done
  let finished = 0
  const client = async (n: number) => {
    while (left > 0) {
      left -= BATCH
      const { claimMs, jobs } = await turn(n)
      if (jobs === 0) throw new Error(`${name} ran out of jobs`)
      waits.push(claimMs)
      finished += jobs
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)))
  return summed(name, { finished, seconds: (performance.now() - start) / 1000, waits })
}

export function summed(
  name: string,
  { finished, seconds, waits }: { finished: number; seconds: number; waits: number[] },
): Run {
  const sorted = waits.sort((a, b) => a - b)
  const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0
  return { name, perSecond: Math.round(finished / seconds), p99Ms: Math.round(p99 * 10) / 10 }
}

export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now()
  const result = await work()
  return [result, performance.now() - start]
}
