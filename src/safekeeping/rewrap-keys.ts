// A rotation: a new key seals from now on, and this job wraps the 32 bytes of every field's key anew. The sealed text is
// not touched. The rows themselves say what is left to do: so it goes on after a kill, and a second run does nothing.
import type { JobHandler } from '../jobs/job.ts'
import { SEALED_COLUMNS } from './sealed-columns.ts'
import { countOthers, rewrapSome } from './store.ts'

/** 10 ms of work on SQLite: no other write waits longer for it. */
const ROWS = 200

export interface Rewrapped {
  readonly key: string
  readonly fields: number
}

export const rewrapKeys: JobHandler<Record<string, never>, Rewrapped> = async ({ db }, _input, { report, signal }) => {
  const key = db.read.sealer.currentKey
  let total = 0
  for (const column of SEALED_COLUMNS) total += await countOthers(db.read, column, key)
  let fields = 0
  for (const column of SEALED_COLUMNS) {
    let after: string | undefined
    do {
      signal.throwIfAborted()
      const from = { rows: ROWS, ...(after !== undefined && { after }) }
      const { done, next } = await db.write((q) => rewrapSome(q, column, from))
      fields += done
      after = next
      report({ done: fields, total, doing: 'wrapping keys anew' })
    } while (after !== undefined)
  }
  return { key, fields }
}
