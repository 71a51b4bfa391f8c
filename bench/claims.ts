// Claim → complete beside job queues that people would otherwise reach for. On one PostgreSQL, in one run: our claims, which
// check what the company may do, rank, legs, caps and attempt, and append events, audit and what was revealed; pg-boss and
// graphile-worker, which take the next job. All with fifty clients, the same batch, two transitions a job and as many
// connections. On SQLite: ours beside a loop of bare UPDATE … RETURNING. Our clock stands
// still: no lease ends.
import { openTestDatabaseOn } from './claims/databases.ts'
import { bareSqlite } from './claims/bare-sqlite.ts'
import { graphileWorker } from './claims/graphile-worker.ts'
import { lenscap } from './claims/lenscap.ts'
import { pgBoss } from './claims/pg-boss.ts'
import { fastestOf, type Contestant, type Ready, type Run } from './claims/contest.ts'
import { startPostgres } from '../test/support/postgres-server.ts'
import { atLeast, atMost, type Bench, type Figure } from './figure.ts'

const seed = 1

export const bench: Bench = async function* ({ short }) {
  const size = { jobs: short ? 20_000 : 100_000, done: short ? 3000 : 16_000, rounds: short ? 2 : 3 }
  yield* onPostgres(size)
  yield* onSqlite({ ...size, done: short ? 4000 : 12_000 })
}

interface Size {
  readonly jobs: number
  /** Of them so many are done in a round. */
  readonly done: number
  readonly rounds: number
}

async function* onPostgres({ jobs, done, rounds }: Size): AsyncIterable<Figure> {
  const server = await startPostgres()
  try {
    const contestants = [lenscap, pgBoss, graphileWorker]
    const open = (one: Contestant) => openTestDatabaseOn(server.url, one)
    const held = await prepared(contestants, { done, open, jobs })
    yield* judged(await rival(held, { rounds, done }), 'PostgreSQL as it was filled')
    // And as a server that is in use has them after a minute: graphile-worker measured twice as fast then.
    for (const { place } of held) await place.settle()
    yield* judged(await rival(held, { rounds: 2, done }), 'PostgreSQL after VACUUM ANALYZE')
    await closeAll(held)
  } finally {
    await server.stop()
  }
}

function* judged(best: readonly Run[], on: string): Iterable<Figure> {
  const [ours, ...peers] = best
  yield* told(best, on)
  const peer = fastestOf(peers)
  const beside = peers.map(({ name, perSecond }) => `${name} ${perSecond}`).join(', ')
  yield atLeast(1, {
    figure: `claim and complete, beside the faster peer on ${on}`,
    value: ours!.perSecond / peer.perSecond,
    unit: 'ratio',
    seed,
    note: `${ours!.perSecond} a second beside ${beside}`,
  })
  yield atMost(2, {
    figure: `p99 of a claim, beside the faster peer on ${on}`,
    value: ours!.p99Ms / peer.p99Ms,
    unit: 'ratio',
    seed,
    note: `${ours!.p99Ms} ms beside ${peer.p99Ms} ms of ${peer.name}`,
  })
}

async function* onSqlite({ jobs, done, rounds }: Size): AsyncIterable<Figure> {
  const held = await prepared([lenscap, bareSqlite], { done, open: (one) => openTestDatabaseOn(null, one), jobs })
  const best = await rival(held, { rounds, done })
  await closeAll(held)
  const [ours, bare] = best
  yield* told(best, 'SQLite')
  yield atLeast(1, {
    figure: 'claim and complete, beside bare UPDATE … RETURNING',
    value: ours!.perSecond / bare!.perSecond,
    unit: 'ratio',
    seed,
    note: `${ours!.perSecond} a second beside ${bare!.perSecond}: the loop checks nothing and keeps no record`,
  })
}

function* told(runs: readonly Run[], on: string): Iterable<Figure> {
  for (const { name, perSecond, p99Ms } of runs) {
    const about = { seed, note: `best of its rounds; ${on}` }
    yield atLeast(null, { figure: `${name} on ${on}`, value: perSecond, unit: 'jobs/s', ...about })
    yield atMost(null, { figure: `${name} on ${on}, p99 of a claim`, value: p99Ms, unit: 'ms', ...about })
  }
}

interface Held {
  readonly place: Awaited<ReturnType<typeof openTestDatabaseOn>>
  readonly ready: Ready
}

async function prepared(
  contestants: readonly Contestant[],
  how: {
    readonly done: number
    readonly jobs: number
    readonly open: (contestant: Contestant) => ReturnType<typeof openTestDatabaseOn>
  },
): Promise<Held[]> {
  const held: Held[] = []
  for (const contestant of contestants) {
    const place = await how.open(contestant)
    const ready = await contestant(place.source, { jobs: how.jobs })
    // Until what each of them compiles and caches is compiled and cached.
    await ready.run(how.done / 4)
    held.push({ place, ready })
  }
  return held
}

/** Round by round, each contestant once a round, so that what else the machine does meets all of them. The best of each. */
async function rival(held: readonly Held[], { rounds, done }: Pick<Size, 'rounds' | 'done'>): Promise<Run[]> {
  const runs: Run[][] = held.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [i, { ready }] of held.entries()) runs[i]!.push(await ready.run(done))
  }
  return runs.map(fastestOf)
}

async function closeAll(held: readonly Held[]): Promise<void> {
  for (const { place, ready } of held) {
    await ready.close()
    await place.close()
  }
}
