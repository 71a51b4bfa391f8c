// Site-decisions as a list: what was decided, to be looked through in a spreadsheet; and new decisions, a row a site, taken
// all or none.
import { dayIn, oneOf, optional, text, type RowOf } from '../../estate/lists/fields.ts'
import { badList, type ListComplaint, type Listed } from '../../estate/lists/read-list.ts'
import { siteFinder, type SiteNames } from '../../estate/facts/site-names.ts'
import type { Site } from '../../estate/site.ts'
import type { Day } from '../../shared/day.ts'
import { CHOICES } from '../../shared/vocabulary.ts'
import type { Decision } from '../decide-sites.ts'
import { DECISION_STATES, type DecisionState, type SiteDecision } from '../site-decision.ts'

const MADE = {
  organisation: optional(text('organisation')),
  /** Blank in a list that is given: standing, for all sensitive sites. A list that is taken names every site. */
  site: optional(text('site')),
  choice: oneOf('choice', CHOICES),
  reason: text('reason'),
  approvedBy: text('approved_by'),
  reviewOn: optional(dayIn('review_on')),
  memorandumHash: optional(text('memorandum')),
}
/** What Lenscap adds. A list that was given may be changed and taken: only what was changed is recorded. */
export const DECISION_COLUMNS = {
  ...MADE,
  clause: optional(oneOf('clause', ['C3', 'C4'])),
  state: optional(oneOf('state', DECISION_STATES)),
  recordedOn: optional(dayIn('recorded_on')),
}
export type DecisionRow = RowOf<typeof DECISION_COLUMNS>
type Row = DecisionRow

export const DECISION_EXAMPLE: Row = {
  organisation: 'Ministry of Ducks',
  site: 'POND-1',
  choice: 'replace-now',
  reason: 'The board decided so on 2 November 2026.',
  approvedBy: 'A. Senior',
  reviewOn: null,
  memorandumHash: null,
  clause: null,
  state: null,
  recordedOn: null,
}

/** Newest last, as they were recorded. */
export function decisionRows(
  decisions: readonly (SiteDecision & { readonly state: DecisionState; readonly recordedOn: Day })[],
  { organisations, sites }: SiteNames,
): Row[] {
  const names = new Map(organisations.map(({ id, name }) => [id, name]))
  const byId = new Map(sites.map((site) => [site.id, site]))
  return decisions.map(({ siteId, choice, reason, approvedBy, reviewOn, memorandumHash = null, ...rest }) => {
    const site = byId.get(siteId ?? '')
    const where = { organisation: names.get(site?.organisationId ?? '') ?? null, site: site?.code ?? null }
    const { clause, state, recordedOn } = rest
    return { ...where, choice, reason, approvedBy, reviewOn, memorandumHash, clause, state, recordedOn }
  })
}

/** Without the rows that say, day of record included, what was given: superseded and standing ones are among those. */
export function unrecorded<Given extends Row>(rows: readonly Given[], given: readonly Row[]): Given[] {
  // How a decision stands may change between the two.
  const keyOf = ({ organisation, site, choice, reason, approvedBy, reviewOn, memorandumHash, recordedOn }: Row) =>
    JSON.stringify([organisation, site, choice, reason, approvedBy, reviewOn, memorandumHash, recordedOn])
  const known = new Set(given.map(keyOf))
  return rows.filter((row) => row.recordedOn === null || !known.has(keyOf(row)))
}

/**
 * The decisions of a list, a site each. Throws `bad-list` with every row that names no site, names one again, or has a day of
 * review that is not to come.
 */
export function decisionsOf(
  rows: readonly Listed<typeof DECISION_COLUMNS>[],
  { name, names, today }: { name: string; names: SiteNames; today: Day },
): Decision[] {
  const find = siteFinder(names)
  const complaints: ListComplaint[] = []
  const seen = new Set<Site>()
  const decisions = rows.flatMap(
    ({ row, organisation, site, choice, reason, approvedBy, reviewOn, memorandumHash }) => {
      const complain = (column: string, message: string) => void complaints.push({ row, column, message })
      const found = site === null ? 'Name the site: a standing decision is made by itself.' : find(organisation, site)
      if (reviewOn !== null && reviewOn <= today) complain('review_on', `${reviewOn} is not to come.`)
      if (typeof found === 'string') {
        complain('site', found)
        return []
      }
      if (seen.has(found)) complain('site', `${found.code} stands in the list twice.`)
      seen.add(found)
      const given = { reviewOn: reviewOn ?? undefined, memorandumHash: memorandumHash ?? undefined }
      return [{ sites: [found], choice, reason, approvedBy, ...given }]
    },
  )
  if (complaints.length > 0) throw badList(name, complaints, DECISION_COLUMNS)
  return decisions
}
