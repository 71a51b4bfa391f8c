import { Type } from 'typebox'
import { closed, DayText, nullable, oneOf } from '../../http/words.ts'
import { CHOICES, FINDING_STATES, KINDS, NETWORKS, SENSITIVITIES } from '../../shared/vocabulary.ts'
import type { Memorandum } from './memorandum.ts'

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Of the memorandum; a decision may name it.' })
const As = Type.Optional(
  Type.Unsafe<'json' | 'text'>({
    ...oneOf(['json', 'text']),
    description: 'text: as a person reads it; json if left out.',
  }),
)

export const MemorandaQuery = closed({
  site: Type.String({ maxLength: 13_000, description: 'Ids of sites, with commas between: 200 at most.' }),
  as: As,
})
export const MemorandumParams = Type.Object({ hash: Hash })
export const MemorandumQuery = closed({ as: As })

const Choice = oneOf(CHOICES)
const Pence = Type.Integer({ description: 'Pence.' })
const Millis = Type.Integer({ description: 'Exposure-days, in thousandths.' })
const Sentences = Type.Array(Type.String())
const Clause = oneOf(['C3', 'C4'])

const OptionReply = Type.Object({
  choice: Choice,
  costPence: Pence,
  doneOn: nullable(DayText),
  when: oneOf([
    'planned',
    'as-the-plan-has-the-other',
    'upgrade',
    'never',
    'not-planned',
    'no-upgrade-to-wait-for',
    'nothing-flagged',
  ]),
  exposureMillis: nullable(Millis),
  avertedMillis: nullable(Type.Object({ waiting: Millis, disconnectOnly: Millis })),
  departsFrom: Sentences,
})
const SiteReply = Type.Object({
  siteId: Type.String(),
  code: Type.String(),
  name: Type.String(),
  organisation: Type.String(),
  region: nullable(Type.String()),
  sensitivity: oneOf(SENSITIVITIES),
  clause: Clause,
  force: Type.String(),
  kit: Type.Array(
    Type.Object({
      kind: oneOf(KINDS),
      maker: nullable(Type.String()),
      finding: oneOf(FINDING_STATES),
      network: oneOf(NETWORKS),
      devices: Type.Integer(),
    }),
  ),
  facts: Sentences,
  options: Type.Array(OptionReply),
  unconfirmed: Sentences,
})
const Nothing = Type.Null({ description: 'For the approver to fill in.' })
const MemorandumWords = Type.Object({
  format: Type.Literal('lenscap-memorandum/1'),
  marking: Type.String(),
  draftedOn: DayText,
  clauses: Type.Array(Type.Object({ clause: Clause, force: Type.String(), words: Type.String() })),
  sites: Type.Array(SiteReply),
  totals: Type.Array(
    Type.Object({
      choice: Choice,
      costPence: Pence,
      doneOn: nullable(DayText),
      exposureMillis: nullable(Millis),
      departing: Type.Integer({ description: 'Sites at which it departs from K1.' }),
    }),
  ),
  versions: Type.Object({
    register: Type.String(),
    directive: Type.String(),
    catalogue: Type.String(),
    plan: nullable(Type.Object({ id: Type.String(), startOn: DayText, planHash: Type.String() })),
  }),
  decision: Type.Object({
    choices: Type.Array(Choice),
    choice: Nothing,
    reason: Nothing,
    approvedBy: Nothing,
    reviewOn: Nothing,
  }),
})
const DraftedReply = Type.Object({ hash: Hash, memorandum: Type.Unsafe<Memorandum>(MemorandumWords) })

/** Either form; the text is what a person signs. */
export const MemorandumFile = {
  description: 'The memorandum, in the form that was asked for.',
  content: {
    'application/json': { schema: DraftedReply },
    'text/plain': { schema: Type.String({ examples: ['OFFICIAL-SENSITIVE\nMEMORANDUM FOR A DECISION ON 1 SITE'] }) },
  },
}
