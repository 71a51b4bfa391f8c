// Facts of a site that move a plan, or bind whoever visits it: when it is closed, which consents work there needs, when it
// is left, what visitors may bring. Recorded whole each time and appended, so that what was known when stays on record.
import type { Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import type {
  ConsentKind,
  Leaving,
  LoneWorking,
  PersonalDevices,
  PhotoRule,
  Sensitivity,
} from '../../shared/vocabulary.ts'

/** Nobody may be sent from `from` on until `until`, exclusive. */
export interface ClosedRange {
  readonly from: Day
  readonly until: Day
  readonly why: string
}

export interface Consent {
  readonly kind: ConsentKind
  /** Tells two of a kind apart: whose, or the number that it was applied for under. */
  readonly reference: string | null
  /** Calendar days from the application to the answer, as expected. */
  readonly leadDays: number
  /** It may be yet to come. */
  readonly appliedOn: Day | null
  readonly grantedOn: Day | null
  readonly refusedOn: Day | null
  /** A consent that is granted counts until this day, exclusive; null: for good. */
  readonly untilOn: Day | null
}

export interface SiteFacts {
  readonly closed: readonly ClosedRange[]
  readonly consents: readonly Consent[]
  /** The first day on which the site is no longer the organisation's. */
  readonly leavesOn: Day | null
  readonly leavesBy: Leaving | null
  /** Calendar days that the site is told before anyone comes. */
  readonly noticeDays: number | null
  readonly photos: PhotoRule | null
  readonly personalDevices: PersonalDevices | null
  readonly permitToWork: boolean | null
  readonly loneWorking: LoneWorking | null
  /** Whom to ask for, by what they are and not by name: names are sealed with the site's contacts. */
  readonly contactRole: string | null
}

/** With the words that are sealed, for whoever may open them: how the gap is watched says where the gap is. */
export interface OpenedFacts extends SiteFacts {
  readonly interimCover: string | null
}

export const NO_FACTS: OpenedFacts = {
  closed: [],
  consents: [],
  leavesOn: null,
  leavesBy: null,
  noticeDays: null,
  interimCover: null,
  photos: null,
  personalDevices: null,
  permitToWork: null,
  loneWorking: null,
  contactRole: null,
}

/** Three years: what a contested variation takes at the worst. Longer is a slip of the pen. */
export const MOST_LEAD_DAYS = 1096
/** A quarter: no site asks for more, and one that does is closed. */
export const MOST_NOTICE_DAYS = 92
/** Days outside are typing errors: no lease or consent of today's kit reaches further. */
const SANE = { from: '2000-01-01' as Day, until: '2100-01-01' as Day }

/** One thing that is wrong: which fact, and what to do. */
export interface FactComplaint {
  /** `closed[0].until` */
  readonly path: string
  readonly message: string
}

/** All that is wrong with the facts, in their order; none: they may be recorded. `today` ends what has happened. */
export function complaintsOf(facts: OpenedFacts, today: Day): FactComplaint[] {
  return [
    ...facts.closed.flatMap((range, i) => closedComplaints(range, `closed[${i}]`)),
    ...facts.consents.flatMap((consent, i) => consentComplaints(consent, `consents[${i}]`, today)),
    ...twiceComplaints(facts.consents),
    ...insane(facts.leavesOn, 'leavesOn'),
    ...beyond(facts.noticeDays, MOST_NOTICE_DAYS, 'noticeDays'),
    ...((facts.leavesOn === null) === (facts.leavesBy === null)
      ? []
      : [{ path: 'leavesBy', message: 'Say both when the site is left and why (lease-end, disposal), or neither.' }]),
  ]
}

/** Throws `bad-site-facts` with every complaint. */
export function refuseBadFacts(facts: OpenedFacts, today: Day): void {
  const complaints = complaintsOf(facts, today)
  if (complaints.length === 0) return
  const says = complaints.map(({ path, message }) => `${path}: ${message}`).join(' ')
  const hint = 'Correct what is named; nothing was recorded.'
  throw new Failure('bad-site-facts', `The facts of the site cannot be so. ${says}`, hint, { complaints })
}

function closedComplaints({ from, until }: ClosedRange, path: string): FactComplaint[] {
  const days = [...insane(from, `${path}.from`), ...insane(until, `${path}.until`)]
  if (from < until) return days
  const message = `The site would open on ${until}, and close only on ${from}. "until" is the first day that it is open again.`
  return [...days, { path: `${path}.until`, message }]
}

function consentComplaints(consent: Consent, path: string, today: Day): FactComplaint[] {
  const { leadDays, appliedOn, grantedOn, refusedOn, untilOn } = consent
  const about = (field: string, message: string): FactComplaint => ({ path: `${path}.${field}`, message })
  const days = (['appliedOn', 'grantedOn', 'refusedOn', 'untilOn'] as const).flatMap((field) =>
    insane(consent[field], `${path}.${field}`),
  )
  const toCome = (['grantedOn', 'refusedOn'] as const).flatMap((field) =>
    (consent[field] ?? today) > today
      ? [about(field, `${consent[field]} is yet to come: give the day of the answer.`)]
      : [],
  )
  const answered = grantedOn ?? refusedOn
  return [
    ...days,
    ...beyond(leadDays, MOST_LEAD_DAYS, `${path}.leadDays`),
    ...toCome,
    ...(grantedOn !== null && refusedOn !== null
      ? [about('refusedOn', 'A consent is granted or refused: the later answer alone stands.')]
      : []),
    ...(answered !== null && appliedOn !== null && answered < appliedOn
      ? [about('appliedOn', `It was answered on ${answered}, before it was applied for.`)]
      : []),
    ...(untilOn !== null && grantedOn === null
      ? [about('untilOn', 'Only a consent that is granted counts until a day.')]
      : []),
    ...(untilOn !== null && grantedOn !== null && untilOn <= grantedOn
      ? [about('untilOn', `It would end on ${untilOn}, before it began on ${grantedOn}.`)]
      : []),
  ]
}

function twiceComplaints(consents: readonly Consent[]): FactComplaint[] {
  const first = new Map<string, number>()
  return consents.flatMap((consent, i) => {
    const key = consentKey(consent)
    if (!first.has(key)) first.set(key, i)
    if (first.get(key) === i) return []
    const path = `consents[${i}].reference`
    return [{ path, message: `There are two of ${consent.kind}: tell them apart by their references.` }]
  })
}

export function consentKey({ kind, reference }: Pick<Consent, 'kind' | 'reference'>): string {
  return `${kind}\n${reference ?? ''}`
}

function insane(day: Day | null, path: string): FactComplaint[] {
  if (day === null || (day >= SANE.from && day < SANE.until)) return []
  return [{ path, message: `${day} is no day of this estate: give one from ${SANE.from} on, before ${SANE.until}.` }]
}

function beyond(days: number | null, most: number, path: string): FactComplaint[] {
  if (days === null || (Number.isSafeInteger(days) && days >= 0 && days <= most)) return []
  return [{ path, message: `${days} days cannot be right: give a whole number from 0 to ${most}.` }]
}

const VISIT_RULES = ['photos', 'personalDevices', 'permitToWork', 'loneWorking', 'noticeDays'] as const

/** What visitors must keep to, with what is assumed where nobody has said. */
export interface VisitRules {
  readonly photos: PhotoRule
  readonly personalDevices: PersonalDevices
  readonly permitToWork: boolean
  readonly loneWorking: LoneWorking
  readonly noticeDays: number
  /** Which of them nobody has stated. */
  readonly assumed: readonly (typeof VISIT_RULES)[number][]
}

/**
 * Unless somebody says otherwise, a sensitive site lets nobody photograph, carry a phone, start without a permit or work
 * alone: an engineer who left the camera in the van loses an hour, one who did not may lose the site's trust.
 */
export function visitRulesOf({ sensitivity }: { sensitivity: Sensitivity }, facts: SiteFacts = NO_FACTS): VisitRules {
  const guarded = sensitivity === 'sensitive'
  return {
    photos: facts.photos ?? (guarded ? 'none' : 'allowed'),
    personalDevices: facts.personalDevices ?? (guarded ? 'none' : 'allowed'),
    permitToWork: facts.permitToWork ?? guarded,
    loneWorking: facts.loneWorking ?? (guarded ? 'forbidden' : 'allowed'),
    noticeDays: facts.noticeDays ?? 0,
    assumed: VISIT_RULES.filter((rule) => facts[rule] === null),
  }
}
