// What came of one device of an order, as whoever was there says: which outcomes there are, what each must state, and whether
// the device is done with or goes into the order that follows. Nothing here looks anything up.
import type { Day } from '../../shared/day.ts'
import type { Action, Kind, OutcomeName } from '../../shared/vocabulary.ts'

/** Kit that came off the wall: how it is told apart from all other kit. */
export interface RemovedKit {
  readonly serial: string | null
  readonly mac: string | null
  /** Why neither can be read: an independent inspection must then take the place of the marks. */
  readonly unreadable: string | null
}

/** Kit that stands there now, as its labels say. */
export interface InstalledKit {
  readonly make: string
  readonly model: string
  readonly serial: string
  /** Null: it has no network interface. */
  readonly mac: string | null
}

/** How a device was taken off the core network. */
export interface Isolation {
  readonly port: string
  readonly vlan: string
  /** Who of the network team did it. */
  readonly isolatedBy: string
  /** It goes on recording; false must be explained in `note`. */
  readonly recordingPreserved: boolean
}

/** What is told of one device. What is null was not told. */
export interface DeviceOutcome {
  readonly deviceId: string
  readonly outcome: OutcomeName
  readonly removed: RemovedKit | null
  readonly installed: InstalledKit | null
  /** What stands there, where it is neither what the order names nor what came in its place. */
  readonly seen: SeenDevice | null
  readonly isolation: Isolation | null
  /** The purchase that was cancelled: its order number, or the supplier's confirmation. */
  readonly purchase: string | null
  readonly removedOn: Day | null
  readonly replacedOn: Day | null
  readonly disconnectedOn: Day | null
  /** A trailing obligation: often not known yet when the work is done. */
  readonly disposedOn: Day | null
  readonly cancelledOn: Day | null
  readonly movedTo: string | null
  readonly note: string | null
  /** What it took and cost, beside the estimate. */
  readonly minutes: number | null
  readonly pence: number | null
}

export type SeenKit = { readonly [K in keyof InstalledKit]?: InstalledKit[K] | undefined }

/** Of a device that is in the inventory: also what it is, which the inventory may only have assumed. */
export interface SeenDevice extends SeenKit {
  readonly kind?: Kind | undefined
}

/** What must be told, by the names that a report has for it. */
export type OutcomeNeed =
  | 'removed'
  | 'removedOn'
  | 'installed'
  | 'replacedOn'
  | 'isolation'
  | 'disconnectedOn'
  | 'purchase'
  | 'cancelledOn'
  | 'seen'
  | 'movedTo'
  | 'note'

interface Rule {
  readonly actions: readonly Action[]
  readonly needs: readonly OutcomeNeed[]
  /** `finished`: nothing is left to do with the device, once the work is accepted. `left`: an order must follow. */
  readonly leaves: 'finished' | 'left'
  /** What accepted work makes of the device in the estate. */
  readonly makes: 'removed' | 'isolated' | 'void' | 'surveyed' | null
}

const ON_SITE: readonly Action[] = ['disconnect', 'survey', 'replace', 'remove']
const left = (...needs: OutcomeNeed[]): Rule => ({ actions: ON_SITE, needs, leaves: 'left', makes: null })

/**
 * Removed, replaced and disposed are dated apart, as the FCC's removal programme has them. A device that was not found is
 * left: that nobody saw it proves nothing. One that is gone is finished, for whoever accepts it has been told how that is known.
 */
export const OUTCOME_RULES: Readonly<Record<OutcomeName, Rule>> = {
  replaced: {
    actions: ['replace'],
    needs: ['removed', 'removedOn', 'installed', 'replacedOn'],
    leaves: 'finished',
    makes: 'removed',
  },
  // Under an order to replace it needs an approval from before the work: see removal-approvals.
  'removed-not-replaced': {
    actions: ['replace', 'remove'],
    needs: ['removed', 'removedOn'],
    leaves: 'finished',
    makes: 'removed',
  },
  disconnected: {
    actions: ['disconnect'],
    needs: ['isolation', 'disconnectedOn'],
    leaves: 'finished',
    makes: 'isolated',
  },
  'already-gone': { actions: ON_SITE, needs: ['note'], leaves: 'finished', makes: 'removed' },
  surveyed: { actions: ['survey'], needs: ['seen'], leaves: 'finished', makes: 'surveyed' },
  cancelled: {
    actions: ['cancel-deployment'],
    needs: ['purchase', 'cancelledOn'],
    leaves: 'finished',
    makes: 'void',
  },
  assessed: { actions: ['assess'], needs: [], leaves: 'finished', makes: null },
  // The old kit is gone, and what stands in for it is not to stay.
  'temporary-fitted': {
    actions: ['replace'],
    needs: ['removed', 'removedOn', 'installed', 'replacedOn'],
    leaves: 'left',
    makes: 'removed',
  },
  moved: left('movedTo'),
  'not-found': left('note'),
  'no-access': left('note'),
  'refused-by-site': left('note'),
  unsafe: left('note'),
  'wrong-device': left('seen', 'note'),
}

const NEED_WORDS: Readonly<Record<OutcomeNeed, string>> = {
  removed: 'the serial or MAC of what was removed, or why neither can be read',
  removedOn: 'the day of its removal',
  installed: 'make, model, serial and MAC of what was installed',
  replacedOn: 'the day on which the new one was in',
  isolation: 'port, VLAN, who of the network team isolated it, and whether it goes on recording',
  disconnectedOn: 'the day of its disconnection',
  purchase: 'the purchase that was cancelled',
  cancelledOn: 'the day of the cancellation',
  seen: 'what was seen: kind, make, model, serial or MAC',
  movedTo: 'where it stands now',
  note: 'in words, how that is known or why',
}

/** Why the outcome cannot be taken as told, in words for whoever tells it; none: it can. `today` bounds its days. */
export function whatIsMissing(told: DeviceOutcome, { action, today }: { action: Action; today: Day }): string[] {
  const { actions, needs } = OUTCOME_RULES[told.outcome]
  if (!actions.includes(action)) return [`"${told.outcome}" is no outcome of an order to ${action}`]
  const missing = needs.filter((need) => !isTold(need, told)).map((need) => NEED_WORDS[need])
  if (told.isolation?.recordingPreserved === false && told.note === null)
    missing.push('in words, what covers the gap in the recording')
  return [...missing, ...wrongDays(told, today)]
}

function isTold(need: OutcomeNeed, told: DeviceOutcome): boolean {
  const { removed, seen } = told
  if (need === 'removed') return removed !== null && Object.values(removed).some((mark) => mark !== null)
  if (need === 'seen') return seen !== null && Object.values(seen).some((fact) => fact !== undefined && fact !== null)
  return told[need] !== null
}

/** Nothing was done after today, nothing was disposed of before it was removed. */
function wrongDays(told: DeviceOutcome, today: Day): string[] {
  const { removedOn, disposedOn } = told
  const days = ['removedOn', 'replacedOn', 'disconnectedOn', 'disposedOn', 'cancelledOn'] as const
  const toCome = days.filter((name) => (told[name] ?? today) > today).map((name) => `${name} is after today`)
  const early = removedOn !== null && disposedOn !== null && disposedOn < removedOn
  return early ? [...toCome, 'disposedOn is before removedOn'] : toCome
}

/**
 * Nothing is left to do with the device once the work is accepted. Kit that is not cleared finishes nothing: the old device is
 * gone, and what came in its place must go too.
 */
export function isFinished({ outcome, conforms }: { outcome: OutcomeName; conforms: boolean | null }): boolean {
  return OUTCOME_RULES[outcome].leaves === 'finished' && conforms !== false
}
