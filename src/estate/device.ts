import type { Day } from '../shared/day.ts'
import type { FindingState, Kind, Network, Status } from '../shared/vocabulary.ts'

/** A device as the rest of the product works with it: its place (location, coordinates) stays sealed. */
export interface Device {
  readonly id: string
  readonly organisationId: string
  readonly siteId: string
  readonly version: number
  readonly label: string | null
  readonly kind: Kind
  readonly manufacturer: string | null
  readonly model: string | null
  readonly serial: string | null
  /** 12 lower-case hex digits. */
  readonly mac: string | null
  readonly firmware: string | null
  readonly ip: string | null
  readonly network: Network
  /** Null: nobody has said. */
  readonly internetExposed: boolean | null
  /** The label of the recorder that it records to, as the inventory gave it; it may name no device. */
  readonly recorder: string | null
  readonly status: Status
  readonly installedOn: Day | null
  /** The day that the newest accepted facts describe. */
  readonly observedOn: Day
  /** The day of the full inventory of its site that it was missing from; a later sighting makes it null again. */
  readonly notSeenSince: Day | null
  /** What counts: a person's word until `overriddenUntil`, else recognition's. */
  readonly finding: FindingState
  readonly manufacturerId: string | null
  /** Whose equipment a survey found it to be. */
  readonly inspectedManufacturer: string | null
  /** Exclusive; null: nobody has decided. */
  readonly overriddenUntil: Day | null
}

/** What recognition goes by: a kind that was only assumed is none. */
export function recognisable<T extends Pick<Device, 'kind'> & { readonly kindAssumed: boolean }>(device: T) {
  return { ...device, kind: device.kindAssumed ? null : device.kind }
}

/** As much of a device as a plan asks: of a million no more is read. */
export type PlanningDevice = Pick<
  Device,
  | 'id'
  | 'organisationId'
  | 'siteId'
  | 'label'
  | 'kind'
  | 'model'
  | 'serial'
  | 'mac'
  | 'network'
  | 'internetExposed'
  | 'recorder'
  | 'status'
  | 'finding'
  | 'manufacturerId'
  | 'overriddenUntil'
>

/** As much as shows which recorder it records to, or which devices record to it. */
export type RecordingDevice = Pick<
  Device,
  'id' | 'organisationId' | 'siteId' | 'label' | 'kind' | 'recorder' | 'status'
>

/** Kept sealed, as one text: null when nothing at all is known. */
export interface Place {
  readonly location: string | null
  readonly lat: number | null
  readonly lon: number | null
}

/**
 * The text of a place that is sealed and hashed. One place has one text: six decimals of a degree are eleven
 * centimetres, finer than anyone measures a camera's position, and coarser than what two writers of one number differ by.
 */
export function placeText({ location, lat, lon }: Place): string | null {
  if (location === null && lat === null && lon === null) return null
  return JSON.stringify({ location, lat: sixDecimals(lat), lon: sixDecimals(lon) })
}

function sixDecimals(degrees: number | null): number | null {
  return degrees === null ? null : Number(degrees.toFixed(6))
}
