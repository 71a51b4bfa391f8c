// A million devices have a few thousand different things said of them. Cost lines, kinds of old kit and parts of weights are
// made anew for each leg, and were about a quarter of what a plan held until equal ones became one.

export type OneOfEquals = <T>(value: T) => T

/** The first of those with the same JSON, for values that nobody changes. Let it go with the work: it knows all it saw. */
export function oneOfEquals(): OneOfEquals {
  const known = new Map<string, unknown>()
  return <T>(value: T): T => {
    const key = JSON.stringify(value)
    const first = known.get(key)
    if (first !== undefined) return first as T
    known.set(key, value)
    return value
  }
}
