// Which column of a file is which of ours. What a person said goes first, then what they said of such a file before, then
// names; a column whose header is only like a name is taken where that is safe, and everything is told in the report.
import { Failure } from '../../shared/failure.ts'
import { firstRows, type RawRow } from '../readers/table.ts'
import { columnOf, headerOf, TARGETS, type Target } from './columns.ts'
import { readDate } from './dates.ts'
import { readPoint } from './points.ts'
import { editDistance, lettersOf, likeOf, slipsAllowed } from './spelling.ts'
import { isNothing, yesNo } from './values.ts'

/**
 * given    the caller said so (`--map`)
 * saved    a saved mapping says so
 * format   the file's format says so, whatever the column is called (NetBox calls a model `device_type`)
 * name     its header is the field's name
 * synonym  its header is another word for it
 * likely   its header is like a name, or its values can be nothing else
 */
export const HOW_TAKEN = ['given', 'saved', 'format', 'name', 'synonym', 'likely'] as const
export type HowTaken = (typeof HOW_TAKEN)[number]

export interface MappedColumn {
  readonly field: Target
  /** As the file has it: what a complaint names. */
  readonly header: string
  readonly index: number
  readonly how: HowTaken
}

export interface Unmapped {
  readonly header: string
  /** The known header that is spelt most like it; absent where none is like it. */
  readonly nearest?: string
  /** Set when the column means the same as another one, which was taken. */
  readonly sameAs?: { readonly field: string; readonly header: string }
  /** Set when it may be this, but is not taken for it unless somebody says so. */
  readonly toConfirm?: string
}

export interface ColumnMap {
  readonly mapped: readonly MappedColumn[]
  readonly unmapped: readonly Unmapped[]
}

/** One column of the file, for the report. */
export interface MappingLine {
  readonly column: string
  /** Null: the column is left out. */
  readonly field: string | null
  readonly how: HowTaken | null
}

/** Field to header, both as people write them; a blank header says that the file has no such column. */
export type Mapping = Readonly<Record<string, string>>

export interface Known {
  readonly saved?: Mapping | undefined
  /** Of the file's format. */
  readonly means?: Mapping | undefined
  /** The cells of a column that say something, or the first of them: without any, no header is taken for a likely one. */
  readonly valuesOf?: (index: number) => readonly string[]
}

/** A file without any of these says nothing of devices (unless the caller says what kind they are). */
const DEVICE_FIELDS: readonly Target[] = [
  ...(['device', 'kind', 'manufacturer', 'model', 'makeModel', 'serial', 'mac', 'firmware'] as const),
]
/** What decides on how dangerous a site is, and who may enter it, is never told from a misspelt header. */
const TO_CONFIRM: readonly Target[] = ['sensitivity', 'limbs', 'vetting', 'standing']

const MEANINGS = new Map<string, { field: Target; preference: number }>()
for (const field of TARGETS) {
  const names = [headerOf(field), ...columnOf(field).synonyms]
  names.forEach((name, preference) => MEANINGS.set(lettersOf(name), { field, preference }))
}
const KNOWN_NAMES = TARGETS.flatMap((field) => [headerOf(field), ...columnOf(field).synonyms])

/**
 * Says which column holds which field: `given`, then `saved`, then `means`, then canonical names, then synonyms, the better ones first,
 * then what is likely. Throws `unknown-field` or `unknown-column` for a `given` mapping that names neither.
 */
export function mapColumns(header: readonly string[], given: Mapping = {}, known: Known = {}): ColumnMap {
  const taking = new Taking(header)
  for (const [field, column] of Object.entries(given)) taking.decide(fieldNamed(field), columnNamed(header, column))
  takeKnown(taking, header, { mapping: known.saved, how: 'saved' })
  takeKnown(taking, header, { mapping: known.means, how: 'format' })
  const named = header
    .map((name, index) => ({ index, meaning: MEANINGS.get(lettersOf(name)) }))
    .flatMap(({ index, meaning }) => (meaning ? [{ index, ...meaning }] : []))
    .sort((a, b) => a.preference - b.preference || a.index - b.index)
  for (const { field, index, preference } of named) taking.take(field, index, preference === 0 ? 'name' : 'synonym')
  const toConfirm = takeLikely(taking, header, known.valuesOf ?? (() => []))
  return taking.result(toConfirm)
}

