// Crews, call-offs and the like are for organisations and regions. A caller who holds a part of the estate knows of those
// that may serve that part, and changes those that serve nothing else.
import { holds, withinOrganisation, type Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import { keyOf } from '../../shared/text.ts'
import { UNKNOWN_REGION } from './crew.ts'

export interface Reach {
  /** Empty: whichever. */
  readonly organisationIds: readonly string[]
  /** Empty: every one. */
  readonly regions: readonly string[]
}

export function isKnownTo(scope: Scope, { organisationIds, regions }: Reach): boolean {
  if (scope === 'everything') return true
  return scope.some(
    ({ organisationId, region }) =>
      (organisationIds.length === 0 || organisationIds.includes(organisationId)) &&
      (region === null || regions.length === 0 || regions.some((one) => keyOf(one) === keyOf(region))),
  )
}

export function isWhollyOf(scope: Scope, { organisationIds, regions }: Reach): boolean {
  if (scope === 'everything') return true
  const places = regions.length === 0 ? [null] : regions.map((region) => (region === UNKNOWN_REGION ? null : region))
  const isHeld = (organisationId: string) => places.every((region) => holds(scope, { organisationId, region }))
  return organisationIds.length > 0 && organisationIds.every(isHeld)
}

/** By id, of those that the scope knows. */
export async function organisationNames(q: Reads, scope: Scope): Promise<Map<string, string>> {
  const { organisations } = q.t
  const rows = await q
    .select({ id: organisations.id, name: organisations.name })
    .from(organisations)
    .where(withinOrganisation(scope, organisations.id))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The organisations as the caller knows them: those of others are left out. */
export function organisationsOf(
  { organisationIds }: Reach,
  names: ReadonlyMap<string, string>,
): { id: string; name: string }[] {
  return organisationIds.flatMap((id) => {
    const name = names.get(id)
    return name === undefined ? [] : [{ id, name }]
  })
}
