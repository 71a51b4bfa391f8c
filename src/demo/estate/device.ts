// One device of a site: who made it, what is known of it and what is not.
import { addDays, day, daysBetween, type Day } from '../../shared/day.ts'
import type { Kind, Status } from '../../shared/vocabulary.ts'
import type { Dice, Weights } from './dice.ts'
import { AXIS, CLEAR, DAHUA, DISPUTED, DJI, HIKVISION, OTHER_FLAGGED, RELABELS, UNKNOWN, type Make } from './makes.ts'
import type { Condition, Site } from './sites.ts'

export interface Device {
  readonly site: Site
  readonly label: string
  readonly kind: Kind
  readonly origin: Origin
  readonly make: Make
  readonly model: string
  readonly serial: string
  /** Twelve capital hexadecimal digits, or blank. */
  readonly mac: string
  readonly firmware: string
  readonly ip: string
  readonly network: string
  readonly internetExposed: string
  /** The label of the recorder, which may stand at another site of the organisation; or blank. */
  readonly recorder: string
  readonly location: string
  readonly status: Status
  readonly installedOn: string
}

type Origin = 'flagged' | 'clear' | 'disputed' | 'relabel' | 'unknown'

/** What one estate shares: the counter that keeps serials, MACs and addresses apart, and the day it is made for. */
export interface Count {
  readonly startOn: Day
  made: number
}

/** The written statement of the Cabinet Office. */
const DIRECTION_ON = day('2022-11-24')
const OLDEST_ON = day('2014-01-06')

/** The make that a site buys: of flagged kit, and of the rest. */
export interface Taste {
  readonly flagged: Make
  readonly clear: Make
}

export function tasteOf(dice: Dice): Taste {
  return { flagged: dice.chance(630) ? HIKVISION : DAHUA, clear: dice.weigh(CLEAR) }
}

export interface Purpose {
  readonly site: Site
  readonly taste: Taste
  readonly count: Count
  readonly kind: Kind
  readonly label: string
  readonly recorder: string
  /** Whoever holds flagged kit has it first of all. */
  readonly first: boolean
}

export function describeDevice(dice: Dice, purpose: Purpose): Device {
  const { site, kind, count } = purpose
  // What records is in use: the rest of the site depends on it.
  const status = kind === 'recorder' ? 'in-service' : statusFor(dice, site.condition)
  const origin = originOf(dice, purpose, status)
  const make = makeOf(dice, { origin, kind, taste: purpose.taste })
  count.made++
  const network = networkFor(dice, site)
  return {
    site,
    label: purpose.label,
    kind,
    origin,
    make,
    model: dice.pick(make.models[kind] ?? ['']),
    serial:
      origin !== 'unknown' && dice.chance(560) ? `${dice.pick(['C', 'D', 'E', 'F'])}${480000000 + count.made * 7}` : '',
    mac: macFor(dice, { origin, make, made: count.made }),
    firmware: make.firmware.length > 0 && dice.chance(520) ? dice.pick(make.firmware) : '',
    ip: network === 'none' || dice.chance(450) ? '' : ipOf(count.made),
    network,
    internetExposed: dice.weigh([
      [20, 'yes'],
      [640, 'no'],
      [340, ''],
    ] as const),
    recorder: purpose.recorder,
    location: dice.pick(LOCATIONS),
    status,
    installedOn: installedFor(dice, { origin, status, startOn: count.startOn }),
  }
}

const LOCATIONS = (
  'Main entrance;Reception;Car park north;Car park south;Loading bay;Corridor level 1;Corridor level 2;Stair core A;' +
  'Stair core B;Plant room;Perimeter east;Perimeter west;Gatehouse;Server room;Rear yard;Lift lobby;Roof;'
).split(';')

/** At cleared sites some of the rows are the kit that is gone. */
function statusFor(dice: Dice, condition: Condition): Status {
  return dice.weigh([
    [930, 'in-service'],
    [14, 'planned'],
    [16, 'disconnected'],
    [10, 'spare'],
    [condition === 'cleared' ? 170 : 22, 'removed'],
    [2, 'desired'],
    [2, 'void'],
  ] as const)
}

