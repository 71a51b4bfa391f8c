// How one cell is read. A reader gives the value, or undefined when the text is not one; blanks never reach it.
import { parseMac } from '../../register/mac.ts'
import { parseDay, type Day } from '../../shared/day.ts'
import { KINDS, REGIONS, type Kind } from '../../shared/vocabulary.ts'
import { LIMBS, type Limb } from '../site.ts'
import { keyOf } from '../../shared/text.ts'

/** How slashed dates of a column are read: day first, unless the column proves that it is the other way round. */
export type DateOrder = 'UK' | 'US'

export interface ValueType<T> {
  /** Of the complaint. */
  readonly code: string
  /** Completes "expected …". */
  readonly expected: string
  /** Whether a column that is mostly not this is taken to mean something else (rules.md: from 20 rows on). */
  readonly isEnum: boolean
  readonly read: (text: string, dates: DateOrder) => T | undefined
}

/** Words that people put where they have nothing to say; fifty cameras labelled "n/a" are not one camera. */
const NOTHING = new Set(['', '-', '--', '?', 'n/a', 'na', 'none', 'nil', 'null', 'unknown', 'tbc', 'not known'])

export function isNothing(text: string): boolean {
  return NOTHING.has(text.trim().toLowerCase())
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

function tidy(value: string): string {
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

/** What inventories call kinds; the rest of the words are in the vocabulary. */
const KIND_WORDS: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(
    ['cctv', 'cctv-camera', 'ip-camera', 'ipc', 'dome', 'bullet', 'turret', 'ptz', 'fixed', 'panning'].map(
      (word) => [word, 'camera'] as const,
    ),
  ),
  nvr: 'recorder',
  dvr: 'recorder',
  xvr: 'recorder',
  'video-recorder': 'recorder',
  alpr: 'anpr',
  lpr: 'anpr',
  'body-worn-camera': 'body-worn',
  'body-worn-video': 'body-worn',
  bodycam: 'body-worn',
  uav: 'drone',
  doorphone: 'intercom',
  'door-station': 'intercom',
  'access-control': 'access-terminal',
}
export const kind = oneOf(KINDS, KIND_WORDS)

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
    read(value) {
      const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim()) ? Number(value) : NaN
      return Math.abs(number) <= most ? number : undefined
    },
  }
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

const SLASHED = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/
/** A time after the day, as exports of databases have it; the day is what counts. */
const TIME = /[T ]\d{2}:\d{2}.*$/

export const date: ValueType<Day> = {
  code: 'bad-date',
  expected: 'a day as YYYY-MM-DD or DD/MM/YYYY',
  isEnum: false,
  read(value, dates) {
    const stated = value.trim().replace(TIME, '')
    const [, first, second, year] = SLASHED.exec(stated) ?? []
    if (first === undefined) return parseDay(stated)
    const [d, m] = dates === 'UK' ? [first, second!] : [second!, first]
    return parseDay(`${year}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`)
  },
}

/** One date that is impossible day first, and possible month first, makes a column American. */
export function dateOrderOf(values: Iterable<string>): DateOrder {
  for (const value of values) {
    if (date.read(value, 'UK') === undefined && date.read(value, 'US') !== undefined) return 'US'
  }
  return 'UK'
}
