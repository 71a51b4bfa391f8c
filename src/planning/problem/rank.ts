// Risk order: who comes first, whatever the week (design: Words, rank). Orders are listed by it, and stock goes by it.
import { byCodeUnit } from '../../shared/text.ts'
import type { PlannedLeg } from './build-problem.ts'

/** In tier 4 the order is cancel, disconnect, survey, assess (design: From device to order); elsewhere weight decides. */
const TIER_4 = ['cancel-deployment', 'disconnect', 'survey', 'assess']

type Ranked = Pick<PlannedLeg, 'id' | 'tier' | 'action' | 'weightMillis' | 'legNumber'> & {
  readonly site: Pick<PlannedLeg['site'], 'code'>
}

/** Tier, then weight, the heaviest first; ties by site and leg, so that a list reads well, and by id. */
export function byRank(a: Ranked, b: Ranked): number {
  const inTier4 = a.tier === 4 && b.tier === 4 ? TIER_4.indexOf(a.action) - TIER_4.indexOf(b.action) : 0
  return (
    a.tier - b.tier ||
    inTier4 ||
    b.weightMillis - a.weightMillis ||
    byCodeUnit(a.site.code, b.site.code) ||
    a.legNumber - b.legNumber ||
    byCodeUnit(a.id, b.id)
  )
}
