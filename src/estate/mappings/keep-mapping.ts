// Saving the mapping of an import under a name, finding it by its name, and offering it when such a file comes again.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import { keyOf } from '../../shared/text.ts'
import { findColumn, type ColumnMap } from '../inventory/map-columns.ts'
import type { Warning } from '../inventory/warnings.ts'
import { headerKeyOf, isSameMapping, mappingTaken, type SavedMapping } from './mapping.ts'
import { findOrganisation, listMappings, putMapping } from './store.ts'

/** Enough to see that a name was misspelt. */
const NAMES_SHOWN = 20
/** As many organisations of one file as a person can go through. */
const OWNERS_ASKED = 10

export interface NamedMapping {
  readonly name: string
  /** Needed where several organisations of the scope have a mapping of that name. */
  readonly organisation?: string | undefined
}

/** Throws `unknown-mapping`, or `which-mapping` when several organisations have one of that name. */
export async function getMapping(q: Reads, scope: Scope, { name, organisation }: NamedMapping): Promise<SavedMapping> {
  const organisationKeys = organisation === undefined ? undefined : [keyOf(organisation)]
  const found = await listMappings(q, scope, { nameKey: keyOf(name), organisationKeys })
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    const owners = found.map((mapping) => mapping.organisation).join(', ')
    throw new Failure(
      'which-mapping',
      `Several organisations have a mapping "${name}": ${owners}.`,
      'Say whose with --organisation.',
      { exitCode: 2 },
    )
  }
  const known = (await listMappings(q, scope, { organisationKeys })).map((mapping) => mapping.name)
  const some = known.slice(0, NAMES_SHOWN).join(', ')
  const hint = known.length === 0 ? 'Save one with --save-mapping NAME.' : `There is: ${some}.`
  throw new Failure('unknown-mapping', `There is no saved mapping "${name}".`, hint, { exitCode: 2 })
}

export interface ToSave {
  readonly name: string
  /** Of the organisations that the file speaks of. */
  readonly organisationKeys: readonly string[]
  readonly header: readonly string[]
  readonly map: ColumnMap
}

/** A mapping is one organisation's. Throws `mapping-of-several` before anything is saved. */
export function checkSavable({ organisationKeys }: Pick<ToSave, 'organisationKeys'>): void {
  if (organisationKeys.length === 1) return
  throw new Failure(
    'mapping-of-several',
    `A mapping is saved for one organisation, and the file speaks of ${organisationKeys.length}.`,
    'Import a file of one organisation, or leave --save-mapping out.',
    { exitCode: 2 },
  )
}

/** Saves what was taken for what, or saves it anew under its name; on record. */
export async function saveMapping(deps: Deps, caller: Caller, toSave: ToSave): Promise<void> {
  const { db, ids, clock } = deps
  const { name, organisationKeys, header, map } = toSave
  checkSavable(toSave)
  const owner = await findOrganisation(db.read, caller.scope, organisationKeys[0]!)
  // A file whose rows were all rejected makes no organisation.
  if (!owner) return
  const mapping = mappingTaken(map)
  const row = {
    id: ids.next('map'),
    organisationId: owner.id,
    version: 1,
    name,
    nameKey: keyOf(name),
    headerKey: headerKeyOf(header),
    mapping,
    recordedAt: clock.now(),
    recordedBy: caller.principalId,
  }
  const entry = auditEntry(deps, caller, { act: 'mapping.saved', subjectKind: 'mapping', organisationId: owner.id })
  await db.write(async (q) => {
    const { id, version } = await putMapping(q, row)
    await record(q, { ...entry, subjectId: id }, { name, version, mapping })
  })
}

/** Mappings that an organisation of the file saved for this very header, and that would take the columns otherwise. */
export async function offerMappings(
  q: Reads,
  scope: Scope,
  { organisationKeys, header, map }: Omit<ToSave, 'name'>,
): Promise<Warning[]> {
  const few = organisationKeys.slice(0, OWNERS_ASKED)
  const found =
    few.length === 0 ? [] : await listMappings(q, scope, { organisationKeys: few, headerKey: headerKeyOf(header) })
  const taken = mappingTaken(map)
  return found
    .filter(({ mapping }) => !isSameMapping(mapping, taken))
    .map(({ name, organisation }) => ({
      code: 'mapping-offered',
      message: `${organisation} has a mapping "${name}" for files with these columns, and it was not used: say --mapping "${name}" to use it.`,
    }))
}

/** What a saved mapping names and the file does not have. */
export function sayMissing({ name, mapping }: SavedMapping, header: readonly string[]): Warning[] {
  return Object.entries(mapping)
    .filter(([, column]) => findColumn(header, column) === undefined)
    .map(([field, column]) => ({
      code: 'mapped-column-missing',
      message: `The mapping "${name}" takes "${column}" for ${field}, and the file has no such column.`,
    }))
}
