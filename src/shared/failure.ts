/**
 * An expected failure: something a person can understand and mend. Anything else that is thrown is a defect, is logged
 * once and shows nobody its insides.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  /** Stable, kebab-case; part of the API (docs/problems.md). */
  readonly code: string
  /** What to do about it: one sentence. */
  readonly hint: string | undefined
  /** Fields worth having apart from the words: row, column, path, what was expected. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, hint?: string, details: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.hint = hint
    this.details = details
  }
}
