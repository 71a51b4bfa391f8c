// Call-offs and their purchase orders, as they are recorded.
import type { Caller } from '../../access/caller.ts'
import type { Reads } from '../../db/database.ts'
import type { ListComplaint, Listed } from '../../estate/lists/read-list.ts'
import { isSame, nextOf, unknownNames, type ListKind } from '../../estate/lists/record-list.ts'
import { sayDay } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { keyOf } from '../../shared/text.ts'
import { repeatedNames } from '../crews/crew-list.ts'
import { isKnownTo, isWhollyOf, organisationNames } from '../crews/reach.ts'
import { listFunds } from '../funds/store.ts'
import { isInForce } from './contract.ts'
import { CONTRACT_COLUMNS, contractComplaints, PURCHASE_ORDER_COLUMNS } from './lists.ts'
import type { Fields } from './record-contractors.ts'
import * as store from './store.ts'

const BEYOND = 'It serves more than you may act for: someone who may act for all of it changes it.'

export const contractList: ListKind<typeof CONTRACT_COLUMNS, store.ContractRow> = {
  columns: CONTRACT_COLUMNS,
  act: 'contracts.recorded',
  subjectKind: 'contract',
  prefix: 'ctr',
  insert: store.insertContracts,
  async decide(q, caller, { lines, ids }) {
    const known = await knownTo(q, caller)
    const drafts = () => lines.map((line, i) => draftOf(line, { known, caller, id: ids[i]! }))
    const named = lines.map(({ row, reference: name }) => ({ row, name }))
    const complaints = [...repeatedNames(named, 'call_off'), ...lines.flatMap((line) => complaintsOf(line, known))]
    if (complaints.length > 0) return { complaints, drafts }
    const ordered = Map.groupBy(await store.newestPurchaseOrders(q), ({ contractId }) => contractId)
    const more = drafts().flatMap(({ fields, before, same }, i): ListComplaint[] => {
      const { row } = lines[i]!
      const held = [fields, ...(before ? [before] : [])].every((reach) => isWhollyOf(caller.scope, reach))
      const pence = sumOf(ordered.get(fields.contractId) ?? [])
      const message = `Its purchase orders come to ${sayPence(pence)} already.`
      return [
        ...(same || held ? [] : [{ row, column: 'call_off', message: BEYOND }]),
        ...(pence <= fields.ceilingPence ? [] : [{ row, column: 'ceiling_pounds', message }]),
      ]
    })
    return { complaints: more, drafts }
  },
}

export const purchaseOrderList: ListKind<typeof PURCHASE_ORDER_COLUMNS, store.PurchaseOrderRow> = {
  columns: PURCHASE_ORDER_COLUMNS,
  act: 'purchase-orders.recorded',
  subjectKind: 'purchase-order',
  prefix: 'por',
  insert: store.insertPurchaseOrders,
  async decide(q, { scope }, { lines }) {
    const contracts = (await store.newestContracts(q)).filter((row) => isKnownTo(scope, row))
    const held = contracts.filter((row) => isWhollyOf(scope, row))
    const funds = new Set((await listFunds(q, scope)).map(({ code }) => keyOf(code)))
    const rows = new Map((await store.newestPurchaseOrders(q)).map((row) => [row.numberKey, row]))
    const drafts = () =>
      lines.map(({ row: _, callOff, ...line }) => {
        const numberKey = keyOf(line.number)
        const before = rows.get(numberKey)
        const { contractId } = contracts.find(({ referenceKey }) => referenceKey === keyOf(callOff))!
        const fields: Fields<store.PurchaseOrderRow> = { ...line, numberKey, contractId }
        return { fields, same: before !== undefined && isSame(before, fields), make: nextOf(fields, before) }
      })
    const named = lines.map(({ row, number: name }) => ({ row, name }))
    const complaints = [
      ...repeatedNames(named, 'purchase_order'),
      ...lines.flatMap((line) => orderComplaints(line, { contracts, funds })),
    ]
    if (complaints.length > 0) return { complaints, drafts }
    const isHeld = (id: string | undefined) => id === undefined || held.some(({ contractId }) => contractId === id)
    const beyond = drafts().flatMap(({ fields, same }, i): ListComplaint[] => {
      const both = isHeld(fields.contractId) && isHeld(rows.get(fields.numberKey)?.contractId)
      return same || both ? [] : [{ row: lines[i]!.row, column: 'call_off', message: BEYOND }]
    })
    const after = new Map([...rows, ...drafts().map(({ fields }) => [fields.numberKey, fields] as const)])
    return { complaints: [...beyond, ...overTheirCallOffs(lines, [...after.values()], contracts)], drafts }
  },
}

