import { Type, type Static } from 'typebox'
import { closed, DayText, InstantText, nullable, oneOf } from '../../http/words.ts'
import { day, type Day } from '../../shared/day.ts'
import { CONSENT_KINDS, LEAVING, LONE_WORKING, PERSONAL_DEVICES, PHOTO_RULES } from '../../shared/vocabulary.ts'
import { consentState } from './consent.ts'
import type { FactsChange, FactsOfSite } from './record-facts.ts'
import { MOST_LEAD_DAYS, MOST_NOTICE_DAYS } from './site-facts.ts'

const Words = (most: number) => Type.String({ minLength: 1, maxLength: most })

const ClosedWords = {
  from: DayText,
  until: Type.Unsafe<string>({ ...DayText, description: 'The first day on which it is open again.' }),
  why: Words(2000),
}
const ConsentWords = {
  kind: oneOf(CONSENT_KINDS),
  reference: nullable(Words(200)),
  leadDays: Type.Integer({
    minimum: 0,
    maximum: MOST_LEAD_DAYS,
    description: 'Calendar days from the application to the answer, as expected.',
  }),
  appliedOn: nullable(DayText),
  grantedOn: nullable(DayText),
  refusedOn: nullable(DayText),
  untilOn: nullable(DayText),
}
const plain = {
  leavesOn: nullable(DayText),
  leavesBy: nullable(oneOf(LEAVING)),
  noticeDays: nullable(Type.Integer({ minimum: 0, maximum: MOST_NOTICE_DAYS })),
  interimCover: nullable(Words(4000)),
  photos: nullable(oneOf(PHOTO_RULES)),
  personalDevices: nullable(oneOf(PERSONAL_DEVICES)),
  permitToWork: nullable(Type.Boolean()),
  loneWorking: nullable(oneOf(LONE_WORKING)),
  contactRole: nullable(Words(200)),
}

export const FactsParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

/** What is left out stays; null clears. Closures and consents are given whole. */
export const FactsBody = Type.Partial(
  closed({
    closed: Type.Array(closed(ClosedWords), { maxItems: 200 }),
    consents: Type.Array(closed(ConsentWords), { maxItems: 50 }),
    ...plain,
  }),
  {
    additionalProperties: false,
    examples: [
      {
        closed: [{ from: '2027-07-26', until: '2027-08-16', why: 'Summer closure' }],
        photos: 'none',
        noticeDays: 5,
      },
    ],
  },
)

export const FactsReply = Type.Object({
  siteId: Type.String(),
  closed: Type.Array(Type.Object(ClosedWords)),
  consents: Type.Array(
    Type.Object({ ...ConsentWords, state: oneOf(['granted', 'lapsed', 'refused', 'applied', 'to-apply']) }),
  ),
  ...plain,
  upgrades: Type.Array(
    Type.Object({
      upgradeOn: nullable(DayText),
      funded: nullable(Type.Boolean()),
      manufacturer: nullable(Type.String()),
      recordedAt: InstantText,
    }),
    { description: 'What was ever recorded of the scheduled upgrade, oldest first.' },
  ),
})

export const TakenReply = Type.Object({
  rows: Type.Integer(),
  changed: Type.Integer({ description: 'Sites whose facts are others now.' }),
})

export function factsChange(body: Static<typeof FactsBody>): FactsChange {
  const { closed: ranges, consents, leavesOn, ...rest } = body
  const dayOrNull = (text: string | null): Day | null => (text === null ? null : day(text))
  return {
    ...rest,
    ...(leavesOn !== undefined && { leavesOn: dayOrNull(leavesOn) }),
    ...(ranges && { closed: ranges.map(({ from, until, why }) => ({ from: day(from), until: day(until), why })) }),
    ...(consents && {
      consents: consents.map(({ kind, reference, leadDays, appliedOn, grantedOn, refusedOn, untilOn }) => ({
        ...{ kind, reference, leadDays },
        appliedOn: dayOrNull(appliedOn),
        grantedOn: dayOrNull(grantedOn),
        refusedOn: dayOrNull(refusedOn),
        untilOn: dayOrNull(untilOn),
      })),
    }),
  }
}

export function factsReply({ site, facts, upgrades }: FactsOfSite, today: Day): Static<typeof FactsReply> {
  return {
    siteId: site.id,
    ...facts,
    closed: [...facts.closed],
    consents: facts.consents.map((consent) => ({ ...consent, state: consentState(consent, today) })),
    upgrades: upgrades.map(({ upgradeOn, funded, manufacturer, recordedAt }) => {
      return { upgradeOn, funded, manufacturer, recordedAt: recordedAt.toISOString() }
    }),
  }
}
