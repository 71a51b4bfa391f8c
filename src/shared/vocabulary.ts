// The closed lists of the glossary: one spelling in code, SQL, files, URLs and pages.

export const STANDINGS = ['department', 'voluntary', 'outside'] as const
export const SECTORS = [
  'central-government',
  'council',
  'police',
  'nhs',
  'school',
  'further-education',
  'university',
  'fire',
  'justice',
  'defence',
  'arms-length-body',
  'other',
] as const
export const SENSITIVITIES = ['sensitive', 'extended', 'other', 'unassessed'] as const
/** Hierarchical, lowest first (policy.md section 4). */
export const VETTINGS = ['none', 'bpss', 'ctc', 'sc', 'dv'] as const
export const KINDS = [
  'camera',
  'recorder',
  'encoder',
  'vms',
  'intercom',
  'access-terminal',
  'anpr',
  'body-worn',
  'drone',
  'other',
] as const
export const NETWORKS = ['core', 'isolated', 'none', 'unknown'] as const
export const STATUSES = ['planned', 'in-service', 'disconnected', 'spare', 'removed', 'desired', 'void'] as const
export const FINDING_STATES = ['flagged', 'review', 'cleared', 'unknown'] as const
/** What an operator determines of a manufacturer. */
export const DETERMINED = ['in-scope', 'not-in-scope', 'under-review'] as const
/** Why a manufacturer is determined so; the direction of 24 November 2022 is about the first. */
export const GROUNDS = ['national-security', 'human-rights', 'procurement-law'] as const
/** What a person does about the finding of a device. */
export const OVERRIDE_CHOICES = ['confirm', 'clear', 'flag'] as const
export const ACTIONS = ['cancel-deployment', 'disconnect', 'assess', 'survey', 'replace', 'remove'] as const
export const CLAUSES = ['C1', 'C2', 'C3', 'C4', 'derived'] as const
export const CHOICES = ['replace-now', 'with-upgrade', 'remove-not-replace', 'isolate-and-keep', 'not'] as const
/** What a site lets visitors bring and do (policy.md section 4). `site-taken`: an officer of the site takes the photographs. */
export const PHOTO_RULES = ['none', 'site-taken', 'allowed'] as const
export const PERSONAL_DEVICES = ['none', 'allowed'] as const
/** `check-in`: alone, and heard of at agreed times. */
export const LONE_WORKING = ['allowed', 'check-in', 'forbidden'] as const
/** What must be granted before anyone drills, strips or mounts. */
export const CONSENT_KINDS = [
  'pfi-variation',
  'landlord-variation',
  'listed-building',
  'asbestos-survey',
  'other',
] as const
/** Why an organisation leaves a site. */
export const LEAVING = ['lease-end', 'disposal'] as const
export const IMPORT_STATES = ['dry-run', 'refused', 'saved'] as const
export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export const ORDER_STATES = [
  'proposed',
  'ready',
  'offered',
  'claimed',
  'scheduled',
  'in-progress',
  'completed',
  'accepted',
  'verified',
  'rejected',
  'with-manager',
  'on-hold',
  'closed-incomplete',
  'cancelled',
] as const
/** Why work slips, as the FCC's removal programme tells them apart. */
export const SLIP_REASONS = ['funding', 'supply', 'labour', 'weather', 'review', 'access'] as const
/** What one order is to the one that it came of. */
export const ORDER_LINKS = ['follow-up', 'snag', 'warranty', 'reappeared'] as const
/** Requested: an engineer of it is still to be approved for the site. Withdrawn and refused visits do not take place. */
export const VISIT_STATES = [
  'requested',
  'booked',
  'under-way',
  'done',
  'partial',
  'aborted',
  'withdrawn',
  'refused',
] as const
export const VISIT_PARTS = ['day', 'morning', 'afternoon'] as const
export const VISIT_RESULTS = ['done', 'partial', 'aborted'] as const
/** Why a visit did not do all that it came for. */
export const VISIT_CAUSES = [
  'no-access',
  'no-escort',
  'site-not-ready',
  'no-permit',
  'network-not-ready',
  'kit-missing',
  'kit-wrong',
  'kit-faulty',
  'unsafe',
  'asbestos',
  'more-work-than-planned',
  'engineer-absent',
  'vehicle',
  'weather',
  'time-ran-out',
] as const
export const FAULTS = ['company', 'site', 'supplier', 'programme', 'weather', 'nobody'] as const
/** What must be in order before work starts (policy.md section 4). */
export const GATE_ITEMS = ['rams', 'permit', 'asbestos-register', 'lone-working', 'site-contact'] as const
/** What stops a company's clock while it is waited for. */
export const WAITS = ['site', 'permit', 'parts', 'funds'] as const
/** Vetting without order: police work, and the air side of airports (policy.md section 4). */
export const ENGINEER_EXTRAS = ['nppv3', 'airside'] as const
export const VARIATION_ANSWERS = ['approved', 'refused', 'withdrawn'] as const
/** Of a visit's report: what was made of it. */
export const REPORT_STANDINGS = ['applied', 'held-for-review', 'accepted', 'refused'] as const
export const CONTACT_WAYS = ['telephone', 'email', 'letter', 'in-person'] as const
/** What came of one device of an order (orders/completion/outcome.ts). */
export const OUTCOMES = [
  'replaced',
  'removed-not-replaced',
  'disconnected',
  'already-gone',
  'surveyed',
  'cancelled',
  'assessed',
  'temporary-fitted',
  'moved',
  'not-found',
  'no-access',
  'refused-by-site',
  'unsafe',
  'wrong-device',
] as const
/** How a company came not to do an order that it was offered or had. */
export const DECLINE_KINDS = ['declined', 'released', 'expired'] as const
export const BUDGET_STATUSES = ['approved', 'indicative', 'asked-for'] as const
/** Separate money: capital buys and installs, revenue runs. */
export const FUND_CLASSES = ['capital', 'revenue', 'unstated'] as const
/** What becomes of money that a year leaves: only what is agreed is carried over, and to the next year only. */
export const CARRY_OVERS = ['none', 'requested', 'agreed'] as const
export const LEDGER_KINDS = ['purchase-order', 'goods-received', 'invoice', 'credit-note'] as const

