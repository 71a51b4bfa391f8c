// Statements on contractors, contracts, purchase orders and who uses them. Each row is a version of what it describes: the
// newest counts, and none is changed.
import { asc } from 'drizzle-orm'
import type { Scope } from '../../access/scope.ts'
import { insertAll } from '../../db/bulk.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { isKnownTo, organisationNames, organisationsOf } from '../crews/reach.ts'
import type { Contract, ContractBook, Contractor, Named, PurchaseOrder } from './contract.ts'

export type ContractorRow = Tables['contractors']['$inferSelect']
export type ContractRow = Tables['contracts']['$inferSelect']
export type PurchaseOrderRow = Tables['purchaseOrders']['$inferSelect']
export type ContractUseRow = Tables['contractUses']['$inferSelect']

const contactOf = (id: string): string => `contractors.contact:${id}`

/** All that the scope knows of. */
export async function readBook(q: Reads, scope: Scope): Promise<ContractBook> {
  const contractors = await listContractors(q)
  const contracts = await listContracts(q, scope)
  const purchaseOrders = await listPurchaseOrders(q, scope)
  const users = (await listUses(q, scope)).filter(({ usesContracts }) => usesContracts)
  return { contractors, contracts, purchaseOrders, usedBy: new Set(users.map(({ organisationId }) => organisationId)) }
}

/** By name. Companies are nobody's part of the estate: all who read contracts read them. */
export async function listContractors(q: Reads): Promise<Contractor[]> {
  const rows = await newestContractors(q)
  const named = namesOf(rows)
  return rows
    .map((row): Contractor => {
      const { contractorId, version, name, status, checkedOn: on, checkedBy: by, found } = row
      return {
        id: contractorId,
        version,
        name,
        contact: unsealed(q, row).contact,
        status,
        check: on === null || by === null || found === null ? null : { on, by, found, note: row.checkNote },
        subcontractors: named(row.subcontractorIds),
      }
    })
    .sort((a, b) => byCodeUnit(a.name, b.name))
}

/** Those that may serve the scope, by reference. */
export async function listContracts(q: Reads, scope: Scope): Promise<Contract[]> {
  const names = await organisationNames(q, scope)
  const named = namesOf(await newestContractors(q))
  return (await newestContracts(q))
    .filter((row) => isKnownTo(scope, row))
    .map((row): Contract => {
      const { contractId, version, reference, framework, lot, regions, actions, ceilingPence, rates } = row
      const { startsOn, expiresOn } = row
      return {
        ...{ id: contractId, version, reference, framework, lot, regions, actions, ceilingPence, rates },
        ...{ startsOn, expiresOn, organisations: organisationsOf(row, names) },
        contractors: named(row.contractorIds),
        subcontractors: named(row.subcontractorIds),
      }
    })
    .sort((a, b) => byCodeUnit(a.reference, b.reference))
}

/** Of the contracts that may serve the scope, by number. */
export async function listPurchaseOrders(q: Reads, scope: Scope): Promise<PurchaseOrder[]> {
  const known = (await newestContracts(q)).filter((row) => isKnownTo(scope, row))
  const references = new Map(known.map(({ contractId, reference }) => [contractId, reference]))
  return (await newestPurchaseOrders(q))
    .flatMap(({ version, number, contractId, fundCode, ceilingPence, raisedOn }) => {
      const callOff = references.get(contractId)
      return callOff === undefined ? [] : [{ version, number, contractId, callOff, fundCode, ceilingPence, raisedOn }]
    })
    .sort((a, b) => byCodeUnit(a.number, b.number))
}

export interface ContractUse {
  readonly organisationId: string
  readonly organisation: string
  readonly usesContracts: boolean
}

/** Every organisation that the scope knows, by name; none uses contracts until somebody says so. */
export async function listUses(q: Reads, scope: Scope): Promise<ContractUse[]> {
  const uses = new Map((await newestUses(q)).map((row) => [row.organisationId, row.usesContracts]))
  return [...(await organisationNames(q, scope))]
    .map(([organisationId, organisation]) => {
      return { organisationId, organisation, usesContracts: uses.get(organisationId) ?? false }
    })
    .sort((a, b) => byCodeUnit(a.organisation, b.organisation))
}

export async function newestContractors(q: Reads): Promise<ContractorRow[]> {
  const { contractors: t } = q.t
  return newest(await q.select().from(t).orderBy(asc(t.version)), ({ nameKey }) => nameKey)
}

export async function newestContracts(q: Reads): Promise<ContractRow[]> {
  const { contracts: t } = q.t
  return newest(await q.select().from(t).orderBy(asc(t.version)), ({ referenceKey }) => referenceKey)
}

export async function newestPurchaseOrders(q: Reads): Promise<PurchaseOrderRow[]> {
  const { purchaseOrders: t } = q.t
  return newest(await q.select().from(t).orderBy(asc(t.version)), ({ numberKey }) => numberKey)
}

export async function newestUses(q: Reads): Promise<ContractUseRow[]> {
  const { contractUses: t } = q.t
  return newest(await q.select().from(t).orderBy(asc(t.version)), ({ organisationId }) => organisationId)
}

export type NewContractorRow = Omit<ContractorRow, 'contact'> & { readonly contact: string | null }

export function unsealed({ sealer }: Reads, { contact, ...row }: ContractorRow): NewContractorRow {
  return { ...row, contact: contact === null ? null : sealer.unseal(contact, contactOf(row.id)) }
}

export async function insertContractors(q: Writes, rows: readonly NewContractorRow[]): Promise<void> {
  const sealed = rows.map(({ contact, ...row }) => {
    return { ...row, contact: contact === null ? null : q.sealer.seal(contact, contactOf(row.id)) }
  })
  await insertAll(q, q.t.contractors, sealed)
}

export async function insertContracts(q: Writes, rows: readonly ContractRow[]): Promise<void> {
  await insertAll(q, q.t.contracts, rows)
}

export async function insertPurchaseOrders(q: Writes, rows: readonly PurchaseOrderRow[]): Promise<void> {
  await insertAll(q, q.t.purchaseOrders, rows)
}

export async function insertUses(q: Writes, rows: readonly ContractUseRow[]): Promise<void> {
  await insertAll(q, q.t.contractUses, rows)
}

/** `rows` oldest first. */
function newest<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()]
}

function namesOf(rows: readonly ContractorRow[]): (ids: readonly string[]) => Named[] {
  const names = new Map(rows.map(({ contractorId, name }) => [contractorId, name]))
  return (ids) => ids.map((id) => ({ id, name: names.get(id)! }))
}
