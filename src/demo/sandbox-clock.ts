// Time in the sandbox: a working day a minute, so that a developer sees a lease run out before the coffee is cold, and sooner
// where they ask for it.
import { isWeekend } from '../planning/crews/bank-holidays.ts'
import type { Clock } from '../shared/clock.ts'
import { addDays, dayOf, daysBetween } from '../shared/day.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const WORKING_DAYS = 5

export interface SandboxClock extends Clock {
  /** As it is until then; from then on a working day a minute. */
  run(): void
  /** So many working days at once; once it runs. */
  pass(workingDays: number): void
}

export function sandboxClock(real: Clock): SandboxClock {
  let startedAt: Date | undefined
  // As if it had been started so much earlier: what was passed stays passed.
  let passedMs = 0
  return {
    now: () => (startedAt ? sandboxTime(startedAt, new Date(real.now().getTime() + passedMs)) : real.now()),
    run: () => void (startedAt ??= real.now()),
    pass: (workingDays) => void (passedMs += workingDays * MINUTE_MS),
  }
}

/** What it is in the sandbox when it really is `now`. It never goes back: within a minute it goes as it does outside. */
export function sandboxTime(startedAt: Date, now: Date): Date {
  const elapsed = now.getTime() - startedAt.getTime()
  const minutes = Math.floor(elapsed / MINUTE_MS)
  const first = dayOf(startedAt)
  // Whole weeks at once: it is asked for the time with every request.
  let on = addDays(first, 7 * Math.floor(minutes / WORKING_DAYS))
  for (let left = minutes % WORKING_DAYS; left > 0;) {
    on = addDays(on, 1)
    if (!isWeekend(on)) left--
  }
  return new Date(startedAt.getTime() + daysBetween(first, on) * DAY_MS + (elapsed % MINUTE_MS))
}
