// OpenStreetMap's tags for surveillance (wiki: Tag:man_made=surveillance), in the words of the canonical columns.
// Mappers write what they see from the street: no serial, seldom a maker. `network`, `brand` and `operator` of a shop
// that has a camera are the shop's, so only the maker's own tags are read, `brand` last.
import type { Feature } from './geojson.ts'
import type { Broken } from '../table.ts'

/** The first tag that has a value gives the column. */
const TAGS = {
  device: ['id', '@id', 'ref'],
  manufacturer: ['manufacturer', 'brand'],
  model: ['model', 'manufacturer:model', 'camera:model'],
  location: ['name', 'description:location', 'addr:housename'],
} as const

export const OSM_COLUMNS = ['device', 'manufacturer', 'model', 'location', 'kind', 'lat', 'lon']

/** `surveillance:type` in our words; what is not here, or not tagged, is taken as a camera. */
const KINDS: Readonly<Record<string, string>> = { alpr: 'anpr', anpr: 'anpr' }

export function hasOsmTags({ properties }: Feature): boolean {
  return properties['man_made'] === 'surveillance' || 'surveillance:type' in properties
}

export function readOsmTags(feature: Feature): { cells: string[]; broken?: Broken } {
  const properties: Readonly<Record<string, string>> = { '@id': feature.id, ...feature.properties }
  const first = (names: readonly string[]) => names.map((name) => properties[name]?.trim()).find(Boolean) ?? ''
  const type = (properties['surveillance:type'] ?? '').toLowerCase()
  const cells = [
    first(TAGS.device),
    first(TAGS.manufacturer),
    first(TAGS.model),
    first(TAGS.location),
    KINDS[type] ?? 'camera',
    feature.lat,
    feature.lon,
  ]
  if (feature.broken) return { cells, broken: feature.broken }
  return type === 'guard' ? { cells, broken: GUARD } : { cells }
}

const GUARD: Broken = {
  code: 'not-surveillance',
  column: 'surveillance:type',
  message: 'A guard is a person; expected a device, such as camera or ALPR.',
}
