// The devices of a site: how many of each kind, what they are called and what they record on.
import type { Kind, Sector } from '../../shared/vocabulary.ts'
import { range } from './bodies.ts'
import { describeDevice, type Count, type Device, type Taste } from './device.ts'
import type { Dice, Weights } from './dice.ts'
import type { Site } from './sites.ts'

/** A recorder that serves other sites of its organisation too; its label is the only one of its kind there. */
export interface Hub {
  readonly site: Site
  readonly label: string
}

/** The devices of one site, recorders first. */
export function makeDevices(
  dice: Dice,
  { site, taste, hub, count }: { site: Site; taste: Taste; hub: Hub | null; count: Count },
): Device[] {
  const recorders = range(0, recordersFor(dice, site.devices)).map((i) => labelOf('recorder', i))
  if (hub?.site === site) recorders.unshift(hub.label)
  const servedBy = recorders.length > 0 ? recorders : [hub?.label ?? '']
  const kinds = FIELD_SECTORS.has(site.body.profile.sector) ? FIELD_KINDS : PREMISES_KINDS
  const perKind = new Map<Kind, number>()
  return range(0, site.devices).map((i) => {
    const kind: Kind = i < recorders.length ? 'recorder' : dice.weigh(kinds)
    const nth = perKind.get(kind) ?? 0
    perKind.set(kind, nth + 1)
    const recorder = RECORDED.has(kind) ? servedBy[i % servedBy.length]! : ''
    const purpose = { site, taste, count, kind, recorder, label: recorders[i] ?? labelOf(kind, nth), first: i === 0 }
    return describeDevice(dice, purpose)
  })
}

/** About one to seventeen devices; sites of under five mostly record on a shared recorder, or on cards. */
function recordersFor(dice: Dice, devices: number): number {
  if (devices < 5) return dice.chance(250) ? 1 : 0
  return Math.max(1, Math.round(devices / 17))
}

const LABELS: Record<Kind, string> = {
  camera: 'CAM',
  recorder: 'NVR',
  encoder: 'ENC',
  vms: 'VMS',
  intercom: 'INT',
  'access-terminal': 'ACT',
  anpr: 'ANPR',
  'body-worn': 'BWV',
  drone: 'UAS',
  other: 'AUX',
}

function labelOf(kind: Kind, nth: number): string {
  return `${LABELS[kind]}-${String(nth + 1).padStart(3, '0')}`
}

const RECORDED = new Set<Kind>(['camera', 'encoder', 'anpr'])
const FIELD_SECTORS = new Set<Sector>(['police', 'fire', 'defence', 'council', 'other'])
/** What stands beside recorders: nine cameras in ten. Body-worn, drones and ANPR belong to those who work outdoors. */
const PREMISES_KINDS: Weights<Kind> = [
  [900, 'camera'],
  [36, 'intercom'],
  [34, 'access-terminal'],
  [12, 'encoder'],
  [9, 'vms'],
  [7, 'anpr'],
  [2, 'other'],
]
const FIELD_KINDS: Weights<Kind> = [
  [870, 'camera'],
  [26, 'intercom'],
  [20, 'access-terminal'],
  [12, 'encoder'],
  [8, 'vms'],
  [28, 'anpr'],
  [24, 'body-worn'],
  [12, 'drone'],
]
