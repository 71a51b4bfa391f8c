// What a cell of a spreadsheet shows: numbers without the noise of binary fractions, dates as days, padded numbers padded.

/** How numbers with a style are shown. Digits: how many at least, as in asset numbers such as 00017. */
export type Shown = 'number' | 'date' | 'time' | { readonly digits: number }

/** Of the formats that are built in (ECMA-376, 18.8.30), those of days and those of times of day. */
const DATES = [14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58]
const TIMES = [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47]

/** `code` is that of a format of the workbook's own. */
export function formatOf(id: string, code?: string): Shown {
  if (code === undefined) return DATES.includes(Number(id)) ? 'date' : TIMES.includes(Number(id)) ? 'time' : 'number'
  // Without literal text, escapes, colours and locales; the first section is that of positive numbers.
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '')
    .split(';')[0]!
    .toLowerCase()
  if (/^0{2,}$/.test(bare)) return { digits: bare.length }
  if (/[yd]/.test(bare) || (/m/.test(bare) && !/[hs]/.test(bare))) return 'date'
  return /[hs]/.test(bare) ? 'time' : 'number'
}

/** From this many on a spreadsheet has replaced the last digits by zeros. */
const MOST_DIGITS = 15

export interface ShownNumber {
  readonly text: string
  /** Digits that were typed are gone. */
  readonly lostDigits: boolean
}

/** `value` as the file has it; what is no number stays as it is. */
export function showNumber(value: string, shown: Shown, from1904: boolean): ShownNumber {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) return { text: value, lostDigits: false }
  if (shown === 'date' || shown === 'time') return { text: showDate(number, shown, from1904), lostDigits: false }
  const text = String(Number(number.toPrecision(MOST_DIGITS)))
  if (typeof shown === 'object') return { text: text.padStart(shown.digits, '0'), lostDigits: false }
  return { text, lostDigits: Number.isInteger(number) && Math.abs(number) >= 10 ** MOST_DIGITS }
}

/** The last day that a spreadsheet knows, 31 December 9999. */
const LAST_SERIAL = 2_958_465
const DAY_MS = 86_400_000
/** Day 0, by which all from 1 March 1900 on are right: day 60 is a 29 February that never was (Lotus 1-2-3's mistake, kept). */
const FROM_1900 = Date.UTC(1899, 11, 30)
const FROM_1904 = Date.UTC(1904, 0, 1)

function showDate(serial: number, shown: 'date' | 'time', from1904: boolean): string {
  if (serial < 0 || serial > LAST_SERIAL) return String(serial)
  const early = !from1904 && serial < 60 ? 1 : 0
  const instant = (from1904 ? FROM_1904 : FROM_1900) + Math.round((serial + early) * 86_400) * 1000
  const text = new Date(instant).toISOString()
  const time = text.slice(11, 19)
  if (shown === 'time' && serial < 1) return time
  return instant % DAY_MS === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${time}`
}

/** `BC12` is column 54, from 0; -1 for what is no reference. */
export function columnOf(reference: string): number {
  const letters = /^\$?([A-Z]{1,3})\$?\d/.exec(reference)?.[1]
  if (letters === undefined) return -1
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

/** 0 is `A`, 54 is `BC`. */
export function lettersOf(column: number): string {
  const before = Math.floor(column / 26) - 1
  return (before >= 0 ? lettersOf(before) : '') + String.fromCharCode(65 + (column % 26))
}
