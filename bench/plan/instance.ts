// The estates that the planner is measured on. Nothing here is shared with the tests: what a test's generator leaves
// out, its tests never miss.
//
// Sites of all sizes in regions; at a sensitive site the network first, then replacements in legs of a crew-week each,
// one after the other; kit paid from capital weeks before its leg, labour from revenue when it is done, some of it
// dearer every year; crews of three vetting levels; exams and peak seasons; upgrades that tier 6 may wait for; money
// for half to all of the work, unevenly over years of which one has 53 Mondays (2030-31).
import { addDays, day, financialYearOf, type Day } from '../../src/shared/day.ts'

export interface Shape {
  readonly jobs: number
  readonly seed: number
  readonly weeks: number
  readonly regions: number
  readonly effort: 'quick' | 'standard' | 'thorough'
}

/** Nested: a crew of one level may work wherever a level before it is asked for. */
const LEVELS = ['none', 'sc', 'dv'] as const
const KIT_LEAD_DAYS = 42
/** Five days of seven and a half hours. */
const CREW_WEEK = 2250
const NETWORK_WEEK = 450
const VISIT = 120
const PER_DEVICE = 75
/** The share of the weeks that a crew's own work would fill: what is left is for gaps, peaks and the level below. */
const CREW_LOAD = 0.5
/** 30 Nov 2026 for five years, and for the short horizons of the exact instances the autumn before the long year. */
const START: Readonly<Record<'long' | 'short', Day>> = { long: day('2026-11-30'), short: day('2029-11-26') }

interface Leg {
  readonly id: string
  readonly tier: number
  readonly weightPerDay: number
  readonly minutes: number
  readonly poolIds: readonly string[]
  readonly draws: readonly { fundId: string; pence: number | readonly number[]; offsetWeeks: number }[]
  readonly releaseOn: Day
  readonly upgradeOn?: Day
  readonly mayWait?: boolean
  readonly closed?: readonly { from: Day; until: Day }[]
  readonly after?: readonly string[]
}

type Draw = (below: number) => number

/** JSON of a `lenscap-problem/1`; the same for the same shape on every machine. */
export function makeInstance({ jobs, seed, weeks, regions, effort }: Shape): unknown {
  const draw = makeDraw(seed)
  const startOn = weeks > 200 ? START.long : START.short
  const legs: Leg[] = []
  for (let site = 0; legs.length < jobs; site++) {
    for (const leg of makeSite(draw, { site, startOn, weeks, regions })) if (legs.length < jobs) legs.push(leg)
  }
  return {
    format: 'lenscap-problem/1',
    startOn,
    weeks,
    seed,
    effort,
    funds: ['capital', 'revenue'].map((id, f) => makeFund(draw, { id, legs, startOn, weeks, mode: seed + f })),
    pools: makePools(legs, { startOn, weeks, regions }),
    jobs: legs,
  }
}

