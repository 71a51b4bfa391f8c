-- People, sessions and what two people must agree on. Their meaning stands in src/db/tables.ts.

ALTER TABLE principals ADD COLUMN break_glass_until timestamp (3) with time zone;

CREATE TABLE people (
  id text COLLATE "C" PRIMARY KEY REFERENCES principals (id),
  login text NOT NULL,
  password_hash text,
  totp_secret text,
  totp_step integer
);

CREATE TABLE identities (
  id text COLLATE "C" PRIMARY KEY,
  principal_id text COLLATE "C" NOT NULL REFERENCES principals (id),
  issuer text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  created_at timestamp (3) with time zone NOT NULL
);
CREATE UNIQUE INDEX identities_subject_key ON identities (issuer, subject);

CREATE TABLE invitations (
  id text COLLATE "C" PRIMARY KEY,
  principal_id text COLLATE "C" NOT NULL REFERENCES principals (id),
  hash text COLLATE "C" NOT NULL,
  created_at timestamp (3) with time zone NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  expires_at timestamp (3) with time zone NOT NULL,
  used_at timestamp (3) with time zone
);
CREATE UNIQUE INDEX invitations_hash_key ON invitations (hash);
CREATE INDEX invitations_principal_idx ON invitations (principal_id);

CREATE TABLE sessions (
  id text COLLATE "C" PRIMARY KEY,
  principal_id text COLLATE "C" NOT NULL REFERENCES principals (id),
  hash text COLLATE "C" NOT NULL,
  created_at timestamp (3) with time zone NOT NULL,
  seen_at timestamp (3) with time zone NOT NULL,
  expires_at timestamp (3) with time zone NOT NULL,
  ended_at timestamp (3) with time zone
);
CREATE UNIQUE INDEX sessions_hash_key ON sessions (hash);
CREATE INDEX sessions_principal_idx ON sessions (principal_id);

CREATE TABLE sign_in_tries (
  id text COLLATE "C" PRIMARY KEY,
  tries integer NOT NULL,
  since_at timestamp (3) with time zone NOT NULL
);

CREATE TABLE requests (
  id text COLLATE "C" PRIMARY KEY,
  act text COLLATE "C" NOT NULL,
  subject_kind text NOT NULL,
  subject_id text COLLATE "C",
  organisation_id text COLLATE "C" NOT NULL,
  region text COLLATE "C" NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'approved', 'refused')),
  payload text NOT NULL,
  reason text NOT NULL,
  requested_by text COLLATE "C" NOT NULL,
  requested_at timestamp (3) with time zone NOT NULL,
  expires_at timestamp (3) with time zone NOT NULL,
  decided_by text COLLATE "C",
  decided_at timestamp (3) with time zone,
  decision_reason text,
  CHECK (decided_by <> requested_by)
);
CREATE INDEX requests_act_idx ON requests (act, id);
CREATE INDEX requests_requested_by_idx ON requests (requested_by, id);

-- A plan belongs to the scope that it was made for. Those that stand were made by the operator, for everything.
CREATE TABLE plan_scopes (
  plan_id text COLLATE "C" NOT NULL REFERENCES plans (id),
  organisation_id text COLLATE "C" NOT NULL,
  region text COLLATE "C" NOT NULL,
  PRIMARY KEY (plan_id, organisation_id, region)
);
INSERT INTO plan_scopes SELECT id, '*', '*' FROM plans;
