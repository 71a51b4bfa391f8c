import { describe, expect, it } from 'vitest'
import { consentFrom, consentState, sayConsent } from '../../../src/estate/facts/consent.ts'
import {
  complaintsOf,
  NO_FACTS,
  refuseBadFacts,
  visitRulesOf,
  type Consent,
  type OpenedFacts,
} from '../../../src/estate/facts/site-facts.ts'
import { historyOf, sayMoves, type RecordedUpgrade } from '../../../src/estate/facts/upgrade-history.ts'
import { addDays, day } from '../../../src/shared/day.ts'
import { reference } from '../../support/estate.ts'

const today = day('2026-11-22')
const startOn = day('2026-11-30')
const consent = (facts: Partial<Consent> = {}): Consent => ({
  kind: 'landlord-variation',
  reference: null,
  leadDays: 60,
  appliedOn: null,
  grantedOn: null,
  refusedOn: null,
  untilOn: null,
  ...facts,
})
const paths = (facts: Partial<OpenedFacts>) => complaintsOf({ ...NO_FACTS, ...facts }, today).map(({ path }) => path)
const closed = (from: string, until: string) => ({ from: day(from), until: day(until), why: 'w' })

describe('facts of a site', () => {
  it.each<[string, Partial<OpenedFacts>, string[]]>([
    ['nothing at all', {}, []],
    ['a closure of one day', { closed: [closed('2027-01-04', '2027-01-05')] }, []],
    ['a closure that ends as it begins', { closed: [closed('2027-01-04', '2027-01-04')] }, ['closed[0].until']],
    ['a closure the wrong way round', { closed: [closed('2027-01-04', '2026-12-28')] }, ['closed[0].until']],
    ['a closure in another century', { closed: [closed('2027-01-04', '2127-01-11')] }, ['closed[0].until']],
    ['the longest lead', { consents: [consent({ leadDays: 1096 })] }, []],
    ['a lead of years', { consents: [consent({ leadDays: 1097 })] }, ['consents[0].leadDays']],
    ['a negative lead', { consents: [consent({ leadDays: -1 })] }, ['consents[0].leadDays']],
    ['a grant of today', { consents: [consent({ grantedOn: today })] }, []],
    ['a grant to come', { consents: [consent({ grantedOn: addDays(today, 1) })] }, ['consents[0].grantedOn']],
    ['an application to come', { consents: [consent({ appliedOn: addDays(today, 30) })] }, []],
    [
      'an answer before the application',
      { consents: [consent({ appliedOn: today, refusedOn: addDays(today, -1) })] },
      ['consents[0].appliedOn'],
    ],
    [
      'both answers',
      { consents: [consent({ grantedOn: day('2026-01-01'), refusedOn: day('2026-02-01') })] },
      ['consents[0].refusedOn'],
    ],
    ['an end without a grant', { consents: [consent({ untilOn: day('2028-01-01') })] }, ['consents[0].untilOn']],
    ['two of a kind', { consents: [consent(), consent()] }, ['consents[1].reference']],
    ['two of a kind, told apart', { consents: [consent(), consent({ reference: 'B' })] }, []],
    ['leaving without a reason', { leavesOn: day('2028-03-25') }, ['leavesBy']],
    ['a notice of a year', { noticeDays: 365 }, ['noticeDays']],
  ])('%s: %j', (_, facts, wrong) => {
    expect(paths(facts)).toEqual(wrong)
  })
  it('are refused with every complaint at once', () => {
    const facts = { ...NO_FACTS, noticeDays: -1, closed: [closed('2027-01-04', '2027-01-01')] }
    expect(() => refuseBadFacts(facts, today)).toThrow(/closed\[0\]\.until: .* noticeDays: -1 days/)
  })
})

describe('what visitors must keep to', () => {
  it('is assumed strictly at a sensitive site, and freely elsewhere, until somebody says', () => {
    expect(visitRulesOf({ sensitivity: 'sensitive' })).toMatchObject({
      photos: 'none',
      personalDevices: 'none',
      permitToWork: true,
      loneWorking: 'forbidden',
    })
    expect(visitRulesOf({ sensitivity: 'other' })).toMatchObject({ photos: 'allowed', permitToWork: false })
    const stated = visitRulesOf(
      { sensitivity: 'sensitive' },
      { ...NO_FACTS, photos: 'site-taken', permitToWork: false },
    )
    expect(stated).toMatchObject({ photos: 'site-taken', permitToWork: false, personalDevices: 'none' })
    expect(stated.assumed).toEqual(['personalDevices', 'loneWorking', 'noticeDays'])
  })
})

