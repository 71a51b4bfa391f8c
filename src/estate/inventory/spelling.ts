// How like two headers are.

/** `Camera No.`, `camera-no` and `CameraNo` are one header: its letters and digits alone. */
export function lettersOf(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/**
 * How many slips of the hand leave a header what it was: none in a short word, where one letter makes another word; one
 * from five letters on; two from ten on, and never more.
 */
export function slipsAllowed(a: string, b: string): number {
  return Math.min(2, Math.floor(Math.min(a.length, b.length) / 5))
}

/** One letter in five, as for slips; beyond that two words only happen to share letters (`address` and `ip_address`). */
const LIKE = 0.2

/** The one that is spelt most like it, if any is like it at all. */
export function likeOf(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined
  let least = Infinity
  const letters = lettersOf(name)
  for (const candidate of known) {
    const other = lettersOf(candidate)
    const distance = editDistance(letters, other) / Math.max(letters.length, other.length)
    if (distance <= LIKE && distance < least) [nearest, least] = [candidate, distance]
  }
  return nearest
}

/** How many letters to add, drop, change or swap with their neighbour. */
export function editDistance(a: string, b: string): number {
  let twoAbove: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(Math.min(change, above[j]! + 1, row[j - 1]! + 1, isSwap ? twoAbove[j - 2]! + 1 : Infinity))
    }
    twoAbove = above
    above = row
  }
  return above[b.length]!
}
