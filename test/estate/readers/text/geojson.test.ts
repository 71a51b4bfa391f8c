import { describe, expect, it } from 'vitest'
import { readGeojson } from '../../../../src/estate/readers/text/geojson.ts'
import { contentOf } from '../../../support/content.ts'

const point = (properties: object, coordinates: unknown = [-2.28, 53.46], more: object = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates },
  ...more,
})
const read = (...features: object[]) => readGeojson(contentOf(JSON.stringify({ type: 'FeatureCollection', features })))
const objectsOf = ({ header, rows }: ReturnType<typeof read>) =>
  rows.map(({ cells }) => Object.fromEntries(header.map((name, i) => [name, cells[i]])))

describe('GeoJSON', () => {
  it('gives one row a feature, its properties as columns, its point as lat and lon', () => {
    const table = read(point({ camera_id: 1001.0, location: 'Wharf' }), point({ camera_id: 'B', funded: true }))
    expect(objectsOf(table)).toEqual([
      { camera_id: '1001', location: 'Wharf', funded: '', lat: '53.46', lon: '-2.28' },
      { camera_id: 'B', location: '', funded: 'true', lat: '53.46', lon: '-2.28' },
    ])
    expect(table.rows.map(({ number }) => number)).toEqual([1, 2])
  })
  it('joins a list as a cell would, and says nothing of nested objects', () => {
    const [row] = objectsOf(read(point({ limbs: ['socpa', 'ministerial'], owner: { name: 'x' }, serial: null })))
    expect(row).toMatchObject({ limbs: 'socpa;ministerial', owner: '', serial: '' })
  })
  it('may be a single feature, and a feature may have its id outside its properties', () => {
    const text = JSON.stringify(point({ model: 'X' }, [0, 51], { id: 'node/7' }))
    expect(objectsOf(readGeojson(contentOf(text)))).toEqual([{ id: 'node/7', model: 'X', lat: '51', lon: '0' }])
  })
  it('rejects what is no feature, and keeps its place', () => {
    const { rows } = readGeojson(contentOf('{"type": "FeatureCollection", "features": [7, {"properties": {"id": 1}}]}'))
    expect(rows.map(({ number, broken }) => [number, broken?.code])).toEqual([
      [1, 'not-a-record'],
      [2, undefined],
    ])
  })
  it('names the feature in which a name stands twice', () => {
    const text =
      '{"type": "FeatureCollection", "features": [{"properties": {}}, {"properties": {"make": 1, "make": 2}}]}'
    const { remarks } = readGeojson(contentOf(text))
    expect(remarks[0]).toMatchObject({
      code: 'name-repeated',
      message: expect.stringContaining('"make" in row 2') as string,
    })
  })
  it('says how many features have no point', () => {
    const line = { type: 'Feature', properties: { id: 1 }, geometry: { type: 'LineString', coordinates: [[0, 0]] } }
    const nowhere = { type: 'Feature', properties: { id: 2 }, geometry: null }
    expect(read(point({ id: 3 }), line, nowhere).remarks).toMatchObject([{ code: 'not-a-point' }])
  })
})

describe('OpenStreetMap tags', () => {
  const osm = (tags: object) => read(point({ man_made: 'surveillance', ...tags }))
  it('name the kind: a camera unless ALPR says otherwise', () => {
    const kinds = ['camera', 'ALPR', 'town', undefined].map((type) => objectsOf(osm({ 'surveillance:type': type }))[0])
    expect(kinds.map((row) => row?.['kind'])).toEqual(['camera', 'anpr', 'camera', 'camera'])
  })
  it('reject a guard, who is a person', () => {
    expect(osm({ 'surveillance:type': 'guard' }).rows[0]?.broken?.code).toBe('not-surveillance')
  })
  it('name the maker in manufacturer, else in brand', () => {
    expect(objectsOf(osm({ brand: 'Hikvision' }))[0]).toMatchObject({ manufacturer: 'Hikvision' })
    expect(objectsOf(osm({ brand: 'Spar', manufacturer: 'HIK Vision' }))[0]).toMatchObject({
      manufacturer: 'HIK Vision',
    })
  })
  it('keep the network of a shop out of the network of its camera', () => {
    expect(osm({ network: 'Spar' }).header).not.toContain('network')
  })
  it('name an operator, who does not become an organisation', () => {
    const { header, remarks } = osm({ operator: 'Anytown Council' })
    expect(header).not.toContain('organisation')
    expect(remarks).toMatchObject([{ code: 'operators-left-out' }])
  })
})
