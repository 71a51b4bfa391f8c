import { Type, type Static } from 'typebox'
import { closed, DayText, InstantText, nullable, oneOf } from '../../http/words.ts'
import { DETERMINED, GROUNDS, KINDS } from '../../shared/vocabulary.ts'
import type { StatedDetermination } from './determination.ts'
import type { Entry, EntryLine } from './manufacturers.ts'

const Text = Type.String()
const nullableText = nullable(Text)

const EXAMPLE = {
  manufacturerId: 'hikvision',
  determined: 'in-scope',
  basis: 'Subject to the National Intelligence Law; board paper 12/2026.',
  decidedBy: 'A. Senior',
  reviewOn: '2027-11-22',
}
export const DeterminationBody = closed(
  {
    manufacturerId: Type.String({ minLength: 1, maxLength: 200, description: 'Its id, or any of its names.' }),
    determined: oneOf(DETERMINED),
    ground: Type.Optional(
      Type.Unsafe<(typeof GROUNDS)[number]>({
        ...oneOf(GROUNDS),
        default: 'national-security',
        description: 'The others are kept on record and change no finding.',
      }),
    ),
    basis: Type.String({ minLength: 1, maxLength: 4000 }),
    decidedBy: Type.String({ minLength: 1, maxLength: 200, description: 'The approver who decided.' }),
    decidedOn: Type.Optional(DayText),
    reviewOn: DayText,
  },
  { examples: [EXAMPLE] },
)
export const DeterminationReply = Type.Object({
  id: Text,
  manufacturerId: Text,
  determined: oneOf(DETERMINED),
  ground: oneOf(GROUNDS),
  basis: Text,
  decidedBy: Text,
  decidedOn: DayText,
  reviewOn: DayText,
  secondBy: nullableText,
  recordedAt: InstantText,
  recordedBy: Text,
})
const StatedReply = Type.Object({
  ...DeterminationReply.properties,
  state: oneOf(['in-force', 'recorded', 'lapsed', 'superseded']),
})
export const DeterminationsReply = Type.Object({ items: Type.Array(StatedReply) })

const STANDINGS = ['in-scope', 'review', 'not-flagged'] as const
const lineFields = {
  id: Text,
  name: Text,
  legalName: Text,
  suggested: oneOf(STANDINGS),
  standing: oneOf(STANDINGS),
  confirmed: Type.Boolean({ description: 'Whether a determination is in force; else the standing is a suggestion.' }),
  basis: Text,
  determination: nullable(StatedReply),
}
export const ManufacturersReply = Type.Object({ registerVersion: Text, items: Type.Array(Type.Object(lineFields)) })
const Sourced = { source: Text }
export const ManufacturerParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const ManufacturerReply = Type.Object({
  ...lineFields,
  names: Type.Array(Text),
  ground: nullable(oneOf(GROUNDS)),
  country: nullableText,
  parentGroup: nullableText,
  parentId: nullableText,
  suppliers: Type.Array(Text),
  ownership: Type.Array(Type.Object({ ...Sourced, owner: Text, from: Text, until: nullableText, note: nullableText })),
  statement: nullable(Type.Object({ ...Sourced, words: Text, by: Text })),
  listings: Type.Array(Type.Object({ ...Sourced, list: Text, jurisdiction: Text, since: Text, kind: Text })),
  claims: Type.Array(Type.Object({ ...Sourced, claim: Text, confidence: Text })),
  modelPrefixes: Type.Array(
    Type.Object({
      ...Sourced,
      prefix: Text,
      kind: Type.Optional(oneOf(KINDS)),
      confidence: Type.Optional(Text),
      suggests: Type.Optional(Text),
      ambiguousWith: Type.Optional(Type.Array(Text)),
    }),
  ),
  macBlocks: Type.Array(Type.Object({ org: Text, prefixes: Type.Array(Text) })),
  determinations: Type.Array(StatedReply),
})

export function determinationReply<T extends { readonly recordedAt: Date }>(determination: T) {
  return { ...determination, recordedAt: determination.recordedAt.toISOString() }
}

const statedReply = (one: StatedDetermination | null) => (one === null ? null : determinationReply(one))

export function entryLineReply(line: EntryLine): Static<typeof ManufacturersReply>['items'][number] {
  const { suggested, standing, determination } = line
  return {
    ...line,
    suggested: suggested as (typeof STANDINGS)[number],
    standing: standing as (typeof STANDINGS)[number],
    determination: statedReply(determination),
  }
}

export function entryReply(entry: Entry): Static<typeof ManufacturerReply> {
  const { names, suppliers, ownership, statement, listings, claims, modelPrefixes, macBlocks } = entry
  return {
    ...entryLineReply(entry),
    ...{ ground: entry.ground as Static<typeof ManufacturerReply>['ground'] },
    ...{ country: entry.country, parentGroup: entry.parentGroup, parentId: entry.parentId, statement },
    names: [...names],
    suppliers: [...suppliers],
    ownership,
    listings,
    claims,
    modelPrefixes: modelPrefixes.map((prefix) => ({ ...prefix, source: prefix.source ?? '' })),
    macBlocks,
    determinations: entry.determinations.map(determinationReply),
  }
}
