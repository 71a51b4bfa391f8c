import type { PlannedWork } from '../../../src/planning/contracts/call-offs.ts'
import type { Contract, ContractBook, Contractor, PurchaseOrder } from '../../../src/planning/contracts/contract.ts'
import { day } from '../../../src/shared/day.ts'

export const fitters = { id: 'con_1', name: 'Fitters' }

export const contractorOf = (over: Partial<Contractor> = {}): Contractor => ({
  ...fitters,
  version: 1,
  contact: null,
  status: 'active',
  check: { on: day('2026-11-01'), by: 'F. Officer', found: 'nothing', note: null },
  subcontractors: [],
  ...over,
})

/** £1,000 of whatever work, anywhere, in the first half of 2027. */
export const contractOf = (over: Partial<Contract> = {}): Contract => ({
  id: `ctr_${over.reference ?? 'CO-1'}`,
  version: 1,
  reference: 'CO-1',
  framework: 'RM6000',
  lot: null,
  organisations: [],
  regions: [],
  actions: [],
  ceilingPence: 100_000,
  startsOn: day('2027-01-01'),
  expiresOn: day('2027-06-30'),
  rates: [],
  contractors: [fitters],
  subcontractors: [],
  ...over,
})

export const purchaseOrderOf = (over: Partial<PurchaseOrder> = {}): PurchaseOrder => ({
  version: 1,
  number: 'PO-1',
  contractId: 'ctr_CO-1',
  callOff: 'CO-1',
  fundCode: null,
  ceilingPence: 100_000,
  raisedOn: day('2027-01-01'),
  ...over,
})

export const bookOf = (over: Partial<ContractBook> = {}): ContractBook => ({
  contractors: [contractorOf()],
  contracts: [contractOf()],
  purchaseOrders: [purchaseOrderOf()],
  usedBy: new Set(['org_1']),
  ...over,
})

/** £400 of replacement in London in the week of 4 January 2027. */
export const legOf = (over: Partial<PlannedWork> = {}): PlannedWork => ({
  legId: 'leg-1',
  organisationId: 'org_1',
  organisation: 'Ducks',
  region: 'London',
  action: 'replace',
  on: day('2027-01-04'),
  exVatPence: 40_000,
  funds: ['CAPITAL'],
  ...over,
})
