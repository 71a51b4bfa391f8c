import { Type, type Static } from 'typebox'
import { PageQuery, pageReply } from '../../http/paging.ts'
import { closed, DayText, nullable, oneOf } from '../../http/words.ts'
import { CONTRACTOR_STATUSES, CREW_ACTIONS, DEBARMENT_FOUND } from '../../shared/vocabulary.ts'
import { NamedReply } from '../crews/schema.ts'
import type { Contract, Contractor, PurchaseOrder } from './contract.ts'

export const ListQuery = closed(PageQuery)

const Pence = Type.Integer({ description: 'Pence, without VAT.' })

export const ContractorReply = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  name: Type.String(),
  contact: nullable(Type.String()),
  status: oneOf(CONTRACTOR_STATUSES),
  check: nullable(
    Type.Object({ on: DayText, by: Type.String(), found: oneOf(DEBARMENT_FOUND), note: nullable(Type.String()) }),
  ),
  subcontractors: Type.Array(NamedReply),
})
export const ContractorsReply = pageReply(ContractorReply)

export const ContractReply = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  reference: Type.String({ description: 'Of the call-off.' }),
  framework: Type.String(),
  lot: nullable(Type.String()),
  organisations: Type.Array(NamedReply, { description: 'Empty: whichever; so for regions and actions.' }),
  regions: Type.Array(Type.String()),
  actions: Type.Array(oneOf(CREW_ACTIONS)),
  ceilingPence: Pence,
  startsOn: DayText,
  expiresOn: { ...DayText, description: 'The last day on which work may be called off.' },
  rates: Type.Array(Type.Object({ what: Type.String(), pence: Type.Integer() })),
  contractors: Type.Array(NamedReply),
  subcontractors: Type.Array(NamedReply),
})
export const ContractsReply = pageReply(ContractReply)

export const PurchaseOrderReply = Type.Object({
  number: Type.String(),
  version: Type.Integer(),
  callOff: Type.String(),
  fundCode: nullable(Type.String()),
  ceilingPence: Pence,
  raisedOn: DayText,
})
export const PurchaseOrdersReply = pageReply(PurchaseOrderReply)

export const UseReply = Type.Object({
  organisation: Type.String(),
  usesContracts: Type.Boolean({ description: 'No order of it is ready without a call-off and a purchase order.' }),
})
export const UsesReply = pageReply(UseReply)

export function contractorReply({ check, subcontractors, ...contractor }: Contractor): Static<typeof ContractorReply> {
  return { ...contractor, check: check && { ...check }, subcontractors: [...subcontractors] }
}

export function contractReply(contract: Contract): Static<typeof ContractReply> {
  const { organisations, regions, actions, rates, contractors, subcontractors, ...rest } = contract
  return {
    ...rest,
    organisations: [...organisations],
    regions: [...regions],
    actions: [...actions],
    rates: [...rates],
    contractors: [...contractors],
    subcontractors: [...subcontractors],
  }
}

export function purchaseOrderReply(order: PurchaseOrder): Static<typeof PurchaseOrderReply> {
  const { number, version, callOff, fundCode, ceilingPence, raisedOn } = order
  return { number, version, callOff, fundCode, ceilingPence, raisedOn }
}
