// What a company may do as it is recorded now. Lists of crews and contracts are long to read and change once a week, and a
// claim asks for them each time: what was read is kept until a row is added. Rows are versions, and none is changed.
import type { Reads } from '../../../db/database.ts'
import { standingOf, type Standing } from '../../../planning/contracts/standing.ts'
import { readBook } from '../../../planning/contracts/store.ts'
import { listCrews } from '../../../planning/crews/store.ts'

interface Kept {
  readonly recorded: string
  /** By company. */
  readonly standings: Map<string, Standing | undefined>
  readonly standing: (companyId: string) => Standing | undefined
}
const kept = new WeakMap<Reads, Kept>()

/** What was recorded when it was read last; undefined: never yet. */
export const recordedLast = (q: Reads): string | undefined => kept.get(q)?.recorded

/** Undefined: there is no such company. `recorded`: as a look gave it. */
export async function standingNow(q: Reads, companyId: string, recorded: string): Promise<Standing | undefined> {
  const known = kept.get(q)
  const { standings, standing } = known?.recorded === recorded ? known : await readAll(q, recorded)
  if (!standings.has(companyId)) standings.set(companyId, standing(companyId))
  return standings.get(companyId)
}

async function readAll(q: Reads, recorded: string): Promise<Kept> {
  const book = await readBook(q, 'everything')
  const crews = await listCrews(q, 'everything')
  const read: Kept = { recorded, standings: new Map(), standing: (id) => standingOf(book, crews, id) }
  kept.set(q, read)
  return read
}
