import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, DayText, InstantText, nullable, oneOf } from '../../http/words.ts'
import { day, type FinancialYear } from '../../shared/day.ts'
import { FUND_CLASSES, VETTINGS } from '../../shared/vocabulary.ts'
import { REASONS } from './comparison/differences.ts'
import { DISCOUNT_BASIS_POINTS } from './comparison/whole-life.ts'
import { lacksField, SCENARIO_KINDS, type Override, type Settings } from './scenario.ts'

const Pence = Type.Integer({ description: 'Pence.' })
const YearText = Type.String({ pattern: '^\\d{4}-\\d{2}$', description: 'A financial year, such as 2026-27.' })
const Name = Type.String({ minLength: 1, maxLength: 200 })
const Points = Type.Integer({
  minimum: -10_000,
  maximum: 100_000,
  description: 'Hundredths of a per cent: 1000 is +10 %.',
})

/** Fields by kind; which of them a kind takes is checked when it is read. */
const OverrideBody = closed({
  kind: oneOf(['fund', 'crew', 'later-start', 'extend-c4', 'price', 'indicative']),
  fund: Type.Optional(Type.String({ maxLength: 200 })),
  financialYear: Type.Optional(YearText),
  basisPoints: Type.Optional(Points),
  pence: Type.Optional(Type.Integer({ minimum: -10_000_000_000_000, maximum: 10_000_000_000_000 })),
  region: Type.Optional(Type.String({ maxLength: 200 })),
  vetting: Type.Optional(oneOf(VETTINGS)),
  /** A week has no more. */
  minutesPerWeek: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_080 })),
  startOn: Type.Optional(Type.String({ format: 'date', description: 'A Monday.' })),
  sites: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 10_000 })),
  of: Type.Optional(oneOf(['kit', 'all'])),
})

const asked = {
  plan: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'Whose problem is the snapshot; left out: the adopted plan, else the newest.',
    }),
  ),
  clearBy: Type.Optional(nullable(Type.String({ format: 'date', description: 'With deadline-target.' }))),
  overrides: Type.Optional(Type.Array(OverrideBody, { maxItems: 100 })),
}
export const ScenarioBody = closed(
  { name: Name, kind: oneOf(SCENARIO_KINDS), ...asked },
  {
    examples: [
      {
        name: 'A tenth more',
        kind: 'budget-limited',
        overrides: [{ kind: 'fund', fund: 'PROGRAMME', basisPoints: 1000 }],
      },
    ],
  },
)
export const ScenarioEdit = closed({ name: Type.Optional(Name), kind: Type.Optional(oneOf(SCENARIO_KINDS)), ...asked })
export const ScenarioParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const ScenariosQuery = closed(PageQuery)
export const RunBody = closed({
  effort: Type.Optional(oneOf(['quick', 'standard', 'thorough'])),
})

const Warning = Type.Object({ code: Type.String(), message: Type.String() })
const Deadline = Type.Object({
  clearBy: DayText,
  outcome: oneOf(['found', 'none-found', 'impossible']),
  leastPence: nullable(Pence),
  givenPence: Pence,
  missedByDays: nullable(Type.Integer()),
  says: Type.Optional(nullable(Type.String())),
})
const RunMoney = Type.Object({
  fund: Type.String(),
  class: oneOf(FUND_CLASSES),
  financialYear: YearText,
  budgetPence: nullable(Pence),
  spentPence: Pence,
})
const NetCost = Type.Object({ spentPence: Pence, avoidedPence: Pence, netPence: Pence, withoutUpgrade: Type.Integer() })
const Exposure = Type.Object({
  plannedMillis: Type.Integer(),
  waitMillis: Type.Integer(),
  disconnectOnlyMillis: Type.Integer(),
  removeOnlyMillis: Type.Integer(),
  undatedLegs: Type.Integer(),
})
const RunTier = Type.Object({
  tier: Type.Integer(),
  orders: Type.Integer(),
  pence: Pence,
  exposureMillis: Type.Integer(),
  boundMillis: nullable(Type.Integer()),
  withinPercent: nullable(Type.Number()),
  clearOn: nullable(DayText),
})

/** Who sees the money alone sees what is not optional. */
const RunFigures = Type.Object({
  startOn: DayText,
  weeks: Type.Integer(),
  money: Type.Array(RunMoney),
  netCost: NetCost,
  unplacedPence: Pence,
  deadline: nullable(Deadline),
  tiers: Type.Optional(Type.Array(RunTier)),
  unassessedSites: Type.Optional(Type.Integer()),
  exposure: Type.Optional(Exposure),
  orders: Type.Optional(
    Type.Object({
      planned: Type.Integer(),
      waiting: Type.Integer(),
      unplaced: Type.Integer(),
      leftOut: Type.Integer(),
    }),
  ),
  startedFrom: Type.Optional(oneOf(['nothing', 'same-work', 'other-work'])),
  did: Type.Optional(Type.Array(Type.String())),
  warnings: Type.Optional(Type.Array(Warning)),
})

