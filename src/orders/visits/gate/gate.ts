// The start gate: what must be in order before anybody opens a ceiling (policy.md section 4). Which of it a site needs comes
// from its facts and from the work; who must act is part of every refusal.
import { consentState, nameConsent } from '../../../estate/facts/consent.ts'
import type { SiteFacts, VisitRules } from '../../../estate/facts/site-facts.ts'
import type { Day } from '../../../shared/day.ts'
import type { Action, GateItem } from '../../../shared/vocabulary.ts'

type Side = 'site' | 'company' | 'either'

interface Item {
  /** Once for the company's whole work on the order, or for every visit anew. */
  readonly per: 'order' | 'visit'
  /** Who may record it. */
  readonly by: Side
  readonly says: string
  needed(work: Work): boolean
}

export interface Work {
  readonly action: Action
  readonly rules: Pick<VisitRules, 'permitToWork' | 'loneWorking'>
}

/** Drilling, stripping and mounting disturb what the register is about (Control of Asbestos Regulations 2012). */
const disturbs = ({ action }: Work): boolean => action === 'replace' || action === 'remove'

export const GATE: Readonly<Record<GateItem, Item>> = {
  rams: {
    per: 'order',
    by: 'site',
    says: 'the site’s side accepts the risk assessment and method statement (RAMS)',
    needed: () => true,
  },
  // Often a paper that is given at the door: whoever was there records its number and who gave it.
  permit: {
    per: 'visit',
    by: 'either',
    says: 'the site’s side gives a permit to work for the visit',
    needed: ({ rules }) => rules.permitToWork,
  },
  'asbestos-register': {
    per: 'order',
    by: 'company',
    says: 'the company looks at the asbestos register',
    needed: disturbs,
  },
  'lone-working': {
    per: 'visit',
    by: 'company',
    says: 'the company confirms the site’s rule on working alone',
    needed: ({ rules }) => rules.loneWorking !== 'allowed',
  },
  'site-contact': {
    per: 'visit',
    by: 'either',
    says: 'the company confirms the visit with the site’s contact',
    needed: () => true,
  },
}

export interface GateDetail {
  /** Of the paper: its number. */
  readonly reference: string | null
  /** Who gave it, or was spoken to. */
  readonly givenBy: string | null
  readonly note: string | null
}

export interface GateRecord {
  readonly item: GateItem
  /** Null: of the whole order. */
  readonly visitId: string | null
  readonly recordedAt: Date
  readonly recordedBy: string
}

export interface GateLine {
  readonly item: GateItem
  readonly says: string
  readonly mayRecord: Side
  /** Null: it is not met. */
  readonly met: GateRecord | null
}

/** What the site needs for the work, in the order of the list. `visitId` null: no visit is known yet, and its items are unmet. */
export function gateLines(work: Work, records: readonly GateRecord[], visitId: string | null): GateLine[] {
  return (Object.entries(GATE) as [GateItem, Item][])
    .filter(([, { needed }]) => needed(work))
    .map(([item, { per, by, says }]) => {
      const ofVisit = per === 'visit' ? visitId : null
      const found = per === 'visit' && visitId === null ? [] : records.filter((one) => isOf(one, item, ofVisit))
      return { item, says, mayRecord: by, met: found.at(-1) ?? null }
    })
}

function isOf(one: GateRecord, item: GateItem, visitId: string | null): boolean {
  return one.item === item && one.visitId === visitId
}

/** Who must act before the work may start, and on what; consents bind what disturbs the building. */
export function shutGate(lines: readonly GateLine[], work: Work, { consents }: SiteFacts, on: Day): string[] {
  const lacking = disturbs(work) ? consents.filter((consent) => consentState(consent, on) !== 'granted') : []
  return [
    ...lines.filter(({ met }) => met === null).map(({ says }) => says),
    ...lacking.map((consent) => `the site’s side gets ${nameConsent(consent)}`),
  ]
}
