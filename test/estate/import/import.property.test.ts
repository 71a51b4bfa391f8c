import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { csv, importer } from '../../support/make.ts'
import { runs } from '../../support/runs.ts'

const cell = (...values: string[]) => fc.constantFrom(...values)
/** Rows that conflict with no other: a label stands once in a site. Those without one may repeat. */
const labelled = fc.record({ site: cell('S1', 'S2'), device: cell('A', 'B', 'C', 'D'), model: cell('', 'X', 'Y') })
const nameless = fc.record({ site: cell('', 'S1'), device: fc.constant(''), model: cell('X', 'Y', 'Z') })
const rowsOf = fc
  .tuple(
    fc.uniqueArray(labelled, { selector: ({ site, device }) => `${site} ${device}`, maxLength: 8 }),
    fc.array(nameless, { maxLength: 6 }),
  )
  .map((parts) => parts.flat().map(({ site, device, model }) => `Org,${site},${device},${model},in-service`))
  .filter((rows) => rows.length > 0)
const shuffled = rowsOf.chain((rows) =>
  fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
)
const fileOf = (rows: readonly string[]) => csv('organisation,site,device,model,status', ...rows)

/** The estate without what depends on the order of its making. */
async function essenceOf(db: Database) {
  const { sites, devices } = await loadEstate(db.read, 'everything')
  const codes = new Map(sites.map(({ id, code }) => [id, code]))
  const t = db.read.t.devices
  const identities = await db.read.select({ identity: t.identity }).from(t)
  return {
    devices: devices.map((d) => [codes.get(d.siteId), d.label, d.model, d.status].join('|')).sort(),
    identities: identities.map(({ identity }) => identity).sort(),
  }
}

describe('for any inventory without conflicts', () => {
  const check = { numRuns: runs(12, 200), seed: 20261122 }
  it('the order of the rows makes no difference to the estate', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ([rows, other]) => {
        const [a, b] = [await openTestDatabase('sqlite'), await openTestDatabase('sqlite')]
        await importer(a.db)(fileOf(rows))
        await importer(b.db)(fileOf(other))
        expect(await essenceOf(b.db)).toEqual(await essenceOf(a.db))
        await a.close()
        await b.close()
      }),
      check,
    )
  })
  it('a second import, in any order, finds every device unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ([rows, other]) => {
        const { db, close } = await openTestDatabase('sqlite')
        const run = importer(db)
        const first = await run(fileOf(rows))
        const second = await run(fileOf(other))
        expect(first.created).toBe(rows.length)
        expect(second).toMatchObject({ created: 0, updated: 0, unchanged: rows.length })
        await close()
      }),
      check,
    )
  })
})
