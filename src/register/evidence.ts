// What the facts of one device say about its maker, piece by piece, each with its points (rules.md, recognition).
import type { Kind } from '../shared/vocabulary.ts'
import { findBlock, parseMac } from './mac.ts'
import { readModel, type ReadModel } from './models.ts'
import type { FieldReading, Name, Naming } from './names.ts'
import { nameWords } from './normalise.ts'
import type { BannerClaim, MacBlock, Maker, ModelClaim, Register, Standing } from './register.ts'

export interface DeviceFacts {
  readonly manufacturer?: string | null | undefined
  readonly model?: string | null | undefined
  /** As written; one that is no MAC address, or is not a maker's own, is no evidence. */
  readonly mac?: string | null | undefined
  /** Firmware version, server banner or device-API text. */
  readonly firmware?: string | null | undefined
  readonly kind?: Kind | null | undefined
  /** Whose equipment somebody who stood before it found it to be. */
  readonly inspectedManufacturer?: string | null | undefined
}

export type EvidenceSource = 'inspection' | 'maker-text' | 'model-prefix' | 'mac-prefix' | 'banner'

export interface Evidence {
  readonly source: EvidenceSource
  readonly manufacturerId: string
  /** What the register suggests of that manufacturer: a piece for a maker that is not flagged speaks against a flag. */
  readonly standing: Standing
  readonly points: number
  readonly confidence: 'high' | 'medium' | 'low'
  /** The part of the device's facts that matched. */
  readonly matched: string
  readonly reference: string
  readonly says: string
}

/**
 * The scale of rules.md. A flag needs 80: one strong piece, or weaker ones of one family that add up. An inspection
 * outweighs any two other pieces: it was made because they did not settle the matter.
 *
 * | piece                                                                               | points     |
 * |-------------------------------------------------------------------------------------|------------|
 * | a survey that names a maker of the register                                         | inspection |
 * | the maker field names a maker, exactly                                              | name       |
 * | MAC block of a maker of surveillance equipment only; unshared model prefix of high  |            |
 * | confidence; banner of the device's software                                         | strong     |
 * | model prefix of medium confidence; name of seven letters or more with one typo; a   |            |
 * | name beside a word that doubts it                                                   | medium     |
 * | model prefix of low confidence or shared by makers; anything of a maker of more     |            |
 * | than surveillance equipment, or of components                                       | weak       |
 */
export const POINTS = { inspection: 200, name: 100, strong: 80, medium: 40, weak: 20 } as const

export interface Gathered {
  readonly evidence: readonly Evidence[]
  /** Makers that the text names, unlisted ones included: their vulnerabilities are facts too. */
  readonly named: readonly Maker[]
  /** The maker field says something other than "unknown". */
  readonly hasBrand: boolean
  readonly hasMac: boolean
  /** A model prefix that a person must judge, whatever else is known. */
  readonly mustReview: boolean
}

/** What an address says of a maker: the block that it is in, if it is a device's own. */
export interface ReadMac {
  readonly isOwn: boolean
  readonly block: { readonly prefix: string; readonly holder: MacBlock } | undefined
}

const NO_MAC: ReadMac = { isOwn: false, block: undefined }

export function readMac(register: Register, text: string | null | undefined): ReadMac {
  const reading = text ? parseMac(text) : undefined
  if (!reading?.ok || reading.mac.nature !== 'global') return NO_MAC
  return { isOwn: true, block: findBlock(register.macs, reading.mac) }
}

/** Collects every piece of evidence, strongest first. Time grows with the length of the texts, not of the register. */
export function gatherEvidence(register: Register, facts: DeviceFacts, mac = readMac(register, facts.mac)): Gathered {
  const brand = register.names.readField(facts.manufacturer ?? '')
  const model = readModel(facts.model ?? '')
  const claims = findModelClaims(register, model)
  const namings = findNamings(register, brand, model)
  const named = namings.map(({ naming }) => naming.name.holder)
  const isSurveillance = (facts.kind ?? 'other') !== 'other' || claims.some((claim) => claim.prefix.kind !== 'other')
  const evidence: Evidence[] = []
  insert(evidence, inspectionEvidence(register, facts.inspectedManufacturer ?? '', isSurveillance))
  for (const { naming, doubted } of namings) insert(evidence, nameEvidence(naming, doubted, isSurveillance))
  for (const claim of claims) insert(evidence, modelEvidence(claim, model))
  for (const maker of new Set(named)) insert(evidence, ownModelEvidence(register, maker, model))
  if (mac.block) insert(evidence, macEvidence(mac.block.prefix, mac.block.holder))
  for (const { name } of register.banners.findIn(facts.firmware ?? '')) insert(evidence, bannerEvidence(name))
  return {
    evidence,
    named,
    hasBrand: brand.parts.some((word) => !register.doubtWords.has(word)),
    hasMac: mac.isOwn,
    mustReview: claims.some((claim) => claim.prefix.suggests === 'review'),
  }
}

/** Strongest first; of equally strong pieces the one that was found first. A device has some three. */
function insert(evidence: Evidence[], piece: Evidence | undefined): void {
  if (!piece) return
  let at = evidence.push(piece) - 1
  for (; at > 0 && evidence[at - 1]!.points < piece.points; at--) evidence[at] = evidence[at - 1]!
  evidence[at] = piece
}

