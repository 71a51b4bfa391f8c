import { Type, type Static } from 'typebox'
import { ReasonText } from '../../access/requests/schema.ts'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, DayText, InstantText, nullable, oneOf } from '../../http/words.ts'
import { FINDING_STATES, KINDS, NETWORKS, OVERRIDE_CHOICES } from '../../shared/vocabulary.ts'
import type { ListedOverride, Override } from './overrides/override.ts'
import type { Surveyed } from './record-survey.ts'

const Id = Type.String({ maxLength: 64 })
const Name = Type.String({ minLength: 1, maxLength: 200 })

const OVERRIDE_EXAMPLE = {
  where: { manufacturerId: 'hikvision', finding: 'flagged' },
  choice: 'confirm',
  reason: 'Delivered by the maker; the papers are on file.',
  evidence: 'Delivery note 4711',
  untilOn: '2027-06-30',
}
export const OverrideBody = closed(
  {
    deviceIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000, uniqueItems: true })),
    where: Type.Optional(
      closed({
        organisationId: Type.Optional(Id),
        siteId: Type.Optional(Id),
        finding: Type.Optional(oneOf(FINDING_STATES)),
        kind: Type.Optional(oneOf(KINDS)),
        manufacturerId: Type.Optional(Id),
        model: Type.Optional(Name),
      }),
    ),
    choice: oneOf(OVERRIDE_CHOICES),
    reason: ReasonText,
    evidence: Type.String({
      minLength: 1,
      maxLength: 4000,
      description: 'Words, a reference, or the SHA-256 of a file that is kept elsewhere.',
    }),
    untilOn: Type.Unsafe<string>({ ...DayText, description: 'When it ends, within a year.' }),
  },
  { examples: [OVERRIDE_EXAMPLE] },
)
export const OverrideReply = Type.Object({
  id: Type.String(),
  deviceId: Type.String(),
  choice: oneOf(OVERRIDE_CHOICES),
  state: oneOf(FINDING_STATES),
  reason: Type.String(),
  evidence: Type.String(),
  untilOn: DayText,
  secondBy: nullable(Type.String()),
  recordedAt: InstantText,
  recordedBy: Type.String(),
  withdrawn: nullable(Type.Object({ reason: Type.String(), recordedAt: InstantText, recordedBy: Type.String() })),
})
export const OverrideParams = Type.Object({ id: Id })
export const WithdrawBody = closed({ reason: ReasonText })
export const MadeOverridesReply = Type.Object({ items: Type.Array(OverrideReply) })
export const OverridesQuery = closed({
  ...PageQuery,
  deviceId: Type.Optional(Id),
  state: Type.Optional(
    Type.Unsafe<'in-force' | 'lapsed'>({
      ...oneOf(['in-force', 'lapsed']),
      description: 'Of each device the newest; lapsed, or withdrawn: to be decided again.',
    }),
  ),
})
export const OverridesReply = pageReply(OverrideReply)

export const ReEvaluationBody = closed(
  { dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Show what would change, and save nothing.' })) },
  { examples: [{ dryRun: true }] },
)

export const SurveyParams = Type.Object({ id: Id })
const SURVEY_EXAMPLE = { manufacturer: 'Hikvision', network: 'core', surveyedOn: '2026-11-20', surveyedBy: 'J. Fitter' }
export const SurveyBody = closed(
  {
    manufacturer: Type.Optional(
      Type.Unsafe<string>({ ...Name, description: 'Whose equipment it is, by what is in or on it.' }),
    ),
    model: Type.Optional(Name),
    serial: Type.Optional(Name),
    mac: Type.Optional(Name),
    firmware: Type.Optional(Name),
    kind: Type.Optional(oneOf(KINDS)),
    network: Type.Optional(oneOf(NETWORKS)),
    note: Type.Optional(Type.String({ maxLength: 4000 })),
    surveyedOn: DayText,
    surveyedBy: Name,
  },
  { examples: [SURVEY_EXAMPLE] },
)
export const SurveyedReply = Type.Object({
  deviceId: Type.String(),
  finding: oneOf(FINDING_STATES),
  manufacturerId: nullable(Type.String()),
  says: Type.String(),
  overriddenUntil: nullable(DayText),
})

export function overrideReply({
  organisationId: _,
  withdrawn = null,
  ...override
}: Override & Partial<ListedOverride>): Static<typeof OverrideReply> {
  return {
    ...override,
    recordedAt: override.recordedAt.toISOString(),
    withdrawn: withdrawn && { ...withdrawn, recordedAt: withdrawn.recordedAt.toISOString() },
  }
}

export function surveyedReply({ deviceId, finding, overriddenUntil }: Surveyed): Static<typeof SurveyedReply> {
  const { state, manufacturerId, says } = finding
  return { deviceId, finding: state, manufacturerId, says, overriddenUntil }
}