/** Of a mapping that was made for other files: what this one does not have is passed over. */
function takeKnown(
  taking: Taking,
  header: readonly string[],
  { mapping = {}, how }: { mapping: Mapping | undefined; how: HowTaken },
): void {
  for (const [name, column] of Object.entries(mapping)) {
    const field = TARGETS.find((target) => headerOf(target) === name)
    const index = findColumn(header, column)
    if (field && index !== undefined) taking.take(field, index, how)
  }
}

export function hasDeviceColumn({ mapped }: ColumnMap): boolean {
  return mapped.some(({ field }) => DEVICE_FIELDS.includes(field))
}

/** Every column that has a name, in the order of the file. */
export function mappingOf({ mapped }: ColumnMap, header: readonly string[]): MappingLine[] {
  const byIndex = new Map(mapped.map((column) => [column.index, column]))
  const lines = header.map((column, index): MappingLine => {
    const taken = byIndex.get(index)
    return { column, field: taken ? headerOf(taken.field) : null, how: taken?.how ?? null }
  })
  return lines.filter(({ column, field }) => column !== '' || field !== null)
}

/** Fields and columns as they are taken: each once. */
class Taking {
  readonly #header: readonly string[]
  readonly #columns = new Map<Target, { index: number; how: HowTaken }>()
  readonly #fields = new Map<number, Target>()
  /** The caller said that the file has no such column. */
  readonly #refused = new Set<Target>()

  constructor(header: readonly string[]) {
    this.#header = header
  }

  decide(field: Target, index: number | undefined): void {
    if (index === undefined) this.#refused.add(field)
    else this.#set(field, index, 'given')
  }

