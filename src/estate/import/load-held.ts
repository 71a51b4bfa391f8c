// What the estate holds of a file's organisations, as an import decides on it: organisations and sites whole, of devices
// what they are known by. A device is loaded when its row comes by.
import type { Reads } from '../../db/database.ts'
import type { Day } from '../../shared/day.ts'
import type { Status } from '../../shared/vocabulary.ts'
import { keyOf } from '../../shared/text.ts'
import { UNSITED } from '../site.ts'
import { openPlace } from './changes/device-changes.ts'
import { KeyColumn, KeyIndex } from './rows/key-index.ts'
import { KnownDevices } from './rows/match.ts'
import type { Named } from './rows/place-row.ts'
import { hashKey } from './rows/key-index.ts'
import { labelKey } from './rows/row-index.ts'
import * as store from './store.ts'

export interface Held {
  readonly organisations: readonly store.OrganisationRow[]
  readonly sites: readonly store.SiteRow[]
  readonly fundCodes: readonly string[]
  readonly known: KnownDevices
  /** Devices that a full inventory of their site must hold, by their number in `known`. */
  readonly expected: readonly Expected[]
  hasLabel(organisation: Named, label: string): boolean
}

export interface Expected {
  readonly device: number
  readonly siteId: string
  /** It has been missing since that day or an earlier one. */
  readonly isMissing: boolean
}

export interface Wanted {
  readonly organisationKeys: readonly string[]
  readonly asOf: Day
  /** For rows that name a label and no site. */
  readonly unsited: boolean
  /** For a full inventory. */
  readonly expected: boolean
  /** For rows that name a recorder. */
  readonly labels: boolean
}

/** A full inventory says nothing of what is not, or no longer, at the site. */
const EXPECTED: ReadonlySet<Status> = new Set(['in-service', 'disconnected'])

/** Ask within a snapshot: devices are loaded a part at a time, and must agree. */
export async function loadHeld(q: Reads, wanted: Wanted): Promise<Held> {
  const organisations = await store.listOwners(q, wanted.organisationKeys)
  const ids = organisations.map(({ id }) => id)
  const sites = await store.listSitesOf(q, ids)
  const siteIds = new Map(sites.map(({ id }) => [id, id]))
  const unsited = new Set(sites.filter(({ codeKey }) => codeKey === UNSITED_KEY).map(({ id }) => id))
  const known = new KnownDevices()
  const expected: Expected[] = []
  const labels = new KeyIndex(new KeyColumn())
  for (const { id, name, nameKey } of organisations) {
    const owner: Named = { name, key: nameKey, hash: hashKey(nameKey) }
    for await (const part of store.eachDeviceOf(q, id)) {
      for (const row of part) {
        const device = known.add(owner, row)
        if (wanted.labels && row.label !== null) addLabel(labels, owner, row.label)
        if (wanted.unsited && row.label !== null && unsited.has(row.siteId))
          addUnsited(q, known, { row, device, owner })
        if (!wanted.expected || !EXPECTED.has(row.status) || row.observedOn > wanted.asOf) continue
        const isMissing = row.notSeenSince !== null && row.notSeenSince <= wanted.asOf
        expected.push({ device, siteId: siteIds.get(row.siteId)!, isMissing })
      }
    }
  }
  return {
    organisations,
    sites,
    fundCodes: await store.listFundCodes(q),
    known,
    expected,
    hasLabel: (organisation, label) => labels.find(labelKey(organisation, label)) >= 0,
  }
}

const UNSITED_KEY = keyOf(UNSITED)

function addLabel(labels: KeyIndex, owner: Named, label: string): void {
  const key = labelKey(owner, label)
  if (labels.find(key) >= 0) return
  labels.keys.push(key)
  labels.add(labels.keys.length - 1)
}

/** There a label does not say alone which device is meant. */
function addUnsited(
  { sealer }: Reads,
  known: KnownDevices,
  { row, device, owner }: { row: store.KnownRow; device: number; owner: Named },
): void {
  const { id, label, place, serial, mac } = row
  known.unsited.add(`${owner.key}\n${keyOf(label!)}`, { ...openPlace(id, place, sealer), serial, mac }, device)
}
