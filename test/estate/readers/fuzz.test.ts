// What nobody meant to send: the published files with bytes changed, cut, doubled and moved, and text made up of what
// readers trip over. A file is read or refused in words, in bounded time, and every row of it is accounted for.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../support/dialects.ts'
import { inventoryFolder } from '../../support/inventories.ts'
import { countsOf, importer, type ImportOptions } from '../../support/make.ts'
import { runs } from '../../support/runs.ts'
import { workbook } from '../../support/workbook.ts'
import { Failure } from '../../../src/shared/failure.ts'

/** So that a case takes milliseconds: the first so many bytes of a file show all that its reader does. */
const MOST_BYTES = 6_000
const MOST_WHOLE = 80_000
/** A case takes a tenth of this on a busy machine; one that takes longer grows faster than its file. */
const MOST_MS = 5_000

const MADE = {
  'made.csv': Buffer.from(
    'device,make,model,mac\r\nA,Axis,"P3245, LV",00:40:8c:01:02:03\r\nB,Hikvision,DS-2CD,"44:19:b6:1:2:3"\r\n',
  ),
  'made-utf-16.tsv': Buffer.from('\ufeffdevice\tlocation\nA\tSt John’s Road\n', 'utf16le'),
  'made.ndjson': Buffer.from('{"id": 1, "make": "Axis"}\n{"id": 2, "make": "Bosch", "site": {"name": "HQ"}}\n'),
  'made.xlsx': workbook([
    { name: 'Cameras', rows: { 1: ['device', 'make'], 2: ['A', 'Axis'], 3: ['B', 'Hikvision'] } },
  ]),
}

function published(): Record<string, Buffer> {
  if (!existsSync(inventoryFolder)) return {}
  const paths = readdirSync(inventoryFolder, { recursive: true, encoding: 'utf8' })
  const lists = paths.filter((path) => /^(?!recog).*\.(csv|tsv|json|geojson|xml|xlsx)$/.test(path))
  const contents = lists.map((path) => [path, startOf(readFileSync(join(inventoryFolder, path)))] as const)
  return Object.fromEntries(contents.filter(([, { length }]) => length <= MOST_WHOLE))
}

/** JSON and archives are nothing without their end; of all else the beginning does. */
function startOf(bytes: Buffer): Buffer {
  return /^(PK|\s*[{[])/.test(bytes.toString('latin1', 0, 20)) ? bytes : bytes.subarray(0, MOST_BYTES)
}

const SEEDS: Readonly<Record<string, Buffer>> = { ...MADE, ...published() }

/** A change in words, so that a case that fails can be read. Places are shares of the length. */
type Change =
  | { readonly what: 'set' | 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly what: 'cut' | 'join' | 'repeat'; readonly at: number; readonly until: number }

/** Bytes that mean something to some reader. */
const TELLING = [
  '"',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r',
  '\0',
  '<',
  '>',
  '&',
  '{',
  '}',
  '[',
  ']',
  '\\',
  '\xff',
  '\x92',
  '=',
]
const share = fc.double({ min: 0, max: 1, noNaN: true })
const bytes = fc.oneof(
  fc.constantFrom(...TELLING).map((text): Uint8Array => Buffer.from(text, 'latin1')),
  fc.uint8Array({ minLength: 1, maxLength: 20 }),
)
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ what: fc.constantFrom('set' as const, 'insert' as const), at: share, bytes }),
  fc.record({ what: fc.constantFrom('cut' as const, 'join' as const, 'repeat' as const), at: share, until: share }),
)

function apply(file: Buffer, changed: Change): Buffer {
  const place = (part: number) => Math.floor(part * file.length)
  const from = place(changed.at)
  if ('bytes' in changed) {
    const after = changed.what === 'set' ? from + changed.bytes.length : from
    return Buffer.concat([file.subarray(0, from), changed.bytes, file.subarray(after)])
  }
  const until = place(changed.until)
  if (changed.what === 'cut') return file.subarray(Math.min(from, until), Math.max(from, until))
  // With the second place before the first, what lies between is there twice; else it is gone.
  return Buffer.concat([
    file.subarray(0, changed.what === 'repeat' ? Math.max(from, until) : from),
    file.subarray(until),
  ])
}

const options: fc.Arbitrary<ImportOptions> = fc.record(
  {
    kind: fc.constant('camera' as const),
    noHeader: fc.constant(true),
    map: fc.constant({ device: '1' }),
    encoding: fc.constantFrom('utf-8' as const, 'utf-16le' as const, 'windows-1250' as const, 'big5' as const),
    format: fc.constantFrom('csv' as const, 'xlsx' as const, 'ndjson' as const, 'geojson' as const, 'nmap' as const),
  },
  { requiredKeys: [] },
)

describe('any file whatsoever', () => {
  it('is read or refused in words, and no row of it is lost', { timeout: runs(60_000, 1_800_000) }, async () => {
    const file = fc.constantFrom(...Object.keys(SEEDS).sort())
    const changes = fc.array(change, { maxLength: 2 })
    const { db, close } = await openTestDatabase('sqlite')
    const run = importer(db)
    const seen = { read: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(
        file,
        changes,
        fc.oneof(fc.constant({ kind: 'camera' as const }), options),
        async (name, changed, given) => {
          const bytes = changed.reduce(apply, SEEDS[name]!).subarray(0, 2 * MOST_WHOLE)
          const from = performance.now()
          const outcome = await run(bytes, { ...given, dryRun: true }).catch((error: unknown) => error)
          expect(performance.now() - from).toBeLessThan(MOST_MS)
          if (outcome instanceof Error) {
            if (!(outcome instanceof Failure)) throw outcome
            expect(outcome.details['exitCode'], outcome.code).toBe(2)
            seen.refused++
            return
          }
          const { rows, ...became } = countsOf(outcome as Parameters<typeof countsOf>[0])
          expect(Object.values(became).reduce((sum, n) => sum + n, 0)).toBe(rows)
          seen.read++
        },
      ),
      // A case in words needs no shrinking, which would import it hundreds of times over.
      { numRuns: runs(200, 6000), seed: 20261122, endOnFailure: true },
    )
    await close()
    // Many cases must come through, or this tests only how files are refused.
    expect(seen.read).toBeGreaterThan(seen.refused / 4)
  })
})
