// GeoJSON: a Feature or a FeatureCollection, one device a feature. The columns are the properties' names. Features of
// OpenStreetMap carry tags, whose words are translated into the canonical columns (osm.ts).
import { count } from '../../../shared/text.ts'
import type { Content } from '../content.ts'
import { refuse, refuseWide } from '../refuse.ts'
import { isObject, textOf } from './json.ts'
import { repeatedNames, sayRepeated } from './json-names.ts'
import { hasOsmTags, OSM_COLUMNS, readOsmTags } from './osm.ts'
import type { Broken, ListedTable, RawRow, Remark } from '../table.ts'

export interface Feature {
  readonly id: string
  readonly properties: Readonly<Record<string, string>>
  /** Longitude and latitude of a point; blank for any other geometry. */
  readonly lon: string
  readonly lat: string
  /** Why it cannot be taken at all. */
  readonly broken?: Broken
}

export function isGeojson(content: Content): boolean {
  if (!content.isJson || !isObject(content.json)) return false
  return ['Feature', 'FeatureCollection'].includes(String(content.json['type']))
}

/** Throws a Failure with exit code 2 when the text is not GeoJSON. */
export function readGeojson(content: Content): ListedTable {
  const { name, encoding } = content
  const features = findFeatures(content.json, name).map(toFeature)
  const shaped = features.some(hasOsmTags) ? osmTable(features) : plainTable(name, features)
  return {
    format: 'geojson',
    encoding,
    ...shaped,
    remarks: [
      ...content.remarks,
      ...sayRepeated(repeatedNames(content.text)),
      ...shaped.remarks,
      ...missingPoints(features),
    ],
  }
}

type Shaped = Pick<ListedTable, 'header' | 'namedBy' | 'rows' | 'remarks'>

function plainTable(name: string, features: readonly Feature[]): Shaped {
  const names = new Set<string>()
  if (features.some((feature) => feature.id !== '')) names.add('id')
  for (const { properties } of features) for (const property of Object.keys(properties)) names.add(property)
  for (const coordinate of ['lat', 'lon']) {
    if (features.some((feature) => feature[coordinate as 'lat' | 'lon'] !== '')) names.add(coordinate)
  }
  const header = [...names]
  refuseWide(name, header.length)
  const rows = features.map(({ id, properties, lat, lon, broken }, i): RawRow => {
    const known: Record<string, string> = { ...(id && { id }), ...properties, ...(lat && lon && { lat, lon }) }
    return { number: i + 1, cells: header.map((property) => known[property] ?? ''), broken }
  })
  return { header, namedBy: 'id', rows, remarks: [] }
}

function osmTable(features: readonly Feature[]): Shaped {
  const read = features.map((feature, i): RawRow => ({ number: i + 1, ...readOsmTags(feature) }))
  const operators = features.filter(({ properties }) => properties['operator']).length
  const remarks: Remark[] = []
  if (operators > 0) {
    const message = `${operators.toLocaleString('en-GB')} of ${count(features.length, 'feature')} name an operator. Operators do not become organisations; say whose devices these are with --organisation.`
    remarks.push({ code: 'operators-left-out', message })
  }
  return { header: OSM_COLUMNS, namedBy: 'device', rows: read, remarks }
}

function missingPoints(features: readonly Feature[]): Remark[] {
  const without = features.filter(({ lat, broken }) => lat === '' && !broken).length
  if (without === 0) return []
  return [
    {
      code: 'not-a-point',
      message: `${without.toLocaleString('en-GB')} of ${count(features.length, 'feature')} are not points: they have no coordinates.`,
    },
  ]
}

function findFeatures(json: unknown, name: string): unknown[] {
  if (isObject(json) && json['type'] === 'Feature') return [json]
  if (isObject(json) && json['type'] === 'FeatureCollection' && Array.isArray(json['features'])) return json['features']
  throw refuse('not-geojson', `${name} is JSON, but not GeoJSON: no Feature and no FeatureCollection.`)
}

function toFeature(json: unknown): Feature {
  if (!isObject(json)) return NO_FEATURE
  const { id, properties, geometry } = json
  const point = isObject(geometry) && geometry['type'] === 'Point' ? geometry['coordinates'] : undefined
  const [lon, lat] = Array.isArray(point) ? (point as unknown[]).map(textOf) : []
  const named = isObject(properties) ? Object.entries(properties).map(([k, v]) => [k, textOf(v)] as const) : []
  return { id: textOf(id), properties: Object.fromEntries(named), lon: lon ?? '', lat: lat ?? '' }
}

const NO_FEATURE: Feature = {
  id: '',
  properties: {},
  lon: '',
  lat: '',
  broken: { code: 'not-a-record', column: null, message: 'It is no feature: expected a JSON object for each device.' },
}
