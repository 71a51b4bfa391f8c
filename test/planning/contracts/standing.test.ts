import { describe, expect, it } from 'vitest'
import type { ContractBook } from '../../../src/planning/contracts/contract.ts'
import { mayDo, standingOf, type Ask } from '../../../src/planning/contracts/standing.ts'
import type { Crew } from '../../../src/planning/crews/crew.ts'
import { day } from '../../../src/shared/day.ts'
import { crewOf } from '../crews/make-crew.ts'
import { bookOf, contractOf, contractorOf, fitters } from './make-book.ts'

const ask: Ask = {
  organisationId: 'org_1',
  region: 'London',
  vetting: 'sc',
  action: 'replace',
  on: day('2027-01-04'),
}
const theirs = { contractor: { ...fitters, active: true } }
const may = (over: Partial<Ask> = {}, book: ContractBook = bookOf(), crews: readonly Crew[] = [crewOf(theirs)]) => {
  const answer = mayDo(standingOf(book, crews, 'con_1')!, { ...ask, ...over })
  return answer.may ? 'yes' : answer.because
}

describe('a company', () => {
  it('may do what its crews can and its call-off covers', () => expect(may()).toBe('yes'))

  it.each<[string, Partial<Ask>]>([
    ['region', { region: 'Wales' }],
    ['region', { region: null }],
    ['vetting', { vetting: 'dv' }],
    ['action', { action: 'survey' }],
    ['expiry', { on: day('2027-07-01') }],
    ['expiry', { on: day('2026-12-31') }],
  ])('may not for its %s: %o', (because, over) => expect(may(over)).toBe(because))

  it('may on the last day of its call-off', () => expect(may({ on: day('2027-06-30') })).toBe('yes'))

  it('may not while it is suspended, nor while it is noted as listed; that nobody has looked is no reason', () => {
    const of = (contractor: Parameters<typeof contractorOf>[0]) => bookOf({ contractors: [contractorOf(contractor)] })
    const check = { on: day('2026-11-01'), by: 'F. Officer', note: null }
    expect(may({}, of({ status: 'suspended' }))).toBe('status')
    expect(may({}, of({ check: { ...check, found: 'listed' } }))).toBe('debarment')
    expect(may({}, of({ check: null }))).toBe('yes')
  })

  it('may not under somebody else’s call-off, and needs none where the organisation uses none', () => {
    const contracts = [contractOf({ contractors: [{ id: 'con_2', name: 'Others' }] })]
    expect(may({}, bookOf({ contracts }))).toBe('contract')
    expect(may({}, bookOf({ contracts, usedBy: new Set() }))).toBe('yes')
    expect(may({ organisationId: 'org_2' }, bookOf({ contracts: [] }))).toBe('yes')
  })

  it('has no crew in one that is not its own or not valid on the day', () => {
    expect(may({}, bookOf(), [crewOf()])).toBe('action')
    expect(may({}, bookOf(), [crewOf({ ...theirs, validUntil: day('2027-01-04') })])).toBe('action')
    expect(may({}, bookOf(), [crewOf({ ...theirs, organisations: [{ id: 'org_9', name: 'Swans' }] })])).toBe('region')
  })

  it('may send a subcontractor who is fit, and approved under the call-off', () => {
    const riggers = { id: 'con_2', name: 'Riggers' }
    const crews = [crewOf({ contractor: { ...riggers, active: true } })]
    const book = (sub: Parameters<typeof contractorOf>[0], approved: readonly (typeof riggers)[]) =>
      bookOf({
        contractors: [contractorOf({ subcontractors: [riggers] }), contractorOf({ ...riggers, ...sub })],
        contracts: [contractOf({ subcontractors: approved })],
      })
    expect(may({}, book({}, [riggers]), crews)).toBe('yes')
    expect(may({}, book({}, []), crews)).toBe('action')
    expect(may({}, book({ status: 'ended' }, [riggers]), crews)).toBe('action')
    const check = { on: day('2026-11-01'), by: 'F. Officer', found: 'listed', note: null } as const
    expect(may({}, book({ check }, [riggers]), crews)).toBe('action')
  })

  it('that nobody recorded has no standing', () => expect(standingOf(bookOf(), [], 'con_9')).toBeUndefined())

  it('is told why in words that speak of its own papers', () => {
    const says = (over: Partial<Ask>) => mayDo(standingOf(bookOf(), [crewOf(theirs)], 'con_1')!, { ...ask, ...over })
    expect(says({ on: day('2027-07-01') })).toEqual({
      may: false,
      because: 'expiry',
      says: 'Call-off CO-1 is in force from 1 January 2027 to 30 June 2027, not on 1 July 2027.',
    })
    expect(says({ vetting: 'dv' })).toMatchObject({
      says: 'Fitters has no crew for replace in London that is vetted to dv.',
    })
  })
})
