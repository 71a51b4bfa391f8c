// From facts to actions: looks each device of a site up in the decision table. Pure; the table is the policy, this file
// only reads it, applies the site-decision and shares out the weight.
import type { Action, Clause, FindingState, Sensitivity, Standing } from '../shared/vocabulary.ts'
import { CLAUSE_TEXTS, DECIDED, RULES, type Rule, type Tier } from './decision-table.ts'
import type { SiteDecision } from './site-decision.ts'
import { factorsOf, isNetworkShare, sumMillis, type Factor, type WeighedDevice, type Weights } from './weights.ts'

export interface TreatedSite {
  readonly id: string
  readonly sensitivity: Sensitivity
  /** True for devices of no known site: nobody can be sent anywhere, so the work can only be assessed. */
  readonly unsited?: boolean
  /** Whether an upgrade is to come that counts: funded, to kit that is clear, on a day that has not passed. */
  readonly upgradeToCome: boolean
  /** What is in force on the day of treatment for kit of this urgency: a recorder may serve a more sensitive site. */
  readonly decision: (sensitivity: Sensitivity) => SiteDecision | undefined
}

export interface TreatedDevice extends WeighedDevice {
  readonly id: string
  readonly finding: FindingState
  /** The sites whose cameras record to it: a recorder is as urgent as the most urgent site that it serves. */
  readonly serves?: readonly Sensitivity[]
}

export interface Treatment {
  /** Null: the action is for the site as a whole (`assess`). */
  readonly deviceId: string | null
  readonly action: Action
  readonly tier: Tier
  readonly clause: Clause
  /** `proposed`: the approver has yet to decide; it is planned, and nobody is sent. */
  readonly state: 'ready' | 'proposed'
  readonly weightMillis: number
  readonly factors: readonly Factor[]
  /** The urgency it was treated with: the site's, or that of a more urgent site whose cameras record to the device. */
  readonly sensitivity: Sensitivity
  readonly why: string
}

/** Flagged kit that no action removes: by decision, because nobody has decided, or for want of a model to replace it. */
export interface LeftInPlace {
  readonly deviceId: string
  readonly tier: Tier
  readonly because: 'with-upgrade' | 'isolate-and-keep' | 'not' | 'undecided' | 'no-model'
  readonly weightMillis: number
}

export interface Notice {
  readonly deviceId: string
  /** `planned-not-identified` asks for a decision; `planned-elsewhere` warns. */
  readonly code: 'planned-not-identified' | 'planned-elsewhere'
}

export interface SiteTreatment {
  readonly treatments: readonly Treatment[]
  readonly left: readonly LeftInPlace[]
  readonly notices: readonly Notice[]
}

/** Treats one site. The order of devices is kept; `assess` comes last. */
export function treatSite(site: TreatedSite, devices: readonly TreatedDevice[], weights: Weights): SiteTreatment {
  const treatments: Treatment[] = []
  const left: LeftInPlace[] = []
  const notices: Notice[] = []
  let assess: Rule | undefined
  for (const device of devices) {
    const sensitivity = mostUrgent([site.sensitivity, ...(device.serves ?? [])])
    const rules = RULES.filter((rule) => applies(rule, sensitivity, device))
    const factors = factorsOf(weights, device)
    const disconnects = rules.some((rule) => rule.action === 'disconnect')
    for (const rule of rules) {
      if (rule.action === 'assess') {
        assess = rule
        continue
      }
      if (site.unsited && !rule.onlyIfDecided) continue
      const parts = shareOf(rule.action, factors, disconnects)
      const outcome = decide(rule, site, sensitivity)
      if (typeof outcome === 'string') {
        left.push({ deviceId: device.id, tier: rule.tier, because: outcome, weightMillis: sumMillis(parts) })
      } else {
        const why = sensitivity === site.sensitivity ? outcome.why : `${recordsFor(sensitivity)}: ${outcome.why}`
        treatments.push({ ...outcome, deviceId: device.id, ...weigh(rule.action, parts, weights), sensitivity, why })
      }
    }
    notices.push(...noticesOf(sensitivity, device))
  }
  if (assess) {
    const { sensitivity } = site
    treatments.push({ ...made(assess, 'ready'), deviceId: null, weightMillis: 0, factors: [], sensitivity })
  }
  return { treatments, left, notices }
}

