import { and, asc, eq, gt, isNull, lt, or } from 'drizzle-orm'
import type { Reads, Writes } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Role } from '../caller.ts'
import type { Scope } from '../scope.ts'

/** By whose word we know a person: our own, until providers come. */
export const LOCAL_ISSUER = 'lenscap'

export interface Person {
  readonly id: string
  readonly name: string
  readonly login: string
  readonly roles: readonly Role[]
  readonly scope: Scope
  readonly disabled: boolean
  readonly companyId: string | null
  /** Whether the invitation has been accepted: password and second factor are set. */
  readonly joined: boolean
  readonly createdAt: Date
}

/** What sign-in compares with. */
export interface Credentials {
  readonly principalId: string
  readonly disabled: boolean
  readonly passwordHash: string | null
  readonly totpSecret: Uint8Array | null
  readonly totpStep: number | null
}

export interface NewPerson {
  readonly id: string
  readonly identityId: string
  readonly name: string
  readonly login: string
  readonly companyId: string | null
  readonly roles: readonly Role[]
  readonly createdAt: Date
}

const loginOf = (id: string) => `people.login:${id}`
const totpOf = (id: string) => `people.totpSecret:${id}`

/** However it was typed. */
export function subjectOf(q: Reads, login: string): string {
  return q.sealer.hash(login.normalize('NFKC').trim().toLowerCase(), 'identities.subject')
}

/** A login that is taken is refused by the database, as a duplicate. */
export async function insertPerson(q: Writes, person: NewPerson) {
  const { id, identityId, name, login, companyId, roles, createdAt } = person
  const { principals, people, identities } = q.t
  // Whoever has no role yet is given their part of the estate with it.
  const scope: Scope = roles.length === 0 ? [] : 'everything'
  const common = { version: 1, kind: 'person', disabled: false } as const
  await q.insert(principals).values({ ...common, id, name, roles: [...roles], scope, companyId, createdAt })
  await q.insert(people).values({ id, login: q.sealer.seal(login, loginOf(id)) })
  const subject = subjectOf(q, login)
  await q.insert(identities).values({ id: identityId, principalId: id, issuer: LOCAL_ISSUER, subject, createdAt })
}

export async function countPeople(q: Reads): Promise<number> {
  return q.$count(q.t.people)
}

/** In the order of their making. */
export async function listPeople(q: Reads, page: { after: string | undefined; rows: number }): Promise<Person[]> {
  const { people, principals } = q.t
  const rows = await peopleRows(q)
    .where(page.after === undefined ? undefined : gt(people.id, page.after))
    .orderBy(asc(principals.id))
    .limit(page.rows)
  return rows.map((row) => asPerson(q, row))
}

export async function findPerson(q: Reads, id: string): Promise<Person | undefined> {
  const [row] = await peopleRows(q).where(eq(q.t.people.id, id))
  return row && asPerson(q, row)
}

export async function findPersonByLogin(q: Reads, login: string): Promise<Person | undefined> {
  const principalId = await principalOf(q, subjectOf(q, login))
  return principalId === undefined ? undefined : findPerson(q, principalId)
}

export async function findCredentials(q: Reads, subject: string): Promise<Credentials | undefined> {
  const principalId = await principalOf(q, subject)
  if (principalId === undefined) return undefined
  const [row] = await peopleRows(q).where(eq(q.t.people.id, principalId))
  if (!row) return undefined
  const { passwordHash, totpSecret, totpStep } = row.people
  const secret = totpSecret === null ? null : Buffer.from(q.sealer.unseal(totpSecret, totpOf(principalId)), 'base64')
  return { principalId, disabled: row.principals.disabled, passwordHash, totpSecret: secret, totpStep }
}

export async function setCredentials(
  q: Writes,
  id: string,
  { passwordHash, totpSecret, totpStep }: { passwordHash: string; totpSecret: Uint8Array; totpStep: number },
): Promise<void> {
  const sealed = q.sealer.seal(Buffer.from(totpSecret).toString('base64'), totpOf(id))
  await q.update(q.t.people).set({ passwordHash, totpSecret: sealed, totpStep }).where(eq(q.t.people.id, id))
}

export async function setPassword(q: Writes, id: string, passwordHash: string): Promise<void> {
  await q.update(q.t.people).set({ passwordHash }).where(eq(q.t.people.id, id))
}

/** Takes the code of the step; false if one of it, or a later one, was taken meanwhile. */
export async function takeStep(q: Writes, id: string, step: number): Promise<boolean> {
  const { people } = q.t
  const taken = await q
    .update(people)
    .set({ totpStep: step })
    .where(and(eq(people.id, id), or(isNull(people.totpStep), lt(people.totpStep, step))))
    .returning({ id: people.id })
  return taken.length > 0
}

export type NewInvitation = Omit<Tables['invitations']['$inferInsert'], 'usedAt'>

/** Replaces what the person was invited with before. */
export async function insertInvitation(q: Writes, row: NewInvitation): Promise<void> {
  const { invitations } = q.t
  await q
    .update(invitations)
    .set({ usedAt: row.createdAt })
    .where(and(eq(invitations.principalId, row.principalId), isNull(invitations.usedAt)))
  await q.insert(invitations).values(row)
}

/** Whose open invitation it is. */
export async function findInvitation(q: Reads, hash: string, now: Date): Promise<Person | undefined> {
  const [row] = await q
    .select({ principalId: q.t.invitations.principalId })
    .from(q.t.invitations)
    .where(isOpen(q, hash, now))
  return row && findPerson(q, row.principalId)
}

/** False if it has been used meanwhile. */
export async function useInvitation(q: Writes, hash: string, now: Date): Promise<boolean> {
  const { invitations } = q.t
  const used = await q
    .update(invitations)
    .set({ usedAt: now })
    .where(isOpen(q, hash, now))
    .returning({ id: invitations.id })
  return used.length > 0
}

function isOpen({ t: { invitations } }: Reads, hash: string, now: Date) {
  return and(eq(invitations.hash, hash), isNull(invitations.usedAt), gt(invitations.expiresAt, now))
}

async function principalOf(q: Reads, subject: string): Promise<string | undefined> {
  const { identities } = q.t
  const [row] = await q
    .select({ principalId: identities.principalId })
    .from(identities)
    .where(and(eq(identities.issuer, LOCAL_ISSUER), eq(identities.subject, subject)))
  return row?.principalId
}

function peopleRows(q: Reads) {
  const { people, principals } = q.t
  return q.select().from(people).innerJoin(principals, eq(principals.id, people.id)).$dynamic()
}

function asPerson(q: Reads, { people, principals }: Awaited<ReturnType<typeof peopleRows>>[number]): Person {
  const { id, name, roles, scope, disabled, companyId, createdAt } = principals
  const login = q.sealer.unseal(people.login, loginOf(id))
  const joined = people.passwordHash !== null
  const held = { roles: roles as Role[], scope: scope as Scope, disabled, companyId }
  return { id, name, login, ...held, joined, createdAt }
}
