// MAC addresses as inventories write them.

/**
 * `global`: made by the maker whose block it is in. `local`: set by an administrator or at random; `group`: not a
 * device's own address; `blank`: all zeros, a placeholder. Only a global one is identity or evidence.
 */
export type MacNature = 'global' | 'local' | 'group' | 'blank'

export interface Mac {
  /** Twelve hex digits, upper case, no separators. */
  readonly hex: string
  readonly nature: MacNature
}

export type MacReading = { readonly ok: true; readonly mac: Mac } | { readonly ok: false; readonly problem: string }

/** Pairs with one separator throughout, three groups of four (Cisco's), or twelve digits on end. */
const FORMS =
  /^(?:[0-9a-f]{2}(?:(:[0-9a-f]{2}){5}|(-[0-9a-f]{2}){5}|(\.[0-9a-f]{2}){5}|( [0-9a-f]{2}){5})|[0-9a-f]{4}(?:(\.[0-9a-f]{4}){2}|(-[0-9a-f]{4}){2}|(:[0-9a-f]{4}){2}|( [0-9a-f]{4}){2})|[0-9a-f]{12})$/i

/** Reads `44:19:b6:01:02:03`, `44-19-B6-01-02-03`, `4419.b601.0203`, `4419B6010203`. A problem is a sentence for the complaint. */
export function parseMac(text: string): MacReading {
  const trimmed = text.trim()
  if (!FORMS.test(trimmed)) return { ok: false, problem: problemOf(trimmed) }
  const hex = digitsOf(trimmed).toUpperCase()
  return { ok: true, mac: { hex, nature: natureOf(hex) } }
}

/** Of a text in one of the forms, which its length tells. Every device has an address, and this takes half as long as a pattern. */
function digitsOf(text: string): string {
  const group = text.length === 17 ? 2 : text.length === 14 ? 4 : 12
  let digits = text.slice(0, group)
  for (let at = group + 1; at < text.length; at += group + 1) digits += text.slice(at, at + group)
  return digits
}

function problemOf(text: string): string {
  const digits = text.replace(/[:.\-\s]/g, '')
  if (text === '') return 'A MAC address is expected, and the field is empty.'
  if (/[^0-9a-f]/i.test(digits)) return `"${text}" is not a MAC address: it holds a character that is not a hex digit.`
  if (digits.length !== 12) return `"${text}" is not a MAC address: it has ${digits.length} hex digits instead of 12.`
  return `"${text}" is not a MAC address: its separators are not where they belong.`
}

/** The two lowest bits of the first octet, and so of its second digit (IEEE 802): 1 is group, 2 is locally administered. */
function natureOf(hex: string): MacNature {
  if (hex === '000000000000') return 'blank'
  const first = parseInt(hex.charAt(1), 16)
  if (first & 1) return 'group'
  return first & 2 ? 'local' : 'global'
}

/** Hex digits of the three sizes of block that the IEEE registers, smallest block first: the longest prefix wins. */
const BLOCK_DIGITS = [9, 7, 6] as const

/** What the longest registered block around the address holds: three look-ups at most. */
export function findBlock<T>(blocks: ReadonlyMap<string, T>, mac: Mac): { prefix: string; holder: T } | undefined {
  for (const digits of BLOCK_DIGITS) {
    const prefix = mac.hex.slice(0, digits)
    const holder = blocks.get(prefix)
    if (holder !== undefined) return { prefix, holder }
  }
  return undefined
}
