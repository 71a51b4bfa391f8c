// Decisions in and out as lists, and as they stand.
import { recordRead } from '../../access/audit/record-read.ts'
import type { Caller } from '../../access/caller.ts'
import type { Deps } from '../../deps.ts'
import { loadSiteNames } from '../../estate/facts/site-names.ts'
import { readList } from '../../estate/lists/read-list.ts'
import { dayOf } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { decideAll, type Decided } from '../decide-sites.ts'
import { stateOf, type DecisionState, type SiteDecision } from '../site-decision.ts'
import { countingDecisions, listDecisions, type DecisionPart } from '../store.ts'
import { DECISION_COLUMNS, decisionRows, decisionsOf, unrecorded } from './decision-list.ts'

export type StandingDecision = SiteDecision & { readonly state: DecisionState }

/** The decisions of the caller's sites with how each stands today; the look is on record. */
export async function lookAtDecisions(
  deps: Deps,
  caller: Caller,
  { state, ...part }: Omit<DecisionPart, 'state'> & { readonly state?: DecisionState | undefined } = {},
): Promise<StandingDecision[]> {
  const on = dayOf(deps.clock.now())
  const found = await deps.db.snapshot(async (q) => {
    const rows = await listDecisions(q, caller.scope, { ...part, state: state && { is: state, on } })
    const counting = await countingDecisions(
      q,
      rows.map(({ id }) => id),
      on,
    )
    return rows.map((row) => ({ ...row, state: stateOf(row, { on, counting }) }))
  })
  const detail = { ...part, state: state ?? null, rows: found.length }
  await recordRead(deps, caller, { act: 'site-decisions.listed', subjectKind: 'site-decision', detail })
  return found
}

/** All of them, as rows of a list. */
export async function giveDecisions(deps: Deps, caller: Caller) {
  const decisions = await lookAtDecisions(deps, caller)
  const names = await deps.db.snapshot((q) => loadSiteNames(q, caller.scope))
  return decisionRows(
    decisions.map((decision) => ({ ...decision, recordedOn: dayOf(decision.recordedAt) })),
    names,
  )
}

/**
 * Records a list of decisions whole or not at all; one of them not to replace makes the list wait for a second person. Rows
 * as they were given, which nobody has changed, are on record already. Throws `bad-list`, `no-sites`, `unknown-memorandum`, and what the readers of lists throw.
 */
export async function takeDecisions(
  deps: Deps,
  caller: Caller,
  { bytes, name }: { bytes: Buffer; name: string },
): Promise<Decided> {
  const rows = await readList(bytes, name, DECISION_COLUMNS)
  const names = await deps.db.snapshot((q) => loadSiteNames(q, caller.scope))
  const given = rows.some(({ recordedOn }) => recordedOn !== null) ? await giveDecisions(deps, caller) : []
  const fresh = unrecorded(rows, given)
  if (fresh.length === 0 && rows.length > 0) return { decisions: [] }
  const decisions = decisionsOf(fresh, { name, names, today: dayOf(deps.clock.now()) })
  if (decisions.length === 0) throw new Failure('no-sites', `${name} holds no decision.`, 'Give a row for each site.')
  return decideAll(deps, caller, decisions)
}
