// What is wrong with a list of the catalogue that its cells alone do not show: codes that stand twice, a maker that the
// register does not clear, a rate that every job needs. By row and column, as whoever keeps the list sees them.
import type { ListComplaint } from '../../../estate/lists/read-list.ts'
import type { Register } from '../../../register/register.ts'
import { squash } from '../../../register/normalise.ts'
import { sayDay, type Day } from '../../../shared/day.ts'
import { keyOf } from '../../../shared/text.ts'
import {
  LISTS,
  type ApprovedList,
  type CatalogueContent,
  type ListName,
  type Model,
  type OldModel,
  type Rate,
  type VatRecovery,
} from '../catalogue.ts'
import { notClear } from '../match.ts'

export interface JudgeContext {
  readonly register: Register
  readonly today: Day
  /** Names of all organisations. */
  readonly organisations: readonly string[]
}

/** A row of a list, with the number that a person sees. */
export type Rowed<T> = T & { readonly row: number }

/** Before it, prices are of kit that nobody makes any more: the year was mistyped. */
const FIRST_DAY = '2000-01-01' as Day
/** One letter more than the prefixes that several makers share. */
const LEAST_PREFIX = 3

const complain = ({ row }: { row: number }, column: string, message: string): ListComplaint => ({
  row,
  column,
  message,
})

/** Of one list by itself, in the order of its rows. */
export function judgeList(list: ListName, rows: readonly Rowed<object>[], context: JudgeContext): ListComplaint[] {
  const judges: Readonly<Record<ListName, () => ListComplaint[]>> = {
    models: () => judgeModels(rows as Rowed<Model>[], context),
    rates: () => judgeRates(rows as Rowed<Rate>[]),
    'vat-recovery': () => judgeRecovery(rows as Rowed<VatRecovery>[], context),
    'old-models': () => judgeOldModels(rows as Rowed<OldModel>[]),
    'approved-lists': () => judgeApproved(rows as Rowed<ApprovedList>[], context),
  }
  const dated = rows.flatMap((row) => judgeDay(row as Rowed<{ asOf?: Day }>, context))
  return [...judges[list](), ...dated].sort((a, b) => (a.row ?? 0) - (b.row ?? 0))
}

/** Of the whole that the list would make: what a model needs a rate for. */
export function judgeWhole({ models, rates }: CatalogueContent): ListComplaint[] {
  return (['height', 'civils'] as const).flatMap((kind) => {
    const model = models.find((one) => one[kind])
    if (!model || rates.some((rate) => rate.kind === kind)) return []
    const what = kind === 'height' ? 'work at height' : 'civils'
    const message = `Fitting ${model.code} takes ${what}, and the catalogue has no rate for it: take the rates first.`
    return [{ row: null, column: null, message }]
  })
}

function judgeModels(rows: readonly Rowed<Model>[], { register }: JudgeContext): ListComplaint[] {
  const { code, kinds, channels, manufacturer } = LISTS.models
  const none = { row: null, column: null, message: 'It has no row, and nothing could be replaced.' }
  return [
    ...(rows.length === 0 ? [none] : []),
    ...twice(rows, code.header, (row) => keyOf(row.code)),
    ...rows.flatMap((row) => {
      const says = notClear(register, row)
      const records = row.kinds.some((kind) => kind === 'recorder' || kind === 'vms')
      return [
        ...(row.kinds.length === 0
          ? [complain(row, kinds.header, `It is blank. Write what it replaces: ${kinds.expected}.`)]
          : []),
        ...(row.channels !== null && row.kinds.length > 0 && !records
          ? [complain(row, channels.header, 'Only a recorder or a video management server has channels.')]
          : []),
        ...(says === null ? [] : [complain(row, manufacturer.header, sayNotClear(row, says))]),
      ]
    }),
  ]
}

function sayNotClear({ manufacturer }: Model, says: string): string {
  if (manufacturer === null) return 'The model is named and its manufacturer is not, so the register cannot clear it.'
  return `A replacement must be clear of the register, and this one is not. ${says}`
}

function judgeRates(rows: readonly Rowed<Rate>[]): ListComplaint[] {
  const { kind, dataClass } = LISTS.rates
  // A disposal that only some classes have would leave the others without a price.
  const needed = ['labour', 'mobilisation', 'disposal'] as const
  const lacking = needed.filter((one) => !rows.some((row) => row.kind === one && row.dataClass === null))
  return [
    ...lacking.map((one): ListComplaint => {
      const which = one === 'disposal' ? 'disposal of every class (a blank data_class)' : one
      return { row: null, column: kind.header, message: `There is no rate for ${which}, which jobs need.` }
    }),
    ...twice(rows, kind.header, (row) => `${row.kind}\n${row.dataClass}`),
    ...rows
      .filter((row) => row.dataClass !== null && row.kind !== 'disposal')
      .map((row) => complain(row, dataClass.header, 'Only disposal is priced by data class: leave it blank.')),
  ]
}

function judgeRecovery(rows: readonly Rowed<VatRecovery>[], context: JudgeContext): ListComplaint[] {
  const { organisation } = LISTS['vat-recovery']
  const each = rows.flatMap((row) => (row.kinds.length === 0 ? [''] : row.kinds).map((kind) => ({ ...row, kind })))
  return [
    ...unknownOrganisations(rows, organisation.header, context),
    ...twice(each, organisation.header, (row) => `${keyOf(row.organisation)}\n${row.kind}`),
  ]
}

function judgeOldModels(rows: readonly Rowed<OldModel>[]): ListComplaint[] {
  const { header } = LISTS['old-models'].prefix
  const short = rows.filter((row) => squash(row.prefix).length < LEAST_PREFIX)
  return [
    ...short.map((row) =>
      complain(row, header, `Write ${LEAST_PREFIX} letters or digits at least: fewer fit too much.`),
    ),
    ...twice(rows, header, (row) => squash(row.prefix)),
  ]
}

function judgeApproved(rows: readonly Rowed<ApprovedList>[], context: JudgeContext): ListComplaint[] {
  const { header } = LISTS['approved-lists'].organisation
  return [
    ...unknownOrganisations(rows, header, context),
    ...twice(rows, header, (row) => (row.organisation === null ? '' : keyOf(row.organisation))),
  ]
}

/** The prices of a day to come nobody has seen. */
function judgeDay(row: Rowed<{ asOf?: Day }>, { today }: JudgeContext): ListComplaint[] {
  const { asOf } = row
  if (asOf === undefined || (asOf >= FIRST_DAY && asOf <= today)) return []
  const message =
    asOf > today
      ? `${sayDay(asOf)} is yet to come: write the day on which the source said so.`
      : `${sayDay(asOf)} is before ${sayDay(FIRST_DAY)}: see whether the year is right.`
  return [complain(row, 'as_of', message)]
}

function unknownOrganisations(
  rows: readonly Rowed<{ organisation: string | null }>[],
  header: string,
  { organisations }: JudgeContext,
): ListComplaint[] {
  const known = new Set(organisations.map(keyOf))
  return rows
    .filter((row) => row.organisation !== null && !known.has(keyOf(row.organisation)))
    .map((row) => complain(row, header, `There is no organisation "${row.organisation}".`))
}

function twice<T extends { row: number }>(rows: readonly T[], header: string, keyOfRow: (row: T) => string) {
  const first = new Map<string, number>()
  return rows.flatMap((row): ListComplaint[] => {
    const key = keyOfRow(row)
    const before = first.get(key)
    if (before === undefined) first.set(key, row.row)
    return before === undefined ? [] : [complain(row, header, `It stands twice: see row ${before}.`)]
  })
}
