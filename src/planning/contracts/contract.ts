// Who may be sent, and under what: companies, the call-offs that they work under, and the purchase orders that pay them.
// Nothing here judges a company: what somebody found in the debarment list is noted with who looked and when (Procurement
// Act 2023, section 62), and what follows from it is for people to decide.
import type { Day } from '../../shared/day.ts'
import type { Action, ContractorStatus, CrewAction, DebarmentFound } from '../../shared/vocabulary.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { servesOrganisation, servesRegion } from '../crews/crew.ts'

export interface Contractor {
  /** Stays the same in all versions. */
  readonly id: string
  readonly version: number
  readonly name: string
  readonly contact: string | null
  readonly status: ContractorStatus
  /** Null: nobody has looked. */
  readonly check: DebarmentCheck | null
  readonly subcontractors: readonly Named[]
}

export interface DebarmentCheck {
  readonly on: Day
  readonly by: string
  readonly found: DebarmentFound
  readonly note: string | null
}

export interface Named {
  readonly id: string
  readonly name: string
}

/** One call-off under a framework. */
export interface Contract {
  /** Stays the same in all versions. */
  readonly id: string
  readonly version: number
  /** Of the call-off. */
  readonly reference: string
  readonly framework: string
  readonly lot: string | null
  /** Empty: whichever; so for regions and actions. */
  readonly organisations: readonly Named[]
  readonly regions: readonly string[]
  readonly actions: readonly CrewAction[]
  /** Without VAT. */
  readonly ceilingPence: number
  readonly startsOn: Day
  /** The last day on which work may be called off. */
  readonly expiresOn: Day
  readonly rates: readonly Rate[]
  readonly contractors: readonly Named[]
  readonly subcontractors: readonly Named[]
}

/** As agreed, without VAT. Plans cost work by those that are named as the catalogue's rates are (catalogue/agreed-rates.ts). */
export interface Rate {
  readonly what: string
  readonly pence: number
}

export interface PurchaseOrder {
  readonly version: number
  readonly number: string
  readonly contractId: string
  /** The reference of its call-off. */
  readonly callOff: string
  /** Null: for work from whichever fund. */
  readonly fundCode: string | null
  /** Without VAT. */
  readonly ceilingPence: number
  readonly raisedOn: Day
}

/** All that is recorded, the newest version of each; in the order of names, references and numbers. */
export interface ContractBook {
  readonly contractors: readonly Contractor[]
  readonly contracts: readonly Contract[]
  readonly purchaseOrders: readonly PurchaseOrder[]
  /** By id: those whose orders are not ready without a call-off and a purchase order. */
  readonly usedBy: ReadonlySet<string>
}

/** Whether a call-off is for such work, whatever its dates. */
export function covers(
  contract: Pick<Contract, 'organisations' | 'regions' | 'actions'>,
  { organisationId, region, action }: { organisationId: string; region: string | null; action: Action },
): boolean {
  return (
    servesOrganisation(contract, organisationId) &&
    (contract.regions.length === 0 || servesRegion(contract, region)) &&
    (contract.actions.length === 0 || contract.actions.includes(action as CrewAction))
  )
}

export function isInForce({ startsOn, expiresOn }: Pick<Contract, 'startsOn' | 'expiresOn'>, on: Day): boolean {
  return startsOn <= on && on <= expiresOn
}

/** What expires first is used first; then by reference. */
export function byExpiry(a: Contract, b: Contract): number {
  return byCodeUnit(a.expiresOn, b.expiresOn) || byCodeUnit(a.reference, b.reference)
}
