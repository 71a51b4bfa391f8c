// Builders of scenarios' inputs: everything that a test does not name is dull and valid.
import type { Job, Problem } from '../../../src/planning/engine/format/problem.ts'
import type { LegFacts } from '../../../src/planning/scenarios/snapshot/snapshot.ts'
import { day, type FinancialYear } from '../../../src/shared/day.ts'

export const YEAR = '2026-27' as FinancialYear
export const NEXT = '2027-28' as FinancialYear
export const START = day('2026-12-07')

export function leg(id: string, over: Partial<LegFacts> = {}): LegFacts {
  return {
    ...{ id, site: `SITE-${id}`, organisationId: 'org', region: 'Wales', vetting: 'sc' },
    ...{ action: 'replace', tier: 3, clause: 'C3', state: 'ready', choice: 'replace-now' },
    ...{ devices: 1, devicesHash: id, upgradeOn: null, avoided: null, removal: null },
    cost: { kitPence: 60_000, otherPence: 40_000 },
    ...over,
  }
}

export function job(id: string, over: Partial<Job> = {}): Job {
  return {
    ...{ id, tier: 3, weightPerDay: 1, minutes: 100, poolIds: ['Wales / sc'], closed: [], after: [] },
    draws: [{ fundId: 'MAIN', pence: 100_000, offsetWeeks: 0 }],
    ...{ releaseOn: START, upgradeOn: null, mayWait: false },
    ...over,
  }
}

export function problem(jobs: readonly Job[], over: Partial<Problem> = {}): Problem {
  return {
    ...{ format: 'lenscap-problem/1', startOn: START, weeks: 60, seed: 1, effort: 'standard' },
    funds: [
      { id: 'MAIN', budgets: [{ financialYear: YEAR, pence: 150_000 }], carryOver: 'none', unlimited: false },
      { id: 'FREE', budgets: [], carryOver: 'none', unlimited: true },
    ],
    pools: [{ id: 'Wales / sc', minutesPerWeek: 2250 }],
    jobs,
    ...{ pinned: [], frozenWeeks: 0, previous: [], moveCharge: 0 },
    ...over,
  }
}
