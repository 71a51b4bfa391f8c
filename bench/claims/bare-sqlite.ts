// The least that SQLite could do: two UPDATEs, each to the disk, by one who checks nothing and writes nothing down.
import { connectSqlite } from '../../src/db/sqlite.ts'
import { BATCH, contend, timed, type Contestant } from './contest.ts'

export const bareSqlite: Contestant = async (source, { jobs }) => {
  const c = connectSqlite(source)
  c.exec(
    'CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT NOT NULL, rank INTEGER NOT NULL, holder INTEGER) STRICT',
  )
  c.exec("CREATE INDEX jobs_ready ON jobs (rank) WHERE state = 'ready'")
  const insert = c.prepare("INSERT INTO jobs (state, rank) VALUES ('ready', ?)")
  c.transaction(() => {
    for (let n = 0; n < jobs; n++) insert.run(n)
  })()
  const claim = c.prepare<[number], { id: number }>(
    `UPDATE jobs SET state = 'claimed', holder = ? WHERE id IN (
       SELECT id FROM jobs WHERE state = 'ready' ORDER BY rank LIMIT ${BATCH}) RETURNING id`,
  )
  const marks = Array.from({ length: BATCH }, () => '?').join(', ')
  const complete = c.prepare(`UPDATE jobs SET state = 'completed' WHERE id IN (${marks}) RETURNING id`)
  return {
    run: (done) =>
      contend('bare better-sqlite3', done, async (n) => {
        const [rows, claimMs] = await timed(async () => claim.all(n))
        complete.all(rows.map(({ id }) => id))
        return { claimMs, jobs: rows.length }
      }),
    close: async () => void c.close(),
  }
}
