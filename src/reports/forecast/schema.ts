import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, DayText, nullable, oneOf } from '../../http/words.ts'
import { FUND_CLASSES } from '../../shared/vocabulary.ts'
import { GRAINS } from './sums/burn-down.ts'
import type { Forecast, MoneyForecast } from './read-forecast.ts'
import { UNUSABLE_RULE } from './sums/unusable.ts'

const Pence = Type.Integer({ description: 'Pence.' })
const Year = Type.String({ description: 'A financial year, such as 2026-27.' })

export const ForecastParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const ForecastQuery = closed({
  by: Type.Optional({ ...oneOf(GRAINS), default: 'month', description: 'What the burn-down is told by.' }),
})
export const PastK1Query = closed(PageQuery)

const Spent = Type.Object({
  period: Type.String({ description: '2027-03, 2026-27 Q4 or 2026-27; a draw is of the month of its week’s Monday.' }),
  capitalPence: Pence,
  revenuePence: Pence,
  unstatedPence: Type.Integer({ description: 'Pence of funds whose class nobody has stated.' }),
  pence: Pence,
})
const SpendReply = Type.Object({
  months: Type.Array(Spent),
  quarters: Type.Array(Spent),
  years: Type.Array(Spent),
  byFund: Type.Array(
    Type.Object({ financialYear: Year, fund: Type.String(), class: oneOf(FUND_CLASSES), pence: Pence }),
  ),
  pence: Pence,
})
const CurveReply = Type.Object(
  {
    months: Type.Array(Type.Object({ month: Type.String(), plannedPence: Pence })),
    years: Type.Array(
      Type.Object({
        financialYear: Year,
        plannedPence: Pence,
        committedPence: Pence,
        accruedPence: Pence,
        actualPence: Pence,
      }),
    ),
  },
  { description: 'Sums from the beginning to the end of each. The ledger knows years, not months.' },
)
const UnusableReply = Type.Object({
  years: Type.Array(
    Type.Object({
      fund: Type.String(),
      financialYear: Year,
      lostPence: Type.Integer({ description: 'Left beyond what may be carried over.' }),
      pence: Type.Integer({ description: 'Of that, what no plan can use.' }),
    }),
  ),
  pence: Pence,
  rule: Type.String(),
})
const money = { planId: Type.String(), spend: SpendReply, curve: CurveReply, unusable: UnusableReply }

/** What finance sees of a forecast. */
export const MoneyForecastReply = Type.Object(money)

const LateSite = Type.Object({
  siteId: Type.String(),
  site: Type.String({ description: 'Its code.' }),
  name: Type.String(),
  clearOn: nullable(DayText),
  days: Type.Integer({ description: 'After 30 April 2025; without a day, to the end of the plan.' }),
})
export const PastK1Reply = pageReply(LateSite)

const Counts = Type.Array(Type.Integer())
export const ForecastReply = Type.Object({
  ...money,
  burnDown: Type.Object({
    grain: oneOf(GRAINS),
    periods: Type.Array(Type.String()),
    tiers: Type.Array(
      Type.Object({
        tier: Type.Integer(),
        sites: Type.Integer({ description: 'Before the plan begins.' }),
        devices: Type.Integer(),
        sitesLeft: Counts,
        devicesLeft: Counts,
      }),
    ),
  }),
  pastK1: Type.Object({
    endsOn: DayText,
    sites: Type.Integer({ description: 'Sensitive sites that the plan clears later, or never.' }),
    days: Type.Integer({ description: 'Of all of them together.' }),
    undated: Type.Integer({ description: 'Those that it never clears; counted to the end of the plan.' }),
    worst: nullable(LateSite),
  }),
})

export function moneyForecastReply({ plan, spend, curve, unusable }: MoneyForecast): Static<typeof MoneyForecastReply> {
  const pence = unusable.reduce((sum, row) => sum + row.pence, 0)
  return {
    planId: plan.id,
    spend: {
      months: [...spend.months],
      quarters: [...spend.quarters],
      years: [...spend.years],
      byFund: [...spend.byFund],
      pence: spend.pence,
    },
    curve: { months: [...curve.months], years: [...curve.years] },
    unusable: { years: [...unusable], pence, rule: UNUSABLE_RULE },
  }
}

export function forecastReply(forecast: Forecast): Static<typeof ForecastReply> {
  const { burnDown, pastK1 } = forecast
  const tiers = burnDown.tiers.map(({ sitesLeft, devicesLeft, ...tier }) => {
    return { ...tier, sitesLeft: [...sitesLeft], devicesLeft: [...devicesLeft] }
  })
  return { ...moneyForecastReply(forecast), burnDown: { ...burnDown, periods: [...burnDown.periods], tiers }, pastK1 }
}
