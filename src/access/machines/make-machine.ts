// Programs that call the API. A machine is a principal without a password: what it may do is granted as to a person, and
// its tokens say that it is the machine that calls.
import { and, asc, eq, gt } from 'drizzle-orm'
import type { Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import type { Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { auditEntry, record } from '../audit.ts'
import type { Caller, Role } from '../caller.ts'
import { issueToken, type Issued } from '../issue-token.ts'
import type { Holder } from '../people/grant-roles.ts'
import type { Scope } from '../scope.ts'

export interface NewMachine {
  readonly name: string
  /** Of a contractor's: whose work it does. Nobody changes it later: another company's machine is another machine. */
  readonly companyId?: string
}

/** Makes a machine that may do nothing yet. */
export async function makeMachine(deps: Deps, caller: Caller, { name, companyId }: NewMachine): Promise<Holder> {
  const { clock, ids, db } = deps
  const id = ids.next('mac')
  const entry = auditEntry(deps, caller, { act: 'machine.made', subjectKind: 'machine', subjectId: id })
  const made = { id, name, kind: 'machine', roles: [], scope: [], disabled: false } as const
  const machine = { ...made, companyId: companyId ?? null }
  const createdAt = clock.now()
  await db.write(async (q) => {
    await q.insert(q.t.principals).values({ ...machine, roles: [], version: 1, createdAt })
    await record(q, entry, { name, companyId })
  })
  return machine
}

/**
 * A machine's first tokens, while it holds no role: afterwards whoever could issue one alone could act as the machine, so
 * it renews its own. Throws `unknown-machine`, `already-granted`, `bad-expiry`.
 */
export async function issueMachineToken(
  deps: Deps,
  caller: Caller,
  { id, expiresOn }: { id: string; expiresOn?: Day },
): Promise<Issued> {
  const machine = await findMachine(deps.db.read, id)
  if (!machine) throw new Failure('unknown-machine', `There is no machine ${id}.`, 'GET /api/v1/machines lists them.')
  if (machine.roles.length > 0) {
    throw new Failure(
      'already-granted',
      `${machine.name} has roles already, so that its token is for nobody else to make.`,
      'Let the machine make its next token itself (POST /api/v1/tokens), or make another machine.',
    )
  }
  return issueToken(deps, caller, { principalId: id, ...(expiresOn !== undefined && { expiresOn }) })
}

/** In the order of their making. */
export async function listMachines(
  q: Reads,
  { after, rows }: { after: string | undefined; rows: number },
): Promise<Holder[]> {
  const { principals } = q.t
  const found = await q
    .select()
    .from(principals)
    .where(and(eq(principals.kind, 'machine'), after === undefined ? undefined : gt(principals.id, after)))
    .orderBy(asc(principals.id))
    .limit(rows)
  return found.map(asHolder)
}

async function findMachine(q: Reads, id: string): Promise<Holder | undefined> {
  const { principals } = q.t
  const [row] = await q
    .select()
    .from(principals)
    .where(and(eq(principals.id, id), eq(principals.kind, 'machine')))
  return row && asHolder(row)
}

function asHolder(row: Reads['t']['principals']['$inferSelect']): Holder {
  const { id, name, roles, scope, disabled, companyId } = row
  return { id, name, kind: 'machine', roles: roles as Role[], scope: scope as Scope, disabled, companyId }
}
