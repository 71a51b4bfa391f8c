// How one cell is read. A reader gives the value, or undefined when the text is not one; blanks never reach it.
import { parseMac } from '../../register/mac.ts'
import type { Day } from '../../shared/day.ts'
import { KINDS, REGIONS, STATUSES } from '../../shared/vocabulary.ts'
import { LIMBS, type Limb } from '../site.ts'
import { keyOf } from '../../shared/text.ts'
import { likenessOfDay, readDate, type DateOrder, type NoDay } from './dates.ts'
import { likenessOf, readDegrees, readPoint, type Point } from './points.ts'
import { KIND_WORDS, STATUS_WORDS } from './words.ts'

/** Why a cell that holds something tells nothing. */
export type Untold = NoDay | 'shortened'

export interface ValueType<T> {
  /** Of the complaint. */
  readonly code: string
  /** Completes "expected …". */
  readonly expected: string
  /** Whether a column that is mostly not this is taken to mean something else (rules.md: from 20 rows on). */
  readonly isEnum: boolean
  readonly read: (text: string, dates: DateOrder) => T | undefined
  /** What a text that is no value seems to be. */
  readonly seems?: (text: string) => string | undefined
  /** Why a text that is read as blank tells nothing; undefined where nothing is to be said of it. */
  readonly untold?: (text: string, dates: DateOrder) => Untold | undefined
}

/** Words that people put where they have nothing to say; fifty cameras labelled "n/a" are not one camera. */
const NOTHING = new Set(['', '-', '--', '?', 'n/a', 'na', 'none', 'nil', 'null', 'unknown', 'tbc', 'not known'])
const LONGEST_NOTHING = 'not known'.length

export function isNothing(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.length <= LONGEST_NOTHING && NOTHING.has(trimmed.toLowerCase())
}

/** `1001.0` is what a spreadsheet or a JSON writer makes of 1001. */
export const label: ValueType<string> = {
  code: 'bad-text',
  expected: 'text',
  isEnum: false,
  read: (text) =>
    isNothing(text) || isShortened(text)
      ? ''
      : tidy(/^\s*\d+\.0+\s*$/.test(text) ? text.replace(/\.0+\s*$/, '') : text),
  untold: sayShortened,
}

export const text: ValueType<string> = {
  code: 'bad-text',
  expected: 'text',
  isEnum: false,
  read: (value) => (isNothing(value) ? '' : tidy(value)),
}

/** What tells one device from another. */
export const serial: ValueType<string> = {
  ...text,
  read: (value) => (isNothing(value) || isShortened(value) ? '' : tidy(value)),
  untold: sayShortened,
}

/** `1.23457E+11` is what a narrow column of a spreadsheet leaves of a number: a hundred devices may share it. */
const SHORTENED = /^\d(?:[.,]\d+)?E\+\d{2,3}$/i

function isShortened(text: string): boolean {
  return text.includes('+') && SHORTENED.test(text.trim())
}

function sayShortened(text: string): Untold | undefined {
  return isShortened(text) ? 'shortened' : undefined
}

/**
 * Control characters and those that turn the direction of text are dropped: on a terminal they would act. So are those
 * that show nothing at all, which web pages leave in what is copied from them: two sites would look like one.
 */