/** What a crew can be sent for: the other actions are desk work. */
export const CREW_ACTIONS = ['survey', 'replace', 'remove', 'disconnect'] as const
/** Of bank holidays: the three that are published. */
export const CALENDARS = ['england-and-wales', 'scotland', 'northern-ireland'] as const
export const CONTRACTOR_STATUSES = ['active', 'suspended', 'ended'] as const
/** What somebody found who looked a company up in the debarment list; what it means is for people to judge. */
export const DEBARMENT_FOUND = ['nothing', 'listed'] as const

/** The nine English ITL1 names, Wales, Scotland, Northern Ireland, Overseas. */
export const REGIONS = [
  'North East',
  'North West',
  'Yorkshire and The Humber',
  'East Midlands',
  'West Midlands',
  'East of England',
  'London',
  'South East',
  'South West',
  'Wales',
  'Scotland',
  'Northern Ireland',
  'Overseas',
] as const

export type Standing = (typeof STANDINGS)[number]
export type Sector = (typeof SECTORS)[number]
export type Sensitivity = (typeof SENSITIVITIES)[number]
export type Vetting = (typeof VETTINGS)[number]
export type Kind = (typeof KINDS)[number]
export type Network = (typeof NETWORKS)[number]
export type Status = (typeof STATUSES)[number]
export type FindingState = (typeof FINDING_STATES)[number]
export type Determined = (typeof DETERMINED)[number]
export type Ground = (typeof GROUNDS)[number]
export type OverrideChoice = (typeof OVERRIDE_CHOICES)[number]
export type Action = (typeof ACTIONS)[number]
export type Clause = (typeof CLAUSES)[number]
export type Choice = (typeof CHOICES)[number]
export type PhotoRule = (typeof PHOTO_RULES)[number]
export type PersonalDevices = (typeof PERSONAL_DEVICES)[number]
export type LoneWorking = (typeof LONE_WORKING)[number]
export type ConsentKind = (typeof CONSENT_KINDS)[number]
export type Leaving = (typeof LEAVING)[number]
export type ImportState = (typeof IMPORT_STATES)[number]
export type JobState = (typeof JOB_STATES)[number]
export type OrderState = (typeof ORDER_STATES)[number]
export type SlipReason = (typeof SLIP_REASONS)[number]
export type OrderLink = (typeof ORDER_LINKS)[number]
export type VisitState = (typeof VISIT_STATES)[number]
export type VisitPart = (typeof VISIT_PARTS)[number]
export type VisitResult = (typeof VISIT_RESULTS)[number]
export type VisitCause = (typeof VISIT_CAUSES)[number]
export type Fault = (typeof FAULTS)[number]
export type GateItem = (typeof GATE_ITEMS)[number]
export type Wait = (typeof WAITS)[number]
export type EngineerExtra = (typeof ENGINEER_EXTRAS)[number]
export type VariationAnswer = (typeof VARIATION_ANSWERS)[number]
export type ReportStanding = (typeof REPORT_STANDINGS)[number]
export type ContactWay = (typeof CONTACT_WAYS)[number]
export type OutcomeName = (typeof OUTCOMES)[number]
export type DeclineKind = (typeof DECLINE_KINDS)[number]
export type BudgetStatus = (typeof BUDGET_STATUSES)[number]
export type FundClass = (typeof FUND_CLASSES)[number]
export type CarryOver = (typeof CARRY_OVERS)[number]
export type LedgerKind = (typeof LEDGER_KINDS)[number]
export type Region = (typeof REGIONS)[number]
export type CrewAction = (typeof CREW_ACTIONS)[number]
export type Calendar = (typeof CALENDARS)[number]
export type ContractorStatus = (typeof CONTRACTOR_STATUSES)[number]
export type DebarmentFound = (typeof DEBARMENT_FOUND)[number]
