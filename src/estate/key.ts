/**
 * What makes two spellings of a name or a label the same: compatibility forms, case and runs of white space are folded;
 * punctuation is not, because `A-1` and `A1` may be two sites.
 */
export function keyOf(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}
