// What is open to a company: orders that it may do, as far as it may know of them before it has them. Cells are formed of all
// that it may do, before it filters or turns the page: asking in another way tells nothing more.
import type { Caller } from '../../../access/caller.ts'
import type { Action, Vetting } from '../../../shared/vocabulary.ts'
import { openView, type OpenOrder } from '../contractor-view.ts'
import { companyOf } from '../store.ts'
import { takingOf, type ClaimDeps } from '../take/claim-orders.ts'
import { countOpen, readOpen } from '../take/store.ts'
import { keyOfCell, shownRegions, type Cell, type CellKey } from './cells.ts'

/** Of what is shown, and nothing else. */
export interface OpenFilter {
  readonly region?: string | undefined
  readonly action?: Action | undefined
  readonly vetting?: Vetting | undefined
  readonly valueBand?: string | undefined
  readonly month?: string | undefined
}

/** Rows that are read at a time while those of hidden cells are left out. */
const READ_AT_ONCE = 500

/** By reference, which is random. */
export async function listOpen(
  deps: ClaimDeps,
  caller: Caller,
  { filter, after, limit }: { filter: OpenFilter; after: string; limit: number },
): Promise<OpenOrder[]> {
  const { db, clock, rules } = deps
  const taking = await takingOf(deps, { companyId: companyOf(caller), now: clock.now(), filter: {} })
  if (taking === null) return []
  const { abilities } = taking
  const bands = rules.valueBandsPence
  const shown = shownRegions(cellsOf(await countOpen(db.read, abilities, bands), bands), rules.leastInCell)
  const found: OpenOrder[] = []
  for (let from = after; ;) {
    const rows = await readOpen(db.read, abilities, { after: from, rows: READ_AT_ONCE })
    for (const row of rows) {
      const order = openView(row, bands)
      const region = shown.get(keyOfCell(cellOf(order)))
      if (region && matches({ ...order, region }, filter)) found.push({ ...order, region })
      if (found.length === limit) return found
    }
    if (rows.length < READ_AT_ONCE) return found
    from = rows.at(-1)!.ref
  }
}

/** Counts of weeks, put together by month. */
function cellsOf(counts: Awaited<ReturnType<typeof countOpen>>, bands: readonly number[]): Cell[] {
  const cells = new Map<string, Cell>()
  for (const { orders, ...group } of counts) {
    const cell = cellOf(openView({ ref: '', minutes: 0, ...group }, bands))
    const key = keyOfCell(cell)
    cells.set(key, { ...cell, orders: orders + (cells.get(key)?.orders ?? 0) })
  }
  return [...cells.values()]
}

function cellOf({ region, action, vetting, valueBand, month }: OpenOrder): CellKey {
  return { region, action, vetting, valueBand, month: month ?? '' }
}

function matches(order: OpenOrder, filter: OpenFilter): boolean {
  const asked = Object.entries(filter) as [keyof OpenFilter, string | undefined][]
  return asked.every(([field, wanted]) => wanted === undefined || order[field] === wanted)
}
