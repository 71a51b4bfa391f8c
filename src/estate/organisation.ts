import type { Sector, Standing } from '../shared/vocabulary.ts'

export interface Organisation {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly standing: Standing
  readonly sector: Sector | null
  /** The default fund; several organisations may share one. */
  readonly fundId: string
  readonly fundCode: string
}

/** Holds what a file says of nobody. Not bound by the direction: who it belongs to is for a person to say. */
export const UNSTATED = 'Unstated'

/**
 * The code of an organisation's default fund: its name in upper case, joined by hyphens (`TRAFFORD-COUNCIL`), with a
 * number from 2 on where another fund has that code. `taken` gains the new one.
 */
export function takeFundCode(name: string, taken: Set<string>): string {
  const words = name.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase()
  const slug = words.replace(/[^A-Z0-9]+/g, '-').replace(/^-|-$/g, '') || 'FUND'
  let code = slug
  for (let n = 2; taken.has(code); n++) code = `${slug}-${n}`
  taken.add(code)
  return code
}
