import { describe, expect, it } from 'vitest'
import { decisionsOn, type SiteDecision } from '../../src/directive/site-decision.ts'
import { day } from '../../src/shared/day.ts'

const decision = (facts: Partial<SiteDecision>): SiteDecision => ({
  id: 'dec_1',
  organisationId: null,
  siteId: null,
  clause: 'C3',
  choice: 'replace-now',
  reason: 'because',
  approvedBy: 'A. Prover',
  reviewOn: day('2027-11-22'),
  recordedAt: new Date('2026-11-22T09:00:00Z'),
  ...facts,
})
const sensitive = { id: 's1', sensitivity: 'sensitive' } as const
const today = day('2026-11-22')

describe('what was decided for a site', () => {
  it('is the standing decision, for sensitive sites and no others', () => {
    const decided = decisionsOn(today, [decision({})])
    expect(decided(sensitive)?.choice).toBe('replace-now')
    expect(decided({ id: 's2', sensitivity: 'extended' })).toBeUndefined()
    expect(decided({ id: 's3', sensitivity: 'other' })).toBeUndefined()
  })
  it('is its own decision, which outweighs the standing one whichever came first', () => {
    const own = decision({ id: 'dec_0', siteId: 's1', choice: 'isolate-and-keep', recordedAt: new Date(0) })
    expect(decisionsOn(today, [own, decision({})])(sensitive)?.choice).toBe('isolate-and-keep')
  })
  it('is the newest of several, whatever order they are given in', () => {
    const older = decision({ siteId: 's1', choice: 'with-upgrade', recordedAt: new Date('2026-01-01T00:00:00Z') })
    const newer = decision({ id: 'dec_2', siteId: 's1' })
    for (const both of [
      [older, newer],
      [newer, older],
    ]) {
      expect(decisionsOn(today, both)(sensitive)?.choice).toBe('replace-now')
    }
  })
  it('counts until its review day, exclusive', () => {
    const decisions = [decision({ reviewOn: day('2026-11-23') })]
    expect(decisionsOn(day('2026-11-22'), decisions)(sensitive)).toBeDefined()
    expect(decisionsOn(day('2026-11-23'), decisions)(sensitive)).toBeUndefined()
  })
})
