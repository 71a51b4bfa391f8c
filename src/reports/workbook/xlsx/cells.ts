// Cells of a sheet in SpreadsheetML (ECMA-376). Text is always a string and never a formula, whatever it begins with.
import { epochDay, type Day } from '../../../shared/day.ts'
import type { Cell, Shows } from './sheet.ts'

/** The styles by their place in `STYLES`. */
export const STYLE = {
  text: 0,
  money: 1,
  day: 2,
  count: 3,
  heading: 4,
  marking: 5,
  boldText: 6,
  boldMoney: 7,
  boldCount: 8,
} as const

const FONTS = '<font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font>'
const FILLS =
  '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE7E6E6"/><bgColor indexed="64"/></patternFill></fill>'
const POUNDS = '&quot;£&quot;#,##0.00;[Red]\\-&quot;£&quot;#,##0.00'

const xf = (format: number, font: number, more = ''): string =>
  `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"${more}`

/** 3 is the format `#,##0`, which every spreadsheet has; those of a workbook's own begin at 164. */
export const STYLES =
  `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="${POUNDS}"/>` +
  `<numFmt numFmtId="165" formatCode="dd\\ mmm\\ yyyy"/></numFmts><fonts count="2">${FONTS}</fonts><fills count="3">${FILLS}</fills>` +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="9">' +
  [xf(0, 0, '/>'), xf(164, 0, '/>'), xf(165, 0, '/>'), xf(3, 0, '/>')].join('') +
  xf(0, 1, ' applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>').replace(
    'fillId="0"',
    'fillId="2"',
  ) +
  [xf(0, 1, '/>'), xf(0, 1, '/>'), xf(164, 1, '/>'), xf(3, 1, '/>')].join('') +
  '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'

/** A spreadsheet holds no more in a cell. */
const MOST_CHARACTERS = 32_767
/** Day 0 is 30 December 1899, by which all from 1 March 1900 on are right. */
const DAYS_TO_1970 = 25_569

export function textCell(at: string, text: string, style: number = STYLE.text): string {
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`
}

export function cellXml(at: string, value: Cell, shows: Shows): string {
  if (value === null || value === '') return ''
  if (shows === 'text') return textCell(at, String(value))
  return `<c r="${at}" s="${STYLE[shows]}"><v>${numberOf(value, shows)}</v></c>`
}

/** A formula with what it comes to, for readers that work nothing out. */
export function formulaCell(
  at: string,
  formula: string,
  { value, shows }: { value: number; shows: 'money' | 'count' },
): string {
  const style = shows === 'money' ? STYLE.boldMoney : STYLE.boldCount
  return `<c r="${at}" s="${style}"><f>${escapeXml(formula)}</f><v>${numberOf(value, shows)}</v></c>`
}

function numberOf(value: string | number, shows: Shows): string {
  if (shows === 'day') return String(epochDay(value as Day) + DAYS_TO_1970)
  return shows === 'money' ? poundsOf(Number(value)) : String(value)
}

/** `1234.05`: of whole numbers alone, so that no penny is lost on the way. */
export function poundsOf(pence: number): string {
  const part = String(Math.abs(pence) % 100).padStart(2, '0')
  return `${pence < 0 ? '-' : ''}${Math.trunc(Math.abs(pence) / 100)}.${part}`
}

/** Without what XML cannot hold: control characters, halves of characters. */
export function escapeXml(text: string): string {
  return text
    .slice(0, MOST_CHARACTERS)
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
