import { describe, expect, it } from 'vitest'
import type { Deps } from '../../../../src/deps.ts'
import { writeList } from '../../../../src/estate/lists/write-list.ts'
import type { Columns, RowOf } from '../../../../src/estate/lists/fields.ts'
import { LISTS, type CatalogueContent, type ListName } from '../../../../src/planning/catalogue/catalogue.ts'
import { EXAMPLES } from '../../../../src/planning/catalogue/versions/examples.ts'
import { catalogueOn, getCatalogue } from '../../../../src/planning/catalogue/versions/in-force.ts'
import { recordVersion, type CatalogueChange } from '../../../../src/planning/catalogue/versions/record-version.ts'
import { getPlan } from '../../../../src/planning/get-plan.ts'
import { listOrders } from '../../../../src/orders/planned/store.ts'
import { day } from '../../../../src/shared/day.ts'
import { fakeClock } from '../../../support/clock.ts'
import { eachDialect, openTestDatabase } from '../../../support/dialects.ts'
import { depsOf, importText, makePlan, operator, reference } from '../../../support/estate.ts'
import { csv } from '../../../support/make.ts'
import { model, rate, rates } from '../make-catalogue.ts'

const { catalogue: shipped } = reference
const sent = (text: string, name = 'list.csv') => ({ bytes: Buffer.from(text), name })
const list = <L extends ListName>(name: L, rows: CatalogueContent[L]) =>
  sent([...writeList(LISTS[name] as Columns, rows as readonly RowOf<Columns>[], 'OFFICIAL')].join('\n'))
const recordBy = (deps: Deps) => (change: CatalogueChange) =>
  recordVersion(deps, reference, { caller: operator, change })
const models = (...rows: Parameters<typeof model>[0][]) => ({ models: list('models', rows.map(model)) })

/** A clock that moves on with every look, as others do. */
function ticking(deps: Deps): Deps {
  const clock = fakeClock()
  return { ...deps, clock: { now: () => (clock.advance(1), clock.now()) } }
}

