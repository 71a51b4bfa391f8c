import { describe, expect, it } from 'vitest'
import { NO_FACTS, type Consent, type SiteFacts } from '../../../src/estate/facts/site-facts.ts'
import type { Job } from '../../../src/planning/engine/format/problem.ts'
import { leavesEarly, leftBeforeUpgrade } from '../../../src/planning/outcome/pay-back.ts'
import {
  dateWarnings,
  movedBySite,
  releasedBy,
  sayDates,
  siteDates,
  unplacedReason,
} from '../../../src/planning/problem/site-dates.ts'
import type { LeftAtSite } from '../../../src/planning/problem/treat-organisation.ts'
import { day } from '../../../src/shared/day.ts'
import type { Action } from '../../../src/shared/vocabulary.ts'

// Four weeks from Monday 30 November until Monday 28 December 2026, exclusive.
const horizon = { startOn: day('2026-11-30'), weeks: 4 }
const job: Job = {
  id: 'a',
  tier: 3,
  weightPerDay: 1,
  minutes: 195,
  poolIds: ['p'],
  draws: [],
  releaseOn: day('2026-12-07'),
  upgradeOn: null,
  mayWait: false,
  closed: [],
  after: [],
}
const closed = (from: string, until: string) => ({ from: day(from), until: day(until), why: 'w' })
const consent = (facts: Partial<Consent> = {}): Consent => ({
  kind: 'listed-building',
  reference: null,
  leadDays: 14,
  appliedOn: null,
  grantedOn: null,
  refusedOn: null,
  untilOn: null,
  ...facts,
})
const moved = (facts: Partial<SiteFacts>, action: Action = 'replace', of: Partial<Job> = {}) => {
  const dates = siteDates({ ...NO_FACTS, ...facts }, horizon)
  return movedBySite({ ...job, ...of }, { action, dates }, horizon)
}

describe('a job at a site of which nothing is recorded', () => {
  it('is as it would be anywhere', () => {
    const dates = siteDates(undefined, horizon)
    expect(movedBySite(job, { action: 'replace', dates }, horizon)).toEqual(job)
    expect(sayDates({ action: 'replace', dates })).toEqual([])
  })
})

describe('closures', () => {
  it.each<[string, ReturnType<typeof closed>[], { from: string; until: string }[]]>([
    ['within the horizon', [closed('2026-12-08', '2026-12-10')], [{ from: '2026-12-08', until: '2026-12-10' }]],
    [
      'over its edges are cut there',
      [closed('2026-01-01', '2027-06-01')],
      [{ from: '2026-11-30', until: '2026-12-28' }],
    ],
    ['that end on the first day are gone', [closed('2026-11-01', '2026-11-30')], []],
    ['from the end on are not there yet', [closed('2026-12-28', '2027-01-04')], []],
    [
      'that touch are one',
      [closed('2026-12-14', '2026-12-16'), closed('2026-12-08', '2026-12-14')],
      [{ from: '2026-12-08', until: '2026-12-16' }],
    ],
  ])('%s', (_, ranges, expected) => {
    expect(moved({ closed: ranges }).closed).toEqual(expected)
  })
  it('hold up whoever comes, the network team too, and no desk work', () => {
    const ranges = { closed: [closed('2026-12-08', '2026-12-10')] }
    expect(moved(ranges, 'disconnect').closed).toHaveLength(1)
    expect(moved(ranges, 'assess', { minutes: 0, poolIds: [] }).closed).toEqual([])
  })
})

describe('notice and consents', () => {
  it.each<[string, Partial<SiteFacts>, Action, string]>([
    ['notice within the lead of the kit moves nothing', { noticeDays: 7 }, 'replace', '2026-12-07'],
    ['notice beyond it does', { noticeDays: 8 }, 'replace', '2026-12-08'],
    ['notice is given to surveyors', { noticeDays: 8 }, 'survey', '2026-12-08'],
    ['and not by the own team', { noticeDays: 8 }, 'disconnect', '2026-12-07'],
    ['a consent not applied for: start + lead', { consents: [consent()] }, 'replace', '2026-12-14'],
    ['applied for: that + lead', { consents: [consent({ appliedOn: day('2026-11-25') })] }, 'remove', '2026-12-09'],
    ['granted: nothing', { consents: [consent({ grantedOn: day('2026-11-01') })] }, 'replace', '2026-12-07'],
    [
      'the slowest of several',
      { consents: [consent(), consent({ kind: 'other', leadDays: 20 })] },
      'replace',
      '2026-12-20',
    ],
    ['none for a survey, which only looks', { consents: [consent()] }, 'survey', '2026-12-07'],
  ])('%s', (_, facts, action, releaseOn) => {
    expect(moved(facts, action).releaseOn).toBe(releaseOn)
  })
  it('that were refused leave no week, and the reason is said by its name', () => {
    const dates = siteDates({ ...NO_FACTS, consents: [consent({ refusedOn: day('2026-11-02') })] }, horizon)
    const leg = { action: 'replace' as const, dates }
    expect(movedBySite(job, leg, horizon).closed).toEqual([{ from: '2026-11-30', until: '2026-12-28' }])
    expect(unplacedReason(leg, 'closed')).toBe('consent-refused')
    expect(sayDates(leg)).toEqual(['Listed building consent was refused: nothing is done here until that changes.'])
    const survey = { action: 'survey' as const, dates }
    expect(movedBySite(job, survey, horizon)).toEqual(job)
    expect(unplacedReason(survey, 'no-room')).toBe('no-room')
  })
})

