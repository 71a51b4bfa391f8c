// A register entry as a person reads it before deciding: who the company is, what is said of it and by whom, what it
// replies, by what its equipment is recognised, and what was determined.
import type { Day } from '../../shared/day.ts'
import type { Manufacturer, NonFlaggedMaker } from '../register-file.ts'
import type { Maker, Register } from '../register.ts'
import { determined } from './current-register.ts'
import { rulingsOn, stateOn, type Determination, type StatedDetermination } from './determination.ts'

export interface EntryLine {
  readonly id: string
  readonly name: string
  readonly legalName: string
  /** What ships. */
  readonly suggested: Maker['standing']
  /** What counts today. */
  readonly standing: Maker['standing']
  readonly confirmed: boolean
  readonly basis: string
  /** On national security; null: there never was one, and the suggestion is to be confirmed. */
  readonly determination: StatedDetermination | null
}

export interface Entry extends EntryLine {
  readonly names: readonly string[]
  readonly ground: string | null
  readonly country: string | null
  readonly parentGroup: string | null
  readonly parentId: string | null
  readonly suppliers: readonly string[]
  readonly ownership: NonNullable<Manufacturer['ownership']>
  readonly statement: NonNullable<Manufacturer['statement']> | null
  readonly listings: Manufacturer['listings']
  readonly claims: Manufacturer['evidence']
  readonly modelPrefixes: readonly (Partial<Manufacturer['modelPrefixes'][number]> & { prefix: string })[]
  readonly macBlocks: Manufacturer['oui']
  readonly determinations: readonly StatedDetermination[]
}

/** All entries that a person can determine, those in scope or under review first. */
export function listEntries(shipped: Register, determinations: readonly Determination[], today: Day): EntryLine[] {
  const register = determined(shipped, rulingsOn(today, determinations))
  const stated = stateOn(today, determinations)
  return [...shipped.makers.values()]
    .filter(({ standing }) => standing !== 'unlisted' && standing !== 'near-miss')
    .map((maker) => lineOf(maker, register.makers.get(maker.id)!, stated))
}

function lineOf(suggested: Maker, maker: Maker, stated: readonly StatedDetermination[]): EntryLine {
  const { id, name, legalName, standing, confirmed, basis } = maker
  const own = stated.filter((one) => one.manufacturerId === id && one.ground === 'national-security')
  const determination = own.at(-1) ?? null
  return { id, name, legalName, suggested: suggested.standing, standing, confirmed, basis, determination }
}

/** Undefined if the register has no such entry. */
export function findEntry(
  shipped: Register,
  determinations: readonly Determination[],
  { id, today }: { id: string; today: Day },
): Entry | undefined {
  const line = listEntries(shipped, determinations, today).find((one) => one.id === id)
  if (!line) return undefined
  const all = stateOn(today, determinations).filter((one) => one.manufacturerId === id)
  const listed = shipped.sources.listed.manufacturers.find((one) => one.id === id)
  const facts = listed ? factsOf(listed) : clearFacts(shipped.sources.clear.manufacturers.find((one) => one.id === id)!)
  return { ...line, ...facts, determinations: all }
}

type Facts = Omit<Entry, keyof EntryLine | 'determinations'>

function factsOf(m: Manufacturer): Facts {
  return {
    names: [m.legalName, ...m.aliases, ...(m.wholeFieldAliases ?? [])],
    ground: m.ukScope.ground,
    country: m.hqCountry,
    parentGroup: m.parentGroup,
    parentId: m.parentId ?? null,
    suppliers: m.suppliers ?? [],
    ownership: m.ownership ?? [],
    statement: m.statement ?? null,
    listings: m.listings,
    claims: m.evidence,
    modelPrefixes: m.modelPrefixes,
    macBlocks: m.oui,
  }
}

function clearFacts(m: NonFlaggedMaker): Facts {
  const none = { ground: null, parentGroup: null, parentId: null, statement: null }
  return {
    ...none,
    names: [m.legalName, ...m.aliases, ...(m.wholeFieldAliases ?? [])],
    country: m.hqCountry,
    suppliers: [],
    ownership: [],
    listings: [],
    claims: m.relabelWatch ? [m.relabelWatch] : [],
    modelPrefixes: m.modelPrefixes,
    macBlocks: m.oui,
  }
}
