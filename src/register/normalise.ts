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
/** Most text of inventories: nothing in it to normalise but case and punctuation. */
const PLAIN = /^[ -~]*$/
const PLAIN_WORD = /[a-z0-9]+/g

/** Lower-case words, without punctuation and brackets. `"Hik-Vision (UK)"` is `hik vision uk`. */
export function words(text: string): string[] {
  if (PLAIN.test(text)) return joinDotted(text.toLowerCase()).match(PLAIN_WORD) ?? []
  const folded = text.replace(MARKS, ' ').normalize('NFKC').replace(INVISIBLE, '').toLowerCase()
  return joinDotted(folded)
    .split(NOT_WORD)
    .filter((word) => word !== '')
}

function joinDotted(text: string): string {
  return text.includes('.') ? text.replace(DOTTED, (letters) => letters.replaceAll('.', '')) : text
}

/** As `words`, without the legal form: `ZTE Corporation` is `zte`. */
export function nameWords(text: string): string[] {
  const all = words(text)
  const kept = all.filter((word) => !COMPANY_SUFFIXES.has(word))
  return kept.length > 0 ? kept : all
}

/** The letters and digits alone: `DS-2CD2143G2-I(S)` is `ds2cd2143g2is`. */
export function squash(text: string): string {
  return words(text).join('')
}
