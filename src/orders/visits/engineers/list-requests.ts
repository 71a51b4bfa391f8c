// Who is to come to the sites of the caller, for whoever lets them in.
import { recordRead } from '../../../access/audit/record-read.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Deps } from '../../../deps.ts'
import { listContractors } from '../../../planning/contracts/store.ts'
import { approvalOn, type ApprovalState, type Engineer } from './engineer.ts'
import { approvalsAt, findEngineers, listNamed, type NamedEngineer } from './store.ts'

export interface EngineerRequest extends NamedEngineer {
  readonly company: string
  readonly employer: string | null
  readonly approval: ApprovalState
  readonly engineer: Engineer
}

/** An engineer a visit to come, the soonest first. Names are opened, and the look is on record. */
export async function listRequests(deps: Deps, caller: Caller): Promise<EngineerRequest[]> {
  const found = await deps.db.snapshot(async (q) => {
    const named = await listNamed(q, caller.scope)
    const ids = [...new Set(named.map(({ engineerId }) => engineerId))]
    const engineers = new Map((await findEngineers(q, ids)).map((engineer) => [engineer.id, engineer]))
    const companies = new Map((await listContractors(q)).map(({ id, name }) => [id, name]))
    const nameOf = (id: string): string => companies.get(id) ?? 'a company that is not on record'
    const requests: EngineerRequest[] = []
    for (const one of named) {
      const engineer = engineers.get(one.engineerId)!
      const approvals = await approvalsAt(q, one.siteId, [one.engineerId])
      const approval = approvalOn(engineer, approvals.get(one.engineerId), one.on)
      const employer = engineer.employerId === null ? null : nameOf(engineer.employerId)
      requests.push({ ...one, company: nameOf(one.companyId), employer, approval, engineer })
    }
    return requests
  })
  const detail = { rows: found.length }
  await recordRead(deps, caller, { act: 'engineers.listed', subjectKind: 'engineer', detail })
  return found
}
