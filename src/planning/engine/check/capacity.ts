// What all jobs take together: minutes of pools and money of funds; and what pins alone overrun, which is inherited.
import { financialYear } from '../../../shared/day.ts'
import { sayPence } from '../../../shared/money.ts'
import { count } from '../../../shared/text.ts'
import type { Inherited } from '../format/plan.ts'
import type { Breach } from './breach.ts'
import { NO_POOL, overspending, usageOf, weekNumber, type Facts, type Spot, type Work } from './facts.ts'
import { poolFaults, windowFaults } from './standing.ts'

/** Names, of the jobs that have a part in an overrun and are not pinned, the first in the plan. */
export function checkCapacity(facts: Facts): Breach[] {
  const all = usageOf(facts, () => true)
  const first = (takesPart: (work: Work, at: Spot) => boolean): string | null => {
    const takes = (work: Work): boolean => !work.pin && work.at !== undefined && takesPart(work, work.at)
    return facts.plan.assigned.find(({ jobId }) => takes(facts.workOf.get(jobId)!))?.jobId ?? null
  }
  const breaches: Breach[] = []
  facts.problem.pools.forEach(({ id }, pool) => {
    all.minutes[pool]!.forEach((minutes, week) => {
      const over = minutes - Math.max(facts.capacity[pool]![week]!, facts.pins.minutes[pool]![week]!)
      if (over <= 0) return
      const jobId = first(({ job }, at) => job.minutes > 0 && at.week === week && at.pool === pool)
      const message = `Pool ${id} is over by ${count(over, 'minute')} in week ${week + 1}.`
      breaches.push({ code: 'pool', jobId, message })
    })
  })
  facts.problem.funds.forEach(({ id }, fund) => {
    overspending(facts, fund, all).forEach((pence, year) => {
      if (pence === 0) return
      const jobId = first((work, { week }) =>
        drawsIn(facts, work, week).some((d) => d.fund === fund && d.year === year),
      )
      const message = `Fund ${id} is overspent by ${sayPence(pence)} in ${sayYear(facts, year)}.`
      breaches.push({ code: 'budget', jobId, message })
    })
  })
  return breaches
}

/** The funds and years that a job draws on if it stands in that week; draws before startOn belong to no year. */
export function drawsIn({ yearOfWeek }: Facts, { draws }: Work, week: number): { fund: number; year: number }[] {
  return draws
    .filter(({ offset }) => week + offset >= 0)
    .map(({ fund, offset }) => ({ fund, year: yearOfWeek[week + offset]! }))
}

function sayYear({ firstYear }: Facts, year: number): string {
  return financialYear(firstYear + year)
}

export function checkInherited(facts: Facts): Breach[] {
  const key = ({ jobId, kind, ref }: Inherited): string => JSON.stringify([jobId, kind, ref])
  const found = new Map(facts.works.flatMap((work) => brokenBy(facts, work)).map((one) => [key(one), one]))
  const breaches: Breach[] = []
  for (const one of facts.plan.inherited) {
    if (found.delete(key(one))) continue
    const message = `The plan lists that its pin breaks ${one.kind}, which it does not, or lists it twice.`
    breaches.push({ code: 'inherited', jobId: one.jobId, message })
  }
  for (const { jobId, kind, ref } of found.values()) {
    const message = `Its pin breaks ${kind}${ref === null ? '' : ` (${ref})`}, and the plan does not list it.`
    breaches.push({ code: 'inherited', jobId, message })
  }
  return breaches
}

function brokenBy(facts: Facts, work: Work): Inherited[] {
  const { pins, problem, capacity, inherited } = facts
  if (!work.pin) return []
  const week = weekNumber(facts.startDay, work.pin.weekOn)
  const pool = problem.pools.findIndex(({ id }) => id === work.pin!.poolId)
  const jobId = work.job.id
  const faults = [...windowFaults(facts, work, week), ...poolFaults(facts, work, pool)]
  const broken: Inherited[] = faults.map(({ kind, ref }) => ({ jobId, kind, ref }))
  if (pool !== NO_POOL && work.job.minutes > 0 && pins.minutes[pool]![week]! > capacity[pool]![week]!) {
    broken.push({ jobId, kind: 'pool', ref: work.pin.poolId })
  }
  for (const { fund, year } of drawsIn(facts, work, week)) {
    if (inherited[fund]![year] === 0) continue
    broken.push({ jobId, kind: 'budget', ref: `${problem.funds[fund]!.id}:${sayYear(facts, year)}` })
  }
  return broken
}