eachDialect('the catalogue', (open) => {
  const DUCKS = csv(
    'organisation,standing,site,sensitivity,device,kind,manufacturer',
    'Ducks,department,POND,sensitive,1,camera,Hikvision',
    'Ducks,department,POND,sensitive,2,anpr,Hikvision',
  )
  it('is the one that ships until finance records one, then the newest that is valid on the day', async () => {
    const deps = ticking(depsOf(await open()))
    const record = recordBy(deps)
    const version = async (on: string) => (await catalogueOn(deps.db.read, shipped, day(on))).version
    expect(await version('2026-11-22')).toBe(shipped.version)
    const first = await record({ lists: models({ pricePence: 100 }) })
    const later = await record({ lists: models({ pricePence: 300 }), validFromOn: day('2027-04-01') })
    const again = await record({ lists: models({ pricePence: 200 }) })
    expect(again.notes.join(' ')).toContain('From 1 April 2027 another version counts')
    expect(later.notes).toEqual(['It counts for plans that start on 1 April 2027 or later.'])
    expect(await version('2026-11-21')).toBe(shipped.version)
    expect(await version('2026-11-22')).toBe(again.version)
    expect(await version('2027-03-31')).toBe(again.version)
    expect(await version('2027-04-01')).toBe(later.version)
    expect((await getCatalogue(deps.db.read, shipped, first.version)).models[0]?.pricePence).toBe(100)
  })
  it('keeps the lists that are not sent, and records nothing that is in force already', async () => {
    const deps = ticking(depsOf(await open()))
    const record = recordBy(deps)
    await record({ lists: models({ code: 'new' }), settings: { upliftBasisPoints: 250 } })
    const { rates: kept, settings } = await catalogueOn(deps.db.read, shipped, day('2026-11-22'))
    expect(kept).toEqual(shipped.rates)
    expect(settings).toEqual({ ...shipped.settings, upliftBasisPoints: 250 })
    expect(await record({ lists: models({ code: 'new' }) })).toMatchObject({ changed: false })
    expect(await deps.db.read.$count(deps.db.read.t.catalogueVersions)).toBe(1)
  })
  it('comes out as it was put in: every list, every column', async () => {
    const deps = ticking(depsOf(await open()))
    await importText(deps, 'ducks.csv', DUCKS)
    const recovery = [{ organisation: 'Ducks', kinds: ['kit', 'civils'] as const, recoveredBasisPoints: 1250 }]
    const content = { ...EXAMPLES, 'vat-recovery': recovery }
    const lists = Object.fromEntries(
      (Object.keys(LISTS) as ListName[]).map((name) => [name, list(name, content[name])]),
    )
    await recordBy(deps)({ lists })
    expect(await catalogueOn(deps.db.read, shipped, day('2026-11-22'))).toMatchObject(content)
  })
  it('leaves a plan its prices: it names the version, and that stays readable', async () => {
    const deps = ticking(depsOf(await open()))
    await importText(deps, 'ducks.csv', DUCKS)
    const startOn = day('2026-11-23')
    const plan = async () => {
      const { planId, summary } = await makePlan(deps, { startOn, budgets: [] })
      const orders = await listOrders(deps.db.read, 'everything', { planId, rows: 10 })
      const pence = orders.reduce((sum, order) => sum + order.costPence, 0)
      return { row: await getPlan(deps.db.read, 'everything', planId), pence, orders, summary }
    }
    const before = await plan()
    expect(before.row.catalogueVersion).toBe(shipped.version)
    const other = { ...shipped, version: 'another-release' }
    expect((await getCatalogue(deps.db.read, other, shipped.version)).models).toEqual(shipped.models)

    await recordBy(deps)({ lists: models({ code: 'cheap', pricePence: 10_000, labourMinutes: 60 }) })
    const after = await plan()
    const kit = after.orders.flatMap(({ facts }) => facts.costLines).filter(({ kind }) => kind === 'kit')
    expect(kit.map(({ modelId, pence }) => [modelId, pence])).toEqual([['cheap', 10_000]])
    expect((await plan()).row.catalogueVersion).toBe(after.row.catalogueVersion)
    expect((await getPlan(deps.db.read, 'everything', before.row.id)).catalogueVersion).toBe(shipped.version)
    // The number plate camera has no model now: it is listed and warned of, and costs nothing in no order.
    expect(after.summary.left).toMatchObject([{ siteCode: 'POND', because: 'no-model', devices: 1, tier: 3 }])
    expect(after.summary.tiers.find(({ tier }) => tier === 3)?.clearOn).toBeNull()
    const warning = after.summary.warnings.find(({ code }) => code === 'no-model')
    expect(warning?.message).toContain('1 device has no replacement model in the catalogue')
    expect(warning?.message).toContain('1 × anpr')
  })
  it('adds up: what orders cost in their years is what the plan asks of its funds, uplift, VAT and delivery included', async () => {
    const deps = ticking(depsOf(await open()))
    const row = (n: number) => `Ducks,department,POND,sensitive,${n},camera,Hikvision`
    const header = 'organisation,standing,site,sensitivity,device,kind,manufacturer'
    await importText(deps, 'ducks.csv', csv(header, ...Array.from({ length: 90 }, (_, n) => row(n))))
    await recordBy(deps)({
      lists: {
        ...models({ pricePence: 33_333, deliveredWeeksBefore: 3, leadDays: 63 }),
        'vat-recovery': sent('organisation,cost,recovered_percent\nDucks,,33.33'),
      },
      settings: { upliftBasisPoints: 333 },
    })
    // A survey, for the network is not known, and four legs of 28 cameras, a week each, from 15 March on: into another year.
    const { planId, summary } = await makePlan(deps, { startOn: day('2026-12-21'), budgets: [] })
    const orders = await listOrders(deps.db.read, 'everything', { planId, rows: 100 })
    const years = new Set(orders.flatMap(({ weekOn }) => (weekOn === null ? [] : [weekOn >= '2027-04-01'])))
    expect([orders.length, years.size]).toEqual([5, 2])
    for (const { costPence, facts } of orders) {
      expect(facts.costLines.reduce((sum, { pence }) => sum + pence, 0)).toBe(costPence)
    }
    const spent = summary.money.reduce((sum, { spentPence }) => sum + spentPence, 0)
    expect(orders.reduce((sum, { costPence }) => sum + costPence, 0)).toBe(spent)
    expect(summary.tiers.reduce((sum, { pence }) => sum + pence, 0)).toBe(spent)
  })
})

