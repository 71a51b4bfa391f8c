import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { decideAll, decideSites } from '../../../src/directive/decide-sites.ts'
import { chooseSites } from '../../../src/directive/decisions/choose-sites.ts'
import { DECISION_COLUMNS } from '../../../src/directive/decisions/decision-list.ts'
import { giveDecisions, lookAtDecisions, takeDecisions } from '../../../src/directive/decisions/lists.ts'
import { departsFromK1, stateOf } from '../../../src/directive/site-decision.ts'
import { writeList } from '../../../src/estate/lists/write-list.ts'
import { day } from '../../../src/shared/day.ts'
import { CHOICES, type Choice } from '../../../src/shared/vocabulary.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect, openTestDatabase } from '../../support/dialects.ts'
import { depsOf, importText, operator } from '../../support/estate.ts'

const INVENTORY = `organisation,standing,site,region,sensitivity,device,manufacturer,network
Harbour Authority,department,HQ,London,sensitive,1,Hikvision,core
Harbour Authority,department,DEPOT,Wales,other,2,Hikvision,isolated
Harbour Authority,department,PIER,Wales,extended,3,Hikvision,isolated
Coast Guard,department,TOWER,Wales,sensitive,4,Axis,isolated
Coast Guard,department,,,,5,Hikvision,isolated
`
const common = { choice: 'replace-now' as Choice, reason: 'Considered.', approvedBy: 'A. Prover' }

eachDialect('decisions for a set of sites', (open) => {
  let db: Database
  let deps: ReturnType<typeof depsOf>
  beforeAll(async () => {
    db = await open()
    deps = depsOf(db)
    await importText(deps, 'harbour.csv', INVENTORY)
  })
  const codes = async (words: Parameters<typeof chooseSites>[2]) =>
    (await chooseSites(db.read, 'everything', words)).map(({ code }) => code).sort()

  it('is chosen by organisation, region, sensitivity and tier, all of which must fit', async () => {
    expect(await codes({ region: 'Wales' })).toEqual(['DEPOT', 'PIER', 'TOWER'])
    expect(await codes({ region: 'Wales', sensitivity: 'sensitive' })).toEqual(['TOWER'])
    expect(await codes({ tier: 3 })).toEqual(['HQ'])
    expect(await codes({ tier: 6 })).toEqual(['PIER'])
    expect(await codes({ tier: 7 })).toEqual(['DEPOT'])
    expect(await codes({ tier: 3, region: 'Wales' })).toEqual([])
    expect(await codes({})).not.toContain('UNSITED')
  })

  it('says how each stands: the newest of a site counts, older ones are superseded, and at its review a decision lapses', async () => {
    const hq = await chooseSites(db.read, 'everything', { tier: 3 })
    const decide = (choice: Choice, reviewOn: string) =>
      decideSites(deps, operator, { ...common, choice, sites: hq, reviewOn: day(reviewOn) })
    await decide('with-upgrade', '2026-11-23')
    await decide('replace-now', '2028-01-01')
    await decide('isolate-and-keep', '2027-06-01')
    const stands = async (state?: 'counts' | 'superseded' | 'lapsed') =>
      (await lookAtDecisions(deps, operator, { state })).map((one) => `${one.choice} ${one.state}`)
    expect(await stands()).toEqual(['with-upgrade superseded', 'replace-now superseded', 'isolate-and-keep counts'])
    expect(await stands('superseded')).toHaveLength(2)
    deps = { ...deps, clock: { now: () => new Date('2027-06-01T12:00:00Z') } }
    expect(await stands()).toEqual(['with-upgrade lapsed', 'replace-now counts', 'isolate-and-keep lapsed'])
    expect(await stands('counts')).toEqual(['replace-now counts'])
    expect(await stands('lapsed')).toHaveLength(2)
    deps = { ...deps, clock: { now: () => new Date('2026-11-22T09:00:00Z') } }
  })

  it('is taken from a list whole or not at all, and given so that it can be looked through', async () => {
    const take = (text: string) => takeDecisions(deps, operator, { bytes: Buffer.from(text), name: 'list.csv' })
    const header = 'organisation,site,choice,reason,approved_by,review_on\n'
    const before = (await lookAtDecisions(deps, operator)).length
    const bad = take(
      `${header},DEPOT,replace-now,r,a,2020-01-01\n,NOWHERE,replace-now,r,a,\n,PIER,replace-now,r,a,\n,PIER,not,r,a,\n,,not,r,a,\n`,
    )
    await expect(bad).rejects.toMatchObject({
      code: 'bad-list',
      details: {
        complaints: [
          { row: 2, column: 'review_on' },
          { row: 3, column: 'site', message: 'There is no site "NOWHERE".' },
          { row: 5, column: 'site', message: 'PIER stands in the list twice.' },
          { row: 6, column: 'site' },
        ],
      },
    })
    expect(await lookAtDecisions(deps, operator)).toHaveLength(before)
    const taken = await take(
      `${header},DEPOT,replace-now,r,A. Prover,\nCoast Guard,TOWER,remove-not-replace,r,A. Prover,2027-03-01\n`,
    )
    expect('decisions' in taken && taken.decisions.map(({ clause, reviewOn }) => [clause, reviewOn])).toEqual([
      ['C4', '2027-11-22'],
      ['C3', '2027-03-01'],
    ])
    const rows = await giveDecisions(deps, operator)
    expect(rows.slice(-2)).toMatchObject([
      { organisation: 'Harbour Authority', site: 'DEPOT', state: 'counts', recordedOn: '2026-11-22' },
      { site: 'TOWER', choice: 'remove-not-replace' },
    ])
    const again = [...writeList(DECISION_COLUMNS, rows.slice(-2), 'OFFICIAL')].join('\n')
    expect('decisions' in (await take(again))).toBe(true)
  })

  it('of which one is not to replace waits for a second person, the whole list with it', async () => {
    const sites = await chooseSites(db.read, 'everything', { region: 'Wales' })
    const before = (await lookAtDecisions(deps, operator)).length
    await db.write(async (q) => {
      const values = { id: 'local-operator', version: 1, name: 'o', kind: 'host' as const, roles: ['approver'] }
      await q.insert(q.t.principals).values({ ...values, scope: 'everything', disabled: false, createdAt: new Date(0) })
    })
    const asked = await decideAll(deps, operator, [
      { ...common, sites: sites.slice(0, 1) },
      { ...common, choice: 'not', sites: sites.slice(1) },
    ])
    expect('request' in asked && asked.request.says).toBe(
      'Decide replace-now at DEPOT, until 22 November 2027, as A. Prover decided. ' +
        'Decide not to replace flagged kit at PIER, TOWER, until 22 November 2027, as A. Prover decided.',
    )
    expect(await lookAtDecisions(deps, operator)).toHaveLength(before)
  })

  it('names a memorandum that is there, or is refused', async () => {
    const sites = await chooseSites(db.read, 'everything', { tier: 3 })
    const memorandumHash = 'a'.repeat(64)
    const decide = () => decideSites(deps, operator, { ...common, sites, memorandumHash })
    await expect(decide()).rejects.toMatchObject({ code: 'unknown-memorandum' })
    const document = {
      hash: memorandumHash,
      format: 'lenscap-memorandum/1',
      gzipped: Buffer.from(''),
      createdAt: new Date(0),
    }
    await db.write((q) => q.insert(q.t.documents).values(document))
    const decided = await decide()
    expect('decisions' in decided && decided.decisions[0]!.memorandumHash).toBe(memorandumHash)
  })
})

