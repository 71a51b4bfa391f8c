import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RULES } from '../../src/directive/decision-table.ts'
import type { SiteDecision } from '../../src/directive/site-decision.ts'
import { sayForce, treatSite, type TreatedDevice, type TreatedSite } from '../../src/directive/treat.ts'
import { readWeights } from '../../src/directive/weights.ts'
import { day } from '../../src/shared/day.ts'
import { SENSITIVITIES, STATUSES, type Choice, type Sensitivity } from '../../src/shared/vocabulary.ts'

const weights = readWeights(readFileSync('data/weights.json', 'utf8'))
const device = (facts: Partial<TreatedDevice> = {}): TreatedDevice => ({
  id: 'd1',
  kind: 'camera',
  status: 'in-service',
  finding: 'flagged',
  network: 'none',
  internetExposed: false,
  exploited: false,
  ...facts,
})
const decided = (choice: Choice): SiteDecision => ({
  id: 'dec1',
  organisationId: null,
  siteId: null,
  clause: 'C3',
  choice,
  reason: 'because',
  approvedBy: 'the senior responsible owner',
  reviewOn: day('2027-11-22'),
  recordedAt: new Date('2026-11-22T09:00:00Z'),
})
const site = (sensitivity: Sensitivity, choice?: Choice): TreatedSite => ({
  id: 's1',
  sensitivity,
  upgradeToCome: true,
  decision: () => choice && decided(choice),
})
const treat = (at: TreatedSite, ...devices: TreatedDevice[]) => treatSite(at, devices, weights)
/** `tier action clause state` of each treatment. */
const actions = (at: TreatedSite, ...devices: TreatedDevice[]) =>
  treat(at, ...devices).treatments.map((t) => `${t.tier} ${t.action} ${t.clause} ${t.state}`)

describe('a sensitive site', () => {
  it('cancels planned flagged kit, as instructed by C1', () => {
    expect(actions(site('sensitive'), device({ status: 'planned' }))).toEqual(['0 cancel-deployment C1 ready'])
  })
  it('cancels flagged spares too', () => {
    expect(actions(site('sensitive'), device({ status: 'spare' }))).toEqual(['0 cancel-deployment C1 ready'])
  })
  it('disconnects flagged kit from the core network ahead of its replacement', () => {
    expect(actions(site('sensitive', 'replace-now'), device({ network: 'core' }))).toEqual([
      '1 disconnect C2 ready',
      '3 replace C3 ready',
    ])
  })
  it('plans the replacement without a decision, but only as a proposal: C3 is advice to consider', () => {
    expect(actions(site('sensitive'), device())).toEqual(['3 replace C3 proposed'])
  })
  it.each(['review', 'unknown'] as const)('surveys a device whose maker is %s', (finding) => {
    expect(actions(site('sensitive'), device({ finding }))).toEqual(['2 survey derived ready'])
  })
  it('surveys flagged kit on an unknown network beside replacing it', () => {
    expect(actions(site('sensitive'), device({ network: 'unknown' }))).toEqual([
      '2 survey derived ready',
      '3 replace C3 proposed',
    ])
  })
  it('asks for a decision on planned kit that is not identified', () => {
    const { treatments, notices } = treat(site('sensitive'), device({ status: 'planned', finding: 'unknown' }))
    expect(treatments).toEqual([])
    expect(notices).toEqual([{ deviceId: 'd1', code: 'planned-not-identified' }])
  })
  it('removes instead of replacing where that was decided, in the tier of the replacement', () => {
    expect(actions(site('sensitive', 'remove-not-replace'), device())).toEqual(['3 remove C3 ready'])
  })
  it.each(['with-upgrade', 'isolate-and-keep', 'not'] as const)(
    'lists the kit as left in place when decided %s',
    (c) => {
      const { treatments, left } = treat(site('sensitive', c), device())
      expect(treatments).toEqual([])
      expect(left).toEqual([{ deviceId: 'd1', tier: 3, because: c, weightMillis: 1000 }])
    },
  )
  it('is replaced after all, as a proposal, when the upgrade that was waited for has slipped', () => {
    const slipped = { ...site('sensitive', 'with-upgrade'), upgradeToCome: false }
    expect(actions(slipped, device())).toEqual(['3 replace C3 proposed'])
  })
  it('leaves cleared kit alone', () => {
    expect(actions(site('sensitive'), device({ finding: 'cleared', network: 'core' }))).toEqual([])
  })
})

