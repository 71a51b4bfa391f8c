import type { FastifyRequest } from 'fastify'
import type { Columns, RowOf } from '../../estate/lists/fields.ts'
import { acceptLists, listBody, ListFile, sendList } from '../../estate/lists/routes.ts'
import { expectedVersion, setEtag } from '../../http/etag.ts'
import { pageOf } from '../../http/paging.ts'
import type { Routes } from '../../http/plugin.ts'
import { financialYear } from '../../shared/day.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { addFund, changeFund, ownFund, recordBudgets } from './change-fund.ts'
import { importLedger, LEDGER_COLUMNS, type LedgerRow } from './ledger/import-ledger.ts'
import { positionsByClass } from './ledger/position.ts'
import * as lists from './lists.ts'
import { getFund, listLedger, readPositions } from './read-money.ts'
import * as schema from './schema.ts'
import { listBudgetHistory, listFunds } from './store.ts'

const tags = ['funds']
const readers = { roles: ['finance', 'programme', 'approver', 'auditor'] as const }
const writers = { roles: ['finance'] as const }

export const fundRoutes: Routes = async (app, deps) => {
  const { db } = deps

  app.get(
    '/funds',
    {
      config: readers,
      schema: {
        tags,
        summary: 'Funds that your organisations use, by code',
        querystring: schema.FundsQuery,
        response: { 200: schema.FundsReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const funds = await db.snapshot((q) => listFunds(q, request.caller.scope))
      const rest = funds.filter(({ code }) => page.after === undefined || byCodeUnit(code, page.after) > 0)
      return page.answer(reply, rest.slice(0, page.rows).map(schema.fundReply), ({ code }) => code)
    },
  )

  app.post(
    '/funds',
    {
      config: writers,
      schema: { tags, summary: 'Add a fund', body: schema.FundBody, response: { 201: schema.FundReply } },
    },
    async ({ body, caller }, reply) => {
      const fund = await addFund(deps, caller, schema.newFund(body))
      setEtag(reply, fund.version)
      return reply.code(201).send(schema.fundReply(fund))
    },
  )

  app.get(
    '/funds/:id',
    {
      config: readers,
      schema: { tags, summary: 'A fund', params: schema.FundParams, response: { 200: schema.FundReply } },
    },
    async ({ params, caller }, reply) => {
      const fund = await getFund(db.read, caller.scope, params.id)
      setEtag(reply, fund.version)
      return schema.fundReply(fund)
    },
  )

  app.patch(
    '/funds/:id',
    {
      config: writers,
      schema: {
        tags,
        summary: 'Change a fund; If-Match names the version that was read. What is left out stays',
        params: schema.FundParams,
        body: schema.FundEditBody,
        response: { 200: schema.FundReply },
      },
    },
    async (request, reply) => {
      const { params, body, caller } = request
      const fund = await changeFund(deps, caller, schema.fundEdit(params.id, expectedVersion(request), body))
      setEtag(reply, fund.version)
      return schema.fundReply(fund)
    },
  )

  app.get(
    '/funds/:id/budgets',
    {
      config: readers,
      schema: {
        tags,
        summary: 'The budgets of a fund, those that count no more included',
        params: schema.FundParams,
        response: { 200: schema.BudgetsReply },
      },
    },
    async ({ params, caller }, reply) => {
      const { id, version } = await getFund(db.read, caller.scope, params.id)
      setEtag(reply, version)
      return { items: (await listBudgetHistory(db.read, id)).map(schema.budgetReply) }
    },
  )

  app.patch(
    '/funds/:id/budgets',
    {
      config: writers,
      schema: {
        tags,
        summary: 'Record budgets of a fund; If-Match names the version that was read. Earlier ones stay on record',
        params: schema.FundParams,
        body: schema.BudgetsBody,
        response: { 200: schema.FundReply },
      },
    },
    async (request, reply) => {
      const { params, body, caller } = request
      const edit = { id: params.id, version: expectedVersion(request), budgets: schema.budgetsOf(body.budgets) }
      const fund = await recordBudgets(deps, caller, edit)
      setEtag(reply, fund.version)
      return schema.fundReply(fund)
    },
  )

  app.get(
    '/funds/:id/position',
    {
      config: readers,
      schema: {
        tags,
        summary: 'Where a fund stands in each year: given, paid, promised, planned, left, and what will be surrendered',
        params: schema.FundParams,
        response: { 200: schema.PositionReply },
      },
    },
    async ({ params, caller }) => {
      const { id } = await getFund(db.read, caller.scope, params.id)
      const { planId, funds } = await db.snapshot((q) => readPositions(q, caller.scope))
      return schema.positionReply(
        planId,
        funds.find(({ fund }) => fund.id === id)!,
      )
    },
  )

  app.get(
    '/funds/:id/ledger',
    {
      config: readers,
      schema: {
        tags,
        summary: 'The documents of a fund, oldest first, for whoever holds every organisation that uses it',
        params: schema.FundParams,
        querystring: schema.LedgerQuery,
        response: { 200: schema.LedgerReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const fund = await ownFund(db.read, request.caller.scope, { id: request.params.id })
      const entries = (await listLedger(db.read, fund)).filter(({ id }) => page.after === undefined || id > page.after)
      return page.answer(reply, entries.slice(0, page.rows).map(schema.ledgerReply), ({ id }) => id)
    },
  )

  app.get(
    '/fund-positions',
    {
      config: readers,
      schema: {
        tags,
        summary: 'Where the money of your organisations stands, by year and class',
        response: { 200: schema.PositionsReply },
      },
    },
    async ({ caller }) => {
      const { planId, funds } = await db.snapshot((q) => readPositions(q, caller.scope))
      const classes = positionsByClass(funds.map(({ fund, positions }) => ({ class: fund.class, positions })))
      return { planId, classes }
    },
  )
}

const [y26, y27] = [financialYear(2026), financialYear(2027)]
// Of the estate that the reference's other examples are about.
const [organisation, fund] = ['Ministry of Ducks', 'MINISTRY-OF-DUCKS']
const FUND_EXAMPLE: readonly lists.FundRow[] = [
  {
    ...{ code: fund, name: 'Removal programme', source: 'Capital grant 2026', class: 'capital' },
    ...{ organisation, carryOver: 'agreed', carryOverCapPence: 5_000_000 },
  },
]
const BUDGET_EXAMPLE: readonly lists.BudgetRow[] = [
  { fund, financialYear: y26, status: 'approved', pence: 150_000_000 },
  { fund, financialYear: y27, status: 'indicative', pence: 400_000_000 },
]
const SHARE_EXAMPLE: readonly lists.ShareRow[] = [
  { organisation, site: null, kind: 'kit', fund, basisPoints: 10_000 },
  { organisation, site: 'POND-1', kind: 'civils', fund, basisPoints: 10_000 },
]
const LEDGER_EXAMPLE: readonly LedgerRow[] = [
  {
    ...{ kind: 'purchase-order', reference: 'PO-1001', supplier: 'Acme Vision', fund, financialYear: y26 },
    ...{ pence: 2_500_000, purchaseOrder: null, orderRef: null },
  },
]

/** The same money as lists: CSV out, CSV or XLSX in, whole or not at all. */
export const fundListRoutes: Routes = async (app, deps) => {
  acceptLists(app)
  const { db, marking } = deps
  const named = (request: FastifyRequest, name: string) => ({ bytes: request.body as Buffer, name })

  const gives = <C extends Columns>(
    path: string,
    { summary, columns, rows }: { summary: string; columns: C; rows: (r: FastifyRequest) => Promise<RowOf<C>[]> },
  ): void => {
    app.get(path, { config: readers, schema: { tags, summary, response: { 200: ListFile } } }, async (request, reply) =>
      sendList(reply, { columns, rows: await rows(request), name: path.slice(1), marking }),
    )
  }
  gives('/fund-list', {
    summary: 'Funds, as CSV',
    columns: lists.FUND_COLUMNS,
    rows: ({ caller }) => db.snapshot((q) => lists.listedFunds(q, caller)),
  })
  gives('/budgets', {
    summary: 'Budgets that count, as CSV',
    columns: lists.BUDGET_COLUMNS,
    rows: ({ caller }) => db.snapshot((q) => lists.listedBudgets(q, caller)),
  })
  gives('/fund-shares', {
    summary: 'Which fund pays what, as CSV; what is not listed is paid from the organisation’s default fund',
    columns: lists.SHARE_COLUMNS,
    rows: ({ caller }) => db.snapshot((q) => lists.listedShares(q, caller)),
  })

  app.put(
    '/fund-list',
    {
      config: writers,
      schema: {
        tags,
        summary: 'Add and change funds by a list: each row is all of a fund, found by its code',
        body: listBody(lists.FUND_COLUMNS, FUND_EXAMPLE),
        response: { 200: schema.TakenReply },
      },
    },
    (request) => lists.takeFunds(deps, request.caller, named(request, 'the list of funds')),
  )
  app.put(
    '/budgets',
    {
      config: writers,
      schema: {
        tags,
        summary: 'Record budgets by a list; what it does not name stays',
        body: listBody(lists.BUDGET_COLUMNS, BUDGET_EXAMPLE),
        response: { 200: schema.TakenReply },
      },
    },
    (request) => lists.takeBudgets(deps, request.caller, named(request, 'the list of budgets')),
  )
  app.put(
    '/fund-shares',
    {
      config: writers,
      schema: {
        tags,
        summary: 'Say which fund pays what: all shares of every organisation that the list names',
        body: listBody(lists.SHARE_COLUMNS, SHARE_EXAMPLE),
        response: { 200: schema.TakenReply },
      },
    },
    (request) => lists.takeShares(deps, request.caller, named(request, 'the list of shares')),
  )
  app.post(
    '/ledger-entries',
    {
      config: writers,
      schema: {
        tags,
        summary: 'Take an extract of the ledger: orders, receipts, invoices, credit notes; what is on record stays',
        body: listBody(LEDGER_COLUMNS, LEDGER_EXAMPLE),
        response: { 200: schema.LedgerTakenReply },
      },
    },
    (request) => importLedger(deps, request.caller, named(request, 'The ledger')),
  )
}
