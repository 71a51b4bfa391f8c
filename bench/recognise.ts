import { makeDemoEstate } from '../src/demo/estate/make-estate.ts'
import { recognise } from '../src/register/recognise.ts'
import { readReference } from '../src/reference.ts'
import { day } from '../src/shared/day.ts'
import { atMost, exponent, fastest, type Bench } from './figure.ts'
import { rowsOf } from './rows.ts'

const seed = 1

export const bench: Bench = async function* ({ short }) {
  const { register } = readReference('data')
  const estate = rowsOf(makeDemoEstate({ seed, startOn: day('2026-11-23') }))
  const time = async (n: number): Promise<{ recognise: number; fold: number }> => {
    const devices = Array.from({ length: n }, (_, i) => estate[i % estate.length]!)
    return {
      recognise: await fastest(() => devices.forEach((facts) => recognise(register, facts))),
      // The least that any matching must do: read the three fields in one spelling.
      fold: await fastest(() =>
        devices.map((d) => `${d.manufacturer} ${d.model} ${d.mac}`.normalize('NFKC').toLowerCase()),
      ),
    }
  }
  const [small, large] = short ? [10_000, 100_000] : [100_000, 1_000_000]
  const [one, ten] = [await time(small), await time(large)]
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
