import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { changeFacts, giveFactList, openSiteFacts, takeFactList } from '../../../src/estate/facts/record-facts.ts'
import { loadKnownOfSites } from '../../../src/estate/facts/store.ts'
import { loadSites } from '../../../src/estate/load-estate.ts'
import { writeList } from '../../../src/estate/lists/write-list.ts'
import { FACT_LIST_NAMES, FACT_LISTS } from '../../../src/estate/facts/fact-lists.ts'
import type { Columns } from '../../../src/estate/lists/fields.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect, openTestDatabase } from '../../support/dialects.ts'
import { depsOf, importText, operator } from '../../support/estate.ts'

const INVENTORY = `organisation,standing,site,region,sensitivity,device,manufacturer,scheduled_upgrade,upgrade_funded,upgrade_manufacturer
Harbour Authority,department,HQ,London,sensitive,1,Hikvision,2027-05-01,yes,Axis
Harbour Authority,department,DEPOT,Wales,other,2,Hikvision,,,
Coast Guard,department,DEPOT,Wales,other,3,Hikvision,,,
`
const COVER = 'A guard at the main gate'

eachDialect('facts of sites', (open) => {
  let db: Database
  let hq: string
  beforeAll(async () => {
    db = await open()
    await importText(depsOf(db), 'harbour.csv', INVENTORY)
    hq = (await loadSites(db.read, 'everything')).find(({ code }) => code === 'HQ')!.id
  })
  const deps = (() => {
    let made: ReturnType<typeof depsOf> | undefined
    return () => (made ??= depsOf(db))
  })()
  const take = (list: 'facts' | 'closures' | 'consents', text: string) =>
    takeFactList(deps(), operator, { list, bytes: Buffer.from(text), name: 'list.csv' })

  it('are appended: the newest counts, an edit names the version that it was made from, and the cover lies sealed', async () => {
    const change = { photos: 'none' as const, interimCover: COVER }
    expect(await changeFacts(deps(), operator, { id: hq, version: 0, change })).toMatchObject({ version: 1 })
    const edit = { id: hq, version: 1, change: { noticeDays: 5 } }
    expect((await changeFacts(deps(), operator, edit)).facts).toMatchObject({ ...change, noticeDays: 5 })
    await expect(changeFacts(deps(), operator, edit)).rejects.toMatchObject({ code: 'stale-version' })
    const same = await changeFacts(deps(), operator, { ...edit, version: 2 })
    expect(same.version).toBe(2)
    const rows = await db.read.select().from(db.read.t.siteFacts)
    expect(rows.map(({ version, recordedBy }) => [version, recordedBy])).toEqual([
      [1, 'local-operator'],
      [2, 'local-operator'],
    ])
    expect(JSON.stringify(rows)).not.toContain(COVER)
  })

  it('of closures and consents replace those of the sites that a list names, and of no other', async () => {
    await take(
      'closures',
      'organisation,site,closed_from,closed_until,why\n,HQ,2027-01-04,2027-01-11,Refit\n,HQ,2027-02-01,2027-02-08,Visit\n' +
        'Coast Guard,DEPOT,2027-03-01,2027-03-08,Exercise\n',
    )
    expect(await take('closures', 'site,closed_from,closed_until,why\nHQ,2027-01-04,2027-01-11,Refit\n')).toEqual({
      rows: 1,
      changed: 1,
    })
    await take('consents', 'site,consent,lead_days,applied_on\nHQ,Listed building,90,2026-11-02\n')
    const { facts, upgrades } = await loadKnownOfSites(db.read, 'everything')
    expect(facts.get(hq)).toMatchObject({
      closed: [{ from: '2027-01-04', until: '2027-01-11', why: 'Refit' }],
      consents: [{ kind: 'listed-building', leadDays: 90, appliedOn: '2026-11-02' }],
      photos: 'none',
    })
    expect(facts.size).toBe(2)
    expect(upgrades.get(hq)).toMatchObject([{ upgradeOn: '2027-05-01', funded: true, manufacturer: 'Axis' }])
  })

  it('are taken whole or not at all, every complaint by row and column', async () => {
    const before = await db.read.$count(db.read.t.siteFacts)
    const bad = take(
      'closures',
      'site,closed_from,closed_until,why\nHQ,2027-01-11,2027-01-04,Refit\nNOWHERE,2027-01-04,2027-01-11,x\nDEPOT,2027-01-04,2027-01-11,x\n',
    )
    await expect(bad).rejects.toMatchObject({
      code: 'bad-list',
      details: {
        complaints: [
          { row: 3, column: 'site', message: 'There is no site "NOWHERE".' },
          { row: 4, column: 'site', message: '"DEPOT" is the code of 2 sites: name the organisation.' },
          { row: 2, column: 'closed_until' },
        ],
      },
    })
    await expect(take('facts', 'site,photos\nHQ,none\nHQ,allowed\n')).rejects.toMatchObject({
      details: { complaints: [{ row: 3, column: 'site', message: 'HQ stands in the list twice.' }] },
    })
    await expect(take('facts', 'site,leaves_on\nHQ,2028-03-25\n')).rejects.toMatchObject({
      details: { complaints: [{ row: 2, column: 'leaves_by' }] },
    })
    expect(await db.read.$count(db.read.t.siteFacts)).toBe(before)
  })

  it('are given so that they can be taken again, and then change nothing', async () => {
    for (const list of FACT_LIST_NAMES) {
      const rows = await giveFactList(deps(), operator, list)
      expect(rows.length).toBeGreaterThan(0)
      const text = [...writeList(FACT_LISTS[list].columns as Columns, rows, 'OFFICIAL')].join('\n')
      expect(await take(list, text)).toEqual({ rows: rows.length, changed: 0 })
    }
  })

  it('keep to the scope: what lies outside is not found, listed or changed', async () => {
    const depot = [{ organisationId: (await loadSites(db.read, 'everything'))[1]!.organisationId, region: 'Wales' }]
    const caller = { ...operator, scope: depot }
    await expect(openSiteFacts(deps(), caller, hq)).rejects.toMatchObject({ code: 'unknown-site' })
    expect(JSON.stringify(await giveFactList(deps(), caller, 'facts'))).not.toContain('HQ')
    const list = { list: 'facts', bytes: Buffer.from('site,photos\nHQ,none\n'), name: 'l.csv' } as const
    await expect(takeFactList(deps(), caller, list)).rejects.toMatchObject({ code: 'bad-list' })
  })
})

