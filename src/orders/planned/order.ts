// An order of a plan, and its reasons in words: why this work at this site, why in this week. Until the plan is adopted an
// order has no reference of its own; its leg names it.
import { CLAUSE_TEXTS, type Tier } from '../../directive/decision-table.ts'
import { sayForce } from '../../directive/treat.ts'
import type { Relief } from '../../planning/engine/explain.ts'
import type { Binding } from '../../planning/engine/format/plan.ts'
import type { OrderFacts } from '../../planning/outcome/plan-orders.ts'
import type { OldKit } from '../../planning/problem/leg-devices.ts'
import type { ReleasedBy } from '../../planning/problem/site-dates.ts'
import { addDays, daysBetween, sayDay, type Day, type FinancialYear } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { count } from '../../shared/text.ts'
import type { Action, Clause, OrderState, Sensitivity, Standing } from '../../shared/vocabulary.ts'

export interface PlannedOrder {
  readonly planId: string
  readonly legId: string
  readonly rank: number
  /** Null: not planned to be done. */
  readonly sequence: number | null
  readonly tier: Tier
  readonly clause: Clause
  readonly action: Action
  readonly state: OrderState
  /** Null: the plan is not adopted, or this was not taken over. */
  readonly ref: string | null
  readonly deviceCount: number
  readonly costPence: number
  readonly minutes: number
  readonly weightMillis: number
  readonly poolId: string | null
  readonly weekOn: Day | null
  readonly financialYear: FinancialYear | null
  readonly facts: OrderFacts
  readonly site: {
    readonly id: string
    readonly code: string
    readonly name: string
    readonly sensitivity: Sensitivity
    readonly region: string | null
  }
  readonly organisation: { readonly name: string; readonly standing: Standing }
}

/** What `orders --json` prints, a line each, and the API answers; the order of the keys is part of it. */
export function orderLine(order: PlannedOrder) {
  const { rank, sequence, state, ref, tier, clause, action, site, deviceCount, costPence, weekOn, financialYear } =
    order
  return {
    rank,
    sequence,
    state,
    ref,
    tier,
    clause,
    action,
    site: { code: site.code, name: site.name, sensitivity: site.sensitivity },
    devices: deviceCount,
    costPence,
    weekOn,
    financialYear,
    reasons: reasonsOf(order),
    binding: [...order.facts.binding],
    leg: order.legId,
    organisation: order.organisation.name,
  }
}

/** Whole sentences: the fact, the clause, the kit, the decision, the weight, the week. */
export function reasonsOf(order: PlannedOrder): string[] {
  return [
    sentence(order.facts.why),
    sayClause(order.clause, order.organisation.standing),
    ...sayKit(order.facts.kit),
    ...sayDecision(order),
    ...sayWeight(order),
    ...sayWeek(order),
    ...sayCallOff(order),
    ...sayUpgrade(order),
    ...(order.facts.siteSays ?? []),
  ]
}

/** `instructed`, `advised`, `advised to consider`; anyone but a department follows a clause by their own decision. */
export function sayClause(clause: Clause, standing: Standing): string {
  const { words } = CLAUSE_TEXTS[clause]
  return clause === 'derived'
    ? `Derived: ${words.charAt(0).toLowerCase()}${words.slice(1)}`
    : sentence(`${sayForce(clause, standing)}: “${words}”`)
}

function sayKit(kit: readonly OldKit[]): string[] {
  if (kit.length === 0) return []
  const parts = kit.map(({ kind, maker, finding, devices }) => {
    return `${count(devices, kindInWords(kind), kindInWords(kind, 's'))} (${finding === 'unknown' ? 'maker not known' : `${maker ?? 'maker not known'}, ${finding}`})`
  })
  const unconfirmed = kit.some(
    ({ finding, confirmed }) => !confirmed && (finding === 'flagged' || finding === 'review'),
  )
  return [`The kit: ${parts.join(', ')}.${unconfirmed ? ' Determination not yet confirmed.' : ''}`]
}

function kindInWords(kind: string, plural = ''): string {
  if (kind === 'other') return `other device${plural}`
  if (kind === 'anpr') return `ANPR camera${plural}`
  if (kind === 'vms') return `video management server${plural}`
  return kind === 'body-worn' ? `body-worn camera${plural}` : `${kind.replace('-', ' ')}${plural}`
}

