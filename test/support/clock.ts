import type { Clock } from '../../src/shared/clock.ts'
import { makeIds, type Ids } from '../../src/shared/ids.ts'

/** Stands still until told: 22 November 2026, nine in the morning in London. */
export function fakeClock(
  at = '2026-11-22T09:00:00.000Z',
): Clock & { set(to: string): void; advance(ms: number): void } {
  let now = new Date(at)
  return {
    now: () => new Date(now),
    set: (to) => void (now = new Date(to)),
    advance: (ms) => void (now = new Date(now.getTime() + ms)),
  }
}

/** Ids that count: the same in every run, in the order of their making. */
export function countingIds(): Ids {
  // A linear congruential generator (Numerical Recipes): as good as random for texts that only have to differ.
  let state = 1
  const bytes = (n: number) =>
    new Uint8Array(n).map(() => (state = (Math.imul(state, 1664525) + 1013904223) | 0) >>> 24)
  return makeIds(() => 0, bytes)
}
