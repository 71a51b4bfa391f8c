// The whole way from an estate in the database to a stored plan: `npm run bench -- programme [--short]`. Seconds of CPU are
// judged, because others on the machine make the clock run on and hardly the work dearer; each note says the clock's, and
// how many times the bare SELECT of the same devices it is, in the same process.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { day } from '../../src/shared/day.ts'
import { atMost, exponent, type Bench, type Figure } from '../figure.ts'
import { makeEstate } from './estate.ts'

export const START = day('2026-11-23')
const SEED = 1
/** Sites for each flagged device: six thousand for a hundred thousand. */
const SITES = 0.06

export interface Times {
  readonly cpuMs: number
  readonly wallMs: number
}

/** What measure-programme.ts prints. */
export interface Measured {
  readonly bare: Times
  /** Estate to problem; the search; reasons, orders and all that is stored. */
  readonly read: Times
  readonly solved: Times
  readonly saved: Times
  readonly orders: number
  readonly peakBytes: number
  readonly questions: { readonly rerun: Times; readonly frontier: Times } | null
}

/** Seconds, by flagged devices; a size that is not here is reported and not judged. */
const GOALS: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  100_000: {
    'estate to problem': 1.5,
    'plan and reasons, stored': 5,
    'a budget changed, quick': 0.5,
    'frontier of 20': 5,
  },
  1_000_000: { 'end to end': 60 },
}
const MOST_MEGABYTES = 1000
/** The size that memory is judged at, in a process that has the limits of a job's thread; the others have none, as by default. */
const LIMITED = 1_000_000
/**
 * What README says a plan of a million devices needs. Without a limit Node lets garbage lie until it has several times what
 * is alive. A third of `maxYoungGenerationSizeMb` is one half of the young space.
 */
const JOB_MEMORY_MB = 600
const HEAP = [`--max-old-space-size=${JOB_MEMORY_MB}`, '--max-semi-space-size=8']

export const bench: Bench = async function* ({ short }) {
  const sizes = short ? [5_000, 20_000] : [100_000, 1_000_000]
  const wholes: [number, number][] = []
  for (const flagged of sizes) {
    const measured = await measure(flagged, flagged === sizes[0] || short)
    yield* figuresOf(flagged, measured)
    wholes.push([flagged, sum(measured.read, measured.solved, measured.saved).cpuMs])
  }
  yield atMost(short ? null : 1.15, {
    figure: 'growth, end to end',
    value: exponent(wholes[0]!, wholes[1]!),
    unit: 'exponent',
    seed: SEED,
    note: `${sizes[0]} to ${sizes[1]} flagged devices`,
  })
}

async function measure(flagged: number, questions: boolean): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'lenscap-bench-'))
  try {
    const file = join(folder, 'estate.sqlite')
    await makeEstate(file, { flagged, sites: Math.round(flagged * SITES), seed: SEED, startOn: START })
    const script = fileURLToPath(new URL('./measure-programme.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...(flagged === LIMITED ? HEAP : []),
      script,
      file,
      ...(questions ? ['--questions'] : []),
    ])
    return JSON.parse(stdout) as Measured
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function* figuresOf(flagged: number, measured: Measured): Iterable<Figure> {
  const { bare, read, solved, saved, questions, orders, peakBytes } = measured
  const goals = GOALS[flagged] ?? {}
  const parts: Record<string, Times> = {
    'bare SELECT': bare,
    'estate to problem': read,
    search: solved,
    'reasons and storing': saved,
    'plan and reasons, stored': sum(solved, saved),
    'end to end': sum(read, solved, saved),
    ...(questions ? { 'a budget changed, quick': questions.rerun, 'frontier of 20': questions.frontier } : {}),
  }
  for (const [what, { cpuMs, wallMs }] of Object.entries(parts)) {
    const clock = `${(wallMs / 1000).toFixed(1)} s by the clock at a load of ${loadavg()[0]!.toFixed(1)}`
    yield atMost(goals[what] ?? null, {
      figure: `${what}, ${flagged} flagged devices`,
      value: cpuMs / 1000,
      unit: 's of CPU',
      seed: SEED,
      note: `${clock}; bare SELECT ${(bare.cpuMs / 1000).toFixed(2)} s, ratio ${(cpuMs / bare.cpuMs).toFixed(1)}; ${orders} orders`,
    })
  }
  yield atMost(flagged === LIMITED ? MOST_MEGABYTES : null, {
    figure: `peak memory, ${flagged} flagged devices`,
    value: peakBytes / 1e6,
    unit: 'MB',
    seed: SEED,
    note:
      flagged === LIMITED
        ? `of the process, its heap limited to ${JOB_MEMORY_MB} MB`
        : 'of the process, without a limit',
  })
}

function sum(...times: readonly Times[]): Times {
  return {
    cpuMs: times.reduce((ms, { cpuMs }) => ms + cpuMs, 0),
    wallMs: times.reduce((ms, { wallMs }) => ms + wallMs, 0),
  }
}
