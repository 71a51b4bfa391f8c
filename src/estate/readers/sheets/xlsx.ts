// XLSX: of a workbook's sheets, the one that holds the list.
import { count } from '../../../shared/text.ts'
import type { Content } from '../content.ts'
import { refuse } from '../refuse.ts'
import type { ListedTable, RawRow, Remark } from '../table.ts'
import { findHeader, numberedColumns, ROWS_LOOKED_AT } from '../text/header.ts'
import { lettersOf } from './cells.ts'
import { readSheet, type Sheet } from './sheet.ts'
import { readWorkbook, workbookPath, type Workbook } from './workbook.ts'
import { Zip } from './zip.ts'

export function isXlsx({ bytes, name }: Content): boolean {
  return bytes.start.toString('latin1', 0, 4) === 'PK\x03\x04' && workbookPath(new Zip(bytes.all, name)) !== undefined
}

/** Throws a Failure with exit code 2 when there is no such sheet, or nothing in any. */
export function readXlsx(content: Content): ListedTable {
  const zip = new Zip(content.bytes.all, content.name)
  const path = workbookPath(zip)
  if (path === undefined) throw refuse('not-a-workbook', `${content.name} is no XLSX workbook, or is cut short.`)
  const { sheet, remarks } = chooseSheet(content, zip, readWorkbook(zip, path))
  return tableOf(content, sheet, remarks)
}

interface Chosen {
  readonly sheet: Sheet
  readonly remarks: readonly Remark[]
}

/** The one that is asked for; else, of those that can be seen, the one with the most rows, the first of several. */
function chooseSheet({ name, options }: Content, zip: Zip, workbook: Workbook): Chosen {
  const asked = options.sheet?.trim().toLowerCase()
  const parts = workbook.sheets.filter((part) =>
    asked === undefined ? !part.isHidden : part.name.toLowerCase() === asked,
  )
  if (asked !== undefined && parts.length === 0) {
    const names = workbook.sheets.map((part) => part.name).join(', ')
    throw refuse('sheet-missing', `${name} has no sheet "${options.sheet}".`, `It has: ${names}.`)
  }
  const hidden = asked === undefined ? workbook.sheets.filter(({ isHidden }) => isHidden).map((part) => part.name) : []
  let best: Sheet | undefined
  let most = 0
  const full: { name: string; rows: number }[] = []
  for (const part of parts) {
    const sheet = readSheet(part.name, zip.text(part.path) ?? '', workbook)
    const rows = sheet.rows.filter(({ cells }) => cells.length > 1 || asked !== undefined).length
    if (rows > 1) full.push({ name: part.name, rows })
    if (rows > most || !best) [best, most] = [sheet, rows]
  }
  if (!best || best.rows.length === 0) {
    const hint = hidden.length > 0 ? `Hidden sheets are read if they are named: --sheet "${hidden[0]}".` : undefined
    throw refuse('empty-file', `${name} has no sheet with anything in it.`, hint)
  }
  const others = full
    .filter((sheet) => sheet.name !== best.name)
    .map((sheet) => `${sheet.name} (${count(sheet.rows, 'row')})`)
  const left = [...others, ...hidden.map((sheet) => `${sheet} (hidden)`)]
  if (left.length === 0) return { sheet: best, remarks: [] }
  const message = `Of the workbook only the sheet "${best.name}" was read, not ${left.join(', ')}: import those with --sheet.`
  return { sheet: best, remarks: [{ code: 'sheets-left-out', message }] }
}

function tableOf(content: Content, sheet: Sheet, remarks: readonly Remark[]): ListedTable {
  const header = findHeader(
    content,
    sheet.rows.slice(0, ROWS_LOOKED_AT).map(({ cells }) => cells),
    (row) => sheet.rows[row]!.number,
  )
  const data = sheet.rows.slice(header.rows)
  const widest = data.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  const names = header.names.length > 0 ? header.names : numberedColumns(content, widest)
  const rows = data.map(({ number, cells }): RawRow => ({ number, cells: names.map((_, i) => cells[i] ?? '') }))
  return {
    format: 'xlsx',
    encoding: 'utf-8',
    sheet: sheet.name,
    header: names,
    rows,
    remarks: [...remarks, ...header.remarks, ...sheet.remarks, ...unnamed(names, data)],
  }
}

/** A spreadsheet keeps cells in their columns, so that a note at the side of a row shifts nothing; it is only left out. */
function unnamed(names: readonly string[], data: Sheet['rows']): Remark[] {
  const columns = new Map<number, number>()
  for (const { cells } of data) {
    cells.forEach((cell, i) => {
      if (cell && !names[i]) columns.set(i, (columns.get(i) ?? 0) + 1)
    })
  }
  if (columns.size === 0) return []
  const which = [...columns].slice(0, 5).map(([i, n]) => `${lettersOf(i)} (${count(n, 'row')})`)
  return [
    { code: 'column-without-name', message: `Columns without a name in the header are left out: ${which.join(', ')}.` },
  ]
}
