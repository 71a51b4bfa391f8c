// What an order must have before a company may claim it (design: Orders): its decision, a week in the plan, the approval of
// its cost, and a call-off with a purchase order where its organisation uses them. Each gate that is shut is named.
import { sayPence } from '../../shared/money.ts'
import type { Clause } from '../../shared/vocabulary.ts'

export interface Gated {
  readonly clause: Clause
  /** As planned: `proposed` is work that nobody has decided on. */
  readonly decided: boolean
  /** Why there is no week for it; null: there is one. */
  readonly unplaced: string | null
  readonly estimatePence: number
  readonly approvedPence: number | null
  /** What it lacks of contracts, in sentences. */
  readonly contractLacks: readonly string[]
}

/** `limitPence`: what may be spent on one order without anybody's approval; null: nothing. */
export function gatesOf(order: Gated, limitPence: number | null): string[] {
  const { clause, decided, unplaced, estimatePence, approvedPence, contractLacks } = order
  return [
    ...(decided ? [] : [decisionGate(clause)]),
    ...(unplaced === null ? [] : [`a week in the plan (${unplaced})`]),
    ...(needsApproval(estimatePence, approvedPence, limitPence) ? [`approval of ${sayPence(estimatePence)}`] : []),
    ...contractLacks.map((lack) => lack.replace(/\.$/, '')),
  ]
}

/** Work that no clause asks for is done because whoever owns the site decided so. */
export function decisionGate(clause: Clause): string {
  return clause === 'derived' ? 'a site-decision of its owner' : `a site-decision under ${clause}`
}

/** What costs nothing needs nobody's approval. */
function needsApproval(estimatePence: number, approvedPence: number | null, limitPence: number | null): boolean {
  return estimatePence > (limitPence ?? 0) && (approvedPence ?? 0) < estimatePence
}

export type GateKind = 'site-decision' | 'week' | 'approval' | 'contract'

/** For counts. */
export function kindOfGate(gate: string): GateKind {
  if (gate.startsWith('a site-decision')) return 'site-decision'
  if (gate.startsWith('a week')) return 'week'
  return gate.startsWith('approval') ? 'approval' : 'contract'
}
