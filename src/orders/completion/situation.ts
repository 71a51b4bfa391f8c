// What is known of an order's completion, for whoever would move it.
import type { Reads } from '../../db/database.ts'
import { findSite } from '../../estate/store.ts'
import { count } from '../../shared/text.ts'
import type { Action } from '../../shared/vocabulary.ts'
import type { Situation } from '../states/needs.ts'
import type { OrderRow } from '../states/store.ts'
import * as store from './store.ts'

type Completion = Pick<
  Situation,
  'devicesUntold' | 'ownWork' | 'factsUntold' | 'flaggedInstalled' | 'unclearedInstalled'
>

/** What an organisation's own people do: nobody has to be sent for it. */
export const OWN_WORK: readonly Action[] = ['cancel-deployment', 'disconnect', 'assess']

export async function completionSituation(q: Reads, order: OrderRow): Promise<Completion> {
  const untold = await untoldDevices(q, order)
  const kit = [...(await store.pendingOutcomes(q, order)).values()].map(({ kitFinding }) => kitFinding)
  return {
    devicesUntold: untold,
    ownWork: OWN_WORK.includes(order.action),
    factsUntold: await factsUntold(q, order, untold),
    flaggedInstalled: kit.filter((finding) => finding === 'flagged').length,
    unclearedInstalled: kit.filter((finding) => finding === 'review' || finding === 'unknown').length,
  }
}

/** Kit that had to go and was cleared by a person since is nobody's work any more. */
async function untoldDevices(q: Reads, order: OrderRow): Promise<number> {
  const told = await store.pendingOutcomes(q, order)
  const standIns = new Set((await store.listEffects(q, order.id)).map(({ installedDeviceId }) => installedDeviceId))
  const devices = await store.listOrderDevices(q, order.id)
  return devices.filter(
    ({ deviceId, finding }) => !told.has(deviceId) && !(standIns.has(deviceId) && finding === 'cleared'),
  ).length
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
    default:
      return []
  }
}
