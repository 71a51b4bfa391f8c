// How long the quick search takes on a compiled problem, how that grows, what it holds in memory, and what is spent
// around it. Each size in a process of its own: a million jobs need a heap of their own, and what is measured must not
// share it.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { atMost, exponent, type Figure } from '../figure.ts'

export const SEED = 1

/** What measure-size.ts prints: milliseconds and bytes. */
export interface Size {
  readonly jobs: number
  readonly parse: number
  readonly read: number
  readonly compile: number
  readonly search: number
  readonly sort: number
  readonly writeDown: number
  /** Null if the text is longer than a string can be. */
  readonly write: number | null
  readonly bytes: number
}

const GOAL_MS: Readonly<Record<number, number>> = { 100_000: 100, 1_000_000: 1000 }
const MOST_MEGABYTES = 600

export async function* speed(short: boolean): AsyncIterable<Figure> {
  const sizes: Size[] = []
  for (const jobs of short ? [10_000, 100_000] : [10_000, 100_000, 1_000_000]) {
    const size = await measure(jobs)
    sizes.push(size)
    yield* figuresOf(size)
  }
  const [least, most] = [sizes[0]!, sizes.at(-1)!]
  const shared = { unit: 'exponent', seed: SEED, note: `${least.jobs} to ${most.jobs} jobs` }
  const growth = (of: 'search' | 'sort'): number => exponent([least.jobs, least[of]], [most.jobs, most[of]])
  yield atMost(1.15, { ...shared, figure: 'speed: growth of the search', value: growth('search') })
  // A sort that leaves the caches behind grows faster than its comparisons do: so much is the machine's.
  yield atMost(null, { ...shared, figure: 'speed: growth of the sort', value: growth('sort') })
}

/** The source of a million jobs takes gigabytes before it is dropped. */
async function measure(jobs: number): Promise<Size> {
  const script = fileURLToPath(new URL('./measure-size.ts', import.meta.url))
  const args = ['--expose-gc', '--max-old-space-size=12288', script, String(jobs)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as Size
}

function* figuresOf(size: Size): Iterable<Figure> {
  const note = `${size.jobs} jobs, quick, one core`
  const shared = { seed: SEED, note }
  const named = (what: string): string => `speed: ${what}, ${size.jobs} jobs`
  yield atMost(null, {
    ...shared,
    figure: named('search ÷ sort by one key'),
    value: size.search / size.sort,
    unit: 'ratio',
  })
  yield atMost(GOAL_MS[size.jobs] ?? null, { ...shared, figure: named('search'), value: size.search, unit: 'ms' })
  const around = {
    'sort by one key': size.sort,
    'parse the JSON': size.parse,
    'read the problem': size.read,
    compile: size.compile,
  }
  const after = { 'write the plan down': size.writeDown, 'write its JSON': size.write }
  for (const [what, value] of Object.entries({ ...around, ...after })) {
    if (value !== null) yield atMost(null, { ...shared, figure: named(what), value, unit: 'ms' })
    else
      yield {
        ...shared,
        figure: named(what),
        value: 0,
        unit: 'ms',
        goal: null,
        ok: false,
        note: 'too long for a string',
      }
  }
  const goal = size.jobs === 1_000_000 ? MOST_MEGABYTES : null
  const megabytes = size.bytes / 1e6
  yield atMost(goal, { ...shared, figure: named('compiled problem and its solution'), value: megabytes, unit: 'MB' })
}
