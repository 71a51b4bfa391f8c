import { describe, expect, it } from 'vitest'
import { isJsonList, isNdjson, readJson, readNdjson } from '../../../../src/estate/readers/text/json.ts'
import { contentOf } from '../../../support/content.ts'

describe('a JSON list', () => {
  it('has a column for each field, in the order in which they are met, and a row for each record', () => {
    const { header, rows } = readJson(
      contentOf('[{"id": 1001.0, "make": "Axis"}, {"id": "B", "funded": true, "note": null}]'),
    )
    expect(header).toEqual(['id', 'make', 'funded', 'note'])
    expect(rows.map(({ number, cells }) => [number, ...cells])).toEqual([
      [1, '1001', 'Axis', '', ''],
      [2, 'B', '', 'true', ''],
    ])
  })
  it('names the fields of a record within a record by both names, and joins plain lists', () => {
    const { header, rows } = readJson(
      contentOf('[{"site": {"name": "HQ", "tags": ["a", "b"]}, "channels": [{"id": 1}]}]'),
    )
    expect(header).toEqual(['site.name', 'site.tags', 'channels'])
    expect(rows[0]?.cells).toEqual(['HQ', 'a;b', ''])
  })
  it('says which lists of records within its records are not read: they may be the devices', () => {
    const { remarks } = readJson(contentOf('[{"site": "HQ", "cameras": [{"id": 1}]}, {"site": "S2", "tags": ["a"]}]'))
    expect(remarks).toMatchObject([
      { code: 'list-within-records', message: expect.stringMatching(/^1 record with .* in "cameras"/) as string },
    ])
  })
  it('says so too of a list within a record within a record', () => {
    const { header, remarks } = readJson(contentOf('[{"site": {"name": "HQ", "cameras": [{"id": 1}]}}]'))
    expect(header).toEqual(['site.name', 'site.cameras'])
    expect(remarks).toMatchObject([{ message: expect.stringContaining('in "site.cameras"') as string }])
  })
  it('says what lies deeper than four levels, and is not read', () => {
    const { header, remarks } = readJson(
      contentOf('[{"id": 1, "a": {"b": {"c": {"d": {"make": "Axis"}, "e": 5, "f": {}}}}}, {"id": 2}]'),
    )
    expect(header).toEqual(['id', 'a.b.c.e'])
    expect(remarks).toEqual([
      { code: 'too-deep', message: 'What lies deeper than 4 levels is not read: "a.b.c.d" (1 record).' },
    ])
  })
  it('names the row and the name where a name stands twice in one object, and reads the last', () => {
    const twice = '{"id": "\\"{,[", "site": {"make": "x"}, "make": "Hikvision", "n": [1, 2], "make" : "Axis"}'
    const { rows, remarks } = readJson(contentOf(`{"count": 2, "devices": [{"id": 1}, ${twice}], "count": 3}`))
    expect(rows[1]?.cells[2]).toBe('Axis')
    expect(remarks).toEqual([
      {
        code: 'name-repeated',
        message:
          '2 values are not read, because the same name stands again in their object: "make" in row 2, "count" outside of the list.',
      },
    ])
  })
  it('may be the one list of an object', () => {
    expect(readJson(contentOf('{"count": 1, "devices": [{"id": 1}]}')).rows).toHaveLength(1)
    expect(isJsonList(contentOf('{"a": [{"id": 1}], "b": [{"id": 1}]}'))).toBe(false)
  })
  it('rejects what is no record, and keeps its place', () => {
    const { rows } = readJson(contentOf('[{"id": 1}, 7, {"id": 3}]'))
    expect(rows.map(({ number, broken }) => [number, broken?.code])).toEqual([
      [1, undefined],
      [2, 'not-a-record'],
      [3, undefined],
    ])
  })
  it('nested without end is no matter', () => {
    const deep = `[{"id": 1, "a": ${'['.repeat(5000)}${']'.repeat(5000)}, "b": ${'{"c":'.repeat(5000)}1${'}'.repeat(5000)}}]`
    expect(readJson(contentOf(deep)).rows[0]?.cells).toEqual(['1', ''])
  })
})

describe('NDJSON', () => {
  it('has a record on each line, and a row’s number is its line', () => {
    const content = contentOf('{"id": 1}\n\n{"id": 2}\nnot JSON\n')
    expect(isNdjson(contentOf('{"id": 1}\r\n{"id": 2}'))).toBe(true)
    expect(isNdjson(contentOf('{"id": "cut\n{"id": 2}'))).toBe(true)
    expect(isNdjson(contentOf('{\n{"id": 2}\n'))).toBe(true)
    expect(isNdjson(contentOf('{\n  "id": 2\n}'))).toBe(false)
    const { format, rows } = readNdjson(content)
    expect(format).toBe('ndjson')
    expect(rows.map(({ number, broken }) => [number, broken?.code])).toEqual([
      [1, undefined],
      [3, undefined],
      [4, 'not-a-record'],
    ])
  })
  it('names the line of a name that stands twice in one object', () => {
    const { remarks } = readNdjson(contentOf('{"id": 1}\n\n{"id": 2, "id": 3}\n{"id": 4, "id":\n'))
    expect(remarks.map(({ message }) => message)).toEqual([
      '1 value is not read, because the same name stands again in its object: "id" in row 3.',
    ])
  })
})
