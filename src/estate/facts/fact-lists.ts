// Site facts as three lists that people keep: a row a site, a row a closure, a row a consent. A blank cell of the first
// leaves a fact as it is; the other two replace all closures, or all consents, of every site that they name.
import type { Day } from '../../shared/day.ts'
import { CONSENT_KINDS, LEAVING, LONE_WORKING, PERSONAL_DEVICES, PHOTO_RULES } from '../../shared/vocabulary.ts'
import { dayIn, oneOf, optional, text, wholeNumber, yesNo, type Columns, type RowOf } from '../lists/fields.ts'
import { badList, type ListComplaint, type Listed } from '../lists/read-list.ts'
import type { Site } from '../site.ts'
import { siteFinder, type SiteNames } from './site-names.ts'
import { complaintsOf, MOST_LEAD_DAYS, MOST_NOTICE_DAYS, NO_FACTS, type OpenedFacts } from './site-facts.ts'

const SITE = { organisation: optional(text('organisation')), site: text('site') }

const FACTS = {
  ...SITE,
  leavesOn: optional(dayIn('leaves_on')),
  leavesBy: optional(oneOf('leaves_by', LEAVING)),
  noticeDays: optional(wholeNumber('notice_days', { most: MOST_NOTICE_DAYS })),
  photos: optional(oneOf('photos', PHOTO_RULES)),
  personalDevices: optional(oneOf('personal_devices', PERSONAL_DEVICES)),
  permitToWork: optional(yesNo('permit_to_work')),
  loneWorking: optional(oneOf('lone_working', LONE_WORKING)),
  contactRole: optional(text('contact_role')),
  interimCover: optional(text('interim_cover')),
}
const CLOSURES = { ...SITE, from: dayIn('closed_from'), until: dayIn('closed_until'), why: text('why') }
const CONSENTS = {
  ...SITE,
  kind: oneOf('consent', CONSENT_KINDS),
  reference: optional(text('reference')),
  leadDays: wholeNumber('lead_days', { most: MOST_LEAD_DAYS }),
  appliedOn: optional(dayIn('applied_on')),
  grantedOn: optional(dayIn('granted_on')),
  refusedOn: optional(dayIn('refused_on')),
  untilOn: optional(dayIn('until_on')),
}

/** The plain facts that a list or a command sets, by their headers. */
export const PLAIN_FACTS = (({ organisation: _, site: __, ...facts }) => facts)(FACTS)

/** A list: its columns, what a row does to a site's facts, and which rows a site's facts are. */
interface FactList<C extends Columns> {
  readonly columns: C
  readonly example: RowOf<C>
  /** All rows of one site, in the list's order. */
  merge(facts: OpenedFacts, rows: readonly RowOf<C>[]): OpenedFacts
  rowsOf(facts: OpenedFacts, site: RowOf<typeof SITE>): RowOf<C>[]
}

const facts: FactList<typeof FACTS> = {
  columns: FACTS,
  example: {
    organisation: 'Ministry of Ducks',
    site: 'POND-1',
    leavesOn: '2029-03-25' as Day,
    leavesBy: 'lease-end',
    noticeDays: 5,
    photos: 'none',
    personalDevices: 'none',
    permitToWork: true,
    loneWorking: 'forbidden',
    contactRole: 'duty security manager',
    interimCover: 'A guard at the main gate while the cameras are down.',
  },
  merge(before, rows) {
    const stated = rows.flatMap(({ organisation: _, site: __, ...row }) =>
      Object.entries(row).filter(([fact, value]) => fact !== 'row' && value !== null),
    )
    return { ...before, ...Object.fromEntries(stated) }
  },
  rowsOf: ({ closed: _, consents: __, ...plain }, site) => [{ ...site, ...plain }],
}

