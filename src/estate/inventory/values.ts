// How one cell is read. A reader gives the value, or undefined when the text is not one; blanks never reach it.
import { parseMac } from '../../register/mac.ts'
import type { Day } from '../../shared/day.ts'
import { KINDS, REGIONS, STATUSES } from '../../shared/vocabulary.ts'
import { LIMBS, type Limb } from '../site.ts'
import { keyOf } from '../../shared/text.ts'
import { readDate, type DateOrder } from './dates.ts'
import { likenessOf, readDegrees, readPoint, type Point } from './points.ts'
import { KIND_WORDS, STATUS_WORDS } from './words.ts'

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
  read: (text) => (isNothing(text) ? '' : tidy(/^\s*\d+\.0+\s*$/.test(text) ? text.replace(/\.0+\s*$/, '') : text)),
}

export const text: ValueType<string> = {
  code: 'bad-text',
  expected: 'text',
  isEnum: false,
  read: (value) => (isNothing(value) ? '' : tidy(value)),
}

/** Control characters and those that turn the direction of text are dropped: on a terminal they would act. */
const UNPRINTABLE = /[^\P{Cc}\s]|[\u202a-\u202e\u2066-\u2069]/gu

/** Most text: words of printable ASCII with single spaces between them. */
const TIDY = /^[!-~]+(?: [!-~]+)*$/

function tidy(value: string): string {
  if (TIDY.test(value)) return value
  return value.replace(UNPRINTABLE, '').trim().replace(/\s+/g, ' ')
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
}
