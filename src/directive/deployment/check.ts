// One deployment check, whoever asks: the register and the estate as they are now, and the look at the sites on record.
import { recordRead } from '../../access/audit/record-read.ts'
import type { Caller } from '../../access/caller.ts'
import type { Deps } from '../../deps.ts'
import { listOrganisations, listSites } from '../../estate/store.ts'
import { currentRegister } from '../../register/determinations/current-register.ts'
import type { Register } from '../../register/register.ts'
import { dayOf } from '../../shared/day.ts'
import { checkDeployment, VERDICTS, type CheckedLine, type DeploymentLine, type Verdict } from './check-deployment.ts'

export interface Checked {
  readonly registerVersion: string
  readonly sums: Readonly<Record<Verdict, number>>
  readonly lines: readonly CheckedLine[]
}

export async function check(
  deps: Deps,
  shipped: Register,
  { caller, lines }: { caller: Caller; lines: readonly DeploymentLine[] },
): Promise<Checked> {
  const { db, clock } = deps
  const register = await currentRegister(db.read, shipped, dayOf(clock.now()))
  const { scope } = caller
  const estate = { organisations: await listOrganisations(db.read, scope), sites: await listSites(db.read, scope) }
  const checked = checkDeployment(register, estate, lines)
  const sums = Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, checked.filter((line) => line.verdict === verdict).length]),
  ) as Record<Verdict, number>
  await recordRead(deps, caller, { act: 'deployment.checked', subjectKind: 'site', detail: sums })
  return { registerVersion: register.version, sums, lines: checked }
}
