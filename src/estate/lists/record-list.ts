// Records a list that people keep, whole or not at all: what a row says anew becomes a version of what it names. What the
// list does not name stays as it is, and what was recorded before stays on record.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { keyOf } from '../../shared/text.ts'
import type { Columns } from './fields.ts'
import { badList, readList, type ListComplaint, type Listed } from './read-list.ts'

export interface RecordedList {
  readonly rows: number
  /** Rows that say something else than what was recorded. */
  readonly changed: number
}

export interface Version {
  readonly id: string
  readonly recordedAt: Date
  readonly recordedBy: string
}

/** What a line would record. */
export interface Draft<Row> {
  /** As the caller knows it, it is recorded already. */
  readonly same: boolean
  make(version: Version): Row
}

export interface ListKind<C extends Columns, Row> {
  readonly columns: C
  readonly act: string
  readonly subjectKind: string
  /** Of ids. */
  readonly prefix: string
  /** `drafts` are asked for only where there is no complaint. `ids`: of the versions to be, line by line. */
  decide(
    q: Reads,
    caller: Caller,
    given: { readonly lines: readonly Listed<C>[]; readonly ids: readonly string[] },
  ): Promise<{ readonly complaints: readonly ListComplaint[]; readonly drafts: () => readonly Draft<Row>[] }>
  insert(q: Writes, rows: readonly Row[]): Promise<void>
}

/** Throws `bad-list`, with a complaint for every row that will not do. */
export async function recordList<const C extends Columns, Row>(
  deps: Deps,
  caller: Caller,
  { kind, bytes, name }: { kind: ListKind<C, Row>; bytes: Buffer; name: string },
): Promise<RecordedList> {
  const lines = await readList(bytes, name, kind.columns)
  const recorded = { recordedAt: deps.clock.now(), recordedBy: caller.principalId }
  const ids = lines.map(() => deps.ids.next(kind.prefix))
  const entry = auditEntry(deps, caller, { act: kind.act, subjectKind: kind.subjectKind })
  return deps.db.write(async (q) => {
    const { complaints, drafts } = await kind.decide(q, caller, { lines, ids })
    if (complaints.length > 0) throw badList(name, complaints, kind.columns)
    const rows = drafts().flatMap(({ same, make }, i) => (same ? [] : [make({ id: ids[i]!, ...recorded })]))
    await kind.insert(q, rows)
    await record(q, entry, { file: name, rows })
    return { rows: lines.length, changed: rows.length }
  })
}

/** The version of `before` that says `fields`. */
export function nextOf<Fields extends object>(
  fields: Fields,
  before: { readonly version: number } | undefined,
): (version: Version) => Fields & Version & { readonly version: number } {
  return (version) => ({ ...fields, ...version, version: (before?.version ?? 0) + 1 })
}

/** Complaints of names in a cell that nothing has. `among`: by the key of the name. */
export function unknownNames(
  { row, column }: { readonly row: number; readonly column: string },
  names: readonly string[],
  among: { has(key: string): boolean },
): ListComplaint[] {
  return names
    .filter((name) => !among.has(keyOf(name)))
    .map((name) => ({ row, column, message: `There is no "${name}". Record it first, or spell it as it is.` }))
}

/** Whether all fields are as they were. */
export function isSame<Fields extends object>(before: Fields, fields: Fields): boolean {
  return (Object.keys(fields) as (keyof Fields)[]).every(
    (key) => JSON.stringify(before[key]) === JSON.stringify(fields[key]),
  )
}
