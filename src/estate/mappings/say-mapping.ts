// Which column was taken for which field, for a person to look at and to correct.
import { table } from '../../cli/output.ts'
import { headerOf } from '../inventory/columns.ts'
import type { ColumnMap, HowTaken, MappingLine, Unmapped } from '../inventory/map-columns.ts'
import { shorten, type Warning } from '../inventory/warnings.ts'

const HOW: Readonly<Record<HowTaken, string>> = {
  given: 'you said so',
  saved: 'saved mapping',
  format: 'by the format',
  name: 'by its name',
  synonym: 'another word for it',
  likely: 'likely: please check',
}

/** A table, and below it the options that say the same: copy them, change what is wrong, and import with them. */
export function sayMapping(fileName: string, lines: readonly MappingLine[], width: number): string[] {
  const rows = lines.map(({ column, field, how }) => [column, field ?? '–', how === null ? 'left out' : HOW[how]])
  const options = lines.flatMap(({ column, field }) =>
    field === null ? [] : [`--map ${shellWord(`${field}=${column}`)}`],
  )
  return [
    `${fileName}: which column is taken for what`,
    ...table([{ title: 'Column' }, { title: 'Field' }, { title: 'Why' }], rows, width - 2).map((line) => `  ${line}`),
    '  To change it, correct these and import with them (--map FIELD= leaves a field out):',
    ...options.map((option) => `    ${option} \\`),
    '    --save-mapping NAME',
  ]
}

/** In single quotes where a shell would read anything into it. */
function shellWord(text: string): string {
  return /^[\w=.,:/-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * What a report says of the columns: which were taken on a likeness, and which not at all. `used`: headers of columns that
 * the format reads beside those that are mapped.
 */
export function sayColumns({ mapped, unmapped }: ColumnMap, used: ReadonlySet<string> = new Set()): Warning[] {
  const likely = mapped.filter(({ how }) => how === 'likely')
  const left = unmapped.filter(({ header }) => !used.has(header))
  const strange = left.filter(isStrange).map(({ header }) => header)
  return [
    ...shorten([
      ...likely.map(({ header, field }) => sayLikely(header, headerOf(field))),
      ...left.filter((column) => !isStrange(column)).map(sayUnmapped),
    ]),
    ...(strange.length > 0 ? [sayStrange(strange)] : []),
  ]
}

/** Like nothing that is known. */
function isStrange({ nearest, sameAs, toConfirm }: Unmapped): boolean {
  return nearest === undefined && sameAs === undefined && toConfirm === undefined
}

function sayLikely(header: string, field: string): Warning {
  const message = `Column "${header}" is taken for ${field}, which its name or its values are like (if it is not, say --map ${field}=).`
  return { code: 'column-likely', message }
}

function sayUnmapped({ header, nearest, sameAs, toConfirm }: Unmapped): Warning {
  if (sameAs !== undefined) {
    const taken = sameAs.header === header ? 'an earlier column of that name' : `"${sameAs.header}"`
    const message = `Column "${header}" is left out: ${taken} already gives ${sameAs.field}.`
    return { code: 'column-repeated', message }
  }
  if (toConfirm !== undefined) {
    const message = `Column "${header}" is left out: it may be ${toConfirm}, which is never told from a likeness. If it is, say --map ${toConfirm}="${header}".`
    return { code: 'column-to-confirm', message }
  }
  const message = `Column "${header}" is not known and is left out. The nearest known one is ${nearest}.`
  return { code: 'unknown-column', message }
}

/** The register of schools has some hundred and twenty of them. */
const STRANGE_NAMED = 20

function sayStrange(headers: readonly string[]): Warning {
  const named = headers.slice(0, STRANGE_NAMED).map((header) => `"${header}"`)
  const more = headers.length - named.length
  const all = more > 0 ? `${named.join(', ')} and ${more} more` : sayList(named)
  const message =
    headers.length === 1
      ? `Column ${all} is not known and is left out.`
      : `${headers.length} columns are not known and are left out: ${all}.`
  return { code: 'unknown-column', message, count: headers.length }
}

function sayList(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
