// What an administrator does with the keys that seal fields.
import { auditEntry, record } from '../access/audit.ts'
import type { Caller } from '../access/caller.ts'
import { addKey, openKeyring, removeKey, unknownKey, type KeyPlace } from '../access/keyring.ts'
import type { Reads } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../shared/failure.ts'
import { count } from '../shared/text.ts'
import { SEALED_COLUMNS } from './sealed-columns.ts'
import { countRunningJobs, countWrappedBy } from './store.ts'

export interface KeyUse {
  readonly id: string
  readonly current: boolean
  /** Fields that only this key opens. */
  readonly fields: number
}

const noneNeeded = (): never => {
  throw new Error('no key is to be made here')
}

/** The keys that there are, with what each still wraps. */
export async function listKeys(q: Reads, place: KeyPlace): Promise<KeyUse[]> {
  const { keys, current } = openKeyring(place, noneNeeded)
  const uses: KeyUse[] = []
  for (const id of Object.keys(keys)) uses.push({ id, current: id === current, fields: await countFields(q, id) })
  return uses
}

/** Makes a new key, which seals from now on; what is sealed already waits for the job `rewrap`. Returns its id. */
export async function makeNewKey(
  deps: Deps,
  caller: Caller,
  { place, randomBytes }: { place: KeyPlace; randomBytes: (n: number) => Uint8Array },
): Promise<string> {
  const { before, now } = addKey(place, randomBytes)
  const entry = auditEntry(deps, caller, { act: 'key.rotated', subjectKind: 'key', subjectId: now })
  await deps.db.write((q) => record(q, entry, { before, now }))
  return now
}

/**
 * Forgets a key that nothing needs any more. Throws `unknown-key`, `key-in-use`, `jobs-running`, and `key-from-command`.
 * Backups that were made under it need it still: whoever keeps them keeps a copy of it with them.
 */
export async function retireKey(deps: Deps, caller: Caller, { place, id }: { place: KeyPlace; id: string }) {
  if (!(id in openKeyring(place, noneNeeded).keys)) throw unknownKey(id)
  const entry = auditEntry(deps, caller, { act: 'key.retired', subjectKind: 'key', subjectId: id })
  await deps.db.write(async (q) => {
    const fields = await countFields(q, id)
    if (fields > 0) {
      const hint = 'Run lenscap key rewrap; then try again.'
      throw new Failure('key-in-use', `${count(fields, 'field')} can only be opened with key "${id}".`, hint)
    }
    if ((await countRunningJobs(q)) > 0) {
      const hint = 'Wait until they have ended (lenscap serve shows them), then try again.'
      throw new Failure('jobs-running', 'Jobs are running, and may hold fields that are still to be written.', hint)
    }
    await record(q, entry)
  })
  removeKey(place, id)
}

async function countFields(q: Reads, keyId: string): Promise<number> {
  let fields = 0
  for (const column of SEALED_COLUMNS) fields += await countWrappedBy(q, column, keyId)
  return fields
}
