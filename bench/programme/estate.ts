// The estates that the programme is measured on, straight into a SQLite file: an import of a million rows would take
// longer than what is measured. Seeded and in the shape of the demo's: most sites have up to a dozen devices, one in six
// up to 120; departments share the programme's fund, others pay for themselves; money for two thirds of the work.
import Connection from 'better-sqlite3'
import { shapeOf } from '../../src/db/bulk.ts'
import { migrateSqlite } from '../../src/db/migrate.ts'
import { sqliteTables } from '../../src/db/sqlite.ts'
import { addDays, financialYear, type Day } from '../../src/shared/day.ts'
import { REGIONS, SECTORS, type FindingState, type Kind, type Sensitivity } from '../../src/shared/vocabulary.ts'
import { makeDraw } from '../plan/instance.ts'

export interface EstateShape {
  /** As many are flagged; a tenth more stand beside them that are not identified, or clear. */
  readonly flagged: number
  readonly sites: number
  readonly seed: number
  readonly startOn: Day
}

type Draw = ReturnType<typeof makeDraw>
type Row = Readonly<Record<string, unknown>>
type Insert = (table: keyof typeof sqliteTables, row: Row) => void

const SITES_PER_ORGANISATION = 100
/** Thirteen regions have crews for about so many devices in five years; more of them stand in areas with crews of their own. */
const FLAGGED_PER_AREA = 100_000
const CAMERAS_PER_RECORDER = 16
const RECORDED_AT = new Date('2026-11-01T00:00:00Z')

/** Makes the file, which must not be there yet. */
export async function makeEstate(file: string, shape: EstateShape): Promise<void> {
  await migrateSqlite(file, 'migrations/sqlite')
  const connection = new Connection(file)
  // If it fails there is no file to mend. Half a gigabyte of pages, so that indexes grow in memory.
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -500000']) {
    connection.pragma(pragma)
  }
  const insert = insertInto(connection)
  const draw = makeDraw(shape.seed)
  connection.transaction(() => fill(insert, draw, shape))()
  connection.exec('ANALYZE')
  connection.close()
}

function fill(insert: Insert, draw: Draw, shape: EstateShape): void {
  const ids = (prefix: string, n: number) => `${prefix}_${String(n).padStart(26, '0')}`
  const organisations = Math.ceil(shape.sites / SITES_PER_ORGANISATION)
  for (let o = 0; o < organisations; o++) insertOrganisation(insert, shape, { o, id: ids('org', o), of: organisations })
  insertDecision(insert, { id: ids('dec', 0), siteId: null, organisationId: null, clause: 'C3', choice: 'replace-now' })
  const sizes = sizesOf(draw, shape)
  let devices = 0
  sizes.forEach((size, s) => {
    const site = drawSite(draw, shape, s)
    const place = { organisationId: ids('org', Math.floor(s / SITES_PER_ORGANISATION)), siteId: ids('sit', s) }
    insert('sites', { ...site, ...common(shape.startOn), id: place.siteId, organisationId: place.organisationId })
    const choice = drawChoice(draw, site)
    const clause = site.sensitivity === 'sensitive' ? 'C3' : 'C4'
    if (choice) insertDecision(insert, { ...place, id: ids('dec', 1 + s), clause, choice })
    for (let d = 0; d < size; d++) {
      const isFlagged = d * 11 < size * 10
      insert('devices', {
        ...drawDevice(draw, { d, isFlagged }),
        ...common(shape.startOn),
        ...place,
        id: ids('dev', devices),
        identity: `d${devices++}`,
      })
    }
  })
}

function common(startOn: Day) {
  return { version: 1, createdAt: RECORDED_AT, observedOn: addDays(startOn, -30) }
}

function insertOrganisation(
  insert: Insert,
  { flagged, startOn }: EstateShape,
  { o, id, of }: { o: number; id: string; of: number },
): void {
  const isDepartment = o % 2 === 0
  const code = isDepartment ? 'PROGRAMME' : `FUND-${o}`
  const fundId = isDepartment ? 'fun_programme' : `fun_${o}`
  if (!isDepartment || o === 0) {
    insert('funds', {
      id: fundId,
      version: 1,
      code,
      name: code,
      class: 'unstated',
      carryOver: 'none',
      createdAt: RECORDED_AT,
    })
    // About two thirds of £2,900 a device, for the devices of those that share it, over five years.
    const payers = isDepartment ? of / 2 : 1
    const pence = Math.round((flagged / of) * payers * 290_000 * 0.13)
    for (let y = 0; y < 6; y++) {
      const year = financialYear(Number(startOn.slice(0, 4)) + y)
      insert('fundBudgets', {
        id: `${fundId}_${y}`,
        fundId,
        financialYear: year,
        pence,
        status: 'approved',
        recordedAt: RECORDED_AT,
        recordedBy: 'bench',
      })
    }
  }
  const name = `Organisation ${o}`
  const standing = isDepartment ? 'department' : o % 4 === 1 ? 'voluntary' : 'outside'
  insert('organisations', {
    id,
    version: 1,
    name,
    nameKey: name.toLowerCase(),
    standing,
    sector: SECTORS[o % SECTORS.length],
    fundId,
    createdAt: RECORDED_AT,
  })
}

