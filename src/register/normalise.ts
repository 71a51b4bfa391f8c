// One form for text that people type: how a name, a model or a banner is compared, never how it is shown.

/**
 * Legal forms: they say how a company is registered, not which company it is. Those of the countries whose makers the
 * register holds; "technology" and the like are part of a name and are not here.
 */
const COMPANY_SUFFIXES = new Set(
  'ab ag as bhd bv co company corp corporation gmbh inc incorporated kg kk limited llc ltd nv oy plc private pte pty pvt sa sdn spa srl'.split(
    ' ',
  ),
)

/** Letters with dots between them are one word: S.p.A., B.V., T.V.T. */
const DOTTED = /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}\p{L}?(?![\p{L}\p{N}])/gu
/** NFKC would write these out as letters that stick to the word before them ("HikvisionTM"). */
const MARKS = /[™®©℠]/gu
/** Invisible characters that spreadsheets and web pages leave inside words: soft hyphen, zero-width space, BOM. */
const INVISIBLE = /\p{Cf}/gu
const NOT_WORD = /[^\p{L}\p{N}]+/u
const PLAIN = /^[ -~]*$/
const NOT_PLAIN_WORD = /[^a-z0-9]+/g

/** As most text of inventories is: nothing in it to normalise but case and punctuation. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text)
}

/** Lower-case words, without punctuation and brackets. `"Hik-Vision (UK)"` is `hik vision uk`. */
export function words(text: string): string[] {
  if (isPlain(text)) return plainWords(joinDotted(text.toLowerCase()))
  const folded = text.replace(MARKS, ' ').normalize('NFKC').replace(INVISIBLE, '').toLowerCase()
  return joinDotted(folded)
    .split(NOT_WORD)
    .filter((word) => word !== '')
}

/** Letter by letter, which takes half as long as a pattern. */
function plainWords(text: string): string[] {
  const found: string[] = []
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && isLetterOrDigit(text.charCodeAt(i))) continue
    if (i > start) found.push(text.slice(start, i))
    start = i + 1
  }
  return found
}

/** Of lower-case ASCII. */
export function isLetterOrDigit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
}

/** What most text without a dotted word fails at once; a version number fails it too. */
const MAYBE_DOTTED = /[^\d\s]\.[^\d\s]\./

function isDotted(text: string): boolean {
  return text.includes('.') && MAYBE_DOTTED.test(text)
}

function joinDotted(text: string): string {
  return text.includes('.') && MAYBE_DOTTED.test(text)
    ? text.replace(DOTTED, (letters) => letters.replaceAll('.', ''))
    : text
}

/** Lower-case text whose words are its runs of letters and digits; undefined if they cannot be told so simply. */
export function plainText(text: string): string | undefined {
  return isPlain(text) && !isDotted(text) ? text.toLowerCase() : undefined
}

/** As `words`, without the legal form: `ZTE Corporation` is `zte`. */
export function nameWords(text: string): string[] {
  const all = words(text)
  const kept = all.filter((word) => !COMPANY_SUFFIXES.has(word))
  return kept.length > 0 ? kept : all
}

/** The letters and digits alone: `DS-2CD2143G2-I(S)` is `ds2cd2143g2is`. */
export function squash(text: string): string {
  return isPlain(text) ? text.toLowerCase().replace(NOT_PLAIN_WORD, '') : words(text).join('')
}
