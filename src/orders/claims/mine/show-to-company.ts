// The orders that a company has or is offered, as it sees them. Looking at them is on record.
import { recordRead } from '../../../access/audit/record-read.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Reads } from '../../../db/database.ts'
import { unseal } from '../../../estate/store.ts'
import type { OrderState } from '../../../shared/vocabulary.ts'
import { unknownOrderRef } from '../../order.ts'
import type { OrderRow } from '../../states/store.ts'
import { plannedKitOf } from '../../visits/kit/planned-kit.ts'
import { heldView, offeredView, stageOf, type CompanyOrder } from '../contractor-view.ts'
import { companyOf, findByRef } from '../store.ts'
import type { ClaimDeps } from '../take/claim-orders.ts'
import { listByRefs, listOfCompany, listSealedSites, openDevices, openRejections, withVisit } from './store.ts'

/** Throws `unknown-order` for every order that it neither has nor is offered, in the words of what never was. */
export async function showToCompany(deps: ClaimDeps, caller: Caller, said: string): Promise<CompanyOrder> {
  const { db, rules } = deps
  const companyId = companyOf(caller)
  const order = await findByRef(db.read, said)
  const [shown] = order ? await viewsOf(db.read, [order], { companyId, bands: rules.valueBandsPence }) : []
  if (!order || !shown) throw unknownOrderRef(said)
  await recordRead(deps, caller, { act: 'order.opened', subjectKind: 'order', subjectId: order.id })
  return shown
}

/** By reference. */
export async function listMine(
  deps: ClaimDeps,
  caller: Caller,
  part: { after: string | null; limit: number },
): Promise<CompanyOrder[]> {
  const { db, rules } = deps
  const companyId = companyOf(caller)
  const orders = await listOfCompany(db.read, companyId, part)
  const shown = await viewsOf(db.read, orders, { companyId, bands: rules.valueBandsPence })
  const detail = { orders: shown.map(({ ref }) => ref) }
  await recordRead(deps, caller, { act: 'orders.listed', subjectKind: 'company', subjectId: companyId, detail })
  return shown
}

/** What was just claimed, in the order of the references given; the claim itself is the record of it. */
export async function showClaimed(deps: ClaimDeps, caller: Caller, refs: readonly string[]): Promise<CompanyOrder[]> {
  const { db, rules } = deps
  if (refs.length === 0) return []
  const byRef = new Map((await listByRefs(db.read, refs)).map((row) => [row.ref, row]))
  const sorted = refs.flatMap((ref) => byRef.get(ref) ?? [])
  return viewsOf(db.read, sorted, { companyId: companyOf(caller), bands: rules.valueBandsPence })
}

/** From the rejection until the work is completed anew. */
const TO_PUT_RIGHT: readonly OrderState[] = ['rejected', 'scheduled', 'in-progress', 'with-manager', 'on-hold']

/** Leaves out what the company may not know of. */
async function viewsOf(
  q: Reads,
  orders: readonly OrderRow[],
  { companyId, bands }: { companyId: string; bands: readonly number[] },
): Promise<CompanyOrder[]> {
  const booked = await withVisit(
    q,
    orders.filter(({ state }) => state === 'scheduled' || state === 'in-progress'),
  )
  const rejections = await openRejections(
    q,
    orders.filter(({ state }) => TO_PUT_RIGHT.includes(state)),
  )
  const siteIds = orders.filter(({ state }) => state !== 'offered').map(({ siteId }) => siteId)
  const sites = new Map((await listSealedSites(q, siteIds)).map((site) => [site.id, site]))
  const views = orders.map(async (order): Promise<CompanyOrder | null> => {
    const stage = stageOf(order, companyId, booked.has(order.id))
    if (stage === null) return null
    if (stage === 'offered') return offeredView(order, bands)
    const { id, code, name, ...sealed } = sites.get(order.siteId)!
    const { address, accessNotes, contacts } = unseal(q, id, { limbs: null, ...sealed })
    const rejectedBecause = rejections.get(order.id) ?? null
    const held = heldView(order, bands, { rejectedBecause, site: { code, name, address } })
    if (stage === 'held') return held
    return { ...held, accessNotes, contacts, devices: await openDevices(q, order.id), kitToFit: plannedKitOf(order) }
  })
  return (await Promise.all(views)).filter((view) => view !== null)
}
