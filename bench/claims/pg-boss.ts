import { PgBoss } from 'pg-boss'
import { BATCH, CONNECTIONS, contend, timed, type Contestant } from './contest.ts'

const QUEUE = 'orders'
const AT_ONCE = 5000

export const pgBoss: Contestant = async (source, { jobs }) => {
  // Nothing but what is measured: no maintenance, no schedules.
  const boss = new PgBoss({ connectionString: source, max: CONNECTIONS, supervise: false, schedule: false })
  // The server ends before its clients do.
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue(QUEUE)
  for (let from = 0; from < jobs; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, jobs - from) }, (_, i) => ({
      data: { n: from + i },
      priority: jobs - from - i,
    }))
    await boss.insert(QUEUE, some)
  }
  return {
    run: (done) =>
      contend('pg-boss', done, async () => {
        const [fetched, claimMs] = await timed(() => boss.fetch(QUEUE, { batchSize: BATCH }))
        await boss.complete(
          QUEUE,
          fetched.map(({ id }) => id),
        )
        return { claimMs, jobs: fetched.length }
      }),
    close: () => boss.stop({ graceful: false }),
  }
}
