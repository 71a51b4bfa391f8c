import { recordRead } from '../../access/audit/record-read.ts'
import type { Caller } from '../../access/caller.ts'
import { sendList, ListFile } from '../../estate/lists/routes.ts'
import { expectedVersion, setEtag } from '../../http/etag.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { accepted } from '../../jobs/routes.ts'
import { JobReply } from '../../jobs/schema.ts'
import { editScenario, getScenario, makeScenario } from './change-scenario.ts'
import {
  comparisonList,
  COMPARISON_COLUMNS,
  differenceList,
  DIFFERENCE_COLUMNS,
} from './comparison/comparison-lists.ts'
import { isEdited, readComparison, readDifferences, readDifferingOrders } from './comparison/read-comparison.ts'
import { comparisonReply, runReply, scenarioReply, seesEstate } from './replies.ts'
import type { RunInput } from './run-scenario.ts'
import type { Scenario } from './scenario.ts'
import * as schema from './schema.ts'
import { lastRuns, listRuns, listScenarios } from './store.ts'

const tags = ['scenarios']
const readers = { roles: ['programme', 'approver', 'auditor'] as const }
const payers = { roles: [...readers.roles, 'finance'] as const }
const writers = { roles: ['programme'] as const }

export const scenarioRoutes: Routes = async (app, deps) => {
  const { db, jobs } = deps
  const lastOf = async (caller: Caller, scenario: Scenario) => {
    const run = (await lastRuns(db.read, caller.scope, [scenario.id])).get(scenario.id)
    return run && { run, edited: await isEdited(db.read, scenario, run) }
  }
  const shown = async (caller: Caller, scenario: Scenario) =>
    scenarioReply(scenario, await lastOf(caller, scenario), seesEstate(caller))

  app.get(
    '/scenarios',
    {
      config: payers,
      schema: {
        tags,
        summary: 'Scenarios, oldest first; `edited` means: run again',
        querystring: schema.ScenariosQuery,
        response: { 200: schema.ScenariosReply },
      },
    },
    async (request, reply) => {
      const { caller } = request
      const page = pageOf<string>(request, db.read.sealer)
      const found = await listScenarios(db.read, caller.scope, { after: page.after ?? null, limit: page.rows })
      const replies = []
      for (const scenario of found) replies.push(await shown(caller, scenario))
      return page.answer(reply, replies, ({ id }) => id)
    },
  )

  app.post(
    '/scenarios',
    {
      config: writers,
      schema: {
        tags,
        summary: 'Make a scenario: named inputs over the snapshot of a plan',
        body: schema.ScenarioBody,
        response: { 201: schema.ScenarioReply },
      },
    },
    async ({ body, caller }, reply) => {
      const settings = schema.settingsOf(body, null)
      const named = { name: body.name, ...(body.plan !== undefined && { plan: body.plan }) }
      const scenario = await makeScenario(deps, caller, { ...named, settings })
      setEtag(reply.code(201), scenario.version)
      return shown(caller, scenario)
    },
  )

  app.get(
    '/scenarios/:id',
    {
      config: payers,
      schema: { tags, summary: 'A scenario', params: schema.ScenarioParams, response: { 200: schema.ScenarioReply } },
    },
    async ({ params, caller }, reply) => {
      const scenario = await getScenario(db.read, caller.scope, params.id)
      setEtag(reply, scenario.version)
      return shown(caller, scenario)
    },
  )

  app.patch(
    '/scenarios/:id',
    {
      config: writers,
      schema: {
        tags,
        summary: 'Edit a scenario; If-Match names the version that was read. Earlier versions and their runs stay',
        params: schema.ScenarioParams,
        body: schema.ScenarioEdit,
        response: { 200: schema.ScenarioReply },
      },
    },
    async (request, reply) => {
      const { params, body, caller } = request
      const version = expectedVersion(request)
      const before = await getScenario(db.read, caller.scope, params.id)
      const { name, plan } = body
      const change = {
        settings: schema.settingsOf(body, before.settings),
        ...(name !== undefined && { name }),
        ...(plan !== undefined && { plan }),
      }
      const scenario = await editScenario(deps, caller, { id: params.id, version, change })
      setEtag(reply, scenario.version)
      return shown(caller, scenario)
    },
  )

  app.post(
    '/scenarios/:id/runs',
    {
      config: writers,
      schema: {
        tags,
        summary: 'Run a scenario. Its job’s result names the run',
        params: schema.ScenarioParams,
        body: schema.RunBody,
        response: { 202: JobReply },
      },
    },
    async ({ params, body, caller }, reply) => {
      const { id: scenarioId } = await getScenario(db.read, caller.scope, params.id)
      const input: RunInput = { scenarioId, ...(body.effort !== undefined && { effort: body.effort }) }
      return accepted(reply, await jobs.submit(caller, 'scenario', input))
    },
  )

  app.get(
    '/scenarios/:id/runs',
    {
      config: payers,
      schema: {
        tags,
        summary: 'What runs of a scenario came to, oldest first',
        params: schema.ScenarioParams,
        querystring: schema.ScenariosQuery,
        response: { 200: schema.RunsReply },
      },
    },
    async (request, reply) => {
      const { caller, params } = request
      const { id: scenarioId } = await getScenario(db.read, caller.scope, params.id)
      const page = pageOf<string>(request, db.read.sealer)
      const rows = await listRuns(db.read, caller.scope, { scenarioId, after: page.after ?? null, limit: page.rows })
      const full = seesEstate(caller)
      return page.answer(
        reply,
        rows.map((row) => runReply(row, full)),
        ({ id }) => id,
      )
    },
  )
}

