import { beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../../../src/cli/program.ts'
import { catalogueCommandsWith } from '../../../../src/planning/catalogue/versions/commands.ts'
import { buildTestApp } from '../../../support/app.ts'
import { openTestDatabase } from '../../../support/dialects.ts'
import { importText, operator, reference } from '../../../support/estate.ts'
import { csv } from '../../../support/make.ts'
import { testShell } from '../../../support/shell.ts'

const HEADER = 'code,description,kinds,manufacturer,price_pounds,source,as_of'
const MODELS = csv(HEADER, 'dome,a dome camera,camera,Axis,625.00,a quote,2026-11-01')

describe('the catalogue over HTTP', () => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let finance: string
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    test = await buildTestApp(db)
    await importText(test.deps, 'two.csv', csv('organisation,device', 'Ducks,1', 'Geese,2'))
    finance = await test.tokenOf('finance', ['finance'])
    return close
  })
  const put = (path: string, payload: string, token = finance) =>
    test.request({ method: 'PUT', url: `/api/v1${path}`, token, payload, headers: { 'content-type': 'text/csv' } })
  const get = (path: string, token = finance) => test.request({ url: `/api/v1${path}`, token })

  it('takes a list and gives it back as a file that can be sent again', async () => {
    const recorded = await put('/catalogue/models', MODELS)
    expect(recorded.json()).toMatchObject({ changed: true, rows: { models: 1 }, validFromOn: '2026-11-22' })
    const file = await get('/catalogue/models')
    expect(file.headers).toMatchObject({ 'x-row-count': '1', 'content-type': 'text/csv; charset=utf-8' })
    expect((await put('/catalogue/models', file.body)).json()).toMatchObject({ changed: false })
    const version = (recorded.json() as { version: string }).version
    expect((await get(`/catalogue-versions/${version}`)).json()).toMatchObject({ models: [{ code: 'dome' }] })
    expect((await get('/catalogue-versions')).json()).toMatchObject({ items: [{ version, origin: 'imported' }] })
  })
  it('refuses equipment that is flagged as a replacement, and names row and maker', async () => {
    const refused = await put('/catalogue/models', MODELS.replace('Axis', 'Hikvision'))
    expect(refused.json()).toMatchObject({ status: 400, code: 'bad-list' })
    expect(refused.json().details.complaints).toMatchObject([{ row: 2, column: 'manufacturer' }])
    expect(refused.json().detail).toContain('Hikvision')
  })
  it('shows of organisations those alone that the reader may know of', async () => {
    const rows = ['organisation,cost,recovered_percent', 'Ducks,,0', 'Geese,kit,50']
    expect((await put('/catalogue/vat-recovery', csv(...rows))).statusCode).toBe(200)
    const { organisations } = test.deps.db.read.t
    const known = await test.deps.db.read.select().from(organisations)
    const ducks = known.find(({ name }) => name === 'Ducks')!.id
    const narrow = await test.tokenOf('narrow', ['finance'], [{ organisationId: ducks, region: null }])
    expect((await get('/catalogue', narrow)).json().vatRecovery).toMatchObject([{ organisation: 'Ducks' }])
    expect((await get('/catalogue/vat-recovery', narrow)).body).not.toContain('Geese')
    expect((await put('/catalogue/models', MODELS, narrow)).json()).toMatchObject({ code: 'scope-too-narrow' })
  })
  it('changes settings from a day to come, and says so', async () => {
    const url = '/api/v1/catalogue/settings?validFrom=2027-04-01'
    const changed = await test.request({ method: 'PUT', url, token: finance, payload: { upliftBasisPoints: 250 } })
    expect(changed.json().notes).toEqual(['It counts for plans that start on 1 April 2027 or later.'])
    expect((await get('/catalogue')).json().settings.upliftBasisPoints).toBe(0)
    expect((await get('/catalogue?on=2027-04-01')).json().settings.upliftBasisPoints).toBe(250)
  })
  it('answers 404 for a version that there is not, and 403 to who may not write', async () => {
    expect((await get('/catalogue-versions/none')).json()).toMatchObject({ code: 'unknown-catalogue-version' })
    const programme = await test.tokenOf('programme', ['programme'])
    expect((await put('/catalogue/rates', 'a', programme)).statusCode).toBe(403)
  })

  it('is shown, taken and given at the command line', async () => {
    const run = async (...argv: string[]) => {
      const { shell, printed } = testShell()
      const at = { ...test.deps, caller: operator, config: { marking: 'OFFICIAL' } }
      await runProgram(['catalogue', ...argv], {
        ...{ version: '1', commands: [catalogueCommandsWith(() => reference)], shell },
        prepare: async (_, shellAt) => ({ ...shellAt, ...at }) as never,
      })
      return printed
    }
    expect((await run()).join('\n')).toContain('£625')
    expect(JSON.parse((await run('--json'))[0]!)).toMatchObject({ models: [{ code: 'dome' }] })
    expect(JSON.parse((await run('--of', reference.catalogue.version, '--json'))[0]!).origin).toBe('shipped')
    expect((await run('--give', 'models=-'))[1]).toContain('dome,a dome camera,camera,Axis')
    expect((await run('--uplift', '3', '--json')).map((line) => JSON.parse(line))).toMatchObject([{ changed: true }])
    expect(await run('--take', 'kit=list.csv')).toEqual([])
    expect((await run('versions')).length).toBeGreaterThan(3)
  })
})
