import { describe, expect, it } from 'vitest'
import { sitesByCode, sitesById, type Named } from '../../src/directive/name-sites.ts'

const named = {
  organisations: [
    { id: 'o1', name: 'Harbour Authority' },
    { id: 'o2', name: 'Town Council' },
  ],
  sites: [
    { id: 's1', organisationId: 'o1', code: 'HQ' },
    { id: 's2', organisationId: 'o2', code: 'HQ' },
    { id: 's3', organisationId: 'o2', code: 'DEPOT' },
  ],
} as unknown as Named
const ids = (codes: string[]) => sitesByCode(named, codes).map(({ id }) => id)

describe('naming a site', () => {
  it('takes its code, in any case, where it is the only one', () => {
    expect(ids(['depot'])).toEqual(['s3'])
  })
  it('asks which, where several have the code, and takes the organisation with it', () => {
    expect(() => ids(['HQ'])).toThrow(
      expect.objectContaining({ code: 'several-sites', hint: 'Say which: Harbour Authority/HQ, Town Council/HQ.' }),
    )
    expect(ids(['Town Council/HQ', 'HARBOUR  AUTHORITY/hq'])).toEqual(['s2', 's1'])
  })
  it('refuses a site that is not there, by code and by id', () => {
    expect(() => ids(['NOWHERE'])).toThrow(expect.objectContaining({ code: 'unknown-site' }))
    expect(() => sitesById(named.sites, ['s9'])).toThrow(expect.objectContaining({ code: 'unknown-site' }))
  })
})
