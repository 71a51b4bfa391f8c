// A visit as it is reported, whole, when somebody has a connection again: who was there, what came of it, and why not all did.
import { dayOf } from '../../../shared/day.ts'
import { Failure } from '../../../shared/failure.ts'
import type { ContactWay, Fault, GateItem, VisitCause, VisitResult } from '../../../shared/vocabulary.ts'
import type { VisitRules } from '../../../estate/facts/site-facts.ts'
import type { FoundDevice, SentOutcome } from '../../completion/record-outcomes.ts'
import type { OrderRow } from '../../states/store.ts'
import type { GateDetail } from '../gate/gate.ts'
import type { Visit } from '../visit.ts'

export interface VisitReport {
  /** Made by the client. */
  readonly id: string
  readonly attempt: number
  /** As the client named the visit. */
  readonly visit: string
  readonly arrivedAt: Date
  readonly leftAt: Date
  /** Who was there, by their ids. */
  readonly engineers: readonly string[]
  readonly gate: readonly ({ readonly item: GateItem } & GateDetail)[]
  readonly result: VisitResult
  /** With every result but `done`. */
  readonly cause: VisitCause | null
  readonly fault: Fault | null
  readonly chargeablePence: number | null
  readonly materials: readonly Material[]
  readonly deviceOutcomes: readonly SentOutcome[]
  /** Devices that stand there and that the order does not name. */
  readonly found: readonly FoundDevice[]
  readonly contacts: readonly ReportedContact[]
  readonly note: string | null
  /** Where nobody could send anything from the site. */
  readonly entry: Entry | null
}

export interface Material {
  /** Null: for no one device. */
  readonly deviceId: string | null
  readonly what: string
  readonly quantity: number
  readonly pence: number | null
}

export interface ReportedContact {
  readonly at: Date
  readonly way: ContactWay
  readonly reached: boolean
  readonly whom: string
  readonly note: string | null
}

/** Who wrote it down from paper, and which officer of the site signed the paper: by name. */
export interface Entry {
  readonly recordedBy: string
  readonly witnessedBy: string
}

/** Two days: longer is two visits, or a slip of the pen. */
const MOST_HOURS = 48
const MS_PER_HOUR = 3_600_000

/** What is wrong with it whoever's the order is. Throws `bad-report`. */
export function checkReport(report: VisitReport, now: Date): void {
  const { arrivedAt, leftAt, result, cause, fault, chargeablePence } = report
  const hours = (leftAt.getTime() - arrivedAt.getTime()) / MS_PER_HOUR
  if (hours <= 0 || hours > MOST_HOURS || leftAt > now) {
    throw bad('It ends before it begins, lasts for over two days, or is not over.', 'Correct arrivedAt and leftAt.')
  }
  const explained = cause !== null && fault !== null
  if (result === 'done' ? cause !== null || fault !== null : !explained) {
    throw bad(
      'A visit that did not do its work has a cause and somebody at fault; one that did has neither.',
      'Correct result, cause and fault.',
    )
  }
  if ((chargeablePence ?? 0) > 0 && (result === 'done' || fault === 'company')) {
    throw bad('Only a visit that failed by no fault of the company’s is charged for.', 'Leave chargeablePence out.')
  }
}

function bad(message: string, hint: string): Failure {
  return new Failure('bad-report', message, hint)
}

/** Where telephones or photographs are banned, an officer of the site signs paper, and the office writes it down. */
export function checkEntry(
  { entry }: VisitReport,
  { photos, personalDevices }: Pick<VisitRules, 'photos' | 'personalDevices'>,
): void {
  if (entry !== null || (photos !== 'none' && personalDevices !== 'none')) return
  throw new Failure(
    'witness-needed',
    'Nothing is sent from this site: what was done there is written on paper and signed by an officer of the site.',
    'Give entry: recordedBy, who wrote it down in the office, and witnessedBy, who signed it.',
  )
}

interface Standing {
  readonly order: Pick<OrderRow, 'ref' | 'state'>
  readonly visit: Visit | undefined
  /** What is wrong with those who were there, in sentences. */
  readonly unfit: readonly string[]
  /** Who had to act before the work started, and on what. */
  readonly shut: readonly string[]
  /** Work that has to come first at the site was open, and with nobody or another company. */
  readonly early: boolean
}

/**
 * Why a person has to judge what the company that has the order reports; null: it is taken as it is. What was done on site was
 * done: a report is not refused for a rule that was broken there.
 */
export function heldBecause(report: VisitReport, { order, visit, unfit, shut, early }: Standing): string | null {
  if (!visit) return `No visit ${report.visit} was booked.`
  if (visit.state !== 'booked' && visit.state !== 'under-way')
    return `Visit ${visit.clientId} was ${visit.state} already.`
  if (order.state !== 'scheduled' && order.state !== 'in-progress') return `${order.ref} was ${order.state}.`
  if (dayOf(report.arrivedAt) !== visit.on) return `Visit ${visit.clientId} was booked for another day.`
  if (unfit.length > 0) return unfit.join(' ')
  // In no other words than a refusal to start has: what comes first, and whose it is, is not theirs to know.
  if (early) return `${order.ref} was not released.`
  return shut.length > 0 ? `Work began before: ${shut.join('; ')}.` : null
}

/** To a company whose order it is no more, or not by that claim. */
export const NOT_YOURS = 'The order was not yours by that attempt when the report came.'
