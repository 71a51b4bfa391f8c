// Random bytes are asked of the operating system, which takes as long for a few as for a page of them; and an import of
// a million devices needs some for every id and every sealed field.

/** One page: 5 µs, where 8 bytes take 3.5. */
const AHEAD = 4096

/** Draws a page ahead and hands its bytes out, each once. Whoever is given some may keep and change them. */
export function drawAhead(draw: (n: number) => Uint8Array): (n: number) => Uint8Array {
  let page: Uint8Array = new Uint8Array()
  let used = 0
  return (n) => {
    if (n > AHEAD) return draw(n)
    if (used + n > page.length) {
      page = draw(AHEAD)
      used = 0
    }
    used += n
    return page.subarray(used - n, used)
  }
}
