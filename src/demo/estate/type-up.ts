// How an inventory is typed up: the little messes of real files, most of which an import should accept, and a few rows
// that it must not.
import type { Device } from './device.ts'
import type { Dice } from './dice.ts'

/** The canonical columns, in the order of the files. */
export const COLUMNS = [
  'organisation',
  'standing',
  'sector',
  'site',
  'site_name',
  'sensitivity',
  'limbs',
  'region',
  'postcode',
  'lat',
  'lon',
  'vetting',
  'scheduled_upgrade',
  'upgrade_funded',
  'upgrade_manufacturer',
  'device',
  'kind',
  'manufacturer',
  'model',
  'serial',
  'mac',
  'firmware',
  'ip',
  'network',
  'internet_exposed',
  'recorder',
  'location',
  'status',
  'installed_on',
] as const
export type Column = (typeof COLUMNS)[number]
export type Row = Readonly<Record<Column, string>>

/** The row of a device. */
export function typeUp(dice: Dice, device: Device, firstOfSite: boolean): Row {
  return { ...siteCells(dice, device.site, firstOfSite), ...deviceCells(dice, device) }
}

function siteCells(dice: Dice, site: Device['site'], firstOfSite: boolean) {
  const { body } = site
  // A blank cell clears nothing, so a site's lesser facts may be left out after its first row.
  const now = (text: string): string => (firstOfSite || !dice.chance(60) ? text : '')
  const jitter = (): number => dice.between(-6, 6)
  return {
    organisation: body.name,
    standing: body.profile.standing,
    sector: body.profile.sector,
    site: site.code,
    site_name: site.name,
    // Not assessed is what a blank cell says too.
    sensitivity: site.sensitivity === 'unassessed' && dice.chance(500) ? '' : site.sensitivity,
    limbs: site.limbs,
    region: site.area.region,
    postcode: now(site.postcode),
    lat: site.at ? degrees(site.at.lat + jitter()) : '',
    lon: site.at ? degrees(site.at.lon + jitter()) : '',
    vetting: now(site.vetting),
    scheduled_upgrade: site.upgrade.on,
    upgrade_funded: site.upgrade.funded,
    upgrade_manufacturer: site.upgrade.make,
  }
}

function deviceCells(dice: Dice, device: Device): Omit<Row, keyof ReturnType<typeof siteCells>> {
  return {
    device: device.label,
    kind: device.kind,
    ...brandCells(dice, device),
    serial: device.serial,
    mac: macText(dice, device.mac),
    firmware: device.firmware,
    ip: device.ip,
    network: device.network,
    internet_exposed: device.internetExposed,
    recorder: device.recorder,
    location: device.location,
    status: device.status === 'in-service' && dice.chance(250) ? '' : device.status,
    installed_on: device.installedOn,
  }
}

/** The usual spelling three times in four; one name in twenty-five of those that have typos is mistyped. */
function brandCells(dice: Dice, { make, model, origin, site }: Device): { manufacturer: string; model: string } {
  const spelling = origin === 'unknown' || dice.chance(250) ? dice.pick(make.spellings) : make.spellings[0]!
  const spotless = site.condition === 'spotless' || site.condition === 'cleared'
  if (spotless || origin !== 'flagged') return { manufacturer: spelling, model }
  if (make.typos && dice.chance(40)) return { manufacturer: dice.pick(make.typos), model }
  // Some write the brand into the model's cell, some leave the model out.
  if (dice.chance(15)) return { manufacturer: '', model: `${make.spellings[0]!} ${model}` }
  return { manufacturer: spelling, model: dice.chance(60) ? '' : model }
}

function macText(dice: Dice, mac: string): string {
  const pairs = mac.match(/../g) ?? []
  return dice.weigh([
    [55, pairs.join(':')],
    [15, pairs.join(':').toLowerCase()],
    [15, pairs.join('-')],
    [7, (mac.match(/..../g) ?? []).join('.').toLowerCase()],
    [8, mac],
  ])
}

/** Degrees with four decimals, from ten-thousandths, without a float in between. */
function degrees(tenThousandths: number): string {
  const size = Math.abs(tenThousandths)
  const whole = Math.floor(size / 10_000)
  return `${tenThousandths < 0 ? '-' : ''}${whole}.${String(size % 10_000).padStart(4, '0')}`
}

/** Each makes a row that no import may take. */
const FAULTS: readonly (readonly [Column, string])[] = [
  ['mac', '00:40:8C:1G:22:05'],
  ['installed_on', '2019-02-30'],
  ['status', 'faulty'],
  ['mac', '24:0F:9B:77'],
  ['network', 'Gigabit'],
  ['installed_on', '2021-04-31'],
  ['lat', 'fifty-three'],
]

/** A row like this one for a device of its own, with one cell that cannot be right. */
export function spoil(row: Row, nth: number): Row {
  const [column, text] = FAULTS[nth % FAULTS.length]!
  return { ...row, device: `${row.device}-B`, serial: '', mac: '', [column]: text }
}
