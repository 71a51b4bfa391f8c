import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openRowReport } from '../../../../src/estate/import/kept/look-at-imports.ts'
import { sweep } from '../../../../src/estate/import/kept/row-files.ts'
import { openTestDatabase } from '../../../support/dialects.ts'
import { depsOf, operator } from '../../../support/estate.ts'
import { csv, importer } from '../../../support/make.ts'

const folder = mkdtempSync(join(tmpdir(), 'lenscap-rows-'))
const { db, close } = await openTestDatabase('sqlite')
afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true })
})
const run = importer(db)
const deps = depsOf(db)
const rowsOf = async (id: string, caller = operator) => {
  const { lines } = await openRowReport(deps, caller, { id, folder, marking: 'OFFICIAL' })
  const all: string[] = []
  for await (const line of lines) all.push(line)
  return all
}
const HEADER = 'organisation,site,device,model,mac,lon,lat,location'

describe('the report of every row', () => {
  it('says in the file’s own columns what came of each, and why', async () => {
    await run(csv(HEADER, 'Org,S1,B,Old,,,,', 'Org,S1,C,Same,,,,'), { kept: folder })
    const { importId } = await run(
      csv(
        HEADER,
        'Org,S1,A,New,,-2.34,53.4,=Gate',
        'Org,S1,B,Newer,,,,Yard',
        'Org,S1,C,Same,,,,',
        'Org,S1,C,Same,,,,',
        'Org,S1,D,,soon,,,',
      ),
      { kept: folder },
    )
    expect(await rowsOf(importId)).toEqual([
      `\ufeff${HEADER},lenscap_row,lenscap_outcome,lenscap_column,lenscap_code,lenscap_reason,lenscap_marking`,
      "Org,S1,A,New,,-2.34,53.4,'=Gate,2,created,,,,OFFICIAL",
      'Org,S1,B,Newer,,,,Yard,3,updated,model; location,,"Changed: model, location.",OFFICIAL',
      'Org,S1,C,Same,,,,,4,unchanged,,,,OFFICIAL',
      'Org,S1,C,Same,,,,,5,duplicate,,,The same as row 4.,OFFICIAL',
      expect.stringMatching(/^Org,S1,D,,soon,,,,6,rejected,mac,bad-mac,"""soon"" is no value of mac: .*",OFFICIAL$/),
    ])
  })
  it('is imported again as it is, once it is mended', async () => {
    const text = csv(HEADER, 'Org,S2,A,X,,-2.34,53.4,=Gate', 'Org,S2,B,X,soon,,,')
    const first = await run(text, { kept: folder })
    const mended = (await rowsOf(first.importId)).join('\n').replace('soon', '00:40:8c:01:02:03')
    const again = await run(mended, { kept: folder })
    expect(again).toMatchObject({ created: 1, unchanged: 1, updated: 0, rejected: 0, warnings: expect.any(Array) })
    expect(again.warnings.filter(({ code }) => code === 'unknown-column')).toEqual([])
    expect((await rowsOf(again.importId)).slice(0, 2)).toEqual([
      expect.stringMatching(/^\ufefforganisation,site,device,model,mac,lon,lat,location,lenscap_row,lenscap_outcome,/),
      "Org,S2,A,X,,-2.34,53.4,'=Gate,2,unchanged,,,,OFFICIAL",
    ])
  })
  it('holds more rows than one sealed line', async () => {
    const lines = Array.from({ length: 1201 }, (_, i) => `Org,S3,D${i},X,,,,`)
    const { importId } = await run(csv(HEADER, ...lines), { kept: folder })
    const rows = await rowsOf(importId)
    expect([rows.length, rows.at(-1)]).toEqual([1202, 'Org,S3,D1200,X,,,,,1202,created,,,,OFFICIAL'])
  })
  it('is sealed where it lies, for this user only, and opens nowhere else', async () => {
    const { importId } = await run(csv(HEADER, 'Org,S4,Secret-1,X,,,,'), { kept: folder })
    const mine = readdirSync(folder).filter((name) => name.startsWith(importId))
    expect(mine.sort()).toEqual([`${importId}.cells`, `${importId}.outcomes`])
    for (const name of mine) {
      expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/Secret|created/)
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    }
  })
  it('is for whoever imported it, and is on record when it is looked at', async () => {
    const { importId } = await run(csv(HEADER, 'Org,S5,A,X,,,,'), { kept: folder })
    const stranger = { ...operator, principalId: 'local-admin' }
    const narrowed = { ...operator, scope: [] }
    for (const caller of [stranger, narrowed])
      await expect(rowsOf(importId, caller)).rejects.toMatchObject({ code: 'unknown-import' })
    const { auditEntries } = db.read.t
    const looks = async () => {
      const entries = await db.read.select().from(auditEntries)
      return entries.filter(({ act, subjectId }) => act === 'import.rows-read' && subjectId === importId)
    }
    expect(await looks()).toEqual([])
    await rowsOf(importId)
    expect(await looks()).toHaveLength(1)
  })
  it('goes after a month, and one that breaks off is not taken for a whole one', async () => {
    const { importId } = await run(csv(HEADER, 'Org,S6,A,X,,,,'), { kept: folder })
    const file = join(folder, `${importId}.cells`)
    const writtenAt = statSync(file).mtimeMs
    await sweep(folder, new Date(writtenAt + 30 * 86_400_000))
    expect(await rowsOf(importId)).toHaveLength(2)
    truncateSync(file, statSync(file).size - 200)
    await expect(rowsOf(importId)).rejects.toMatchObject({ code: 'cannot-unseal' })
    await sweep(folder, new Date(writtenAt + 32 * 86_400_000))
    await expect(rowsOf(importId)).rejects.toMatchObject({ code: 'rows-gone' })
  })
  it('leaves nothing behind of a file that was refused, or an import that was cancelled', async () => {
    const before = readdirSync(folder)
    await expect(run(csv('colour,shape', 'red,round'), { kept: folder })).rejects.toMatchObject({
      code: 'no-device-columns',
    })
    const stop = new AbortController()
    const context = {
      jobId: 'job_test',
      caller: operator,
      willRetry: () => false,
      signal: stop.signal,
      report: ({ doing }: { doing: string }) => void (doing === 'saving' && stop.abort()),
    }
    const count = () => db.read.$count(db.read.t.imports)
    const imports = await count()
    await expect(run(csv(HEADER, 'Org,S7,A,X,,,,'), { kept: folder, context })).rejects.toThrow(/abort/)
    expect(readdirSync(folder)).toEqual(before)
    expect(await count()).toBe(imports)
  })
})
