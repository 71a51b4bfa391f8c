export interface Figure {
  readonly figure: string
  readonly value: number
  readonly unit: string
  /** Null: reported, not judged. */
  readonly goal: number | null
  readonly ok: boolean
  readonly seed: number
  readonly note: string
}

/** `short` ends within a minute. Without parts, all of them. */
export type Bench = (options: { short: boolean; parts: readonly string[] }) => AsyncIterable<Figure>

/** Milliseconds of the fastest of three runs: the one that other work on the machine disturbed least. */
export async function fastest(work: () => unknown): Promise<number> {
  let best = Infinity
  for (let run = 0; run < 3; run++) {
    const start = performance.now()
    await work()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

/** Milliseconds of CPU time of the cheapest of three runs: a busy machine makes a run longer, and hardly dearer. */
export function leastCpu(work: () => unknown): number {
  let least = Infinity
  for (let run = 0; run < 3; run++) {
    const before = process.cpuUsage()
    work()
    least = Math.min(least, process.cpuUsage(before).user / 1000)
  }
  return least
}

/** How time grows with size: 1 is in proportion. From two sizes and their times. */
export function exponent(small: [size: number, ms: number], large: [size: number, ms: number]): number {
  return Math.log(large[1] / small[1]) / Math.log(large[0] / small[0])
}

/** A figure that is good when it is at most `goal`. */
export function atMost(goal: number | null, figure: Omit<Figure, 'goal' | 'ok'>): Figure {
  const value = Math.round(figure.value * 1000) / 1000
  return { ...figure, value, goal, ok: goal === null || value <= goal }
}

/** A figure that is good when it is at least `goal`. */
export function atLeast(goal: number | null, figure: Omit<Figure, 'goal' | 'ok'>): Figure {
  const value = Math.floor(figure.value * 1000) / 1000
  return { ...figure, value, goal, ok: goal === null || value >= goal }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
