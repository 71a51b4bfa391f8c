// Who may do what here, and how the service keeps itself: principals, people and their sessions, the audit trail, long work,
// answers that are given again.
import { JOB_STATES } from '../../shared/vocabulary.ts'
import type { Kit } from '../kit.ts'

export function accessTables({
  table,
  index,
  uniqueIndex,
  id,
  text,
  oneOf,
  integer,
  flag,
  instant,
  json,
  sealed,
}: Kit) {
  const principals = table('principals', {
    id: id().primaryKey(),
    version: integer().notNull(),
    name: text().notNull(),
    kind: oneOf(['host', 'machine', 'person']).notNull(),
    roles: json<string[]>().notNull(),
    /** 'everything', or the organisation × region pairs; see access/scope.ts. */
    scope: json<unknown>().notNull(),
    disabled: flag().notNull(),
    /** Until when an administrator may read the estate too (access/requests/break-glass.ts). */
    breakGlassUntil: instant(),
    createdAt: instant().notNull(),
    /** Of a contractor: whose work they do, as `contractorId` of `contractors`. Access itself makes nothing of it. */
    companyId: text(),
  })
  const tokens = table(
    'tokens',
    {
      id: id().primaryKey(),
      principalId: id()
        .notNull()
        .references(() => principals.id),
      /** The first characters, to tell tokens apart in a list; the rest is known only to its holder. */
      prefix: text().notNull(),
      hash: text().notNull(),
      createdAt: instant().notNull(),
      expiresAt: instant(),
      lastUsedAt: instant(),
      revokedAt: instant(),
    },
    (t) => [uniqueIndex('tokens_hash_key').on(t.hash), index('tokens_principal_idx').on(t.principalId)],
  )
  /** Appended in the caller's own transaction; numbering and chaining come after (access/audit.ts). */
  const auditEntries = table(
    'audit_entries',
    {
      id: id().primaryKey(),
      at: instant().notNull(),
      principalId: id().notNull(),
      act: text().notNull(),
      subjectKind: text().notNull(),
      subjectId: id(),
      organisationId: id(),
      /** What was before and after, or what was asked for. */
      detail: sealed(),
      requestId: id(),
      /** Where from: an address, `command`, or `job`. */
      origin: text(),
      /** A keyed hash of the rest: without the key nobody makes an entry. Null: older than the chain. */
      mac: text(),
    },
    (t) => [
      index('audit_entries_at_idx').on(t.at, t.id),
      index('audit_entries_act_idx').on(t.act, t.at, t.id),
      index('audit_entries_principal_idx').on(t.principalId, t.at, t.id),
      index('audit_entries_subject_kind_idx').on(t.subjectKind, t.at, t.id),
      index('audit_entries_subject_idx').on(t.subjectId, t.at, t.id),
    ],
  )
  /** The chain: each entry's number, and a hash over it and the seal before (access/audit/chain.ts). */
  const auditSeals = table(
    'audit_seals',
    {
      number: integer().primaryKey(),
      entryId: id().notNull(),
      hash: text().notNull(),
      sealedAt: instant().notNull(),
    },
    (t) => [uniqueIndex('audit_seals_entry_key').on(t.entryId)],
  )
  /** Entries without a seal yet; a trigger on audit_entries fills it, so that nobody has to look for them. */
  const auditWaiting = table('audit_waiting', { entryId: id().primaryKey() })
  /** What one process at a time may do; after `expiresAt` any other. */
  const leases = table('leases', {
    name: id().primaryKey(),
    holder: id().notNull(),
    expiresAt: instant().notNull(),
  })
  return { principals, tokens, auditEntries, auditSeals, auditWaiting, leases }
}