describe('site facts by the API', () => {
  it('are read, edited with If-Match, sent and fetched as CSV, each look on record', async () => {
    const { db, close } = await openTestDatabase('sqlite')
    const { request, tokenOf, deps } = await buildTestApp(db)
    await importText(deps, 'harbour.csv', INVENTORY)
    const id = (await loadSites(db.read, 'everything')).find(({ code }) => code === 'HQ')!.id
    const url = `/api/v1/sites/${id}/facts`
    const read = await request({ url })
    expect([read.headers.etag, read.json()]).toMatchObject([
      '"0"',
      { photos: null, upgrades: [{ upgradeOn: '2027-05-01' }] },
    ])
    const patch = (payload: object, version = '"0"') =>
      request({ method: 'PATCH', url, payload, headers: { 'if-match': version } })
    const consent = { kind: 'listed-building', reference: null, leadDays: 60, appliedOn: '2026-11-02' }
    const answers = { grantedOn: null, refusedOn: null, untilOn: null }
    const made = await patch({ consents: [{ ...consent, ...answers }], interimCover: COVER })
    expect(made.json()).toMatchObject({ consents: [{ ...consent, state: 'applied' }], interimCover: COVER })
    expect((await patch({ noticeDays: 5 })).statusCode).toBe(412)
    const reversed = { closed: [{ from: '2027-02-01', until: '2027-01-01', why: 'w' }] }
    expect((await patch(reversed, '"1"')).json()).toMatchObject({ status: 400, code: 'bad-site-facts' })
    const csv = await request({ url: '/api/v1/site-facts' })
    expect(csv.headers['content-type']).toContain('text/csv')
    expect(csv.body).toContain('OFFICIAL-SENSITIVE')
    const headers = { 'content-type': 'text/csv' }
    const put = await request({ method: 'PUT', url: '/api/v1/site-facts', payload: csv.body, headers })
    expect(put.json()).toEqual({ rows: 3, changed: 0 })
    const finance = await tokenOf('payer', ['finance'])
    expect((await request({ url, token: finance })).statusCode).toBe(403)
    const acts = (await db.read.select().from(db.read.t.auditEntries)).map(({ act }) => act)
    expect(acts).toEqual(expect.arrayContaining(['site-facts.opened', 'site-facts.recorded', 'site-facts.listed']))
    await close()
  })
})
