// Which orders a company may take now: the row of `claim` in the table of transitions, as one condition and one statement.
import { and, asc, count, gt, inArray, notInArray, or, sql, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Claims, Reads, Take } from '../../../db/database.ts'
import { given, prepared } from '../../../db/prepared.ts'
import { addDays, dayOf } from '../../../shared/day.ts'
import { byCodeUnit } from '../../../shared/text.ts'
import { UNKNOWN_REGION } from '../../../planning/crews/crew.ts'
import { VETTINGS } from '../../../shared/vocabulary.ts'
import { HAD, OPEN_CLAIMS } from '../fence.ts'
import { daysBefore, revealedSince, type ClaimRules } from '../rules.ts'
import { LEG_DONE } from '../situation.ts'
import type { Ability } from './abilities.ts'

export interface Taking {
  readonly companyId: string
  readonly now: Date
  readonly abilities: readonly Ability[]
  /** What abilities are of; see Look. */
  readonly recorded: string
  readonly rules: Pick<ClaimRules, 'claimAheadDays' | 'declinedDays' | 'openClaims' | 'revealedDays' | 'revealedSites'>
  /** Null: at whichever. */
  readonly siteId: string | null
}

/** What the text of a statement depends on; all else are values, so that few texts are compiled. */
interface Shape {
  readonly abilities: readonly Ability[]
  readonly atSite: boolean
}
const shapeOf = ({ abilities, siteId }: Taking): Shape => ({ abilities, atSite: siteId !== null })

function valuesOf({ companyId, now, rules, siteId }: Taking) {
  const until = addDays(dayOf(now), rules.claimAheadDays)
  const since = daysBefore(now, rules.declinedDays)
  const { openClaims, revealedSites } = rules
  return { companyId, now, until, since, siteId, openClaims, revealedSites, revealedSince: revealedSince(now, rules) }
}

/** Of rows under the alias `o`: each need of `claim` is a line of it, but for the cap on open claims, which is no order's. */
function takeable({ t }: Reads, { abilities, atSite }: Shape, known: SQL): SQL {
  const companyId = sql.placeholder('companyId')
  return and(
    sql`o.state = 'ready'`,
    sql`CAST(o.shut_gates AS text) = '[]'`,
    sql`o.week_on <= ${sql.placeholder('until')}`,
    withinAbilities(abilities),
    atSite ? sql`o.site_id = ${sql.placeholder('siteId')}` : undefined,
    sql`((SELECT count(DISTINCT site_id) FROM (${known}) k) < CAST(${sql.placeholder('revealedSites')} AS integer) OR o.site_id IN (${known}))`,
    sql`(o.after_order_id IS NULL OR EXISTS (
      SELECT 1 FROM orders p WHERE p.id = o.after_order_id AND (${inArray(sql`p.state`, [...LEG_DONE])}
        OR (p.company_id = ${companyId} AND ${inArray(sql`p.state`, [...HAD])}))))`,
    sql`o.id NOT IN (
      SELECT d.order_id FROM order_declines d WHERE d.company_id = ${companyId}
        AND d.at > ${sql.param(sql.placeholder('since'), t.orderDeclines.at)})`,
  )!
}

/**
 * The sites that the company was told of within the days that count, and those where it takes an order now: these are told
 * with the commit, so no row says so yet. A site may come twice: to make them one, SQLite compiled the statement anew each time.
 */
function knownSites({ orders }: Reads['t']): SQL {
  const companyId = given('companyId')
  return sql`SELECT r.site_id FROM site_reveals r
      WHERE r.company_id = ${companyId} AND r.revealed_on > ${sql.placeholder('revealedSince')}
    UNION ALL SELECT h.site_id FROM orders h
      WHERE h.company_id = ${companyId} AND h.state = 'claimed'
        AND h.claimed_at = ${sql.param(sql.placeholder('now'), orders.claimedAt)}`
}

/** The first is the highest: tier before rank, for ranks of two plans do not compare. */
const BY_RANK = sql`o.tier, o.rank, o.id`

export interface Taken {
  readonly id: string
  readonly ref: string
  readonly organisation_id: string
  readonly site_id: string
  readonly attempt: number
  readonly tier: number
  readonly rank: number
}

interface TakeHow {
  readonly most: number
  readonly lease: Leases
  readonly externalRef: string | null
}

/**
 * Takes the highest orders, `most` at most and as far as the caps go. Where the company may be told of more sites, it takes no more
 * orders than that at once: those of one site count as one, so asked again it may get more. A leg that opens another ends what
 * is taken at once: the one that it opens may be the higher of what is left. SQLite does not give back what was joined, so
 * whoever got fewer than they asked for asks again until nothing comes. Orders that others are taking at this moment are
 * passed over. Gives `Taken` in no order.
 */
export function takeOf(q: Claims, taking: Taking, { lease, ...how }: TakeHow): Take {
  const shape = shapeOf(taking)
  const values = { ...valuesOf(taking), ...lease, ...how }
  return { key: JSON.stringify(shape), build: () => takingStatement(q, shape), values }
}

/**
 * The CASE ends with a column, and never comes to it: that tells PostgreSQL what type its parameters are of. Behind the CAST,
 * SQLite does not look for a limit to plan by, for which it compiled the statement anew each time: 290 µs of 480.
 */
