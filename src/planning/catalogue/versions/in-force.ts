// Which catalogue counts: on a day, the newest version that finance recorded and that is valid by then, else the one that
// ships; for a plan, the one that it was made with.
import type { Scope } from '../../../access/scope.ts'
import type { Reads, Writes } from '../../../db/database.ts'
import { listOrganisations } from '../../../estate/store.ts'
import type { Day } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import { keyOf } from '../../../shared/text.ts'
import type { Catalogue } from '../catalogue.ts'
import { findInForce, findVersion, insertVersion } from './store.ts'

export async function catalogueOn(q: Reads, shipped: Catalogue, on: Day): Promise<Catalogue> {
  return (await findInForce(q, on)) ?? shipped
}

/** Undefined for a version that no plan was made with, and of plans that were made before versions were kept. */
export async function findCatalogue(q: Reads, shipped: Catalogue, version: string): Promise<Catalogue | undefined> {
  return version === shipped.version ? shipped : findVersion(q, version)
}

/** Throws `unknown-catalogue-version`. */
export async function getCatalogue(q: Reads, shipped: Catalogue, version: string): Promise<Catalogue> {
  const found = await findCatalogue(q, shipped, version)
  if (found) return found
  throw new Failure(
    'unknown-catalogue-version',
    `There is no version ${version} of the catalogue.`,
    '`lenscap catalogue versions`, or GET /api/v1/catalogue-versions, lists those that there are.',
  )
}

/** The prices of a plan stay readable: a shipped catalogue changes with Lenscap, so it is kept when a plan is made with it. */
export async function keepCatalogue(
  q: Writes,
  { version, origin, ...content }: Catalogue,
  row: { id: string; recordedAt: Date; recordedBy: string },
): Promise<void> {
  if (origin === 'imported' || (await findVersion(q, version))) return
  await insertVersion(q, { ...row, version, origin, validFromOn: content.validFromOn, content })
}

/** What it says of organisations, of those alone that the reader may know of. */
export async function withinScope(q: Reads, scope: Scope, catalogue: Catalogue): Promise<Catalogue> {
  if (scope === 'everything') return catalogue
  const theirs = new Set((await listOrganisations(q, scope)).map(({ name }) => keyOf(name)))
  const known = ({ organisation }: { organisation: string | null }) =>
    organisation === null || theirs.has(keyOf(organisation))
  return {
    ...catalogue,
    'vat-recovery': catalogue['vat-recovery'].filter(known),
    'approved-lists': catalogue['approved-lists'].filter(known),
  }
}
