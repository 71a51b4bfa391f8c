// From a device's facts to its finding (design: From device to order, 1; rules.md: Recognition). What the register
// suggests of a manufacturer counts until the operator has decided, and the finding says so.
import type { FindingState, Kind } from '../shared/vocabulary.ts'
import {
  gatherEvidence,
  POINTS,
  readMac,
  type DeviceFacts,
  type Evidence,
  type EvidenceSource,
  type Gathered,
  type ReadMac,
} from './evidence.ts'
import { readModel } from './models.ts'
import { nameWords, squash } from './normalise.ts'
import type { KevFact, Maker, Register, Standing } from './register.ts'

export interface Finding {
  readonly state: FindingState
  /** Whose equipment it seems to be: the maker in scope if any evidence is for one. */
  readonly manufacturerId: string | null
  readonly manufacturerName: string | null
  /** `by-name`: cleared by its maker's name alone; drawn first in samples, looked at again when a MAC arrives. */
  readonly how: 'by-name' | null
  /** The brand and other evidence disagree. */
  readonly possibleRelabel: boolean
  /** Strongest first. */
  readonly evidence: readonly Evidence[]
  /** Known exploited vulnerabilities: a fact beside the finding, never a reason for it. */
  readonly kev: readonly KevFact[]
  readonly registerVersion: string
  /** The operator has recorded a determination on the manufacturer, and it is in force. */
  readonly confirmed: boolean
  readonly says: string
}

/**
 * Findings by what was said of the device, for each register. Of an address only its block counts, and most devices are of
 * a few models: a million of them are recognised a few thousand times.
 */
interface Memory {
  readonly findings: Map<string, Finding>
  /** How often it had the answer since it was begun. */
  hits: number
  /** Devices until it is tried again. */
  rest: number
}

const memories = new WeakMap<Register, Memory>()
const MOST_KNOWN = 20_000
/**
 * An estate of which nobody writes the same twice has nothing from it, and what is kept for a while and then let go is
 * what a garbage collector takes longest over: more than half of the time. One device in nine still tries.
 */
const REST = 8 * MOST_KNOWN

/** The finding for one device. The same facts and register always give the same finding, and may give the same object. */
export function recognise(register: Register, facts: DeviceFacts): Finding {
  const memory = memoryOf(register)
  const mac = readMac(register, facts.mac)
  if (memory.rest > 0) {
    memory.rest--
    return recogniseAnew(register, facts, mac)
  }
  const { manufacturer, model, firmware, kind, inspectedManufacturer } = facts
  const address = mac.block?.prefix ?? mac.isOwn
  const said = `${manufacturer}\0${model}\0${firmware}\0${kind}\0${inspectedManufacturer}\0${address}`
  const same = memory.findings.get(said)
  if (same) {
    memory.hits++
    return same
  }
  const finding = recogniseAnew(register, facts, mac)
  if (memory.findings.size === MOST_KNOWN) beginAnew(memory)
  memory.findings.set(said, finding)
  return finding
}

function memoryOf(register: Register): Memory {
  const known = memories.get(register)
  if (known) return known
  const memory: Memory = { findings: new Map(), hits: 0, rest: 0 }
  memories.set(register, memory)
  return memory
}

/** What it holds was not asked for once more on average: it rests. */
function beginAnew(memory: Memory): void {
  if (memory.hits < MOST_KNOWN) memory.rest = REST
  memory.findings.clear()
  memory.hits = 0
}

function recogniseAnew(register: Register, facts: DeviceFacts, mac: ReadMac): Finding {
  const gathered = gatherEvidence(register, facts, mac)
  const suspicion = suspect(register, gathered)
  const possibleRelabel = isPossibleRelabel(register, gathered)
  const verdict = judge(register, { gathered, suspicion, possibleRelabel })
  const maker = verdict.maker
  return {
    state: verdict.state,
    manufacturerId: maker?.id ?? null,
    manufacturerName: maker?.name ?? null,
    how: verdict.how ?? null,
    possibleRelabel,
    evidence: gathered.evidence,
    kev: kevOf(register, maker, gathered.named, facts.model ?? ''),
    registerVersion: register.version,
    confirmed: maker?.confirmed ?? false,
    says: say(verdict, gathered, possibleRelabel),
  }
}

