// One row of the authorisation matrix, and who may what by words that several rows share.
import type { Role } from '../../../src/access/caller.ts'

export type Someone = Role | 'none'

export interface Objects {
  readonly site: string
  readonly device: string
  readonly plan: string
  readonly fund: string
  readonly leg: string
  readonly order: string
  readonly job: string
  readonly request: string
  readonly person: string
  readonly machine: string
  readonly token: string
  readonly export: string
  readonly planExport: string
  readonly import: string
  readonly mapping: string
  readonly override: string
  readonly scenario: string
}
export interface Row {
  /** Who gets past the door: everyone else hears 403, and whoever has no token 401. `known`: without a role, too. */
  readonly may: readonly Someone[] | 'known' | 'anyone'
  readonly own: Status
  /** Left out: the route names no object. */
  readonly foreign?: Status
  readonly url?: (o: Objects) => string
  readonly payload?: object | string | ((o: Objects) => object)
  readonly headers?: Readonly<Record<string, string>>
  /** It lists makers as such, whoever has their kit. */
  readonly namesMakers?: true
}
export type Status = number | (Partial<Record<Someone, number>> & { readonly else: number })

export const ESTATE_READERS = ['programme', 'approver', 'estate', 'auditor'] as const
export const PAYERS = [...ESTATE_READERS, 'finance'] as const
export const MONEY_READERS = ['finance', 'programme', 'approver', 'auditor'] as const
export const CSV = { 'content-type': 'text/csv' }
