// Kit that came in the place of another, looked up in the register as it counts that day. What is flagged is on record and is
// never accepted; what is not cleared has to be identified first. The company hears that, and not of which site it is.
import { CLAUSE_TEXTS } from '../../directive/decision-table.ts'
import { sayForce } from '../../directive/treat.ts'
import type { Reads } from '../../db/database.ts'
import { parseMac } from '../../register/mac.ts'
import { recognise, type Finding } from '../../register/recognise.ts'
import type { Register } from '../../register/register.ts'
import { Failure } from '../../shared/failure.ts'
import type { FindingState, Kind, Sensitivity, Standing } from '../../shared/vocabulary.ts'
import type { InstalledKit } from './outcome.ts'
import { openTold, type OutcomeRow } from './store.ts'

export interface LookedUp {
  readonly finding: Finding
  readonly conforms: boolean
}

/** At scheduling, for what will be brought, and at completion, for what was put in. */
export function lookUpKit(
  register: Register,
  { make, model, mac }: Pick<InstalledKit, 'make' | 'model' | 'mac'>,
  kind: Kind,
): LookedUp {
  const finding = recognise(register, { manufacturer: make, model, mac, kind })
  return { finding, conforms: finding.state === 'cleared' }
}

/** By the register as it counts now, in place of what it said when it was told: people determine makers in between. */
export function lookUpAgain(
  q: Reads,
  row: OutcomeRow,
  { register, kind }: { register: Register; kind: Kind },
): OutcomeRow {
  const { installed } = row.kitFinding === null ? { installed: null } : openTold(q, row)
  if (installed === null) return row
  const { finding } = lookUpKit(register, installed, kind)
  return { ...row, kitFinding: finding.state, kitSays: finding.says }
}

/** What the company that brought it is told; null: it conforms. */
export function sayToCompany(state: FindingState): string | null {
  if (state === 'cleared') return null
  if (state === 'flagged') return 'It is recorded as non-conforming and cannot be accepted: put in kit that is clear.'
  return 'It cannot be accepted until its maker is established: put in kit that is clear, or ask the manager.'
}

/** What staff are told: the clause that it breaks, where one does. */
export function sayToStaff(
  state: FindingState,
  { says, sensitivity, standing }: { says: string; sensitivity: Sensitivity; standing: Standing },
): string | null {
  if (state === 'cleared') return null
  if (state !== 'flagged') return `${says} It cannot be accepted until its maker is established.`
  const { words } = CLAUSE_TEXTS.C1
  const clause = sensitivity === 'sensitive' ? ` (${sayForce('C1', standing)}): “${words}”` : ''
  return `Non-conforming, and cannot be accepted. ${says}${clause}`
}

/** As devices hold it; null as it is. Throws `bad-mac`. */
export function macOf(text: string | null): string | null {
  if (text === null) return null
  const reading = parseMac(text)
  if (!reading.ok) throw new Failure('bad-mac', reading.problem, 'Write it as 44:19:b6:01:02:03.')
  return reading.mac.hex.toLowerCase()
}
