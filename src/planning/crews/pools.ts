// The pools of a plan: crew minutes by week, of crews that may do the same work in the same places. A crew is in one pool,
// however many regions that serves, so that nobody's minutes are counted twice. Where no crew is recorded, crews are assumed
// and that is said (rules.md, Defaults); where some are, none is invented.
import { addDays, type Day } from '../../shared/day.ts'
import { byCodeUnit, count, keyOf } from '../../shared/text.ts'
import { CREW_ACTIONS, VETTINGS, type Vetting } from '../../shared/vocabulary.ts'
import type { Pool } from '../engine/format/problem.ts'
import type { Work } from '../problem/pack.ts'
import type { Warning } from '../problem/warning.ts'
import type { BankHolidays } from './bank-holidays.ts'
import { minutesByWeek, servesOrganisation, servesPlace, UNKNOWN_REGION, type Crew, type Place } from './crew.ts'

export interface Staffing {
  readonly crews: readonly Crew[]
  readonly work: Work
  readonly holidays: BankHolidays
  /** A Monday. */
  readonly startOn: Day
  readonly weeks: number
}

/** One order's work. */
export interface WorkAsked extends Place {
  readonly organisation: string
  readonly siteId: string
}

interface CrewPool extends Pool, Pick<Crew, 'organisations' | 'regions' | 'vetting' | 'actions'> {}

/** Blank vetting: `sc` at sensitive sites, else `none` (rules.md, Defaults). */
export function vettingOf(site: { vetting: Vetting | null; sensitivity: string }): Vetting {
  return site.vetting ?? (site.sensitivity === 'sensitive' ? 'sc' : 'none')
}

export class CrewPools {
  readonly #staffing: Staffing
  readonly #recorded: readonly CrewPool[]
  readonly #warnings: readonly Warning[]
  /** Of assumed crews: the levels that some site of the region needs. */
  readonly #levels = new Map<string, Set<Vetting>>()
  /** By pool id: whose it is. */
  readonly #assumedTeams = new Map<string, string>()
  readonly #answers = new Map<string, readonly string[]>()
  readonly #unserved = new Map<string, { asked: WorkAsked; orders: number; sites: Set<string> }>()

  constructor(staffing: Staffing) {
    this.#staffing = staffing
    const { pools, warnings } = recordedPools(staffing)
    this.#recorded = pools
    this.#warnings = warnings
  }

  /** Says that a site of the region needs the level. Call for all sites before asking for pools. */
  need(region: string | null, vetting: Vetting): void {
    const name = region ?? UNKNOWN_REGION
    this.#levels.set(name, (this.#levels.get(name) ?? new Set()).add(vetting))
  }

  /** The pools that may do an order's work, the lowest sufficient vetting first; none: nobody recorded may. */
  poolIds(asked: WorkAsked): readonly string[] {
    const key = [asked.action, asked.vetting, asked.region ?? UNKNOWN_REGION, asked.organisationId].join('\n')
    const known = this.#answers.get(key)
    const found = known ?? this.#find(asked)
    if (!known) this.#answers.set(key, found)
    if (found.length === 0) this.#noteUnserved(asked)
    return found
  }

  #find(asked: WorkAsked): readonly string[] {
    if (asked.action === 'disconnect' && !this.#hasTeam(asked.organisationId)) {
      const id = `network team / ${asked.organisation}`
      this.#assumedTeams.set(id, asked.organisation)
      return [id]
    }
    if (this.#staffing.crews.length === 0) return this.#assumed(asked)
    return this.#recorded
      .filter((pool) => servesPlace(pool, asked))
      .sort(bySufficiency)
      .map(({ id }) => id)
  }

