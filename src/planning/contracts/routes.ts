import type { TSchema } from 'typebox'
import type { Caller, Role } from '../../access/caller.ts'
import type { Reads } from '../../db/database.ts'
import type { Columns, RowOf } from '../../estate/lists/fields.ts'
import { recordList, type ListKind } from '../../estate/lists/record-list.ts'
import { acceptLists, listBody, ListFile, sendList } from '../../estate/lists/routes.ts'
import { pageOf } from '../../http/paging.ts'
import type { RouteDeps, Routes } from '../../http/plugin.ts'
import { RecordedReply } from '../crews/schema.ts'
import * as lists from './lists.ts'
import { contractorList, useList } from './record-contractors.ts'
import { contractList, purchaseOrderList } from './record-contracts.ts'
import * as schema from './schema.ts'
import { listContractors, listContracts, listPurchaseOrders, listUses } from './store.ts'

const tags = ['contracts']
const readers: readonly Role[] = ['programme', 'finance', 'approver', 'auditor']
const writers: readonly Role[] = ['finance']

export const contractRoutes: Routes = async (app, deps) => {
  acceptLists(app)

  addList(app, deps, {
    path: '/contractors',
    nouns: ['Contractor', 'Contractors', 'Companies that may be sent, and what was found of them; by name'],
    reply: schema.ContractorsReply,
    kind: contractorList,
    example: [lists.CONTRACTOR_EXAMPLE],
    find: (q) => listContractors(q),
    keyOf: ({ name }) => name,
    toReply: schema.contractorReply,
    toLine: lists.contractorLine,
  })
  addList(app, deps, {
    path: '/contracts',
    nouns: ['Contract', 'Contracts', 'Call-offs that may serve your part of the estate; by reference'],
    reply: schema.ContractsReply,
    kind: contractList,
    example: [lists.CONTRACT_EXAMPLE],
    find: (q, { scope }) => listContracts(q, scope),
    keyOf: ({ reference }) => reference,
    toReply: schema.contractReply,
    toLine: lists.contractLine,
  })
  addList(app, deps, {
    path: '/purchase-orders',
    nouns: ['PurchaseOrder', 'PurchaseOrders', 'Purchase orders of those call-offs; by number'],
    reply: schema.PurchaseOrdersReply,
    kind: purchaseOrderList,
    example: [lists.PURCHASE_ORDER_EXAMPLE],
    find: (q, { scope }) => listPurchaseOrders(q, scope),
    keyOf: ({ number }) => number,
    toReply: schema.purchaseOrderReply,
    toLine: lists.purchaseOrderLine,
  })
  addList(app, deps, {
    path: '/contract-uses',
    nouns: ['ContractUse', 'ContractUses', 'Which organisations have no order ready without a contract; by name'],
    reply: schema.UsesReply,
    kind: useList,
    example: [{ organisation: 'Ministry of Ducks', usesContracts: true }],
    find: (q, { scope }) => listUses(q, scope),
    keyOf: ({ organisation }) => organisation,
    toReply: ({ organisation, usesContracts }) => ({ organisation, usesContracts }),
    toLine: ({ organisation, usesContracts }) => ({ organisation, usesContracts }),
  })
}

interface ListOf<C extends Columns, Row, Item> {
  readonly path: string
  /** One, several, and what the list holds. */
  readonly nouns: readonly [string, string, string]
  readonly reply: TSchema
  readonly kind: ListKind<C, Row>
  readonly example: readonly RowOf<C>[]
  find(q: Reads, caller: Caller): Promise<Item[]>
  keyOf(item: Item): string
  toReply(item: Item): object
  toLine(item: Item): RowOf<C>
}

/** A list as JSON, as a file, and taken from one. */
function addList<C extends Columns, Row, Item>(
  app: Parameters<Routes>[0],
  { marking, ...deps }: RouteDeps,
  { path, nouns: [one, many, holds], kind, ...list }: ListOf<C, Row, Item>,
): void {
  const { db } = deps
  const { columns } = kind

  app.get(
    path,
    {
      config: { roles: readers },
      schema: {
        tags,
        operationId: `list${many}`,
        summary: holds,
        querystring: schema.ListQuery,
        response: { 200: list.reply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const found = await list.find(db.read, request.caller)
      const from = found.filter((item) => page.after === undefined || list.keyOf(item) > page.after)
      const { items, nextCursor } = page.answer(reply, from.slice(0, page.rows), list.keyOf)
      return { items: items.map(list.toReply), nextCursor }
    },
  )

  app.get(
    `${path}/file`,
    {
      config: { roles: readers },
      schema: { tags, operationId: `get${one}File`, summary: `${holds}, as CSV`, response: { 200: ListFile } },
    },
    async ({ caller }, reply) => {
      const rows = (await list.find(db.read, caller)).map(list.toLine)
      return sendList(reply, { columns, rows, name: path.slice(1), marking })
    },
  )

  app.put(
    `${path}/file`,
    {
      config: { roles: writers },
      schema: {
        tags,
        operationId: `put${one}File`,
        summary: `${holds}: recorded whole or not at all. What the list does not name stays as it is`,
        body: listBody(columns, list.example),
        response: { 200: RecordedReply },
      },
    },
    async ({ body, caller }) => recordList(deps, caller, { kind, bytes: body as Buffer, name: `${path.slice(1)}.csv` }),
  )
}
