// Ours: the use case itself for the claim. What comes between a claim and its completion (visits, outcomes) is other work
// than a queue does, so completing is one transition here: fenced by order, attempt and company, with event and audit.
import { sql, type SQL } from 'drizzle-orm'
import { auditEntry, recordAll } from '../../src/access/audit.ts'
import type { Caller } from '../../src/access/caller.ts'
import { insertAll } from '../../src/db/bulk.ts'
import { migratePostgres, migrateSqlite } from '../../src/db/migrate.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { claimOrders, type ClaimDeps } from '../../src/orders/claims/take/claim-orders.ts'
import { drawAhead } from '../../src/shared/chance.ts'
import { makeIds } from '../../src/shared/ids.ts'
import { randomBytes } from 'node:crypto'
import { fakeClock } from '../../test/support/clock.ts'
import { reference } from '../../test/support/estate.ts'
import { testSealer } from '../../test/support/sealer.ts'
import { companyCaller, insertCompanies, insertWork, orderOf } from '../../test/support/work-orders.ts'
import { BATCH, CLIENTS, CONNECTIONS, contend, timed, type Contestant } from './contest.ts'

/** As many as a company may be told of, so that the caps are counted and stop nobody. */
const SITES = reference.claims.revealedSites
const COMPANIES = Array.from({ length: CLIENTS }, (_, n) => `con_${n}`)

export const lenscap: Contestant = async (source, { jobs }) => {
  const isPostgres = source.startsWith('postgres:')
  await (isPostgres ? migratePostgres(source, 'migrations/postgres') : migrateSqlite(source, 'migrations/sqlite'))
  const options = { random: Math.random, onIdleError: () => {}, connections: CONNECTIONS }
  const db = isPostgres
    ? openPostgres({ url: source, sealer: testSealer, ...options })
    : openSqlite({ file: source, sealer: testSealer })
  const { claims: rules, bankHolidays: holidays } = reference
  const ids = makeIds(() => Date.now(), drawAhead(randomBytes))
  const deps: ClaimDeps = { db, clock: fakeClock('2026-11-23T09:00:00.000Z'), ids, rules, holidays }
  await insertCompanies(db, COMPANIES)
  await insertWork(
    db,
    Array.from({ length: jobs }, (_, n) =>
      orderOf(n, { siteId: `sit_${n % SITES}`, tier: Math.floor((n * 8) / jobs) }),
    ),
  )
  return {
    run: (done) =>
      contend('Lenscap', done, async (n) => {
        const caller = companyCaller(COMPANIES[n]!)
        const [refs, claimMs] = await timed(() => claimOrders(deps, caller, { maxOrders: BATCH, filter: {} }))
        await complete(deps, caller, refs)
        return { claimMs, jobs: refs.length }
      }),
    close: () => db.close(),
  }
}

function completing(orders: number): SQL {
  const refs = Array.from({ length: orders }, (_, i) => sql.placeholder(String(i)))
  return sql`
    UPDATE orders SET state = 'completed', version = version + 1, lease_expires_at = NULL
    WHERE ref IN (${sql.join(refs, sql`, `)}) AND company_id = ${sql.placeholder('company')} AND state = 'claimed'
      AND attempt = 1
    RETURNING id, organisation_id, attempt`
}

async function complete({ db, clock, ids }: ClaimDeps, caller: Caller, refs: readonly string[]): Promise<void> {
  const company = caller.companyId!
  const entry = auditEntry({ clock, ids }, caller, { act: 'orders.completed', subjectKind: 'company' })
  const at = clock.now()
  const eventIds = refs.map(() => ids.next('evt'))
  await db.claim(
    company,
    async (q) => {
      const [done] = await q.take<[{ id: string; organisation_id: string; attempt: number }]>({
        ...{ key: `complete ${refs.length}`, build: () => completing(refs.length), values: { company, ...refs } },
      })
      if (done.length !== refs.length) throw new Error('an order was lost')
      const events = done.map(({ id: orderId, organisation_id: organisationId, attempt }, i) => ({
        ...{ id: eventIds[i]!, orderId, organisationId, event: 'complete', attempt, companyId: company },
        ...{ fromState: 'claimed' as const, toState: 'completed' as const, detail: null, at, by: caller.principalId },
        position: null,
      }))
      await insertAll(q, q.t.orderEvents, events)
      await recordAll(q, [{ entry, detail: { refs } }])
    },
    { together: true },
  )
}