/**
 * Is a maker's name clear of the register: does the whole field name a maker that is known and not flagged? A blank or
 * unlisted name is not clear, nor is one beside any other word. For upgrades and replacements, where no device exists
 * yet whose MAC could be looked at.
 */
export function isClear(register: Register, makerText: string | null | undefined): boolean {
  const [naming] = register.names.find(nameWords(makerText ?? ''))
  return naming !== undefined && naming.whole && naming.name.holder.standing === 'not-flagged'
}

/** The kind of device that the model's prefix tells, if the register knows the prefix. */
export function kindOfModel(register: Register, model: string): Kind | null {
  const read = readModel(model)
  const [first] = read.starts
  return (first === undefined ? undefined : register.models.longest(read, first)[0]?.prefix.kind) ?? null
}

/** Of one family. */
interface Suspicion {
  /** Whom its strongest piece names. */
  readonly maker: Maker
  points: number
  readonly sources: EvidenceSource[]
}

interface Verdict {
  readonly state: FindingState
  readonly maker: Maker | undefined
  readonly how?: 'by-name'
  /** What the sentence adds to the evidence. */
  readonly because?: string
}

function judge(
  register: Register,
  {
    gathered,
    suspicion,
    possibleRelabel,
  }: { gathered: Gathered; suspicion: Suspicion | undefined; possibleRelabel: boolean },
): Verdict {
  const inspected = gathered.evidence.find((piece) => piece.source === 'inspection' && piece.points > POINTS.weak)
  if (inspected) {
    return { state: STATE_BY_STANDING[inspected.standing], maker: register.makers.get(inspected.manufacturerId) }
  }
  const doubtful = gathered.evidence.find((piece) => piece.standing === 'review')
  const suspectMaker = suspicion?.maker ?? (doubtful && register.makers.get(doubtful.manufacturerId))
  if (gathered.mustReview) {
    return { state: 'review', maker: suspectMaker, because: 'such a model is for a person to judge' }
  }
  if (suspicion && suspicion.points >= POINTS.strong) {
    const against = gathered.evidence.find((piece) => speaksAgainst(register, gathered, suspicion, piece))
    if (!against) return { state: 'flagged', maker: suspicion.maker }
    return { state: 'review', maker: suspicion.maker, because: `but ${against.says}` }
  }
  if (suspectMaker) return { state: 'review', maker: suspectMaker }
  return judgeUnsuspected(register, gathered, possibleRelabel)
}

/** Nothing points at a maker in scope or under review: cleared by a known name, else unknown. */
function judgeUnsuspected(register: Register, gathered: Gathered, possibleRelabel: boolean): Verdict {
  const named = gathered.evidence.find((piece) => piece.source === 'maker-text' && piece.points >= POINTS.name)
  const maker = named && register.makers.get(named.manufacturerId)
  if (!maker) return { state: 'unknown', maker: undefined }
  if (possibleRelabel) return { state: 'review', maker }
  const agrees = gathered.evidence.some((piece) => piece !== named && piece.manufacturerId === maker.id)
  if (agrees) return { state: 'cleared', maker }
  if (maker.relabelWatch && !gathered.hasMac) {
    const because = 'some units of the brand are said to be relabels, and no MAC address says whose this one is'
    return { state: 'review', maker, because }
  }
  return { state: 'cleared', maker, how: 'by-name', because: 'by its name alone' }
}

/**
 * The family in scope with the most points, and the maker of it that the strongest piece names. A source counts once:
 * the same doubt in two fields is one doubt.
 */