/** A name that the register does not know says nothing: then the other pieces decide. */
function inspectionEvidence(register: Register, inspected: string, isSurveillance: boolean): Evidence | undefined {
  if (inspected === '') return undefined
  const parts = nameWords(inspected)
  const naming = register.names.find(parts).find(({ name }) => hasStanding(name.holder))
  if (!naming || isDoubted(register, parts, naming)) return undefined
  const maker = naming.name.holder
  const points = isSuspect(maker) && maker.wholeRange && !isSurveillance ? POINTS.weak : POINTS.inspection
  const says = `a survey found it to be made by ${maker.name}`
  return piece('inspection', maker, points, { matched: naming.name.spelling, reference: maker.basis, says })
}

interface DoubtedNaming {
  readonly naming: Naming<Maker>
  readonly doubted: boolean
}

/**
 * Names in the maker field, else a name missed by one letter; and names in the model field, where people put them
 * too: any in-scope or review name, but another maker's only if the maker field is blank, so that it clears nothing
 * that the maker field contradicts.
 */
function findNamings(register: Register, brand: FieldReading<Maker>, { text }: ReadModel): DoubtedNaming[] {
  const namings = brand.names.map((naming) => ({ naming, doubted: isDoubted(register, brand.parts, naming) }))
  for (const naming of register.names.findIn(text)) {
    const { holder, wholeField } = naming.name
    if (wholeField || (brand.parts.length > 0 && !isSuspect(holder))) continue
    if (brand.names.some((other) => other.how === 'exact' && other.name.holder === holder)) continue
    namings.push({ naming, doubted: isDoubted(register, nameWords(text), naming) })
  }
  return namings
}

/** "Not Hikvision", "Hikvision compatible", "Axis or similar": the name is there, and does not say whose the device is. */
function isDoubted(register: Register, parts: readonly string[], naming: Naming<Maker>): boolean {
  return !naming.whole && parts.some((word) => register.doubtWords.has(word))
}

const isSuspect = (maker: Maker): boolean => maker.standing === 'in-scope' || maker.standing === 'review'
const hasStanding = (maker: Maker): boolean => isSuspect(maker) || maker.standing === 'not-flagged'

function nameEvidence({ name, how }: Naming<Maker>, doubted: boolean, isSurveillance: boolean): Evidence | undefined {
  const maker = name.holder
  if (!hasStanding(maker)) return undefined
  const vague = isSuspect(maker) && maker.wholeRange && !isSurveillance
  const points = vague ? POINTS.weak : how === 'typo' || doubted ? POINTS.medium : POINTS.name
  const says = vague
    ? `it names ${maker.name}, which makes much besides surveillance equipment`
    : how === 'typo'
      ? `its maker is one letter away from ${maker.name}`
      : doubted
        ? `it names ${maker.name} beside a word that puts the name in doubt`
        : `it names ${maker.name} as its maker`
  return piece('maker-text', maker, points, { matched: name.spelling, reference: maker.basis, says })
}

/** The claims of the longest prefix, at the start of the model or, for all but the weak ones, of a later word in it. */
function findModelClaims({ models }: Register, model: ReadModel): readonly ModelClaim[] {
  for (const start of model.starts) {
    const claims = models.longest(model, start)
    if (claims.length === 0) continue
    const counted = start === model.starts[0] ? claims : claims.filter((claim) => pointsOf(claim) > POINTS.weak)
    if (counted.length > 0) return counted
  }
  return []
}

function pointsOf({ prefix }: ModelClaim): number {
  if (prefix.ambiguousWith?.length || prefix.confidence === 'low') return POINTS.weak
  return prefix.confidence === 'high' ? POINTS.strong : POINTS.medium
}

function modelEvidence(claim: ModelClaim, { text }: ReadModel): Evidence {
  const { maker, prefix } = claim
  const shared = prefix.ambiguousWith?.length ? ', which other makers use too' : ''
  const says = `its model "${text.trim()}" begins as ${maker.name}'s ${prefix.prefix}${shared}`
  return piece('model-prefix', maker, pointsOf(claim), { matched: prefix.prefix, reference: prefix.source, says })
}

/** A maker that is not flagged and is named: does the model look like one of its own? */
function ownModelEvidence({ ownModels }: Register, maker: Maker, model: ReadModel): Evidence | undefined {
  const own = ownModels.get(maker.id)
  if (!own) return undefined
  for (const start of model.starts) {
    const [matched] = own.longest(model, start)
    if (matched === undefined) continue
    const says = `its model "${model.text.trim()}" is one of ${maker.name}'s`
    return piece('model-prefix', maker, POINTS.weak, { matched, reference: maker.basis, says })
  }
  return undefined
}

function macEvidence(prefix: string, { maker, org, surveillanceOnly }: MacBlock): Evidence | undefined {
  if (maker.standing === 'near-miss') return undefined
  const points = surveillanceOnly ? POINTS.strong : POINTS.weak
  const breadth = surveillanceOnly ? '' : ', which covers other equipment too'
  const says = `its MAC address is in a block of ${maker.name}${breadth}`
  return piece('mac-prefix', maker, points, { matched: prefix, reference: `IEEE registry: ${org}`, says })
}

function bannerEvidence({ holder: { maker, source }, spelling }: Name<BannerClaim>): Evidence {
  const says = `its software answers as ${maker.name}'s ("${spelling}")`
  const points = maker.wholeRange ? POINTS.weak : POINTS.strong
  return piece('banner', maker, points, { matched: spelling, reference: source, says })
}

function piece(
  source: EvidenceSource,
  maker: Maker,
  points: number,
  { matched, reference, says }: { matched: string; reference: string; says: string },
): Evidence {
  const confidence = points >= POINTS.strong ? 'high' : points >= POINTS.medium ? 'medium' : 'low'
  return { source, manufacturerId: maker.id, standing: maker.standing, points, confidence, matched, reference, says }
}
