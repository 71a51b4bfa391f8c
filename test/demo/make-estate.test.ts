import { beforeAll, describe, expect, it } from 'vitest'
import Papa from 'papaparse'
import { AXIS, CLEAR, DAHUA, DISPUTED, DJI, HIKVISION, OTHER_FLAGGED, RELABELS } from '../../src/demo/estate/makes.ts'
import { makeDemoEstate } from '../../src/demo/estate/make-estate.ts'
import { COLUMNS, type Row } from '../../src/demo/estate/type-up.ts'
import { recognise } from '../../src/register/recognise.ts'
import { day, parseDay } from '../../src/shared/day.ts'
import * as words from '../../src/shared/vocabulary.ts'
import { clear, listed, shipped } from '../register/shipped.ts'

const startOn = day('2026-11-23')
const SEEDS = [1, 2, 20221124]

/** Read as an import would: header in any case, byte-order mark or none. */
function rowsOf(csv: string): Row[] {
  const text = csv.replace(/^\uFEFF/, '')
  return Papa.parse<Row>(text, { header: true, skipEmptyLines: true, transformHeader: (name) => name.toLowerCase() })
    .data
}

const oneOf = (list: readonly string[]) => (text: string) => text === '' || list.includes(text)
const dayOrBlank = (text: string): boolean => text === '' || parseDay(text) !== undefined
const degrees = (text: string): boolean => /^(-?\d{1,2}\.\d{4})?$/.test(text)
const ALLOWED: Partial<Record<keyof Row, (text: string) => boolean>> = {
  organisation: (text) => text !== '',
  site: (text) => text !== '',
  device: (text) => text !== '',
  standing: oneOf(words.STANDINGS),
  sector: oneOf(words.SECTORS),
  sensitivity: oneOf(words.SENSITIVITIES),
  limbs: (text) => text.split(';').every(oneOf(['secret-material', 'dv-staff', 'ministerial', 'socpa'])),
  region: oneOf(words.REGIONS),
  lat: degrees,
  lon: degrees,
  vetting: oneOf(words.VETTINGS),
  scheduled_upgrade: dayOrBlank,
  upgrade_funded: oneOf(['yes', 'no']),
  kind: oneOf(words.KINDS),
  mac: (text) => /^([0-9A-F]{12})?$/i.test(text.replaceAll(/[:.-]/g, '')),
  network: oneOf(words.NETWORKS),
  internet_exposed: oneOf(['yes', 'no']),
  status: oneOf(words.STATUSES),
  installed_on: dayOrBlank,
}
const isSound = (row: Row): boolean => COLUMNS.every((column) => ALLOWED[column]?.(row[column]) ?? true)

const keyOf = (row: Row): string => `${row.organisation}|${row.site}|${row.device}`
const siteOf = (row: Row): string => `${row.organisation}|${row.site}`
const statusOf = (row: Row): string => row.status || 'in-service'
const findingOf = (row: Row) => recognise(shipped, { ...row, kind: words.KINDS.find((kind) => kind === row.kind) })

/** In a hundred, to the nearest whole. */
const percent = (part: number, whole: number): number => Math.round((100 * part) / whole)

describe('the demo estate as bytes', () => {
  it('is the same for the same seed and day', () => {
    expect(makeDemoEstate({ seed: 7, startOn })).toEqual(makeDemoEstate({ seed: 7, startOn }))
  })

  it('is another for another seed', () => {
    const files = (seed: number): string =>
      makeDemoEstate({ seed, startOn })
        .map((file) => file.csv)
        .join('')
    expect(files(7)).not.toBe(files(8))
  })

  it('is six files with the canonical columns', () => {
    const files = makeDemoEstate({ seed: 7, startOn })
    expect(files.map((file) => file.fileName)).toEqual([
      'central-departments.csv',
      'defence-and-arms-length-bodies.csv',
      'police-fire-and-justice.csv',
      'councils-and-others.csv',
      'health.csv',
      'schools-and-colleges.csv',
    ])
    for (const { csv } of files) {
      expect(
        csv
          .split(/\r?\n/)[0]!
          .replace(/^\uFEFF/, '')
          .toLowerCase(),
      ).toBe(COLUMNS.join(','))
    }
  })
})

