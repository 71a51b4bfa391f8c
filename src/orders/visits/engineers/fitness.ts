// Whether those who are named for a site may go there on a day: looked at when a visit is booked, and again when it starts.
import type { Reads } from '../../../db/database.ts'
import { readBook } from '../../../planning/contracts/store.ts'
import type { Day } from '../../../shared/day.ts'
import type { OrderRow } from '../../states/store.ts'
import { approvalOn, unfitOn, unknownEngineer, type ApprovalState, type Engineer } from './engineer.ts'
import { approvalsAt, findEngineers } from './store.ts'

export interface Fitness {
  readonly engineers: readonly Engineer[]
  /** What no approval mends, in sentences. */
  readonly unfit: readonly string[]
  /** The worst of them all. */
  readonly approval: ApprovalState
}

/** `companyId`: who has, or had, the order. Throws `unknown-engineer`. */
export async function fitnessOn(
  q: Reads,
  order: Pick<OrderRow, 'siteId' | 'vetting' | 'callOff' | 'organisationId'>,
  { companyId, engineerIds, on }: { companyId: string; engineerIds: readonly string[]; on: Day },
): Promise<Fitness> {
  const found = new Map((await findEngineers(q, engineerIds)).map((engineer) => [engineer.id, engineer]))
  const engineers = engineerIds.map((id) => {
    const engineer = found.get(id)
    if (engineer?.companyId !== companyId) throw unknownEngineer(id)
    return engineer
  })
  const approvals = await approvalsAt(q, order.siteId, engineerIds)
  const states = engineers.map((engineer) => approvalOn(engineer, approvals.get(engineer.id), on))
  return {
    engineers,
    unfit: [
      ...engineers.flatMap((engineer) => unfitOn(engineer, { on, vetting: order.vetting })),
      ...(await strangers(q, order, { companyId, engineers })),
    ],
    approval: (['refused', 'waiting'] as const).find((state) => states.includes(state)) ?? 'approved',
  }
}

/** A subcontractor's people go where the subcontractor may: named by the company, and under the call-off where there is one. */
async function strangers(
  q: Reads,
  { callOff }: Pick<OrderRow, 'callOff'>,
  { companyId, engineers }: { companyId: string; engineers: readonly Engineer[] },
): Promise<string[]> {
  const lent = engineers.filter(({ employerId }) => employerId !== null)
  if (lent.length === 0) return []
  const { contractors, contracts } = await readBook(q, 'everything')
  const own = contractors.find(({ id }) => id === companyId)
  const contract = contracts.find(({ reference }) => reference === callOff)
  const fit = (own?.subcontractors ?? []).filter(({ id }) => {
    const company = contractors.find((one) => one.id === id)
    const listed = contract === undefined || contract.subcontractors.some((one) => one.id === id)
    return company?.status === 'active' && company.check?.found !== 'listed' && listed
  })
  return lent
    .filter(({ employerId }) => !fit.some(({ id }) => id === employerId))
    .map(({ name }) => `${name} is employed by a company that may not be sent there.`)
}
