// Contractors, contracts, purchase orders and who uses them, as lists that people keep: what their columns hold, and what is
// wrong with a row by itself.
import {
  dayIn,
  oneOf,
  optional,
  otherwise,
  pounds,
  several,
  text,
  yesNo,
  type Field,
  type RowOf,
} from '../../estate/lists/fields.ts'
import type { ListComplaint, Listed } from '../../estate/lists/read-list.ts'
import { day, sayDay } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { parsePounds, sayPence } from '../../shared/money.ts'
import { CONTRACTOR_STATUSES, CREW_ACTIONS, DEBARMENT_FOUND } from '../../shared/vocabulary.ts'
import { filled, regions } from '../crews/crew-list.ts'
import type { Contract, Contractor, PurchaseOrder, Rate } from './contract.ts'

/** A ceiling of nothing would be a contract under which nothing can be done. */
const ceiling = (header: string) => pounds(header, { leastPence: 1 })

/** `crew hour = 65.00`. */
const rate: Field<Rate> = {
  header: 'rates',
  expected: 'rates such as crew hour = 65.00',
  parse(said) {
    const [, what, amount] = /^(.+?)\s*=\s*(.+)$/.exec(said) ?? []
    if (what === undefined || amount === undefined) return undefined
    try {
      const pence = parsePounds(amount)
      return pence > 0 ? { what, pence } : undefined
    } catch (error) {
      if (error instanceof Failure) return undefined
      throw error
    }
  },
  say: ({ what, pence }) => `${what} = ${sayPence(pence).replace(/[£,]/g, '')}`,
}

export const CONTRACTOR_COLUMNS = {
  name: text('contractor'),
  contact: optional(text('contact')),
  status: otherwise(oneOf('status', CONTRACTOR_STATUSES), 'active'),
  checkedOn: optional(dayIn('debarment_checked_on')),
  checkedBy: optional(text('debarment_checked_by')),
  found: optional(oneOf('debarment_found', DEBARMENT_FOUND)),
  checkNote: optional(text('debarment_note')),
  subcontractors: several(text('subcontractors')),
}
export const CONTRACT_COLUMNS = {
  reference: text('call_off'),
  framework: text('framework'),
  lot: optional(text('lot')),
  contractors: filled(several(text('contractors'))),
  subcontractors: several(text('subcontractors')),
  organisations: several(text('organisations')),
  regions,
  actions: several(oneOf('actions', CREW_ACTIONS)),
  ceilingPence: ceiling('ceiling_pounds'),
  startsOn: dayIn('starts_on'),
  expiresOn: dayIn('expires_on'),
  rates: several(rate),
}
export const PURCHASE_ORDER_COLUMNS = {
  number: text('purchase_order'),
  callOff: text('call_off'),
  fundCode: optional(text('fund')),
  ceilingPence: ceiling('ceiling_pounds'),
  raisedOn: dayIn('raised_on'),
}
export const USE_COLUMNS = { organisation: text('organisation'), usesContracts: yesNo('uses_contracts') }

export type ContractorLine = RowOf<typeof CONTRACTOR_COLUMNS>
export type ContractLine = RowOf<typeof CONTRACT_COLUMNS>
export type PurchaseOrderLine = RowOf<typeof PURCHASE_ORDER_COLUMNS>
export type UseLine = RowOf<typeof USE_COLUMNS>

export const CONTRACTOR_EXAMPLE: ContractorLine = {
  name: 'Fitters Ltd',
  contact: 'desk@fitters.example',
  status: 'active',
  checkedOn: day('2026-11-02'),
  checkedBy: 'F. Officer',
  found: 'nothing',
  checkNote: null,
  subcontractors: [],
}
export const CONTRACT_EXAMPLE: ContractLine = {
  reference: 'CO-2026-14',
  framework: 'RM6257',
  lot: '2',
  contractors: ['Fitters Ltd'],
  subcontractors: [],
  organisations: [],
  regions: ['Wales', 'South West'],
  actions: ['survey', 'replace', 'remove'],
  ceilingPence: 25_000_000,
  startsOn: day('2026-12-01'),
  expiresOn: day('2028-11-30'),
  rates: [{ what: 'crew hour', pence: 6500 }],
}
export const PURCHASE_ORDER_EXAMPLE: PurchaseOrderLine = {
  number: 'PO-70011',
  callOff: 'CO-2026-14',
  fundCode: null,
  ceilingPence: 10_000_000,
  raisedOn: day('2026-12-07'),
}

export function contractorComplaints({ row, name, ...line }: Listed<typeof CONTRACTOR_COLUMNS>): ListComplaint[] {
  const { checkedOn, checkedBy, found, subcontractors } = line
  const checked = [checkedOn, checkedBy, found].filter((value) => value !== null).length
  const own = subcontractors.includes(name)
  return [
    ...(checked === 0 || checked === 3
      ? []
      : [
          { row, column: 'debarment_found', message: 'Write all of it: when it was checked, by whom, what was found.' },
        ]),
    ...(own ? [{ row, column: 'subcontractors', message: 'It is its own subcontractor.' }] : []),
  ]
}

export function contractComplaints({ row, startsOn, expiresOn }: Listed<typeof CONTRACT_COLUMNS>): ListComplaint[] {
  if (expiresOn >= startsOn) return []
  return [{ row, column: 'expires_on', message: `It expires before it starts, on ${sayDay(startsOn)}.` }]
}

export function contractorLine({ check, subcontractors, ...contractor }: Contractor): ContractorLine {
  return {
    ...contractor,
    checkedOn: check?.on ?? null,
    checkedBy: check?.by ?? null,
    found: check?.found ?? null,
    checkNote: check?.note ?? null,
    subcontractors: subcontractors.map(({ name }) => name),
  }
}

export function contractLine({ contractors, subcontractors, organisations, ...contract }: Contract): ContractLine {
  const names = (of: readonly { name: string }[]) => of.map(({ name }) => name)
  return {
    ...contract,
    contractors: names(contractors),
    subcontractors: names(subcontractors),
    organisations: names(organisations),
  }
}

export function purchaseOrderLine(order: PurchaseOrder): PurchaseOrderLine {
  const { number, callOff, fundCode, ceilingPence, raisedOn } = order
  return { number, callOff, fundCode, ceilingPence, raisedOn }
}
