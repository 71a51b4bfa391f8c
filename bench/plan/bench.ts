// The planner's figures: `npm run bench -- plan [--exact] [--bound] [--speed] [--stability] [--short]`.
import type { Bench, Figure } from '../figure.ts'
import { bound } from './bound.ts'
import { exact } from './exact.ts'
import { speed } from './speed.ts'
import { stability } from './stability.ts'

const FAMILIES: Readonly<Record<string, (short: boolean) => AsyncIterable<Figure>>> = { exact, bound, speed, stability }

export const parts = Object.keys(FAMILIES)

export const bench: Bench = async function* ({ short, parts: wanted }) {
  for (const name of wanted) yield* FAMILIES[name]!(short)
}
