import { describe, expect, it } from 'vitest'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { mapColumns } from '../../../src/estate/inventory/map-columns.ts'
import { mappingCommands } from '../../../src/estate/mappings/commands.ts'
import { sayColumns } from '../../../src/estate/mappings/say-mapping.ts'
import { eachDialect } from '../../support/dialects.ts'
import { buildTestApp } from '../../support/app.ts'
import { operator } from '../../support/estate.ts'
import { testShell } from '../../support/shell.ts'
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

eachDialect('a saved mapping', (open) => {
  async function setUp() {
    const db = await open()
    const test = await buildTestApp(db)
    for (const organisation of ['Org', 'Other'])
      await importer(db, test.ids)(file('A,Axis,Hall'), { organisation, map, saveMapping: 'List' })
    await importer(db, test.ids)(file('A,Axis,Hall'), { organisation: 'Org', map, saveMapping: 'Second' })
    const saved = await listMappings(db.read, 'everything', {})
    const send = (method: 'GET' | 'PATCH' | 'DELETE', id: string, over: { name?: string; etag?: string } = {}) =>
      test.request({
        method,
        url: `/api/v1/mappings/${id}`,
        ...(over.name !== undefined && { payload: { name: over.name } }),
        ...(over.etag !== undefined && { headers: { 'if-match': over.etag } }),
      })
    const run = async (...argv: string[]) => {
      const { shell, printed, noted } = testShell()
      const prepare = async () => ({ ...shell, ...test.deps, caller: operator }) as unknown as CommandContext
      await runProgram(argv, { version: '0', commands: [mappingCommands], shell, prepare })
      return [...printed, ...noted].join('\n')
    }
    return { ...test, db, send, run, id: saved[0]!.id }
  }

  it('is renamed on the version that was read, and found by its new name only', async () => {
    const { db, ids, id, send } = await setUp()
    const etag = String((await send('GET', id)).headers['etag'])
    expect((await send('PATCH', id, { name: 'Street' })).statusCode).toBe(428)
    const renamed = await send('PATCH', id, { name: 'Street', etag })
    expect([renamed.statusCode, renamed.headers['etag'], renamed.json().name]).toEqual([200, '"2"', 'Street'])
    expect((await send('PATCH', id, { name: 'Road', etag })).statusCode).toBe(412)
    await importer(db, ids)(file('B,Axis,Hall'), { organisation: 'Org', mapping: 'street' })
    const gone = importer(db, ids)(file('B,Axis,Hall'), { organisation: 'Org', mapping: 'List' })
    await expect(gone).rejects.toMatchObject({ code: 'unknown-mapping' })
  })
  it('does not take the name of another of its organisation', async () => {
    const { id, send } = await setUp()
    const taken = await send('PATCH', id, { name: ' second', etag: '"1"' })
    expect([taken.statusCode, taken.json().code]).toEqual([409, 'mapping-exists'])
    expect((await send('GET', id)).json()).toMatchObject({ name: 'List', version: 1 })
  })
  it('is removed, and the trail keeps what it said', async () => {
    const { db, id, send } = await setUp()
    expect((await send('DELETE', id)).statusCode).toBe(204)
    expect((await send('DELETE', id)).json()).toMatchObject({ status: 404, code: 'unknown-mapping-id' })
    const entries = await db.read.select().from(db.read.t.auditEntries)
    const entry = entries.find(({ act }) => act === 'mapping.removed')!
    expect(JSON.parse(db.read.sealer.unseal(entry.detail!, `audit_entries.detail:${entry.id}`))).toMatchObject({
      name: 'List',
      mapping: map,
    })
  })
  it('is renamed and removed at the host by its name, and its organisation where several have one', async () => {
    const { db, run } = await setUp()
    expect(await run('rename-mapping', 'List', 'Street')).toContain('Several organisations have a mapping')
    expect(await run('rename-mapping', 'List', 'Street', '--organisation', 'Org')).toBe(
      'The mapping "List" of Org is "Street" now.',
    )
    expect(await run('remove-mapping', 'list')).toBe('The mapping "List" of Other is removed.')
    const left = await listMappings(db.read, 'everything', {})
    expect(left.map(({ organisation, name }) => [organisation, name])).toEqual([
      ['Org', 'Street'],
      ['Org', 'Second'],
    ])
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
