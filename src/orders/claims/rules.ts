// How much a company may hold, for how long, and how much it may learn: numbers of the operator's, from data/claims.json.
import { addDays, dayOf, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'

export interface ClaimRules {
  readonly version: string
  /** An order may be claimed so many days before its week. */
  readonly claimAheadDays: number
  readonly leaseWorkingDays: number
  readonly offerWorkingDays: number
  /** From `scheduled` on, a company that is not heard of for so long is overdue. */
  readonly contactWorkingDays: number
  /** Orders that a company may hold at a time. */
  readonly openClaims: number
  /** Sites whose address a company may be told within `revealedDays`. */
  readonly revealedSites: number
  readonly revealedDays: number
  /** For so long a company is not handed again what it gave back. */
  readonly declinedDays: number
  /** So many claims within `idleDays` that came to no visit are worth an alert. */
  readonly idleClaims: number
  readonly idleDays: number
  /** Open orders that differ in nothing a company is shown; fewer are shown for a wider region. */
  readonly leastInCell: number
  /** Upper ends of the value bands, exclusive, the least first. */
  readonly valueBandsPence: readonly number[]
}

const COUNTS = [
  'claimAheadDays',
  'leaseWorkingDays',
  'offerWorkingDays',
  'contactWorkingDays',
  'openClaims',
  'revealedSites',
  'revealedDays',
  'declinedDays',
  'idleClaims',
  'idleDays',
  'leastInCell',
] as const satisfies readonly (keyof ClaimRules)[]

/** Throws `bad-policy-file`: caps cannot be left out, nor be nothing. */
export function readClaimRules(text: string): ClaimRules {
  const file = JSON.parse(text) as Record<string, { value: unknown; reason: string } | undefined> & { version: string }
  const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0
  const counts = COUNTS.map((name) => {
    const value = file[name]?.value
    if (!isCount(value)) throw badFile(name)
    return [name, value] as const
  })
  const bands = file['valueBandsPence']?.value
  const rises = Array.isArray(bands) && bands.every((one, i) => isCount(one) && (i === 0 || one > Number(bands[i - 1])))
  if (!rises) throw badFile('valueBandsPence')
  return {
    ...(Object.fromEntries(counts) as Record<(typeof COUNTS)[number], number>),
    version: file.version,
    valueBandsPence: bands as number[],
  }
}

function badFile(name: string): Failure {
  const message = `claims.json: ${name} must be a whole number above nothing, or a rising list of such.`
  return new Failure('bad-policy-file', message, 'Compare it with the file that Lenscap ships.')
}

const MS_PER_DAY = 86_400_000

/** Whatever was after it counts. */
export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * MS_PER_DAY)

/** Sites that a company was told on later days count. */
export const revealedSince = (now: Date, { revealedDays }: Pick<ClaimRules, 'revealedDays'>): Day =>
  addDays(dayOf(now), -revealedDays)
