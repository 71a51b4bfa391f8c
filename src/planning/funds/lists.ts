// The lists that finance keeps in a spreadsheet: funds, budgets, and which fund pays what. Each is taken whole or not at
// all, and written so that it can be read again.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import {
  financialYearIn,
  oneOf,
  optional,
  otherwise,
  percent,
  pounds,
  text,
  type RowOf,
} from '../../estate/lists/fields.ts'
import { badList, readList, type ListComplaint } from '../../estate/lists/read-list.ts'
import type { Organisation } from '../../estate/organisation.ts'
import { listOrganisations, listSites } from '../../estate/store.ts'
import { Failure } from '../../shared/failure.ts'
import { keyOf } from '../../shared/text.ts'
import { BUDGET_STATUSES, CARRY_OVERS, FUND_CLASSES } from '../../shared/vocabulary.ts'
import { COST_KINDS } from '../catalogue/cost-line.ts'
import { appendBudgets, refuseBeyond, refuseChange } from './change-fund.ts'
import { checkFacts, MOST_PENCE, sayCodes, type Fund, type FundFacts } from './fund.ts'
import { faultOf, groupOf } from './shares.ts'
import * as store from './store.ts'

export const FUND_COLUMNS = {
  code: text('fund'),
  name: text('name'),
  source: optional(text('source')),
  class: otherwise(oneOf('class', FUND_CLASSES), 'unstated'),
  organisation: optional(text('organisation')),
  carryOver: otherwise(oneOf('carry_over', CARRY_OVERS), 'none'),
  carryOverCapPence: optional(pounds('agreed_carry_over_pounds', { mostPence: MOST_PENCE })),
}

export const BUDGET_COLUMNS = {
  fund: text('fund'),
  financialYear: financialYearIn('financial_year'),
  status: oneOf('status', BUDGET_STATUSES),
  pence: pounds('budget_pounds', { mostPence: MOST_PENCE }),
}

export const SHARE_COLUMNS = {
  organisation: text('organisation'),
  site: optional(text('site')),
  kind: oneOf('line_kind', COST_KINDS),
  fund: text('fund'),
  basisPoints: percent('share_percent', { least: 1 }),
}

export type FundRow = RowOf<typeof FUND_COLUMNS>
export type BudgetRow = RowOf<typeof BUDGET_COLUMNS>
export type ShareRow = RowOf<typeof SHARE_COLUMNS>

/** A list as it was sent, and what it is called. */
export interface SentList {
  readonly bytes: Buffer
  readonly name: string
}

export interface Taken {
  readonly rows: number
  /** Rows that said something new. */
  readonly changed: number
}

/** Adds funds and changes those that there are, by code. Throws `bad-list`, `scope-too-narrow`. */
export async function takeFunds(deps: Deps, caller: Caller, { bytes, name }: SentList): Promise<Taken> {
  const rows = await readList(bytes, name, FUND_COLUMNS)
  const made = rows.map(() => deps.ids.next('fun'))
  const entry = entryOf(deps, caller, 'funds.listed')
  return deps.db.write(async (q) => {
    const [funds, organisations] = [await store.listFunds(q, 'everything'), await listOrganisations(q, caller.scope)]
    const byCode = new Map(funds.map((fund) => [fund.code, fund]))
    const named = nameOrganisations(organisations)
    const complaints: ListComplaint[] = repeated(rows, ({ code }) => code, 'fund')
    const facts = rows.map(({ row, organisation, ...fund }) => {
      const owner = organisation === null ? null : named(organisation)
      if (owner === undefined) complaints.push(unknownOrganisation(row, organisation!, organisations))
      const stated: FundFacts = { ...fund, organisationId: owner?.id ?? null }
      complaints.push(...faultsOf(row, () => checkFacts(stated)))
      return stated
    })
    if (complaints.length > 0) throw badList(name, complaints, FUND_COLUMNS)
    let changed = 0
    for (const [at, fund] of facts.entries()) {
      const known = byCode.get(fund.code)
      if (known && isSame(known, fund)) continue
      changed++
      if (known) {
        await refuseChange(q, caller.scope, { fund: known, after: fund })
        await store.updateFund(q, known, fund)
      } else {
        refuseBeyond(caller.scope, [fund.organisationId], fund)
        await store.insertFund(q, { ...fund, id: made[at]!, createdAt: entry.at })
      }
    }
    if (changed > 0) await record(q, entry, { rows })
    return { rows: rows.length, changed }
  })
}

