// Which gates of an order are shut today: those that people's decisions and contracts open are looked at anew, the others stand
// as the plan or an approval left them. Pure.
import { DECIDED } from '../../directive/decision-table.ts'
import type { decisionsOn } from '../../directive/site-decision.ts'
import type { CallOffFacts } from '../../planning/contracts/call-offs.ts'
import type { Sensitivity } from '../../shared/vocabulary.ts'
import { decisionGate, kindOfGate } from '../adopt/gates.ts'
import type { OrderRow } from '../states/store.ts'

export type Gated = Pick<OrderRow, 'siteId' | 'action' | 'clause' | 'tier' | 'shutGates'>

/**
 * The tiers that are replaced by decision, and the sites that they are of: a recorder has those of what it serves. A standing
 * decision is of sensitive sites alone, so it is one whether those of tier 7 are other sites or not assessed.
 */
const DECIDED_TIERS: ReadonlyMap<number, Sensitivity> = new Map([
  [3, 'sensitive'],
  [6, 'extended'],
  [7, 'other'],
])

/** `callOff`: what contracts have for it now; undefined: what they had is not asked anew. */
export function gatesNow(
  order: Gated,
  { decision, callOff }: { decision: ReturnType<typeof decisionsOn>; callOff: CallOffFacts | undefined },
): string[] {
  const kept = (kind: ReturnType<typeof kindOfGate>) => order.shutGates.filter((gate) => kindOfGate(gate) === kind)
  const lacks = callOff?.unmet.map(({ says }) => says.replace(/\.$/, ''))
  return [
    ...(isDecided(order, decision) ? [] : [decisionGate(order.clause)]),
    ...kept('week'),
    ...kept('approval'),
    ...(lacks ?? kept('contract')),
  ]
}

function isDecided({ siteId: id, action, tier }: Gated, decision: ReturnType<typeof decisionsOn>): boolean {
  const sensitivity = DECIDED_TIERS.get(tier)
  if (sensitivity === undefined || (action !== 'replace' && action !== 'remove')) return true
  const found = decision({ id, sensitivity })
  return found !== undefined && DECIDED[found.choice] === action
}
