// The register: makers, and the tables by which their equipment is recognised. It is compiled once from its three
// files; after that a device costs a handful of look-ups, whatever the number of makers and MAC blocks.
//
// maker      a company in the register, flagged or not
// standing   what counts of it: in-scope, review, not-flagged. The shipped files suggest it, and a determination replaces
//            the suggestion; unlisted makers are known only for their vulnerabilities, near misses only so that their
//            names and blocks are not taken for another's
// family     a maker and its product lines: they share MAC blocks and firmware, and do not contradict one another
import { createHash } from 'node:crypto'
import { ModelIndex } from './models.ts'
import { NameIndex } from './names.ts'
import { byCodeUnit } from '../shared/text.ts'
import { squash, words } from './normalise.ts'
import {
  badRegister,
  readKevFile,
  readManufacturersFile,
  readNonFlaggedFile,
  type KevFile,
  type Manufacturer,
  type ManufacturersFile,
  type NonFlaggedFile,
  type NonFlaggedMaker,
} from './register-file.ts'

export type Standing = 'in-scope' | 'review' | 'not-flagged' | 'near-miss' | 'unlisted'

export interface Maker {
  readonly id: string
  /** As people call it: the first alias, else the legal name. */
  readonly name: string
  readonly legalName: string
  readonly standing: Standing
  readonly family: string
  /** Families whose equipment the brand sells under its own name. */
  readonly suppliers: readonly string[]
  /** Makes far more than surveillance equipment, so that its name alone does not say what the device is. */
  readonly wholeRange: boolean
  readonly relabelWatch: boolean
  /** Why it stands so: the register's reason, or the determination's. */
  readonly basis: string
  /** The operator has determined it; else the standing is the register's suggestion. */
  readonly confirmed: boolean
}

/** What a determination makes of a maker. */
export interface Ruling {
  readonly manufacturerId: string
  readonly standing: 'in-scope' | 'review' | 'not-flagged'
  readonly basis: string
}

export interface MacBlock {
  readonly maker: Maker
  readonly org: string
  /** The block is of a maker of surveillance equipment only. */
  readonly surveillanceOnly: boolean
}

export type ModelPrefix = Manufacturer['modelPrefixes'][number]
export interface ModelClaim {
  readonly maker: Maker
  readonly prefix: ModelPrefix
}

export interface BannerClaim {
  readonly maker: Maker
  readonly source: string
}

/** A known exploited vulnerability of a maker's surveillance equipment. */
export interface KevFact {
  readonly cve: string
  readonly name: string
  /** Squashed model prefixes; none if the catalogue names the maker's products at large. */
  readonly models: readonly string[]
  readonly addedOn: string
  /** By when CISA told agencies of the United States to mend it: binding on nobody here. */
  readonly usAgenciesDueOn: string | null
  readonly source: string
  /** The catalogue does not say which firmware is affected, so no device is more than possibly so. */
  readonly says: string
}

export interface Register {
  /** Version of the data and hash of its bytes: `2026-11-22.1+0f3a9c…`; printed with every finding. */
  readonly version: string
  readonly makers: ReadonlyMap<string, Maker>
  readonly names: NameIndex<Maker>
  readonly macs: ReadonlyMap<string, MacBlock>
  readonly models: ModelIndex<ModelClaim>
  /** The model prefixes of makers that are not flagged: read only when the maker's name stands in the field. */
  readonly ownModels: ReadonlyMap<string, ModelIndex<string>>
  readonly banners: NameIndex<BannerClaim>
  readonly kev: ReadonlyMap<string, readonly KevFact[]>
  readonly doubtWords: ReadonlySet<string>
  /** The blocks as the file states them, for the pages and for determinations. */
  readonly manufacturers: readonly Manufacturer[]
  /** What it was compiled from. */
  readonly sources: Sources
}

interface Sources {
  readonly version: string
  readonly listed: ManufacturersFile
  readonly clear: NonFlaggedFile
  readonly kev: KevFile
}

export interface RegisterFiles {
  readonly manufacturers: string
  readonly nonFlagged: string
  readonly kev: string
}

/** Compiles the texts of the three files. Throws `bad-register` if one is malformed or two entries contradict. */
export function readRegister(files: RegisterFiles): Register {
  const listed = readManufacturersFile(files.manufacturers)
  const clear = readNonFlaggedFile(files.nonFlagged)
  const kev = readKevFile(files.kev)
  return compile({ version: `${versionOf([listed, clear, kev])}+${hashOf(files)}`, listed, clear, kev }, [])
}

/**
 * The register with what was determined in place of its suggestions, and a version of its own. It is compiled anew,
 * because the tables depend on standings too: a maker in scope is looked for in banners and by typos, another is not.
 */