interface Known {
  /** Ids, by the key of their names. */
  readonly organisations: ReadonlyMap<string, string>
  readonly contractors: ReadonlyMap<string, string>
  readonly contracts: ReadonlyMap<string, store.ContractRow>
}

async function knownTo(q: Reads, { scope }: Caller): Promise<Known> {
  const organisations = [...(await organisationNames(q, scope))].map(([id, name]) => [keyOf(name), id] as const)
  const contractors = (await store.newestContractors(q)).map((row) => [row.nameKey, row.contractorId] as const)
  const contracts = (await store.newestContracts(q)).map((row) => [row.referenceKey, row] as const)
  return {
    organisations: new Map(organisations),
    contractors: new Map(contractors),
    contracts: new Map(contracts),
  }
}

type ContractListed = Listed<typeof CONTRACT_COLUMNS>

function complaintsOf(line: ContractListed, { organisations, contractors }: Known): ListComplaint[] {
  const at = (column: string) => ({ row: line.row, column })
  return [
    ...contractComplaints(line),
    ...unknownNames(at('contractors'), line.contractors, contractors),
    ...unknownNames(at('subcontractors'), line.subcontractors, contractors),
    ...unknownNames(at('organisations'), line.organisations, organisations),
  ]
}

function draftOf(
  { row: _, organisations, contractors, subcontractors, ...line }: ContractListed,
  { known, caller, id }: { known: Known; caller: Caller; id: string },
) {
  const idsOf = (names: readonly string[], among: ReadonlyMap<string, string>) => [
    ...new Set(names.map((name) => among.get(keyOf(name))!)),
  ]
  const referenceKey = keyOf(line.reference)
  const before = known.contracts.get(referenceKey)
  const fields: Fields<store.ContractRow> = {
    ...line,
    referenceKey,
    contractId: before?.contractId ?? id,
    organisationIds: idsOf(organisations, known.organisations),
    contractorIds: idsOf(contractors, known.contractors),
    subcontractorIds: idsOf(subcontractors, known.contractors),
  }
  return { fields, before, same: isAsShown(before, fields, { known, caller }), make: nextOf(fields, before) }
}

/** As the caller was shown it: without organisations that they do not know. */
function isAsShown(
  before: store.ContractRow | undefined,
  fields: Fields<store.ContractRow>,
  { known, caller }: { known: Known; caller: Caller },
): boolean {
  if (before === undefined || !isKnownTo(caller.scope, before)) return false
  const theirs = new Set(known.organisations.values())
  const organisationIds = before.organisationIds.filter((id) => theirs.has(id))
  return isSame<typeof fields>({ ...before, organisationIds }, fields)
}

function orderComplaints(
  { row, callOff, fundCode, raisedOn }: Listed<typeof PURCHASE_ORDER_COLUMNS>,
  { contracts, funds }: { contracts: readonly store.ContractRow[]; funds: ReadonlySet<string> },
): ListComplaint[] {
  const contract = contracts.find(({ referenceKey }) => referenceKey === keyOf(callOff))
  if (!contract) return unknownNames({ row, column: 'call_off' }, [callOff], new Set())
  const dates = `from ${sayDay(contract.startsOn)} to ${sayDay(contract.expiresOn)}`
  const late = { row, column: 'raised_on', message: `Call-off ${contract.reference} is in force ${dates}.` }
  return [
    ...unknownNames({ row, column: 'fund' }, fundCode === null ? [] : [fundCode], funds),
    ...(isInForce(contract, raisedOn) ? [] : [late]),
  ]
}

/** `after`: all purchase orders as they will be. */
function overTheirCallOffs(
  lines: readonly Listed<typeof PURCHASE_ORDER_COLUMNS>[],
  after: readonly { readonly contractId: string; readonly ceilingPence: number }[],
  contracts: readonly store.ContractRow[],
): ListComplaint[] {
  const byContract = Map.groupBy(after, ({ contractId }) => contractId)
  return lines.flatMap(({ row, callOff }) => {
    const contract = contracts.find(({ referenceKey }) => referenceKey === keyOf(callOff))!
    const pence = sumOf(byContract.get(contract.contractId) ?? [])
    if (pence <= contract.ceilingPence) return []
    const message = `With it the purchase orders of ${contract.reference} come to ${sayPence(pence)}, over its ceiling of ${sayPence(contract.ceilingPence)}.`
    return [{ row, column: 'ceiling_pounds', message }]
  })
}

function sumOf(orders: readonly { readonly ceilingPence: number }[]): number {
  return orders.reduce((sum, { ceilingPence }) => sum + ceilingPence, 0)
}
