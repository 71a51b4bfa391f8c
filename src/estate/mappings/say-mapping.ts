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

/** What a report says of the columns: which were taken on a likeness, and which not at all. */
export function sayColumns({ mapped, unmapped }: ColumnMap): Warning[] {
  const likely = mapped.filter(({ how }) => how === 'likely')
  return shorten([
    ...likely.map(({ header, field }) => sayLikely(header, headerOf(field))),
    ...unmapped.map(sayUnmapped),
  ])
}

function sayLikely(header: string, field: string): Warning {
  const message = `Column "${header}" is taken for ${field}, which its name or its values are like (if it is not, say --map ${field}=).`
  return { code: 'column-likely', message }
}

function sayUnmapped({ header, nearest, sameAs, toConfirm }: Unmapped): Warning {
  if (sameAs !== undefined) {
    const message = `Column "${header}" is left out: "${sameAs}" already gives ${nearest}.`
    return { code: 'column-repeated', message }
  }
  if (toConfirm !== undefined) {
    const message = `Column "${header}" is left out: it may be ${toConfirm}, which is never told from a likeness. If it is, say --map ${toConfirm}="${header}".`
    return { code: 'column-to-confirm', message }
  }
  const message = `Column "${header}" is not known and is left out. The nearest known one is ${nearest}.`
  return { code: 'unknown-column', message }
}
