import { beforeAll, expect, it } from 'vitest'
import { makeAuditSealer } from '../../../src/access/audit/seal-entries.ts'
import { changeSite } from '../../../src/estate/change-site.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { operator } from '../../support/estate.ts'
import { csv, importer } from '../../support/make.ts'

interface Entry {
  readonly id: string
  readonly number: number | null
  readonly at: string
  readonly act: string
  readonly subjectId: string | null
  readonly organisationId: string | null
  readonly detail: { before?: object; after?: object; rows?: number } | null
}
interface Listed {
  readonly items: Entry[]
  readonly nextCursor: string | null
}

eachDialect('the audit trail over HTTP', (open) => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let auditor: string
  let ducks: string
  let geese: string
  beforeAll(async () => {
    test = await buildTestApp(await open())
    const { deps } = test
    await importer(
      deps.db,
      test.ids,
    )(csv('organisation,site,sensitivity,device', 'Ducks,POND,other,D1', 'Geese,MOAT,other,D2'))
    const { sites } = await loadEstate(deps.db.read, 'everything')
    for (const { id, version, code, organisationId } of sites) {
      if (code === 'POND') ducks = organisationId
      else geese = organisationId
      await changeSite(deps, operator, { id, version, change: { accessNotes: `Ring at ${code}` } })
      test.clock.advance(1000)
    }
    auditor = await test.tokenOf('auditor', ['auditor'])
    const onError = (error: unknown) => expect(error).toBeUndefined()
    await makeAuditSealer({ deps, anchor: async () => {}, onError }).stop()
  })
  const list = async (query: Record<string, string> = {}, token = auditor) => {
    const answer = await test.request({ url: `/api/v1/audit-entries?${new URLSearchParams(query)}`, token })
    return { status: answer.statusCode, ...answer.json<Listed & { code?: string }>() }
  }
  const pondChange = async () => {
    const { items } = await list({ act: 'site.changed' })
    return items.find(({ organisationId }) => organisationId === ducks)!
  }

  it('shows what was before and after, with its number in the chain', async () => {
    const { number, detail } = await pondChange()
    expect(number).toBeGreaterThan(0)
    expect(detail).toMatchObject({ before: { accessNotes: null }, after: { accessNotes: 'Ring at POND' } })
  })

  it('is newest first, and its pages say everything once', async () => {
    const until = test.clock.now().toISOString()
    const { items: whole } = await list({ until, limit: '500' })
    expect(whole.map(({ at }) => at)).toEqual(
      whole
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    )
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ until, limit: '1', ...(cursor !== undefined && { cursor }) })
      paged.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(paged).toEqual(whole.map(({ id }) => id))
    expect(new Set(paged).size).toBe(paged.length)
  })

  it('is narrowed by act, principal, subject and time, from inclusive, until exclusive', async () => {
    const { at, id, subjectId } = await pondChange()
    const ids = async (query: Record<string, string>) => (await list(query)).items.map((entry) => entry.id)
    expect(await ids({ act: 'site.changed', subjectKind: 'site', subjectId: subjectId! })).toEqual([id])
    expect(await ids({ act: 'site.changed', principalId: 'local-operator', from: at, until: at })).toEqual([])
    const next = new Date(Date.parse(at) + 1).toISOString()
    expect(await ids({ act: 'site.changed', from: at, until: next })).toContain(id)
    expect(await ids({ act: 'site.changed', principalId: 'nobody' })).toEqual([])
    expect(await ids({ subjectKind: 'nothing' })).toEqual([])
    expect((await list({ from: 'yesterday' })).code).toBe('invalid-request')
  })

  it('puts each look at it on record, once', async () => {
    test.clock.advance(1000)
    const from = test.clock.now().toISOString()
    await list({ act: 'site.changed' })
    const { items } = await list({ from })
    expect(items).toMatchObject([{ act: 'audit.listed', detail: { query: { act: 'site.changed' }, rows: 2 } }])
  })

  it('says of each list how many rows were shown, whether or not there are more', async () => {
    test.clock.advance(1000)
    const from = test.clock.now().toISOString()
    for (const url of ['/sites?limit=1', '/devices?limit=1', '/sites', '/devices?limit=2']) {
      await test.request({ url: `/api/v1${url}`, token: auditor })
    }
    await list({ act: 'site.changed', limit: '1' })
    const { items } = await list({ from })
    const said = items.map(({ act, detail }) => `${act} ${(detail as { rows: number }).rows}`)
    expect(said.sort()).toEqual([
      'audit.listed 1',
      'devices.listed 1',
      'devices.listed 2',
      'sites.listed 1',
      'sites.listed 2',
    ])
  })

  it('shows an auditor of some organisations theirs, one of some regions nothing, and no other role anything', async () => {
    const some = await test.tokenOf('some', ['auditor'], [{ organisationId: geese, region: null }])
    const { items } = await list({}, some)
    expect(new Set(items.map(({ organisationId }) => organisationId))).toEqual(new Set([geese]))
    const part = await test.tokenOf('part', ['auditor'], [{ organisationId: geese, region: 'Wales' }])
    expect((await list({}, part)).items).toEqual([])
    expect((await list({}, test.token)).status).toBe(403)
  })

  it('is exported whole, an object a line, only to whoever holds everything', async () => {
    const url = '/api/v1/audit-entries/export'
    const { headers, body } = await test.request({ url, token: auditor })
    const lines = body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry & { entries?: number })
    expect(headers['content-type']).toMatch(/^application\/x-ndjson/)
    expect(lines[0]).toMatchObject({ format: 'lenscap-audit/1', marking: 'OFFICIAL-SENSITIVE' })
    expect(lines.at(-1)).toEqual({ entries: lines.length - 2 })
    expect(lines.map(({ id }) => id)).toContain((await pondChange()).id)
    const some = await test.tokenOf('some', ['auditor'], [{ organisationId: geese, region: null }])
    expect((await test.request({ url, token: some })).statusCode).toBe(403)
  })
})
