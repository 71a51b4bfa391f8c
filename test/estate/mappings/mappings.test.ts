import { describe, expect, it } from 'vitest'
import { mapColumns } from '../../../src/estate/inventory/map-columns.ts'
import { sayColumns } from '../../../src/estate/mappings/say-mapping.ts'
import { eachDialect } from '../../support/dialects.ts'
import { buildTestApp } from '../../support/app.ts'
import { operator } from '../../support/estate.ts'
import { codesOf, csv, importer } from '../../support/make.ts'
import { listMappings } from '../../../src/estate/mappings/store.ts'

const HEADER = 'Pole,Kit,Where it is'
const file = (...lines: string[]) => csv(HEADER, ...lines)
const map = { device: 'Pole', make_model: 'Kit' }

eachDialect('a mapping', (open) => {
  it('is saved with an import, and found again by its name', async () => {
    const db = await open()
    const run = importer(db)
    await run(file('A,Axis P3245,Hall'), { organisation: 'Org', map, saveMapping: 'Street list' })
    const report = await run(file('B,Hikvision DS-2CD2143,Door'), { organisation: 'Org', mapping: 'street  LIST' })
    expect(report.mapping).toEqual([
      { column: 'Pole', field: 'device', how: 'saved' },
      { column: 'Kit', field: 'make_model', how: 'saved' },
      { column: 'Where it is', field: null, how: null },
    ])
    expect(report.findings).toMatchObject({ flagged: 1 })
  })
  it('is replaced by another of its name, in its organisation only', async () => {
    const db = await open()
    const run = importer(db)
    await run(file('A,Axis P3245,Hall'), { organisation: 'One', map, saveMapping: 'List' })
    await run(file('A,Axis P3245,Hall'), { organisation: 'Two', map, saveMapping: 'List' })
    await run(file('A,Axis P3245,Hall'), {
      organisation: 'One',
      map: { ...map, location: 'Where it is' },
      saveMapping: 'List',
    })
    const saved = await listMappings(db.read, 'everything', {})
    expect(saved.map(({ organisation, version, mapping }) => [organisation, version, mapping])).toEqual([
      ['One', 2, { device: 'Pole', location: 'Where it is', make_model: 'Kit' }],
      ['Two', 1, map],
    ])
    const used = run(file('B,,'), { mapping: 'List' })
    await expect(used).rejects.toMatchObject({ code: 'which-mapping', details: { exitCode: 2 } })
  })
  it('is offered when a file with the same columns comes without it, and not once it is used', async () => {
    const db = await open()
    const run = importer(db)
    await run(file('A,Axis P3245,Hall'), { organisation: 'Org', map, saveMapping: 'List' })
    const other = { organisation: 'Org', map: { location: 'Pole', model: 'Kit' }, dryRun: true }
    const offer = (await run(file('B,X,Door'), other)).warnings.find(({ code }) => code === 'mapping-offered')
    expect(offer?.message).toContain('--mapping "List"')
    expect(codesOf((await run(file('B,X,Door'), { ...other, organisation: 'Other' })).warnings)).not.toContain(
      'mapping-offered',
    )
    expect(codesOf((await run(file('B,X,Door'), { organisation: 'Org', mapping: 'List' })).warnings)).not.toContain(
      'mapping-offered',
    )
  })
  it('passes over a column that a file has no more, and says so', async () => {
    const db = await open()
    const run = importer(db)
    await run(file('A,Axis P3245,Hall'), { organisation: 'Org', map, saveMapping: 'List' })
    const report = await run(csv('Pole,Colour', 'B,red'), { organisation: 'Org', mapping: 'List' })
    expect(report.created).toBe(1)
    expect(report.warnings[0]).toMatchObject({ code: 'mapped-column-missing' })
  })
  it('is not saved of a dry run, nor of a file of several organisations', async () => {
    const db = await open()
    const run = importer(db)
    await run(file('A,Axis,Hall'), { organisation: 'Org', map, saveMapping: 'List', dryRun: true })
    const several = run(csv('organisation,device', 'One,A', 'Two,B'), { saveMapping: 'List' })
    await expect(several).rejects.toMatchObject({ code: 'mapping-of-several' })
    expect(await listMappings(db.read, 'everything', {})).toEqual([])
  })
  it('is known to those only who hold its organisation whole', async () => {
    const db = await open()
    const run = importer(db)
    await run(file('A,Axis,Hall'), { organisation: 'Org', map, saveMapping: 'List' })
    await run(file('A,Axis,Hall'), { organisation: 'Other', map, saveMapping: 'Other list' })
    const [{ organisationId } = { organisationId: '' }] = await listMappings(db.read, 'everything', {})
    const names = async (region: string | null) =>
      (await listMappings(db.read, [{ organisationId, region }], {})).map(({ name }) => name)
    expect(await names(null)).toEqual(['List'])
    expect(await names('London')).toEqual([])
    const scope = [{ organisationId, region: null }]
    const used = run(file('B,,'), { mapping: 'Other list', caller: { ...operator, scope } })
    await expect(used).rejects.toMatchObject({ code: 'unknown-mapping', hint: 'There is: List.' })
  })
  it('is on record, and listed a page at a time', async () => {
    const db = await open()
    const test = await buildTestApp(db)
    const run = importer(db)
    for (const name of ['First', 'Second'])
      await run(file('A,Axis,Hall'), { organisation: 'Org', map, saveMapping: name })
    const { items, nextCursor } = (await test.request({ url: '/api/v1/mappings?limit=1' })).json<{
      items: { name: string; mapping: unknown; headerKey?: string }[]
      nextCursor: string
    }>()
    expect(items).toMatchObject([{ name: 'First', organisation: 'Org', version: 1, mapping: map }])
    expect(items[0]).not.toHaveProperty('headerKey')
    expect(nextCursor).toEqual(expect.any(String))
    const acts = await db.read.select({ act: db.read.t.auditEntries.act }).from(db.read.t.auditEntries)
    expect(acts.filter(({ act }) => act === 'mapping.saved')).toHaveLength(2)
    await test.app.close()
  })
})

describe('the words about columns', () => {
  it('say what was taken on a likeness, and what must be confirmed', () => {
    const taken = mapColumns(['device', 'manufacterer', 'sensitivty'], {}, { valuesOf: () => ['Axis'] })
    expect(sayColumns(taken).map(({ message }) => message)).toEqual([
      'Column "manufacterer" is taken for manufacturer, which its name or its values are like (if it is not, say --map manufacturer=).',
      'Column "sensitivty" is left out: it may be sensitivity, which is never told from a likeness. If it is, say --map sensitivity="sensitivty".',
    ])
  })
})
