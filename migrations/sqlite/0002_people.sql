-- People, sessions and what two people must agree on. Their meaning stands in src/db/tables.ts.

ALTER TABLE principals ADD COLUMN break_glass_until INTEGER;

CREATE TABLE people (
  id TEXT NOT NULL PRIMARY KEY REFERENCES principals (id),
  login TEXT NOT NULL,
  password_hash TEXT,
  totp_secret TEXT,
  totp_step INTEGER
) STRICT;

CREATE TABLE identities (
  id TEXT NOT NULL PRIMARY KEY,
  principal_id TEXT NOT NULL REFERENCES principals (id),
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX identities_subject_key ON identities (issuer, subject);

CREATE TABLE invitations (
  id TEXT NOT NULL PRIMARY KEY,
  principal_id TEXT NOT NULL REFERENCES principals (id),
  hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE UNIQUE INDEX invitations_hash_key ON invitations (hash);
CREATE INDEX invitations_principal_idx ON invitations (principal_id);

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  principal_id TEXT NOT NULL REFERENCES principals (id),
  hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX sessions_hash_key ON sessions (hash);
CREATE INDEX sessions_principal_idx ON sessions (principal_id);

CREATE TABLE sign_in_tries (
  id TEXT NOT NULL PRIMARY KEY,
  tries INTEGER NOT NULL,
  since_at INTEGER NOT NULL
) STRICT;

CREATE TABLE requests (
  id TEXT NOT NULL PRIMARY KEY,
  act TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT,
  organisation_id TEXT NOT NULL,
  region TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused')),
  payload TEXT NOT NULL,
  reason TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  decided_by TEXT,
  decided_at INTEGER,
  decision_reason TEXT,
  CHECK (decided_by <> requested_by)
) STRICT;
CREATE INDEX requests_act_idx ON requests (act, id);
CREATE INDEX requests_requested_by_idx ON requests (requested_by, id);

-- A plan belongs to the scope that it was made for. Those that stand were made by the operator, for everything.
CREATE TABLE plan_scopes (
  plan_id TEXT NOT NULL REFERENCES plans (id),
  organisation_id TEXT NOT NULL,
  region TEXT NOT NULL,
  PRIMARY KEY (plan_id, organisation_id, region)
) STRICT;
INSERT INTO plan_scopes SELECT id, '*', '*' FROM plans;
