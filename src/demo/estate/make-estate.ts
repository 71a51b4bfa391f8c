// The demo estate: about 600 sites and 8,000 devices of invented organisations, as the files that they would send.
// Pure: the seed and the day are the only inputs, so that the same demo can be shown again.
import type { Day } from '../../shared/day.ts'
import type { Sector } from '../../shared/vocabulary.ts'
import { makeBodies, PROFILES, type Body } from './bodies.ts'
import { tasteOf, type Count } from './device.ts'
import { makeDevices, type Hub } from './devices.ts'
import { makeDice, type Dice } from './dice.ts'
import { makeSites, type Site } from './sites.ts'
import { COLUMNS, spoil, typeUp, type Row } from './type-up.ts'

export interface EstateFile {
  readonly fileName: string
  readonly csv: string
}

interface Habit {
  readonly fileName: string
  readonly sectors: readonly Sector[]
  /** How the office's spreadsheet writes its files. */
  readonly header: 'lower' | 'capitals'
  readonly lineEnd: '\n' | '\r\n'
  readonly byteOrderMark: boolean
}

const HABITS: readonly Habit[] = [
  habit('central-departments.csv', ['central-government'], {}),
  habit('defence-and-arms-length-bodies.csv', ['defence', 'arms-length-body'], { header: 'capitals' }),
  habit('police-fire-and-justice.csv', ['justice', 'police', 'fire'], { lineEnd: '\r\n' }),
  habit('councils-and-others.csv', ['council', 'other'], { lineEnd: '\r\n', byteOrderMark: true }),
  habit('health.csv', ['nhs'], {}),
  habit('schools-and-colleges.csv', ['school', 'further-education', 'university'], { header: 'capitals' }),
]

function habit(fileName: string, sectors: readonly Sector[], own: Partial<Habit>): Habit {
  return { fileName, sectors, header: 'lower', lineEnd: '\n', byteOrderMark: false, ...own }
}

/**
 * The files of the estate, in canonical columns. Organisations do not span files; the same seed and day give the same
 * bytes on every machine. About three rows in a thousand are there to be rejected, four are repeats.
 *
 * @param given.startOn the day the demo starts on: after everything installed, before every scheduled upgrade
 */
export function makeDemoEstate({ seed, startOn }: { seed: number; startOn: Day }): EstateFile[] {
  const dice = makeDice(seed)
  const count: Count = { startOn, made: 0 }
  return HABITS.map((office) => {
    const profiles = PROFILES.filter((profile) => office.sectors.includes(profile.sector))
    const rows = profiles.flatMap((profile) => {
      const bodies = makeBodies(dice, profile)
      const sites = makeSites(dice, { bodies, startOn })
      return bodies.flatMap((body) => rowsOf(dice, { body, sites: sites.filter((s) => s.body === body), count }))
    })
    return { fileName: office.fileName, csv: writeCsv(withFaultsAndRepeats(rows), office) }
  })
}

function rowsOf(dice: Dice, { body, sites, count }: { body: Body; sites: readonly Site[]; count: Count }): Row[] {
  const usual = tasteOf(dice)
  const hub = hubOf(body, sites)
  return sites.flatMap((site) => {
    const taste = dice.chance(800) ? usual : tasteOf(dice)
    return makeDevices(dice, { site, taste, hub, count }).map((device, i) => typeUp(dice, device, i === 0))
  })
}

/** Bodies of three sites and more record their small sites on one recorder at the first. */
function hubOf(body: Body, sites: readonly Site[]): Hub | null {
  return sites.length < 3 ? null : { site: sites[0]!, label: `${body.code}-HUB-NVR` }
}

/** After every 330th row one that cannot be right; every 250th stands again at the end, where it was pasted twice. */
function withFaultsAndRepeats(rows: readonly Row[]): Row[] {
  const typed = rows.flatMap((row, i) => (i % 330 === 165 ? [row, spoil(row, Math.floor(i / 330))] : [row]))
  return [...typed, ...rows.filter((_, i) => i % 250 === 125)]
}

function writeCsv(rows: readonly Row[], { header, lineEnd, byteOrderMark }: Habit): string {
  const names = header === 'capitals' ? COLUMNS.map((name) => name.toUpperCase()) : COLUMNS
  const lines = [names.join(','), ...rows.map((row) => COLUMNS.map((name) => quote(row[name])).join(','))]
  return `${byteOrderMark ? '\uFEFF' : ''}${lines.join(lineEnd)}${lineEnd}`
}

/** Quoted only where a comma would split the cell: no cell holds a quotation mark or a line end. */
function quote(cell: string): string {
  return cell.includes(',') ? `"${cell}"` : cell
}
