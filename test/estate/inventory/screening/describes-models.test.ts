import { describe, expect, it } from 'vitest'
import { mapColumns } from '../../../../src/estate/inventory/map-columns.ts'
import { describesModels } from '../../../../src/estate/inventory/screening/describes-models.ts'

const table = (header: readonly string[], n: number, row: (i: number) => string[]) => {
  const rows = Array.from({ length: n }, (_, i) => ({ number: i + 2, cells: row(i) }))
  return describesModels({ rows }, mapColumns(header))
}

describe('a table of models', () => {
  it('names another model in nearly every row, and nothing that one device has', () => {
    expect(table(['brand', 'model'], 20, (i) => ['Axis', `P${i}`])).toBe(true)
    expect(table(['brand', 'model', 'status'], 20, (i) => ['Axis', `P${i}`, i < 2 ? 'planned' : ''])).toBe(true)
  })
  it('may label its models by their own names', () => {
    expect(table(['id', 'brand', 'model'], 20, (i) => [`axis-p${i}`, 'Axis', `P${i} dome`])).toBe(true)
    expect(table(['id', 'brand', 'model'], 20, (i) => [`CAM-${i}`, 'Axis', `P${i} dome`])).toBe(false)
  })
  it('is not one where models come again, as they do in an estate', () => {
    expect(table(['brand', 'model'], 20, (i) => ['Axis', `P${i % 16}`])).toBe(false)
    expect(table(['brand', 'model'], 20, (i) => ['Axis', `P${i % 17}`])).toBe(true)
  })
  it('is not one that says where the devices are, or is too short to tell', () => {
    expect(table(['brand', 'model', 'site'], 20, (i) => ['Axis', `P${i}`, 'HQ'])).toBe(false)
    expect(table(['brand', 'model'], 19, (i) => ['Axis', `P${i}`])).toBe(false)
    expect(table(['brand', 'serial'], 20, (i) => ['Axis', `S${i}`])).toBe(false)
  })
})
