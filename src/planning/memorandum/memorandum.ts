// What an approver reads before deciding for sites under C3 or C4: facts, the clause with its force, what each of the five
// choices costs and leaves, and what nobody has confirmed. It proposes nothing: reason, approver and review are blank. Limbs,
// addresses, access notes and contacts are never in it.
import { CLAUSE_TEXTS, K1_ENDS_ON, type Force } from '../../directive/decision-table.ts'
import { departsFromK1 } from '../../directive/site-decision.ts'
import { sayForce } from '../../directive/treat.ts'
import { sayConsent } from '../../estate/facts/consent.ts'
import { NO_FACTS, type SiteFacts } from '../../estate/facts/site-facts.ts'
import { sayMoves, type UpgradeHistory } from '../../estate/facts/upgrade-history.ts'
import type { Device } from '../../estate/device.ts'
import type { Organisation } from '../../estate/organisation.ts'
import type { Site } from '../../estate/site.ts'
import type { Register } from '../../register/register.ts'
import { day, sayDay, type Day } from '../../shared/day.ts'
import { byCodeUnit, count } from '../../shared/text.ts'
import {
  CHOICES,
  type Choice,
  type FindingState,
  type Kind,
  type Network,
  type Sensitivity,
} from '../../shared/vocabulary.ts'
import type { Option } from './options.ts'

export const MEMORANDUM_FORMAT = 'lenscap-memorandum/1'

export interface Memorandum {
  readonly format: typeof MEMORANDUM_FORMAT
  readonly marking: string
  readonly draftedOn: Day
  readonly clauses: readonly { readonly clause: 'C3' | 'C4'; readonly force: Force; readonly words: string }[]
  readonly sites: readonly SiteMemorandum[]
  readonly totals: readonly OptionTotal[]
  readonly versions: {
    readonly register: string
    readonly directive: string
    readonly catalogue: string
    /** Null: there is none that the reader may see, so nothing is dated. */
    readonly plan: { readonly id: string; readonly startOn: Day; readonly planHash: string } | null
  }
  /** For a person to fill in. */
  readonly decision: {
    readonly choices: readonly Choice[]
    readonly choice: null
    readonly reason: null
    readonly approvedBy: null
    readonly reviewOn: null
  }
}

export interface SiteMemorandum {
  readonly siteId: string
  readonly code: string
  readonly name: string
  readonly organisation: string
  readonly region: string | null
  readonly sensitivity: Sensitivity
  readonly clause: 'C3' | 'C4'
  /** `C3, advised to consider`, or by whose own decision it is followed. */
  readonly force: string
  readonly kit: readonly KitRow[]
  /** Whole sentences. */
  readonly facts: readonly string[]
  readonly options: readonly Option[]
  readonly unconfirmed: readonly string[]
}

export interface KitRow {
  readonly kind: Kind
  /** Null: not established. */
  readonly maker: string | null
  readonly finding: FindingState
  readonly network: Network
  readonly devices: number
}

export interface OptionTotal {
  readonly choice: Choice
  readonly costPence: number
  /** When the last of the sites would be clear of flagged kit; null: not all of them have a day. */
  readonly doneOn: Day | null
  /** In thousandths; null: not known of all. */
  readonly exposureMillis: number | null
  /** Sites at which it departs from K1. */
  readonly departing: number
}

/** What is known of one site when it is written about. */
export interface SiteInHand {
  readonly site: Site
  readonly organisation: Organisation
  readonly devices: readonly Device[]
  readonly facts: SiteFacts | undefined
  readonly upgrade: UpgradeHistory
  readonly designation: { readonly confirmed: boolean; readonly reviewOn: Day } | undefined
  /** In words; null: nothing that counts. */
  readonly decided: string | null
  readonly options: readonly Option[]
  /** Cost lines whose price nobody has a source for. */
  readonly assumedPrices: number
}

const STANDING = ['in-service', 'disconnected'] as const

export function aboutSite(known: SiteInHand, { register, today }: { register: Register; today: Day }): SiteMemorandum {
  const { site, organisation, options } = known
  const devices = known.devices.filter(({ status }) => STANDING.some((one) => one === status))
  const clause = site.sensitivity === 'sensitive' ? ('C3' as const) : ('C4' as const)
  const { id: siteId, code, name, region, sensitivity } = site
  return {
    ...{ siteId, code, name, organisation: organisation.name, region, sensitivity, clause },
    force: sayForce(clause, organisation.standing),
    kit: kitRows(devices, register),
    facts: sayFacts(known, today),
    options,
    unconfirmed: unconfirmedOf({ ...known, devices }, { register, today }),
  }
}

