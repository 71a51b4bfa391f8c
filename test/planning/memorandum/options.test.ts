import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Device } from '../../../src/estate/device.ts'
import type { Estate } from '../../../src/estate/load-estate.ts'
import type { Organisation } from '../../../src/estate/organisation.ts'
import type { Site } from '../../../src/estate/site.ts'
import { optionsOf } from '../../../src/planning/memorandum/options.ts'
import type { ProblemInputs } from '../../../src/planning/problem/build-problem.ts'
import { relateRecorders } from '../../../src/planning/problem/relate-recorders.ts'
import { day } from '../../../src/shared/day.ts'
import { reference } from '../../support/estate.ts'
import { runs } from '../../support/runs.ts'

const startOn = day('2026-11-23')
const SITES = ['A', 'B', 'C', 'D']
const SENSITIVITIES = ['sensitive', 'extended', 'other', 'sensitive'] as const
const organisation: Organisation = {
  ...{ id: 'org', version: 1, name: 'Harbour Authority', standing: 'department', sector: 'central-government' },
  ...{ fundId: 'fund', fundCode: 'HARBOUR' },
}

const sites = SITES.map((code, i): Site => {
  return {
    ...{ id: code, organisationId: 'org', version: 1, code, name: code, region: 'Wales', vetting: null },
    ...{ sensitivity: SENSITIVITIES[i]!, upgradeOn: null, upgradeFunded: null, upgradeManufacturer: null },
    observedOn: startOn,
  }
})

/** Few labels, so that a recorder often serves another site, and as often nobody can tell which one is meant. */
const label = fc.constantFrom('NVR-1', 'nvr-2', 'NVR-3', null)
const drawn = fc.record({
  siteId: fc.constantFrom(...SITES),
  kind: fc.constantFrom('camera' as const, 'camera' as const, 'recorder' as const, 'vms' as const),
  label,
  recorder: label,
  finding: fc.constantFrom('flagged' as const, 'flagged' as const, 'cleared' as const, 'unknown' as const),
  network: fc.constantFrom('core' as const, 'isolated' as const, 'unknown' as const),
  status: fc.constantFrom('in-service' as const, 'in-service' as const, 'removed' as const),
})

const deviceOf = (one: typeof drawn extends fc.Arbitrary<infer T> ? T : never, i: number): Device => ({
  ...{ id: `dev_${String(i).padStart(3, '0')}`, organisationId: 'org', version: 1, manufacturer: null, model: null },
  ...{ serial: null, mac: null, firmware: null, ip: null, internetExposed: null, installedOn: null },
  ...{ observedOn: startOn, notSeenSince: null, inspectedManufacturer: null, overriddenUntil: null },
  manufacturerId: one.finding === 'flagged' ? 'hikvision' : null,
  ...one,
})

function optionsAt(estate: Estate, recorders?: ProblemInputs['recorders']) {
  const inputs = {
    ...{ estate, startOn, pricesOn: startOn, weeks: 260, legs: new Map(), decision: () => undefined },
    money: { funds: [], budgets: [], shares: [], ledger: [], given: [] },
    ...(recorders && { recorders }),
  } as unknown as ProblemInputs
  return optionsOf(new Set(['A']), { inputs, reference, placed: null })
}

describe('what the choices at a site would mean', () => {
  it('is the same told from the site and those tied to it as from the whole organisation', () => {
    let tiedToOthers = 0
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 25 }), (all) => {
        const devices = all.map(deviceOf)
        const recorders = relateRecorders({ sites, devices })
        const tied = recorders.tiedTo(['A'])
        if (tied.size > 1 && tied.size < SITES.length) tiedToOthers++
        const part: Estate = {
          organisations: [organisation],
          sites: sites.filter(({ id }) => tied.has(id)),
          devices: devices.filter(({ siteId }) => tied.has(siteId)),
        }
        const whole = optionsAt({ organisations: [organisation], sites, devices })
        expect(optionsAt(part, new Map([['org', recorders]]))).toEqual(whole)
      }),
      { seed: 20221124, numRuns: runs(150, 5000) },
    )
    expect(tiedToOthers).toBeGreaterThan(20)
  })
})
