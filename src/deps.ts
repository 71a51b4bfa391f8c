import type { Database } from './db/database.ts'
import type { Clock } from './shared/clock.ts'
import type { Ids } from './shared/ids.ts'

/** What a use case is given besides its caller and its input: nothing else in the world is reached from it. */
export interface Deps {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
}
