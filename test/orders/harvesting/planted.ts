// An estate in which everything that a company must not learn can be told apart from all other text: each secret says what it
// is and of which site. And the reader that looks for them in whatever a company receives.
import { eq } from 'drizzle-orm'
import { insertAll } from '../../../src/db/bulk.ts'
import type { Database } from '../../../src/db/database.ts'
import { day } from '../../../src/shared/day.ts'
import { insertCompany, orderOf, type OrderInsert } from '../../support/work-orders.ts'

const AT = new Date('2026-11-20T09:00:00.000Z')
const three = (n: number): string => String(n).padStart(3, '0')
/** `qxpost007`: a postcode, of site 7. */
const secret = (kind: string, n: number): string => `qx${kind}${three(n)}`

const SITES = 60
const REGIONS = ['London', 'Wales', 'South East'] as const

/** One order a site, and a second at every tenth; most of them ready and near. */
export function plantedOrders(): OrderInsert[] {
  const all = Array.from({ length: SITES }, (_, i) => i + 1)
  return [...all, ...all.filter((n) => n % 10 === 0).map((n) => n + 100)].map((n) => {
    const site = n > 100 ? n - 100 : n
    return orderOf(n, {
      ...{ id: `ord_${secret('ordr', n)}`, siteId: `sit_${secret('site', site)}`, organisationId: 'org_qxorgn001' },
      ...{ planId: 'pln_qxplan001', legId: `leg_${secret('legg', n)}`, adoptedBy: 'pri_qxprin001' },
      ...{ rank: 7_310_000 + n, sequence: 7_320_000 + n, weightMillis: 7_330_000 + n, estimatePence: 7_340_000 + n },
      ...{ deviceCount: 7_350_000 + n, tier: n % 4, region: REGIONS[n % 3]! },
      why: {
        says: secret('whyy', n),
        upgradeOn: '2031-07-07',
        costLines: [{ modelId: 'K', what: secret('kitt', n), pence: 7_360_000 + n, quantity: 1 }],
      },
      ...(n % 15 === 0 && { state: 'proposed' as const, shutGates: ['a site-decision under C3'] }),
      ...(n % 16 === 0 && { weekOn: day('2027-06-07') }),
    })
  })
}

export async function plant(db: Database): Promise<void> {
  const orders = plantedOrders()
  const own = { organisationId: 'org_qxorgn001', createdAt: AT }
  await db.write(async (q) => {
    const { sealer, t } = q
    const fund = { ...{ id: 'fnd_1', version: 1, code: 'ALL', codeKey: 'all', class: 'capital' }, carryOver: 'none' }
    await q.insert(t.funds).values({ ...fund, name: 'All', createdAt: AT } as never)
    const organisation = {
      id: own.organisationId,
      version: 1,
      name: 'qxorgn002',
      nameKey: 'qxorgn002',
      sector: 'other',
    }
    await q
      .insert(t.organisations)
      .values({ ...organisation, standing: 'department', fundId: 'fnd_1', createdAt: AT } as never)
    const sites = orders.slice(0, SITES).map(({ siteId: id, region }, i) => {
      const n = i + 1
      const sealed = (field: string, text: string) => sealer.seal(text, `sites.${field}:${id}`)
      return {
        ...{
          ...own,
          id,
          version: 1,
          code: secret('code', n),
          codeKey: secret('code', n),
          name: secret('name', n),
          region,
        },
        ...{ sensitivity: 'sensitive' as const, vetting: 'sc' as const, observedOn: day('2026-11-01') },
        address: sealed('address', JSON.stringify({ postcode: secret('post', n), lat: null, lon: null })),
        accessNotes: sealed('accessNotes', secret('note', n)),
        contacts: sealed('contacts', JSON.stringify([{ name: secret('cont', n) }])),
        limbs: sealed('limbs', JSON.stringify([secret('limb', n)])),
        ...{ upgradeOn: day('2031-07-07'), upgradeFunded: true, upgradeManufacturer: secret('upgr', n) },
      }
    })
    await insertAll(q, t.sites, sites as never)
    await insertAll(q, t.orders, orders)
    const devices = orders.map(({ siteId }, i) => {
      const n = i < SITES ? i + 1 : (i - SITES + 1) * 10 + 100
      const id = `dev_${secret('devi', n)}`
      const place = sealer.seal(JSON.stringify({ location: secret('plce', n), view: null }), `devices.place:${id}`)
      return {
        ...{ ...own, id, siteId, version: 1, label: secret('labl', n), identity: secret('iden', n), place },
        ...{ kind: 'camera', manufacturer: 'Hikvision', model: secret('modl', n), serial: secret('seri', n) },
        ...{ network: 'core', status: 'in-service', finding: 'flagged', observedOn: day('2026-11-01') },
        kindAssumed: false,
      }
    })
    await insertAll(q, t.devices, devices as never)
    const rows = orders.map(({ id, organisationId }, i) => ({
      ...{ orderId: id, organisationId, deviceId: devices[i]!.id, part: 'work' as const },
    }))
    await insertAll(q, t.orderDevices, rows)
  })
}

/** A company of its own for each, and a token of its office. */
export async function companyToken(
  db: Database,
  companyId: string,
  tokenOf: (id: string, roles: ['contractor'], scope: []) => Promise<string>,
): Promise<string> {
  await insertCompany(db, companyId, { regions: [...REGIONS] })
  const token = await tokenOf(`pri_${companyId}`, ['contractor'], [])
  const { principals } = db.read.t
  await db.write(async (q) => {
    await q
      .update(principals)
      .set({ companyId })
      .where(eq(principals.id, `pri_${companyId}`))
  })
  return token
}

/** What the company may know now, by site. */
export interface MayKnow {
  /** Of orders that it has. */
  readonly places: ReadonlySet<number>
  /** Of those, where approved engineers are booked. */
  readonly kit: ReadonlySet<number>
}

export interface Found {
  readonly what: string
  readonly site: number
  readonly allowed: boolean
}

const OF_PLACE = ['name', 'code', 'post']
const OF_KIT = ['note', 'cont', 'kitt', 'labl', 'modl', 'plce', 'devi']
/** Ranks, sequences, weights, sums and numbers of devices; and the days of upgrades. */
const NUMBERS = /73[1-6]0\d{3}|2031-07-07/g
/** Names of fields that no answer to a company has. */
const FIELDS =
  /"(rank|sequence|tier|clause|weight\w*|estimatePence|sensitivity|limbs|why|planId|plan|legId|leg|siteId|organisation\w*|adoptedBy|shutGates)":/g

/** Every secret in the text but those that were sent along. `described`: the description of the service names all its fields. */
export function findSecrets(
  text: string,
  { sent, may, described }: { sent: string; may: MayKnow; described: boolean },
): Found[] {
  const found = new Map<string, Found>()
  for (const [what, kind, digits] of text.matchAll(/qx([a-z]{4})(\d{3})/gi)) {
    if (sent.toLowerCase().includes(what.toLowerCase())) continue
    const site = Number(digits) % 100
    const known = OF_PLACE.includes(kind!.toLowerCase())
      ? may.places
      : OF_KIT.includes(kind!.toLowerCase())
        ? may.kit
        : null
    found.set(what, { what, site, allowed: known?.has(site) ?? false })
  }
  const never = [...text.matchAll(NUMBERS), ...(described ? [] : text.matchAll(FIELDS))]
  for (const [what] of never) found.set(what, { what, site: 0, allowed: false })
  return [...found.values()]
}