/** What each choice would come to if it were taken for all of the sites. */
export function totalsOf(sites: readonly SiteMemorandum[]): OptionTotal[] {
  return CHOICES.map((choice) => {
    const options = sites.flatMap((site) => site.options.filter((option) => option.choice === choice))
    const days = options.map(({ doneOn }) => doneOn)
    const exposures = options.map(({ exposureMillis }) => exposureMillis)
    return {
      choice,
      costPence: options.reduce((sum, { costPence }) => sum + costPence, 0),
      doneOn: days.includes(null) ? null : ((days as Day[]).toSorted(byCodeUnit).at(-1) ?? null),
      exposureMillis: exposures.includes(null) ? null : (exposures as number[]).reduce((sum, one) => sum + one, 0),
      departing: options.filter(({ departsFrom }) => departsFrom.length > 0).length,
    }
  })
}

/** What a choice departs from: commitments alone. C3 and C4 are advice to consider, so that no choice departs from them. */
export function departuresOf(choice: Choice, sensitivity: Sensitivity, untilOn: Day | null): string[] {
  if (!departsFromK1({ sensitivity, choice, untilOn })) return []
  return [
    `K1 (“all by April 2025”, statement of 29 April 2024): flagged kit stays at a sensitive site beyond ${sayDay(day(K1_ENDS_ON))}.`,
  ]
}

export function clausesOf(sites: readonly SiteMemorandum[]): Memorandum['clauses'] {
  return (['C3', 'C4'] as const)
    .filter((clause) => sites.some((site) => site.clause === clause))
    .map((clause) => ({ clause, force: CLAUSE_TEXTS[clause].force, words: CLAUSE_TEXTS[clause].words }))
}

function kitRows(devices: readonly Device[], register: Register): KitRow[] {
  const rows = new Map<string, KitRow>()
  for (const { kind, manufacturerId, finding, network } of devices) {
    const maker = register.makers.get(manufacturerId ?? '')?.name ?? null
    const key = [finding, kind, maker, network].join('\n')
    rows.set(key, { kind, maker, finding, network, devices: (rows.get(key)?.devices ?? 0) + 1 })
  }
  return [...rows].sort(([a, x], [b, y]) => y.devices - x.devices || byCodeUnit(a, b)).map(([, row]) => row)
}

function sayFacts({ site, upgrade, facts = NO_FACTS, decided }: SiteInHand, today: Day): string[] {
  const moves = sayMoves(upgrade)
  const { upgradeOn } = site
  const counts =
    upgrade.upgradeOn !== null
      ? 'funded, to kit that is clear'
      : upgrade.slipped
        ? 'its day has passed'
        : 'not known to be funded and to clear kit, so it does not count'
  return [
    upgradeOn === null ? 'No upgrade is scheduled.' : `An upgrade is scheduled for ${sayDay(upgradeOn)}: ${counts}.`,
    ...(moves === undefined ? [] : [`The upgrade ${moves}.`]),
    ...(facts.leavesOn === null
      ? []
      : [
          `The site is left on ${sayDay(facts.leavesOn)} (${facts.leavesBy === 'disposal' ? 'disposal' : 'end of the lease'}).`,
        ]),
    ...facts.consents.map((consent) => `Consent: ${sayConsent(consent, today)}.`),
    ...facts.closed
      .filter(({ until }) => until > today)
      .map(({ from, until, why }) => `Closed from ${sayDay(from)} until ${sayDay(until)}: ${why}.`),
    decided ?? 'Nothing that counts was decided before.',
  ]
}

function unconfirmedOf(known: SiteInHand, { register, today }: { register: Register; today: Day }): string[] {
  const { site, devices, designation, assumedPrices } = known
  const of = (finding: FindingState) => devices.filter((device) => device.finding === finding).length
  const makers = new Set(
    devices.flatMap(({ finding, manufacturerId, overriddenUntil }) => {
      const maker = register.makers.get(manufacturerId ?? '')
      return finding === 'flagged' && overriddenUntil === null && maker?.confirmed === false ? [maker.name] : []
    }),
  )
  const unknownNetworks = devices.filter(
    ({ finding, network }) => finding === 'flagged' && network === 'unknown',
  ).length
  return [
    ...(designation === undefined || !designation.confirmed
      ? [`The designation (${site.sensitivity}) is not yet confirmed by a person.`]
      : []),
    ...(designation !== undefined && designation.reviewOn <= today
      ? [`The designation was to be reviewed on ${sayDay(designation.reviewOn)}.`]
      : []),
    ...(makers.size === 0 ? [] : [`Determination not yet confirmed: ${[...makers].toSorted(byCodeUnit).join(', ')}.`]),
    ...(of('review') + of('unknown') === 0
      ? []
      : [`${count(of('review') + of('unknown'), 'device')} of a maker that is not established.`]),
    ...(unknownNetworks === 0
      ? []
      : [`${count(unknownNetworks, 'flagged device')} on a network that nobody has recorded.`]),
    ...(site.vetting === null ? ['The vetting that visitors need is assumed.'] : []),
    ...(assumedPrices === 0
      ? []
      : [`${count(assumedPrices, 'price of the cost is', 'prices of the cost are')} assumed, uncited.`]),
  ]
}
