// A process of its own: `measure-programme.ts FILE [--questions]` plans the estate in the database as the job does, and
// prints the times and the memory as JSON.
import Connection from 'better-sqlite3'
import { parseArgs } from 'node:util'
import { openSqlite } from '../../src/db/sqlite.ts'
import { replan, answer } from '../../src/planning/engine/questions/replan.ts'
import { frontier } from '../../src/planning/engine/questions/frontier.ts'
import { getDocuments, getPlan } from '../../src/planning/get-plan.ts'
import { makePlanWith } from '../../src/planning/make-plan.ts'
import { readReference } from '../../src/reference.ts'
import { depsOf, jobContext } from '../../test/support/estate.ts'
import { testSealer } from '../../test/support/sealer.ts'
import { START, type Measured, type Times } from './bench.ts'

/** What planning reads of devices and sites, with nothing made of it. */
const BARE = `
  SELECT d.id, d.organisation_id, d.site_id, d.label, d.kind, d.model, d.serial, d.mac, d.network, d.internet_exposed,
    d.recorder, d.status, d.finding, d.manufacturer_id, d.overridden_until
  FROM devices d JOIN sites s ON s.id = d.site_id ORDER BY d.id`

const { values, positionals } = parseArgs({ allowPositionals: true, options: { questions: { type: 'boolean' } } })
const file = positionals[0]!
const db = openSqlite({ file, sealer: testSealer })
const reference = readReference('data')

const laps: Times[] = []
let lap = startLap()
let doing = ''
const report = (progress: { doing: string }): void => {
  if (progress.doing === doing) return
  if (doing !== '') laps.push(lap())
  doing = progress.doing
  lap = startLap()
}
const { planId } = await makePlanWith(reference)(depsOf(db), { startOn: START, budgets: [] }, { ...jobContext, report })
const [read, solved, saved] = laps as [Times, Times, Times]
const peakBytes = process.resourceUsage().maxRSS * 1024
const bare = bareSelect()
const orders = await db.read.$count(db.read.t.planOrders)
const questions = values.questions ? await ask() : null
await db.close()
const measured: Measured = { bare, read, solved, saved, orders, peakBytes, questions }
process.stdout.write(JSON.stringify(measured))

/** Of the stored plan. A scenario that changes a budget starts from it. */
async function ask(): Promise<Measured['questions']> {
  const { problem, plan } = await getDocuments(db.read, await getPlan(db.read, 'everything', planId))
  const funds = problem.funds.map((fund) => {
    return { ...fund, budgets: fund.budgets.map((one) => ({ ...one, pence: Math.floor(one.pence * 0.9) })) }
  })
  const again = startLap()
  replan({ ...problem, funds }, plan)
  const rerun = again()
  const asked = startLap()
  answer(frontier(problem, plan))
  return { rerun, frontier: asked() }
}

function bareSelect(): Times {
  const connection = new Connection(file, { readonly: true })
  const statement = connection.prepare(BARE).raw()
  const time = startLap()
  let rows = 0
  for (const row of statement.iterate()) rows += Array.isArray(row) ? 1 : 0
  const taken = time()
  connection.close()
  if (rows === 0) throw new Error('the estate has no devices')
  return taken
}

/** CPU of the thread that does the work, which is what an idle machine's clock would show; and the clock on the wall. */
function startLap(): () => Times {
  const [cpu, wall] = [process.threadCpuUsage(), performance.now()]
  return () => {
    const { user, system } = process.threadCpuUsage(cpu)
    return { cpuMs: (user + system) / 1000, wallMs: performance.now() - wall }
  }
}
