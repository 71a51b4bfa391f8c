import { recordRead } from '../../access/audit/record-read.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { getPlan } from '../../planning/get-plan.ts'
import { readForecast, readMoneyForecast, readPastK1 } from './read-forecast.ts'
import * as schema from './schema.ts'

export const forecastRoutes: Routes = async (app, deps) => {
  const { db } = deps
  const tags = ['forecast']
  const config = { roles: ['programme', 'approver', 'estate', 'auditor'] as const }
  const payers = { roles: [...config.roles, 'finance'] as const }

  app.get(
    '/plans/:id/forecast',
    {
      config,
      schema: {
        tags,
        summary: 'What a plan spends and leaves, month by month; the look is put on record',
        params: schema.ForecastParams,
        querystring: schema.ForecastQuery,
        response: { 200: schema.ForecastReply },
      },
    },
    async ({ params, query, caller }) => {
      const asked = { planId: params.id, grain: query.by ?? 'month' }
      const forecast = await db.snapshot((q) => readForecast(q, caller.scope, asked))
      await recordRead(deps, caller, { act: 'forecast.opened', subjectKind: 'plan', subjectId: forecast.plan.id })
      return schema.forecastReply(forecast)
    },
  )

  app.get(
    '/plans/:id/forecast/money',
    {
      config: payers,
      schema: {
        tags,
        summary: 'What a plan spends in each month, quarter and year, and what of its budgets no plan can use',
        params: schema.ForecastParams,
        response: { 200: schema.MoneyForecastReply },
      },
    },
    async ({ params, caller }) =>
      schema.moneyForecastReply(await db.snapshot((q) => readMoneyForecast(q, caller.scope, params.id))),
  )

  app.get(
    '/plans/:id/forecast/late-sites',
    {
      config,
      schema: {
        tags,
        summary: 'Sensitive sites that a plan clears after April 2025, the worst first; the look is put on record',
        params: schema.ForecastParams,
        querystring: schema.PastK1Query,
        response: { 200: schema.PastK1Reply },
      },
    },
    async (request, reply) => {
      const { caller, params } = request
      const page = pageOf<number>(request, db.read.sealer)
      const { id, late } = await db.snapshot(async (q) => {
        const plan = await getPlan(q, caller.scope, params.id)
        return { id: plan.id, ...(await readPastK1(q, caller.scope, plan)) }
      })
      const from = page.after ?? 0
      const rows = late.slice(from, from + page.rows).map((site, i) => ({ at: from + i + 1, site }))
      const shown = page.answer(reply, rows, ({ at }) => at)
      const detail = { rows: shown.items.length }
      await recordRead(deps, caller, { act: 'forecast.sites-listed', subjectKind: 'plan', subjectId: id, detail })
      return { ...shown, items: shown.items.map(({ site }) => site) }
    },
  )
}