describe('a decision', () => {
  it.each([
    ['replace-now', null, false],
    ['remove-not-replace', null, false],
    ['isolate-and-keep', null, true],
    ['not', null, true],
    ['with-upgrade', '2027-05-01', true],
    ['with-upgrade', '2025-05-01', true],
    ['with-upgrade', '2025-04-30', false],
  ] as const)('%s until %s departs from K1 at a sensitive site: %s', (choice, untilOn, departs) => {
    const decided = { choice, untilOn: untilOn === null ? null : day(untilOn) }
    expect(departsFromK1({ ...decided, sensitivity: 'sensitive' })).toBe(departs)
    expect(departsFromK1({ ...decided, sensitivity: 'extended' })).toBe(false)
  })
  it('lapses on its day of review, whatever else counts', () => {
    const counting = new Set(['a'])
    const decision = { id: 'a', reviewOn: day('2027-01-01') }
    expect(stateOf(decision, { on: day('2026-12-31'), counting })).toBe('counts')
    expect(stateOf(decision, { on: day('2027-01-01'), counting })).toBe('lapsed')
  })
})

describe('decisions by the API', () => {
  it('are for the sites that fit, with each of the five choices', async () => {
    const { db, close } = await openTestDatabase('sqlite')
    const { request, deps } = await buildTestApp(db)
    await importText(deps, 'harbour.csv', INVENTORY)
    const url = '/api/v1/site-decisions'
    const post = (payload: object) => request({ method: 'POST', url, payload })
    for (const choice of CHOICES) {
      const made = await post({ ...common, choice, where: { sensitivity: 'sensitive' } })
      expect([choice, made.statusCode]).toEqual([choice, choice === 'not' ? 202 : 201])
      if (choice !== 'not') expect(made.json().items).toHaveLength(2)
    }
    expect((await post({ ...common, where: { region: 'Atlantis' } })).json()).toMatchObject({ code: 'no-sites' })
    expect((await post({ ...common, where: {} })).statusCode).toBe(400)
    expect((await post({ ...common, standing: true, where: { tier: 3 } })).json()).toMatchObject({
      code: 'which-sites',
    })
    const counting = await request({ url: `${url}?state=counts` })
    expect(counting.json().items.map(({ choice }: { choice: Choice }) => choice)).toEqual(
      Array(2).fill('isolate-and-keep'),
    )
    const given = await request({ url: `${url}/list` })
    expect(given.headers['x-row-count']).toBe('8')
    expect(given.body).toContain('OFFICIAL-SENSITIVE')
    await close()
  })
})