/** `sensitive` before `extended` before `unassessed` before `other`: the order in which the direction reaches them. */
export function mostUrgent(sensitivities: readonly Sensitivity[]): Sensitivity {
  const order: readonly Sensitivity[] = ['sensitive', 'extended', 'unassessed', 'other']
  return order.find((s) => sensitivities.includes(s)) ?? 'unassessed'
}

/** How a clause binds: departments are addressed by it; everyone else follows it by their own decision (policy.md 1). */
export function sayForce(clause: Clause, standing: Standing): string {
  const { force } = CLAUSE_TEXTS[clause]
  if (clause === 'derived') return 'derived'
  return standing === 'department' ? `${clause}, ${force}` : `own decision, following ${clause}`
}

/** The tiers in which devices that stand so have work at a site, its own cameras alone considered. */
export function tiersAt(sensitivity: Sensitivity, devices: readonly RuledDevice[]): Set<Tier> {
  const rules = RULES.filter((rule) => devices.some((device) => applies(rule, sensitivity, device)))
  return new Set(rules.map(({ tier }) => tier))
}

type RuledDevice = Pick<TreatedDevice, 'status' | 'finding' | 'network'>

function applies(rule: Rule, sensitivity: Sensitivity, device: RuledDevice): boolean {
  return (
    rule.sites.includes(sensitivity) &&
    rule.statuses.includes(device.status) &&
    rule.findings.includes(device.finding) &&
    (rule.networks === undefined || rule.networks.includes(device.network))
  )
}

type Made = Pick<Treatment, 'action' | 'tier' | 'clause' | 'state' | 'why'>

/**
 * What becomes of a rule under the site's decision: an action, or the reason why the kit stays. Waiting for an upgrade
 * holds only while there is one to wait for; when it has slipped, the question is open again.
 */
function decide(rule: Rule, site: TreatedSite, sensitivity: Sensitivity): Made | LeftInPlace['because'] {
  if (!rule.decision && !rule.onlyIfDecided) return made(rule, 'ready')
  const decision = site.unsited ? undefined : site.decision(sensitivity)
  const slipped = decision?.choice === 'with-upgrade' && !site.upgradeToCome
  if (!decision || slipped) return rule.onlyIfDecided ? 'undecided' : made(rule, 'proposed')
  switch (decision.choice) {
    case 'with-upgrade':
    case 'isolate-and-keep':
    case 'not':
      return decision.choice
    case 'replace-now':
    case 'remove-not-replace':
      return { ...made(rule, 'ready'), action: DECIDED[decision.choice] === 'remove' ? 'remove' : 'replace' }
  }
}

function recordsFor(sensitivity: Sensitivity): string {
  const article = sensitivity === 'extended' || sensitivity === 'unassessed' ? 'an' : 'a'
  return `it records cameras of ${article} ${sensitivity} site and is treated as if it stood there`
}

function made({ action, tier, clause, why }: Rule, state: 'ready' | 'proposed'): Made {
  return { action, tier, clause, state, why }
}

/** A disconnect takes the network share with it, counted once; where there is none, the replacement ends it too. */
function shareOf(action: Action, factors: readonly Factor[], disconnects: boolean): readonly Factor[] {
  if (action === 'disconnect') return factors.filter(isNetworkShare)
  if (action === 'replace' && disconnects) return factors.filter((factor) => !isNetworkShare(factor))
  return factors
}

function weigh(action: Action, factors: readonly Factor[], weights: Weights) {
  const { numerator, denominator } = weights.surveyPartOf
  const sum = sumMillis(factors)
  return { factors, weightMillis: action === 'survey' ? Math.floor((sum * numerator) / denominator) : sum }
}

function noticesOf(sensitivity: Sensitivity, { id, status, finding }: TreatedDevice): Notice[] {
  const guarded = sensitivity === 'sensitive' || sensitivity === 'extended'
  if (guarded && status === 'planned' && (finding === 'review' || finding === 'unknown')) {
    return [{ deviceId: id, code: 'planned-not-identified' }]
  }
  const stopped = guarded || finding !== 'flagged'
  return !stopped && (status === 'planned' || status === 'spare') ? [{ deviceId: id, code: 'planned-elsewhere' }] : []
}
