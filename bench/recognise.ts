import { makeDemoEstate } from '../src/demo/estate/make-estate.ts'
import { recognise } from '../src/register/recognise.ts'
import { readReference } from '../src/reference.ts'
import { day } from '../src/shared/day.ts'
import { atLeast, atMost, exponent, fastest, leastCpu, type Bench } from './figure.ts'
import { labelledDevices, type Labelled } from './labelled.ts'
import { rowsOf } from './rows.ts'

const seed = 1
/** Enough to be compiled and warm, and few enough to hold three times over. */
const ALL_DIFFERENT = 100_000

export const bench: Bench = async function* ({ short }) {
  const { register } = readReference('data')
  const labelled = labelledDevices(register)
  const states = labelled.map(({ facts }) => recognise(register, facts).state)
  const tell = ({ rule, facts }: Labelled) => `${rule}: ${JSON.stringify(facts)}`
  const flagged = labelled.filter((_, i) => states[i] === 'flagged')
  const wrong = flagged.filter(({ truth }) => truth === 'innocent')
  yield atLeast(100, {
    figure: 'precision of flagged',
    value: (100 * (flagged.length - wrong.length)) / flagged.length,
    unit: '%',
    seed,
    note: `of ${flagged.length} flagged, wrong: ${wrong.length} ${wrong.map(tell).join(' | ')}`.trim(),
  })
  const suspects = labelled.filter(({ truth }) => truth === 'suspect')
  const missed = labelled.filter(({ truth }, i) => truth === 'suspect' && !['flagged', 'review'].includes(states[i]!))
  yield atLeast(99, {
    figure: 'recall of flagged or review',
    value: (100 * (suspects.length - missed.length)) / suspects.length,
    unit: '%',
    seed,
    note: `of ${suspects.length}, missed: ${missed.length} ${missed.map(tell).join(' | ')}`.trim(),
  })
  // Most of the set are MAC addresses, which are easy: each rule by itself says more.
  for (const [rule, all] of Map.groupBy(suspects, (one) => one.rule)) {
    const lost = missed.filter((one) => one.rule === rule).length
    const value = (100 * (all.length - lost)) / all.length
    yield atLeast(null, { figure: `recall by ${rule}`, value, unit: '%', seed, note: `of ${all.length}` })
  }

  const estate = rowsOf(makeDemoEstate({ seed, startOn: day('2026-11-23') }))
  const time = async (n: number) => {
    const devices = Array.from({ length: n }, (_, i) => estate[i % estate.length]!)
    return {
      recognise: await fastest(() => devices.forEach((facts) => recognise(register, facts))),
      cpu: leastCpu(() => devices.forEach((facts) => recognise(register, facts))),
      // The least that any matching must do: read the three fields in one spelling.
      fold: await fastest(() =>
        devices.map((d) => `${d.manufacturer} ${d.model} ${d.mac}`.normalize('NFKC').toLowerCase()),
      ),
    }
  }
  const [small, large] = short ? [10_000, 100_000] : [100_000, 1_000_000]
  const [one, ten] = [await time(small), await time(large)]
  yield atLeast(500_000, {
    figure: 'devices a second and core',
    value: Math.round((1000 * large) / ten.cpu),
    unit: 'devices/s',
    seed,
    note: `${large} devices of the demo estate in ${Math.round(ten.cpu)} ms of CPU time`,
  })
  // Texts as a file gives them, each time others, so that nothing is known; to make them is no part of it.
  const rounds = [1, 2, 3].map((round) => allDifferent(estate, ALL_DIFFERENT, round))
  let round = 0
  const fresh = leastCpu(() => rounds[round++]!.forEach((facts) => recognise(register, facts)))
  yield atLeast(500_000, {
    figure: 'devices a second and core, every model and MAC another',
    value: Math.round((1000 * ALL_DIFFERENT) / fresh),
    unit: 'devices/s',
    seed,
    note: `${ALL_DIFFERENT} devices that are recognised one by one`,
  })
  yield atMost(null, {
    figure: 'recognise ÷ fold the text',
    value: ten.recognise / ten.fold,
    unit: 'ratio',
    seed,
    note: `${large} devices of the demo estate: ${Math.round(ten.recognise)} ms`,
  })
  yield atMost(1.15, {
    figure: 'growth',
    value: exponent([small, one.recognise], [large, ten.recognise]),
    unit: 'exponent',
    seed,
    note: `${small} to ${large} devices`,
  })
}

/** Each with a model and an address that no other has; the address stays in its maker's block. */
function allDifferent(estate: readonly Record<string, string>[], n: number, round: number): Record<string, string>[] {
  const devices = Array.from({ length: n }, (_, i) => {
    const { manufacturer, model, mac, firmware, kind } = estate[i % estate.length]!
    const own = (round * n + i).toString(16).padStart(6, '0').slice(-6).match(/../g)!.join(':')
    return { manufacturer, model: `${model}-${round}${i}`, mac: mac && `${mac.slice(0, 8)}:${own}`, firmware, kind }
  })
  return JSON.parse(JSON.stringify(devices)) as Record<string, string>[]
}
