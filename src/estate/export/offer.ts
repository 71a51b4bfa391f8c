// What two people agreed to let one of them take away: offered for a day, and given once.
import { Failure } from '../../shared/failure.ts'

/** A day: over night and into the next morning, and not a standing leave. */
export const OFFERED_MS = 24 * 60 * 60 * 1000

interface Offer {
  readonly expiresAt: Date
  readonly fetchedAt: Date | null
}

/** `path`: where offers are listed and asked for. Throws `unknown-export`, `already-downloaded`, `no-longer-offered`. */
export function standingOffer<O extends Offer>(
  offer: O | undefined,
  { id, now, path }: { id: string; now: Date; path: string },
): O {
  if (!offer) throw new Failure('unknown-export', `There is no export ${id}.`, `GET ${path} lists yours.`)
  if (offer.fetchedAt) throw alreadyDownloaded(path)
  if (offer.expiresAt > now) return offer
  const message = 'The export was not fetched within the day after its approval.'
  throw new Failure('no-longer-offered', message, `Ask for another: POST ${path}.`)
}

export function alreadyDownloaded(path: string): Failure {
  const message = 'The export was fetched already, and is given once.'
  return new Failure('already-downloaded', message, `Ask for another: POST ${path}.`)
}
