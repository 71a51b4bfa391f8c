// From a schedule to a Plan: days and names for indexes, why each job is not earlier, what pins break, what it amounts to.
import { byCodeUnit } from '../../shared/text.ts'
import { UNPLACED, WAITING, makePinnedBoard, place, restore, roomIn, unplace, type Board } from './board/board.ts'
import { NO_POOL, rowOf, type Compiled } from './board/compile.ts'
import { isAffordable, makeLedger, nextMoneyWeek } from './board/ledger.ts'
import { reopening, weekAfter } from './board/place.ts'
import { firstDrawable, note, tracePlace } from './board/trace.ts'
import { ENGINE_VERSION, type Binding, type Inherited, type Plan, type UnplacedReason } from './format/plan.ts'
import { listPrices, measure } from './measures.ts'
import { isStuck, openTiers } from './search/schedule.ts'
import type { Searched } from './search/search.ts'
import { fromEpochDay } from '../../shared/day.ts'

export function writeDown(searched: Searched): Plan {
  const { board, frozen, tiers } = searched
  const { compiled, week, pool } = board
  const { ids, pinned } = compiled
  const jobs = [...compiled.inIdOrder]
  const held = new Set([...frozen.map(({ job }) => job), ...tiers.flatMap((tier) => tier.held)])
  const bindings = explainAll(searched, held)
  const unspent = makeLedger(compiled)
  return {
    format: 'lenscap-plan/1',
    engineVersion: ENGINE_VERSION,
    assigned: jobs
      .filter((job) => week[job]! >= 0)
      .map((job) => ({
        jobId: ids[job]!,
        weekOn: compiled.mondays[week[job]!]!,
        poolId: compiled.pools.ids[pool[job]!] ?? null,
        binding: bindings[job]!,
      })),
    waiting: jobs
      .filter((job) => week[job] === WAITING)
      .map((job) => ({ jobId: ids[job]!, untilOn: fromEpochDay(compiled.startDay + compiled.upgradeDay[job]!) })),
    unplaced: jobs
      .filter((job) => week[job] === UNPLACED)
      .map((job) => ({ jobId: ids[job]!, reason: reasonOf(board, job, unspent) })),
    inherited: sortInherited(pinned.flatMap(({ job }) => brokenBy(board, job))),
    heldByStability: jobs.filter((job) => held.has(job)).map((job) => ids[job]!),
    measures: measure(searched),
    prices: listPrices(searched),
  }
}

/** By job, for those that have a week: with only the tiers up to its own, the pins and the frozen jobs on the board. */
function explainAll({ board, frozen }: Searched, held: ReadonlySet<number>): readonly (readonly Binding[])[] {
  const { compiled, week, pool } = board
  const bindings: (readonly Binding[])[] = []
  const stage = makePinnedBoard(compiled)
  for (const { job } of compiled.pinned) bindings[job] = [ownWeek(compiled, week[job]!, 'pin')]
  for (const { job } of frozen) {
    place(stage, job, week[job]!, pool[job]!)
    bindings[job] = [ownWeek(compiled, week[job]!, 'stability')]
  }
  for (const members of openTiers(stage)) {
    for (const job of members) restore(stage, { job, week: week[job]!, pool: pool[job]! })
    for (const job of members) {
      if (week[job]! < 0) continue
      unplace(stage, job)
      const trace: Binding[] = []
      const found = tracePlace(stage, job, trace)
      place(stage, job, week[job]!, pool[job]!)
      if (held.has(job)) note(trace, compiled, { kind: 'stability', ref: null, from: found!.week, until: week[job]! })
      // A copy has just the room that it needs: what one was pushed to has room for seventeen.
      bindings[job] = trace.slice()
    }
  }
  return bindings
}

function ownWeek({ mondays }: Compiled, week: number, kind: 'pin' | 'stability'): Binding {
  return { kind, ref: null, fromOn: mondays[week]!, untilOn: mondays[week + 1]! }
}