  take(field: Target, index: number, how: HowTaken): void {
    if (this.isOpen(field) && !this.#fields.has(index)) this.#set(field, index, how)
  }

  /** Gives a column a meaning that its values prove, in place of the one that its name suggested. */
  correct(field: Target, index: number): void {
    const before = this.#fields.get(index)
    if (before !== undefined) this.#columns.delete(before)
    this.#set(field, index, 'likely')
  }

  isOpen(field: Target): boolean {
    return !this.#columns.has(field) && !this.#refused.has(field)
  }

  /** Undefined: the column is taken for nothing yet. */
  taken(index: number): { field: Target; how: HowTaken } | undefined {
    const field = this.#fields.get(index)
    return field && { field, how: this.#columns.get(field)!.how }
  }

  result(toConfirm: ReadonlyMap<number, Target>): ColumnMap {
    const mapped: MappedColumn[] = []
    const unmapped: Unmapped[] = []
    this.#header.forEach((header, index) => {
      const taken = this.taken(index)
      if (taken) mapped.push({ header, index, ...taken })
      else if (header !== '') unmapped.push(this.#describe(header, toConfirm.get(index)))
    })
    return { mapped, unmapped }
  }

  #describe(header: string, toConfirm: Target | undefined): Unmapped {
    const meaning = MEANINGS.get(lettersOf(header))
    const other = meaning && this.#columns.get(meaning.field)
    if (meaning && other) {
      return { header, sameAs: { field: headerOf(meaning.field), header: this.#header[other.index]! } }
    }
    if (toConfirm) return { header, toConfirm: headerOf(toConfirm) }
    const nearest = likeOf(header, KNOWN_NAMES)
    return { header, ...(nearest !== undefined && { nearest }) }
  }

  #set(field: Target, index: number, how: HowTaken): void {
    this.#columns.set(field, { index, how })
    this.#fields.set(index, field)
  }
}

/** Returns the columns that may be a fact which somebody must confirm. */
function takeLikely(
  taking: Taking,
  header: readonly string[],
  valuesOf: (index: number) => readonly string[],
): ReadonlyMap<number, Target> {
  const toConfirm = new Map<number, Target>()
  const likely = header.flatMap((name, index) => {
    const field = taking.taken(index) || name === '' ? undefined : onlyLikeness(name)
    return field && taking.isOpen(field) ? [{ field, index }] : []
  })
  for (const { field, index } of likely) {
    if (TO_CONFIRM.includes(field)) toConfirm.set(index, field)
    // Two columns that are both like it: neither is.
    else if (likely.filter((other) => other.field === field).length > 1) continue
    else if (agree(field, valuesOf(index))) taking.take(field, index, 'likely')
  }
  takePoints(taking, header, valuesOf)
  return toConfirm
}

/** The one field with a name that the header misses by a slip; undefined if there is none, or more than one. */
function onlyLikeness(header: string): Target | undefined {
  const letters = lettersOf(header)
  const found = new Set<Target>()
  for (const [name, { field }] of MEANINGS) {
    // "Location 2" is not a slip for "location".
    const slips = digitsOf(letters) === digitsOf(name) ? slipsAllowed(letters, name) : 0
    // The first letter is seldom the wrong one, and makes "uninstalled on" of "installed on".
    if (slips > 0 && letters[0] === name[0] && editDistance(letters, name) <= slips) found.add(field)
  }
  return found.size === 1 ? [...found][0] : undefined
}

const digitsOf = (letters: string): string => letters.replace(/\P{N}/gu, '')

/** Whether every value may be one of the field. Text may be anything, but dates and yes and no are some other column's. */
function agree(field: Target, values: readonly string[]): boolean {
  if (values.length === 0) return false
  const { type } = columnOf(field)
  const isText = type.code === 'bad-text'
  return values.every((value) => {
    if (!isText) return type.read(value, 'uk') !== undefined || type.read(value, 'us') !== undefined
    return (
      readDate(value, 'uk') === undefined &&
      readDate(value, 'us') === undefined &&
      yesNo.read(value, 'uk') === undefined
    )
  })
}

/** A column full of points says where devices are, whatever it is called; "location" may be such a one. */
function takePoints(taking: Taking, header: readonly string[], valuesOf: (index: number) => readonly string[]): void {
  if (!['lat', 'lon', 'coordinates'].every((field) => taking.isOpen(field as Target))) return
  const full = header.flatMap((_, index) => {
    const taken = taking.taken(index)
    const isFree = !taken || (taken.field === 'location' && taken.how !== 'given' && taken.how !== 'saved')
    const values = isFree ? valuesOf(index) : []
    return values.length > 0 && values.every((value) => readPoint(value) !== undefined) ? [index] : []
  })
  if (full.length === 1) taking.correct('coordinates', full[0]!)
}

function fieldNamed(name: string): Target {
  const letters = lettersOf(name)
  const field = TARGETS.find((known) => lettersOf(headerOf(known)) === letters)
  if (field) return field
  const names = TARGETS.map(headerOf)
  const like = likeOf(name, names)
  throw new Failure(
    'unknown-field',
    `"${name}" is not a field of an inventory.`,
    `${like === undefined ? '' : `Did you mean ${like}? `}The fields are: ${names.join(', ')}.`,
    { exitCode: 2 },
  )
}

function columnNamed(header: readonly string[], name: string): number | undefined {
  if (name.trim() === '') return undefined
  const index = findColumn(header, name)
  if (index !== undefined) return index
  throw new Failure('unknown-column', `The file has no column "${name}".`, `It has: ${header.join(', ')}.`, {
    exitCode: 2,
  })
}

/** By the very header, else by its letters. */
export function findColumn(header: readonly string[], name: string): number | undefined {
  const exact = header.indexOf(name)
  const index = exact >= 0 ? exact : header.findIndex((known) => lettersOf(known) === lettersOf(name))
  return index >= 0 ? index : undefined
}

/** Enough to see what a column holds. */
const ROWS_LOOKED_AT = 200

/** By column, the cells of the first rows that say something. */
export function firstValues(rows: Iterable<RawRow>, columns: number): (index: number) => readonly string[] {
  const values: string[][] = Array.from({ length: columns }, () => [])
  for (const { cells, broken } of firstRows(rows, ROWS_LOOKED_AT)) {
    if (broken) continue
    values.forEach((column, index) => {
      if (!isNothing(cells[index]!)) column.push(cells[index]!)
    })
  }
  return (index) => values[index]!
}
