// Excepts an order or a site from its target. It lets work wait, so one approver asks and another agrees.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import { askForSecond } from '../../access/requests/ask.ts'
import type { TwoPersonAct, TwoPersonRequest } from '../../access/requests/request.ts'
import type { Scope } from '../../access/scope.ts'
import type { Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { dayOf, sayDay, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { unknownOrderRef } from '../order.ts'
import { findWorkOrder } from '../store.ts'
import { ENDED } from '../states/transitions.ts'
import { checkUntil } from './exception.ts'
import { findSite, insertException, type Excepted } from './store.ts'

/** An order, or all orders of a site. */
export type What = { readonly ref: string } | { readonly siteId: string }

export interface Excepting {
  readonly what: What
  readonly untilOn: Day
  readonly reason: string
}

/** Throws `unknown-order`, `unknown-site`, `not-in-this-state`, `until-day-past`, `until-day-far`. */
export async function askToExcept(
  deps: Deps,
  caller: Caller,
  { what, untilOn, reason }: Excepting,
): Promise<TwoPersonRequest> {
  const { db, clock } = deps
  checkUntil(untilOn, dayOf(clock.now()))
  const { organisationId, region, code, siteId, orderId } = await find(db.read, caller.scope, what)
  const which = 'ref' in what ? `${what.ref} at ${code}` : `all orders at ${code}`
  const input: Input = { what, untilOn }
  const ask = askForSecond(deps, caller, {
    act: exceptFromTarget,
    subjectKind: orderId === null ? 'site' : 'order',
    subjectId: orderId ?? siteId,
    place: { organisationId, region },
    says: `Except ${which} from the department’s own target until ${sayDay(untilOn)}.`,
    input,
    reason,
  })
  return db.write(ask)
}

/** As it is carried out: a request keeps it as plain JSON. */
type Input = Omit<Excepting, 'reason'>

export const exceptFromTarget: TwoPersonAct = {
  name: 'order.except',
  askers: ['approver'],
  deciders: ['approver'],
  carryOut(deps, { what, untilOn }: Input, { asker, approver, reason }) {
    const recordedAt = deps.clock.now()
    const id = deps.ids.next('exc')
    const by = { recordedBy: asker.principalId, approvedBy: approver.principalId }
    const entry = auditEntry(deps, approver, { act: 'target.excepted', subjectKind: 'exception', subjectId: id })
    return async (q) => {
      checkUntil(untilOn, dayOf(recordedAt))
      await find(q, asker.scope, what)
      const { siteId, orderId, organisationId } = await find(q, approver.scope, what)
      const row = { id, organisationId, siteId, orderId, reason, untilOn, recordedAt, ...by }
      await insertException(q, row)
      await record(q, { ...entry, organisationId }, row)
      return { exceptionId: id }
    }
  },
}

async function find(q: Reads, scope: Scope, what: What): Promise<Excepted> {
  if ('siteId' in what) {
    const site = await findSite(q, scope, what.siteId)
    if (site) return site
    const hint = 'GET /api/v1/sites lists those that you may see.'
    throw new Failure('unknown-site', `There is no site ${what.siteId}.`, hint)
  }
  const order = await findWorkOrder(q, scope, what.ref)
  if (!order) throw unknownOrderRef(what.ref)
  if (ENDED.includes(order.state)) {
    const message = `${order.ref} is ${order.state}: there is nothing to except it from.`
    throw new Failure('not-in-this-state', message, 'Except an order that is open, or its site.')
  }
  const { id: orderId, organisationId, site } = order
  return { siteId: site.id, orderId, organisationId, region: site.region, code: site.code }
}