describe.each(SEEDS)('the demo estate of seed %i', (seed) => {
  let rows: Row[]
  let devices: Row[]
  let sites: Row[]

  beforeAll(() => {
    rows = makeDemoEstate({ seed, startOn }).flatMap((file) => rowsOf(file.csv))
    devices = [...new Map(rows.filter(isSound).map((row) => [keyOf(row), row])).values()]
    sites = [...new Map(devices.toReversed().map((row) => [siteOf(row), row])).values()]
  })

  const flagged = (): Row[] => devices.filter((row) => findingOf(row).state === 'flagged')
  const share = (of: readonly Row[], fits: (row: Row) => boolean): number => percent(of.filter(fits).length, of.length)

  it('holds 600 sites and about 8,000 devices over all sectors and all regions of the country', () => {
    expect(sites).toHaveLength(600)
    expect(devices.length).toBeGreaterThan(7400)
    expect(devices.length).toBeLessThan(8600)
    expect(new Set(sites.map((row) => row.sector))).toEqual(new Set(words.SECTORS))
    expect(new Set(sites.map((row) => row.region))).toEqual(new Set(words.REGIONS.filter((r) => r !== 'Overseas')))
  })

  it('has 60 sensitive, 40 extended and 25 unassessed sites, the sensitive ones with departments', () => {
    const number = (of: string): number => sites.filter((row) => (row.sensitivity || 'unassessed') === of).length
    expect(['sensitive', 'extended', 'unassessed'].map(number)).toEqual([60, 40, 25])
    const owners = sites.filter((row) => row.sensitivity === 'sensitive')
    expect(new Set(owners.map((row) => row.standing))).toEqual(new Set(['department']))
    expect(new Set(owners.map((row) => row.organisation)).size).toBeLessThanOrEqual(11)
  })

  it('has about half of the sensitive sites clear of all but known and clear devices', () => {
    const inUse = devices.filter((row) => row.sensitivity === 'sensitive' && statusOf(row) === 'in-service')
    const unclear = inUse.filter((row) => findingOf(row).state !== 'cleared').map(siteOf)
    expect(new Set(unclear).size).toBe(31)
  })

  it('has three in five bodies with Hikvision or Dahua, as the survey of 2022 found', () => {
    const hikvisionOrDahua = (row: Row): boolean => /^(hikvision|dahua)$/.test(findingOf(row).manufacturerId ?? '')
    const bodies = new Set(devices.map((row) => row.organisation)).size
    const holding = new Set(
      flagged()
        .filter(hikvisionOrDahua)
        .map((row) => row.organisation),
    ).size
    expect(percent(holding, bodies)).toBeGreaterThanOrEqual(57)
    expect(percent(holding, bodies)).toBeLessThanOrEqual(65)
  })

  it('has the findings, kinds and states of a real estate', () => {
    const states = devices.map((row) => findingOf(row))
    const ofState = (state: string): number => percent(states.filter((f) => f.state === state).length, devices.length)
    const relabels = percent(states.filter((f) => f.possibleRelabel).length, devices.length)
    expect({ flagged: ofState('flagged'), unknown: ofState('unknown'), review: ofState('review'), relabels }).toEqual({
      flagged: within(48, 58),
      unknown: within(3, 5),
      review: within(3, 5),
      relabels: within(2, 4),
    })
    expect(share(devices, (row) => row.kind === 'camera')).toEqual(within(79, 84))
    expect(share(devices, (row) => row.kind === 'recorder')).toEqual(within(7, 10))
    expect(share(devices, (row) => statusOf(row) === 'in-service')).toEqual(within(92, 97))
    expect(new Set(devices.map(statusOf))).toEqual(new Set(words.STATUSES))
    expect(new Set(devices.map((row) => row.kind))).toEqual(new Set(words.KINDS))
  })

  it('has a tenth of the devices of departments on core networks, and some open to the internet', () => {
    const ofDepartments = devices.filter((row) => row.standing === 'department')
    expect(share(ofDepartments, (row) => row.network === 'core')).toEqual(within(9, 12))
    expect(share(devices, (row) => row.internet_exposed === 'yes')).toEqual(within(1, 3))
  })

  it('has flagged devices planned for sensitive sites, and two or three in a hundred installed since the direction', () => {
    const planned = flagged().filter((row) => row.sensitivity === 'sensitive' && row.status === 'planned')
    expect(planned.length).toBeGreaterThan(4)
    expect(share(flagged(), (row) => row.installed_on > '2022-11-24')).toEqual(within(2, 3))
  })

  it('has nothing installed after the start and every upgrade between six months and six years after it', () => {
    expect(devices.every((row) => row.installed_on <= startOn)).toBe(true)
    const upgrades = sites.filter((row) => row.scheduled_upgrade !== '')
    expect(percent(upgrades.length, sites.length)).toEqual(within(29, 41))
    expect(upgrades.every((row) => row.scheduled_upgrade > '2027-05-23' && row.scheduled_upgrade < '2032-11-23')).toBe(
      true,
    )
    expect(share(upgrades, (row) => row.upgrade_funded === 'yes')).toEqual(within(40, 60))
    expect(share(upgrades, (row) => /Hikvision|Dahua/.test(row.upgrade_manufacturer))).toEqual(within(3, 17))
  })

  it('names only recorders that the organisation has, some of them at another site', () => {
    const recorders = new Set(devices.filter((row) => row.kind === 'recorder').map(keyOf))
    const shared = new Map(
      devices.filter((row) => row.kind === 'recorder').map((row) => [`${row.organisation}|${row.device}`, row]),
    )
    const recorded = devices.filter((row) => row.recorder !== '')
    const elsewhere = recorded.filter((row) => !recorders.has(`${siteOf(row)}|${row.recorder}`))
    expect(elsewhere.every((row) => shared.has(`${row.organisation}|${row.recorder}`))).toBe(true)
    expect(new Set(elsewhere.map((row) => row.recorder)).size).toBeGreaterThan(10)
  })

  it('gives no two devices the same MAC or serial', () => {
    for (const column of ['mac', 'serial'] as const) {
      const texts = devices
        .map((row) => row[column].replaceAll(/[:.-]/g, '').toUpperCase())
        .filter((text) => text !== '')
      expect(new Set(texts).size).toBe(texts.length)
    }
  })

  it('has about three rows in a thousand to be rejected, and four that repeat another', () => {
    const sound = rows.filter(isSound)
    expect((rows.length - sound.length) / rows.length).toBeCloseTo(0.003, 3)
    expect((sound.length - devices.length) / rows.length).toBeCloseTo(0.004, 3)
    expect(new Set(sound.map((row) => JSON.stringify(row))).size).toBe(devices.length)
  })

  it('asks for most of four years of the demo budget at sensitive and extended sites', () => {
    const due = flagged().filter(
      (row) => /^(sensitive|extended)$/.test(row.sensitivity) && statusOf(row) === 'in-service',
    )
    // Default prices in pounds: £2,500 and 75 minutes at £65 an hour a camera, £1,800 and 180 minutes a recorder, £15
    // disposal; visits and work at height come on top.
    const pounds = due.reduce((sum, row) => sum + (/recorder|vms/.test(row.kind) ? 2010 : 2596), 0)
    expect(pounds).toBeGreaterThan(8_000_000)
    expect(pounds).toBeLessThan(11_000_000)
  })
})

describe('the makes of the demo', () => {
  const blocksOf = (entries: readonly { oui: readonly { prefixes: readonly string[] }[] }[]): Set<string> =>
    new Set(entries.flatMap((entry) => entry.oui.flatMap((block) => block.prefixes)))

  it('use MAC blocks that the register holds', () => {
    const inRegister = blocksOf(listed)
    const makes = [HIKVISION, DAHUA, DJI, ...DISPUTED, ...RELABELS, ...OTHER_FLAGGED.map(([, make]) => make)]
    expect(makes.flatMap((make) => make.macBlocks).filter((block) => !inRegister.has(block))).toEqual([])
  })

  it('use blocks of makers that are not flagged for the clear ones', () => {
    const notFlagged = blocksOf(clear.manufacturers)
    const makes = [AXIS, ...CLEAR.map(([, make]) => make)]
    expect(makes.flatMap((make) => make.macBlocks).filter((block) => !notFlagged.has(block))).toEqual([])
  })
})

/** Matches a number from `low` to `high`, both included. */
function within(low: number, high: number): unknown {
  return expect.toSatisfy((n: number) => n >= low && n <= high, `from ${low} to ${high}`)
}
