import { and, eq, isNull, lte, sql } from 'drizzle-orm'
import type { Reach } from '../../access/caller.ts'
import type { Reads, Writes } from '../../db/database.ts'
import { prepared } from '../../db/prepared.ts'

/** Names a request that is only carried out once. */
export interface AnswerKey {
  readonly principalId: string
  readonly route: string
  readonly keyHash: string
}

export interface Answer {
  readonly status: number
  /** Those that matter. */
  readonly headers: Readonly<Record<string, string>>
  /** Null: it came line by line, and nothing of it was kept. */
  readonly body: string | null
  /** Of whoever was answered: with less than that it is not given again. Versions before did not note it, for a day. */
  readonly reach?: Reach
}

export interface KeptAnswer {
  readonly fingerprint: string
  readonly createdAt: Date
  /** Undefined while the request is worked on; and for ever, if the process ended before the answer was known. */
  readonly answer: Answer | undefined
}

export interface NewAnswer extends AnswerKey {
  readonly fingerprint: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

export async function findAnswer(q: Reads, key: AnswerKey, now: Date): Promise<KeptAnswer | undefined> {
  const [row] = await q.select().from(q.t.keptAnswers).where(named(q, key))
  if (!row || row.expiresAt <= now) return undefined
  const { fingerprint, createdAt, answer } = row
  if (answer === null) return { fingerprint, createdAt, answer: undefined }
  return { fingerprint, createdAt, answer: JSON.parse(q.sealer.unseal(answer, contextOf(key))) as Answer }
}

/** Says whether there was none yet. On PostgreSQL it waits for another transaction that is about to insert the same. */
export async function insertAnswer(q: Writes, answer: NewAnswer): Promise<boolean> {
  await clear(q, null).execute({ ...answer })
  return (await insert(q, null).execute({ ...answer })).length > 0
}

const clear = prepared((q: Writes) => {
  const t = q.t.keptAnswers
  const createdAt = sql.param(sql.placeholder('createdAt'), t.expiresAt)
  return q.delete(t).where(and(named(q, GIVEN), lte(t.expiresAt, createdAt)))
})

const insert = prepared((q: Writes) => {
  const t = q.t.keptAnswers
  const given = (name: keyof NewAnswer) => sql.placeholder(name)
  const times = { createdAt: given('createdAt'), expiresAt: given('expiresAt') }
  const values = { ...GIVEN, ...times, fingerprint: given('fingerprint') }
  return q.insert(t).values(values).onConflictDoNothing().returning({ route: t.route })
})

export async function updateAnswer(q: Writes, key: AnswerKey, answer: Answer): Promise<void> {
  const t = q.t.keptAnswers
  await q
    .update(t)
    .set({ answer: q.sealer.seal(JSON.stringify(answer), contextOf(key)) })
    .where(and(named(q, key), isNull(t.answer)))
}

export async function deleteExpiredAnswers(q: Writes, now: Date): Promise<void> {
  await q.delete(q.t.keptAnswers).where(lte(q.t.keptAnswers.expiresAt, now))
}

const GIVEN = {
  principalId: sql.placeholder('principalId'),
  route: sql.placeholder('route'),
  keyHash: sql.placeholder('keyHash'),
}

function named(q: Reads, { principalId, route, keyHash }: AnswerKey | typeof GIVEN) {
  const t = q.t.keptAnswers
  return and(eq(t.principalId, principalId), eq(t.route, route), eq(t.keyHash, keyHash))
}

const contextOf = ({ principalId, route, keyHash }: AnswerKey) =>
  `kept_answers.answer:${principalId}:${route}:${keyHash}`
