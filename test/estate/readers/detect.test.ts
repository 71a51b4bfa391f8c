import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readInventory } from '../../../src/estate/readers/read-inventory.ts'
import { Failure } from '../../../src/shared/failure.ts'

const folder = mkdtempSync(join(tmpdir(), 'lenscap-detect-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function refusalOf(content: string | Uint8Array): Promise<Failure> {
  const file = join(folder, 'list')
  writeFileSync(file, content)
  return failureOf(readInventory(file, 'list'))
}
async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw new Error(`not refused: ${String(error)}`)
}

describe('what cannot be an inventory', () => {
  it.each([
    ['an empty file', '', 'empty-file'],
    ['white space', ' \n\t\n', 'empty-file'],
    ['a NUL byte', 'device,model\nA,\0\n', 'nul-byte'],
    ['a spreadsheet', 'PK\x03\x04rest', 'binary-file'],
    ['a PDF', '%PDF-1.7\n', 'binary-file'],
    ['bytes that are no text', Uint8Array.of(0x64, 0x65, 0xff, 0x01, 0x92, 0x02), 'binary-file'],
    ['10 MB in one line', `device,model\n${'x'.repeat(10_000_001)}\n`, 'line-too-long'],
    ['a web page', '<!doctype html><title>Cameras</title>', 'not-a-csv'],
    ['broken JSON', '{"type": "FeatureCollection", "features": [', 'not-json'],
    ['JSON of another kind', '{"name": "lenscap"}', 'json-unknown'],
    ['a device-type file', '---\nmanufacturer: Hikvision\nmodel: DS-7732\nslug: x\n', 'device-type-file'],
  ])('%s is refused in one sentence, with exit code 2', async (_, content, code) => {
    const { code: given, message, hint, details } = await refusalOf(content)
    expect(given).toBe(code)
    expect(details).toEqual({ exitCode: 2 })
    expect(message).toMatch(/^list .*\.$/)
    expect(hint).toMatch(/\.$/)
  })
  it('a file over 1 GB is refused before it is read', async () => {
    const file = join(folder, 'huge')
    writeFileSync(file, 'device,model\n')
    truncateSync(file, 1_000_000_001)
    expect((await failureOf(readInventory(file, 'huge'))).code).toBe('too-large')
  })
  it('a directory and a missing file are refused too', async () => {
    expect((await failureOf(readInventory(folder, 'folder'))).code).toBe('is-directory')
    expect((await failureOf(readInventory(join(folder, 'none'), 'none'))).code).toBe('file-missing')
  })
  it('a device-type file leads to the deployment check', async () => {
    expect((await refusalOf('manufacturer: Dahua\nslug: y\n')).hint).toContain('check-deployment')
  })
})

describe('what is an inventory', () => {
  it('may begin with a byte order mark, which is not part of the first column’s name', async () => {
    const file = join(folder, 'bom.csv')
    writeFileSync(file, '\uFEFFdevice,model\nA,X\n')
    const { table } = await readInventory(file, 'bom.csv')
    expect(table).toMatchObject({ format: 'csv', encoding: 'utf-8', header: ['device', 'model'] })
  })
  it('is told by its content, not by its name', async () => {
    const file = join(folder, 'points.csv')
    writeFileSync(file, '{"type": "FeatureCollection", "features": []}')
    expect((await readInventory(file, 'points.csv')).table.format).toBe('geojson')
  })
  it('is read whole when a sheet is asked for that its format cannot have, and that is said', async () => {
    const file = join(folder, 'list')
    writeFileSync(file, 'device,model\nA,X\n')
    const { table } = await readInventory(file, 'list', { sheet: 'Cameras' })
    expect([...table.rows]).toHaveLength(1)
    expect(table.remarks).toEqual([
      { code: 'no-sheets', message: 'The file is CSV, which has no sheets: "Cameras" was not looked for.' },
    ])
    expect((await readInventory(file, 'list')).table.remarks).toEqual([])
  })
})
