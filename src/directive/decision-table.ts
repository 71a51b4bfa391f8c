// The UK direction of 24 November 2022 as a decision table: which facts lead to which action, in which tier, under which
// clause. Every rule of the directive that Lenscap carries out is a row of this file; treat.ts only looks them up.
//
// Source: Cabinet Office, written statement of 24 November 2022 (Oliver Dowden), quoted from the reports of that week.
// The statement names no company, and only a determination on the national-security ground makes kit "flagged" here.
import type { Action, Choice, Clause, FindingState, Network, Sensitivity, Status } from '../shared/vocabulary.ts'

export const DIRECTIVE_VERSION = 'uk-2022-11-24.1'

export type Force = 'instructed' | 'advised' | 'advised to consider' | 'derived'

export interface ClauseText {
  readonly force: Force
  readonly title: string
  readonly words: string
}

export const CLAUSE_TEXTS: Readonly<Record<Clause, ClauseText>> = {
  C1: {
    force: 'instructed',
    title: 'cease deployment',
    words:
      'Departments have therefore been instructed to cease deployment of such equipment onto sensitive sites, where it ' +
      'is produced by companies subject to the National Intelligence Law of the People’s Republic of China.',
  },
  C2: {
    force: 'advised',
    title: 'core network',
    words: 'no such equipment should be connected to departmental core networks',
  },
  C3: {
    force: 'advised to consider',
    title: 'do not wait',
    words:
      'they should consider whether they should remove and replace such equipment where it is deployed on sensitive ' +
      'sites rather than awaiting any scheduled upgrades',
  },
  C4: {
    force: 'advised to consider',
    title: 'extend',
    words:
      'departments have also been advised to consider whether there are sites outside the definition of sensitive sites ' +
      'to which they would wish to extend the same risk mitigation',
  },
  derived: {
    force: 'derived',
    title: 'needed to carry a clause out',
    words: 'No clause asks for this by name: it is needed before a clause can be carried out.',
  },
}

/** 0 is the most urgent. */
export type Tier = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface Rule {
  readonly tier: Tier
  readonly sites: readonly Sensitivity[]
  readonly statuses: readonly Status[]
  readonly findings: readonly FindingState[]
  /** Left out: any network. */
  readonly networks?: readonly Network[]
  readonly action: Action
  readonly clause: Clause
  /** The clause whose site-decision the action needs before it is more than a proposal. */
  readonly decision?: 'C3' | 'C4'
  /** Without a decision the kit is left to the upgrade: listed as waiting, no money. */
  readonly onlyIfDecided?: true
  readonly why: string
}

const NOT_IDENTIFIED = ['review', 'unknown'] as const
const STANDING = ['in-service', 'disconnected'] as const
/** Planned kit, and flagged spares: both would be deployed if nobody stopped them. */
const NOT_YET_DEPLOYED = ['planned', 'spare'] as const