describe('other sites', () => {
  it('an extended site follows C4 and C2 in tiers 4 and 6', () => {
    const kit = [device({ status: 'planned' }), device({ network: 'core' }), device({ finding: 'review' })]
    expect(actions(site('extended'), ...kit)).toEqual([
      '4 cancel-deployment C4 ready',
      '4 disconnect C2 ready',
      '6 replace C4 proposed',
      '4 survey derived ready',
    ])
  })
  it('an unassessed site is assessed once, however many devices it holds', () => {
    expect(actions(site('unassessed'), device(), device({ finding: 'unknown' }))).toEqual([
      '7 survey derived ready',
      '4 assess derived ready',
    ])
  })
  it('an unassessed site that holds only cleared kit needs no assessment', () => {
    expect(actions(site('unassessed'), device({ finding: 'cleared' }))).toEqual([])
  })
  it('an unassessed site is assessed for kit that is only planned, since C1 may stop it', () => {
    expect(actions(site('unassessed'), device({ status: 'planned' }))).toEqual(['4 assess derived ready'])
  })
  it('another site disconnects, surveys, and replaces only by its own decision', () => {
    expect(actions(site('other'), device({ network: 'core' }))).toEqual(['5 disconnect C2 ready'])
    expect(treat(site('other'), device()).left).toMatchObject([{ tier: 7, because: 'undecided' }])
    expect(actions(site('other', 'replace-now'), device())).toEqual(['7 replace derived ready'])
  })
  it('warns of flagged kit planned where no clause stops it', () => {
    expect(treat(site('other'), device({ status: 'planned' })).notices).toEqual([
      { deviceId: 'd1', code: 'planned-elsewhere' },
    ])
  })
  it.each(['removed', 'desired', 'void'] as const)('%s kit leads to nothing anywhere', (status) => {
    for (const s of SENSITIVITIES) expect(actions(site(s), device({ status }))).toEqual([])
  })
})

describe('devices of no known site', () => {
  it('can only be assessed, wherever they may turn out to stand', () => {
    const kit = [device({ network: 'core' }), device({ finding: 'unknown' })]
    const { treatments, left } = treat({ ...site('unassessed', 'replace-now'), unsited: true }, ...kit)
    expect(treatments.map((t) => t.action)).toEqual(['assess'])
    expect(left).toMatchObject([{ because: 'undecided' }])
  })
})

describe('a shared recorder', () => {
  it('is as urgent as the most urgent site whose cameras record to it', () => {
    const recorder = device({ kind: 'recorder', serves: ['other', 'sensitive'] })
    expect(actions(site('other'), recorder)).toEqual(['3 replace C3 proposed'])
    const onlySensitive = {
      ...site('other'),
      decision: (s: Sensitivity) => (s === 'sensitive' ? decided('replace-now') : undefined),
    }
    expect(actions(onlySensitive, recorder)).toEqual(['3 replace C3 ready'])
    expect(treat(onlySensitive, recorder).treatments[0]).toMatchObject({
      sensitivity: 'sensitive',
      why: expect.stringMatching(
        /^it records cameras of a sensitive site and is treated as if it stood there: flagged/,
      ),
    })
  })
})

describe('weight', () => {
  const weightsOf = (at: TreatedSite, d: TreatedDevice) =>
    Object.fromEntries(treat(at, d).treatments.map((t) => [t.action, t.weightMillis]))

  it('gives the network share to the disconnect, once, and the rest to the replacement', () => {
    const kit = device({ network: 'core', internetExposed: true, exploited: true })
    expect(weightsOf(site('sensitive'), kit)).toEqual({ disconnect: 4000, replace: 2000 })
  })
  it('leaves the internet share with the replacement where nothing is disconnected', () => {
    expect(weightsOf(site('sensitive'), device({ internetExposed: true }))).toEqual({ replace: 3000 })
  })
  it('counts half the weight for a survey, the full weight for a cancelled deployment, none for an assessment', () => {
    expect(weightsOf(site('sensitive'), device({ finding: 'unknown', kind: 'encoder' }))).toEqual({ survey: 750 })
    expect(weightsOf(site('sensitive'), device({ status: 'planned', kind: 'vms' }))).toEqual({
      'cancel-deployment': 5000,
    })
    expect(weightsOf(site('unassessed'), device({ finding: 'unknown' }))).toEqual({ survey: 500, assess: 0 })
  })
  it('forgets the network of kit that is already disconnected', () => {
    expect(weightsOf(site('sensitive'), device({ status: 'disconnected', network: 'core' }))).toEqual({ replace: 1000 })
  })
})

describe('the decision table', () => {
  it('never lets C3 or C4 act without a decision', () => {
    for (const rule of RULES.filter((r) => r.action === 'replace')) {
      expect(rule.decision ?? rule.onlyIfDecided, `tier ${rule.tier}`).toBeTruthy()
    }
  })
  it('puts every action at sensitive sites before every action elsewhere', () => {
    for (const rule of RULES) expect(rule.tier <= 3).toBe(rule.sites.includes('sensitive'))
  })
  it('knows every status: only planned, spare, in-service and disconnected kit leads to anything', () => {
    const used = new Set(RULES.flatMap((rule) => rule.statuses))
    expect(STATUSES.filter((status) => used.has(status))).toEqual(['planned', 'in-service', 'disconnected', 'spare'])
  })
})

describe('a clause', () => {
  it('binds departments, and is followed by everyone else by their own decision', () => {
    expect(sayForce('C1', 'department')).toBe('C1, instructed')
    expect(sayForce('C3', 'department')).toBe('C3, advised to consider')
    expect(sayForce('C3', 'voluntary')).toBe('own decision, following C3')
    expect(sayForce('derived', 'outside')).toBe('derived')
  })
})
