// No organisation of the demo may be a real one. The lists are not ours to copy: they are read where they lie beside
// the repository, or where LENSCAP_INVENTORIES points, and their absence is said.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { makeDemoEstate } from '../../src/demo/estate/make-estate.ts'
import { AREAS } from '../../src/demo/estate/places.ts'
import { day } from '../../src/shared/day.ts'

const folder =
  process.env['LENSCAP_INVENTORIES'] ?? fileURLToPath(new URL('../../../shared/data/inventories', import.meta.url))
const LISTS = [
  'uk-gov-organisations/government-organisation.tsv',
  'uk-local-authorities/uk_local_authorities_future.csv',
  'uk-local-authorities/lookup_name_to_registry.csv',
  'uk-local-authority-register/local-authorities.tsv',
  'uk-schools-dfe/schools_gias.csv',
  'uk-nhs-trusts/etr_tidy.csv',
]
const present = existsSync(folder)
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()

function realCells(): Set<string> {
  const files = LISTS.map((list) => Papa.parse<string[]>(readFileSync(`${folder}/${list}`, 'utf8')).data)
  return new Set(files.flatMap((rows) => rows.flatMap((row) => row.map(plain))))
}

/** The names of organisations and sites in several estates. */
function inventedNames(): string[] {
  const files = [1, 2, 3].flatMap((seed) => makeDemoEstate({ seed, startOn: day('2026-11-23') }))
  const rows = files.flatMap(({ csv }) => Papa.parse<string[]>(csv.replace(/^\uFEFF/, '')).data.slice(1))
  return [...new Set(rows.flatMap((row) => [row[0] ?? '', row[4] ?? '']))].filter((name) => name !== '')
}

const checks: Record<string, () => void> = {
  'are of no real department, council, school or trust': () => {
    const real = realCells()
    // The lists are there and hold what they should.
    expect(real.has('cabinet office')).toBe(true)
    expect(real.size).toBeGreaterThan(20_000)
    expect(inventedNames().filter((name) => real.has(plain(name)))).toEqual([])
  },
  'are of places that stand in no real name': () => {
    const words = new Set([...realCells()].flatMap((cell) => cell.split(' ')))
    const places = AREAS.flatMap((area) => area.places)
    expect(places.filter((place) => words.has(plain(place)))).toEqual([])
  },
}

describe('the names of the demo', () => {
  if (!present) {
    it('have no real names beside this checkout to be compared with', () => {
      const number = Object.keys(checks).length
      process.stdout.write(`${number} tests of invented names against real ones did not run: ${folder} is not there.\n`)
    })
    return
  }
  for (const [name, check] of Object.entries(checks)) it(name, check)
})
