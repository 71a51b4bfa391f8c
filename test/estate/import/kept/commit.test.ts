import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Database } from '../../../../src/db/database.ts'
import { importInventoryWith } from '../../../../src/estate/import/import-inventory.ts'
import { listImports } from '../../../../src/estate/import/kept/store.ts'
import { loadEstate } from '../../../../src/estate/load-estate.ts'
import { day } from '../../../../src/shared/day.ts'
import { countingIds } from '../../../support/clock.ts'
import { eachDialect } from '../../../support/dialects.ts'
import { depsOf, jobContext, operator, reference } from '../../../support/estate.ts'
import { csv, importer } from '../../../support/make.ts'

const folder = mkdtempSync(join(tmpdir(), 'lenscap-commit-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HEADER = 'organisation,site,device,model'

eachDialect('a dry run', (open) => {
  /** Ids that are this test's own, for the folder is everyone's. */
  const setUp = async () => {
    const db = await open()
    const ids = countingIds()
    const kept = mkdtempSync(join(folder, 'kept-'))
    const deps = { ...depsOf(db), ids }
    const commit = (id: string, { caller = operator, now = deps.clock.now() } = {}) =>
      importInventoryWith(reference.register, kept)(
        { ...deps, clock: { now: () => now } },
        { commit: id },
        { ...jobContext, caller },
      )
    return { db, kept, commit, run: importer(db, ids) }
  }
  const devicesOf = async (db: Database) => (await loadEstate(db.read, 'everything')).devices

  it('is committed by its id: the same report, as of the same day, by the same supplier', async () => {
    const { db, kept, commit, run } = await setUp()
    const shown = await run(csv(HEADER, 'Org,S1,A,X'), {
      kept,
      dryRun: true,
      asOf: day('2026-06-01'),
      suppliedBy: 'Guard Ltd',
      covers: 'S1',
    })
    expect(await devicesOf(db)).toEqual([])
    expect(await commit(shown.importId)).toEqual(shown)
    expect(await devicesOf(db)).toMatchObject([{ label: 'A', observedOn: '2026-06-01' }])
    expect(await listImports(db.read, operator, { rows: 9 })).toMatchObject([
      {
        id: shown.importId,
        state: 'saved',
        suppliedBy: 'Guard Ltd',
        covers: 'S1',
        complete: false,
        counts: { created: 1 },
      },
    ])
    expect(existsSync(join(kept, `${shown.importId}.file`))).toBe(false)
  })
  it('is committed once, however often it is asked for', async () => {
    const { db, kept, commit, run } = await setUp()
    const shown = await run(csv(HEADER, 'Org,S1,A,X'), { kept, dryRun: true })
    await commit(shown.importId)
    expect(await commit(shown.importId)).toEqual(shown)
    expect(await devicesOf(db)).toHaveLength(1)
  })
  it('is refused when the estate would make something else of it by now, and says what', async () => {
    const { db, kept, commit, run } = await setUp()
    const shown = await run(csv(HEADER, 'Org,S1,A,X', 'Org,S1,B,X'), { kept, dryRun: true })
    await run(csv(HEADER, 'Org,S1,A,X'), { kept })
    await expect(commit(shown.importId)).rejects.toMatchObject({
      code: 'estate-moved',
      message: expect.stringContaining('It showed new 2, now 1; unchanged 0, now 1.'),
    })
    expect(await devicesOf(db)).toHaveLength(1)
    expect(readdirSync(kept).filter((name) => name.startsWith(shown.importId))).toHaveLength(3)
  })
  it('stands when the estate moved in a way that does not touch it', async () => {
    const { db, kept, commit, run } = await setUp()
    const shown = await run(csv(HEADER, 'Org,S1,A,X'), { kept, dryRun: true })
    await run(csv(HEADER, 'Org,S2,C,X'), { kept })
    expect((await commit(shown.importId)).created).toBe(1)
    expect(await devicesOf(db)).toHaveLength(2)
  })
  it('is for whoever made it, for a day, and only if it is one', async () => {
    const { kept, commit, run } = await setUp()
    const { importId } = await run(csv(HEADER, 'Org,S1,A,X'), { kept, dryRun: true })
    const stranger = { ...operator, principalId: 'local-admin' }
    await expect(commit(importId, { caller: stranger })).rejects.toMatchObject({ code: 'unknown-import' })
    const late = new Date('2026-11-23T09:00:00Z')
    await expect(commit(importId, { now: late })).rejects.toMatchObject({ code: 'dry-run-expired' })
    const strict = await run(csv('device,mac', 'A,soon'), { kept, strict: true })
    await expect(commit(strict.importId)).rejects.toMatchObject({ code: 'not-a-dry-run' })
  })
})

eachDialect('ten imports at once', (open, dialect) => {
  it('of one organisation are all in, each device once', async () => {
    const db = await open()
    const run = importer(db, countingIds())
    const shared = Array.from({ length: 20 }, (_, i) => `Org,S1,D${i},X`)
    const reports = await Promise.all(
      Array.from({ length: 10 }, (_, n) => run(csv(HEADER, ...shared, `Org,S2,Own-${n},X`))),
    )
    const sum = (of: 'created' | 'unchanged') => reports.reduce((total, report) => total + report[of], 0)
    expect([sum('created'), sum('unchanged')], dialect).toEqual([30, 180])
    const { organisations, sites, devices } = await loadEstate(db.read, 'everything')
    expect([organisations.length, sites.length, devices.length]).toEqual([1, 2, 30])
    expect(new Set(devices.map(({ label }) => label)).size).toBe(30)
  })
})
