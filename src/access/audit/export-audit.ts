// The trail as lines of JSON, details opened. With `mac` and `sealed` whoever receives it can follow the hashes without
// Lenscap and without the key (chain.ts says how).
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Failure } from '../../shared/failure.ts'
import { sealedTextOf } from '../../shared/sealed.ts'
import type { Deps } from '../../deps.ts'
import type { Reads } from '../../db/database.ts'
import { detailOf } from '../audit.ts'
import type { Caller } from '../caller.ts'
import type { EntryRow, Link } from './chain.ts'
import { recordRead } from './record-read.ts'
import { listSealed, listUnsealed } from './store.ts'

const ROWS = 500

/**
 * What the lines are, then numbered entries in their order, then those without a seal, then how many there were: a copy
 * without its last line was cut. That it was exported is on record first. Throws `scope-too-narrow`: an entry may be about
 * anything, so that the whole trail is for whoever holds everything.
 */
export async function* exportAudit(deps: Deps, caller: Caller, marking: string): AsyncGenerator<object> {
  if (caller.scope !== 'everything') throw scopeTooNarrow()
  await recordRead(deps, caller, { act: 'audit.exported', subjectKind: 'audit' })
  yield { format: 'lenscap-audit/1', marking, exportedAt: deps.clock.now() }
  let entries = 0
  for await (const line of linesOf(deps.db.read)) {
    entries++
    yield line
  }
  yield { entries }
}

async function* linesOf(q: Reads): AsyncGenerator<object> {
  for (let after = 0; ;) {
    const rows = await listSealed(q, after, ROWS)
    for (const { seal, entry } of rows) if (entry) yield lineOf(q, entry, seal)
    if (rows.length < ROWS) break
    after = rows.at(-1)!.seal.number
    await nextTurn()
  }
  for (let after = ''; ;) {
    const rows = await listUnsealed(q, after, ROWS)
    for (const { entry } of rows) yield lineOf(q, entry, undefined)
    if (rows.length < ROWS) return
    after = rows.at(-1)!.entry.id
    await nextTurn()
  }
}

function lineOf(q: Reads, { detail, ...entry }: EntryRow, seal: Link | undefined): object {
  const sealed = detail === null ? null : sealedTextOf(detail)
  const opened = openDetail(q, entry.id, detail)
  return { number: seal?.number ?? null, hash: seal?.hash ?? null, ...entry, detail: opened, sealed }
}

/** What an entry says was before and after, or was asked for. */
export function openDetail(q: Reads, id: string, detail: EntryRow['detail']): unknown {
  if (detail === null) return null
  try {
    return JSON.parse(q.sealer.unseal(detail, detailOf(id)))
  } catch (error) {
    // One that was spoilt must not hide all that come after it; verify-audit names it.
    if (error instanceof Failure) return { cannotBeOpened: error.message }
    throw error
  }
}

function scopeTooNarrow(): Failure {
  const hint = 'GET /api/v1/audit-entries lists those of your organisations.'
  return new Failure('scope-too-narrow', 'The whole audit trail is for those who may see everything.', hint)
}