export const INVISIBLE = /[^\P{Cc}\s]|[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu

/** Most text: words of printable ASCII with single spaces between them. */
const TIDY = /^[!-~]+(?: [!-~]+)*$/

function tidy(value: string): string {
  if (TIDY.test(value)) return value
  return value.replace(INVISIBLE, '').trim().replace(/\s+/g, ' ')
}

export function oneOf<const T extends readonly string[]>(
  values: T,
  synonyms: Readonly<Record<string, T[number]>> = {},
): ValueType<T[number]> {
  const known = new Map<string, T[number]>([...Object.entries(synonyms), ...values.map((v) => [v, v] as const)])
  return {
    code: 'bad-enum',
    expected: `one of ${values.join(', ')}`,
    isEnum: true,
    read: (value) =>
      known.get(
        value
          .trim()
          .toLowerCase()
          .replace(/[\s_-]+/g, '-'),
      ),
  }
}

export const kind = oneOf(KINDS, KIND_WORDS)
export const status = oneOf(STATUSES, STATUS_WORDS)

const YES = new Set(['yes', 'true', '1', 'y'])
const NO = new Set(['no', 'false', '0', 'n'])
export const yesNo: ValueType<boolean> = {
  code: 'bad-boolean',
  expected: 'yes or no (also true/false, 1/0)',
  isEnum: false,
  read(value) {
    const word = value.trim().toLowerCase()
    return YES.has(word) ? true : NO.has(word) ? false : undefined
  },
}

/** Several, separated by semicolons; sorted, so that their order in the cell does not matter. */
export const limbs: ValueType<readonly Limb[]> = {
  code: 'bad-enum',
  expected: `one or more of ${LIMBS.join(', ')}, separated by semicolons`,
  isEnum: true,
  read(value) {
    const words = value.split(';').map((word) => word.trim().toLowerCase())
    const known = LIMBS.filter((limb) => words.includes(limb))
    return words.every((word) => word === '' || known.some((limb) => limb === word)) ? known.toSorted() : undefined
  },
}

const REGION_BY_KEY = new Map(REGIONS.map((region) => [keyOf(region), region as string]))
/** A region that is not in the list is kept as it is: it is a pool of its own. */
export const region: ValueType<string> = {
  ...text,
  read: (value) => (isNothing(value) ? '' : (REGION_BY_KEY.get(keyOf(value)) ?? tidy(value))),
}

export const postcode: ValueType<string> = {
  ...text,
  read: (value) => (isNothing(value) ? '' : tidy(value).toUpperCase()),
}

export function degrees(most: 90 | 180): ValueType<number> {
  return {
    code: 'bad-number',
    expected: `degrees from -${most} to ${most}, such as 53.4645`,
    isEnum: false,
    read: (value) => readDegrees(value, most),
    seems: likenessOf,
  }
}

export const point: ValueType<Point> = {
  code: 'bad-point',
  expected: 'latitude and longitude in degrees, such as 53.4645, -2.2848',
  isEnum: false,
  read: readPoint,
  seems: likenessOf,
}

/** 12 lower-case hex digits; all zeros is a placeholder and says nothing. */
export const mac: ValueType<string> = {
  code: 'bad-mac',
  expected: 'a MAC address of 12 hex digits, such as 44:19:b6:01:02:03',
  isEnum: false,
  read(value) {
    const reading = parseMac(value)
    if (!reading.ok) return undefined
    return reading.mac.nature === 'blank' ? '' : reading.mac.hex.toLowerCase()
  },
  seems: likenessOfMac,
}

function likenessOfMac(text: string): string | undefined {
  if (/^\d([.,]\d+)?E\+?\d+$/i.test(text)) return 'a spreadsheet has shortened it, so that digits are lost'
  const digits = text.replace(/[:.\-\s]/g, '')
  if (!/^[\da-f]{6,}$/i.test(digits) || digits.length === 12) return undefined
  const zeros = /^\d{6,11}$/.test(text) ? '; a spreadsheet drops zeros at the front' : ''
  return `it has ${digits.length} hex digits${zeros}`
}

/** Blank for a date that tells no day: a month, a year, a placeholder (dates.ts). */
export const date: ValueType<Day | ''> = {
  code: 'bad-date',
  expected: 'a day as YYYY-MM-DD or DD/MM/YYYY',
  isEnum: false,
  read(value, dates) {
    const reading = readDate(value, dates)
    return reading && ('day' in reading ? reading.day : '')
  },
  seems: likenessOfDay,
  untold(value, dates) {
    const reading = readDate(value, dates)
    return reading && 'unknown' in reading ? reading.unknown : undefined
  },
}
