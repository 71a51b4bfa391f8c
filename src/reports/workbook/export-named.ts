// A plan with the sites that it names: two people agree on it, and whoever asked takes it at once.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import { askForSecond } from '../../access/requests/ask.ts'
import { approveRequest, secondPerson } from '../../access/requests/decide-request.ts'
import type { TwoPersonAct } from '../../access/requests/request.ts'
import type { Deps } from '../../deps.ts'
import { getPlan } from '../../planning/get-plan.ts'

interface Wanted {
  readonly planId: string
}

export const exportNamedPlan: TwoPersonAct = {
  name: 'plan.export',
  askers: ['programme', 'approver', 'auditor'],
  deciders: ['approver'],
  alert: true,
  carryOut(deps, { planId }: Wanted, { asker, approver }) {
    const entry = auditEntry(deps, approver, { act: 'plan.export-approved', subjectKind: 'plan', subjectId: planId })
    return async (q) => {
      // Both hold all that the plan was made for, or to them there is no such plan.
      for (const { scope } of [asker, approver]) await getPlan(q, scope, planId)
      await record(q, entry, { for: asker.principalId })
      return { planId }
    }
  },
}

/** Throws what secondPerson throws, `unknown-plan` and `no-plan`. Gives the id of the plan that was agreed on. */
export async function agreeOnNamed(
  deps: Deps,
  caller: Caller,
  { planId, token, reason }: { planId: string | undefined; token: string; reason: string },
): Promise<string> {
  const second = await secondPerson(deps, exportNamedPlan, { token, asker: caller })
  const { id } = await getPlan(deps.db.read, caller.scope, planId)
  const ask = askForSecond(deps, caller, {
    ...{ act: exportNamedPlan, subjectKind: 'plan', subjectId: id, reason },
    says: `Let ${caller.name} take away the orders of plan ${id} with their sites, tiers and reasons, and the decisions.`,
    input: { planId: id } satisfies Wanted,
  })
  const request = await deps.db.write(ask)
  await approveRequest(deps, [exportNamedPlan], { caller: second, id: request.id, reason })
  return id
}