const closures: FactList<typeof CLOSURES> = {
  columns: CLOSURES,
  example: {
    organisation: 'Ministry of Ducks',
    site: 'POND-1',
    from: '2027-07-26' as Day,
    until: '2027-08-16' as Day,
    why: 'Summer closure',
  },
  merge: (before, rows) => ({ ...before, closed: rows.map(({ from, until, why }) => ({ from, until, why })) }),
  rowsOf: ({ closed }, site) => closed.map((range) => ({ ...site, ...range })),
}

const consents: FactList<typeof CONSENTS> = {
  columns: CONSENTS,
  example: {
    organisation: 'Ministry of Ducks',
    site: 'POND-1',
    kind: 'landlord-variation',
    reference: 'LV-12',
    leadDays: 90,
    appliedOn: '2026-11-02' as Day,
    grantedOn: null,
    refusedOn: null,
    untilOn: null,
  },
  merge: (before, rows) => ({
    ...before,
    consents: rows.map(({ kind, reference, leadDays, appliedOn, grantedOn, refusedOn, untilOn }) => {
      return { kind, reference, leadDays, appliedOn, grantedOn, refusedOn, untilOn }
    }),
  }),
  rowsOf: (held, site) => held.consents.map((consent) => ({ ...site, ...consent })),
}

export const FACT_LISTS = { facts, closures, consents } as const
export type FactListName = keyof typeof FACT_LISTS
export const FACT_LIST_NAMES = ['facts', 'closures', 'consents'] as const satisfies readonly FactListName[]

export interface ChangedBySite {
  readonly site: Site
  readonly facts: OpenedFacts
}

/**
 * What the rows make of the facts held, site by site in the list's order. Throws `bad-list` with every row that names no
 * site, names one twice, or says what cannot be.
 */
export function applyList(
  list: FactListName,
  rows: readonly Listed<Columns>[],
  { name, names, held, today }: { name: string; names: SiteNames; held: (siteId: string) => OpenedFacts; today: Day },
): ChangedBySite[] {
  const { columns, merge } = FACT_LISTS[list] as unknown as FactList<Columns>
  const find = siteFinder(names)
  const complaints: ListComplaint[] = []
  const bySite = new Map<Site, Listed<Columns>[]>()
  for (const row of rows) {
    const found = find(row['organisation'] as string | null, row['site'] as string)
    if (typeof found === 'string') complaints.push({ row: row.row, column: 'site', message: found })
    else bySite.set(found, [...(bySite.get(found) ?? []), row])
  }
  const changed = [...bySite].map(([site, own]) => {
    if (list === 'facts') complaints.push(...own.slice(1).map(({ row }) => twice(site, row)))
    const after = merge(held(site.id), own)
    for (const { path, message } of complaintsOf(after, today)) {
      const at = Number(/^(?:closed|consents)\[(\d+)\]/.exec(path)?.[1] ?? 0)
      complaints.push({ row: own[at]?.row ?? own[0]!.row, column: headerOf(columns, path), message })
    }
    return { site, facts: after }
  })
  if (complaints.length > 0) throw badList(name, complaints, columns)
  return changed
}

function twice({ code }: Site, row: number): ListComplaint {
  return { row, column: 'site', message: `${code} stands in the list twice.` }
}

/** Of `consents[0].leadDays`: `lead_days`. */
function headerOf(columns: Columns, path: string): string | null {
  return columns[path.split('.').at(-1)!]?.header ?? null
}

/** The rows of a list, by organisation and site code. */
export function listRows(
  list: FactListName,
  names: SiteNames,
  held: ReadonlyMap<string, OpenedFacts>,
): RowOf<Columns>[] {
  const { rowsOf } = FACT_LISTS[list] as unknown as FactList<Columns>
  const organisations = new Map(names.organisations.map(({ id, name }) => [id, name]))
  return names.sites.flatMap(({ id, organisationId, code }) => {
    const own = held.get(id)
    const site = { organisation: organisations.get(organisationId) ?? null, site: code }
    // A row without facts is where they are filled in; a closure or a consent that is not there has no row.
    return own === undefined && list !== 'facts' ? [] : rowsOf(own ?? NO_FACTS, site)
  })
}
