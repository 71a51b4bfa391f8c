import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { decideSites } from '../../../src/directive/decide-sites.ts'
import { changeFacts } from '../../../src/estate/facts/record-facts.ts'
import { changeSite } from '../../../src/estate/change-site.ts'
import { loadSites } from '../../../src/estate/load-estate.ts'
import { listOrders } from '../../../src/orders/planned/store.ts'
import { orderLine } from '../../../src/orders/planned/order.ts'
import { draftMemorandum, openMemorandum } from '../../../src/planning/memorandum/draft-memorandum.ts'
import { sayMemorandum } from '../../../src/planning/memorandum/say-memorandum.ts'
import { day } from '../../../src/shared/day.ts'
import type { Choice } from '../../../src/shared/vocabulary.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect, openTestDatabase } from '../../support/dialects.ts'
import { depsOf, importText, makePlan, operator, reference } from '../../support/estate.ts'

const HEADER =
  'organisation,standing,sector,site,region,sensitivity,limbs,postcode,device,kind,manufacturer,network,scheduled_upgrade,upgrade_funded,upgrade_manufacturer'
const INVENTORY = `${HEADER}
Harbour Authority,department,central-government,HQ,London,sensitive,ministerial,SW1A 1AA,1,camera,Hikvision,core,2027-06-01,yes,Axis
Harbour Authority,department,central-government,HQ,London,sensitive,ministerial,SW1A 1AA,2,camera,Hikvision,unknown,2027-06-01,yes,Axis
Harbour Authority,department,central-government,HQ,London,sensitive,ministerial,SW1A 1AA,3,camera,,isolated,2027-06-01,yes,Axis
Harbour Authority,department,central-government,PIER,Wales,extended,,CF10 1AA,4,camera,Hikvision,isolated,,,
`
const startOn = day('2026-11-23')
const marking = 'OFFICIAL-SENSITIVE'

eachDialect('a plan of sites whose facts are known', (open) => {
  it('waits for consents, names what is refused, and measures waiting from the first date of an upgrade', async () => {
    const db = await open()
    const deps = depsOf(db)
    await importText(deps, 'harbour.csv', INVENTORY)
    const site = async (code: string) => (await loadSites(db.read, 'everything')).find((one) => one.code === code)!
    const before = (await makePlan(deps, { startOn, budgets: [] })).summary
    const hq = await site('HQ')
    const upgradeOn = day('2029-06-04')
    await changeSite(deps, operator, { id: hq.id, version: hq.version, change: { upgradeOn } })
    const consent = {
      kind: 'landlord-variation',
      reference: null,
      leadDays: 100,
      grantedOn: null,
      untilOn: null,
    } as const
    const facts = {
      consents: [{ ...consent, appliedOn: day('2026-11-02'), refusedOn: null }],
      closed: [{ from: day('2027-02-08'), until: day('2027-02-15'), why: 'Refit' }],
      leavesOn: day('2028-03-25'),
      leavesBy: 'lease-end' as const,
    }
    await changeFacts(deps, operator, { id: hq.id, version: 0, change: facts })
    const refused = { consents: [{ ...consent, appliedOn: null, refusedOn: day('2026-11-20') }] }
    await changeFacts(deps, operator, { id: (await site('PIER')).id, version: 0, change: refused })

    const { planId, summary } = await makePlan(deps, { startOn, budgets: [] })
    expect(summary.exposure.waitMillis).toBe(before.exposure.waitMillis)
    const orders = (await listOrders(db.read, 'everything', { planId, rows: 100 })).map(orderLine)
    const at = (code: string) => orders.find((order) => order.site.code === code && order.action === 'replace')!
    // 2 November + 100 days is 10 February 2027, in the closed week; the next Monday is the 15th.
    expect(at('HQ').weekOn).toBe('2027-02-15')
    const reasons = at('HQ').reasons.join(' ')
    expect(reasons).toContain('The landlord’s variation, applied for on 2 November 2026, takes 100 days.')
    expect(reasons).toContain('was 1 June 2027, moved once')
    expect(reasons).toContain('consider remove-not-replace')
    expect(at('PIER').reasons.join(' ')).toContain('a consent that it needs was refused')
    expect(summary.unplaced).toMatchObject([{ reason: 'consent-refused' }])
    expect(summary.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['consent-refused', 'upgrade-moved', 'leaves-before-pay-back']),
    )
    expect(summary.warnings.find(({ code }) => code === 'leaves-before-pay-back')!.message).toBe(
      '1 site leaves within 24 months of their planned replacement: consider remove-not-replace: HQ.',
    )
  })
})

