import { describe, expect, it } from 'vitest'
import { disconnectOnly, planned, waitForUpgrades, type MeasuredLeg } from '../../../src/planning/outcome/baselines.ts'
import { day } from '../../../src/shared/day.ts'

const horizon = { startOn: day('2026-11-30'), weeks: 10 }
// Ten weeks from the start, and one more.
const NEVER_DAYS = 77
const leg = (facts: Partial<MeasuredLeg> = {}): MeasuredLeg => ({
  action: 'replace',
  tier: 3,
  weightMillis: 1000,
  upgradeOn: null,
  doneOn: day('2026-12-07'),
  ...facts,
})

describe('exposure', () => {
  it('runs from the start until the Monday after the planned week', () => {
    expect(planned([leg()], horizon)).toMatchObject({ exposureMillisDays: 7000, undated: 0 })
    expect(planned([leg()], horizon).clearOn.get(3)).toBe('2026-12-07')
  })
  it('of work that is not planned runs to a week past the horizon, and its tier is never clear', () => {
    const result = planned([leg({ doneOn: null }), leg()], horizon)
    expect(result).toMatchObject({ exposureMillisDays: 1000 * NEVER_DAYS + 7000, undated: 1 })
    expect(result.clearOn.get(3)).toBeNull()
  })
  it('counts only what takes exposure away: disconnect, replace and remove', () => {
    const others = (['survey', 'assess', 'cancel-deployment'] as const).map((action) => leg({ action }))
    expect(planned(others, horizon)).toMatchObject({ exposureMillisDays: 0, undated: 0 })
  })
})

describe('waiting for funded upgrades', () => {
  it('ends exposure on the upgrade, at once if that is past, and never without one', () => {
    const upgraded = (upgradeOn: string) => waitForUpgrades([leg({ upgradeOn: day(upgradeOn) })], horizon)
    expect(upgraded('2026-12-10').exposureMillisDays).toBe(10_000)
    expect(upgraded('2026-01-01').exposureMillisDays).toBe(0)
    expect(upgraded('2031-01-01').exposureMillisDays).toBe(1000 * NEVER_DAYS)
    expect(waitForUpgrades([leg()], horizon)).toMatchObject({ exposureMillisDays: 1000 * NEVER_DAYS, undated: 1 })
  })
  it('disconnects nothing', () => {
    expect(waitForUpgrades([leg({ action: 'disconnect' })], horizon).undated).toBe(1)
  })
})

describe('disconnecting only', () => {
  it('disconnects as planned, and leaves the kit to its upgrade', () => {
    const result = disconnectOnly([leg({ action: 'disconnect', tier: 1, weightMillis: 2000 }), leg()], horizon)
    expect(result.exposureMillisDays).toBe(14_000 + 1000 * NEVER_DAYS)
    expect([result.clearOn.get(1), result.clearOn.get(3)]).toEqual(['2026-12-07', null])
  })
})