/** Appends the budgets that differ from what counts. Throws `bad-list`, `scope-too-narrow`. */
export async function takeBudgets(deps: Deps, caller: Caller, { bytes, name }: SentList): Promise<Taken> {
  const rows = await readList(bytes, name, BUDGET_COLUMNS)
  const complaints = repeated(rows, ({ fund, financialYear, status }) => `${fund} ${financialYear} ${status}`, 'fund')
  if (complaints.length > 0) throw badList(name, complaints, BUDGET_COLUMNS)
  const saves = [...Map.groupBy(rows, ({ fund }) => fund)].map(([code, of]) => {
    const budgets = of.map(({ financialYear, status, pence }) => ({ financialYear, status, pence }))
    return { code, save: appendBudgets(deps, caller, budgets) }
  })
  const entry = entryOf(deps, caller, 'budgets.listed')
  return deps.db.write(async (q) => {
    const funds = await store.listFunds(q, caller.scope)
    const unknown = unknownFunds(rows, funds)
    if (unknown.length > 0) throw badList(name, unknown, BUDGET_COLUMNS)
    let changed = 0
    for (const { code, save } of saves) {
      const fund = funds.find((one) => one.code === code)!
      refuseBeyond(caller.scope, await store.listUsers(q, fund), fund)
      const { length } = await save(q, fund)
      if (length > 0) await store.updateFund(q, fund, {})
      changed += length
    }
    if (changed > 0) await record(q, entry, { rows })
    return { rows: rows.length, changed }
  })
}

/**
 * Who pays what, of every organisation that the list names: its shares are then those of the list and no others. Throws
 * `bad-list`, `scope-too-narrow`.
 */
export async function takeShares(deps: Deps, caller: Caller, { bytes, name }: SentList): Promise<Taken> {
  const rows = await readList(bytes, name, SHARE_COLUMNS)
  const made = rows.map(() => deps.ids.next('shr'))
  const entry = entryOf(deps, caller, 'fund-shares.listed')
  return deps.db.write(async (q) => {
    const shares = await resolveShares(q, caller, { rows, name })
    const organisationIds = [...new Set(shares.map(({ organisationId }) => organisationId))]
    for (const { organisationId, fund } of shares) refuseBeyond(caller.scope, [organisationId], { code: fund })
    const before = (await store.listShares(q, caller.scope)).filter((s) => organisationIds.includes(s.organisationId))
    const keys = new Set(before.map(keyOfShare))
    const changed = shares.filter((share) => !keys.delete(keyOfShare(share))).length + keys.size
    if (changed > 0) {
      await store.endShares(q, organisationIds, { endedAt: entry.at, endedBy: caller.principalId })
      const recorded = { recordedAt: entry.at, recordedBy: caller.principalId, endedAt: null, endedBy: null }
      await store.insertShares(
        q,
        shares.map(({ organisationId, siteId, kind, fundId, basisPoints }, at) => {
          return { id: made[at]!, organisationId, siteId, kind, fundId, basisPoints, ...recorded }
        }),
      )
      await record(q, entry, { rows })
    }
    return { rows: rows.length, changed }
  })
}

/** Every list as it stands, for whoever may know of it. */
export async function listedFunds(q: Reads, { scope }: Caller): Promise<FundRow[]> {
  const names = new Map((await listOrganisations(q, scope)).map(({ id, name }) => [id, name]))
  return (await store.listFunds(q, scope)).map((fund) => {
    return { ...fund, organisation: fund.organisationId === null ? null : (names.get(fund.organisationId) ?? null) }
  })
}

export async function listedBudgets(q: Reads, { scope }: Caller): Promise<BudgetRow[]> {
  const funds = await store.listFunds(q, scope)
  return funds.flatMap(({ code: fund, budgets }) => budgets.map((budget) => ({ fund, ...budget })))
}

