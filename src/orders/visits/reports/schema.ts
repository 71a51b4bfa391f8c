import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../../http/paging.ts'
import { closed, InstantText, nullable, oneOf } from '../../../http/words.ts'
import {
  FAULTS,
  GATE_ITEMS,
  ORDER_STATES,
  REPORT_STANDINGS,
  VISIT_CAUSES,
  VISIT_RESULTS,
  VISIT_STATES,
} from '../../../shared/vocabulary.ts'
import { ContactWords } from '../clock/schema.ts'
import { GateWords } from '../gate/schema.ts'
import { Attempt, ClientId, Line, Paragraph, Pence, Ref } from '../schema.ts'
import { FoundBody, foundOf, OutcomeBody, outcomeOf } from './outcome-schema.ts'
import type { VisitReport } from './report.ts'
import type { ListedReport, OpenedReport } from './store.ts'
import type { ReportAnswer } from './take-report.ts'

/** As many devices as a crew-week holds, and twice over. */
const MOST_DEVICES = 500

const Material = closed({
  deviceId: Type.Optional(Type.String({ maxLength: 64 })),
  what: Line,
  quantity: Type.Integer({ minimum: 1, maximum: 100_000 }),
  pence: Type.Optional(Pence),
})
const Entry = closed({ recordedBy: Line, witnessedBy: Line })

export const ReportBody = closed(
  {
    id: ClientId,
    attempt: Attempt,
    visit: Type.String({ maxLength: 64, description: 'As you named it when it was booked.' }),
    arrivedAt: InstantText,
    leftAt: InstantText,
    engineers: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 20, uniqueItems: true }),
    gate: Type.Optional(Type.Array(closed({ item: oneOf(GATE_ITEMS), ...GateWords }), { maxItems: 20 })),
    result: oneOf(VISIT_RESULTS),
    cause: Type.Optional(oneOf(VISIT_CAUSES)),
    fault: Type.Optional(oneOf(FAULTS)),
    chargeablePence: Type.Optional(Pence),
    materials: Type.Optional(Type.Array(Material, { maxItems: MOST_DEVICES })),
    deviceOutcomes: Type.Optional(Type.Array(OutcomeBody, { maxItems: MOST_DEVICES })),
    found: Type.Optional(Type.Array(FoundBody, { maxItems: MOST_DEVICES })),
    contacts: Type.Optional(Type.Array(ContactWords, { maxItems: 50 })),
    note: Type.Optional(Paragraph),
    entry: Type.Optional(Entry),
  },
  {
    examples: [
      {
        ...{ id: 'a3f1c0de-report-1', attempt: 1, visit: 'a3f1c0de-visit-1', result: 'aborted' },
        ...{ arrivedAt: '2026-11-20T09:00:00.000Z', leftAt: '2026-11-20T09:20:00.000Z' },
        ...{ engineers: ['eng_01jd0000000000'], cause: 'no-access', fault: 'site', chargeablePence: 18_000 },
      },
    ],
  },
)

export const ReportAnswerReply = Type.Object({
  id: Type.String(),
  standing: oneOf(['applied', 'held-for-review']),
  heldBecause: nullable(Type.String()),
  order: nullable(Type.Object({ ref: Ref, state: oneOf(ORDER_STATES) })),
  visit: nullable(Type.Object({ id: Type.String(), state: oneOf(VISIT_STATES) })),
})

export const ReportLineReply = Type.Object({
  id: Type.String(),
  ref: Ref,
  standing: oneOf(REPORT_STANDINGS),
  heldBecause: nullable(Type.String()),
  attempt: Type.Integer(),
  receivedAt: InstantText,
  judgedAt: nullable(InstantText),
})
export const ReportLinesQuery = closed({ ...PageQuery, standing: Type.Optional(oneOf(REPORT_STANDINGS)) })
export const ReportLinesReply = pageReply(ReportLineReply)

export const ReportReply = Type.Object({
  id: Type.String({ description: 'As its client named it.' }),
  standing: oneOf(REPORT_STANDINGS),
  heldBecause: nullable(Type.String()),
  receivedAt: InstantText,
  visit: Type.String(),
  result: oneOf(VISIT_RESULTS),
  arrivedAt: InstantText,
  leftAt: InstantText,
  engineers: Type.Array(Type.String()),
  cause: nullable(oneOf(VISIT_CAUSES)),
  fault: nullable(oneOf(FAULTS)),
  chargeablePence: nullable(Type.Integer()),
  devices: Type.Integer({ description: 'Of how many it tells an outcome.' }),
  note: nullable(Type.String()),
  entry: nullable(Entry),
})
export const ReportsReply = Type.Object({ items: Type.Array(ReportReply) })

export function reportOf(body: Static<typeof ReportBody>): VisitReport {
  const { id, attempt, visit, arrivedAt, leftAt, engineers, gate = [], result, materials = [] } = body
  const { cause = null, fault = null, chargeablePence = null, note = null, entry = null } = body
  const { deviceOutcomes = [], found = [], contacts = [] } = body
  return {
    ...{ id, attempt, visit, engineers, result, cause, fault, chargeablePence, note, entry },
    ...{ arrivedAt: new Date(arrivedAt), leftAt: new Date(leftAt) },
    gate: gate.map(({ item, reference = null, givenBy = null, note: said = null }) => {
      return { item, reference, givenBy, note: said }
    }),
    materials: materials.map(({ deviceId = null, what, quantity, pence = null }) => {
      return { deviceId, what, quantity, pence }
    }),
    deviceOutcomes: deviceOutcomes.map(outcomeOf),
    found: found.map(foundOf),
    contacts: contacts.map(({ at, note: said = null, ...contact }) => ({ ...contact, at: new Date(at), note: said })),
  }
}

export function answerReply({ order, visit, ...answer }: ReportAnswer): Static<typeof ReportAnswerReply> {
  return { ...answer, order: order && { ...order }, visit: visit && { ...visit } }
}

export function lineReply(line: ListedReport): Static<typeof ReportLineReply> {
  const { id, ref, standing, heldBecause, attempt, receivedAt, judgedAt } = line
  const judged = judgedAt?.toISOString() ?? null
  return { id, ref, standing, heldBecause, attempt, receivedAt: receivedAt.toISOString(), judgedAt: judged }
}

export function reportReply({ clientId, report, ...line }: OpenedReport): Static<typeof ReportReply> {
  const { standing, heldBecause, receivedAt } = line
  const { visit, result, arrivedAt, leftAt, engineers, cause, fault, chargeablePence, deviceOutcomes } = report
  return {
    ...{ id: clientId, standing, heldBecause, receivedAt: receivedAt.toISOString() },
    ...{ visit, result, arrivedAt: arrivedAt.toISOString(), leftAt: leftAt.toISOString(), engineers: [...engineers] },
    ...{ cause, fault, chargeablePence, devices: deviceOutcomes.length, note: report.note, entry: report.entry },
  }
}
