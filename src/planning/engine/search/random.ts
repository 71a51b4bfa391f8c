/** Whole numbers from 0 until `below`, the same on every machine for the same seed: a xorshift of 32 bits (Marsaglia 2003). */
export type Draw = (below: number) => number

export function makeDraw(seed: number): Draw {
  // Small seeds differ in few bits; the multiplication (Knuth's, 2^32 over the golden ratio) spreads them. 0 would stay 0.
  let state = Math.imul((seed % 2 ** 32) | 0, 0x9e3779b1) || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