  /** The organisation's own team is assumed until a crew is recorded that disconnects there. */
  #hasTeam(organisationId: string): boolean {
    return this.#staffing.crews.some(
      (crew) => crew.actions.includes('disconnect') && servesOrganisation(crew, organisationId),
    )
  }

  #assumed({ region, vetting }: WorkAsked): string[] {
    const name = region ?? UNKNOWN_REGION
    const levels = this.#levels.get(name) ?? new Set()
    const enough = VETTINGS.slice(VETTINGS.indexOf(vetting)).filter((level) => levels.has(level))
    return enough.map((level) => `${name} / ${level}`)
  }

  #noteUnserved(asked: WorkAsked): void {
    const key = `${asked.region ?? UNKNOWN_REGION}\n${VETTINGS.indexOf(asked.vetting)}\n${asked.action}`
    const group = this.#unserved.get(key) ?? { asked, orders: 0, sites: new Set<string>() }
    this.#unserved.set(key, { ...group, orders: group.orders + 1, sites: group.sites.add(asked.siteId) })
  }

  /** The pools by id, and what they rest on. Call when all work has been asked for. */
  pools(): { pools: Pool[]; warnings: Warning[] } {
    const { work, crews } = this.#staffing
    const assumed =
      crews.length > 0
        ? []
        : [...this.#levels].flatMap(([region, levels]) => [...levels].map((level) => `${region} / ${level}`))
    const pools = [
      ...this.#recorded.map(({ id, minutesPerWeek }) => ({ id, minutesPerWeek })),
      ...assumed.map((id) => ({ id, minutesPerWeek: work.crewMinutesPerWeek })),
      ...[...this.#assumedTeams.keys()].map((id) => ({ id, minutesPerWeek: work.networkTeamMinutesPerWeek })),
    ]
    return {
      pools: pools.sort((a, b) => byCodeUnit(a.id, b.id)),
      warnings: [
        ...(assumed.length > 0 ? [assumedCrews(work, assumed.length)] : []),
        ...(this.#assumedTeams.size > 0
          ? [assumedTeams(work, [...this.#assumedTeams.values()], crews.length > 0)]
          : []),
        ...this.#warnings,
        ...sayUnserved(this.#unserved),
      ],
    }
  }
}

/** Among equals those that can do less: whoever serves many regions or does many things is kept for the others. */
function bySufficiency(a: CrewPool, b: CrewPool): number {
  return (
    VETTINGS.indexOf(a.vetting) - VETTINGS.indexOf(b.vetting) ||
    a.regions.length - b.regions.length ||
    a.actions.length - b.actions.length ||
    byCodeUnit(a.id, b.id)
  )
}

/** Crews that have minutes in the plan, summed where they may do the same; and what is said of those that have none. */
function recordedPools({ crews, startOn, weeks, holidays }: Staffing): { pools: CrewPool[]; warnings: Warning[] } {
  const active = crews.filter(({ contractor }) => contractor?.active ?? true)
  const timed = active.map((crew) => ({ crew, minutes: minutesByWeek(crew, { startOn, weeks, holidays }) }))
  const working = timed.filter(({ minutes }) => minutes.some((n) => n > 0))
  const groups = Map.groupBy(working, ({ crew }) => poolId(crew))
  const pools = [...groups].map(([id, members]): CrewPool => {
    const { organisations, regions, vetting, actions } = members[0]!.crew
    const sums = Array.from({ length: weeks }, (_, week) => members.reduce((sum, m) => sum + m.minutes[week]!, 0))
    const same = sums.every((sum) => sum === sums[0])
    return { id, minutesPerWeek: same ? sums[0]! : sums, organisations, regions, vetting, actions }
  })
  const inactive = crews.filter(({ contractor }) => contractor?.active === false)
  const idle = active.filter((crew) => !working.some((one) => one.crew === crew))
  const lastYear = Number(addDays(startOn, 7 * weeks - 1).slice(0, 4))
  return {
    pools,
    warnings: [
      ...sayNames('crews-suspended', inactive, 'Crews whose contractor is not active do not count'),
      ...sayNames('crews-idle', idle, 'Crews that are not valid, or off, in every week of the plan'),
      ...(working.length > 0 && lastYear > holidays.publishedUntil ? [projected(holidays)] : []),
    ],
  }
}

/** `Wales + South West / sc / survey + replace / Ministry of Ducks`: what they all do and for whomever is left out. */
function poolId({ regions, vetting, actions, organisations }: Crew): string {
  const places = [...regions].sort((a, b) => byCodeUnit(keyOf(a), keyOf(b))).join(' + ')
  const some = CREW_ACTIONS.filter((action) => actions.includes(action))
  const whom = organisations.map(({ name }) => name).sort(byCodeUnit)
  return [
    places,
    vetting,
    ...(some.length < CREW_ACTIONS.length ? [some.join(' + ')] : []),
    ...(whom.length > 0 ? [whom.join(' + ')] : []),
  ].join(' / ')
}

function assumedCrews({ crewMinutesPerWeek }: Work, crews: number): Warning {
  return {
    code: 'assumed-crews',
    message: `No crews are recorded: assumed one of ${crewMinutesPerWeek} minutes a week for each region and vetting level that a site needs (${crews}).`,
  }
}

function assumedTeams({ networkTeamMinutesPerWeek }: Work, teams: readonly string[], someCrews: boolean): Warning {
  const message = someCrews
    ? `${count(teams.length, 'organisation')} without a crew that disconnects: assumed a network team of ${networkTeamMinutesPerWeek} minutes a week for each: ${firstOf(teams)}.`
    : `No network teams are recorded: assumed ${networkTeamMinutesPerWeek} minutes a week for each organisation (${teams.length}).`
  return { code: 'assumed-network-teams', message }
}

function projected({ publishedUntil }: BankHolidays): Warning {
  const message = `Bank holidays after ${publishedUntil} are projected by rule: nobody has published any yet.`
  return { code: 'holidays-projected', message }
}

/** As many as a reader takes in; the sum is said anyway. */
const MOST_NAMED = 20

function sayUnserved(
  unserved: ReadonlyMap<string, { asked: WorkAsked; orders: number; sites: ReadonlySet<string> }>,
): Warning[] {
  if (unserved.size === 0) return []
  const groups = [...unserved].sort(([a], [b]) => byCodeUnit(a, b)).map(([, group]) => group)
  const parts = groups.slice(0, MOST_NAMED).map(({ asked, orders, sites }) => {
    const { action, vetting, region } = asked
    return `${action} in ${region ?? UNKNOWN_REGION} at vetting ${vetting} (${count(orders, 'order')}, ${count(sites.size, 'site')})`
  })
  const orders = groups.reduce((sum, group) => sum + group.orders, 0)
  const more = groups.length > MOST_NAMED ? ` and ${count(groups.length - MOST_NAMED, 'other kind')} of work` : ''
  const message = `No recorded crew may do ${count(orders, 'order')}, so nobody is planned for ${orders === 1 ? 'it' : 'them'}: ${parts.join('; ')}${more}.`
  return [{ code: 'no-crew', message }]
}

function sayNames(code: string, crews: readonly Crew[], what: string): Warning[] {
  if (crews.length === 0) return []
  return [{ code, message: `${what} (${crews.length}): ${firstOf(crews.map(({ name }) => name))}.` }]
}

function firstOf(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  return names.toSorted(byCodeUnit).slice(0, MOST_NAMED).join(', ') + more
}
