// A scenario: a question about a plan, kept under a name. It works on a snapshot, the very problem that the plan was made
// from, so that two scenarios differ by what was asked and not by what happened to the estate in between.
//
// kind       what is asked of the engine
// override   one edit of the inputs, small enough to be said in a line
// run        an answer: the problem as asked, the plan, and what they come to
import { isMonday, sayDay, type Day, type FinancialYear } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { sha256 } from '../../shared/hash.ts'
import { sayPence } from '../../shared/money.ts'
import { count } from '../../shared/text.ts'
import type { Vetting } from '../../shared/vocabulary.ts'

export const SCENARIO_KINDS = [
  'budget-limited',
  'deadline-target',
  'unconstrained',
  'disconnect-only',
  'remove-only',
] as const
export type ScenarioKind = (typeof SCENARIO_KINDS)[number]

export type Override =
  | {
      readonly kind: 'fund'
      readonly fund: string
      /** Null: every year that has a budget. */
      readonly financialYear: FinancialYear | null
      readonly by: Change
    }
  | { readonly kind: 'crew'; readonly region: string; readonly vetting: Vetting; readonly minutesPerWeek: number }
  | { readonly kind: 'later-start'; readonly startOn: Day }
  /** By their codes. */
  | { readonly kind: 'extend-c4'; readonly sites: readonly string[] }
  | { readonly kind: 'price'; readonly of: 'kit' | 'all'; readonly basisPoints: number }
  | { readonly kind: 'indicative' }

/** Hundredths of a per cent of what there is, or a sum; either may be negative. */
export type Change = { readonly basisPoints: number } | { readonly pence: number }

export interface Settings {
  readonly kind: ScenarioKind
  /** With `deadline-target`, and only there: by when tiers 0 to 3 are to be clear. */
  readonly clearBy: Day | null
  readonly overrides: readonly Override[]
}

export interface Scenario {
  readonly id: string
  readonly version: number
  readonly name: string
  /** Whose problem is the snapshot. */
  readonly planId: string
  readonly settings: Settings
  readonly recordedAt: Date
  readonly recordedBy: string
}

/** The tiers that a deadline is set for: all of the work at sensitive sites. */
export const DEADLINE_TIER = 3

/** More than anyone keeps in mind while reading a comparison. */
const MOST_OVERRIDES = 100

/** Throws `bad-scenario`. */
export function checkSettings({ kind, clearBy, overrides }: Settings): void {
  if ((kind === 'deadline-target') !== (clearBy !== null)) {
    throw badScenario(
      clearBy === null ? 'A deadline-target scenario needs its day.' : `A ${kind} scenario has no day to be clear by.`,
      'Give the day with deadline-target, and only there.',
    )
  }
  if (overrides.length > MOST_OVERRIDES) {
    throw badScenario(`${overrides.length} overrides are more than ${MOST_OVERRIDES}.`, 'Make several scenarios of it.')
  }
}

/** The days of the settings against the start of the plan that they are about. Throws `bad-scenario`. */
export function checkDays({ clearBy, overrides }: Settings, startOn: Day): void {
  if (clearBy !== null && clearBy <= startOn) {
    const message = `The day to be clear by, ${sayDay(clearBy)}, is not after the plan's start on ${sayDay(startOn)}.`
    throw badScenario(message, 'Give a later day.')
  }
  for (const override of overrides) {
    if (override.kind !== 'later-start') continue
    if (!isMonday(override.startOn))
      throw badScenario(`${sayDay(override.startOn)} is no Monday.`, 'Start on a Monday.')
    if (override.startOn > startOn) continue
    const message = `A start on ${sayDay(override.startOn)} is not later than the plan's own on ${sayDay(startOn)}.`
    throw badScenario(message, 'Give a later Monday, or leave it out.')
  }
}

/** The same for the same settings over the same snapshot; `reads` names what else a run takes from the house as of now. */
export function inputsHashOf(settings: Settings, problemHash: string, reads: string): string {
  const { kind, clearBy, overrides } = settings
  return sha256(JSON.stringify([problemHash, kind, clearBy, overrides.map(canonical), reads]))
}

/** Its fields in the order of their names, however it came in. */
function canonical(override: Override): unknown {
  return Object.entries(override).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** One of these reads the house as it is now, beside the snapshot. */
export function readsMoney({ overrides }: Settings): boolean {
  return overrides.some(({ kind }) => kind === 'indicative')
}

/** Another designation needs the treatment anew, so the problem is built from the estate as of now. */
export function readsEstate({ overrides }: Settings): boolean {
  return overrides.some(({ kind }) => kind === 'extend-c4')
}

/** `fund PROGRAMME +10 %` */
export function sayOverride(override: Override): string {
  switch (override.kind) {
    case 'fund': {
      const year = override.financialYear === null ? '' : ` in ${override.financialYear}`
      return `fund ${override.fund}${year} ${sayChange(override.by)}`
    }
    case 'crew':
      return `a crew more in ${override.region}, vetting ${override.vetting}, ${override.minutesPerWeek.toLocaleString('en-GB')} minutes a week`
    case 'later-start':
      return `start on ${sayDay(override.startOn)}`
    case 'extend-c4':
      return `C4 extended to ${count(override.sites.length, 'site')}`
    case 'price':
      return `prices of ${override.of === 'kit' ? 'kit' : 'everything'} ${sayPercent(override.basisPoints)}`
    case 'indicative':
      return 'indicative money counted'
  }
}

export function sayChange(by: Change): string {
  if ('basisPoints' in by) return sayPercent(by.basisPoints)
  return by.pence < 0 ? sayPence(by.pence) : `+${sayPence(by.pence)}`
}

/** `+12.5 %` */
export function sayPercent(basisPoints: number): string {
  const sum = Math.abs(basisPoints) / 100
  return `${basisPoints < 0 ? '-' : '+'}${sum} %`
}

export function lacksField(kind: Override['kind'], field: string): Failure {
  return badScenario(`An override of kind ${kind} needs ${field}.`, 'Give it, or leave the override out.')
}

function badScenario(message: string, hint: string): Failure {
  return new Failure('bad-scenario', message, hint, { exitCode: 2 })
}
