// Devices that stand at the sites of a full inventory and are not in it.
import { byCodeUnit, count } from '../../../shared/text.ts'
import type { Work } from '../decide.ts'
import type { Matched } from '../rows/match.ts'
import type { Places } from './places.ts'

/**
 * Their ids, in order. A row that was not taken may be any of them: then none is said to be missing (the other row of a
 * conflict is the device, and was taken). A device that was seen on a later day is not; what is known to be missing
 * longer stays so.
 */
export function missDevices(
  matched: Matched,
  places: Places,
  { work, lost }: { work: Work; lost: number },
): readonly string[] {
  const { held, warnings, changes, touched } = work
  if (lost > 0) {
    const message = `${count(lost, 'row')} could not be taken, so that no device is marked as not seen: correct them and import the full inventory again.`
    warnings.add({ code: 'not-full', message })
    return []
  }
  const full = new Set(places.knownSites())
  const owners = new Map(held.sites.map(({ id, organisationId }) => [id, organisationId]))
  const missing = held.expected.filter(({ device, siteId }) => full.has(siteId) && !matched.isTaken(device))
  for (const { device, siteId, isMissing } of missing) {
    if (isMissing) continue
    changes.devices.missed.push(held.known.ids[device]!)
    touched.add(owners.get(siteId)!)
  }
  return missing.map(({ device }) => held.known.ids[device]!).sort(byCodeUnit)
}