eachDialect('a memorandum', (open) => {
  let db: Database
  let deps: ReturnType<typeof depsOf>
  const idOf = async (code: string) => (await loadSites(db.read, 'everything')).find((one) => one.code === code)!.id
  const draft = async (...codes: string[]) =>
    draftMemorandum(deps, operator, { siteIds: await Promise.all(codes.map(idOf)), reference, marking })
  beforeAll(async () => {
    db = await open()
    deps = depsOf(db)
    await importText(deps, 'harbour.csv', INVENTORY)
  })

  it('dates nothing before there is a plan', async () => {
    const { memorandum } = await draft('HQ')
    expect(memorandum.versions.plan).toBeNull()
    expect(memorandum.sites[0]!.options[0]).toMatchObject({
      choice: 'replace-now',
      doneOn: null,
      when: 'not-planned',
      exposureMillis: null,
    })
  })

  it('states facts, the clause with its force, the five choices, and what is unconfirmed; it decides nothing', async () => {
    await makePlan(deps, { startOn, budgets: [] })
    const { memorandum } = await draft('HQ')
    const [site] = memorandum.sites
    expect(memorandum.clauses).toMatchObject([{ clause: 'C3', force: 'advised to consider' }])
    expect(site!.force).toBe('C3, advised to consider')
    expect(site!.kit).toHaveLength(3)
    const option = (choice: Choice) => site!.options.find((one) => one.choice === choice)!
    const replace = option('replace-now')
    expect(replace).toMatchObject({ when: 'planned', departsFrom: [] })
    expect(replace.costPence).toBeGreaterThan(option('remove-not-replace').costPence)
    expect(option('remove-not-replace')).toMatchObject({ when: 'as-the-plan-has-the-other', doneOn: replace.doneOn })
    expect(option('with-upgrade')).toMatchObject({ when: 'upgrade', doneOn: '2027-06-01', costPence: 0 })
    expect(option('not')).toMatchObject({ when: 'never', doneOn: null, costPence: 0 })
    for (const choice of ['with-upgrade', 'isolate-and-keep', 'not'] as const)
      expect(option(choice).departsFrom.join()).toMatch(/^K1/)
    expect(option('not').exposureMillis).toBeGreaterThan(option('with-upgrade').exposureMillis!)
    expect(option('with-upgrade').exposureMillis).toBeGreaterThan(replace.exposureMillis!)
    // Both are measured on the same kit: what replacing averts against waiting is what waiting leaves more.
    expect(replace.avertedMillis!.waiting - option('with-upgrade').avertedMillis!.waiting).toBe(
      option('with-upgrade').exposureMillis! - replace.exposureMillis!,
    )
    expect(site!.unconfirmed.join(' ')).toMatch(
      /designation .* not yet confirmed.*Hikvision.*maker that is not est.*network/,
    )
    expect(memorandum.decision).toEqual({
      choices: ['replace-now', 'with-upgrade', 'remove-not-replace', 'isolate-and-keep', 'not'],
      choice: null,
      reason: null,
      approvedBy: null,
      reviewOn: null,
    })
    expect(await db.read.$count(db.read.t.siteDecisions)).toBe(0)
  })

  it('says at an extended site that no upgrade is to wait for, and departs from nothing', async () => {
    const { memorandum } = await draft('PIER')
    const options = memorandum.sites[0]!.options
    expect(memorandum.clauses.map(({ clause }) => clause)).toEqual(['C4'])
    expect(options.find(({ choice }) => choice === 'with-upgrade')!.when).toBe('no-upgrade-to-wait-for')
    expect(options.flatMap(({ departsFrom }) => departsFrom)).toEqual([])
  })

  it('adds a set of sites up, choice by choice', async () => {
    const { memorandum } = await draft('HQ', 'PIER')
    const cost = (choice: Choice) =>
      memorandum.sites.flatMap(({ options }) => options).filter((one) => one.choice === choice)
    for (const { choice, costPence } of memorandum.totals)
      expect(costPence).toBe(cost(choice).reduce((sum, one) => sum + one.costPence, 0))
    expect(memorandum.totals.find(({ choice }) => choice === 'not')).toMatchObject({ departing: 1, doneOn: null })
  })

  it('is kept under its hash, reads the same again, and a decision names it', async () => {
    const { hash, memorandum } = await draft('HQ')
    expect((await draft('HQ')).hash).toBe(hash)
    expect((await openMemorandum(deps, operator, hash)).memorandum).toEqual(memorandum)
    const sites = (await loadSites(db.read, 'everything')).filter(({ code }) => code === 'HQ')
    const decision = { sites, choice: 'isolate-and-keep', reason: 'r', approvedBy: 'a', memorandumHash: hash } as const
    const decided = await decideSites(deps, operator, decision)
    expect('decisions' in decided && decided.decisions[0]).toMatchObject({ memorandumHash: hash })
    expect((await draft('HQ')).memorandum.sites[0]!.facts.at(-1)).toContain('Decided before: isolate-and-keep')
  })

  it('has neither limbs nor addresses, and nothing for whoever may not know of its sites', async () => {
    const drafted = await draft('HQ', 'PIER')
    const text = [JSON.stringify(drafted), ...sayMemorandum(drafted, 120)].join('\n')
    expect(text).not.toMatch(/ministerial|SW1A|CF10|limb/)
    const { organisationId } = (await loadSites(db.read, 'everything'))[0]!
    const inWales = { ...operator, scope: [{ organisationId, region: 'Wales' }] }
    await expect(openMemorandum(deps, inWales, drafted.hash)).rejects.toMatchObject({ code: 'unknown-memorandum' })
    const siteIds = [await idOf('HQ')]
    await expect(draftMemorandum(deps, inWales, { siteIds, reference, marking })).rejects.toMatchObject({
      code: 'unknown-site',
    })
  })

  it('is marked at both ends, with room for reason, approver and review', async () => {
    const lines = sayMemorandum(await draft('HQ', 'PIER'), 120)
    expect([lines[0], lines.at(-1)]).toEqual([marking, marking])
    const text = lines.join('\n')
    for (const words of [
      'It decides nothing.',
      'C3, advised to consider',
      'departs from K1',
      'Approver: ___',
      'Reason: ___',
    ])
      expect(text).toContain(words)
  })
})

