// Expected counts of files that councils and others have published, from a reading by hand.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect } from 'vitest'
import { openTestDatabase } from '../../support/dialects.ts'
import { countsOf, importer } from '../../support/make.ts'
import { itWithInventories } from '../../support/inventories.ts'

async function importAll(paths: readonly string[]) {
  const { db, close } = await openTestDatabase('sqlite')
  const run = importer(db)
  const reports = []
  for (const path of paths) reports.push(await run(readFileSync(path, 'utf8'), { fileName: basename(path) }))
  await close()
  return reports
}

describe('published inventories', () => {
  const trafford = ['csv', 'geojson'].map((format) => `uk-trafford-cctv/trafford_cctv_cameras.${format}`)
  itWithInventories('Trafford: 163 unknown cameras, and the GeoJSON twin is the same 163', trafford, async (paths) => {
    const [first, twin] = await importAll(paths)
    expect(countsOf(first!)).toEqual({ rows: 163, created: 163, updated: 0, unchanged: 0, duplicates: 0, rejected: 0 })
    expect(first?.findings).toEqual({ flagged: 0, review: 0, unknown: 163, cleared: 0 })
    expect(countsOf(twin!)).toEqual({ rows: 163, created: 0, updated: 0, unchanged: 163, duplicates: 0, rejected: 0 })
  })
  itWithInventories('Sheffield: 212 unknown cameras', ['uk-sheffield-cctv/cctv.geojson'], async (paths) => {
    const [report] = await importAll(paths)
    expect(countsOf(report!)).toMatchObject({ rows: 212, created: 212, rejected: 0 })
    expect(report?.findings).toEqual({ flagged: 0, review: 0, unknown: 212, cleared: 0 })
  })
  const tiles = ['30', '31'].map((x) => `osm-surveillance-uk-north/osm_z6_${x}_20.geojson`)
  itWithInventories('OpenStreetMap: guards are rejected, and eight cameras are flagged', tiles, async (paths) => {
    const [west, east] = await importAll(paths)
    expect(countsOf(west!)).toMatchObject({ rows: 1773, created: 1772, rejected: 1 })
    expect(west?.findings).toEqual({ flagged: 7, review: 0, unknown: 1765, cleared: 0 })
    expect(countsOf(east!)).toMatchObject({ rows: 4716, created: 4710, rejected: 6 })
    expect(east?.findings).toEqual({ flagged: 1, review: 0, unknown: 4709, cleared: 0 })
  })
  const milestone = ['milestone-asset-template/cctv.csv']
  itWithInventories('Milestone’s template: rejected in row 2, for its MAC', milestone, async (paths) => {
    const [report] = await importAll(paths)
    expect(countsOf(report!)).toMatchObject({ rows: 1, rejected: 1 })
    expect(report?.complaints).toMatchObject([{ row: 2, column: 'MAC', code: 'bad-mac' }])
  })
})
