import { describe, expect, it } from 'vitest'
import type { SiteDecision } from '../../../src/directive/site-decision.ts'
import type { Device } from '../../../src/estate/device.ts'
import type { Estate } from '../../../src/estate/load-estate.ts'
import { sayGains, sayProgress } from '../../../src/reports/director.ts'
import { progressOf } from '../../../src/reports/progress/progress.ts'
import type { PlanSummary } from '../../../src/planning/outcome/plan-summary.ts'
import { day, financialYear, type Day } from '../../../src/shared/day.ts'

const site = (id: string, sensitivity: string) => ({ id, sensitivity })
const device = (siteId: string, facts: Partial<Device> = {}): Partial<Device> => ({
  siteId,
  status: 'in-service',
  finding: 'flagged',
  network: 'none',
  installedOn: null,
  ...facts,
})
const estate = (sites: object[], devices: object[]) => ({ organisations: [], sites, devices }) as unknown as Estate
const today = day('2026-11-22')

describe('progress', () => {
  it('counts sites, not cameras: a site is cleared when nothing in it is flagged, in review or unknown', () => {
    const sites = ['a', 'b', 'c', 'd'].map((id) => site(id, 'sensitive'))
    const devices = [
      ...Array.from({ length: 9 }, () => device('a')),
      device('b', { finding: 'review' }),
      device('c', { finding: 'cleared' }),
      device('d', { status: 'removed' }),
    ]
    expect(progressOf(estate(sites, devices), today).sensitive).toEqual({
      sites: 4,
      withFlagged: 1,
      toIdentify: 1,
      clearByInventory: 2,
      cleared: 2,
      verified: 0,
    })
  })
  it('counts a site as cleared only when somebody has accepted what was removed there', () => {
    const sites = [site('c', 'sensitive'), site('d', 'sensitive')]
    const devices = [device('c', { status: 'removed' }), device('d', { status: 'removed' })]
    const { sensitive } = progressOf({ ...estate(sites, devices), notAccepted: new Set(['d']) }, today)
    expect(sensitive).toMatchObject({ clearByInventory: 2, cleared: 1, verified: 0 })
  })
  it('counts kit installed on the day of the direction as installed since', () => {
    const on = (installedOn: string) => device('a', { installedOn: day(installedOn) })
    const { installedSince } = progressOf(estate([site('a', 'other')], [on('2022-11-23'), on('2022-11-24')]), today)
    expect(installedSince).toEqual({ atSensitiveSites: 0, inAll: 1 })
  })
  it('counts as on a core network only what is in service there', () => {
    const core = [device('a', { network: 'core' }), device('a', { network: 'core', status: 'disconnected' })]
    expect(progressOf(estate([site('a', 'sensitive')], core), today).onCore).toEqual({ atSensitiveSites: 1, inAll: 1 })
  })
  it('counts the days past K1 from the end of April 2025, and none before', () => {
    const past = (on: string) => progressOf(estate([], []), day(on)).daysPastK1
    expect([past('2025-04-30'), past('2025-05-01'), past('2024-01-01')]).toEqual([0, 1, 0])
  })
  it('counts sites decided against in all else, and beside it, with those that depart from K1', () => {
    const choices = { a: 'not', b: 'with-upgrade', c: 'replace-now', d: 'isolate-and-keep' } as const
    const decided = ({ id }: { id: string }) => ({ choice: choices[id as keyof typeof choices] }) as SiteDecision
    const sites = ['a', 'b', 'c'].map((id) => ({ ...site(id, 'sensitive'), upgradeOn: day('2027-05-01') }))
    const all = estate(
      [...sites, site('d', 'extended')],
      ['a', 'a', 'b', 'c', 'd'].map((id) => device(id)),
    )
    const progress = progressOf(all, today, decided)
    expect(progress.decidedAgainst).toEqual({ sites: 3, devices: 4, departing: 2 })
    expect(progress.sensitive.withFlagged).toBe(3)
    expect(sayProgress(progress).join(' ')).toContain(
      '3 sites decided against, with 4 flagged devices that stay; 2 sites depart from K1.',
    )
  })
  it('says nothing of K1 where every sensitive site is cleared', () => {
    const cleared = progressOf(estate([site('a', 'sensitive')], [device('a', { finding: 'cleared' })]), today)
    expect(sayProgress(cleared).join(' ')).not.toContain('commitment')
  })
})

describe('what more money would do', () => {
  const extra = { pence: 50_000_000, financialYear: financialYear(2026) }
  const tiers = [
    { tier: 3, clearOn: day('2027-08-02') },
    { tier: 4, clearOn: day('2027-04-26') },
    { tier: 7, clearOn: null },
  ] as unknown as PlanSummary['tiers']
  const gain = (tier: number, exposureDaysFewer: number, [clearOn, clearOnWithMore]: [Day | null, Day | null]) => ({
    tier,
    exposureDaysFewer,
    clearOn,
    clearOnWithMore,
  })
  const say = (...gains: ReturnType<typeof gain>[]) => sayGains(gains, { ...extra, tiers }).slice(1)

  it('is said tier by tier, with both dates', () => {
    expect(say(gain(3, 1234.5, [day('2027-08-02'), day('2027-07-19')]))).toEqual([
      '  · sensitive: replace (tier 3): 1,235 fewer exposure-days; clear on 19 July 2027 instead of 2 August 2027.',
    ])
  })
  it('is said to cost a less urgent tier what a more urgent one takes', () => {
    expect(say(gain(4, -10, [day('2027-04-26'), day('2027-04-26')]))[0]).toMatch(
      /10 more exposure-days, because it gives way to more urgent work; clear on the same day/,
    )
  })
  it('gives no date to a tier in which kit stays whatever is spent', () => {
    expect(say(gain(7, 5, [day('2028-01-03'), day('2028-01-03')]))[0]).toContain('still no clear date')
  })
  it('is said to be nothing where something else binds', () => {
    expect(sayGains([], { ...extra, tiers })[0]).toContain('would bring no order forward')
  })
})
