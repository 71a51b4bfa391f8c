/** What a driver's error means to a use case. Everything else is a defect and is not caught. */
export type DbErrorKind = 'duplicate' | 'missing-parent' | 'busy' | 'not-serialisable'

const KINDS: Readonly<Record<string, DbErrorKind>> = {
  SQLITE_CONSTRAINT_UNIQUE: 'duplicate',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'duplicate',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'missing-parent',
  SQLITE_BUSY: 'busy',
  SQLITE_BUSY_SNAPSHOT: 'busy',
  SQLITE_BUSY_RECOVERY: 'busy',
  SQLITE_LOCKED: 'busy',
  '23505': 'duplicate',
  '23503': 'missing-parent',
  '55P03': 'busy',
  /** Someone else's transaction could not be ordered with ours, or the two waited for each other. */
  '40001': 'not-serialisable',
  '40P01': 'not-serialisable',
}

/** Drizzle wraps the driver's error, so the code may stand on a cause further down. */
export function errorKind(error: unknown): DbErrorKind | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('code' in e && typeof e.code === 'string' && e.code in KINDS) return KINDS[e.code]
  }
  return undefined
}