export function withRulings({ sources }: Register, rulings: readonly Ruling[]): Register {
  return compile(sources, rulings)
}

function compile(sources: Sources, rulings: readonly Ruling[]): Register {
  const { version, listed, clear, kev } = sources
  const makers = rule(makersOf(listed, clear, kev), rulings)
  return {
    version: rulings.length === 0 ? version : `${version}+${hashOfRulings(rulings)}`,
    sources,
    makers,
    names: indexNames(makers, listed, clear),
    macs: indexMacs(makers, listed, clear),
    models: indexModels(makers, listed),
    ownModels: new Map(clear.manufacturers.map((maker) => [maker.id, ownModelsOf(maker)])),
    banners: indexBanners(makers, listed),
    kev: kevFactsOf(kev),
    doubtWords: new Set(listed.meta.doubtWords.flatMap(words)),
    manufacturers: listed.manufacturers,
  }
}

function versionOf(files: readonly { meta: { version: string } }[]): string {
  const versions = [...new Set(files.map((file) => file.meta.version))]
  if (versions.length > 1) throw badRegister(`The register files are of different versions: ${versions.join(', ')}.`)
  return versions[0]!
}

/** Twelve hex digits tell any two editions of one register apart, and can be read aloud. */
function hashOf(files: RegisterFiles): string {
  const hash = createHash('sha256')
  for (const text of [files.manufacturers, files.nonFlagged, files.kev]) hash.update(text).update('\0')
  return hash.digest('hex').slice(0, 12)
}

/** Of what was determined and why: findings quote both. */
function hashOfRulings(rulings: readonly Ruling[]): string {
  const lines = rulings.map(({ manufacturerId, standing, basis }) => `${manufacturerId} ${standing} ${basis}`)
  return createHash('sha256').update(lines.sort(byCodeUnit).join('\n')).digest('hex').slice(0, 12)
}

/**
 * A product line follows its maker's determination unless it has one of its own, or the register suggests otherwise of
 * the line than of its maker: an industrial arm is no part of what was determined.
 */
function rule(makers: ReadonlyMap<string, Maker>, rulings: readonly Ruling[]): Map<string, Maker> {
  const byId = new Map(rulings.map((ruling) => [ruling.manufacturerId, ruling]))
  const ruled = new Map<string, Maker>()
  for (const maker of makers.values()) {
    const followed = makers.get(maker.family)?.standing === maker.standing ? byId.get(maker.family) : undefined
    const ruling = byId.get(maker.id) ?? followed
    const { standing, basis } = ruling ?? maker
    ruled.set(maker.id, { ...maker, standing, basis, confirmed: ruling !== undefined })
  }
  return ruled
}

function makersOf(listed: ManufacturersFile, clear: NonFlaggedFile, kev: KevFile): Map<string, Maker> {
  const makers = new Map<string, Maker>()
  for (const maker of [...listed.manufacturers.map(listedMaker), ...clear.manufacturers.map(clearMaker)]) {
    if (makers.has(maker.id)) throw badRegister(`The id "${maker.id}" stands twice in the register.`)
    makers.set(maker.id, maker)
  }
  for (const { id, parentId, suppliers = [] } of listed.manufacturers) {
    for (const other of [...(parentId === undefined ? [] : [parentId]), ...suppliers]) {
      if (!makers.has(other)) throw badRegister(`"${id}" names "${other}", which is not in the register.`)
    }
  }
  for (const { manufacturerId: id, vendor } of kev.entries) {
    if (!makers.has(id)) makers.set(id, unlistedMaker(id, vendor))
  }
  return makers
}

function listedMaker(m: Manufacturer): Maker {
  return {
    id: m.id,
    name: nameOf(m),
    legalName: m.legalName,
    standing: m.ukScope.status === 'in_scope' ? 'in-scope' : 'review',
    family: m.parentId ?? m.id,
    suppliers: m.suppliers ?? [],
    wholeRange: m.ouiSpecificity !== 'surveillance',
    relabelWatch: false,
    basis: m.ukScope.basis,
    confirmed: false,
  }
}

function clearMaker(m: NonFlaggedMaker): Maker {
  return {
    ...unlistedMaker(m.id, nameOf(m)),
    legalName: m.legalName,
    standing: 'not-flagged',
    wholeRange: m.ouiSpecificity !== 'surveillance',
    relabelWatch: m.relabelWatch !== undefined,
    basis: m.relabelWatch?.claim ?? `No source seen ties the maker to PRC headquarters (${m.hqCountry}).`,
  }
}

function unlistedMaker(id: string, name: string): Maker {
  const bare = { suppliers: [], wholeRange: false, relabelWatch: false, basis: '', confirmed: false }
  return { id, name, legalName: name, standing: 'unlisted', family: id, ...bare }
}

