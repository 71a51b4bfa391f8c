// A command of the model: what it is about is chosen when its turn comes, of what there is then.
import type fc from 'fast-check'
import { expect } from 'vitest'
import { Failure } from '../../../src/shared/failure.ts'
import type { Estate } from './estate.ts'
import { fingerprint, look } from './look.ts'
import type { Model } from './model.ts'

export type Command = fc.AsyncCommand<Model, Estate>

interface Told<On> {
  readonly says: string
  /** Undefined: there is nothing that it could be about now. */
  readonly on: (model: Model) => On | undefined
  /** Returns the transitions that it should have made, `ref event`; undefined: whichever the table allows. */
  readonly run: (model: Model, estate: Estate, on: On) => Promise<readonly string[] | undefined>
}

export function command<On>({ says, on, run }: Told<On>): Command {
  return {
    check: (model) => on(model) !== undefined,
    run: async (model, estate) => {
      model.now = estate.clock.now()
      const expected = await run(model, estate, on(model)!)
      const happened = await look(model, estate)
      if (expected) expect(happened, says).toEqual([...expected].sort())
    },
    toString: () => says,
  }
}

export const pick = <T>(all: readonly T[], n: number): T | undefined => all[n % all.length]

/** The code of the refusal; undefined: it was done. What is not a refusal is a fault. */
export async function refusal(doing: Promise<unknown>): Promise<string | undefined> {
  try {
    await doing
    return undefined
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

/** It is refused with that code, and nothing is written. */
export async function refusedAs(estate: Estate, code: string | RegExp, doing: () => Promise<unknown>): Promise<void> {
  const before = await fingerprint(estate)
  expect(await refusal(doing())).toMatch(code)
  expect(await fingerprint(estate), 'a refused write').toBe(before)
}

/** Expects it to be done, or refused with that code. */
export async function either(doing: Promise<unknown>, may: boolean, code: RegExp): Promise<boolean> {
  const refused = await refusal(doing)
  if (may) expect(refused).toBeUndefined()
  else expect(refused).toMatch(code)
  return may
}
