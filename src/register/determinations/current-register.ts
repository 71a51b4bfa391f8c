// The register as it counts: what ships, with what the operator determined in place of its suggestions.
import type { Reads } from '../../db/database.ts'
import type { Day } from '../../shared/day.ts'
import { withRulings, type Register, type Ruling } from '../register.ts'
import { rulingsOn } from './determination.ts'
import { listDeterminations } from './store.ts'

/** What was compiled last from each register: a service asks for the same one until somebody determines anew. */
const compiled = new WeakMap<Register, { key: string; register: Register }>()

export async function currentRegister(q: Reads, shipped: Register, today: Day): Promise<Register> {
  return determined(shipped, rulingsOn(today, await listDeterminations(q)))
}

export function determined(shipped: Register, rulings: readonly Ruling[]): Register {
  if (rulings.length === 0) return shipped
  const key = JSON.stringify(rulings)
  const last = compiled.get(shipped)
  if (last?.key === key) return last.register
  const register = withRulings(shipped, rulings)
  compiled.set(shipped, { key, register })
  return register
}
