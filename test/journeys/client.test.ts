// A client that knows nothing of Lenscap but its OpenAPI document: made from it, type-checked against it, and run.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lenscapHome, type RunningServer } from '../support/server.ts'

/** The main job, as a stranger would write it. */
const CLIENT = `
import createClient from 'openapi-fetch'
import type { paths } from './schema.ts'

const [baseUrl = '', token = ''] = process.argv.slice(2)
const api = createClient<paths>({ baseUrl, headers: { authorization: 'Bearer ' + token } })

async function untilDone(id: string) {
  for (;;) {
    const { data, error } = await api.GET('/api/v1/jobs/{id}', { params: { path: { id } } })
    if (!data) throw new Error(error?.detail)
    if (data.state === 'failed') throw new Error(data.failure?.message)
    if (data.state === 'done') return data
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const csv = [
  'organisation,standing,sector,site,sensitivity,device,kind,manufacturer,model,network',
  'Ministry of Ducks,department,central-government,POND-1,sensitive,CAM-1,camera,Hikvision,DS-2CD2042,core',
].join('\\n')
const imported = await api.POST('/api/v1/imports', {
  params: { query: { fileName: 'ducks.csv' }, header: { 'idempotency-key': 'client-1' } },
  body: csv,
  bodySerializer: (body) => body,
  headers: { 'content-type': 'text/csv' },
})
if (!imported.data) throw new Error(imported.error?.detail)
await untilDone(imported.data.id)

const asked = await api.POST('/api/v1/plans', { body: { weeks: 52 } })
if (!asked.data) throw new Error(asked.error?.detail)
await untilDone(asked.data.id)

const plans = await api.GET('/api/v1/plans')
const plan = plans.data?.items[0]
if (!plan) throw new Error('no plan')
const orders = await api.GET('/api/v1/plans/{id}/orders', { params: { path: { id: plan.id } } })
const first = orders.data?.items[0]
if (!first) throw new Error('no orders')
const why = await api.GET('/api/v1/plans/{id}/orders/{leg}', { params: { path: { id: plan.id, leg: first.leg } } })
console.log(JSON.stringify({ orders: orders.data?.items.length, tier: first.tier, reasons: why.data?.order.reasons }))
`

describe('a client made from the document', () => {
  const home = lenscapHome()
  let server: RunningServer
  let token: string
  let folder: string
  beforeAll(async () => {
    server = await home.serve()
    token = (JSON.parse(home.run('token', '--json').out) as { token: string }).token
    // Within the checkout, so that it finds the packages; var/ belongs to no commit.
    mkdirSync('var', { recursive: true })
    folder = mkdtempSync(resolve('var/client-'))
  })
  afterAll(async () => {
    await home.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('imports, plans, reads the orders and asks why', async () => {
    const schema = astToString(await openapiTS(new URL(`${server.url}/openapi.json`)))
    writeFileSync(join(folder, 'schema.ts'), schema)
    writeFileSync(join(folder, 'client.ts'), CLIENT)
    const compilerOptions = { lib: ['ES2024', 'DOM'], types: ['node'], noEmit: true }
    const tsconfig = { extends: resolve('tsconfig.json'), compilerOptions, include: ['*.ts'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
    const node = (...args: string[]) => execFileSync(process.execPath, args, { encoding: 'utf8' })
    node('node_modules/typescript/bin/tsc', '-p', folder)
    const said = node(join(folder, 'client.ts'), server.url, token)
    expect(JSON.parse(said)).toMatchObject({ orders: expect.any(Number), tier: 1, reasons: expect.any(Array) })
  })
})
