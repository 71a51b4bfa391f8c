// What the facts of a site do to its jobs: weeks in which nobody may come, the day from which notice and consents allow
// work, and consents that were refused. Where nothing is recorded a job is as it would be without this file.
import { consentFrom, consentState, nameConsent, sayConsent } from '../../estate/facts/consent.ts'
import { NO_FACTS, type SiteFacts } from '../../estate/facts/site-facts.ts'
import { addDays, type Day } from '../../shared/day.ts'
import { byCodeUnit, count } from '../../shared/text.ts'
import type { Action } from '../../shared/vocabulary.ts'
import type { Job } from '../engine/format/problem.ts'
import type { Warning } from './warning.ts'

export interface Horizon {
  readonly startOn: Day
  readonly weeks: number
}

export interface SiteDates {
  /** Within the horizon, by day, none touching another. */
  readonly closed: readonly { readonly from: Day; readonly until: Day }[]
  /** After the notice that the site asks for. */
  readonly visitFrom: Day
  /** Once every consent has come. */
  readonly workFrom: Day
  /** Why it is that day, if consents hold it. */
  readonly workHeldBy: string | null
  readonly noticeDays: number
  /** Consents that were refused, by name: nothing is replaced or removed while they stand so. */
  readonly refused: readonly string[]
  readonly leavesOn: Day | null
}

/** Somebody walks in and asks for the site's time; disconnecting is the organisation's own team's, who need no notice. */
const VISITS: readonly Action[] = ['survey', 'replace', 'remove']
/** What drills, strips or mounts: consents are for these. */
const WORKS: readonly Action[] = ['replace', 'remove']

export function siteDates(facts: SiteFacts = NO_FACTS, horizon: Horizon): SiteDates {
  const { startOn } = horizon
  const noticeDays = facts.noticeDays ?? 0
  const waits = facts.consents.flatMap((consent) => {
    const from = consentFrom(consent, startOn)
    return from === 'refused' ? [] : [{ from, says: sayConsent(consent, startOn) }]
  })
  const last = waits.reduce<(typeof waits)[number] | null>((a, b) => (a === null || b.from > a.from ? b : a), null)
  return {
    closed: merged(facts.closed, horizon),
    visitFrom: addDays(startOn, noticeDays),
    workFrom: last?.from ?? startOn,
    workHeldBy: last !== null && last.from > startOn ? last.says : null,
    noticeDays,
    refused: facts.consents.filter((consent) => consentState(consent, startOn) === 'refused').map(nameConsent),
    leavesOn: facts.leavesOn,
  }
}

/** The job as the site allows it. Desk work is done elsewhere. */
export function movedBySite(job: Job, { action, dates }: DatedLeg, { startOn, weeks }: Horizon): Job {
  if (job.minutes === 0) return job
  const releaseOn = allowedFrom(job.releaseOn, { action, dates })
  const closed = isRefused({ action, dates }) ? [{ from: startOn, until: addDays(startOn, 7 * weeks) }] : dates.closed
  return { ...job, releaseOn, closed }
}

interface DatedLeg {
  readonly action: Action
  readonly dates: SiteDates
}

/** A refused consent leaves the engine no week; only here is it known why. */
export function isRefused({ action, dates }: DatedLeg): boolean {
  return WORKS.includes(action) && dates.refused.length > 0
}

/** Why a leg is unplaced: the engine's reason, or what it cannot know. */
export function unplacedReason(leg: DatedLeg, reason: string): string {
  return isRefused(leg) ? 'consent-refused' : reason
}

/** What the site makes of a leg's dates, in whole sentences. */
export function sayDates({ action, dates }: DatedLeg): string[] {
  const { refused, workHeldBy, workFrom, visitFrom, noticeDays } = dates
  const works = WORKS.includes(action)
  return [
    ...(isRefused({ action, dates })
      ? [`${sentence(refused.join(' and '))} was refused: nothing is done here until that changes.`]
      : []),
    ...(works && workHeldBy !== null && !isRefused({ action, dates }) ? [`${sentence(workHeldBy)}.`] : []),
    ...(VISITS.includes(action) && noticeDays > 0 && !(works && workFrom > visitFrom)
      ? [`The site asks for ${count(noticeDays, 'day')}’ notice.`]
      : []),
  ]
}

/** The day from which the site allows what is ready on that day. */
export function allowedFrom(readyOn: Day, { action, dates }: DatedLeg): Day {
  return latest(readyOn, releaseAt(action, dates))
}

