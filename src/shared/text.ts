/** Order by UTF-16 code unit: the same on every machine, unlike localeCompare. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** `1 site`, `2 sites`; irregular plurals are given. */
export function count(n: number, singular: string, plural = `${singular}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? singular : plural}`
}

/**
 * What makes two spellings of a name or a label the same: compatibility forms, case and runs of white space are folded;
 * punctuation is not, because `A-1` and `A1` may be two sites.
 */
export function keyOf(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

/** Nothing in it to fold but case: most labels are such. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

/**
 * The same text by itself. V8 keeps a part of a text as a window onto the whole of it, so that whoever keeps one cell of a
 * file keeps a megabyte; what is kept is copied first.
 */
export function ownCopy(text: string): string {
  const code = LATIN.test(text) ? 'latin1' : 'utf16le'
  return Buffer.from(text, code).toString(code)
}

const LATIN = /^[\0-\xff]*$/
