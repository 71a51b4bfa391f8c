// A file of the estate: asked for by one person, approved by another, fetched once by the first before it expires.
import type { Caller } from '../../access/caller.ts'
import { askForSecond } from '../../access/requests/ask.ts'
import type { TwoPersonAct, TwoPersonRequest } from '../../access/requests/request.ts'
import { auditEntry, record } from '../../access/audit.ts'
import { isScopeWithin, type Scope } from '../../access/scope.ts'
import { fromSnapshot, type Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import { WRITERS, type ExportFormat } from './formats.ts'
import { alreadyDownloaded, OFFERED_MS, standingOffer } from './offer.ts'
import { listRows } from './rows.ts'
import * as store from './store.ts'

const EXPORTS = '/api/v1/exports'

interface Wanted {
  readonly scope: Scope
  readonly format: ExportFormat
}
export interface ExportWish {
  readonly format: ExportFormat
  /** Of this one only; left out: all that the caller may know of. */
  readonly organisationId?: string | undefined
  readonly reason: string
}

export const exportEstate: TwoPersonAct = {
  name: 'estate.export',
  askers: ['programme', 'approver', 'estate'],
  deciders: ['approver'],
  alert: true,
  carryOut(deps, { scope, format }: Wanted, { asker, approver }) {
    const id = deps.ids.next('exp')
    const approvedAt = deps.clock.now()
    const expiresAt = new Date(approvedAt.getTime() + OFFERED_MS)
    const entry = auditEntry(deps, approver, { act: 'export.approved', subjectKind: 'export', subjectId: id })
    const by = { principalId: asker.principalId, approvedBy: approver.principalId }
    return async (q) => {
      if (!isScopeWithin(scope, asker.scope)) throw outdated()
      await store.insertExport(q, { id, ...by, scope, format, approvedAt, expiresAt })
      await record(q, entry, { scope, format, for: asker.principalId, expiresAt })
      return { exportId: id, expiresAt: expiresAt.toISOString() }
    }
  },
}

/** Throws `unknown-organisation`. */
export async function askToExport(
  deps: Deps,
  caller: Caller,
  { format, organisationId, reason }: ExportWish,
): Promise<TwoPersonRequest> {
  const scope = narrowTo(caller.scope, organisationId)
  const names = await store.nameOrganisations(deps.db.read, scope)
  if (organisationId !== undefined && names.length === 0) throw unknownOrganisation(organisationId)
  const input: Wanted = { scope, format }
  const ask = askForSecond(deps, caller, {
    act: exportEstate,
    subjectKind: 'estate',
    place: placeOf(scope),
    says: `Let ${caller.name} take away ${sayPart(scope, names)}, its sites and devices with their findings, as ${format}.`,
    input,
    reason,
  })
  return deps.db.write(ask)
}

export interface OpenedExport {
  readonly format: ExportFormat
  /** Without ends of lines. The count is known, and the export used up and on record, when the first is there. */
  readonly lines: AsyncIterable<string>
}

/**
 * What was approved, once. Throws `unknown-export` for what is not the caller's own, `already-downloaded`,
 * `no-longer-offered`, and `scope-too-narrow` where the caller may know of less by now.
 */
export async function openExport(
  deps: Deps,
  caller: Caller,
  { id, marking, onCount }: { id: string; marking: string; onCount?: (rows: number) => void },
): Promise<OpenedExport> {
  const now = deps.clock.now()
  const found = await store.findExport(deps.db.read, caller.principalId, id)
  const offered = standingOffer(found, { id, now, path: EXPORTS })
  const scope = offered.scope as Scope
  if (!isScopeWithin(scope, caller.scope)) throw scopeTooNarrow()
  const { format } = offered
  const entry = auditEntry(deps, caller, { act: 'estate.exported', subjectKind: 'export', subjectId: id })
  async function* written(q: Reads) {
    const rows = await store.countRows(q, scope)
    await deps.db.write(async (w) => {
      if (!(await store.useExport(w, id, now))) throw alreadyDownloaded(EXPORTS)
      await record(w, entry, { scope, format, rows })
    })
    onCount?.(rows)
    yield* WRITERS[format](listRows(q, scope), { marking, rows, exportedAt: now })
  }
  return { format, lines: fromSnapshot(deps.db, written) }
}

function narrowTo(scope: Scope, organisationId: string | undefined): Scope {
  if (organisationId === undefined) return scope
  if (scope === 'everything') return [{ organisationId, region: null }]
  return scope.filter((pair) => pair.organisationId === organisationId)
}

/** Where it lies, for those who may approve it: they hold all of it. */
function placeOf(scope: Scope): { organisationId: string | null; region: string | null } {
  const [first, ...rest] = scope === 'everything' ? [] : scope
  if (!first || rest.some(({ organisationId }) => organisationId !== first.organisationId)) {
    return { organisationId: null, region: null }
  }
  return { organisationId: first.organisationId, region: rest.length === 0 ? first.region : null }
}

function sayPart(scope: Scope, names: readonly string[]): string {
  if (scope === 'everything') return 'the whole estate'
  const regions = scope.flatMap(({ region }) => region ?? [])
  const where = regions.length === scope.length ? ` in ${[...new Set(regions)].join(', ')}` : ''
  return `the estate of ${names.join(', ')}${where}`
}

function outdated(): Failure {
  const hint = 'Refuse the request; whoever asked can ask again for what they may know of.'
  return new Failure('request-outdated', 'Whoever asked may no longer know of all of it.', hint)
}

function unknownOrganisation(id: string): Failure {
  const hint = 'GET /api/v1/organisations lists those that you may see.'
  return new Failure('unknown-organisation', `There is no organisation ${id}.`, hint)
}

function scopeTooNarrow(): Failure {
  return new Failure(
    'scope-too-narrow',
    'The export holds more than you may know of by now.',
    `Ask for another: POST ${EXPORTS}.`,
  )
}