describe('a list that will not do', () => {
  const cases: readonly [string, Partial<Record<ListName, ReturnType<typeof list>>>, ...string[]][] = [
    [
      'a model that the register does not clear',
      models({ manufacturer: 'Hikvision' }),
      'Row 2, column "manufacturer"',
      'Hikvision',
    ],
    [
      'a model of a maker that is not named',
      models({ manufacturer: null, model: 'P1' }),
      'the register cannot clear it',
    ],
    [
      'a code that stands twice',
      models({ code: 'A' }, {}, { code: 'a' }),
      'Row 4, column "code": It stands twice: see row 2',
    ],
    ['a model that replaces nothing', models({ kinds: [] }), 'column "kinds"'],
    ['channels of a camera', models({ channels: 4 }), 'Only a recorder'],
    ['a price of a day to come', models({ asOf: day('2026-11-23') }), 'yet to come'],
    ['a price of another age', models({ asOf: day('1999-12-31') }), 'before 1 January 2000'],
    ['no model at all', models(), 'no row'],
    ['civils without a rate', models({ civils: true }), 'no rate for it'],
    [
      'rates without what every job needs',
      { rates: list('rates', [rate({ kind: 'labour' })]) },
      'no rate for mobilisation',
    ],
    [
      'a data class of labour',
      { rates: list('rates', [...rates, rate({ kind: 'labour', dataClass: 'official' })]) },
      'Only disposal',
    ],
    [
      'VAT of an organisation that there is not',
      { 'vat-recovery': sent('organisation,cost,recovered_percent\nNobody,,50') },
      'no organisation "Nobody"',
    ],
    ['a negative price', { models: sent(priced('-5')) }, 'Row 2, column "price_pounds"', 'from 0.01 to 250000'],
    ['a price of nothing', { models: sent(priced('0')) }, 'column "price_pounds"'],
    ['an absurd price', { models: sent(priced('250000.01')) }, 'column "price_pounds"'],
    ['an unknown kind', { models: sent(priced('5', 'toaster')) }, 'column "kinds"', 'one of camera'],
  ]
  it.each(cases)('is refused by row and column: %s', async (_, lists, ...words) => {
    const { db, close } = await openTestDatabase('sqlite')
    const refused = await recordBy(depsOf(db))({ lists }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'bad-list', details: { exitCode: 2 } })
    for (const word of words) expect((refused as Error).message).toContain(word)
    expect(await db.read.$count(db.read.t.catalogueVersions)).toBe(0)
    await close()
  })
  it('is not taken from who may act in a part of the estate, nor for a day over five years away', async () => {
    const { db, close } = await openTestDatabase('sqlite')
    const deps = depsOf(db)
    const caller = { ...operator, scope: [] }
    const change = { lists: models({}) }
    await expect(recordVersion(deps, reference, { caller, change })).rejects.toMatchObject({ code: 'scope-too-narrow' })
    for (const absurd of ['2031-12-01', '2021-11-01']) {
      const doing = recordBy(deps)({ ...change, validFromOn: day(absurd) })
      await expect(doing, absurd).rejects.toMatchObject({ code: 'valid-from-absurd' })
    }
    await close()
  })
})

function priced(pounds: string, kinds = 'camera'): string {
  return csv('code,description,kinds,price_pounds,source,as_of', `a,a camera,${kinds},${pounds},a quote,2026-11-01`)
}
