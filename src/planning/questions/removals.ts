// Replacements as removals: no kit to wait for or to pay, less work. The crew, the visit and the disposal are charged as the
// replacement's own lines have them (rate, uplift, VAT that is not recovered), to the funds that pay for such lines; notice and
// consents hold a removal as they hold any work.
import type { SiteFacts } from '../../estate/facts/site-facts.ts'
import type { Day } from '../../shared/day.ts'
import type { Action } from '../../shared/vocabulary.ts'
import { costLine, type CostLine, type PriceTerms } from '../catalogue/cost-line.ts'
import type { Job, Problem } from '../engine/format/problem.ts'
import { countYears, type PlanMoney } from '../funds/plan-funds.ts'
import { drawsOf, payersBy } from '../funds/shares.ts'
import type { OrderFacts } from '../outcome/plan-orders.ts'
import { movedBySite, siteDates, type SiteDates } from '../problem/site-dates.ts'
import type { Work } from '../problem/pack.ts'

/** What a job is instead, where its kit is removed and nothing put in its place. */
export type Removal = Pick<Job, 'minutes' | 'releaseOn' | 'draws'>

/** A leg, as an order or a built problem tells of it. */
export interface Removable {
  readonly id: string
  readonly siteId: string
  readonly organisationId: string
  readonly action: Action
  readonly deviceCount: number
  readonly costLines: readonly CostLine[]
  readonly dates: SiteDates
}

interface Known {
  readonly problem: Problem
  readonly money: Pick<PlanMoney, 'funds' | 'shares'>
  readonly work: Pick<Work, 'minutes'>
}

/** By leg: of those alone that replace. */
export function removalsOf(legs: readonly Removable[], { problem, money, work }: Known): ReadonlyMap<string, Removal> {
  const { startOn, weeks } = problem
  const payers = payersBy(money.shares)
  const defaults = new Map(money.funds.flatMap(({ code, defaultOf }) => defaultOf.map(({ id }) => [id, code])))
  const jobs = new Map(problem.jobs.map((job) => [job.id, job]))
  const { device, visit } = work.minutes.remove
  const removals = new Map<string, Removal>()
  for (const { id, siteId, organisationId, action, deviceCount, costLines, dates } of legs) {
    const job = jobs.get(id)
    if (!job || action !== 'replace') continue
    const fund = defaults.get(organisationId) ?? job.draws[0]?.fundId ?? ''
    const minutes = visit + device * deviceCount
    removals.set(id, {
      minutes,
      releaseOn: releaseOf(job, dates, { startOn, weeks }),
      draws: drawsOf(linesOf(costLines, minutes), payers({ id: siteId, organisationId }, fund), countYears(problem)),
    })
  }
  return removals
}

export const asRemoved = (job: Job, removal: Removal | null | undefined): Job =>
  removal ? { ...job, ...removal } : job

/** Never later than the replacement, which waits for the same consents. */
function releaseOf(job: Job, dates: SiteDates, horizon: { readonly startOn: Day; readonly weeks: number }): Day {
  const { releaseOn } = movedBySite({ ...job, releaseOn: horizon.startOn }, { action: 'remove', dates }, horizon)
  return releaseOn < job.releaseOn ? releaseOn : job.releaseOn
}

/** Orders of earlier releases keep no terms: their prices were the same in every year. */
const NO_TERMS: PriceTerms = { vat: 'exclusive', vatBasisPoints: 0, recoveredBasisPoints: 0, upliftBasisPoints: 0 }

/** In the prices of the first year, from which drawsOf has the others. */
function linesOf(lines: readonly CostLine[], minutes: number): CostLine[] {
  return lines.flatMap((line) => {
    const terms = 'terms' in line ? line.terms : NO_TERMS
    if (line.kind === 'labour') return [costLine({ ...(line as CostLine), terms, quantity: minutes })]
    return line.kind === 'mobilisation' || line.kind === 'disposal' ? [costLine({ ...(line as CostLine), terms })] : []
  })
}

interface StoredLeg extends Pick<Removable, 'id' | 'siteId' | 'organisationId' | 'action'> {
  readonly why: Pick<OrderFacts, 'deviceIds' | 'costLines'>
}

/** Of stored orders, with what is known of their sites by now. */
export function removableLegs(
  rows: readonly StoredLeg[],
  facts: ReadonlyMap<string, SiteFacts>,
  { startOn, weeks }: Pick<Problem, 'startOn' | 'weeks'>,
): Removable[] {
  return rows.map(({ id, siteId, organisationId, action, why: { deviceIds, costLines } }) => {
    const dates = siteDates(facts.get(siteId), { startOn, weeks })
    return { id, siteId, organisationId, action, deviceCount: deviceIds.length, costLines, dates }
  })
}
