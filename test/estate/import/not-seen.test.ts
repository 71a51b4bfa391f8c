// --complete: the file is the full inventory of its sites, so what it does not hold was not seen there.
import { expect, it } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { listDevices } from '../../../src/estate/store.ts'
import { day } from '../../../src/shared/day.ts'
import { eachDialect } from '../../support/dialects.ts'
import { codesOf, csv, importer } from '../../support/make.ts'

const HEADER = 'organisation,site,device,model,status,mac'
const [MARCH, APRIL, MAY] = [day('2026-03-01'), day('2026-04-01'), day('2026-05-01')]

const notSeen = async (db: Database) =>
  Object.fromEntries(
    (await loadEstate(db.read, 'everything')).devices
      .filter((device) => device.notSeenSince !== null)
      .map(({ label, notSeenSince }) => [label, notSeenSince]),
  )

eachDialect('a full inventory', (open) => {
  it('marks what its sites have and it does not hold, and nothing of other sites', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'Org,S1,A,X,,', 'Org,S1,B,X,,', 'Org,S2,C,X,,', 'Other,S1,D,X,,'), { asOf: MARCH })
    const report = await run(csv(HEADER, 'Org,S1,A,X,,'), { asOf: APRIL, complete: true })
    expect(report).toMatchObject({ notSeen: 1, missing: [{ site: 'S1', label: 'B', observedOn: MARCH }] })
    expect(await notSeen(db)).toEqual({ B: APRIL })
    expect(await listDevices(db.read, 'everything', { notSeen: true })).toMatchObject([{ label: 'B', version: 2 }])
    expect(await listDevices(db.read, 'everything', { notSeen: false })).toHaveLength(3)
  })
  it('that is not said to be full marks nothing', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'Org,S1,A,X,,', 'Org,S1,B,X,,'))
    expect(await run(csv(HEADER, 'Org,S1,A,X,,'))).toMatchObject({ notSeen: 0, missing: [] })
    expect(await notSeen(db)).toEqual({})
  })
  it('leaves the first day that a device was missing from, and an older one moves it back', async () => {
    const db = await open()
    const run = importer(db)
    const [both, one] = [csv(HEADER, 'Org,S1,A,X,,', 'Org,S1,B,X,,'), csv(HEADER, 'Org,S1,A,X,,')]
    await run(both, { asOf: MARCH })
    await run(one, { asOf: APRIL, complete: true })
    await run(one, { asOf: MAY, complete: true })
    expect(await notSeen(db)).toEqual({ B: APRIL })
    await run(one, { asOf: day('2026-03-15'), complete: true })
    expect(await notSeen(db)).toEqual({ B: '2026-03-15' })
  })
  it('says nothing of what was seen on a later day', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'Org,S1,A,X,,', 'Org,S1,B,X,,'), { asOf: MAY })
    expect((await run(csv(HEADER, 'Org,S1,A,X,,'), { asOf: APRIL, complete: true })).notSeen).toBe(0)
    expect(await notSeen(db)).toEqual({})
  })
  it('is overtaken by a sighting on that day or later, not by one before', async () => {
    const db = await open()
    const run = importer(db)
    const both = csv(HEADER, 'Org,S1,A,X,,', 'Org,S1,B,X,,')
    await run(both, { asOf: MARCH })
    await run(csv(HEADER, 'Org,S1,A,X,,'), { asOf: APRIL, complete: true })
    await run(both, { asOf: day('2026-03-31') })
    expect(await notSeen(db)).toEqual({ B: APRIL })
    expect(await run(both, { asOf: APRIL })).toMatchObject({ updated: 1, unchanged: 1 })
    expect(await notSeen(db)).toEqual({})
  })
  it('does not miss what nobody expects to stand there', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'Org,S1,A,X,,', 'Org,S1,B,X,removed,', 'Org,S1,C,X,planned,', 'Org,S1,D,X,disconnected,'))
    const { missing } = await run(csv(HEADER, 'Org,S1,A,X,,'), { complete: true })
    expect(missing.map(({ label }) => label)).toEqual(['D'])
  })
  it('with a row that could not be taken marks nothing, for that row may be any device', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'Org,S1,A,X,,', 'Org,S1,B,X,,'))
    const report = await run(csv(HEADER, 'Org,S1,A,X,,', 'Org,S1,B,X,,soon'), { complete: true })
    expect([report.notSeen, codesOf(report.warnings)]).toEqual([0, expect.arrayContaining(['not-full'])])
    expect(await notSeen(db)).toEqual({})
  })
})
