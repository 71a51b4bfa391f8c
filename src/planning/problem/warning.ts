/** What a plan warns of: counts and names, for a programme manager. */
export interface Warning {
  readonly code: string
  readonly message: string
}
