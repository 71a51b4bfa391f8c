// The shape of the three register files, as they are kept in data/register/. One block states a manufacturer whole:
// who it is, why it is in scope, and by what its equipment is recognised. Fields that recognition does not read
// (listings, evidence, ownership) are there for the pages and for the person who decides.
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { Failure } from '../shared/failure.ts'
import { KINDS } from '../shared/vocabulary.ts'

const Confidence = Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')])
const OuiSpecificity = Type.Union([
  Type.Literal('surveillance'),
  Type.Literal('whole-vendor'),
  Type.Literal('component'),
  Type.Literal('industrial'),
])

/** IEEE blocks of one registered organisation: 6 hex digits are 24 bits, 7 are 28, 9 are 36. */
const Oui = Type.Object({
  org: Type.String(),
  registeredAddress: Type.String(),
  prefixes: Type.Array(Type.String({ pattern: '^([0-9A-F]{6}|[0-9A-F]{7}|[0-9A-F]{9})$' })),
})

const Mended = Type.Array(Type.Object({ what: Type.String(), why: Type.String() }))

const ModelPrefix = Type.Object({
  prefix: Type.String({ minLength: 1 }),
  /** What must follow the prefix: `#` is a digit, `@` a letter, any other character itself. */
  then: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9#@]+$' })),
  kind: Type.Enum([...KINDS]),
  assetType: Type.String(),
  /** Whatever else is known of the device, it goes to a person. */
  suggests: Type.Optional(Type.Literal('review')),
  source: Type.String(),
  confidence: Confidence,
  ambiguousWith: Type.Optional(Type.Array(Type.String())),
  note: Type.Optional(Type.String()),
})

const Listing = Type.Object({
  list: Type.String(),
  jurisdiction: Type.String(),
  since: Type.String(),
  kind: Type.String(),
  source: Type.String(),
  note: Type.Optional(Type.String()),
})

const Claim = Type.Object({ claim: Type.String(), source: Type.String(), confidence: Confidence })
const NullableText = Type.Union([Type.String(), Type.Null()])

const Manufacturer = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9-]+$' }),
  legalName: Type.String({ minLength: 1 }),
  aliases: Type.Array(Type.String({ minLength: 1 })),
  /** Names so short that they count only when they are the whole maker field. */
  wholeFieldAliases: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  parentGroup: NullableText,
  /** The manufacturer whose product line or subsidiary this is: its MAC blocks do not contradict the name. */
  parentId: Type.Optional(Type.String()),
  hqCountry: NullableText,
  relation: Type.String(),
  /** Of a relabelling brand: whose equipment it sells under its own name. */
  suppliers: Type.Optional(Type.Array(Type.String())),
  suppliersSource: Type.Optional(Type.String()),
  ownership: Type.Optional(
    Type.Array(
      Type.Object({
        owner: Type.String(),
        from: Type.String(),
        until: NullableText,
        note: NullableText,
        source: Type.String(),
      }),
    ),
  ),
  confidence: Confidence,
  /** The shipped suggestion; the operator's determination replaces it. */
  ukScope: Type.Object({
    status: Type.Union([Type.Literal('in_scope'), Type.Literal('review')]),
    basis: Type.String(),
    ground: Type.Union([
      Type.Literal('national-security'),
      Type.Literal('human-rights'),
      Type.Literal('procurement-law'),
    ]),
  }),
  statement: Type.Optional(Type.Object({ words: Type.String(), by: Type.String(), source: Type.String() })),
  evidence: Type.Array(Claim),
  listings: Type.Array(Listing),
  modelPrefixes: Type.Array(ModelPrefix),
  banners: Type.Optional(
    Type.Array(Type.Object({ text: Type.String({ minLength: 1 }), source: Type.String(), note: Type.String() })),
  ),
  oui: Type.Array(Oui),
  ouiSpecificity: OuiSpecificity,
  notes: Type.Optional(Type.String()),
})

const ManufacturersFile = Type.Object({
  meta: Type.Object({
    version: Type.String({ minLength: 1 }),
    ouiSource: Type.String(),
    doubtWords: Type.Array(Type.String()),
    mended: Mended,
  }),
  manufacturers: Type.Array(Manufacturer),
})

const NonFlaggedMaker = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9-]+$' }),
  legalName: Type.String({ minLength: 1 }),
  aliases: Type.Array(Type.String({ minLength: 1 })),
  wholeFieldAliases: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  hqCountry: Type.String(),
  /** A claim that some of the brand's units are relabels: its bare name then clears nothing. */
  relabelWatch: Type.Optional(Claim),
  modelPrefixes: Type.Array(
    Type.Object({
      prefix: Type.String({ minLength: 1 }),
      then: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9#@]+$' })),
      source: Type.String(),
    }),
  ),
  oui: Type.Array(Oui),
  ouiSpecificity: OuiSpecificity,
  note: Type.Optional(Type.String()),
})

const NonFlaggedFile = Type.Object({
  meta: Type.Object({ version: Type.String({ minLength: 1 }), mended: Mended }),
  manufacturers: Type.Array(NonFlaggedMaker),
  nearMissOrgNames: Type.Array(
    Type.Object({
      org: Type.String(),
      names: Type.Array(Type.String({ minLength: 1 })),
      prefixes: Oui.properties.prefixes,
      mustNotMatch: Type.String(),
    }),
  ),
})

const KevFile = Type.Object({
  meta: Type.Object({ version: Type.String({ minLength: 1 }), mended: Mended }),
  entries: Type.Array(
    Type.Object({
      cve: Type.String({ pattern: '^CVE-[0-9]{4}-[0-9]{4,}$' }),
      manufacturerId: Type.String(),
      vendor: Type.String(),
      product: Type.String(),
      name: Type.String(),
      /** Model prefixes, where the catalogue names single products. */
      models: Type.Optional(Type.Array(Type.String())),
      dateAdded: Type.String(),
      dueDate: Type.Optional(NullableText),
      surveillance: Type.Boolean(),
      source: Type.String(),
    }),
  ),
})

export type Manufacturer = Static<typeof Manufacturer>
export type NonFlaggedMaker = Static<typeof NonFlaggedMaker>
export type ManufacturersFile = Static<typeof ManufacturersFile>
export type NonFlaggedFile = Static<typeof NonFlaggedFile>
export type KevFile = Static<typeof KevFile>

export const readManufacturersFile = (text: string): ManufacturersFile =>
  read(ManufacturersFile, 'manufacturers.json', text)
export const readNonFlaggedFile = (text: string): NonFlaggedFile => read(NonFlaggedFile, 'non_flagged.json', text)
export const readKevFile = (text: string): KevFile => read(KevFile, 'kev.json', text)

function read<T extends Type.TSchema>(schema: T, file: string, text: string): Static<T> {
  const value = parse(file, text)
  if (Value.Check(schema, value)) return value
  const [first] = Value.Errors(schema, value)
  throw badRegister(`${file}: ${first?.instancePath || 'the whole file'} ${first?.message ?? 'has the wrong shape'}.`)
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRegister(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

export function badRegister(message: string): Failure {
  return new Failure('bad-register', message, 'Restore data/register/ from the release, or mend the place named here.')
}