function insertDecision(insert: Insert, row: Row): void {
  insert('siteDecisions', {
    ...row,
    reason: 'As the board decided.',
    approvedBy: 'Senior responsible owner',
    reviewOn: '2099-01-01',
    recordedAt: RECORDED_AT,
    recordedBy: 'bench',
  })
}

/** Devices of each site, eleven for every ten flagged: in proportion to what is drawn, and to the sum exactly. */
function sizesOf(draw: Draw, { flagged, sites }: EstateShape): number[] {
  const wanted = Math.round(flagged * 1.1)
  const weights = Array.from({ length: sites }, () => 1 + (draw(6) === 0 ? draw(120) : draw(12)))
  const total = weights.reduce((a, b) => a + b, 0)
  let [sum, so] = [0, 0]
  return weights.map((weight) => {
    sum += weight
    const until = Math.round((sum / total) * wanted)
    const size = until - so
    so = until
    return size
  })
}

function drawSite(draw: Draw, { flagged, startOn }: EstateShape, s: number) {
  const kind = draw(20)
  const sensitivity: Sensitivity = kind < 3 ? 'sensitive' : kind < 9 ? 'extended' : kind < 17 ? 'other' : 'unassessed'
  const area = draw(Math.max(1, Math.round(flagged / FLAGGED_PER_AREA)))
  const region = REGIONS[draw(REGIONS.length)]!
  const code = `SITE-${s}`
  const upgrades = draw(3) === 0
  return {
    code,
    codeKey: code.toLowerCase(),
    name: `Site ${s}`,
    region: area === 0 ? region : `${region} ${area}`,
    sensitivity,
    vetting: draw(3) > 0 ? null : draw(2) === 0 ? 'sc' : 'ctc',
    upgradeOn: upgrades ? addDays(startOn, 90 + draw(1500)) : null,
    upgradeFunded: upgrades ? draw(3) > 0 : null,
    upgradeManufacturer: upgrades ? 'Axis' : null,
  }
}

/** At most extended sites and half of the others kit is replaced; some remove it, wait, or keep it. */
function drawChoice(draw: Draw, { sensitivity }: { sensitivity: Sensitivity }): string | null {
  const at = draw(20)
  if (at === 0) return 'remove-not-replace'
  if (sensitivity === 'sensitive' || sensitivity === 'unassessed') return null
  if (at === 1) return 'with-upgrade'
  if (at === 2) return 'isolate-and-keep'
  return sensitivity === 'extended' ? (at < 16 ? 'replace-now' : null) : at < 10 ? 'replace-now' : null
}

function drawDevice(draw: Draw, { d, isFlagged }: { d: number; isFlagged: boolean }) {
  const hub = Math.floor(d / (CAMERAS_PER_RECORDER + 1))
  const isHub = d % (CAMERAS_PER_RECORDER + 1) === 0 && d > 0
  const odd = draw(20)
  const kind: Kind = isHub
    ? 'recorder'
    : odd === 0
      ? 'intercom'
      : odd === 1
        ? 'anpr'
        : odd === 2
          ? 'access-terminal'
          : 'camera'
  const other = draw(3)
  const finding: FindingState = isFlagged ? 'flagged' : other === 0 ? 'review' : other === 1 ? 'unknown' : 'cleared'
  const network = draw(10)
  const status = draw(40)
  return {
    label: isHub ? `NVR-${hub}` : `CAM-${d}`,
    kind,
    manufacturer: isFlagged ? (draw(2) === 0 ? 'Hikvision' : 'Dahua') : finding === 'cleared' ? 'Axis' : 'Acme',
    model: isHub ? 'DS-7732NI' : `DS-2CD${2000 + draw(200)}`,
    serial: null,
    mac: null,
    firmware: '5.5.82',
    network: network < 4 ? 'core' : network < 8 ? 'isolated' : network < 9 ? 'none' : 'unknown',
    internetExposed: draw(10) === 0 ? true : null,
    recorder: isHub || hub === 0 ? null : `NVR-${hub}`,
    status: status === 0 ? 'disconnected' : status === 1 ? 'planned' : 'in-service',
    finding,
    manufacturerId: isFlagged ? (draw(2) === 0 ? 'hikvision' : 'dahua') : null,
    kindAssumed: false,
  }
}

/** Prepared once a table; columns that a row leaves out are null. */
function insertInto(connection: Connection.Database): Insert {
  const held = new Map<string, (row: Row) => void>()
  const prepare = (name: keyof typeof sqliteTables) => {
    const shape = shapeOf(sqliteTables[name])
    const columns = shape.columns.map(([, column]) => column)
    const marks = columns.map(() => '?').join(', ')
    const statement = connection.prepare(`INSERT INTO ${shape.name} (${columns.join(', ')}) VALUES (${marks})`)
    return (row: Row) => {
      statement.run(
        shape.columns.map(([key, , column]) =>
          row[key] === undefined || row[key] === null ? null : column.mapToDriverValue(row[key]),
        ),
      )
    }
  }
  return (table, row) => {
    const run = held.get(table) ?? prepare(table)
    held.set(table, run)
    run(row)
  }
}
