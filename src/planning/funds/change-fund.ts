// What people do to funds: add one, change it, record its budgets, say who pays what. Budgets and shares are appended: what
// counted before stays on record. Whoever holds a part of the estate changes the money of that part alone.
import { auditEntry, record, type Act } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import { holds, type Scope } from '../../access/scope.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { staleVersion } from '../../http/etag.ts'
import type { FinancialYear } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import { checkFacts, checkPence, factsOf, type Budget, type Fund, type FundFacts } from './fund.ts'
import { getFund } from './read-money.ts'
import { insertBudgets, insertFund, listFunds, listUsers, shareFund, updateFund } from './store.ts'

/** What is left out of the facts has its default: of no stated source or class, shared, nothing carried over. */
export interface NewFund extends Pick<FundFacts, 'code' | 'name'>, Partial<Omit<FundFacts, 'code' | 'name'>> {
  readonly budgets?: readonly Budget[]
  /** Organisations whose default fund it becomes. */
  readonly defaultOf?: readonly string[]
}

/** Throws `fund-exists`, `scope-too-narrow`, `carry-over-sum`, `absurd-amount`. */
export async function addFund(deps: Deps, caller: Caller, added: NewFund): Promise<Fund> {
  const { budgets = [], defaultOf = [], ...given } = added
  const facts = { ...UNSTATED, ...given }
  checkFacts(facts)
  const save = appendBudgets(deps, caller, budgets)
  const id = deps.ids.next('fun')
  const entry = entryOf(deps, caller, 'fund.added', id)
  await deps.db.write(async (q) => {
    if ((await listFunds(q, 'everything')).some(({ code }) => code === facts.code)) throw fundExists(facts.code)
    refuseBeyond(caller.scope, [facts.organisationId, ...defaultOf], facts)
    await insertFund(q, { ...facts, id, createdAt: entry.at })
    await save(q, { id, budgets: [] })
    await shareFund(q, id, defaultOf)
    await record(q, entry, added)
  })
  return getFund(deps.db.read, 'everything', id)
}

const UNSTATED = {
  source: null,
  class: 'unstated',
  organisationId: null,
  carryOver: 'none',
  carryOverCapPence: null,
} as const

/** What is left out stays. */
export interface FundEdit {
  readonly id: string
  /** The one that the edit was made from; left out: whatever it is now. */
  readonly version?: number
  readonly change: Partial<Omit<FundFacts, 'code'>>
  readonly defaultOf?: readonly string[]
}

/**
 * Returns the fund as it is then; an edit that changes nothing leaves the version alone. Throws `unknown-fund-id`,
 * `stale-version`, `scope-too-narrow`, `fund-in-use`, `carry-over-sum`, `absurd-amount`.
 */
export async function changeFund(
  deps: Deps,
  caller: Caller,
  { id, version, change, defaultOf = [] }: FundEdit,
): Promise<Fund> {
  const entry = entryOf(deps, caller, 'fund.changed', id)
  await deps.db.write(async (q) => {
    const fund = await ownFund(q, caller.scope, { id, version })
    const before = factsOf(fund)
    const after: FundFacts = withoutStaleSum({ ...before, ...change }, change)
    checkFacts(after)
    await refuseChange(q, caller.scope, { fund, after, defaultOf })
    if (JSON.stringify(before) === JSON.stringify(after) && defaultOf.length === 0) return
    await updateFund(q, fund, after)
    await shareFund(q, id, defaultOf)
    await record(q, entry, { before, after, defaultOf })
  })
  return getFund(deps.db.read, 'everything', id)
}

export interface BudgetsOf {
  readonly id: string
  readonly version?: number
  readonly budgets: readonly Budget[]
}

/** Appends those that differ from what counts now. Throws as changeFund does, and `budget-twice`. */
export async function recordBudgets(deps: Deps, caller: Caller, { id, version, budgets }: BudgetsOf): Promise<Fund> {
  const save = appendBudgets(deps, caller, budgets)
  const entry = entryOf(deps, caller, 'budgets.recorded', id)
  await deps.db.write(async (q) => {
    const fund = await ownFund(q, caller.scope, { id, version })
    const appended = await save(q, fund)
    if (appended.length === 0) return
    await updateFund(q, fund, {})
    await record(q, entry, { fund: fund.code, budgets: appended })
  })
  return getFund(deps.db.read, 'everything', id)
}

