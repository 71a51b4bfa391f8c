// A plan with the sites that it names: asked for by one person, approved by another, fetched once by the first within a day.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import { askForSecond } from '../../access/requests/ask.ts'
import type { TwoPersonAct, TwoPersonRequest } from '../../access/requests/request.ts'
import type { Deps } from '../../deps.ts'
import { alreadyDownloaded, OFFERED_MS, standingOffer } from '../../estate/export/offer.ts'
import { getPlan } from '../../planning/get-plan.ts'
import { openWorkbook } from './open-workbook.ts'
import type { SheetKey } from './sheets.ts'
import * as store from './store.ts'

interface Wanted {
  readonly planId: string
  /** Null: all of them, as a workbook. */
  readonly sheet: SheetKey | null
}

export const exportNamedPlan: TwoPersonAct = {
  name: 'plan.export',
  askers: ['programme', 'approver', 'auditor'],
  deciders: ['approver'],
  alert: true,
  carryOut(deps, { planId, sheet }: Wanted, { asker, approver }) {
    const id = deps.ids.next('exp')
    const approvedAt = deps.clock.now()
    const expiresAt = new Date(approvedAt.getTime() + OFFERED_MS)
    const entry = auditEntry(deps, approver, { act: 'plan.export-approved', subjectKind: 'plan', subjectId: planId })
    const by = { principalId: asker.principalId, approvedBy: approver.principalId }
    return async (q) => {
      // Both hold all that the plan was made for, or to them there is no such plan.
      for (const { scope } of [asker, approver]) await getPlan(q, scope, planId)
      await store.insertPlanExport(q, { id, ...by, planId, sheet, approvedAt, expiresAt })
      await record(q, entry, { export: id, sheet, for: asker.principalId, expiresAt })
      return { planId, exportId: id, expiresAt: expiresAt.toISOString() }
    }
  },
}

/** `planId` left out: the adopted plan, else the newest. Throws `unknown-plan`, `no-plan`, `person-needed`. */
export async function askForNamed(
  deps: Deps,
  caller: Caller,
  wish: { planId: string | undefined; sheet: SheetKey | undefined; reason: string },
): Promise<TwoPersonRequest> {
  const { id: planId } = await getPlan(deps.db.read, caller.scope, wish.planId)
  const sheet = wish.sheet ?? null
  const ask = askForSecond(deps, caller, {
    ...{ act: exportNamedPlan, subjectKind: 'plan', subjectId: planId, reason: wish.reason },
    says: `Let ${caller.name} take away ${sayPart(sheet)} of plan ${planId}.`,
    input: { planId, sheet } satisfies Wanted,
  })
  return deps.db.write(ask)
}

export interface OpenedPlanExport {
  readonly sheet: SheetKey | undefined
  /** Used up, and on record, when the first is there. */
  readonly pieces: AsyncGenerator<string | Buffer>
}

/**
 * What was approved, once. Throws `unknown-plan` to who may no longer know of all of it, `unknown-export` for what is not
 * the caller's own, `already-downloaded` and `no-longer-offered`.
 */
export async function openNamed(
  deps: Deps,
  caller: Caller,
  { planId, id, ...told }: { planId: string; id: string; marking: string; onCount: (rows: number) => void },
): Promise<OpenedPlanExport> {
  const now = deps.clock.now()
  const path = exportsOf(planId)
  await getPlan(deps.db.read, caller.scope, planId)
  const found = await store.findPlanExport(deps.db.read, { principalId: caller.principalId, planId }, id)
  const sheet = standingOffer(found, { id, now, path }).sheet ?? undefined
  const detail = { named: true, sheet: sheet ?? null, export: id }
  const entry = auditEntry(deps, caller, { act: 'plan.exported', subjectKind: 'plan', subjectId: planId })
  const takeUp = () =>
    deps.db.write(async (q) => {
      if (!(await store.usePlanExport(q, id, now))) throw alreadyDownloaded(path)
      await record(q, entry, detail)
    })
  return { sheet, pieces: await openWorkbook(deps, caller, { planId, sheet, named: { takeUp }, ...told }) }
}

export const exportsOf = (planId: string): string => `/api/v1/plans/${planId}/exports`

function sayPart(sheet: SheetKey | null): string {
  const named = 'the orders with their sites, tiers and reasons'
  if (sheet === null) return `${named}, and the decisions,`
  return sheet === 'orders' ? named : `the sheet of ${sheet}, with the sites that it names,`
}
