// A proof in words: why no plan can have the work done by the day.
import { sayDay } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { count } from '../../shared/text.ts'
import type { Binding } from '../engine/format/plan.ts'
import type { LateJob, Obstacle } from '../engine/questions/obstacles.ts'

export function sayObstacle(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'job':
      return sayLateJob(obstacle)
    case 'crews': {
      const { poolIds, fromOn, untilOn, neededMinutes, minutes } = obstacle
      const crews = poolIds.length === 1 ? `Only ${poolIds[0]!} may do it` : `Only ${poolIds.join(', ')} may do it`
      return (
        `Work of ${count(neededMinutes, 'minute')} can start on ${sayDay(fromOn)} or later and has to end by ` +
        `${sayDay(untilOn)}. ${crews}, with ${count(minutes, 'minute')} until then.`
      )
    }
    case 'money': {
      const { fundId, firstYear, lastYear, neededPence, pence } = obstacle
      const years = firstYear === lastYear ? `in ${firstYear}` : `from ${firstYear} to ${lastYear}`
      return `At least ${sayPence(neededPence)} must be drawn on fund ${fundId} ${years}, and it has ${sayPence(pence)}.`
    }
  }
}

function sayLateJob({ jobId, endOn, binding }: LateJob): string {
  const what = `Job ${jobId}, by itself and with whatever it comes after as early as can be,`
  const ends = endOn === null ? 'has no week at all' : `cannot end before ${sayDay(endOn)}`
  const nothing = endOn === null ? 'no crew may do it' : 'the first week of the plan ends then'
  const why = binding.length === 0 ? nothing : binding.map(sayBinding).join('; then ')
  return `${what} ${ends}: ${why}.`
}

/** As the constraint stands when no other job is planned. */
function sayBinding({ kind, ref, untilOn, shortPence, shortMinutes }: Binding): string {
  const until = `until ${sayDay(untilOn)}`
  switch (kind) {
    case 'release':
      return `it is not released ${until}`
    case 'budget':
      return `fund ${ref} is short by ${sayPence(shortPence ?? 0)} (${until})`
    case 'pool':
      return `pool ${ref} is short by ${count(shortMinutes ?? 0, 'minute')} (${until})`
    case 'closed':
      return `it is closed ${until}`
    case 'after':
      return `it comes after job ${ref}, which ends then (${until})`
    case 'window':
      return `its window does not allow it (${until})`
    case 'pin':
      return `it is pinned (${until})`
    case 'stability':
      return `it is kept in its previous week (${until})`
  }
}
