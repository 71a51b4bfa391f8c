import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import type { Columns, RowOf } from '../../estate/lists/fields.ts'
import { giveListFile, sayRecorded, takeListFile } from '../../estate/lists/list-files.ts'
import { recordList, type ListKind } from '../../estate/lists/record-list.ts'
import { sayPence } from '../../shared/money.ts'
import type { Contract, Contractor, PurchaseOrder } from './contract.ts'
import * as lists from './lists.ts'
import { contractorList, useList } from './record-contractors.ts'
import { contractList, purchaseOrderList } from './record-contracts.ts'
import * as schema from './schema.ts'
import { listContractors, listContracts, listPurchaseOrders, listUses } from './store.ts'

interface ListOptions {
  readonly take?: string
  readonly give?: string
  readonly json?: true
}

export const contractCommands: AddCommands = (program, context) => {
  const add = (name: string, description: string, act: (context: CommandContext, options: ListOptions) => unknown) =>
    program
      .command(name)
      .description(description)
      .option('--take <file>', 'record a list (CSV or XLSX), whole or not at all')
      .option('--give <file>', 'write the list there, to be changed and taken again; - prints it')
      .action(async (options: ListOptions) => void (await act(context(), options)))

  add('contractors', 'list the companies that may be sent, and what was found of them', (context, options) =>
    list(context, options, {
      kind: contractorList,
      find: () => listContractors(context.db.read),
      toLine: lists.contractorLine,
      toReply: schema.contractorReply,
      titles: ['Contractor', 'Status', 'Debarment list', 'Subcontractors'],
      cells: contractorCells,
    }),
  )
  add('contracts', 'list the call-offs, their ceilings and their last days', (context, options) =>
    list(context, options, {
      kind: contractList,
      find: () => listContracts(context.db.read, context.caller.scope),
      toLine: lists.contractLine,
      toReply: schema.contractReply,
      titles: ['Call-off', 'Framework', 'Ceiling', 'From', 'Last day', 'Contractors'],
      cells: contractCells,
    }),
  )
  add('purchase-orders', 'list the purchase orders of the call-offs', (context, options) =>
    list(context, options, {
      kind: purchaseOrderList,
      find: () => listPurchaseOrders(context.db.read, context.caller.scope),
      toLine: lists.purchaseOrderLine,
      toReply: schema.purchaseOrderReply,
      titles: ['Number', 'Call-off', 'Ceiling', 'Raised', 'Fund'],
      cells: purchaseOrderCells,
    }),
  )
  add('contract-uses', 'list whose orders are not ready without a call-off and a purchase order', (context, options) =>
    list(context, options, {
      kind: useList,
      find: () => listUses(context.db.read, context.caller.scope),
      toLine: ({ organisation, usesContracts }) => ({ organisation, usesContracts }),
      toReply: ({ organisation, usesContracts }) => ({ organisation, usesContracts }),
      titles: ['Organisation', 'Uses contracts'],
      cells: ({ organisation, usesContracts }) => [organisation, usesContracts ? 'yes' : 'no'],
    }),
  )
}

interface Listing<C extends Columns, Row, Item> {
  readonly kind: ListKind<C, Row>
  find(): Promise<Item[]>
  toLine(item: Item): RowOf<C>
  toReply(item: Item): object
  readonly titles: readonly string[]
  cells(item: Item): readonly string[]
}

async function list<C extends Columns, Row, Item>(
  context: CommandContext,
  { take, give, json }: ListOptions,
  { kind, ...listing }: Listing<C, Row, Item>,
): Promise<void> {
  const { caller, print, width } = context
  if (take !== undefined) {
    const recorded = await recordList(context, caller, { kind, ...(await takeListFile(context, take)) })
    return print(json ? JSON.stringify(recorded) : sayRecorded(recorded))
  }
  const found = await listing.find()
  if (give !== undefined) {
    return giveListFile(context, give, { columns: kind.columns, rows: found.map(listing.toLine) })
  }
  if (json) return found.forEach((item) => print(JSON.stringify(listing.toReply(item))))
  if (found.length === 0) return print('None are recorded. Record some with --take FILE.')
  const columns = listing.titles.map((title) => ({ title }))
  for (const line of table(columns, found.map(listing.cells), width)) print(line)
}

function contractorCells({ name, status, check, subcontractors }: Contractor): string[] {
  const found = check === null ? 'not looked up' : `${check.found}, ${check.on}, ${check.by}`
  return [name, status, found, subcontractors.map((one) => one.name).join(', ')]
}

function contractCells({ reference, framework, lot, contractors, ...contract }: Contract): string[] {
  const { ceilingPence, startsOn, expiresOn } = contract
  const under = lot === null ? framework : `${framework} lot ${lot}`
  return [reference, under, sayPence(ceilingPence), startsOn, expiresOn, contractors.map(({ name }) => name).join(', ')]
}

function purchaseOrderCells({ number, callOff, ceilingPence, raisedOn, fundCode }: PurchaseOrder): string[] {
  return [number, callOff, sayPence(ceilingPence), raisedOn, fundCode ?? 'any']
}
