// Texts that begin alike, taken a letter at a time: a look-up takes as many steps as it finds letters, and makes no text.

/** What may come next, by character code, and what is whole here. */
export interface Step<T> {
  readonly next: Map<number, Step<T>>
  readonly whole: T[]
}

export const newStep = <T>(): Step<T> => ({ next: new Map(), whole: [] })

/** The last step of the text, made if it is new. */
export function growStep<T>(first: Step<T>, text: string): Step<T> {
  let step = first
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const next = step.next.get(code) ?? newStep<T>()
    step.next.set(code, next)
    step = next
  }
  return step
}

/** Where the text leads from there, if anything begins so. */
export function takeSteps<T>(from: Step<T>, text: string): Step<T> | undefined {
  let step: Step<T> | undefined = from
  for (let at = 0; at < text.length && step; at++) step = step.next.get(text.charCodeAt(at))
  return step
}