function sayDecision({ action, state, clause, facts }: PlannedOrder): string[] {
  const decided = facts.decision !== null && facts.decision.choice !== 'with-upgrade'
  if (state === 'proposed' && needsDecision(action) && !decided) {
    return [
      facts.decision
        ? `Proposed: it was decided to wait for an upgrade (${facts.decision.approvedBy}), and none that is funded and clear is to come. Decide again.`
        : `Proposed: no decision under ${clause} is recorded for this site, so nobody is sent yet.`,
    ]
  }
  if (!facts.decision || !needsDecision(action)) return []
  const { choice, approvedBy, reviewOn } = facts.decision
  return [`Decided: ${choice}, by ${approvedBy}; to be reviewed on ${sayDay(reviewOn)}.`]
}

function needsDecision(action: Action): boolean {
  return action === 'replace' || action === 'remove'
}

/** What it is called off under and paid by, or what it lacks for want of which it is not ready. */
function sayCallOff({ facts: { callOff } }: PlannedOrder): string[] {
  if (!callOff) return []
  const { callOff: reference, purchaseOrder, unmet } = callOff
  const under =
    reference === null
      ? []
      : [`Under call-off ${reference}${purchaseOrder ? `, purchase order ${purchaseOrder}` : ''}.`]
  return [...under, ...unmet.map(({ gate, says }) => `Not ready (${gate.replaceAll('-', ' ')}): ${says}`)]
}

function sayWeight({ weightMillis, facts, action }: PlannedOrder): string[] {
  if (weightMillis === 0) return []
  const parts = facts.factors.map(({ of, devices, millis }) => `${of} ${sayMillis(millis)} (${devices})`)
  const half = action === 'survey' ? 'half of ' : ''
  return [`Weight ${sayMillis(weightMillis)} a day: ${half}${parts.join(', ')}.`]
}

export function sayMillis(millis: number): string {
  return (millis / 1000).toLocaleString('en-GB', { maximumFractionDigits: 1 })
}

function sayWeek({ weekOn, facts }: PlannedOrder): string[] {
  if (weekOn === null) {
    if (facts.waitsUntilOn) return [`Waits for its funded upgrade on ${sayDay(facts.waitsUntilOn)}.`]
    return [`Not planned within the horizon: ${UNPLACED[facts.unplaced ?? ''] ?? facts.unplaced}.`]
  }
  const held = facts.binding.map((binding) => sayBinding(binding, facts.releasedBy))
  return [
    held.length === 0
      ? `Week of ${sayDay(weekOn)}: the first that is planned.`
      : `Week of ${sayDay(weekOn)}, not earlier because ${held.join('; then ')}.`,
  ]
}

export const UNPLACED: Readonly<Record<string, string>> = {
  'no-pool': 'no crew may do it',
  'too-long': 'it takes more than any crew has in a week',
  'too-dear': 'it costs more than its fund has in any year',
  closed: 'the site is closed in every week',
  'consent-refused': 'a consent that it needs was refused',
  'after-unplaced': 'the leg before it is not planned',
  'not-before-upgrade': 'it cannot be done before the upgrade',
  'no-room': 'more urgent work takes the money or the crews',
}

const READY: Readonly<Record<ReleasedBy, { held: string; short: string; relief: string }>> = {
  kit: { held: 'kit and crews need until', short: 'lead time', relief: 'Kit and crews ready' },
  consent: { held: 'it waits for a consent until', short: 'consent', relief: 'Having the consents' },
  notice: { held: 'the site’s notice runs until', short: 'notice', relief: 'Notice that ends' },
}

