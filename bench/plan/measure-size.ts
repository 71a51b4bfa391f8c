// A process of its own: `measure-size.ts JOBS` takes one problem from its text to the plan's text, and prints the times
// and the memory as JSON. One thread, and a heap that no other figure has touched; needs --expose-gc.
import { compile } from '../../src/planning/engine/board/compile.ts'
import { writePlan, type Plan } from '../../src/planning/engine/format/plan.ts'
import { readProblem } from '../../src/planning/engine/format/read-problem.ts'
import { search } from '../../src/planning/engine/search/search.ts'
import { writeDown } from '../../src/planning/engine/write-down.ts'
import { makeInstance } from './instance.ts'
import { SEED, type Size } from './speed.ts'

/** The fastest run is the one that others on the machine disturbed least: of so many, and for so long. */
const LEAST_RUNS = 5
const LEAST_MS = 2000

const jobs = Number(process.argv[2])
const before = usedBytes()
const found: Record<string, number> = {}
// In a function, so that the text and the source problem are garbage when it returns.
const compiled = (() => {
  const text = JSON.stringify(makeInstance({ jobs, seed: SEED, weeks: 260, regions: 12, effort: 'quick' }))
  const json = timed('parse', () => JSON.parse(text) as unknown)
  const problem = timed('read', () => readProblem(json))
  return timed('compile', () => compile(problem))
})()

// In turn, so that both meet the same neighbours; the order that is sorted is made anew, and not timed.
let searched = search(compiled)
const began = performance.now()
for (let run = 0; run < LEAST_RUNS || performance.now() - began < LEAST_MS; run++) {
  searched = timed('search', () => search(compiled))
  const order = Int32Array.from(compiled.ids, (_, job) => job)
  const { weightMillis } = compiled
  timed('sort', () => order.sort((a, b) => weightMillis[b]! - weightMillis[a]!))
}
const bytes = usedBytes() - before

const plan = timed('writeDown', () => writeDown(searched))
process.stdout.write(JSON.stringify({ jobs, ...found, write: timeToWrite(plan), bytes } as Size))

/** Keeps the least time under the name. */
function timed<T>(name: string, work: () => T): T {
  const start = performance.now()
  const result = work()
  found[name] = Math.min(found[name] ?? Infinity, performance.now() - start)
  return result
}

/** Null where V8's longest string, half a gigabyte, is too short for the plan. */
function timeToWrite(written: Plan): number | null {
  const start = performance.now()
  try {
    writePlan(written)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
  return performance.now() - start
}

/** What is alive: objects, ids and typed arrays. */
function usedBytes(): number {
  globalThis.gc!()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
