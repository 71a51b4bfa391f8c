// Recognition against files that people publish. They are not ours to copy: they are read where they lie beside the
// repository, or where LENSCAP_INVENTORIES points, and their absence is said.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import type { DeviceFacts } from '../../src/register/evidence.ts'
import { recognise } from '../../src/register/recognise.ts'
import { shipped } from './shipped.ts'

const folder =
  process.env['LENSCAP_INVENTORIES'] ?? fileURLToPath(new URL('../../../shared/data/inventories', import.meta.url))
const present = existsSync(folder)
const read = (path: string): string => readFileSync(`${folder}/${path}`, 'utf8')
const rows = (path: string): Record<string, string>[] =>
  Papa.parse<Record<string, string>>(read(path), { header: true, skipEmptyLines: true }).data

/** A figure for whoever reads the test's output. */
const report = (line: string): void => void process.stdout.write(`${line}\n`)

type Tally = Record<'flagged' | 'review' | 'cleared' | 'unknown', number>
function tally(devices: readonly DeviceFacts[]): Tally {
  const counts: Tally = { flagged: 0, review: 0, cleared: 0, unknown: 0 }
  for (const device of devices) counts[recognise(shipped, device).state]++
  return counts
}

/** The device's own four fields are the first of their names in a dump; those of its channels come later. */
function deviceOfDump(text: string): DeviceFacts {
  const first = (field: string): string =>
    new RegExp(`"${field}"\\s*:\\s*"([^"]*)"|<${field}>([^<]*)<`).exec(text)?.slice(1).find(Boolean) ?? ''
  return {
    manufacturer: first('manufacturer'),
    model: first('model'),
    mac: first('macAddress'),
    firmware: first('firmwareVersion'),
  }
}

const checks: Record<string, () => void> = {
  'device-information dumps: 11 devices, 10 flagged, 1 for review': () => {
    const dumps = readdirSync(`${folder}/hikvision-isapi-devices`).filter((name) => /\.(json|xml)$/.test(name))
    const devices = new Map(
      dumps.map((name) => deviceOfDump(read(`hikvision-isapi-devices/${name}`))).map((device) => [device.mac, device]),
    )
    expect(dumps).toHaveLength(12)
    // The DS-7732 with a blank maker is flagged by the mended prefixes; DS-7608 has a medium one.
    expect(tally([...devices.values()])).toEqual({ flagged: 10, review: 1, cleared: 0, unknown: 0 })
  },

  'user-typed models: what the model alone tells, without the brand': () => {
    const all = rows('ispy-camera-models/all_brand_model.csv')
    const inScope =
      /^(hikvision|ezviz|hilook|hiwatch|dahua|imou|uniview|unv|tiandy|tvt|kedacom|milesight|sunell|jovision)$/i
    // Copies of Dahua's and Hikvision's own names, and brands that resell them: the truth about them is not known.
    const unsure =
      /^(a[ld]hua|ajhua|adhua.*|other|generic|general|ipc|onvif|lorex|amcrest|annke|lts|swann|digital video recorder)$/i
    const named = all.filter(({ brand }) => inScope.test(brand ?? ''))
    const others = all.filter(({ brand }) => !inScope.test(brand ?? '') && !unsure.test(brand ?? ''))
    const hits = tally(named.map(({ model }) => ({ model })))
    const misses = tally(others.map(({ model }) => ({ model })))
    const recall = (hits.flagged + hits.review) / named.length
    const precision = hits.flagged / (hits.flagged + misses.flagged)
    report(`ispy, model alone: recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}`)
    // Measured: 0.656 and 0.970. Many of the models are no models at all ("1080P", "16CH-TVI").
    expect(recall).toBeGreaterThan(0.64)
    expect(precision).toBeGreaterThan(0.96)
  },

  'user-typed brands: every in-scope brand is flagged, and no other': () => {
    const all = rows('ispy-camera-models/all_brand_model.csv')
    const state = (brand: string): string => recognise(shipped, { manufacturer: brand, kind: 'camera' }).state
    const flagged = [...new Set(all.map(({ brand }) => brand ?? ''))]
      .filter((brand) => state(brand) === 'flagged')
      .sort()
    report(`ispy, brands flagged by name: ${flagged.join(', ')}`)
    expect(flagged).toEqual(
      expect.arrayContaining(['Dahua', 'Hikvision', 'Hilook', 'Hiwatch', 'Imou', 'Tiandy', 'Tvt', 'Uniview', 'Unv']),
    )
    for (const near of ['Hikam', 'Hikari', 'Hiki', 'Hikity', 'Praxis', 'Sony', 'Axis'])
      expect(flagged).not.toContain(near)
  },

  'brands with their MAC blocks: Hikvision and Uniview flag by block alone, the others do not': () => {
    const devices = rows('camio-oui-models/company_model_oui.csv').flatMap(
      ({ company = '', model = '', oui_regex = '' }) =>
        (oui_regex.match(/[0-9A-F]{2}(:[0-9A-F]{2}){2}/gi) ?? []).map((oui) => ({
          company,
          model,
          mac: `${oui}:12:34:56`,
        })),
    )
    const flagged = devices.filter(({ mac }) => recognise(shipped, { mac }).state === 'flagged')
    const companies = [...new Set(flagged.map(({ company }) => company))].sort()
    report(`camio, ${flagged.length} of ${devices.length} blocks flagged: ${companies.join(', ')}`)
    expect(companies).toEqual(expect.arrayContaining(['Hikvision', 'Uniview']))
    for (const { company, model, mac } of devices.filter(({ company }) =>
      /^(axis|bosch|avigilon|mobotix|acti|vivotek)$/i.test(company),
    )) {
      expect(recognise(shipped, { manufacturer: company, model, mac }).state, `${company} ${mac}`).not.toBe('flagged')
    }
  },
}

describe('real inventories', () => {
  if (!present) {
    it('are not beside this checkout', () => {
      report(`${Object.keys(checks).length} tests over real inventories did not run: ${folder} is not there.`)
    })
    return
  }
  for (const [name, check] of Object.entries(checks)) it(name, check)
})
