import { Type, type Static } from 'typebox'
import { closed, DayText, nullable, oneOf } from '../../../http/words.ts'
import { day } from '../../../shared/day.ts'
import { ENGINEER_EXTRAS, VETTINGS } from '../../../shared/vocabulary.ts'
import { Line, Paragraph, Ref } from '../schema.ts'
import type { Engineer, EngineerFacts } from './engineer.ts'

const Id = Type.String({ maxLength: 64 })
const facts = {
  name: Line,
  employerId: nullable(Id),
  vetting: oneOf(VETTINGS),
  vettingUntilOn: nullable(DayText),
  extras: Type.Array(oneOf(ENGINEER_EXTRAS), { maxItems: ENGINEER_EXTRAS.length }),
  ended: Type.Boolean({ description: 'They go to no site any more.' }),
}

export const EngineerParams = Type.Object({ id: Id })
export const NewEngineerBody = closed(
  {
    name: facts.name,
    vetting: facts.vetting,
    employerId: Type.Optional(facts.employerId),
    vettingUntilOn: Type.Optional(facts.vettingUntilOn),
    extras: Type.Optional(facts.extras),
  },
  { examples: [{ name: 'Jo Smith', vetting: 'sc', vettingUntilOn: '2029-06-01' }] },
)
export const EngineerBody = Type.Partial(closed(facts), {
  additionalProperties: false,
  examples: [{ vettingUntilOn: '2032-06-01' }],
})
export const EngineerReply = Type.Object({ id: Type.String(), version: Type.Integer(), ...facts })
export const EngineersReply = Type.Object({ items: Type.Array(EngineerReply) })

export const RequestsReply = Type.Object({
  items: Type.Array(
    Type.Object({
      siteId: Type.String(),
      site: Type.String(),
      ref: Ref,
      on: DayText,
      vettingNeeded: oneOf(VETTINGS),
      company: Type.String(),
      employer: nullable(Type.String()),
      approval: oneOf(['approved', 'refused', 'waiting']),
      engineer: EngineerReply,
    }),
  ),
})

export const ApprovalBody = closed(
  {
    engineerId: Id,
    engineerVersion: Type.Integer({ minimum: 1, description: 'The one that you looked at.' }),
    approved: Type.Boolean(),
    untilOn: Type.Optional(DayText),
    reason: Type.Optional(Paragraph),
  },
  {
    examples: [{ engineerId: 'eng_01jd0000000000', engineerVersion: 1, approved: true, untilOn: '2027-06-01' }],
  },
)
export const ApprovedReply = Type.Object({
  visitsBooked: Type.Integer({ description: 'Visits that waited for no more than this.' }),
  visitsRefused: Type.Integer(),
  visitsWaiting: Type.Array(
    Type.Object({ ref: Ref, on: DayText, unless: Type.Array(Type.String({ description: 'What it waits for.' })) }),
    { description: 'Visits that are requested still. Once that is mended, approve anew and they are booked.' },
  ),
})

export function factsOf(body: Static<typeof NewEngineerBody>): EngineerFacts {
  const { name, vetting, employerId = null, vettingUntilOn = null, extras = [] } = body
  const until = vettingUntilOn === null ? null : day(vettingUntilOn)
  return { name, vetting, employerId, vettingUntilOn: until, extras, ended: false }
}

export function changeOf({ vettingUntilOn, ...body }: Static<typeof EngineerBody>): Partial<EngineerFacts> {
  if (vettingUntilOn === undefined) return body
  return { ...body, vettingUntilOn: vettingUntilOn === null ? null : day(vettingUntilOn) }
}

export function engineerReply({ companyId: _, extras, ...engineer }: Engineer): Static<typeof EngineerReply> {
  return { ...engineer, extras: [...extras] }
}