export const RunReply = Type.Object({
  id: Type.String(),
  scenarioId: Type.String(),
  scenarioVersion: Type.Integer(),
  planId: Type.String(),
  name: Type.String(),
  kind: oneOf(SCENARIO_KINDS),
  effort: oneOf(['quick', 'standard', 'thorough']),
  engineVersion: Type.String(),
  problemHash: Type.String(),
  planHash: Type.String(),
  createdAt: InstantText,
  createdBy: Type.String(),
  summary: RunFigures,
})
export const RunsReply = pageReply(RunReply)

export const ScenarioReply = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  name: Type.String(),
  planId: Type.String(),
  kind: oneOf(SCENARIO_KINDS),
  clearBy: nullable(DayText),
  /** In words; those of sites only for whoever sees the estate. */
  says: Type.Array(Type.String()),
  overrides: Type.Optional(Type.Array(OverrideBody)),
  state: oneOf(['never-run', 'run', 'edited']),
  lastRunId: nullable(Type.String()),
  recordedAt: InstantText,
  recordedBy: Type.String(),
})
export const ScenariosReply = pageReply(ScenarioReply)

const Ids = Type.String({
  minLength: 1,
  maxLength: 1000,
  description:
    'Scenarios (their newest run), runs or plans (`plan`: the adopted one, else the newest), with commas between.',
})
export const ComparisonQuery = closed({
  ids: Ids,
  discountBasisPoints: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: DISCOUNT_BASIS_POINTS,
      description: 'Of the cost over seven years: 350 is 3.5 % a year.',
    }),
  ),
})
export const DifferencesQuery = closed({ ids: Ids, ...PageQuery })
export const ListQuery = closed({ ids: Ids })

export const ComparisonReply = Type.Object({
  discountBasisPoints: Type.Integer(),
  method: Type.String(),
  columns: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      kind: oneOf([...SCENARIO_KINDS, 'plan']),
      edited: Type.Boolean(),
      planId: Type.String(),
      spend: Type.Array(Type.Object({ financialYear: YearText, class: oneOf(FUND_CLASSES), pence: Pence })),
      wholeLifePence: Pence,
      averted: Type.Optional(
        Type.Object({
          waitMillis: Type.Integer(),
          disconnectOnlyMillis: Type.Integer(),
          removeOnlyMillis: Type.Integer(),
        }),
      ),
      summary: RunFigures,
    }),
  ),
  /** Of each against the first. */
  differing: Type.Optional(
    Type.Array(
      Type.Object({
        fromId: Type.String(),
        toId: Type.String(),
        orders: Type.Integer(),
        reasons: Type.Array(Type.Object({ reason: oneOf(REASONS), orders: Type.Integer() })),
      }),
    ),
  ),
  warnings: Type.Array(Warning),
})

const Standing = Type.Object({
  state: oneOf(['planned', 'waiting', 'unplaced', 'left-out']),
  weekOn: Type.Optional(DayText),
  untilOn: Type.Optional(DayText),
})
export const DifferencesReply = pageReply(
  Type.Object({
    legId: Type.String(),
    site: Type.String(),
    action: Type.String(),
    tier: Type.Integer(),
    from: Standing,
    to: Standing,
    reason: oneOf(REASONS),
    says: Type.String(),
  }),
)

/** Settings as the body has them. Throws `bad-scenario`. */
export function settingsOf(body: Static<typeof ScenarioEdit>, before: Settings | null): Settings {
  const kind = body.kind ?? before?.kind ?? 'budget-limited'
  const keepsDay = body.clearBy === undefined && kind === before?.kind
  return {
    kind,
    clearBy: keepsDay ? before.clearBy : body.clearBy ? day(body.clearBy) : null,
    overrides: body.overrides?.map((one) => overrideOf(one)) ?? before?.overrides ?? [],
  }
}

function overrideOf(body: Static<typeof OverrideBody>): Override {
  const { kind, financialYear, basisPoints, pence, startOn } = body
  const need = <T>(value: T | undefined, field: string): T => {
    if (value === undefined) throw lacksField(kind, field)
    return value
  }
  switch (kind) {
    case 'fund': {
      const year = (financialYear as FinancialYear | undefined) ?? null
      const by = pence === undefined ? { basisPoints: need(basisPoints, 'basisPoints or pence') } : { pence }
      return { kind, fund: need(body.fund, 'fund'), financialYear: year, by }
    }
    case 'crew': {
      const minutesPerWeek = need(body.minutesPerWeek, 'minutesPerWeek')
      return { kind, region: need(body.region, 'region'), vetting: need(body.vetting, 'vetting'), minutesPerWeek }
    }
    case 'later-start':
      return { kind, startOn: day(need(startOn, 'startOn')) }
    case 'extend-c4':
      return { kind, sites: need(body.sites, 'sites') }
    case 'price':
      return { kind, of: need(body.of, 'of'), basisPoints: need(basisPoints, 'basisPoints') }
    case 'indicative':
      return { kind }
  }
}

/** As a body has it. */
export function overrideBody(override: Override): Static<typeof OverrideBody> {
  if (override.kind === 'extend-c4') return { kind: override.kind, sites: [...override.sites] }
  if (override.kind !== 'fund') return override
  const { kind, fund, financialYear, by } = override
  return { kind, fund, ...(financialYear !== null && { financialYear }), ...by }
}
