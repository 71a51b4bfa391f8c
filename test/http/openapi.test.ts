import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'
import {
  addressesWith,
  faultsOf,
  furnishClaim,
  furnishCompany,
  furnishEstate,
  furnishPrincipals,
  operationsOf,
  queryOf,
  type Described,
  type Document,
} from '../support/document.ts'

/** Tags whose operations are not for the operator. */
const BY_OTHERS = {
  people: 'admin',
  machines: 'admin',
  audit: 'auditor',
  requests: 'approver',
  adoptions: 'approver',
  claims: 'contractor',
} as const
/** Every other operation does its work with its example as it is; these need a password or a code that is good now. */
const NEED_MORE = ['endException', 'createSession', 'changePassword', 'openInvitation', 'acceptInvitation']
/** Of these tags: an order that has come so far. What they answer then is tested with the orders. */
const NEED_WORK_DONE = ['acceptance', 'visits', 'engineers']

describe('the description of the API', () => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let document: Document
  let operations: Described[]
  let text: string
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    test = await buildTestApp(db)
    text = (await test.request({ url: '/openapi.json', token: null })).body
    document = JSON.parse(text) as Document
    operations = operationsOf(document)
    return close
  })
  const tagged = ({ operation }: Described, ...tags: string[]) => tags.includes(operation.tags?.[0] ?? '')
  const namesOf = (found: readonly Described[]) => found.map(({ method, path }) => `${method} ${path}`)

  it('is OpenAPI 3.1, asks for a token, and holds the main job', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(document.security.length).toBeGreaterThan(0)
    const ids = operations.map(({ operation }) => operation.operationId)
    const main = ['createImport', 'createPlan', 'getJob', 'listJobEvents', 'cancelJob', 'listDevices', 'listSites']
    expect(ids).toEqual(expect.arrayContaining([...main, 'changeSite', 'getPlan', 'listPlanOrders', 'getPlanOrder']))
  })

  it('passes its linter without a warning', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lenscap-lint-'))
    const file = join(folder, 'openapi.json')
    writeFileSync(file, text)
    const linter = 'node_modules/@redocly/cli/bin/cli.js'
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
    const run = () =>
      execFileSync(process.execPath, [linter, 'lint', file, '--extends=recommended', '--format=json'], {
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    const { problems } = JSON.parse(withFailure(run)) as { problems: { ruleId: string; message: string }[] }
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([])
    rmSync(folder, { recursive: true })
  })

  it('says of every operation what it does, where it belongs and how it fails, and names it once', () => {
    const lacking = operations.filter(
      ({ operation }) =>
        !operation.summary ||
        !operation.tags?.length ||
        !operation.responses['4XX']?.content?.['application/problem+json'],
    )
    expect(namesOf(lacking)).toEqual([])
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    expect(ids.filter((id) => !/^[a-z][a-zA-Z]+$/.test(id))).toEqual([])
  })

  it('has an example of every body and of every answer, each as its schema says', () => {
    for (const { method, path, operation } of operations) {
      const contents = [operation.requestBody, ...Object.values(operation.responses)].map((part) => part?.content)
      for (const [type, { schema }] of contents.flatMap((content) => Object.entries(content ?? {}))) {
        if (!/[/+]json$/.test(type)) {
          // A file that is sent is the caller's own.
          if (method === 'GET') expect([path, (schema['examples'] as unknown[])[0]]).toEqual([path, expect.any(String)])
          continue
        }
        if (schema['example'] === undefined) continue
        expect([method, path, Compile(schema).Errors(schema['example'])]).toEqual([method, path, []])
      }
    }
  })

  it('is what the service does: every example is sent, and every answer is as described', async () => {
    const estate = await furnishEstate(test)
    const tokens = new Map<string, string>()
    for (const [tag, role] of Object.entries(BY_OTHERS)) tokens.set(tag, await test.tokenOf(`by-${role}`, [role]))
    await furnishCompany(test, 'by-contractor')
    const faults: string[] = []
    for (const described of operations) {
      const { method, path, operation } = described
      // It ends when its job does.
      if (path.endsWith('/events')) continue
      const body = operation.requestBody?.content['application/json']?.schema['example']
      const list = operation.requestBody?.content['text/csv']?.example
      const url = addressesWith({ ...estate, ...(await furnishPrincipals(test)) })(path) + queryOf(operation, estate)
      const edits = method === 'PATCH' || (method === 'POST' && path.endsWith('/transitions'))
      const offers = /\/offer(\/withdraw)?$/.test(path)
      if (tagged(described, 'claims', 'offers')) await furnishClaim(test, { path, ref: estate['orders']! })
      const edited = offers ? url.slice(0, url.indexOf('/offer')) : url
      const etag = edits || offers ? (await test.request({ url: edited })).headers['etag'] : undefined
      const answer = await test.request({
        method,
        url,
        token: tokens.get(operation.tags?.[0] ?? '') ?? test.token,
        headers: etag === undefined ? {} : { 'if-match': String(etag) },
        ...(path.endsWith('/imports')
          ? { payload: 'device,kind\nCAM-9,camera\n', headers: { 'content-type': 'text/csv' } }
          : list !== undefined
            ? {
                payload: list,
                headers: { 'content-type': 'text/csv', ...(etag !== undefined && { 'if-match': String(etag) }) },
              }
            : body !== undefined && { payload: body as object }),
      })
      faults.push(...faultsOf(described, answer))
      const needsMore = NEED_MORE.includes(operation.operationId) || NEED_WORK_DONE.includes(operation.tags?.[0] ?? '')
      if (answer.statusCode >= (needsMore ? 500 : 400)) faults.push(`${method} ${path}: ${answer.body}`)
    }
    expect(faults).toEqual([])
  })

  it('shows the events of a job as they come', async () => {
    const { id } = await test.jobs.submit(test.operator, 'plan', {})
    await test.jobs.cancel(test.operator, id)
    const events = operations.find(({ path }) => path.endsWith('/events'))!
    const answer = await test.request({ url: `/api/v1/jobs/${id}/events` })
    expect(faultsOf(events, answer)).toEqual([])
    const { schema } = events.operation.responses['200']!.content!['text/event-stream']!
    const job = operations.find(({ operation }) => operation.operationId === 'getJob')!.operation
    const jobSchema = Compile(job.responses['200']!.content!['application/json']!.schema)
    for (const stream of [String((schema['examples'] as unknown[])[0]), answer.body]) {
      const found = [...stream.matchAll(/^event: (\w+)\ndata: (.+)\n\n/gm)]
      expect(found.length).toBeGreaterThan(0)
      for (const [, event, data] of found) {
        const value: unknown = JSON.parse(data!)
        if (event === 'end') expect(jobSchema.Errors(value)).toEqual([])
        else expect([event, Object.keys(value as object)]).toEqual(['progress', ['state', 'progress']])
      }
    }
  })

  it('says which operations a session may use, and which of them need its CSRF token', () => {
    expect(document.security).toEqual([{ bearer: [] }, { session: [] }])
    const said = (id: string) => operations.find(({ operation }) => operation.operationId === id)!.operation.security
    expect(said('getSite') ?? document.security).toEqual(document.security)
    expect(said('changeSite')).toEqual([{ bearer: [] }, { session: [], csrf: [] }])
    expect(said('invitePersonAgain')).toEqual([{ bearer: [] }, { session: [], csrf: [] }])
    expect(said('createSession')).toEqual([])
  })

  it('has a page that takes everything from this server', async () => {
    const page = await test.request({ url: '/docs/', token: null })
    expect(page.headers['content-type']).toContain('text/html')
    const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!)
    expect(links.length).toBeGreaterThan(3)
    for (const link of links) {
      expect(link).not.toMatch(/^(https?:)?\/\//)
      const answer = await test.request({ url: new URL(link, 'http://here/docs/').pathname, token: null })
      expect([link, answer.statusCode]).toEqual([link, 200])
    }
    // Its policy forbids the rest: no other host, and no script that stands in the page itself.
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/)
    expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>\s*\S/)
  })
})

/** The linter fails when it finds something; what it found stands in its output all the same. */
function withFailure(run: () => string): string {
  try {
    return run()
  } catch (error) {
    return String((error as { stdout: string }).stdout)
  }
}