export const comparisonRoutes: Routes = async (app, { marking, ...deps }) => {
  const { db } = deps
  const idsOf = ({ ids }: { ids: string }): string[] => ids.split(',').filter((id) => id !== '')

  app.get(
    '/scenario-comparisons',
    {
      config: payers,
      schema: {
        tags,
        summary: 'Runs and the plan side by side; whoever sees the estate also reads how many orders differ, and why',
        querystring: schema.ComparisonQuery,
        response: { 200: schema.ComparisonReply },
      },
    },
    async ({ query, caller }) => {
      const ids = idsOf(query)
      const discountBasisPoints = query.discountBasisPoints!
      const full = seesEstate(caller)
      const comparison = await readComparison(db.read, caller, { ids, discountBasisPoints })
      const differing = full ? await readDifferingOrders(db.read, caller, ids) : undefined
      return comparisonReply(comparison, differing, full)
    },
  )

  app.get(
    '/scenario-comparisons/list',
    {
      config: payers,
      schema: {
        tags,
        summary: 'The same as a list for a spreadsheet: a row a measure and scenario',
        querystring: schema.ComparisonQuery,
        response: { 200: ListFile },
      },
    },
    async ({ query, caller }, reply) => {
      const asked = { ids: idsOf(query), discountBasisPoints: query.discountBasisPoints! }
      const rows = comparisonList(await readComparison(db.read, caller, asked), seesEstate(caller))
      return sendList(reply, { columns: COMPARISON_COLUMNS, rows, name: 'scenario-comparison', marking })
    },
  )

  app.get(
    '/scenario-comparisons/differences',
    {
      config: readers,
      schema: {
        tags,
        summary: 'The orders that differ between the first two, and why; the look is put on record',
        querystring: schema.DifferencesQuery,
        response: { 200: schema.DifferencesReply },
      },
    },
    async (request, reply) => {
      const { query, caller } = request
      const ids = idsOf(query)
      const page = pageOf<number>(request, db.read.sealer)
      await recordRead(deps, caller, { act: 'scenarios.compared', subjectKind: 'scenario', detail: { ids } })
      const all = await readDifferences(db.read, caller, ids)
      const start = page.after ?? 0
      const rows = all.slice(start, start + page.rows).map((row, i) => ({ row, end: start + i + 1 }))
      const { items, nextCursor } = page.answer(reply, rows, ({ end }) => end)
      return { items: items.map(({ row }) => row), nextCursor }
    },
  )

  app.get(
    '/scenario-comparisons/differences/list',
    {
      config: readers,
      schema: {
        tags,
        summary: 'All of them as a list for a spreadsheet; the look is put on record',
        querystring: schema.ListQuery,
        response: { 200: ListFile },
      },
    },
    async ({ query, caller }, reply) => {
      const ids = idsOf(query)
      await recordRead(deps, caller, { act: 'scenarios.compared', subjectKind: 'scenario', detail: { ids } })
      const rows = differenceList(await readDifferences(db.read, caller, ids))
      return sendList(reply, { columns: DIFFERENCE_COLUMNS, rows, name: 'scenario-differences', marking })
    },
  )
}