/** In the order of tiers; within tier 4 cancel, disconnect, survey, assess, in this order. */
export const RULES: readonly Rule[] = [
  {
    tier: 0,
    sites: ['sensitive'],
    statuses: NOT_YET_DEPLOYED,
    findings: ['flagged'],
    action: 'cancel-deployment',
    clause: 'C1',
    why: 'flagged equipment is about to be deployed onto a sensitive site',
  },
  {
    tier: 1,
    sites: ['sensitive'],
    statuses: ['in-service'],
    findings: ['flagged'],
    networks: ['core'],
    action: 'disconnect',
    clause: 'C2',
    why: 'flagged equipment at a sensitive site is connected to the core network',
  },
  {
    tier: 2,
    sites: ['sensitive'],
    statuses: STANDING,
    findings: NOT_IDENTIFIED,
    action: 'survey',
    clause: 'derived',
    why: 'the maker of equipment at a sensitive site is not established',
  },
  {
    tier: 2,
    sites: ['sensitive'],
    statuses: ['in-service'],
    findings: ['flagged'],
    networks: ['unknown'],
    action: 'survey',
    clause: 'derived',
    why: 'nobody has recorded which network flagged equipment at a sensitive site is on',
  },
  {
    tier: 3,
    sites: ['sensitive'],
    statuses: STANDING,
    findings: ['flagged'],
    action: 'replace',
    clause: 'C3',
    decision: 'C3',
    why: 'flagged equipment stands at a sensitive site; it does not wait for a scheduled upgrade',
  },
  {
    tier: 4,
    sites: ['extended'],
    statuses: NOT_YET_DEPLOYED,
    findings: ['flagged'],
    action: 'cancel-deployment',
    clause: 'C4',
    why: 'flagged equipment is about to be deployed onto a site to which the mitigation was extended',
  },
  {
    tier: 4,
    sites: ['extended'],
    statuses: ['in-service'],
    findings: ['flagged'],
    networks: ['core'],
    action: 'disconnect',
    clause: 'C2',
    why: 'flagged equipment at an extended site is connected to the core network',
  },
  {
    tier: 4,
    sites: ['extended'],
    statuses: STANDING,
    findings: NOT_IDENTIFIED,
    action: 'survey',
    clause: 'derived',
    why: 'the maker of equipment at an extended site is not established',
  },
  {
    tier: 4,
    sites: ['extended'],
    statuses: ['in-service'],
    findings: ['flagged'],
    networks: ['unknown'],
    action: 'survey',
    clause: 'derived',
    why: 'nobody has recorded which network flagged equipment at an extended site is on',
  },
  {
    tier: 4,
    sites: ['unassessed'],
    // Planned kit too: whether C1 stops it depends on what the assessment finds.
    statuses: [...STANDING, ...NOT_YET_DEPLOYED],
    findings: ['flagged', ...NOT_IDENTIFIED],
    action: 'assess',
    clause: 'derived',
    why: 'nobody has assessed whether the site is sensitive, and it holds equipment that is not cleared',
  },
  {
    tier: 5,
    sites: ['other', 'unassessed'],
    statuses: ['in-service'],
    findings: ['flagged'],
    networks: ['core'],
    action: 'disconnect',
    clause: 'C2',
    why: 'flagged equipment is connected to the core network',
  },
  {
    tier: 6,
    sites: ['extended'],
    statuses: STANDING,
    findings: ['flagged'],
    action: 'replace',
    clause: 'C4',
    decision: 'C4',
    why: 'flagged equipment stands at a site to which the mitigation was extended',
  },
  {
    tier: 7,
    sites: ['other', 'unassessed'],
    statuses: STANDING,
    findings: NOT_IDENTIFIED,
    action: 'survey',
    clause: 'derived',
    why: 'the maker of the equipment is not established',
  },
  {
    tier: 7,
    sites: ['other', 'unassessed'],
    statuses: STANDING,
    findings: ['flagged'],
    action: 'replace',
    clause: 'derived',
    onlyIfDecided: true,
    why: 'flagged equipment stands at a site outside the direction, and its owner decided to replace it',
  },
]

/** What a site-decision makes of a `replace`: another action, or none now. Nobody but the approver chooses. */
export const DECIDED: Readonly<Record<Choice, 'replace' | 'remove' | 'nothing'>> = {
  'replace-now': 'replace',
  'remove-not-replace': 'remove',
  /** Until the upgrade slips or the decision expires. */
  'with-upgrade': 'nothing',
  /** The kit stays, off the network: the site is never clear. */
  'isolate-and-keep': 'nothing',
  not: 'nothing',
}

/** The later commitment, K1: "all by April 2025" (statement of 29 April 2024). Its last day. */
export const K1_ENDS_ON = '2025-04-30'
/** The day of the direction: what was installed since is counted apart. */
export const DIRECTED_ON = '2022-11-24'
