// The rows of one sheet: cells by their place, merged ones filled downwards, and what people would not see said.
import { count } from '../../../shared/text.ts'
import { childOf, childrenOf, findElements, type Element } from '../devices/xml.ts'
import type { Remark } from '../table.ts'
import { columnOf, lettersOf, showNumber } from './cells.ts'
import { elements, richText, type Workbook } from './workbook.ts'

/** A spreadsheet has 16,384 columns; an inventory a few dozen. What stands to the right of this is no part of it. */
const MOST_COLUMNS = 1000

export interface SheetRow {
  /** As the spreadsheet numbers it. */
  readonly number: number
  /** As far as the last one that is filled. */
  readonly cells: string[]
}

export interface Sheet {
  readonly name: string
  /** Those with anything in them, in order. */
  readonly rows: readonly SheetRow[]
  readonly remarks: readonly Remark[]
}

export function readSheet(name: string, xml: string, workbook: Workbook): Sheet {
  const reading = new Reading(workbook)
  const rows: SheetRow[] = []
  let number = 0
  for (const { element, broken, line } of findElements(xml, 'row')) {
    if (!element) {
      reading.damage(`row ${number + 1} of the sheet (${broken}, line ${line})`)
      continue
    }
    const stated = Number(element.attributes['r'])
    number = Number.isInteger(stated) && stated > number ? stated : number + 1
    const cells = reading.cellsOf(element, number)
    if (cells.length > 0) rows.push({ number, cells })
  }
  fillMerged(
    rows,
    elements(xml, 'mergeCell').map(({ attributes: { ref = '' } }) => ref),
  )
  return { name, rows, remarks: reading.remarks() }
}

/** Reads cells, and remembers the places where what they show is not what was meant. */
class Reading {
  readonly #workbook: Workbook
  readonly #places = new Map<keyof typeof SAYINGS, string[]>()
  readonly #damage: string[] = []

  constructor(workbook: Workbook) {
    this.#workbook = workbook
  }

  cellsOf(row: Element, number: number): string[] {
    const cells: string[] = []
    let column = -1
    for (const cell of childrenOf(row, 'c')) {
      const stated = columnOf(cell.attributes['r'] ?? '')
      column = stated > column ? stated : column + 1
      const text = this.#show(cell, `${lettersOf(column)}${number}`)
      if (text.trim() === '' || column >= MOST_COLUMNS) continue
      while (cells.length < column) cells.push('')
      cells[column] = text
    }
    return cells
  }

  damage(where: string): void {
    this.#damage.push(where)
  }

  remarks(): Remark[] {
    const said = [...this.#places].map(([code, places]) => {
      const where = places.slice(0, 5).join(', ')
      return {
        code,
        message: `${SAYINGS[code](count(places.length, 'cell'))}: ${where}${places.length > 5 ? ', …' : ''}.`,
      }
    })
    if (this.#damage.length === 0) return said
    return [
      ...said,
      { code: 'damaged-sheet', message: `The sheet is damaged at ${this.#damage[0]}: what stands there was not read.` },
    ]
  }

  #show(cell: Element, place: string): string {
    const { t = 'n', s = '0' } = cell.attributes
    const value = childOf(cell, 'v')?.text
    if (t === 'inlineStr') return richText(childOf(cell, 'is') ?? cell)
    if (value === undefined || value === '') {
      if (childOf(cell, 'f')) this.#note('formula-without-value', place)
      return ''
    }
    if (t === 's') return this.#workbook.texts[Number(value)] ?? ''
    if (t === 'b') return value === '1' ? 'TRUE' : 'FALSE'
    if (t === 'e') {
      this.#note('error-in-cell', place)
      return ''
    }
    if (t !== 'n') return value
    const shown = showNumber(value, this.#workbook.formats[Number(s)] ?? 'number', this.#workbook.from1904)
    if (shown.lostDigits) this.#note('digits-lost', place)
    return shown.text
  }

  #note(code: keyof typeof SAYINGS, place: string): void {
    const places = this.#places.get(code) ?? []
    places.push(place)
    this.#places.set(code, places)
  }
}

const SAYINGS = {
  'formula-without-value': (cells: string) => `${cells} with a formula whose value was not saved, read as blank`,
  'error-in-cell': (cells: string) => `${cells} with an error such as #N/A, read as blank`,
  'digits-lost': (cells: string) =>
    `${cells} with a number of over 15 digits, whose last the spreadsheet has replaced by zeros (format such columns as text)`,
}

/** More than any list has rows; merged cells that overlap could otherwise be made to take for ever. */
const MOST_FILLED = 2_000_000

/** A cell merged over several rows stands for each of them: a site's name beside all its cameras. */
function fillMerged(rows: readonly SheetRow[], ranges: readonly string[]): void {
  const byNumber = new Map(rows.map((row) => [row.number, row.cells]))
  const last = rows.at(-1)?.number ?? 0
  let left = MOST_FILLED
  for (const range of ranges) {
    const [from = '', until = ''] = range.split(':')
    const column = columnOf(from)
    const [first, end] = [from, until].map((reference) => Number(/\d+$/.exec(reference)?.[0])) as [number, number]
    const text = byNumber.get(first)?.[column]
    if (!text) continue
    for (let number = first + 1; number <= Math.min(end, last) && left > 0; number++, left--) {
      const cells = byNumber.get(number)
      if (!cells || cells[column]) continue
      while (cells.length < column) cells.push('')
      cells[column] = text
    }
  }
}
