import { asc } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { isScopeWithin, within, withinOrganisation, type Scope } from '../../src/access/scope.ts'
import type { Database } from '../../src/db/database.ts'
import { eachDialect } from '../support/dialects.ts'

const at = new Date('2026-11-22T09:00:00.000Z')

eachDialect('a scope', (open) => {
  let db: Database
  beforeAll(async () => {
    db = await open()
    await db.write(async (q) => {
      await q.insert(q.t.funds).values({ id: 'f', version: 1, code: 'f', name: 'f', carryOver: 'none', createdAt: at })
      for (const id of ['north', 'south']) {
        const organisation = { id, version: 1, name: id, nameKey: id, standing: 'department', fundId: 'f' } as const
        await q.insert(q.t.organisations).values({ ...organisation, createdAt: at })
        for (const region of ['London', 'Wales', null]) {
          const code = `${id}-${region ?? 'nowhere'}`
          const site = { id: code, organisationId: id, version: 1, code, codeKey: code, name: code, region } as const
          const facts = { sensitivity: 'sensitive', observedOn: '2026-11-22' as never, createdAt: at } as const
          await q.insert(q.t.sites).values({ ...site, ...facts })
        }
      }
    })
  })
  const found = async (scope: Scope) => {
    const { sites } = db.read.t
    const rows = await db.read.select().from(sites).where(within(scope, sites)).orderBy(asc(sites.id))
    return rows.map((site) => site.id)
  }

  it('of everything finds everything', async () => {
    expect(await found('everything')).toHaveLength(6)
  })

  it('of nothing finds nothing', async () => {
    expect(await found([])).toEqual([])
  })

  it('of an organisation finds its sites in every region, also where none is stated', async () => {
    expect(await found([{ organisationId: 'north', region: null }])).toEqual([
      'north-London',
      'north-Wales',
      'north-nowhere',
    ])
  })

  it('of an organisation in one region finds only those, and never those of no region', async () => {
    expect(await found([{ organisationId: 'south', region: 'Wales' }])).toEqual(['south-Wales'])
  })

  it('of several pairs finds what any of them allows, and does not mix them', async () => {
    const pairs = [
      { organisationId: 'north', region: 'London' },
      { organisationId: 'south', region: 'Wales' },
    ]
    expect(await found(pairs)).toEqual(['north-London', 'south-Wales'])
  })

  it('that names an organisation in any region knows the organisation itself', async () => {
    const { organisations } = db.read.t
    const scope = [{ organisationId: 'south', region: 'Wales' }]
    const rows = await db.read.select().from(organisations).where(withinOrganisation(scope, organisations.id))
    expect(rows.map((row) => row.id)).toEqual(['south'])
  })
})

describe('one scope is within another', () => {
  const north = { organisationId: 'north', region: null }
  const wales = { organisationId: 'north', region: 'Wales' }
  it('if each of its pairs is', () => {
    expect(isScopeWithin([wales], [north])).toBe(true)
    expect(isScopeWithin([wales], 'everything')).toBe(true)
    expect(isScopeWithin([], [wales])).toBe(true)
  })
  it('and not if it reaches further, in regions or in organisations', () => {
    expect(isScopeWithin([north], [wales])).toBe(false)
    expect(isScopeWithin([wales, { organisationId: 'south', region: 'Wales' }], [north])).toBe(false)
    expect(isScopeWithin('everything', [north])).toBe(false)
  })
})