/** What a pin breaks: its own windows and arcs, and what pins alone overrun where it has a part. */
function brokenBy(board: Board, job: number): Inherited[] {
  const { compiled, week, pool } = board
  const { ids, pools, poolsOf, afterOf } = compiled
  const at = week[job]!
  const broken: Inherited[] = []
  const breaks = (kind: Inherited['kind'], ref: string | null = null): void => {
    broken.push({ jobId: ids[job]!, kind, ref })
  }
  if (at < compiled.releaseWeek[job]!) breaks('release')
  if (reopening(compiled, job, at) > at) breaks('closed')
  if (at < firstDrawable(compiled, job) || at >= compiled.endWeek[job]!) breaks('window')
  if (pool[job] !== NO_POOL && !rowOf(poolsOf, job).includes(pool[job]!)) breaks('pool', pools.ids[pool[job]!]!)
  for (const ref of overruns(board, job)) breaks('budget', ref)
  if (isOverrun(board, job)) breaks('pool', pools.ids[pool[job]!]!)
  for (const earlier of rowOf(afterOf, job)) if (weekAfter(board, earlier) > at) breaks('after', ids[earlier]!)
  return broken
}

/** The funds and years that pins alone overspend, and this one draws on. */
function overruns({ compiled, ledger, week }: Board, job: number): ReadonlySet<string> {
  const { draws, years, funds, yearOfWeek } = compiled
  const refs = new Set<string>()
  for (let d = draws.start[job]!; d < draws.start[job + 1]!; d++) {
    const year = yearOfWeek[week[job]! + draws.offset[d]!]
    if (year === undefined || ledger.overrun[draws.fund[d]! * years.length + year] === 0) continue
    refs.add(`${funds.ids[draws.fund[d]!]!}:${years[year]!}`)
  }
  return refs
}

/** Room below nothing is the pins' doing: nothing else is placed without room. */
function isOverrun({ compiled, rooms, week, pool }: Board, job: number): boolean {
  return pool[job] !== NO_POOL && compiled.minutes[job]! > 0 && roomIn(rooms, pool[job]!, week[job]!) < 0
}

/** The plainest reason that holds, with nothing else planned; else others took the room. */
function reasonOf(board: Board, job: number, unspent: Board['ledger']): UnplacedReason {
  const { compiled } = board
  const { pools, weeks, minutes, firstWeek, endWeek } = compiled
  if (isStuck(board, job)) return 'after-unplaced'
  const mine = rowOf(compiled.poolsOf, job)
  if (minutes[job]! > 0 && mine.length === 0) return 'no-pool'
  const isRoomy = (of: number): boolean =>
    pools.capacity.subarray(of * weeks, (of + 1) * weeks).some((capacity) => capacity >= minutes[job]!)
  if (minutes[job]! > 0 && !mine.some(isRoomy)) return 'too-long'
  if (firstWeek[job]! >= endWeek[job]!) return 'no-room'
  for (let week = firstWeek[job]!; week < endWeek[job]!; week = nextMoneyWeek(compiled, job, week)) {
    if (!isAffordable(compiled, unspent, job, week)) continue
    return reopening(compiled, job, firstWeek[job]!) >= endWeek[job]! ? 'closed' : 'no-room'
  }
  return 'too-dear'
}

/** Once each: a pin in a pool that it does not accept may help to overrun that pool, too. */
function sortInherited(inherited: readonly Inherited[]): readonly Inherited[] {
  const key = ({ jobId, kind, ref }: Inherited): string => JSON.stringify([jobId, kind, ref])
  const found = [...new Map(inherited.map((one) => [key(one), one])).values()]
  return found.sort(
    (a, b) => byCodeUnit(a.jobId, b.jobId) || byCodeUnit(a.kind, b.kind) || byCodeUnit(a.ref ?? '', b.ref ?? ''),
  )
}
