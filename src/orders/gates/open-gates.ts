// Gates open and shut between two plans: a site is decided on, a decision ends, a call-off or a purchase order is recorded. The
// server's timer looks; where nothing was recorded since and the day is the same, that is one short look. What cannot be claimed
// is not on offer either: a gate that shuts withdraws the offer, and its company reads so in its feed.
import { auditEntry, recordAll, type AuditEntry } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import { LOCAL_ADMIN } from '../../access/principals.ts'
import { withoutRider, type Database, type Reads, type Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { decisionsOn } from '../../directive/site-decision.ts'
import { listDecisions } from '../../directive/store.ts'
import type { CallOffFacts } from '../../planning/contracts/call-offs.ts'
import { dayOf } from '../../shared/day.ts'
import { FREE, situationFor } from '../claims/situation.ts'
import { moveOrder } from '../states/move-order.ts'
import { checkTransition } from '../states/possible.ts'
import { updateOrder, type OrderRow } from '../states/store.ts'
import { callOffAgain } from './call-off-again.ts'
import { gatesNow } from './gates-now.ts'
import { gatesRestOn, listGated, readOrders, type GatedOrder } from './store.ts'

export interface GatesMoved {
  readonly opened: number
  readonly shut: number
  /** They wait still, for something else than they did. */
  readonly renamed: number
}

/** A write's worth: longer ones would keep claims waiting on SQLite. */
const AT_ONCE = 200
/** Looked at together: some milliseconds, between which requests are served. */
const ROWS = 1000

/** What everything stood on when it was last looked at to the end. */
const looked = new WeakMap<Database, string>()

/** Safe to run in several processes at once: what somebody moved meanwhile is looked at the next time. */
export async function openGates(deps: Deps): Promise<GatesMoved> {
  const { db, clock } = deps
  const today = dayOf(clock.now())
  const restsOn = `${today} ${await gatesRestOn(db.read)}`
  const done = { opened: 0, shut: 0, renamed: 0 }
  if (looked.get(db) === restsOn) return done
  const changes = await changedGates(db.read, decisionsOn(today, await listDecisions(db.read, 'everything')))
  let missed = false
  for (let from = 0; from < changes.length; from += AT_ONCE) {
    const some = changes.slice(from, from + AT_ONCE)
    const moved = await moveSome(deps, some)
    for (const what of ['opened', 'shut', 'renamed'] as const) done[what] += moved[what]
    missed ||= moved.opened + moved.shut + moved.renamed < some.length
  }
  if (!missed) looked.set(db, restsOn)
  return done
}

interface Change {
  readonly order: Pick<GatedOrder, 'id' | 'version'>
  readonly shutGates: readonly string[]
  readonly callOff: CallOffFacts | undefined
}

async function changedGates(q: Reads, decision: ReturnType<typeof decisionsOn>): Promise<Change[]> {
  const all: GatedOrder[] = []
  for (let after = ''; ;) {
    const rows = await listGated(q, { after, rows: ROWS })
    // Of those that are ready or on offer only what was decided can end.
    all.push(...rows.filter((order) => order.shutGates.length > 0 || gatesOf(order, decision).length > 0))
    if (rows.length < ROWS) break
    after = rows.at(-1)!.id
    await new Promise(setImmediate)
  }
  const callOffs = await callOffAgain(q, all)
  return all.flatMap((order) => {
    const callOff = callOffs.get(order.id)
    const shutGates = gatesOf(order, decision, callOff)
    return shutGates.join('\n') === order.shutGates.join('\n') ? [] : [{ order, shutGates, callOff }]
  })
}

const gatesOf = (order: GatedOrder, decision: ReturnType<typeof decisionsOn>, callOff?: CallOffFacts) =>
  gatesNow(order, { decision, callOff })

async function moveSome(deps: Deps, changes: readonly Change[]): Promise<GatesMoved> {
  const { db, clock, ids } = deps
  const now = clock.now()
  const caller: Caller = { ...THE_CLOCK, requestId: ids.next('swp') }
  const entries = changes.map(() => auditEntry(deps, caller, { act: '', subjectKind: 'order' }))
  const fresh = changes.map(() => ids.next('evt'))
  return withoutRider(() =>
    db.write(async (q) => {
      const done = { opened: 0, shut: 0, renamed: 0 }
      const audits: { entry: AuditEntry; detail: unknown }[] = []
      const orders = new Map(
        (
          await readOrders(
            q,
            changes.map(({ order }) => order.id),
          )
        ).map((row) => [row.id, row]),
      )
      for (const [i, change] of changes.entries()) {
        const order = orders.get(change.order.id)
        if (order?.version !== change.order.version) continue
        const what = await moveOne(q, order, { change, event: { id: fresh[i]!, at: now, by: LOCAL_ADMIN } })
        done[what]++
        const { id: subjectId, organisationId, ref } = order
        const entry = { ...entries[i]!, act: ACTS[what], subjectId, organisationId }
        audits.push({ entry, detail: { ref, gates: change.shutGates } })
      }
      await recordAll(q, audits)
      return done
    }),
  )
}

const THE_CLOCK = { principalId: LOCAL_ADMIN, name: 'The clock', roles: [], scope: [], origin: 'clock' } as const
const ACTS = { opened: 'order.gates-opened', shut: 'order.gate-shut', renamed: 'order.gates-renamed' } as const

async function moveOne(
  q: Writes,
  order: OrderRow,
  { change, event }: { change: Change; event: { id: string; at: Date; by: string } },
): Promise<keyof GatesMoved> {
  const { shutGates, callOff } = change
  const found = callOff && { callOff: callOff.callOff, purchaseOrder: callOff.purchaseOrder }
  const set = { shutGates, ...found }
  const open = shutGates.length === 0
  if (!open && order.state === 'proposed') {
    await updateOrder(q, order, set)
    return 'renamed'
  }
  const transition = open ? 'make-ready' : 'shut-gate'
  const to = checkTransition(transition, order, { movers: ['clock'], situation: situationFor({ shutGates }) })
  const detail = { gates: shutGates }
  await moveOrder(q, order, { transition, to, set: { ...set, ...FREE }, event: { ...event, detail } })
  return open ? 'opened' : 'shut'
}
