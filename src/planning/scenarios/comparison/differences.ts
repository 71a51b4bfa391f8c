// Which orders differ between two runs, and why: derived from what the two problems were given for that order, not from what
// the search happened to do. First what is the order's own, then what it shares with others, then what stood in its way.
import type { Tier } from '../../../directive/decision-table.ts'
import { sayDay, type Day } from '../../../shared/day.ts'
import { sayPence } from '../../../shared/money.ts'
import { byCodeUnit, count, keyOf } from '../../../shared/text.ts'
import type { Action } from '../../../shared/vocabulary.ts'
import type { Binding, Plan } from '../../engine/format/plan.ts'
import type { Fund, Job, Pool, Problem } from '../../engine/format/problem.ts'
import type { ScenarioKind } from '../scenario.ts'
import type { LegFacts, SnapshotVersions } from '../snapshot/snapshot.ts'

/**
 * rule      the treatment, or the kind of scenario, asks for other work
 * decision  a designation, a site-decision
 * register  another register recognises other devices
 * device    other devices at the site
 * price     it costs something else
 * date      release, upgrade, closed weeks, pins
 * capacity  the crews that may do it, or work that comes before it there
 * money     the funds that pay for it, or work that comes before it there
 * search    nothing that it was given: the search came to another answer
 */
export const REASONS = [
  ...(['rule', 'decision', 'register', 'device', 'price', 'date', 'capacity', 'money', 'search'] as const),
]
export type Reason = (typeof REASONS)[number]

/** A run as differences look at it. */
export interface Side {
  readonly kind: ScenarioKind | 'plan'
  readonly problem: Problem
  readonly plan: Plan
  /** Of its snapshot. */
  readonly legs: readonly LegFacts[]
  readonly versions: SnapshotVersions
  /** Codes of the sites that it extends C4 to, as keys. */
  readonly extended: ReadonlySet<string>
}

export interface Difference {
  readonly legId: string
  readonly site: string
  readonly action: Action
  readonly tier: Tier
  readonly from: Standing
  readonly to: Standing
  readonly reason: Reason
  readonly says: string
}

/** `left-out`: it is no work of that run. */
export type Standing =
  | { readonly state: 'planned'; readonly weekOn: Day }
  | { readonly state: 'waiting'; readonly untilOn: Day }
  | { readonly state: 'unplaced' }
  | { readonly state: 'left-out' }

/** Of every order that stands elsewhere in `to` than in `from`, by tier, then site and id. Linear in the orders. */
export function differencesOf(from: Side, to: Side): Difference[] {
  const [a, b] = [index(from), index(to)]
  const ids = new Set([...a.jobs.keys(), ...b.jobs.keys()])
  const given = givenOtherwise(a, b)
  const differences: Difference[] = []
  for (const id of ids) {
    const [was, is] = [standingOf(a, id), standingOf(b, id)]
    if (sayStanding(was) === sayStanding(is)) continue
    const facts = b.facts.get(id) ?? a.facts.get(id)
    if (!facts) continue
    const { site, action, tier } = facts
    differences.push({ legId: id, site, action, tier, from: was, to: is, ...reasonFor(a, b, { id, given }) })
  }
  return differences.sort((x, y) => x.tier - y.tier || byCodeUnit(x.site, y.site) || byCodeUnit(x.legId, y.legId))
}

/** How many differ for each reason; reasons that none has are left out. */
export function countReasons(differences: readonly Pick<Difference, 'reason'>[]): { reason: Reason; orders: number }[] {
  const groups = Map.groupBy(differences, ({ reason }) => reason)
  return REASONS.flatMap((reason) => {
    const orders = groups.get(reason)?.length ?? 0
    return orders === 0 ? [] : [{ reason, orders }]
  })
}

export function sayStanding(standing: Standing): string {
  switch (standing.state) {
    case 'planned':
      return `week of ${sayDay(standing.weekOn)}`
    case 'waiting':
      return `waits until ${sayDay(standing.untilOn)}`
    case 'unplaced':
      return 'not placed'
    case 'left-out':
      return 'no work of it'
  }
}

interface Indexed extends Side {
  /** By site: the clauses and tiers that it comes under. */
  readonly clauses: ReadonlyMap<string, string>
  readonly jobs: ReadonlyMap<string, Job>
  readonly facts: ReadonlyMap<string, LegFacts>
  readonly assigned: ReadonlyMap<string, Plan['assigned'][number]>
  readonly waiting: ReadonlyMap<string, Day>
  readonly pools: ReadonlyMap<string, Pool>
  readonly funds: ReadonlyMap<string, Fund>
  readonly pins: ReadonlyMap<string, string>
}