function originOf(dice: Dice, { site, kind, first }: Purpose, status: Status): Origin {
  const { condition, sensitivity } = site
  if (condition === 'cleared' && status === 'removed') return 'flagged'
  if (condition === 'cleared' || condition === 'spotless') return 'clear'
  if (kind === 'drone') return 'disputed'
  if (condition === 'held' && first) return 'flagged'
  // Most new purchases are clear by now, but not all: what the direction tells departments to cease.
  if (condition === 'held' && status === 'planned') return dice.chance(450) ? 'flagged' : 'clear'
  const origin = dice.weigh(condition === 'spared' ? SPARED : sensitivity === 'other' ? HELD : HELD_AT_RISK)
  // Rarer kinds are bought by name: nobody wonders who made the intercom.
  return kind === 'camera' || kind === 'recorder' || origin === 'flagged' ? origin : 'clear'
}

/** Where the risk is greatest one make was mostly bought for the whole building. */
const HELD_AT_RISK: Weights<Origin> = [
  [800, 'flagged'],
  [36, 'relabel'],
  [45, 'unknown'],
  [14, 'disputed'],
  [105, 'clear'],
]
const HELD: Weights<Origin> = [
  [420, 'flagged'],
  [32, 'relabel'],
  [50, 'unknown'],
  [24, 'disputed'],
  [474, 'clear'],
]
const SPARED: Weights<Origin> = [
  [22, 'relabel'],
  [55, 'unknown'],
  [24, 'disputed'],
  [899, 'clear'],
]

/** The usual make of the site as a rule; a make without that kind is replaced by one that has it. */
function makeOf(dice: Dice, { origin, kind, taste }: { origin: Origin; kind: Kind; taste: Taste }): Make {
  if (origin === 'unknown') return UNKNOWN
  if (kind === 'drone' && origin === 'disputed') return DJI
  if (origin === 'disputed') return dice.pick(DISPUTED)
  if (origin === 'relabel') return dice.pick(RELABELS)
  const tail = origin === 'flagged' ? OTHER_FLAGGED : CLEAR
  const make = dice.chance(880) ? taste[origin] : dice.weigh(tail)
  if (make.models[kind]) return make
  return origin === 'flagged' ? HIKVISION : AXIS
}

/** One in ten devices of departments is on the core network (clause C2 is about those), few elsewhere. */
function networkFor(dice: Dice, { body }: Site): string {
  const core = body.profile.standing === 'department' ? 105 : 25
  return dice.weigh([
    [core, 'core'],
    [600, 'isolated'],
    [60, 'none'],
    [110, 'unknown'],
    [230 - core, ''],
  ] as const)
}

/** Four in five rows have a MAC. Nobody's block: a locally administered address, which says nothing. */
function macFor(dice: Dice, { origin, make, made }: { origin: Origin; make: Make; made: number }): string {
  // A relabel shows only by its MAC.
  if (!dice.chance(origin === 'relabel' ? 1000 : origin === 'unknown' ? 200 : 800)) return ''
  const block = make.macBlocks.length > 0 ? dice.pick(make.macBlocks) : '02A4C0'
  const digits = 12 - block.length
  // An odd factor maps the counter one to one onto the digits, so that no two devices share a MAC.
  const tail = (Math.imul(made, 0x9e3779b1) >>> 0) & (16 ** digits - 1)
  return `${block}${tail.toString(16).toUpperCase().padStart(digits, '0')}`
}

function ipOf(made: number): string {
  return `10.${40 + (made >>> 13)}.${(made >>> 5) & 255}.${10 + (made & 31)}`
}

interface Installing {
  readonly origin: Origin
  readonly status: Status
  readonly startOn: Day
}

/** Flagged kit is older than the direction, but for the two or three in a hundred put in since. */
function installedFor(dice: Dice, { origin, status, startOn }: Installing): string {
  if (status === 'planned' || status === 'desired' || dice.chance(90)) return ''
  if (origin !== 'flagged') return dayIn(dice, OLDEST_ON, startOn)
  return dice.chance(25) ? dayIn(dice, addDays(DIRECTION_ON, 1), startOn) : dayIn(dice, OLDEST_ON, DIRECTION_ON)
}

function dayIn(dice: Dice, from: Day, until: Day): Day {
  return addDays(from, dice.below(daysBetween(from, until)))
}
