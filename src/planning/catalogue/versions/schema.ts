import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../../http/paging.ts'
import { closed, DayText, InstantText, nullable, oneOf } from '../../../http/words.ts'
import { KINDS, SECTORS } from '../../../shared/vocabulary.ts'
import { DATA_CLASSES, PRICE_BASES, RATE_KINDS, type Catalogue } from '../catalogue.ts'
import { COST_KINDS } from '../cost-line.ts'
import type { RecordedVersion } from './record-version.ts'
import type { VersionLine } from './store.ts'

const Text = Type.String()
const Flag = Type.Boolean()
const Count = Type.Integer({ minimum: 0 })
const Pence = Type.Integer({ description: 'Pence.' })
const capable = {
  ...{ ptz: Flag, anpr: Flag, thermal: Flag, dome: Flag, outdoor: Flag, poe: Flag },
  megapixels: nullable(Type.Integer()),
  channels: nullable(Type.Integer()),
}
const sourced = { source: Text, asOf: DayText }

const SettingsReply = Type.Object({
  upliftBasisPoints: Type.Integer({ description: 'By how much all prices rise each financial year: 250 are 2.5 %.' }),
  vatBasisPoints: Type.Integer(),
  priceBasis: oneOf(PRICE_BASES),
})

export const CatalogueReply = Type.Object({
  version: Text,
  origin: oneOf(['shipped', 'imported']),
  validFromOn: DayText,
  settings: SettingsReply,
  models: Type.Array(
    Type.Object({
      ...{
        code: Text,
        says: Text,
        kinds: Type.Array(oneOf(KINDS)),
        manufacturer: nullable(Text),
        model: nullable(Text),
      },
      ...capable,
      pricePence: Pence,
      labourMinutes: nullable(Type.Integer()),
      ...{ height: Flag, civils: Flag, orderBatch: Count, stock: Count, leadDays: nullable(Type.Integer()) },
      deliveredWeeksBefore: Count,
      approvedLists: Type.Array(Text),
      sectors: Type.Array(oneOf(SECTORS)),
      withoutRecorder: Flag,
      ...sourced,
      validFromOn: nullable(DayText),
    }),
  ),
  rates: Type.Array(
    Type.Object({
      kind: oneOf(RATE_KINDS),
      dataClass: nullable(oneOf(DATA_CLASSES)),
      ...{ says: Text, pricePence: Pence, ...sourced },
    }),
  ),
  vatRecovery: Type.Array(
    Type.Object({ organisation: Text, kinds: Type.Array(oneOf(COST_KINDS)), recoveredBasisPoints: Type.Integer() }),
  ),
  oldModels: Type.Array(Type.Object({ prefix: Text, ...capable, ...sourced })),
  approvedLists: Type.Array(Type.Object({ organisation: nullable(Text), list: Text })),
})

export const CatalogueQuery = closed({
  on: Type.Optional(Type.String({ format: 'date', description: 'Whose prices count then; today, if left out.' })),
})
export const ListQuery = closed({
  version: Type.Optional(Type.String({ maxLength: 64, description: 'Left out: the version that counts today.' })),
})
export const ChangeQuery = closed({
  validFrom: Type.Optional(Type.String({ format: 'date', description: 'From when it counts; today, if left out.' })),
})
/** 30 % a year is more than the United Kingdom has had since such figures are kept; no country has VAT above it. */
const Rise = Type.Integer({ minimum: 0, maximum: 3000, description: 'Basis points: hundredths of a per cent.' })
export const SettingsBody = closed(
  {
    upliftBasisPoints: Type.Optional(Rise),
    vatBasisPoints: Type.Optional(Rise),
    priceBasis: Type.Optional(oneOf(PRICE_BASES)),
  },
  { examples: [{ upliftBasisPoints: 250, vatBasisPoints: 2000, priceBasis: 'exclusive' }] },
)
export const RecordedReply = Type.Object({
  version: Text,
  validFromOn: DayText,
  changed: Type.Boolean({ description: 'False: it was in force already, and nothing was recorded.' }),
  rows: Type.Record(Text, Type.Integer(), { description: 'Of each list that was sent.' }),
  notes: Type.Array(Text),
})

export const VersionParams = Type.Object({ version: Type.String({ maxLength: 64 }) })
export const VersionsQuery = closed(PageQuery)
const VersionReply = Type.Object({
  id: Text,
  version: Text,
  validFromOn: DayText,
  origin: oneOf(['shipped', 'imported']),
  recordedAt: InstantText,
  recordedBy: Text,
})
export const VersionsReply = pageReply(VersionReply)

/** Copies, for a reply is the caller's to change. */
export function catalogueReply(catalogue: Catalogue): Static<typeof CatalogueReply> {
  const { 'vat-recovery': vatRecovery, 'old-models': oldModels, 'approved-lists': approvedLists, ...rest } = catalogue
  return {
    ...rest,
    models: rest.models.map(({ kinds, approvedLists: on, sectors, ...model }) => {
      return { ...model, kinds: [...kinds], approvedLists: [...on], sectors: [...sectors] }
    }),
    rates: [...rest.rates],
    vatRecovery: vatRecovery.map((row) => ({ ...row, kinds: [...row.kinds] })),
    oldModels: [...oldModels],
    approvedLists: [...approvedLists],
  }
}

export function recordedReply(recorded: RecordedVersion): Static<typeof RecordedReply> {
  return { ...recorded, rows: { ...recorded.rows } as Record<string, number>, notes: [...recorded.notes] }
}

export function versionReply({ recordedAt, ...row }: VersionLine): Static<typeof VersionReply> {
  return { ...row, recordedAt: recordedAt.toISOString() }
}
