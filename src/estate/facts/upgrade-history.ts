// A site's scheduled upgrade and what became of it. What the plan is measured against is the date that was recorded first:
// whoever moves an upgrade to a later day makes no plan look better by it.
import { isClear } from '../../register/recognise.ts'
import type { Register } from '../../register/register.ts'
import { sayDay, type Day } from '../../shared/day.ts'

/** One recording, as it stood from then on. */
export interface RecordedUpgrade {
  readonly upgradeOn: Day | null
  readonly funded: boolean | null
  readonly manufacturer: string | null
}

export interface UpgradeHistory {
  /** As it stands: funded, to kit that is clear, on a day to come. */
  readonly upgradeOn: Day | null
  /** The first recorded of those that counted and are still to come: the baseline of waiting, and of what is avoided. */
  readonly firstOn: Day | null
  /** How often the date was moved or withdrawn since. */
  readonly moved: number
  /** The date as it stands counts but for its day, which has passed: the kit is still there. */
  readonly slipped: boolean
}

/**
 * `current` is what the site says now; `recorded` its history, oldest first, which may be empty for a site older than its
 * history. A date before `startOn` has not come true, so it is neither waited for nor measured against.
 */
export function historyOf(
  current: RecordedUpgrade,
  recorded: readonly RecordedUpgrade[],
  { register, startOn }: { register: Register; startOn: Day },
): UpgradeHistory {
  const counting = (upgrade: RecordedUpgrade): Day | null =>
    upgrade.funded === true && isClear(register, upgrade.manufacturer) ? upgrade.upgradeOn : null
  const stands = counting(current)
  const days = [...recorded, current].map(counting)
  const first = days.findIndex((day) => day !== null && day >= startOn)
  const since = first < 0 ? [] : days.slice(first)
  return {
    upgradeOn: stands !== null && stands >= startOn ? stands : null,
    firstOn: days[first] ?? null,
    moved: since.filter((day, i) => i > 0 && day !== since[i - 1]).length,
    slipped: stands !== null && stands < startOn,
  }
}

const TIMES = ['never', 'once', 'twice', 'three times', 'four times', 'five times']

/** `was 1 May 2027, moved twice`; undefined where the first date stands. */
export function sayMoves({ firstOn, upgradeOn, moved }: UpgradeHistory): string | undefined {
  if (firstOn === null || firstOn === upgradeOn) return undefined
  const times = TIMES[moved] ?? `${moved} times`
  return `was ${sayDay(firstOn)}, ${upgradeOn === null ? 'and counts no more' : `moved ${times}`}`
}
