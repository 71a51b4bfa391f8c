// What a company may do as it is recorded now. Lists of crews and contracts are long to read and change once a week, and a
// claim asks for them each time: what was read is kept until a row is added. Rows are versions, and none is changed.
import type { Reads } from '../../../db/database.ts'
import { standingOf, type Standing } from '../../../planning/contracts/standing.ts'
import { readBook } from '../../../planning/contracts/store.ts'
import { listCrews } from '../../../planning/crews/store.ts'

interface Kept {
  readonly recorded: string
  /** By company. One reads for all who ask meanwhile. */
  readonly standing: Promise<(companyId: string) => Standing | undefined>
}
const kept = new WeakMap<Reads, Kept>()

/** What was recorded when it was read last; undefined: never yet. */
export const recordedLast = (q: Reads): string | undefined => kept.get(q)?.recorded

/** Undefined: there is no such company. `recorded`: as a look gave it. */
export async function standingNow(q: Reads, companyId: string, recorded: string): Promise<Standing | undefined> {
  const known = kept.get(q)
  const { standing } = known?.recorded === recorded ? known : keep(q, recorded)
  return (await standing)(companyId)
}

function keep(q: Reads, recorded: string): Kept {
  const read: Kept = { recorded, standing: readAll(q) }
  kept.set(q, read)
  // Whoever asks next tries anew.
  read.standing.catch(() => kept.get(q) === read && kept.delete(q))
  return read
}

async function readAll(q: Reads): Promise<(companyId: string) => Standing | undefined> {
  const book = await readBook(q, 'everything')
  const crews = await listCrews(q, 'everything')
  const standings = new Map<string, Standing | undefined>()
  return (id) => {
    if (!standings.has(id)) standings.set(id, standingOf(book, crews, id))
    return standings.get(id)
  }
}