function index(side: Side): Indexed {
  const { problem, plan, legs } = side
  return {
    ...side,
    jobs: new Map(problem.jobs.map((job) => [job.id, job])),
    facts: new Map(legs.map((leg) => [leg.id, leg])),
    clauses: clausesOf(legs),
    assigned: new Map(plan.assigned.map((place) => [place.jobId, place])),
    waiting: new Map(plan.waiting.map(({ jobId, untilOn }) => [jobId, untilOn])),
    pools: new Map(problem.pools.map((pool) => [pool.id, pool])),
    funds: new Map(problem.funds.map((fund) => [fund.id, fund])),
    pins: new Map(problem.pinned.map((pin) => [pin.jobId, `${pin.weekOn} ${pin.poolId}`])),
  }
}

function standingOf({ jobs, assigned, waiting }: Indexed, id: string): Standing {
  const place = assigned.get(id)
  if (place) return { state: 'planned', weekOn: place.weekOn }
  const untilOn = waiting.get(id)
  if (untilOn !== undefined) return { state: 'waiting', untilOn }
  return { state: jobs.has(id) ? 'unplaced' : 'left-out' }
}

type Because = Pick<Difference, 'reason' | 'says'>

function because(reason: Reason, says: string): Because {
  return { reason, says }
}

function reasonFor(a: Indexed, b: Indexed, { id, given }: { id: string; given: Given }): Because {
  const [jobA, jobB] = [a.jobs.get(id), b.jobs.get(id)]
  if (!jobA || !jobB) return ofOneOnly(a, b, id)
  return (
    byTreatment(a, b, { id, jobA, jobB }) ??
    byOwnInputs(a, b, { id, jobA, jobB }) ??
    bySharedInputs(a, b, { jobA, jobB }) ??
    byWhatBinds(a, b, { id, given })
  )
}

function ofOneOnly(a: Indexed, b: Indexed, id: string): Because {
  const [factsA, factsB] = [a.facts.get(id), b.facts.get(id)]
  const where = factsA ? 'first' : 'second'
  if (factsA && factsB)
    return because('rule', `only the ${a.jobs.has(id) ? 'first' : 'second'} plans this kind of work`)
  const known = factsA ?? factsB
  if (known && [a, b].some(({ extended }) => extended.has(keyOf(known.site)))) {
    return because('decision', 'C4 is extended to the site in one of them')
  }
  const designated = known && clausesAt(a, b, siteOf(known))
  if (designated) return because('decision', `the site comes under ${designated} in the second`)
  if (a.versions.register !== b.versions.register) {
    return because('register', `in the ${where} only: registers ${a.versions.register} and ${b.versions.register}`)
  }
  return because('device', `its devices are work in the ${where} only`)
}

/** The clauses of the site in the second, if they are others than in the first. */
function clausesAt(a: Indexed, b: Indexed, site: string): string | undefined {
  const [before, after] = [a.clauses.get(site), b.clauses.get(site)]
  return before === undefined || before === after ? undefined : after
}

function clausesOf(legs: readonly LegFacts[]): ReadonlyMap<string, string> {
  const sites = Map.groupBy(legs, siteOf)
  return new Map(
    [...sites].map(([site, group]) => {
      const clauses = new Set(group.map(({ tier, clause }) => `${clause} (tier ${tier})`))
      return [site, [...clauses].sort(byCodeUnit).join(', ')]
    }),
  )
}

/** Two organisations may use the same code. */
function siteOf({ organisationId, site }: LegFacts): string {
  return `${organisationId}\n${site}`
}

interface Both {
  readonly id: string
  readonly jobA: Job
  readonly jobB: Job
}

function byTreatment(a: Indexed, b: Indexed, { id, jobA, jobB }: Both): Because | undefined {
  const [factsA, factsB] = [a.facts.get(id), b.facts.get(id)]
  if (!factsA || !factsB) return undefined
  if ((a.kind === 'remove-only') !== (b.kind === 'remove-only') && factsA.action === 'replace') {
    return because('rule', 'removed and not replaced in one of them')
  }
  if (factsA.tier !== factsB.tier || factsA.clause !== factsB.clause) {
    return because(
      'decision',
      `tier ${factsA.tier} under ${factsA.clause}, then tier ${factsB.tier} under ${factsB.clause}`,
    )
  }
  // Not its state: an order that was decided for is proposed all the same while it lacks a call-off.
  if (factsA.choice !== factsB.choice) {
    return because('decision', `${factsA.choice ?? 'undecided'}, then ${factsB.choice ?? 'undecided'}`)
  }
  if (factsA.devicesHash !== factsB.devicesHash) {
    const says = `${count(factsA.devices, 'device')}, then ${count(factsB.devices, 'device')}`
    return because(a.versions.register === b.versions.register ? 'device' : 'register', says)
  }
  if (jobA.weightPerDay !== jobB.weightPerDay) {
    const says = `weight ${jobA.weightPerDay}, then ${jobB.weightPerDay}`
    return because(a.versions.directive === b.versions.directive ? 'device' : 'rule', says)
  }
  return same(jobA.after, jobB.after) ? undefined : because('rule', 'it comes after another leg')
}

