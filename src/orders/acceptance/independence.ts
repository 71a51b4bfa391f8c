// Two people: whoever accepts work neither did it nor adopted its plan, and is not of the company that did it.

export interface Judge {
  readonly principalId: string
  readonly companyId?: string | null
}

export interface Judged {
  readonly adoptedBy: string
  /** Who told of the work, or moved it on as whoever does it. */
  readonly doers: readonly string[]
  /** Whose the work is: of every claim that told of a device. */
  readonly companyIds: readonly (string | null)[]
}

/** Null: they may judge it. Else why not, in words for them. */
export function independenceOf({ principalId, companyId = null }: Judge, work: Judged): string | null {
  if (work.doers.includes(principalId)) return 'You did the work, or recorded it: somebody else judges it.'
  if (work.adoptedBy === principalId) return 'You adopted the plan that it came of: somebody else judges it.'
  if (companyId !== null && work.companyIds.includes(companyId)) return 'Nobody judges the work of their own company.'
  return null
}