/** A xorshift of 32 bits, its seed spread so that neighbours differ from the first draw on. */
export function makeDraw(seed: number): Draw {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

interface Where {
  readonly site: number
  readonly startOn: Day
  readonly weeks: number
  readonly regions: number
}

/** Of ten sites three are sensitive and four extended. Most have up to a dozen devices, one in six up to 120. */
function makeSite(draw: Draw, { site, startOn, weeks, regions }: Where): Leg[] {
  const kind = draw(10)
  const sensitive = kind < 3
  const extended = kind >= 3 && kind < 7
  const devices = 1 + (draw(6) === 0 ? draw(120) : draw(12))
  const level = !sensitive ? 0 : draw(6) === 0 ? 2 : 1
  const name = `site-${String(site).padStart(7, '0')}`
  const region = draw(regions)
  const tier = sensitive ? 1 : extended ? 4 : 5
  const first = draw(3) === 0 ? [makeDisconnect({ name, devices, tier, poolId: `network-${region}`, startOn })] : []
  const poolIds = LEVELS.slice(level).map((of) => `crew-${region}-${of}`)
  if (!sensitive && !extended) return [...first, makeSurvey({ name, devices, poolIds, startOn })]
  const closed = draw(4) === 0 ? [makeClosure(draw, startOn, weeks)] : []
  const upgrades = extended && draw(2) === 0
  const upgradeOn = addDays(startOn, 120 + draw(7 * weeks))
  const late = draw(8) === 0 ? draw(26) * 7 : 0
  const shared = {
    tier: sensitive ? 3 : 6,
    poolIds,
    releaseOn: addDays(startOn, KIT_LEAD_DAYS + late),
    closed,
    ...(upgrades ? { upgradeOn, mayWait: draw(4) > 0 } : {}),
  }
  return [...first, ...makeReplacements(draw, { name, devices, shared })]
}

interface Named {
  readonly name: string
  readonly devices: number
}

type Disconnected = Named & { readonly tier: number; readonly poolId: string; readonly startOn: Day }

/** By the organisation's own network team, without money; what is longer than its week is done from the core switch. */
function makeDisconnect({ name, devices, tier, poolId, startOn }: Disconnected): Leg {
  const minutes = Math.min(20 * devices, NETWORK_WEEK)
  const shared = { minutes, poolIds: [poolId], draws: [], releaseOn: startOn }
  return { id: `${name}-disconnect`, tier, weightPerDay: 2 * devices, ...shared }
}

type Surveyed = Named & { readonly poolIds: readonly string[]; readonly startOn: Day }

function makeSurvey({ name, devices, poolIds, startOn }: Surveyed): Leg {
  const minutes = Math.min(60 + 15 * devices, CREW_WEEK)
  const labour = { fundId: 'revenue', pence: 18_000 + 1_600 * devices, offsetWeeks: 0 }
  const shared = { minutes, poolIds, draws: [labour], releaseOn: startOn }
  return { id: `${name}-survey`, tier: 7, weightPerDay: devices / 2, ...shared }
}

interface Replaced extends Named {
  readonly shared: Pick<Leg, 'tier' | 'poolIds' | 'releaseOn' | 'closed' | 'upgradeOn' | 'mayWait'>
}

function makeReplacements(draw: Draw, { name, devices, shared }: Replaced): Leg[] {
  const perLeg = Math.floor((CREW_WEEK - VISIT) / PER_DEVICE)
  // School cameras, common ones, and those on poles in the street: the catalogue's defaults, in pence.
  const price = [37_500, 250_000, 250_000, 860_000][draw(4)]!
  const offsetWeeks = -2 - draw(5)
  const isIndexed = draw(3) === 0
  const legs: Leg[] = []
  for (let left = devices; left > 0; left -= perLeg) {
    const count = Math.min(left, perLeg)
    const minutes = VISIT + PER_DEVICE * count
    const labour = Math.round((minutes * 6500) / 60) + 18_000
    legs.push({
      ...shared,
      id: `${name}-replace-${legs.length + 1}`,
      weightPerDay: count + draw(2 * count + 1) / 2,
      minutes,
      draws: [
        { fundId: 'capital', pence: count * price, offsetWeeks },
        { fundId: 'revenue', pence: isIndexed ? inflated(labour) : labour, offsetWeeks: 0 },
      ],
      ...(legs.length > 0 ? { after: [legs.at(-1)!.id] } : {}),
    })
  }
  return legs
}

/** Three per cent more each year, as crews' contracts have it. */
function inflated(pence: number): readonly number[] {
  return [100, 103, 106, 109, 113, 116].map((percent) => Math.round((pence * percent) / 100))
}

/** Up to seven weeks, in the first two years; neither end need be a Monday. */
function makeClosure(draw: Draw, startOn: Day, weeks: number): { from: Day; until: Day } {
  const from = addDays(startOn, 40 + draw(Math.min(7 * weeks, 700)))
  return { from, until: addDays(from, 10 + draw(40)) }
}

interface Funding {
  readonly id: string
  readonly legs: readonly Leg[]
  readonly startOn: Day
  readonly weeks: number
  readonly mode: number
}

/** Money for 50 to 100 per cent of the work; each year gets its weeks' part of it, a half more or less. */
function makeFund(draw: Draw, { id, legs, startOn, weeks, mode }: Funding): unknown {
  let work = 0
  for (const { draws } of legs) {
    for (const { fundId, pence } of draws) if (fundId === id) work += typeof pence === 'number' ? pence : pence[0]!
  }
  const share = 0.5 + draw(51) / 100
  const weeksOf = new Map<string, number>()
  for (let week = 0; week < weeks; week++) {
    const year = financialYearOf(addDays(startOn, 7 * week))
    weeksOf.set(year, (weeksOf.get(year) ?? 0) + 1)
  }
  const budgets = [...weeksOf].map(([financialYear, count]) => ({
    financialYear,
    pence: Math.floor((work * share * count * (50 + draw(101))) / weeks / 100),
  }))
  const carryOver = (['none', 'capped', 'full'] as const)[mode % 3]!
  const carryOverCapPence = Math.floor((work * share) / 20)
  return { id, budgets, carryOver, ...(carryOver === 'capped' ? { carryOverCapPence } : {}) }
}

/** As many crews as the work of their level fills to CREW_LOAD; where that is less than one, it comes every k-th week. */
function makePools(legs: readonly Leg[], { startOn, weeks, regions }: Omit<Where, 'site'>): unknown[] {
  const work = new Map<string, number>()
  for (const { poolIds, minutes } of legs) work.set(poolIds[0]!, (work.get(poolIds[0]!) ?? 0) + minutes)
  const isChristmas = Array.from({ length: weeks }, (_, week) => {
    const [sunday, monday] = [addDays(startOn, 7 * week + 6), addDays(startOn, 7 * week)]
    return monday.slice(5) <= '12-25' && (sunday.slice(5) >= '12-25' || sunday.slice(0, 4) > monday.slice(0, 4))
  })
  const pool = (id: string, full: number): unknown => {
    const crews = (work.get(id) ?? 0) / (full * weeks * CREW_LOAD)
    const every = Math.min(4, Math.max(1, Math.floor(1 / crews)))
    const minutes = full * Math.max(1, Math.round(crews))
    const minutesPerWeek = isChristmas.map((closed, week) => (closed || week % every > 0 ? 0 : minutes))
    return { id, minutesPerWeek }
  }
  return Array.from({ length: regions }, (_, region) => [
    pool(`network-${region}`, NETWORK_WEEK),
    ...LEVELS.map((level) => pool(`crew-${region}-${level}`, CREW_WEEK)),
  ]).flat()
}
