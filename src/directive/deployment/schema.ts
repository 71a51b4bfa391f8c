import { Type, type Static } from 'typebox'
import { closed, nullable, oneOf } from '../../http/words.ts'
import { CLAUSES, FINDING_STATES, KINDS, NETWORKS } from '../../shared/vocabulary.ts'
import { quoteClause, VERDICTS, type CheckedLine } from './check-deployment.ts'

const Text = Type.Optional(nullable(Type.String({ maxLength: 400 })))
const LINE = { manufacturer: 'Hikvision', model: 'DS-2CD2143G2-I', site: 'HQ-1' }

export const DeploymentBody = closed(
  {
    lines: Type.Array(
      closed({
        manufacturer: Text,
        model: Text,
        mac: Text,
        firmware: Text,
        kind: Type.Optional(nullable(oneOf(KINDS))),
        network: Type.Optional(nullable(oneOf(NETWORKS))),
        organisation: Text,
        site: Type.Optional(nullable(Type.String({ maxLength: 400, description: 'Its code or name.' }))),
      }),
      { minItems: 1, maxItems: 5000 },
    ),
  },
  { examples: [{ lines: [LINE] }] },
)

const EvidenceReply = Type.Object({
  source: Type.String(),
  manufacturerId: Type.String(),
  points: Type.Integer(),
  matched: Type.String(),
  reference: Type.String(),
  says: Type.String(),
})
const CheckedReply = Type.Object({
  number: Type.Integer(),
  verdict: oneOf(VERDICTS),
  clause: nullable(oneOf(CLAUSES)),
  force: nullable(Type.String()),
  words: nullable(Type.String({ description: 'The clause, quoted.' })),
  why: Type.String(),
  siteCode: nullable(Type.String()),
  finding: nullable(oneOf(FINDING_STATES)),
  manufacturerId: nullable(Type.String()),
  confirmed: Type.Boolean({ description: 'Whether the operator has determined the manufacturer.' }),
  says: nullable(Type.String()),
  evidence: Type.Array(EvidenceReply),
})
export const DeploymentReply = Type.Object({
  registerVersion: Type.String(),
  directiveVersion: Type.String(),
  permitted: Type.Integer(),
  refused: Type.Integer(),
  needsReview: Type.Integer(),
  lines: Type.Array(CheckedReply),
})

export function checkedReply(line: CheckedLine): Static<typeof CheckedReply> {
  const { number, verdict, clause, force, why, siteCode, finding } = line
  const evidence = (finding?.evidence ?? []).map(({ source, manufacturerId, points, matched, reference, says }) => {
    return { source, manufacturerId, points, matched, reference, says }
  })
  const found = { finding: finding?.state ?? null, manufacturerId: finding?.manufacturerId ?? null }
  const words = clause === null ? null : quoteClause(clause)
  const said = { confirmed: finding?.confirmed ?? false, says: finding?.says ?? null, evidence }
  return { number, verdict, clause, force, words, why, siteCode, ...found, ...said }
}
