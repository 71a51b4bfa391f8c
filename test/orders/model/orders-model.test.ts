// Companies, managers, the clock and new plans, in any order: whatever they do, no order has two holders, no report is lost,
// nobody is handed what is not theirs to do or less than they may have, whoever lost an order writes nothing, and no clock runs
// out while nothing can be expected.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { DIALECTS } from '../../support/dialects.ts'
import { runs } from '../../support/runs.ts'
import { CLAIMING } from './claiming.ts'
import { smallEstate, type Estate } from './estate.ts'
import { FIELDWORK } from './fieldwork.ts'
import { look } from './look.ts'
import { MANAGING } from './managing.ts'
import { Model } from './model.ts'
import { WAITING } from './waiting.ts'

const commands = fc.commands([fc.oneof(...CLAIMING, ...FIELDWORK, ...MANAGING, ...WAITING)], {
  maxCommands: runs(25, 60),
  size: 'max',
})

describe.each(DIALECTS)('orders, whatever happens (%s)', (dialect) => {
  let estate: Estate
  beforeAll(async () => {
    estate = await smallEstate(dialect)
  })
  afterAll(() => estate.close())

  it('have one holder, keep every report, and go to the highest that a company may do', async () => {
    const check = async (some: Iterable<fc.AsyncCommand<Model, Estate>>) => {
      await estate.reset()
      const model = new Model(estate.clock.now())
      await look(model, estate)
      await fc.asyncModelRun(() => ({ model, real: estate }), some)
    }
    await fc.assert(fc.asyncProperty(commands, check), { seed: 17, numRuns: runs(60, 1000) })
  }, 3_600_000)
})
