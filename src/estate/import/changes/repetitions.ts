// Two rows of a file that are one device, and what is said of rows as they stand in it.
import { FIELDS, headerOf, type Facts } from '../../inventory/columns.ts'
import type { Warnings } from '../../inventory/warnings.ts'
import { UNSTATED } from '../../organisation.ts'
import { UNSITED } from '../../site.ts'
import { keyOf } from '../../../shared/text.ts'
import type { RowOutcome } from '../kept/outcome.ts'
import { serialKey } from '../rows/identity.ts'
import { isUnsited, type PlacedRow } from '../rows/place-row.ts'

/** What came of a row whose device another row was taken for. */
export function compareRows(row: PlacedRow, same: PlacedRow): RowOutcome {
  const differing = FIELDS.filter((field) => String(row.facts[field]) !== String(same.facts[field])).map(headerOf)
  if (differing.length === 0) return { is: 'duplicate', of: same.number }
  const message = `Rows ${same.number} and ${row.number} are one device (the same ${sayBy(row, same)}) and differ in ${differing.join(', ')}: expected one row for each device. Row ${same.number} was kept.`
  return { is: 'rejected', complaints: [{ column: differing[0]!, code: 'conflicting-row', message }] }
}

function sayBy({ identity, facts }: PlacedRow, same: PlacedRow): string {
  if (identity.by === 'site-and-label') return 'site and label'
  if (identity.by === 'label') return 'label'
  return facts.serial !== null && serialKey(facts.serial) === serialKey(same.facts.serial) ? 'serial' : 'MAC'
}

const UNSTATED_KEY = keyOf(UNSTATED)

/** What was assumed because the row does not say it. */
export function warnOfDefaults({ number, organisation, site, facts, identity }: PlacedRow, warnings: Warnings): void {
  if (organisation.key === UNSTATED_KEY) warnings.tally('organisation-unstated', number, sayUnstated)
  if (isUnsited(site)) {
    warnings.tally('unsited', number, sayUnsited)
    if (saysOfSite(facts)) warnings.tally('site-facts-without-site', number, saySiteFacts)
  }
  if (identity.by === 'derived') warnings.tally('identity-derived', number, sayDerived)
}

const sayUnstated = (rows: string) =>
  `${rows} without an organisation: put under "${UNSTATED}" (say whose they are with --organisation).`
const sayUnsited = (rows: string) =>
  `${rows} without a site: put under "${UNSITED}", where work can only be assessed (name the site with --site).`
const saySiteFacts = (rows: string) =>
  `${rows} with facts about a site that no column names (sensitivity, vetting, upgrade, …): those facts are not kept.`
const sayDerived = (rows: string) =>
  `${rows} without label, serial or MAC: known again only while what is said of the device stays the same.`

function saysOfSite(facts: Facts): boolean {
  return [facts.sensitivity, facts.limbs, facts.vetting, facts.scheduledUpgrade].some((fact) => fact !== null)
}
