import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../http/paging.ts'
import { closed, DayText, InstantText, nullable, oneOf } from '../http/words.ts'
import type { PlanSummary } from './outcome/plan-summary.ts'
import type { PlanRow } from './store.ts'

const YearText = Type.String({ pattern: '^\\d{4}-\\d{2}$', description: 'A financial year, such as 2026-27.' })
const Pence = Type.Integer({ description: 'Pence.' })

export const PlanParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const PlansQuery = closed(PageQuery)

export const PlanBody = closed({
  startOn: Type.Optional(Type.String({ format: 'date', description: 'A Monday; left out: the next one.' })),
  /** Forty years: longer than any kit or commitment lasts. */
  weeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 2080, description: 'How many to plan; 260 if left out.' })),
  budgets: Type.Optional(
    Type.Array(
      closed({ fund: Type.String({ maxLength: 200 }), financialYear: YearText, pence: Type.Integer({ minimum: 0 }) }),
      { maxItems: 1000, description: 'Each replaces what is stored for its fund and year.' },
    ),
  ),
  countIndicative: Type.Optional(
    Type.Boolean({ description: 'Years without approved money have what is indicative; false if left out.' }),
  ),
})

const Money = Type.Array(
  Type.Object({ fund: Type.String(), financialYear: YearText, budgetPence: nullable(Pence), spentPence: Pence }),
)
const Warning = Type.Object({ code: Type.String(), message: Type.String() })
const Summary = Type.Object({
  startOn: DayText,
  weeks: Type.Integer(),
  tiers: Type.Array(
    Type.Object({
      tier: Type.Integer(),
      orders: Type.Integer(),
      pence: Pence,
      exposureMillis: Type.Integer({ description: 'Exposure-days, in thousandths.' }),
      boundMillis: Type.Optional(
        nullable(
          Type.Integer({
            description:
              'No plan for these inputs has less, given this one’s tiers above, its pins and its frozen jobs; only the first tier’s is unconditional.',
          }),
        ),
      ),
      withinPercent: Type.Optional(
        nullable(
          Type.Number({
            description:
              'The tier is within so many per cent of the best possible for these inputs, rounded up; 0: proven best.',
          }),
        ),
      ),
      clearOn: nullable(DayText),
      without: nullable(Type.Object({ waitingOn: nullable(DayText), disconnectOnlyOn: nullable(DayText) })),
    }),
  ),
  exposure: Type.Object({
    plannedMillis: Type.Integer(),
    waitMillis: Type.Integer(),
    disconnectOnlyMillis: Type.Integer(),
    undatedLegs: Type.Integer(),
  }),
  money: Money,
  unplacedPence: Pence,
  unplaced: Type.Array(Type.Object({ legId: Type.String(), reason: Type.String() })),
  left: Type.Array(
    Type.Object({
      siteId: Type.Optional(Type.String()),
      siteCode: Type.String(),
      tier: Type.Integer(),
      because: oneOf(['with-upgrade', 'isolate-and-keep', 'not', 'undecided', 'no-model']),
      devices: Type.Integer(),
      untilOn: nullable(DayText),
      weightMillis: Type.Optional(Type.Integer()),
      departsFromK1: Type.Optional(
        Type.Boolean({ description: 'The decision keeps kit at a sensitive site beyond the end of April 2025.' }),
      ),
    }),
  ),
  waiting: Type.Optional(
    nullable(
      Type.Object(
        { orders: Type.Integer(), sites: Type.Integer(), lastOn: DayText },
        { description: 'Orders that are not carried out before their site’s funded upgrade comes.' },
      ),
    ),
  ),
  outstanding: Type.Object({
    sitesToDecide: Type.Object({ C3: Type.Integer(), C4: Type.Integer() }),
    plannedNotIdentified: Type.Integer(),
    unassessedSites: Type.Integer(),
    devicesWithoutSite: Type.Integer(),
  }),
  warnings: Type.Array(Warning),
})
const SummaryReply = Type.Unsafe<PlanSummary>(Summary)

export const PlanReply = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  state: oneOf(['draft', 'adopted', 'superseded']),
  startOn: DayText,
  engineVersion: Type.String(),
  registerVersion: Type.String(),
  directiveVersion: Type.String(),
  catalogueVersion: Type.String(),
  problemHash: Type.String(),
  planHash: Type.String(),
  createdAt: InstantText,
  createdBy: Type.String(),
  summary: SummaryReply,
})
export const PlansReply = pageReply(Type.Omit(PlanReply, ['summary']))

/** What finance sees of a plan: nothing of tiers, sites or what is left where. */
export const PlanMoneyReply = Type.Object({
  id: Type.String(),
  startOn: DayText,
  weeks: Type.Integer(),
  catalogueVersion: Type.String(),
  money: Money,
  unplacedPence: Type.Integer({ description: 'Cost of what budgets, crews and horizon leave no room for.' }),
})

export function planMoneyReply({ id, catalogueVersion, summary }: PlanRow): Static<typeof PlanMoneyReply> {
  const { startOn, weeks, money, unplacedPence } = summary
  return { id, startOn, weeks, catalogueVersion, money: [...money], unplacedPence }
}

export function planReply(row: PlanRow): Static<typeof PlanReply> {
  return { ...row, createdAt: row.createdAt.toISOString() }
}
