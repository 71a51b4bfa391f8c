// How far somebody has read the feed. Sealed, for it counts what happens to everyone's orders; bound to who reads, for it
// says nothing to anybody else. It names the event as well as its place: after a restore another may stand there.
import { Failure } from '../../shared/failure.ts'
import type { Sealed, Sealer } from '../../shared/sealed.ts'

export interface Position {
  readonly position: number
  /** Null: nothing was read yet. */
  readonly eventId: string | null
}

export const START: Position = { position: 0, eventId: null }

/** As many digits as a position has at most, so that the length of the text does not count along. */
const DIGITS = 10
/** The length of an event's id is not the same for all: those of an adoption have a number behind them. */
const ID = 48

export function sealPosition(sealer: Sealer, { position, eventId }: Position, principalId: string): string {
  return sealer.seal(`${String(position).padStart(DIGITS, '0')}${(eventId ?? '').padEnd(ID)}`, contextOf(principalId))
}

/** Throws `bad-position`. */
export function openPosition(sealer: Sealer, text: string, principalId: string): Position {
  try {
    const plain = sealer.unseal(text as Sealed, contextOf(principalId))
    return { position: Number(plain.slice(0, DIGITS)), eventId: plain.slice(DIGITS).trim() || null }
  } catch {
    const hint = 'Send it as you were given it, with the same token; or leave it out, to read from the start.'
    throw new Failure('bad-position', 'It is no position of yours in the feed of changes.', hint)
  }
}

export function positionLost(): Failure {
  const message = 'The feed no longer holds the change that you read last: the service was restored from a backup.'
  return new Failure('position-lost', message, 'Read your orders anew, and the feed from its start: leave `since` out.')
}

const contextOf = (principalId: string): string => `order-changes:${principalId}`