function byOwnInputs(a: Indexed, b: Indexed, { id, jobA, jobB }: Both): Because | undefined {
  if (jobA.minutes !== jobB.minutes) {
    const says = `${count(jobA.minutes, 'minute')}, then ${count(jobB.minutes, 'minute')}`
    return because(a.versions.catalogue === b.versions.catalogue ? 'rule' : 'price', says)
  }
  const funds = (job: Job): readonly string[] => job.draws.map(({ fundId, offsetWeeks }) => `${fundId} ${offsetWeeks}`)
  if (!same(funds(jobA), funds(jobB))) return because('money', 'other funds pay for it, or at another time')
  if (!same(jobA.draws, jobB.draws)) {
    return because('price', `${sayPence(firstYearPence(jobA))}, then ${sayPence(firstYearPence(jobB))}`)
  }
  if (jobA.releaseOn !== jobB.releaseOn) {
    return because('date', `released on ${sayDay(jobA.releaseOn)}, then ${sayDay(jobB.releaseOn)}`)
  }
  if (jobA.upgradeOn !== jobB.upgradeOn || jobA.mayWait !== jobB.mayWait) return because('date', 'its upgrade moved')
  if (!same(jobA.closed, jobB.closed)) return because('date', 'other weeks are closed')
  if (a.pins.get(id) !== b.pins.get(id)) return because('date', 'it is held in its week in one of them')
  if (a.problem.startOn !== b.problem.startOn || a.problem.weeks !== b.problem.weeks) {
    return because('date', `plans of other weeks, from ${sayDay(a.problem.startOn)} and ${sayDay(b.problem.startOn)}`)
  }
  return undefined
}

function bySharedInputs(a: Indexed, b: Indexed, { jobA, jobB }: Pick<Both, 'jobA' | 'jobB'>): Because | undefined {
  const crews = jobB.poolIds.filter((id) => !jobA.poolIds.includes(id))
  if (crews.length > 0) return because('capacity', `${crews.join(', ')} may do it too`)
  if (!same(jobA.poolIds, jobB.poolIds)) return because('capacity', 'fewer crews may do it')
  const pool = jobB.poolIds.find((id) => !same(a.pools.get(id), b.pools.get(id)))
  if (pool !== undefined) return because('capacity', `${pool} has other minutes`)
  const fund = jobB.draws.find(({ fundId }) => !same(a.funds.get(fundId), b.funds.get(fundId)))
  return fund && because('money', `fund ${fund.fundId} has another budget`)
}

/** All that it was given is the same: then others that were given something else stand, or stood, in its way. */
function byWhatBinds(a: Indexed, b: Indexed, { id, given }: { id: string; given: Given }): Because {
  const [wasOn, isOn] = [a.assigned.get(id), b.assigned.get(id)]
  const later = !wasOn ? 'first' : !isOn ? 'second' : wasOn.weekOn > isOn.weekOn ? 'first' : 'second'
  const binding = (later === 'first' ? wasOn : isOn)?.binding.at(-1)
  if (given.nothing()) return because('search', 'the search started elsewhere or looked harder')
  if (binding) {
    return because(BINDS[binding.kind], `other work goes before it in the ${later}: ${sayBinding(binding)}`)
  }
  return because(given.funds && !given.pools ? 'money' : 'capacity', 'other work goes before it')
}

/** What the two problems as wholes were given otherwise. */
interface Given {
  readonly funds: boolean
  readonly pools: boolean
  /** No difference at all: asked only where no other reason is found, for it compares every job. */
  nothing(): boolean
}

function givenOtherwise({ problem: a }: Indexed, { problem: b }: Indexed): Given {
  const [funds, pools] = [!same(a.funds, b.funds), !same(a.pools, b.pools)]
  let known: boolean | undefined
  return { funds, pools, nothing: () => (known ??= !funds && !pools && same(a.jobs, b.jobs)) }
}

const BINDS: Readonly<Record<Binding['kind'], Reason>> = {
  release: 'date',
  budget: 'money',
  pool: 'capacity',
  closed: 'date',
  after: 'capacity',
  window: 'date',
  pin: 'date',
  stability: 'date',
}

function sayBinding({ kind, ref }: Binding): string {
  return ref === null ? kind : `${kind} ${ref}`
}

function firstYearPence({ draws }: Job): number {
  return draws.reduce((sum, { pence }) => sum + (typeof pence === 'number' ? pence : (pence[0] ?? 0)), 0)
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
