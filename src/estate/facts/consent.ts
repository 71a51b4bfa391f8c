// Where a consent stands on a day, and from when on work may rest on it.
import { addDays, sayDay, type Day } from '../../shared/day.ts'
import { count } from '../../shared/text.ts'
import type { ConsentKind } from '../../shared/vocabulary.ts'
import type { Consent } from './site-facts.ts'

/** `lapsed`: it was granted, and its time has run out: it has to be applied for again. */
export type ConsentState = 'granted' | 'lapsed' | 'refused' | 'applied' | 'to-apply'

export function consentState({ appliedOn, grantedOn, refusedOn, untilOn }: Consent, on: Day): ConsentState {
  if (grantedOn !== null) return untilOn === null || on < untilOn ? 'granted' : 'lapsed'
  if (refusedOn !== null) return 'refused'
  return appliedOn === null ? 'to-apply' : 'applied'
}

/**
 * The first day on which work may rest on it, seen from a plan's start: its lead days after the application, or after the
 * start where nobody has applied. Never before the start: what is still unanswered then may be answered that day. `refused`:
 * none, until somebody records another answer.
 */
export function consentFrom(consent: Consent, startOn: Day): Day | 'refused' {
  const state = consentState(consent, startOn)
  if (state === 'refused') return 'refused'
  if (state === 'granted') return startOn
  const from = addDays(state === 'applied' ? consent.appliedOn! : startOn, consent.leadDays)
  return from > startOn ? from : startOn
}

const KINDS: Readonly<Record<ConsentKind, string>> = {
  'pfi-variation': 'the PFI variation',
  'landlord-variation': 'the landlord’s variation',
  'listed-building': 'listed building consent',
  'asbestos-survey': 'the asbestos survey',
  other: 'a consent',
}

export function nameConsent({ kind, reference }: Pick<Consent, 'kind' | 'reference'>): string {
  return reference === null ? KINDS[kind] : `${KINDS[kind]} (${reference})`
}

/** A part of a sentence: `the PFI variation, applied for on 1 March 2027, takes 60 days`. */
export function sayConsent(consent: Consent, on: Day): string {
  const { leadDays, appliedOn, grantedOn, refusedOn, untilOn } = consent
  const name = nameConsent(consent)
  switch (consentState(consent, on)) {
    case 'granted':
      return `${name} was granted on ${sayDay(grantedOn!)}${untilOn === null ? '' : ` and counts until ${sayDay(untilOn)}`}`
    case 'lapsed':
      return `${name} counted until ${sayDay(untilOn!)}, and takes ${count(leadDays, 'day')} to be had again`
    case 'refused':
      return `${name} was refused on ${sayDay(refusedOn!)}`
    case 'applied':
      return `${name}, applied for on ${sayDay(appliedOn!)}, takes ${count(leadDays, 'day')}`
    case 'to-apply':
      return `${name} has not been applied for, and takes ${count(leadDays, 'day')}`
  }
}