function takingStatement(q: Claims, shape: Shape): SQL {
  const { leaseExpiresAt } = q.t.orders
  const at = (name: string) => sql.param(sql.placeholder(name), leaseExpiresAt)
  const whole = (name: string) => sql`CAST(${sql.placeholder(name)} AS integer)`
  return sql`
    WITH known AS MATERIALIZED (${knownSites(q.t)}), room AS MATERIALIZED (
      SELECT ${whole('revealedSites')} - (SELECT count(DISTINCT site_id) FROM known) AS sites,
        ${whole('openClaims')} - (SELECT count(*) FROM orders h
          WHERE h.company_id = ${given('companyId')} AND ${inArray(sql`h.state`, [...OPEN_CLAIMS])}) AS orders
    ), found AS MATERIALIZED (
      SELECT o.id, o.tier, o.rank FROM orders o
      WHERE ${takeable(q, shape, sql`SELECT site_id FROM known`)} ORDER BY ${BY_RANK}
      LIMIT (SELECT CASE WHEN orders <= 0 THEN 0
        WHEN sites > 0 AND sites < orders AND sites < ${whole('most')} THEN sites
        WHEN orders < ${whole('most')} THEN orders ELSE ${whole('most')} END FROM room) ${q.skipLocked}
    ), taken AS (
      SELECT o.id, coalesce(sum(CASE WHEN EXISTS (
        SELECT 1 FROM orders s WHERE s.after_order_id = o.id AND s.state = 'ready') THEN 1 ELSE 0 END) OVER (
        ORDER BY ${BY_RANK} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS opened FROM found o
    )
    UPDATE orders SET state = 'claimed', version = version + 1, attempt = attempt + 1,
      company_id = ${sql.placeholder('companyId')}, claimed_at = ${at('now')},
      external_ref = ${sql.placeholder('externalRef')},
      lease_expires_at = CASE WHEN lower(region) = 'scotland' THEN ${at('scotland')}
        WHEN lower(region) = 'northern ireland' THEN ${at('northern-ireland')}
        WHEN 1 = 1 THEN ${at('england-and-wales')} ELSE lease_expires_at END
    FROM taken WHERE orders.id = taken.id AND taken.opened = 0
    RETURNING orders.id, orders.ref, orders.organisation_id, orders.site_id, orders.attempt,
      orders.tier, orders.rank`
}

/** What RETURNING gives has no order. */
export const byRank = (a: Taken, b: Taken) => a.tier - b.tier || a.rank - b.rank || byCodeUnit(a.id, b.id)

/** When a lease that begins now ends, by the bank holidays that its site keeps. */
export interface Leases {
  readonly 'england-and-wales': Date
  readonly scotland: Date
  readonly 'northern-ireland': Date
}

const anyTakeable = prepared((q, shape: Shape) => {
  const o = alias(q.t.orders, 'o')
  return q
    .select({ id: o.id })
    .from(o)
    .where(takeable(q, shape, knownSites(q.t)))
    .limit(1)
})

/** As far as sites go: the cap on open claims is not looked at. */
export async function isAnyTakeable(q: Reads, taking: Taking): Promise<boolean> {
  return (await anyTakeable(q, shapeOf(taking)).execute(valuesOf(taking))).length > 0
}

/** Of rows that stand under the alias `o`. Regions are compared in lower case: known ones have one spelling. */
export function withinAbilities(abilities: readonly Ability[]): SQL {
  const each = abilities.map(({ regions, actions, vettings, organisations }) => {
    const organisation = sql`o.organisation_id`
    return and(
      inArray(sql`lower(coalesce(o.region, ${sql.raw(`'${UNKNOWN_REGION}'`)}))`, [...regions]),
      inArray(sql`o.action`, [...actions]),
      vettings.length === VETTINGS.length ? undefined : inArray(sql`o.vetting`, [...vettings]),
      'only' in organisations
        ? inArray(organisation, [...organisations.only])
        : organisations.allBut.length === 0
          ? undefined
          : notInArray(organisation, [...organisations.allBut]),
    )
  })
  return or(...each) ?? sql`1 = 0`
}

/** Of rows under the alias `o`: ready, with a week, and what the company may do. */
function isOpen(abilities: readonly Ability[]): SQL | undefined {
  return and(sql`o.state = 'ready'`, sql`o.week_on IS NOT NULL`, withinAbilities(abilities))
}

/** How many there are of each week and value band; `estimatePence` is a sum within the band. */
export function countOpen(q: Reads, abilities: readonly Ability[], bands: readonly number[]) {
  const o = alias(q.t.orders, 'o')
  const lower = sql.join(
    bands.map((upper) => sql.raw(`WHEN o.estimate_pence < ${upper} THEN ${upper - 1}`)),
    sql` `,
  )
  const pence = sql<number>`CASE ${lower} ELSE ${sql.raw(String(bands.at(-1)!))} END`.mapWith(Number)
  const { region, action, vetting, weekOn } = o
  return q
    .select({ region, action, vetting, weekOn, estimatePence: pence.as('band'), orders: count() })
    .from(o)
    .where(isOpen(abilities))
    .groupBy(region, action, vetting, weekOn, sql`band`)
}

/** By reference. */
export function readOpen(q: Reads, abilities: readonly Ability[], { after, rows }: { after: string; rows: number }) {
  const o = alias(q.t.orders, 'o')
  const { ref, region, action, minutes, vetting, estimatePence, weekOn } = o
  return q
    .select({ ref, region, action, minutes, vetting, estimatePence, weekOn })
    .from(o)
    .where(and(isOpen(abilities), gt(ref, after)))
    .orderBy(asc(ref))
    .limit(rows)
}