/** Takes time and ids at once; what it returns appends, in a write, the budgets that differ from what the fund has. */
export function appendBudgets(deps: Deps, caller: Caller, budgets: readonly Budget[]) {
  const named = new Set<string>()
  for (const { financialYear, status, pence } of budgets) {
    const name = `${status} budget of ${financialYear}`
    if (named.has(name)) throw new Failure('budget-twice', `The ${name} is given twice.`, 'Give it once.')
    named.add(name)
    checkPence(pence, `The ${name}`)
  }
  const recorded = { recordedAt: deps.clock.now(), recordedBy: caller.principalId }
  const rows = budgets.map((budget) => ({ ...budget, ...recorded, id: deps.ids.next('bud') }))
  return async (q: Writes, fund: Pick<Fund, 'id' | 'budgets'>): Promise<Budget[]> => {
    const now = new Map(fund.budgets.map(({ financialYear, status, pence }) => [`${financialYear} ${status}`, pence]))
    const fresh = rows.filter(({ financialYear, status, pence }) => now.get(`${financialYear} ${status}`) !== pence)
    await insertBudgets(
      q,
      fresh.map(({ id, financialYear, status, pence }) => ({
        id,
        financialYear,
        status,
        pence,
        ...recorded,
        fundId: fund.id,
      })),
    )
    return fresh.map(({ financialYear, status, pence }) => ({ financialYear, status, pence }))
  }
}

export interface SharedFund {
  readonly code: string
  readonly name: string
  readonly budgets: readonly { readonly financialYear: FinancialYear; readonly pence: number }[]
  readonly organisationIds: readonly string[]
}

/** Gives organisations one fund to share, with its approved budgets, and returns its id. */
export async function setFund(deps: Deps, caller: Caller, { code, name, budgets, organisationIds }: SharedFund) {
  const approved = budgets.map((budget) => ({ ...budget, status: 'approved' as const }))
  return (await addFund(deps, caller, { code, name, budgets: approved, defaultOf: organisationIds })).id
}

/** The fund, if the caller may change it: if they hold every organisation that uses it. */
export async function ownFund(
  q: Reads,
  scope: Scope,
  { id, version }: { id: string; version?: number | undefined },
): Promise<Fund> {
  const fund = await getFund(q, scope, id)
  if (version !== undefined && fund.version !== version) throw staleVersion()
  refuseBeyond(scope, await listUsers(q, fund), fund)
  return fund
}

/** A fund that others use does not become one organisation's own. Throws `fund-in-use`, `scope-too-narrow`. */
export async function refuseChange(
  q: Reads,
  scope: Scope,
  { fund, after, defaultOf = [] }: { fund: Fund; after: FundFacts; defaultOf?: readonly string[] },
): Promise<void> {
  const users = await listUsers(q, fund)
  refuseBeyond(scope, [...users, after.organisationId, ...defaultOf], after)
  const owner = after.organisationId
  const others = [...users.filter((one) => one !== fund.organisationId), ...defaultOf].filter((one) => one !== owner)
  if (owner !== null && others.length > 0) throw fundInUse(fund, new Set(others).size)
}

/** Null: the fund is shared, so that only whoever may act everywhere, or for all that use it, says so. */
export function refuseBeyond(
  scope: Scope,
  organisationIds: readonly (string | null)[],
  { code }: { code: string },
): void {
  const organisations = organisationIds.filter((id) => id !== null)
  if (isHeld(scope, organisations)) return
  throw new Failure(
    'scope-too-narrow',
    `Fund ${code} is not, or not only, of organisations that you hold whole.`,
    'Ask someone in finance who may act for all of them.',
  )
}

/** Whether all of the organisations are the caller's whole; of none only whoever may act everywhere can say so. */
export function isHeld(scope: Scope, organisationIds: readonly string[]): boolean {
  if (scope === 'everything') return true
  return organisationIds.length > 0 && organisationIds.every((id) => holds(scope, { organisationId: id, region: null }))
}

/** What was agreed goes with the agreement, unless both are stated. */
function withoutStaleSum(after: FundFacts, change: FundEdit['change']): FundFacts {
  const ended = change.carryOver !== undefined && change.carryOver !== 'agreed'
  return ended && change.carryOverCapPence === undefined ? { ...after, carryOverCapPence: null } : after
}

function entryOf(deps: Deps, caller: Caller, act: string, subjectId: string) {
  const done: Act = { act, subjectKind: 'fund', subjectId }
  return auditEntry(deps, caller, done)
}

export function fundExists(code: string): Failure {
  return new Failure('fund-exists', `There is a fund ${code} already.`, 'Change that one, or take another code.')
}

function fundInUse({ code }: Fund, others: number): Failure {
  const message = `${count(others, 'other organisation')} would draw on fund ${code}, which is to be one's own.`
  return new Failure('fund-in-use', message, 'End their shares of it and give them another default fund first.')
}
