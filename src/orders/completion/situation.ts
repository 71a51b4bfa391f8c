// What is known of an order's completion, for whoever would move it.
import type { Reads } from '../../db/database.ts'
import { findSite } from '../../estate/store.ts'
import { count } from '../../shared/text.ts'
import type { Register } from '../../register/register.ts'
import type { Action } from '../../shared/vocabulary.ts'
import type { Situation } from '../states/needs.ts'
import type { OrderRow } from '../states/store.ts'
import { lookUpAgain } from './kit.ts'
import * as store from './store.ts'

type Completion = Pick<
  Situation,
  'devicesUntold' | 'devicesLeft' | 'ownWork' | 'factsUntold' | 'flaggedInstalled' | 'unclearedInstalled'
>

/** What an organisation's own people do: nobody has to be sent for it. */
export const OWN_WORK: readonly Action[] = ['cancel-deployment', 'disconnect', 'assess']

/** `register`: as it counts now, where somebody judges; left out: kit is what it was when it was told. */
export async function completionSituation(q: Reads, order: OrderRow, register?: Register): Promise<Completion> {
  const told = await store.pendingOutcomes(q, order)
  const cleared = await store.clearedStandIns(q, order.id)
  const left = (await store.listOrderDevices(q, order.id)).filter(({ deviceId }) => !cleared.has(deviceId))
  const untold = left.filter(({ deviceId }) => !told.has(deviceId)).length
  const kinds = new Map(left.map(({ deviceId, kind }) => [deviceId, kind]))
  const kit = [...told.values()].map((row) => {
    return register
      ? lookUpAgain(q, row, { register, kind: kinds.get(row.deviceId) ?? 'other' }).kitFinding
      : row.kitFinding
  })
  return {
    devicesUntold: untold,
    // An assessment is of the site, and has no devices.
    devicesLeft: order.action === 'assess' ? 1 : left.length,
    ownWork: OWN_WORK.includes(order.action) && order.companyId === null,
    factsUntold: await factsUntold(q, order, untold),
    flaggedInstalled: kit.filter((finding) => finding === 'flagged').length,
    unclearedInstalled: kit.filter((finding) => finding === 'review' || finding === 'unknown').length,
  }
}

async function factsUntold(q: Reads, { action, siteId }: OrderRow, untold: number): Promise<string[]> {
  const of = count(untold, 'device')
  switch (action) {
    case 'cancel-deployment':
      return untold === 0 ? [] : [`that the purchase of ${of} was cancelled, and when`]
    case 'disconnect':
      return untold === 0 ? [] : [`port, VLAN, who isolated it and whether it goes on recording, of ${of}`]
    case 'assess': {
      const site = await findSite(q, 'everything', siteId)
      return site?.sensitivity === 'unassessed' ? ['what the site is: sensitive, extended or other'] : []
    }
    case 'survey':
    case 'replace':
    case 'remove':
      return []
  }
}
