// Where a device stands, as people and spreadsheets write it. Degrees are read where they can mean one point only. What
// a spreadsheet has wrecked, and what counts metres instead of degrees, is recognised and refused: a point is never guessed.

export interface Point {
  readonly lat: number
  readonly lon: number
}

const NUMBER = String.raw`[+-]?(?:\d{1,20}(?:\.\d{0,30})?|\.\d{1,30})`
/** A very small number comes out of a JSON writer as `-5.3e-7`; a positive exponent comes out of a narrow column. */
const DEGREES = new RegExp(`^${NUMBER}(?:e-\\d{1,2})?$`, 'i')
const PAIR = new RegExp(String.raw`^[([]?\s*(${NUMBER})(?:\s*[,;]\s*|\s+)(${NUMBER})\s*[)\]]?$`)
/** Well-known text has the longitude first. */
const WELL_KNOWN = new RegExp(String.raw`^point\s*\(\s*(${NUMBER})\s+(${NUMBER})\s*\)$`, 'i')
/** No point is longer; a cell may be. */
const LONGEST = 100

/** Undefined for what is not degrees from -most to most. */
export function readDegrees(text: string, most: 90 | 180): number | undefined {
  const trimmed = text.trim()
  const number = DEGREES.test(trimmed) ? Number(trimmed) : NaN
  return Math.abs(number) <= most ? number : undefined
}

/** `53.48, -2.24`, `(53.48 -2.24)`: latitude first; `POINT (-2.24 53.48)`. Undefined for what is none, or may be another. */
export function readPoint(value: string): Point | undefined {
  const text = value.trim()
  if (text.length > LONGEST) return undefined
  const [, x, y] = WELL_KNOWN.exec(text) ?? []
  const [, first, second] = x === undefined ? (PAIR.exec(text) ?? []) : ['', y, x]
  // Without a decimal point "53,48" may be one number with a comma in it.
  if (first === undefined || !/\./.test(first + second!)) return undefined
  const [lat, lon] = [readDegrees(first, 90), readDegrees(second!, 180)]
  return lat === undefined || lon === undefined ? undefined : { lat, lon }
}

/** What a text that is no degrees, and no point, seems to be; undefined when it is not like a place at all. */
export function likenessOf(value: string): string | undefined {
  const text = value.trim().slice(0, LONGEST)
  if (/^[A-Z]{1,2}\s*(\d{2}|\d{4}|\d{6}|\d{8}|\d{10}|\d{1,5}\s+\d{1,5})$/i.test(text)) {
    return 'it is a grid reference, and is not converted'
  }
  if (/\d\s*[°º]|\d\s*['′]\s*\d/.test(text)) return 'it is in degrees, minutes and seconds; write it as one number'
  if (/\de\+?\d/i.test(text)) return 'a spreadsheet has shortened it, so that digits are lost'
  if (/^[([]?\s*[+-]?\d{1,3},\d+(\s*[;,\s]\s*[+-]?\d{1,3},\d+)?\s*[)\]]?$/.test(text)) {
    return 'its comma may be a decimal comma; write a point'
  }
  if (/\d[.,]\d{3}[.,]\d{3}/.test(text)) return 'a spreadsheet has set it in thousands, so that its point is lost'
  if (/(^|[^\d.])[+-]?\d{5,}/.test(text)) return 'it has lost its decimal point, or is an easting or northing in metres'
  if (/^[+-]?\d{2,3}(\.\d+)?\b/.test(text)) return 'latitude and longitude may have changed places'
  return undefined
}

/** The islands of Britain and Ireland with their waters, in whole degrees. */
const BRITAIN = { lat: [49, 61], lon: [-11, 2] } as const

/** Where the point would be in Britain if its two numbers changed places: east of Africa, where no site is by chance. */
export function seemsSwapped({ lat, lon }: Point): boolean {
  const { lat: south, lon: west } = BRITAIN
  return lon >= south[0] && lon <= south[1] && lat >= west[0] && lat <= west[1]
}

/** 0, 0 lies in the Gulf of Guinea: it is what a system writes that knows no point. */
export function isNowhere({ lat, lon }: Point): boolean {
  return lat === 0 && lon === 0
}
