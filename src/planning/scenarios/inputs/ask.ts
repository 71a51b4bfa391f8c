// From a snapshot to the problem that a scenario asks: its kind first, then its overrides, each in words.
import type { Settings } from '../scenario.ts'
import type { Inputs } from '../snapshot/snapshot.ts'
import { applyKind } from './apply-kind.ts'
import { applyOverrides, type IndicativeSum, type Overridden } from './overrides.ts'

export interface Asking {
  readonly settings: Settings
  readonly indicative: readonly IndicativeSum[]
}

export function ask(from: Inputs, { settings, indicative }: Asking): Overridden<Inputs> {
  const { problem, legs } = from
  const ofKind = applyKind({ problem, legs, indicative }, settings.kind)
  const { inputs, did, warnings } = applyOverrides(ofKind.inputs, settings.overrides)
  const unbounded = inputs.problem.funds.every(({ unlimited }) => unlimited) && settings.kind !== 'unconstrained'
  return {
    inputs: { problem: inputs.problem, legs: inputs.legs },
    did: [...ofKind.did, ...did],
    warnings: [
      ...(unbounded && settings.kind !== 'disconnect-only'
        ? [{ code: 'unconstrained', message: 'No fund of the snapshot has a limit: only crews bind.' }]
        : []),
      ...warnings,
    ],
  }
}
