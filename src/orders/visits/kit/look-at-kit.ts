// Kit that is to be fitted, looked up in the register before anybody drives: what the company names for its visit, else what
// the plan has for the order. What is flagged is put on record and brings no visit about; what is not established yet is said
// beside it, for it can still be by the time that the work is accepted.
import type { Reads } from '../../../db/database.ts'
import type { Register } from '../../../register/register.ts'
import { Failure } from '../../../shared/failure.ts'
import type { FindingState, Kind } from '../../../shared/vocabulary.ts'
import { lookUpKit, macOf, sayToCompany, sayToStaff } from '../../completion/kit.ts'
import { notOfOrder } from '../../completion/record-outcomes.ts'
import { listOrderDevices } from '../../completion/store.ts'
import type { OrderRow } from '../../states/store.ts'
import { findWorkOrder } from '../../store.ts'
import { plannedKitOf } from './planned-kit.ts'

export interface NamedKit {
  /** In whose place it comes. */
  readonly deviceId: string
  readonly make: string
  readonly model: string
  readonly mac: string | null
}

export interface SeenKit extends Omit<NamedKit, 'deviceId' | 'mac'> {
  /** Null: as planned, for whichever device. */
  readonly deviceId: string | null
  readonly finding: FindingState
  /** The register's words, for staff. */
  readonly why: string
}

/** All kit to be fitted is for surveillance, which is what makers of everything are looked up by. */
const PLANNED_KIND: Kind = 'camera'

/** `named`: none, where the company brings what was planned. Throws `not-of-order`, `bad-mac`. */
export async function lookAtKit(
  q: Reads,
  order: OrderRow,
  { named, register }: { named: readonly NamedKit[]; register: Register },
): Promise<SeenKit[]> {
  if (named.length === 0) return order.action === 'replace' ? lookAtPlanned(order, register) : []
  const kinds = new Map((await listOrderDevices(q, order.id)).map(({ deviceId, kind }) => [deviceId, kind]))
  return named.map(({ deviceId, make, model, mac }) => {
    const kind = kinds.get(deviceId)
    if (kind === undefined) throw notOfOrder(order.ref, deviceId)
    const { finding } = lookUpKit(register, { make, model, mac: macOf(mac) }, kind)
    return { deviceId, make, model, finding: finding.state, why: finding.says }
  })
}

/** A price without a maker is no kit yet: there is nothing to look up. */
function lookAtPlanned(order: OrderRow, register: Register): SeenKit[] {
  return plannedKitOf(order).flatMap(({ make, model }) => {
    if (make === null || model === null) return []
    const { finding } = lookUpKit(register, { make, model, mac: null }, PLANNED_KIND)
    return [{ deviceId: null, make, model, finding: finding.state, why: finding.says }]
  })
}

export const isFlagged = ({ finding }: SeenKit): boolean => finding === 'flagged'

/** What goes on record, with the clause that flagged kit breaks where it would. */
export async function kitOnRecord(q: Reads, { ref }: OrderRow, kit: readonly SeenKit[]) {
  const { site, organisation } = (await findWorkOrder(q, 'everything', ref))!
  const { sensitivity } = site
  const { standing } = organisation
  return kit.map(({ why: says, ...one }) => {
    return { ...one, says: sayToStaff(one.finding, { says, sensitivity, standing }) }
  })
}

/** What the company is told of what it brings. */
export function kitToCompany(kit: readonly SeenKit[]) {
  return kit.map(({ deviceId, make, model, finding }) => ({ deviceId, make, model, says: sayToCompany(finding) }))
}

/** The company is not told of which site it is, nor of the clause. */
export function nonConformingKit(kit: readonly SeenKit[]): Failure {
  const flagged = kit.filter(isFlagged).map(({ make, model }) => `${make} ${model}`)
  return new Failure(
    'non-conforming-kit',
    `${[...new Set(flagged)].join(', ')}: ${sayToCompany('flagged')}`,
    'Book the visit with "kit": what you will put in, by device. Nothing was booked.',
  )
}