describe('what a person is warned of', () => {
  const codes = (facts: Partial<SiteFacts>) => {
    const all = { ...NO_FACTS, ...facts }
    return dateWarnings([{ code: 'HQ', facts: all, dates: siteDates(all, horizon) }], horizon).map(({ code }) => code)
  }
  it.each<[string, Partial<SiteFacts>, string[]]>([
    ['nothing', {}, []],
    [
      'a day closed in each week',
      {
        closed: ['01', '08', '15', '22'].map((d) =>
          closed(`2026-12-${d}`, `2026-12-${Number(d) + 1 < 10 ? '0' : ''}${Number(d) + 1}`),
        ),
      },
      ['closed-throughout'],
    ],
    ['all weeks but the last', { closed: [closed('2026-11-01', '2026-12-21')] }, []],
    ['a day into the last', { closed: [closed('2026-11-01', '2026-12-22')] }, ['closed-throughout']],
    ['a consent refused', { consents: [consent({ refusedOn: day('2026-11-01') })] }, ['consent-refused']],
    ['a consent to apply for', { consents: [consent()] }, ['consent-not-applied']],
    ['one that comes on the last day', { consents: [consent({ leadDays: 27 })] }, ['consent-not-applied']],
    [
      'one that comes after',
      { consents: [consent({ leadDays: 28 })] },
      ['consent-not-applied', 'dates-beyond-horizon'],
    ],
    [
      'one that runs out',
      { consents: [consent({ grantedOn: day('2026-01-01'), untilOn: day('2026-12-27') })] },
      ['consent-runs-out'],
    ],
    [
      'one that has run out',
      { consents: [consent({ grantedOn: day('2026-01-01'), untilOn: day('2026-11-30') })] },
      ['consent-lapsed'],
    ],
    ['a lease that ended', { leavesOn: day('2026-11-30'), leavesBy: 'lease-end' }, ['lease-ended']],
    ['a lease that ends', { leavesOn: day('2026-12-01'), leavesBy: 'lease-end' }, []],
  ])('%s: %j', (_, facts, expected) => {
    expect(codes(facts)).toEqual(expected)
  })
})

describe('leaving a site before the replacement has paid back', () => {
  it.each<[string, Action, boolean]>([
    ['2028-12-06', 'replace', true],
    ['2028-12-07', 'replace', false],
    ['2028-12-06', 'remove', false],
  ])('on %s, 24 months after a %s of 7 December 2026: %s', (leavesOn, action, early) => {
    const dates = siteDates({ ...NO_FACTS, leavesOn: day(leavesOn), leavesBy: 'disposal' }, horizon)
    expect(leavesEarly({ action, dates }, day('2026-12-07'), 24)).toBe(early)
  })
})

describe('a site that is left before the upgrade which its kit waits for, by decision', () => {
  const kept = (leavesOn: string | null, because: LeftAtSite['because'] = 'with-upgrade') =>
    ({
      ...{ site: { code: 'POND' }, because, untilOn: day('2027-06-01'), upgradeOn: day('2027-06-01') },
      leavesOn: leavesOn === null ? null : day(leavesOn),
    }) as LeftAtSite
  it.each<[string, LeftAtSite, boolean]>([
    ['the day before', kept('2027-05-31'), true],
    ['that day', kept('2027-06-01'), false],
    ['never', kept(null), false],
    ['before, and nobody waits', kept('2027-05-31', 'undecided'), false],
  ])('is named where it is left %s: %#', (_when, left, named) => {
    const message =
      '1 site is left before the upgrade that flagged kit there waits for, by decision: decide again, or say what becomes of the kit: POND.'
    expect(leftBeforeUpgrade([left])).toEqual(named ? [{ code: 'leaves-before-upgrade', message }] : [])
  })
})

describe('what a leg waits for before anybody may start', () => {
  const by = (facts: Partial<SiteFacts>, action: Action = 'replace', readyOn = '2026-12-07') =>
    releasedBy(day(readyOn), { action, dates: siteDates({ ...NO_FACTS, ...facts }, horizon) })
  it('is its kit, unless a consent or the notice takes longer', () => {
    expect(by({})).toBe('kit')
    expect(by({ consents: [consent({ leadDays: 7 })] })).toBe('kit')
    expect(by({ consents: [consent({ leadDays: 8 })] })).toBe('consent')
    expect(by({ consents: [consent({ leadDays: 8 })], noticeDays: 9 })).toBe('notice')
    expect(by({ consents: [consent({ leadDays: 90 })], noticeDays: 9 }, 'survey', '2026-11-30')).toBe('notice')
  })
})