/** What a leg that is ready on that day waits for before anybody may start. */
export function releasedBy(readyOn: Day, { action, dates }: DatedLeg): ReleasedBy {
  if (allowedFrom(readyOn, { action, dates }) === readyOn) return 'kit'
  return WORKS.includes(action) && dates.workFrom >= dates.visitFrom ? 'consent' : 'notice'
}
export type ReleasedBy = 'kit' | 'consent' | 'notice'

function releaseAt(action: Action, { visitFrom, workFrom }: SiteDates): Day | null {
  if (!VISITS.includes(action)) return null
  return WORKS.includes(action) ? latest(visitFrom, workFrom) : visitFrom
}

interface DatedSite {
  readonly code: string
  readonly facts: SiteFacts
  readonly dates: SiteDates
}

/** What a person should look at before the plan is believed. `sites`: those with anything to be done. */
export function dateWarnings(sites: readonly DatedSite[], horizon: Horizon): Warning[] {
  const { startOn, weeks } = horizon
  const end = addDays(startOn, 7 * weeks)
  const warn = (code: string, say: (sites: string) => string, concerned: (site: DatedSite) => boolean): Warning[] => {
    const codes = sites.filter(concerned).map((site) => site.code)
    return codes.length === 0 ? [] : [{ code, message: `${say(count(codes.length, 'site'))}: ${listOf(codes)}.` }]
  }
  const consents = ({ facts }: DatedSite, state: string) =>
    facts.consents.some((consent) => consentState(consent, startOn) === state)
  return [
    ...warn(
      'closed-throughout',
      (n) => `Closed in every week of the plan, so that nobody can be sent: ${n}`,
      isAlwaysClosed(horizon),
    ),
    ...warn(
      'consent-refused',
      (n) => `A consent was refused, and nothing is replaced or removed: ${n}`,
      ({ dates }) => dates.refused.length > 0,
    ),
    ...warn(
      'consent-not-applied',
      (n) =>
        `A consent is needed that nobody has applied for; planned as if that were done on the plan’s first day: ${n}`,
      (site) => consents(site, 'to-apply'),
    ),
    ...warn(
      'consent-lapsed',
      (n) => `A consent has run out and must be had again: ${n}`,
      (site) => consents(site, 'lapsed'),
    ),
    ...warn(
      'consent-runs-out',
      (n) => `A consent runs out before the plan ends: ${n}`,
      ({ facts }) =>
        facts.consents.some(
          (consent) =>
            consentState(consent, startOn) === 'granted' && consent.untilOn !== null && consent.untilOn < end,
        ),
    ),
    ...warn(
      'dates-beyond-horizon',
      (n) => `Consents would come only after the plan’s last week: ${n}`,
      ({ dates }) => dates.workFrom >= end,
    ),
    ...warn(
      'lease-ended',
      (n) => `To be left before the plan starts, and still with kit to be dealt with: ${n}`,
      ({ dates }) => dates.leavesOn !== null && dates.leavesOn <= startOn,
    ),
  ]
}

/** Every week has a closed day. */
function isAlwaysClosed({ startOn, weeks }: Horizon) {
  return ({ dates: { closed } }: DatedSite): boolean => {
    let open = startOn
    for (const { from, until } of closed) {
      if (from >= addDays(open, 7)) return false
      // The first week that begins once it is open again.
      while (open < until) open = addDays(open, 7)
    }
    return open >= addDays(startOn, 7 * weeks)
  }
}

function merged(ranges: SiteFacts['closed'], { startOn, weeks }: Horizon): { from: Day; until: Day }[] {
  const end = addDays(startOn, 7 * weeks)
  const out: { from: Day; until: Day }[] = []
  for (const { from, until } of ranges.toSorted((a, b) => byCodeUnit(a.from, b.from))) {
    if (until <= startOn || from >= end) continue
    const clipped = { from: latest(from, startOn), until: until < end ? until : end }
    const last = out.at(-1)
    if (last && clipped.from <= last.until) last.until = latest(last.until, clipped.until)
    else out.push(clipped)
  }
  return out
}

function latest(a: Day, b: Day | null): Day {
  return b !== null && b > a ? b : a
}

/** A screenful: a plan has thousands of sites. */
const MOST_NAMED = 10

export function listOf(codes: readonly string[]): string {
  const named = codes.toSorted(byCodeUnit).slice(0, MOST_NAMED).join(', ')
  return codes.length > MOST_NAMED ? `${named} and ${codes.length - MOST_NAMED} more` : named
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