describe('memoranda by the API', () => {
  it('are drafted as JSON and as text, read again by their hash, and each look is on record', async () => {
    const { db, close } = await openTestDatabase('sqlite')
    const { request, deps, tokenOf } = await buildTestApp(db)
    await importText(deps, 'harbour.csv', INVENTORY)
    const ids = (await loadSites(db.read, 'everything')).map(({ id }) => id).join(',')
    const made = await request({ url: `/api/v1/memoranda?site=${ids}` })
    expect(made.json().memorandum.sites).toHaveLength(2)
    const again = await request({ url: `/api/v1/memoranda/${made.json().hash}` })
    expect(again.json()).toEqual(made.json())
    const text = await request({ url: `/api/v1/memoranda?site=${ids}&as=text` })
    expect([text.headers['content-type'], text.body.split('\n')[0]]).toEqual(['text/plain; charset=utf-8', marking])
    expect((await request({ url: '/api/v1/memoranda?site=none' })).statusCode).toBe(404)
    const many = Array.from({ length: 201 }, (_, i) => `s${i}`).join(',')
    expect((await request({ url: `/api/v1/memoranda?site=${many}` })).json()).toMatchObject({ code: 'too-many-sites' })
    const estate = await tokenOf('owner', ['estate'])
    expect((await request({ url: `/api/v1/memoranda?site=${ids}`, token: estate })).statusCode).toBe(403)
    const acts = (await db.read.select().from(db.read.t.auditEntries)).map(({ act }) => act)
    expect(acts).toEqual(expect.arrayContaining(['memorandum.drafted', 'memorandum.opened']))
    await close()
  })
})
