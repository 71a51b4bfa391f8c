// Engineers: named people whom a company sends. People hold vetting, with an expiry; a company does not (policy.md section
// 4). What a company says of its engineer is one half; the site's side approves them for the site, and only as they were
// recorded when it looked: whoever is recorded anew is approved anew. Extras are shown to whoever approves: no fact of a site
// asks for one.
import { isVetted } from '../../../planning/crews/crew.ts'
import { sayDay, type Day } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import type { EngineerExtra, Vetting } from '../../../shared/vocabulary.ts'

export interface Engineer {
  /** Stays the same in all versions. */
  readonly id: string
  readonly version: number
  readonly companyId: string
  /** The subcontractor who employs them; null: the company itself. */
  readonly employerId: string | null
  readonly name: string
  readonly vetting: Vetting
  /** Until, exclusive; null with `none` only. */
  readonly vettingUntilOn: Day | null
  readonly extras: readonly EngineerExtra[]
  /** They go to no site any more. */
  readonly ended: boolean
}

/** What the site's side said of an engineer, as they were recorded in that version. */
export interface Approval {
  readonly engineerId: string
  readonly engineerVersion: number
  readonly approved: boolean
  /** Until, exclusive; null: refused. */
  readonly untilOn: Day | null
}

export type EngineerFacts = Omit<Engineer, 'id' | 'version' | 'companyId'>

/** Throws `bad-engineer`. */
export function checkEngineer({ name, vetting, vettingUntilOn, extras }: EngineerFacts): void {
  if (name.trim() === '') throw bad('An engineer has a name.', 'Give the name that the site will check at the gate.')
  if ((vetting === 'none') !== (vettingUntilOn === null)) {
    const message =
      vetting === 'none' ? 'Nobody can lose a vetting that is none.' : `The vetting ${vetting} has no end.`
    throw bad(message, 'Give vettingUntilOn with every level but none, and not with none.')
  }
  if (new Set(extras).size < extras.length) throw bad('An extra is named twice.', 'Name each once.')
}

function bad(message: string, hint: string): Failure {
  return new Failure('bad-engineer', message, hint)
}

/** What no approval mends, in sentences; none: they may go there on that day, once they are approved. */
export function unfitOn(engineer: Engineer, { on, vetting }: { on: Day; vetting: Vetting }): string[] {
  const { name, vettingUntilOn } = engineer
  if (engineer.ended) return [`${name} goes to no site any more.`]
  if (!isVetted(engineer.vetting, vetting)) return [`${name} is vetted to ${engineer.vetting}: ${vetting} is needed.`]
  // Where nothing is asked for, it does not matter what has run out.
  if (vetting === 'none' || vettingUntilOn === null || on < vettingUntilOn) return []
  return [`The vetting of ${name} ends on ${sayDay(vettingUntilOn)}.`]
}

export type ApprovalState = 'approved' | 'refused' | 'waiting'

/** `approval`: the newest of the site. One that has run out, or is of an older version, is as good as none. */
export function approvalOn(engineer: Engineer, approval: Approval | undefined, on: Day): ApprovalState {
  if (!approval || approval.engineerVersion !== engineer.version) return 'waiting'
  if (!approval.approved) return 'refused'
  return approval.untilOn !== null && on < approval.untilOn ? 'approved' : 'waiting'
}

/** Also of an engineer of another company. */
export function unknownEngineer(id: string): Failure {
  const hint = 'GET /api/v1/engineers lists those of your company.'
  return new Failure('unknown-engineer', `There is no engineer ${id}.`, hint)
}