function nameOf(m: { aliases: string[]; wholeFieldAliases?: string[]; legalName: string }): string {
  return m.aliases[0] ?? m.wholeFieldAliases?.[0] ?? m.legalName
}

function indexNames(makers: ReadonlyMap<string, Maker>, listed: ManufacturersFile, clear: NonFlaggedFile) {
  const index = new NameIndex<Maker>()
  const add = (spelling: string, maker: Maker, options = {}): void => {
    const taken = index.add(spelling, maker, options)
    if (taken) throw badRegister(`The name "${spelling}" stands under "${taken.holder.id}" and "${maker.id}".`)
  }
  for (const m of [...listed.manufacturers, ...clear.manufacturers]) {
    const maker = makers.get(m.id)!
    // A typo may raise a doubt about a device; it must never clear one.
    const typos = maker.standing !== 'not-flagged'
    for (const spelling of m.wholeFieldAliases ?? []) add(spelling, maker, { wholeField: true })
    for (const spelling of [m.legalName, ...m.aliases]) add(spelling, maker, { typos })
    // A registered name such as "TVT CO.,LTD" folds to the short name, which stays a whole-field name.
    for (const { org } of m.oui) add(org, maker)
  }
  for (const near of clear.nearMissOrgNames) {
    const maker: Maker = { ...unlistedMaker('', near.org), standing: 'near-miss' }
    for (const spelling of near.names) add(spelling, maker)
  }
  for (const maker of makers.values()) if (maker.standing === 'unlisted') add(maker.name, maker)
  return index
}

function indexMacs(makers: ReadonlyMap<string, Maker>, listed: ManufacturersFile, clear: NonFlaggedFile) {
  const blocks = new Map<string, MacBlock>()
  const add = (prefix: string, block: MacBlock): void => {
    const taken = blocks.get(prefix)
    if (taken) throw badRegister(`The MAC block ${prefix} stands under "${taken.org}" and "${block.org}".`)
    blocks.set(prefix, block)
  }
  for (const m of [...listed.manufacturers, ...clear.manufacturers]) {
    const surveillanceOnly = m.ouiSpecificity === 'surveillance'
    for (const { org, prefixes } of m.oui) {
      for (const prefix of prefixes) add(prefix, { maker: makers.get(m.id)!, org, surveillanceOnly })
    }
  }
  // They hold smaller blocks inside others' larger ones: without them the larger one would win.
  for (const { org, prefixes } of clear.nearMissOrgNames) {
    const maker: Maker = { ...unlistedMaker('', org), standing: 'near-miss' }
    for (const prefix of prefixes) add(prefix, { maker, org, surveillanceOnly: false })
  }
  return blocks
}

function indexModels(makers: ReadonlyMap<string, Maker>, listed: ManufacturersFile): ModelIndex<ModelClaim> {
  const index = new ModelIndex<ModelClaim>()
  for (const { id, modelPrefixes } of listed.manufacturers) {
    for (const prefix of modelPrefixes) index.add(prefix, { maker: makers.get(id)!, prefix })
  }
  return index
}

function ownModelsOf(maker: NonFlaggedMaker): ModelIndex<string> {
  const index = new ModelIndex<string>()
  for (const prefix of maker.modelPrefixes) index.add(prefix, prefix.prefix)
  return index
}

/** Strings of a device's own software: those that the register lists, and the names of makers in scope. */
function indexBanners(makers: ReadonlyMap<string, Maker>, listed: ManufacturersFile): NameIndex<BannerClaim> {
  const index = new NameIndex<BannerClaim>()
  for (const { id, banners = [] } of listed.manufacturers) {
    for (const { text, source } of banners) index.add(text, { maker: makers.get(id)!, source })
  }
  for (const { id, legalName, aliases } of listed.manufacturers) {
    const maker = makers.get(id)!
    if (maker.standing !== 'in-scope') continue
    const claim = { maker, source: 'the maker is named in the text' }
    for (const spelling of [legalName, ...aliases]) index.add(spelling, claim)
  }
  return index
}

function kevFactsOf({ entries }: KevFile): Map<string, KevFact[]> {
  const facts = new Map<string, KevFact[]>()
  for (const { manufacturerId, cve, name, models = [], dateAdded, dueDate = null, source, surveillance } of entries) {
    if (!surveillance) continue
    const says = `Possibly affected by ${cve} (${name}).`
    const fact = { cve, name, models: models.map(squash), addedOn: dateAdded, usAgenciesDueOn: dueDate, source, says }
    facts.set(manufacturerId, [...(facts.get(manufacturerId) ?? []), fact])
  }
  return facts
}
