// Orders that stand, without the plan that they came from: what a test says of one, with everything else dull and valid.
import type { Deps } from '../../src/deps.ts'
import { listSites } from '../../src/estate/store.ts'
import { insertOrders, type NewOrder } from '../../src/orders/adopt/store.ts'
import { newRef } from '../../src/orders/order-ref.ts'
import { importText } from '../support/estate.ts'
import { csv } from '../support/make.ts'

/** Ducks have POND in Wales and LAKE in London, Geese have MOAT in Wales. */
export async function importSites(deps: Deps) {
  const HEADER = 'organisation,standing,site,region,sensitivity,device,manufacturer,model'
  const row = (organisation: string, site: string, region: string) =>
    `${organisation},department,${site},${region},sensitive,${site}-1,Hikvision,DS-2CD2042`
  const rows = [row('Ducks', 'POND', 'Wales'), row('Ducks', 'LAKE', 'London'), row('Geese', 'MOAT', 'Wales')]
  await importText(deps, 'sites.csv', csv(HEADER, ...rows))
  const sites = await listSites(deps.db.read, 'everything')
  return (code: string) => sites.find((site) => site.code === code)!
}

/** Stored without an event. */
export async function makeOrder(
  deps: Deps,
  site: { readonly id: string; readonly organisationId: string; readonly region: string | null },
  given: Partial<NewOrder> = {},
): Promise<NewOrder> {
  const order = {
    ...{ id: deps.ids.next('ord'), version: 1, ref: newRef(deps.ids), planId: 'pln_1', link: null, parentId: null },
    ...{ organisationId: site.organisationId, siteId: site.id, region: site.region, vetting: 'none', legId: null },
    ...{ action: 'replace', clause: 'C3', tier: 3, rank: 1, sequence: 1, weightMillis: 1000, minutes: 75 },
    ...{ deviceCount: 1, weekOn: null, financialYear: null, poolId: null, callOff: null, purchaseOrder: null },
    ...{ afterOrderId: null, estimatePence: 100, state: 'ready', shutGates: [], attempt: 0, why: { costLines: [] } },
    ...{ adoptedBy: 'pri_senior', createdAt: deps.clock.now(), ...given },
  } as NewOrder
  await deps.db.write((q) => insertOrders(q, { orders: [order], devices: [], events: [] }))
  return order
}
