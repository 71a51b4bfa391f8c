// Clause C1 before the purchase: may this equipment go to that site? A decision table on the finding of the make and model
// and on the site's sensitivity. Pure; what is not known is for a person, never permitted.
import { kindOfModel, recognise, type Finding } from '../../register/recognise.ts'
import type { Register } from '../../register/register.ts'
import { keyOf } from '../../shared/text.ts'
import type { Clause, FindingState, Kind, Network, Sensitivity, Standing } from '../../shared/vocabulary.ts'
import { CLAUSE_TEXTS } from '../decision-table.ts'
import type { Named } from '../name-sites.ts'
import { sayForce } from '../treat.ts'

/** What is to be bought or installed, as the list has it. */
export interface DeploymentLine {
  readonly number: number
  readonly manufacturer?: string | null | undefined
  readonly model?: string | null | undefined
  readonly mac?: string | null | undefined
  readonly firmware?: string | null | undefined
  readonly kind?: Kind | null | undefined
  readonly network?: Network | null | undefined
  readonly organisation?: string | null | undefined
  /** Code or name. */
  readonly site?: string | null | undefined
  /** Why the line could not be read. */
  readonly broken?: string | undefined
}

export const VERDICTS = ['permitted', 'refused', 'needs-review'] as const
export type Verdict = (typeof VERDICTS)[number]

export interface CheckedLine {
  readonly number: number
  readonly verdict: Verdict
  readonly clause: Clause | null
  /** `C1, instructed`; null where no clause is met. */
  readonly force: string | null
  readonly why: string
  readonly siteCode: string | null
  /** Null: the line could not be read. */
  readonly finding: Finding | null
}

interface Row {
  readonly findings: readonly FindingState[]
  readonly sites: readonly (Sensitivity | 'not-known')[]
  readonly networks?: readonly Network[]
  readonly verdict: Verdict
  readonly clause: Clause | null
  readonly why: string
}

const NOT_IDENTIFIED = ['review', 'unknown'] as const
const ANYWHERE = ['sensitive', 'extended', 'unassessed', 'other', 'not-known'] as const

/** The first row that fits decides. */
const CHECKS: readonly Row[] = [
  {
    findings: ['flagged'],
    sites: ['sensitive'],
    verdict: 'refused',
    clause: 'C1',
    why: 'flagged equipment is not to be deployed onto a sensitive site',
  },
  {
    findings: ['flagged'],
    sites: ['extended'],
    verdict: 'refused',
    clause: 'C4',
    why: 'flagged equipment is not to be deployed onto a site to which the mitigation was extended',
  },
  {
    findings: ['flagged'],
    sites: ANYWHERE,
    networks: ['core'],
    verdict: 'refused',
    clause: 'C2',
    why: 'flagged equipment is not to be connected to a core network',
  },
  {
    findings: ['flagged'],
    sites: ['unassessed', 'not-known'],
    verdict: 'needs-review',
    clause: 'C1',
    why: 'the equipment is flagged, and nobody has said whether the site that it is for is sensitive',
  },
  {
    findings: ['flagged'],
    sites: ['other'],
    verdict: 'permitted',
    clause: null,
    why: 'the equipment is flagged, and the site is not one to which C1 or C4 applies: keep it off core networks (C2)',
  },
  {
    findings: NOT_IDENTIFIED,
    sites: ['sensitive', 'extended', 'unassessed', 'not-known'],
    verdict: 'needs-review',
    clause: 'derived',
    why: 'who made the equipment is not established',
  },
  {
    findings: NOT_IDENTIFIED,
    sites: ['other'],
    verdict: 'permitted',
    clause: null,
    why: 'who made the equipment is not established, and the site is not one to which C1 or C4 applies',
  },
  {
    findings: ['cleared'],
    sites: ANYWHERE,
    verdict: 'permitted',
    clause: null,
    why: 'the maker is known and not in scope',
  },
]

/** One answer a line, in its order. */
export function checkDeployment(register: Register, estate: Named, lines: readonly DeploymentLine[]): CheckedLine[] {
  const find = siteFinder(estate)
  return lines.map((line) => {
    const { number, broken } = line
    if (broken !== undefined) {
      return { number, verdict: 'needs-review', clause: null, force: null, why: broken, siteCode: null, finding: null }
    }
    const kind = line.kind ?? (line.model ? kindOfModel(register, line.model) : null)
    const finding = recognise(register, { ...line, kind })
    const site = find(line)
    const row = CHECKS.find((one) => fits(one, finding.state, line, site?.sensitivity ?? 'not-known'))!
    const { verdict, clause, why } = row
    const said = sayWhy(why, line, site)
    // Whose site it is is not known: what a department would be told.
    const force = clause === null ? null : sayForce(clause, site?.standing ?? 'department')
    return { number, verdict, clause, force, why: said, siteCode: site?.code ?? null, finding }
  })
}

function fits(row: Row, state: FindingState, { network }: DeploymentLine, site: Sensitivity | 'not-known'): boolean {
  const onNetwork = row.networks === undefined || row.networks.some((one) => one === network)
  return row.findings.includes(state) && row.sites.includes(site) && onNetwork
}

function sayWhy(why: string, { site: named }: DeploymentLine, site: FoundSite | undefined): string {
  if (site) return `${why} (${site.code}, ${site.sensitivity})`
  return named ? `${why} (no one site is known as "${named}")` : `${why} (the list names no site)`
}

interface FoundSite {
  readonly code: string
  readonly sensitivity: Sensitivity
  readonly standing: Standing
}

/** By code, else by name; undefined if there is none, or several that are not told apart by the organisation. */
function siteFinder({ organisations, sites }: Named): (line: DeploymentLine) => FoundSite | undefined {
  const owners = new Map(organisations.map((organisation) => [organisation.id, organisation]))
  const byCode = Map.groupBy(sites, ({ code }) => keyOf(code))
  const byName = Map.groupBy(sites, ({ name }) => keyOf(name))
  return ({ site, organisation }) => {
    if (!site) return undefined
    const named = byCode.get(keyOf(site)) ?? byName.get(keyOf(site)) ?? []
    const theirs = organisation
      ? named.filter(({ organisationId }) => keyOf(owners.get(organisationId)!.name) === keyOf(organisation))
      : named
    const [only, ...others] = theirs
    if (!only || others.length > 0) return undefined
    const { code, sensitivity, organisationId } = only
    return { code, sensitivity, standing: owners.get(organisationId)!.standing }
  }
}

/** The clause's own words, for whoever is refused. */
export const quoteClause = (clause: Clause): string => CLAUSE_TEXTS[clause].words