function suspect(register: Register, { evidence }: Gathered): Suspicion | undefined {
  const suspicions: Suspicion[] = []
  for (const { standing, manufacturerId, source, points } of evidence) {
    if (standing !== 'in-scope') continue
    const maker = register.makers.get(manufacturerId)!
    const known = suspicions.find(({ maker: { family } }) => family === maker.family)
    if (!known) suspicions.push({ maker, points, sources: [source] })
    else if (!known.sources.includes(source)) {
      known.points += points
      known.sources.push(source)
    }
  }
  let best = suspicions[0]
  for (const suspicion of suspicions) if (suspicion.points > best!.points) best = suspicion
  return best
}

/**
 * A strong piece for a maker that is not in scope. The name of a relabelling brand is none where the MAC address is
 * its supplier's: that is what a relabel looks like.
 */
function speaksAgainst(
  register: Register,
  { evidence }: Gathered,
  { maker: { family } }: Suspicion,
  piece: Evidence,
): boolean {
  if (piece.standing === 'in-scope' || piece.points < POINTS.strong) return false
  const brand = register.makers.get(piece.manufacturerId)!
  const isSuppliers = (other: Evidence): boolean =>
    other.source === 'mac-prefix' &&
    other.points >= POINTS.strong &&
    register.makers.get(other.manufacturerId)!.family === family
  return !(piece.source === 'maker-text' && brand.suppliers.includes(family) && evidence.some(isSuppliers))
}

/** Strong pieces of two families, or a brand that nothing strong agrees with. */
function isPossibleRelabel(register: Register, { evidence, named, hasBrand }: Gathered): boolean {
  let family: string | undefined
  for (const { points, manufacturerId } of evidence) {
    if (points < POINTS.strong) continue
    const its = register.makers.get(manufacturerId)!.family
    if (its !== (family ??= its)) return true
  }
  for (const maker of named) if (maker.family !== (family ??= maker.family)) return true
  return family !== undefined && hasBrand && named.length === 0
}

function kevOf(register: Register, maker: Maker | undefined, named: readonly Maker[], model: string): KevFact[] {
  const facts: KevFact[] = []
  const add = (known: readonly KevFact[] | undefined): void => {
    if (known) for (const fact of known) if (!facts.includes(fact) && mayConcern(fact, model)) facts.push(fact)
  }
  const addOf = ({ id, family }: Maker): void => {
    add(register.kev.get(id))
    if (family !== id) add(register.kev.get(family))
  }
  if (maker) addOf(maker)
  for (const other of named) if (other !== maker) addOf(other)
  return facts
}

/** The catalogue names single products here and there; a blank model may be any of them. */
function mayConcern({ models }: KevFact, model: string): boolean {
  if (models.length === 0) return true
  const squashed = squash(model)
  return squashed === '' || models.some((prefix) => squashed.startsWith(prefix))
}

/** Whoever stood before the device and named its maker has the last word of the evidence. */
const STATE_BY_STANDING: Readonly<Record<Standing, FindingState>> = {
  'in-scope': 'flagged',
  review: 'review',
  'not-flagged': 'cleared',
  'near-miss': 'unknown',
  unlisted: 'unknown',
}

const STATE_WORDS: Readonly<Record<FindingState, string>> = {
  flagged: 'Flagged',
  review: 'For review',
  cleared: 'Cleared',
  unknown: 'Unknown',
}

function say({ state, maker, because }: Verdict, { evidence, hasBrand }: Gathered, possibleRelabel: boolean): string {
  if (!maker) {
    const why = hasBrand ? 'its maker is not in the register' : 'nothing says who made it'
    return `Unknown: ${why}.`
  }
  const main = evidence.find((piece) => piece.manufacturerId === maker.id)
  const reasons = main && because !== undefined ? `${main.says}; ${because}` : (main?.says ?? because ?? '')
  const relabel = possibleRelabel ? ' (possible relabel)' : ''
  return `${STATE_WORDS[state]} as ${maker.name}${relabel}: ${reasons}${maker.confirmed ? '' : '; determination not yet confirmed'}.`
}
