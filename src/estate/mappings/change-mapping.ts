// A saved mapping is renamed, or taken away: the trail keeps what it said. What it says is changed by saving it anew.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Scope } from '../../access/scope.ts'
import { errorKind } from '../../db/errors.ts'
import type { Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { staleVersion } from '../../http/etag.ts'
import { Failure } from '../../shared/failure.ts'
import { keyOf } from '../../shared/text.ts'
import type { SavedMapping } from './mapping.ts'
import { deleteMapping, listMappings, updateName } from './store.ts'

/** Throws `unknown-mapping-id`, also of one that is not the caller's to see. */
export async function getMappingById(q: Reads, scope: Scope, id: string): Promise<SavedMapping> {
  const [found] = await listMappings(q, scope, { id })
  if (found) return found
  const hint = 'GET /api/v1/mappings lists those that you may see.'
  throw new Failure('unknown-mapping-id', `There is no saved mapping ${id}.`, hint)
}

export interface Renaming {
  readonly id: string
  /** The one that the edit was made from. */
  readonly version: number
  readonly name: string
}

/** Throws `unknown-mapping-id`, `stale-version`, and `mapping-exists` when its organisation has one of that name. */
export async function renameMapping(
  deps: Deps,
  caller: Caller,
  { id, version, name }: Renaming,
): Promise<SavedMapping> {
  const entry = auditEntry(deps, caller, { act: 'mapping.renamed', subjectKind: 'mapping', subjectId: id })
  try {
    return await deps.db.write(async (q) => {
      const before = await getMappingById(q, caller.scope, id)
      if (before.version !== version) throw staleVersion()
      if (before.name === name) return before
      const renamed = { ...before, name, version: version + 1 }
      await updateName(q, { ...renamed, nameKey: keyOf(name) })
      await record(q, { ...entry, organisationId: before.organisationId }, { from: before.name, to: name })
      return renamed
    })
  } catch (error) {
    if (errorKind(error) !== 'duplicate') throw error
    const message = `The organisation has another mapping "${name}".`
    throw new Failure('mapping-exists', message, 'Take another name, or remove that one first.')
  }
}

/** Throws `unknown-mapping-id`. */
export async function removeMapping(deps: Deps, caller: Caller, id: string): Promise<SavedMapping> {
  const entry = auditEntry(deps, caller, { act: 'mapping.removed', subjectKind: 'mapping', subjectId: id })
  return deps.db.write(async (q) => {
    const found = await getMappingById(q, caller.scope, id)
    await deleteMapping(q, id)
    const { organisationId, name, version, mapping } = found
    await record(q, { ...entry, organisationId }, { name, version, mapping })
    return found
  })
}