describe('a consent', () => {
  it.each<[string, Partial<Consent>, string, string]>([
    ['nobody applied for: its lead after the start', {}, 'to-apply', '2027-01-29'],
    ['applied for: its lead after that', { appliedOn: day('2026-11-02') }, 'applied', '2027-01-01'],
    ['applied for long ago: not before the start', { appliedOn: day('2026-01-01') }, 'applied', '2026-11-30'],
    ['granted: nothing to wait for', { grantedOn: day('2026-11-01') }, 'granted', '2026-11-30'],
    [
      'granted until the day after the start',
      { grantedOn: day('2026-01-01'), untilOn: day('2026-12-01') },
      'granted',
      '2026-11-30',
    ],
    [
      'granted until the start: to be had again',
      { grantedOn: day('2026-01-01'), untilOn: day('2026-11-30') },
      'lapsed',
      '2027-01-29',
    ],
    ['refused: never', { refusedOn: day('2026-11-01') }, 'refused', 'refused'],
  ])('%s', (_, facts, state, from) => {
    expect(consentState(consent(facts), startOn)).toBe(state)
    expect(consentFrom(consent(facts), startOn)).toBe(from)
  })
  it('says where it stands', () => {
    expect(sayConsent(consent({ reference: 'LV-12', appliedOn: day('2026-11-02') }), startOn)).toBe(
      'the landlord’s variation (LV-12), applied for on 2 November 2026, takes 60 days',
    )
  })
})

describe('the history of an upgrade', () => {
  const upgrade = (on: string | null, facts: Partial<RecordedUpgrade> = {}): RecordedUpgrade => {
    return { upgradeOn: on === null ? null : day(on), funded: true, manufacturer: 'Axis', ...facts }
  }
  const told = (recorded: RecordedUpgrade[], current = recorded.at(-1)!) =>
    historyOf(current, recorded, { register: reference.register, startOn })

  it.each<[string, RecordedUpgrade[], string | null, string | null, number]>([
    ['one date', [upgrade('2027-05-01')], '2027-05-01', '2027-05-01', 0],
    ['moved later', [upgrade('2027-05-01'), upgrade('2029-05-01')], '2029-05-01', '2027-05-01', 1],
    [
      'moved later twice',
      [upgrade('2027-05-01'), upgrade('2028-05-01'), upgrade('2029-05-01')],
      '2029-05-01',
      '2027-05-01',
      2,
    ],
    [
      'recorded anew with the same date',
      [upgrade('2027-05-01'), upgrade('2027-05-01', { manufacturer: 'Bosch' })],
      '2027-05-01',
      '2027-05-01',
      0,
    ],
    ['its money withdrawn', [upgrade('2027-05-01'), upgrade('2027-05-01', { funded: false })], null, '2027-05-01', 1],
    [
      'funded only later: that is its first date',
      [upgrade('2027-05-01', { funded: null }), upgrade('2028-05-01')],
      '2028-05-01',
      '2028-05-01',
      0,
    ],
    ['to flagged kit', [upgrade('2027-05-01', { manufacturer: 'Hikvision' })], null, null, 0],
    ['on the day of the start', [upgrade('2026-11-30')], '2026-11-30', '2026-11-30', 0],
    ['the day before: it has not come true', [upgrade('2026-11-29')], null, null, 0],
    ['passed, and put off', [upgrade('2026-06-01'), upgrade('2028-05-01')], '2028-05-01', '2028-05-01', 0],
    ['none', [upgrade(null)], null, null, 0],
  ])('%s', (_, recorded, upgradeOn, firstOn, moved) => {
    expect(told(recorded)).toMatchObject({ upgradeOn, firstOn, moved })
  })
  it('is what the site says where nothing was recorded, as of an estate older than its history', () => {
    expect(told([], upgrade('2027-05-01'))).toMatchObject({ upgradeOn: '2027-05-01', firstOn: '2027-05-01', moved: 0 })
  })
  it('says what became of the first date', () => {
    const say = (...on: (string | null)[]) => sayMoves(told(on.map((one) => upgrade(one))))
    expect(say('2027-05-01', '2028-05-01', '2029-05-01')).toBe('was 1 May 2027, moved twice')
    expect(say('2027-05-01', null)).toBe('was 1 May 2027, and counts no more')
    expect(say('2027-05-01')).toBeUndefined()
  })
})
