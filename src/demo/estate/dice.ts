// The demo's only source of variety: a small seeded generator in unsigned 32-bit arithmetic, so that a seed gives the
// same estate on every machine. Not for secrets.

export type Weights<T> = readonly (readonly [weight: number, value: T])[]

export interface Dice {
  /** A whole number from 0 to `n` − 1. */
  below(n: number): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True `perMille` times in a thousand. */
  chance(perMille: number): boolean
  /** One of the list, each as likely as the others. */
  pick<T>(list: readonly T[]): T
  /** One of the list, each as likely as its whole-number weight. */
  weigh<T>(list: Weights<T>): T
  /** A shuffled copy. */
  shuffle<T>(list: readonly T[]): T[]
}

export function makeDice(seed: number): Dice {
  const next = mulberry32(seed)
  const below = (n: number): number => next() % n
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (perMille) => below(1000) < perMille,
    pick: (list) => list[below(list.length)]!,
    weigh(list) {
      let left = below(list.reduce((sum, [weight]) => sum + weight, 0))
      return list.find(([weight]) => (left -= weight) < 0)![1]
    },
    shuffle(list) {
      const out = [...list]
      for (let i = out.length - 1; i > 0; i--) {
        const j = below(i + 1)
        ;[out[i], out[j]] = [out[j]!, out[i]!]
      }
      return out
    },
  }
}

/** Mulberry32 (Tommy Ettinger, public domain): one word of state, passes the usual statistical tests. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
}
