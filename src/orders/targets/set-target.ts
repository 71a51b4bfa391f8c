// The department's own targets, as an approver sets them. Appended: what was set before stays on record.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import { holds } from '../../access/scope.ts'
import type { Deps } from '../../deps.ts'
import type { Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { insertTarget, isOrganisation } from './store.ts'
import type { Target } from './target.ts'

export interface SettingTarget {
  /** Left out: of every organisation that has none of its own. */
  readonly organisationId?: string | undefined
  readonly tier: number
  /** One of the three; `none`: it is withdrawn. */
  readonly days?: number | undefined
  readonly dueOn?: Day | undefined
  readonly none?: true | undefined
  readonly reason: string
}

/** Throws `which-target`, `unknown-organisation`, and `scope-too-narrow` for an organisation that the caller holds in part. */
export async function setTarget(deps: Deps, caller: Caller, setting: SettingTarget): Promise<Target> {
  const { db, clock, ids } = deps
  const { organisationId = null, tier, days = null, dueOn = null, none, reason } = setting
  if ([days, dueOn, none ?? null].filter((one) => one !== null).length !== 1) throw whichTarget()
  await checkReach(deps, caller, organisationId)
  const by = { recordedAt: clock.now(), recordedBy: caller.principalId }
  const target: Target = { id: ids.next('tgt'), organisationId, tier, days, dueOn, reason, ...by }
  const about = {
    subjectKind: 'order-target',
    subjectId: target.id,
    ...(organisationId !== null && { organisationId }),
  }
  const entry = auditEntry(deps, caller, { act: 'target.set', ...about })
  await db.write(async (q) => {
    await insertTarget(q, target)
    await record(q, entry, target)
  })
  return target
}

async function checkReach({ db }: Deps, { scope }: Caller, organisationId: string | null): Promise<void> {
  if (organisationId === null) {
    if (scope !== 'everything') throw tooNarrow('A target for everyone holds everywhere')
    return
  }
  if (!(await isOrganisation(db.read, scope, organisationId))) {
    const hint = 'GET /api/v1/organisations lists those that you may see.'
    throw new Failure('unknown-organisation', `There is no organisation ${organisationId}.`, hint)
  }
  if (!holds(scope, { organisationId, region: null })) throw tooNarrow('A target holds for the whole organisation')
}

function tooNarrow(what: string): Failure {
  const hint = 'Ask someone who may act there.'
  return new Failure('scope-too-narrow', `${what}, and you may act in a part of it.`, hint)
}

function whichTarget(): Failure {
  const message = 'A target is a number of days from adoption, or a day, or none.'
  return new Failure('which-target', message, 'Give one of days, dueOn and none.')
}