/** One constraint, in words: what held the order, and until when. */
export function sayBinding(
  { kind, ref, fromOn, untilOn, shortPence, shortMinutes }: Binding,
  releasedBy: ReleasedBy = 'kit',
): string {
  const weeks = count(daysBetween(fromOn, untilOn) / 7, 'week')
  switch (kind) {
    case 'release':
      return `${READY[releasedBy].held} ${sayDay(untilOn)}${releasedBy === 'kit' ? ' to be ready (lead time)' : ''}`
    case 'budget': {
      const [fund, year] = splitFundYear(ref)
      return `fund ${fund} is short by ${sayPence(shortPence ?? 0)} in ${year} (until ${sayDay(untilOn)})`
    }
    case 'pool':
      return `crew ${ref} is full for ${weeks} until ${sayDay(untilOn)} (short by ${shortMinutes} minutes at best)`
    case 'closed':
      return `the site is closed from ${sayDay(fromOn)} until ${sayDay(untilOn)}`
    case 'after':
      return `the leg before it is not done until ${sayDay(untilOn)}`
    case 'window':
      return `its window rules out ${weeks} until ${sayDay(untilOn)}`
    case 'pin':
      return 'it is held by whoever claimed it'
    case 'stability':
      return 'its week is so near that it was kept'
  }
}

/** As sayBinding, in the few words that a list has room for. */
export function sayBindingShort({ kind, ref }: Binding, releasedBy: ReleasedBy = 'kit'): string {
  switch (kind) {
    case 'release':
      return READY[releasedBy].short
    case 'budget':
      return `money ${splitFundYear(ref)[1]}`
    case 'pool':
      return 'crews full'
    case 'after':
      return 'leg before it'
    case 'closed':
      return 'site closed'
    case 'window':
    case 'pin':
    case 'stability':
      return kind
  }
}

/** What would bring an order forward, taken by itself with every other order kept as planned. */
export function sayRelief({ kind, ref, weekOn, pence, minutes, days }: Relief, releasedBy: ReleasedBy = 'kit'): string {
  const then = `to the week of ${sayDay(weekOn)}`
  switch (kind) {
    case 'release':
      return `${READY[releasedBy].relief} ${count(days ?? 0, 'day')} earlier would bring it ${then}.`
    case 'budget': {
      const [fund, year] = splitFundYear(ref)
      return `${sayPence(pence ?? 0)} more in fund ${fund} in ${year} would bring it ${then}.`
    }
    case 'pool':
      return `${count(minutes ?? 0, 'more crew minute')} of ${ref} in that week would bring it ${then}.`
    case 'closed':
      return `Opening the site would bring it ${then}.`
    case 'after':
      return `Ending the leg before it ${days === undefined ? 'at all' : `${count(days, 'day')} earlier`} would bring it ${then}.`
    case 'window':
    case 'pin':
    case 'stability':
      return `Without that constraint (${kind}) it would come ${then}.`
  }
}

/** A crew that was full for some weeks, and the most urgent orders that filled it. */
export interface FullCrew {
  readonly pool: string
  readonly fromOn: Day
  readonly untilOn: Day
  readonly orders: readonly Pick<PlannedOrder, 'rank' | 'action' | 'legId' | 'site'>[]
  readonly others: number
}

export function sayCrew({ pool, fromOn, untilOn, orders, others }: FullCrew): string {
  const named = orders.map(({ rank, action, site }) => `rank ${rank} (${action} at ${site.code})`).join(', ')
  const more = others === 0 ? '' : count(others, named === '' ? 'order' : 'more order')
  const holders = [named, more].filter(Boolean).join(' and ') || 'nobody, and too short'
  return `Crew ${pool} from ${sayDay(fromOn)} until ${sayDay(untilOn)}: ${holders}.`
}

/** A fund's code may hold a colon; a financial year does not. */
function splitFundYear(ref: string | null): [string, string] {
  const at = ref?.lastIndexOf(':') ?? -1
  return [ref?.slice(0, at) ?? '', ref?.slice(at + 1) ?? '']
}

function sayUpgrade({ facts, weekOn, site }: PlannedOrder): string[] {
  const { upgradeOn } = facts
  if (upgradeOn === null || weekOn === null) return []
  if (upgradeOn < addDays(weekOn, 7)) {
    return [`Its funded upgrade on ${sayDay(upgradeOn)}, to kit that is clear, would come sooner than this plan can.`]
  }
  return site.sensitivity === 'sensitive' ? [`Does not wait for the upgrade scheduled for ${sayDay(upgradeOn)}.`] : []
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?”]$/.test(start) ? start : `${start}.`
}