export function peopleTables({ table, index, uniqueIndex, id, text, oneOf, integer, instant, json, sealed }: Kit) {
  /** What a person has beyond any principal: `id` is the principal's. */
  const people = table('people', {
    id: id().primaryKey(),
    /** As given; whoever signs in is found by the identity, which has only a keyed hash of it. */
    login: sealed().notNull(),
    /** Argon2id; null until the invitation is accepted. */
    passwordHash: text(),
    totpSecret: sealed(),
    /** The time step of the last code that was taken: none is taken twice. */
    totpStep: integer(),
  })
  /** By whose word we know a person. `lenscap`: our own, the subject is the login's hash. Others come with OIDC. */
  const identities = table(
    'identities',
    {
      id: id().primaryKey(),
      principalId: id().notNull(),
      issuer: text().notNull(),
      subject: text().notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex('identities_subject_key').on(t.issuer, t.subject)],
  )
  /** One-time links with which a person sets password and second factor. Only a hash is stored. */
  const invitations = table(
    'invitations',
    {
      id: id().primaryKey(),
      principalId: id().notNull(),
      hash: text().notNull(),
      createdAt: instant().notNull(),
      createdBy: id().notNull(),
      expiresAt: instant().notNull(),
      usedAt: instant(),
    },
    (t) => [uniqueIndex('invitations_hash_key').on(t.hash), index('invitations_principal_idx').on(t.principalId)],
  )
  const sessions = table(
    'sessions',
    {
      id: id().primaryKey(),
      principalId: id().notNull(),
      hash: text().notNull(),
      createdAt: instant().notNull(),
      /** To the minute. */
      seenAt: instant().notNull(),
      /** However much it is used. */
      expiresAt: instant().notNull(),
      endedAt: instant(),
    },
    (t) => [uniqueIndex('sessions_hash_key').on(t.hash), index('sessions_principal_idx').on(t.principalId)],
  )
  /** Tries to sign in, by a keyed hash of the login or the address that they came with or from. */
  const signInTries = table('sign_in_tries', {
    id: id().primaryKey(),
    tries: integer().notNull(),
    sinceAt: instant().notNull(),
  })
  /** Acts that need two people: asked for by one, decided by another (access/requests). */
  const requests = table(
    'requests',
    {
      id: id().primaryKey(),
      act: text().notNull(),
      subjectKind: text().notNull(),
      subjectId: id(),
      /** What part of the estate it touches: `*` where it is not one organisation, or not one region. */
      organisationId: id().notNull(),
      region: text().notNull(),
      state: oneOf(['open', 'approved', 'refused']).notNull(),
      /** { says, input }: what is asked for, in words and as the act takes it. */
      payload: sealed().notNull(),
      reason: text().notNull(),
      requestedBy: id().notNull(),
      requestedAt: instant().notNull(),
      expiresAt: instant().notNull(),
      decidedBy: id(),
      decidedAt: instant(),
      decisionReason: text(),
    },
    (t) => [index('requests_act_idx').on(t.act, t.id), index('requests_requested_by_idx').on(t.requestedBy, t.id)],
  )
  /** A file of the estate that two people agreed on, for one of them to fetch once (estate/export). */
  const exports = table(
    'exports',
    {
      id: id().primaryKey(),
      principalId: id().notNull(),
      /** What may be in it, as it was approved. */
      scope: json<unknown>().notNull(),
      format: oneOf(['csv', 'ndjson']).notNull(),
      approvedBy: id().notNull(),
      approvedAt: instant().notNull(),
      expiresAt: instant().notNull(),
      fetchedAt: instant(),
    },
    (t) => [index('exports_principal_idx').on(t.principalId, t.id)],
  )
  return { people, identities, invitations, sessions, signInTries, requests, exports }
}

export function jobTables({ table, index, primaryKey, id, text, oneOf, integer, instant, json, sealedJson }: Kit) {
  const jobs = table(
    'jobs',
    {
      id: id().primaryKey(),
      kind: text().notNull(),
      state: oneOf(JOB_STATES).notNull(),
      input: sealedJson().notNull(),
      /** How far the work has come, so that it resumes there; null: it starts again from the beginning. */
      checkpoint: json<unknown>(),
      progress: json<{
        done: number
        total: number | null
        doing: string
        perSecond?: number | null
        secondsLeft?: number | null
      }>(),
      result: sealedJson(),
      /** What it failed of: it may quote what it worked on. Null too where it failed before 0006. */
      failure: sealedJson(),
      attempt: integer().notNull(),
      /** The process that works on it, until `leaseExpiresAt`; after that any other may take it. */
      holder: text(),
      leaseExpiresAt: instant(),
      heartbeatAt: instant(),
      cancelRequestedAt: instant(),
      /** It is not started before: it failed by a fault that passes, such as a busy database. */
      notBefore: instant(),
      createdBy: id().notNull(),
      createdAt: instant().notNull(),
      finishedAt: instant(),
    },
    (t) => [index('jobs_state_idx').on(t.state, t.id)],
  )
  /**
   * What those who asked for a job, a request or an import might then know of: it is theirs to look at while all of this is within
   * their scope. `*`: every one.
   */
  const askedScopes = table(
    'asked_scopes',
    { askedId: id().notNull(), organisationId: id().notNull(), region: text().notNull() },
    (t) => [primaryKey({ columns: [t.askedId, t.organisationId, t.region] })],
  )
  return { jobs, askedScopes }
}

export function answerTables({ table, index, primaryKey, id, text, instant, sealed }: Kit) {
  /** What was answered to a request with an Idempotency-Key, for as long as it is given again (docs/adr/0010). */
  const keptAnswers = table(
    'kept_answers',
    {
      principalId: id().notNull(),
      /** `PATCH /api/v1/sites/:id` */
      route: id().notNull(),
      /** A keyed hash of the key. */
      keyHash: id().notNull(),
      /** A keyed hash of the address and the body. */
      fingerprint: text().notNull(),
      /** Status, headers, body. Null until they are known: the row is written with the effect, the answer after it. */
      answer: sealed(),
      createdAt: instant().notNull(),
      expiresAt: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.principalId, t.route, t.keyHash] }),
      index('kept_answers_expires_idx').on(t.expiresAt),
    ],
  )
  return { keptAnswers }
}
