// The encodings of East Asia that write a character in two bytes, told apart by the ranges that running text keeps to.
import type { Encoding } from '../table.ts'

/** What TextDecoder calls those whose name differs. */
export const PAIRS_LABELS: Partial<Record<Encoding, string>> = { cp949: 'euc-kr', 'shift-jis': 'shift_jis' }

type Usual = (lead: number, trail: number) => boolean
const within = (byte: number, from: number, until: number) => byte >= from && byte <= until

/**
 * Where the common characters are, from the standards' own order (KS X 1001: 2,350 syllables of Hangul; GB 2312 level 1;
 * JIS X 0208 kana and level 1; Big5 level 1). Narrower ranges first: Hangul lies within the others' ranges.
 */
const USUAL: readonly (readonly [Encoding, Usual])[] = [
  ['cp949', (lead, trail) => within(lead, 0xb0, 0xc8) && trail >= 0xa1],
  ['gb18030', (lead, trail) => within(lead, 0xb0, 0xd7) && trail >= 0xa1],
  ['shift-jis', (lead, trail) => (within(lead, 0x81, 0x83) || within(lead, 0x88, 0x98)) && trail >= 0x40],
  ['big5', (lead, trail) => within(lead, 0xa4, 0xc6) && (within(trail, 0x40, 0x7e) || trail >= 0xa1)],
]
/** Nine characters in ten are common ones, in names of places too. */
const MOSTLY = 0.9
/** In two-byte text many second bytes are high (in Big5, the lowest, three in five); a Western letter stands among low ones. */
const HIGH_TRAILS = 0.25
/** Fewer characters than this show nothing for certain. */
const PAIRS_TO_BE_SURE = 12
/** More than enough. */
const PAIRS_SEEN = 20_000

/** Undefined when the bytes are not those of a two-byte encoding. */
export function byPairs(sample: Buffer): { encoding: Encoding; sure: boolean } | undefined {
  const pairs = pairsOf(sample)
  const high = pairs.filter(([, trail]) => trail >= 0x80).length
  if (pairs.length === 0 || high < pairs.length * HIGH_TRAILS) return undefined
  const [encoding] =
    USUAL.find(([, usual]) => pairs.filter(([lead, trail]) => usual(lead, trail)).length >= pairs.length * MOSTLY) ?? []
  return encoding && { encoding, sure: pairs.length >= PAIRS_TO_BE_SURE }
}

function pairsOf(sample: Buffer): [lead: number, trail: number][] {
  const pairs: [number, number][] = []
  for (let i = 0; i + 1 < sample.length && pairs.length < PAIRS_SEEN; i++) {
    if (sample[i]! >= 0x80) pairs.push([sample[i]!, sample[++i]!])
  }
  return pairs
}