export async function listedShares(q: Reads, { scope }: Caller): Promise<ShareRow[]> {
  return store.listShares(q, scope)
}

async function resolveShares(
  q: Reads,
  { scope }: Caller,
  { rows, name }: { rows: readonly (ShareRow & { row: number })[]; name: string },
) {
  const [funds, organisations] = [await store.listFunds(q, scope), await listOrganisations(q, scope)]
  const sites = new Map(
    (await listSites(q, scope)).map(({ id, organisationId, code }) => [`${organisationId}\n${keyOf(code)}`, id]),
  )
  const named = nameOrganisations(organisations)
  const byCode = new Map(funds.map((fund) => [fund.code, fund]))
  const complaints = unknownFunds(rows, funds)
  const shares = rows.flatMap(({ row, organisation: said, site, kind, fund: code, basisPoints }) => {
    const organisation = named(said)
    const fund = byCode.get(code)
    const siteId = site === null ? null : sites.get(`${organisation?.id}\n${keyOf(site)}`)
    if (!organisation) complaints.push(unknownOrganisation(row, said, organisations))
    if (siteId === undefined) complaints.push({ row, column: 'site', message: `${said} has no site "${site}".` })
    if (!organisation || siteId === undefined || !fund) return []
    if (fund.organisationId !== null && fund.organisationId !== organisation.id) {
      complaints.push({ row, column: 'fund', message: `${code} is the fund of another organisation alone.` })
    }
    return [{ row, organisationId: organisation.id, siteId, kind, fundId: fund.id, fund: code, basisPoints }]
  })
  for (const group of Map.groupBy(shares, groupOf).values()) {
    const fault = faultOf(group)
    const { row, kind } = group[0]!
    if (fault !== undefined) complaints.push({ row, column: 'share_percent', message: `Of ${kind}: ${fault}` })
  }
  if (complaints.length > 0) throw badList(name, complaints, SHARE_COLUMNS)
  return shares
}

type KeptShare = Pick<store.ListedShare, 'organisationId' | 'siteId' | 'kind' | 'fundId' | 'basisPoints'>

function keyOfShare(share: KeptShare): string {
  return `${groupOf(share)}\n${share.fundId}\n${share.basisPoints}`
}

function isSame(known: Fund, facts: FundFacts): boolean {
  return (Object.keys(facts) as (keyof FundFacts)[]).every((fact) => known[fact] === facts[fact])
}

function nameOrganisations(organisations: readonly Organisation[]) {
  const byName = new Map(organisations.map((organisation) => [keyOf(organisation.name), organisation]))
  return (name: string) => byName.get(keyOf(name))
}

function unknownOrganisation(row: number, name: string, organisations: readonly Organisation[]): ListComplaint {
  const names = organisations.map((organisation) => organisation.name)
  const message = `There is no organisation "${name}". ${sayCodes(names, 'The organisations are')}`
  return { row, column: 'organisation', message }
}

export function unknownFunds(
  rows: readonly { readonly row: number; readonly fund: string }[],
  funds: readonly Fund[],
): ListComplaint[] {
  const codes = new Set(funds.map(({ code }) => code))
  const says = sayCodes([...codes], 'The funds are')
  return rows
    .filter(({ fund }) => !codes.has(fund))
    .map(({ row, fund }) => ({ row, column: 'fund', message: `There is no fund "${fund}". ${says}` }))
}

function repeated<T extends { readonly row: number }>(
  rows: readonly T[],
  keyed: (row: T) => string,
  column: string,
): ListComplaint[] {
  const first = new Map<string, number>()
  return rows.flatMap((one) => {
    const before = first.get(keyed(one))
    if (before === undefined) first.set(keyed(one), one.row)
    return before === undefined ? [] : [{ row: one.row, column, message: `Row ${before} says the same already.` }]
  })
}

function faultsOf(row: number, check: () => void): ListComplaint[] {
  try {
    check()
    return []
  } catch (error) {
    if (error instanceof Failure) return [{ row, column: null, message: error.message }]
    throw error
  }
}

function entryOf(deps: Deps, caller: Caller, act: string) {
  return auditEntry(deps, caller, { act, subjectKind: 'fund' })
}
