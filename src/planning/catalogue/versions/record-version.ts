// Finance changes the catalogue: lists and settings take the place of those that are in force on the day from which they are
// to count, and the whole becomes a version. All or nothing; what was there before stays readable.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Reads } from '../../../db/database.ts'
import type { Deps } from '../../../deps.ts'
import { badList, readList, type ListComplaint } from '../../../estate/lists/read-list.ts'
import { listOrganisations } from '../../../estate/store.ts'
import { currentRegister } from '../../../register/determinations/current-register.ts'
import type { Register } from '../../../register/register.ts'
import { dayOf, daysBetween, sayDay, type Day } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import {
  LIST_NAMES,
  LISTS,
  nameCatalogue,
  type Catalogue,
  type CatalogueContent,
  type ListName,
  type Settings,
} from '../catalogue.ts'
import { catalogueOn } from './in-force.ts'
import { judgeList, judgeWhole, type Rowed } from './judge.ts'
import { insertVersion, listLaterDays } from './store.ts'

/** What Lenscap ships, without what people determined and recorded since. */
export interface Shipped {
  readonly register: Register
  readonly catalogue: Catalogue
}

export interface SentList {
  readonly bytes: Buffer
  /** Of the file, for messages. */
  readonly name: string
}

export interface CatalogueChange {
  readonly lists: Partial<Readonly<Record<ListName, SentList>>>
  readonly settings?: Partial<Settings>
  /** Left out: today. */
  readonly validFromOn?: Day
}

export interface RecordedVersion {
  readonly version: string
  readonly validFromOn: Day
  /** False: all of it was in force already, and nothing was recorded. */
  readonly changed: boolean
  /** Of each list that was sent, how many rows it has. */
  readonly rows: Readonly<Partial<Record<ListName, number>>>
  /** What whoever recorded it may not expect. */
  readonly notes: readonly string[]
}

/** Five years either way: prices of a day further off are nobody's, so the year was mistyped. */
const MOST_DAYS = 5 * 365

/** Throws `scope-too-narrow`, `valid-from-absurd`, and `bad-list` with what is wrong, by row and column. */
export async function recordVersion(
  deps: Deps,
  shipped: Shipped,
  { caller, change }: { caller: Caller; change: CatalogueChange },
): Promise<RecordedVersion> {
  const { db, clock, ids } = deps
  if (caller.scope !== 'everything') throw forEveryone()
  const now = clock.now()
  const today = dayOf(now)
  const validFromOn = change.validFromOn ?? today
  if (Math.abs(daysBetween(today, validFromOn)) > MOST_DAYS) throw absurdDay(validFromOn)
  const lists = await readLists(db.read, change, { register: shipped.register, today })
  const id = ids.next('cat')
  const entry = auditEntry(deps, caller, { act: 'catalogue.recorded', subjectKind: 'catalogue', subjectId: id })
  return db.write(async (q) => {
    const before = await catalogueOn(q, shipped.catalogue, validFromOn)
    const settings = { ...before.settings, ...change.settings }
    const catalogue = nameCatalogue({ ...before, ...lists, settings, validFromOn }, 'imported')
    refuseWhole(catalogue, change)
    const rows = Object.fromEntries(Object.entries(lists).map(([name, of]) => [name, of.length]))
    const changed = contentOf(catalogue) !== contentOf(before)
    if (!changed) return { version: before.version, validFromOn: before.validFromOn, changed, rows, notes: [] }
    const { version, origin, ...content } = catalogue
    await insertVersion(q, {
      ...{ id, version, validFromOn, origin, content },
      ...{ recordedAt: now, recordedBy: caller.principalId },
    })
    await record(q, entry, { version, before: before.version, rows, settings })
    return { version, validFromOn, changed, rows, notes: await notesOn(q, validFromOn, today) }
  })
}

/** Its lists and settings, whatever the day from which it is valid. */
const contentOf = ({ settings, ...lists }: Catalogue): string =>
  JSON.stringify([settings, ...LIST_NAMES.map((name) => lists[name])])

async function readLists(
  q: Reads,
  { lists }: CatalogueChange,
  { register: shipped, today }: { register: Register; today: Day },
) {
  const register = await currentRegister(q, shipped, today)
  const organisations = (await listOrganisations(q, 'everything')).map(({ name }) => name)
  const read: Partial<Record<ListName, readonly Rowed<object>[]>> = {}
  for (const list of LIST_NAMES) {
    const sent = lists[list]
    if (!sent) continue
    const rows = await readList(sent.bytes, sent.name, LISTS[list])
    refuse(list, sent.name, judgeList(list, rows, { register, today, organisations }))
    read[list] = rows
  }
  // Each list has been read by its own columns.
  return read as unknown as Partial<Pick<CatalogueContent, ListName>>
}

function refuseWhole(catalogue: Catalogue, { lists }: CatalogueChange): void {
  const sent = (['models', 'rates'] as const).find((list) => lists[list])
  if (sent) refuse(sent, lists[sent]!.name, judgeWhole(catalogue))
}

function refuse(list: ListName, name: string, complaints: readonly ListComplaint[]): void {
  if (complaints.length > 0) throw badList(name, complaints, LISTS[list])
}

async function notesOn(q: Reads, validFromOn: Day, today: Day): Promise<string[]> {
  const later = await listLaterDays(q, validFromOn)
  const day = sayDay(validFromOn)
  return [
    ...(validFromOn > today ? [`It counts for plans that start on ${day} or later.`] : []),
    ...(validFromOn < today
      ? [`It is valid from ${day}, which has passed: plans that are made keep their prices.`]
      : []),
    ...(later.length > 0
      ? [`From ${sayDay(later[0]!)} another version counts, recorded before: it is as it was, without this change.`]
      : []),
  ]
}

function forEveryone(): Failure {
  const message = 'The catalogue counts for the whole estate, and you may act in a part of it.'
  return new Failure('scope-too-narrow', message, 'Ask a finance officer who may act everywhere.')
}

function absurdDay(validFromOn: Day): Failure {
  const message = `The catalogue would be valid from ${sayDay(validFromOn)}, over five years from today.`
  return new Failure('valid-from-absurd', message, 'See whether the year is right.')
}
