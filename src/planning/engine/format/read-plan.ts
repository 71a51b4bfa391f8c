// From any JSON to a Plan, ours or anybody's, of this version of the engine or an older one. Whether the plan is any good
// is not asked here: a week that is no Monday of its problem is a breach, and the checker names it.
import { Failure } from '../../../shared/failure.ts'
import {
  amount,
  bad,
  calendarDay,
  documentFields,
  fields,
  finite,
  list,
  oneOf,
  orNull,
  orRefuse,
  text,
  whole,
  yearText,
} from './fields.ts'
import type {
  Assigned,
  Binding,
  Constraint,
  Inherited,
  Measures,
  Plan,
  Price,
  Spend,
  TierMeasure,
  Unplaced,
  UnplacedReason,
  Waiting,
} from './plan.ts'

const PLAN_FIELDS = 'format engineVersion assigned waiting unplaced inherited heldByStability measures prices'.split(
  ' ',
)
const CONSTRAINTS: readonly Constraint[] = [
  'release',
  'budget',
  'pool',
  'closed',
  'after',
  'window',
  'pin',
  'stability',
]
const REASONS: readonly UnplacedReason[] = [
  'no-pool',
  'too-long',
  'too-dear',
  'closed',
  'after-unplaced',
  'not-before-upgrade',
  'no-room',
]

/**
 * Throws `bad-plan`; its details hold `path` (`assigned[3].weekOn`) and `expected`. Lists of what a plan need not have
 * (`binding`, `inherited`, `heldByStability`, `prices`) may be left out, and so may what may be null.
 */
export function readPlan(json: unknown): Plan {
  return orRefuse(
    () => readWhole(json),
    ({ message, path, expected }) =>
      new Failure(
        'bad-plan',
        `The plan is wrong ${message}.`,
        'Correct that field, or give the output of `lenscap solve`.',
        {
          path,
          expected,
          exitCode: 2,
        },
      ),
  )
}

function readWhole(json: unknown): Plan {
  const from = documentFields(json, 'plan', { format: 'lenscap-plan/1', known: PLAN_FIELDS })
  return {
    format: 'lenscap-plan/1',
    engineVersion: text(from['engineVersion'], 'engineVersion'),
    assigned: list(from['assigned'], 'assigned', readAssigned),
    waiting: list(from['waiting'], 'waiting', readWaiting),
    unplaced: list(from['unplaced'], 'unplaced', readUnplaced),
    inherited: list(from['inherited'] ?? [], 'inherited', readInherited),
    heldByStability: list(from['heldByStability'] ?? [], 'heldByStability', text),
    measures: readMeasures(from['measures'], 'measures'),
    prices: list(from['prices'] ?? [], 'prices', readPrice),
  }
}

function readAssigned(value: unknown, path: string): Assigned {
  const from = fields(value, path, ['jobId', 'weekOn', 'poolId', 'binding'])
  return {
    jobId: text(from['jobId'], `${path}.jobId`),
    weekOn: calendarDay(from['weekOn'], `${path}.weekOn`),
    poolId: orNull(from['poolId'], `${path}.poolId`, text),
    binding: list(from['binding'] ?? [], `${path}.binding`, readBinding),
  }
}

function readBinding(value: unknown, path: string): Binding {
  const from = fields(value, path, ['kind', 'ref', 'fromOn', 'untilOn', 'shortPence', 'shortMinutes'])
  const shortPence = orNull(from['shortPence'], `${path}.shortPence`, whole)
  const shortMinutes = orNull(from['shortMinutes'], `${path}.shortMinutes`, whole)
  return {
    kind: oneOf(from['kind'], `${path}.kind`, CONSTRAINTS),
    ref: orNull(from['ref'], `${path}.ref`, text),
    fromOn: calendarDay(from['fromOn'], `${path}.fromOn`),
    untilOn: calendarDay(from['untilOn'], `${path}.untilOn`),
    ...(shortPence === null ? {} : { shortPence }),
    ...(shortMinutes === null ? {} : { shortMinutes }),
  }
}

function readWaiting(value: unknown, path: string): Waiting {
  const from = fields(value, path, ['jobId', 'untilOn'])
  return { jobId: text(from['jobId'], `${path}.jobId`), untilOn: calendarDay(from['untilOn'], `${path}.untilOn`) }
}

function readUnplaced(value: unknown, path: string): Unplaced {
  const from = fields(value, path, ['jobId', 'reason'])
  return { jobId: text(from['jobId'], `${path}.jobId`), reason: oneOf(from['reason'], `${path}.reason`, REASONS) }
}

function readInherited(value: unknown, path: string): Inherited {
  const from = fields(value, path, ['jobId', 'kind', 'ref'])
  return {
    jobId: text(from['jobId'], `${path}.jobId`),
    kind: oneOf(from['kind'], `${path}.kind`, CONSTRAINTS),
    ref: orNull(from['ref'], `${path}.ref`, text),
  }
}

function readMeasures(value: unknown, path: string): Measures {
  const from = fields(value, path, ['perTier', 'avertedExposureDays', 'spend'])
  return {
    perTier: list(from['perTier'], `${path}.perTier`, readTier),
    avertedExposureDays: finite(from['avertedExposureDays'], `${path}.avertedExposureDays`),
    spend: list(from['spend'], `${path}.spend`, readSpend),
  }
}

function readTier(value: unknown, path: string): TierMeasure {
  const from = fields(value, path, ['tier', 'exposureDays', 'clearOn', 'pence', 'bound'])
  return {
    tier: whole(from['tier'], `${path}.tier`),
    exposureDays: amount(from['exposureDays'], `${path}.exposureDays`),
    clearOn: orNull(from['clearOn'], `${path}.clearOn`, calendarDay),
    pence: whole(from['pence'], `${path}.pence`),
    bound: orNull(from['bound'], `${path}.bound`, amount),
  }
}

function readSpend(value: unknown, path: string): Spend {
  const from = fields(value, path, ['fundId', 'financialYear', 'pence'])
  return {
    fundId: text(from['fundId'], `${path}.fundId`),
    financialYear: yearText(from['financialYear'], `${path}.financialYear`),
    pence: whole(from['pence'], `${path}.pence`),
  }
}

function readPrice(value: unknown, path: string): Price {
  const from = fields(value, path, ['tier', 'fundId', 'financialYear', 'poolId', 'exposureDays'])
  const fundId = orNull(from['fundId'], `${path}.fundId`, text)
  const financialYear = orNull(from['financialYear'], `${path}.financialYear`, yearText)
  const poolId = orNull(from['poolId'], `${path}.poolId`, text)
  const isOfMoney = fundId !== null && financialYear !== null && poolId === null
  const isOfMinutes = fundId === null && financialYear === null && poolId !== null
  if (!isOfMoney && !isOfMinutes) bad(path, 'either a fund and a financial year, or a pool', value)
  return {
    tier: whole(from['tier'], `${path}.tier`),
    fundId,
    financialYear,
    poolId,
    exposureDays: amount(from['exposureDays'], `${path}.exposureDays`),
  }
}
