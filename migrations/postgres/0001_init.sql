-- The first tables. Their meaning stands in src/db/tables.ts; what the kit cannot say stands here: the CHECKs and the
-- byte-wise collation of ids and keys, so that pages come in the same order on every server.

CREATE TABLE principals (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('host', 'machine', 'person')),
  roles json NOT NULL,
  scope json NOT NULL,
  disabled boolean NOT NULL,
  created_at timestamp (3) with time zone NOT NULL
);

CREATE TABLE tokens (
  id text COLLATE "C" PRIMARY KEY,
  principal_id text COLLATE "C" NOT NULL REFERENCES principals (id),
  prefix text NOT NULL,
  hash text COLLATE "C" NOT NULL,
  created_at timestamp (3) with time zone NOT NULL,
  expires_at timestamp (3) with time zone,
  last_used_at timestamp (3) with time zone,
  revoked_at timestamp (3) with time zone
);
CREATE UNIQUE INDEX tokens_hash_key ON tokens (hash);
CREATE INDEX tokens_principal_idx ON tokens (principal_id);

CREATE TABLE audit_entries (
  id text COLLATE "C" PRIMARY KEY,
  at timestamp (3) with time zone NOT NULL,
  principal_id text COLLATE "C" NOT NULL,
  act text NOT NULL,
  subject_kind text NOT NULL,
  subject_id text COLLATE "C",
  organisation_id text COLLATE "C",
  detail text,
  request_id text COLLATE "C"
);
CREATE INDEX audit_entries_at_idx ON audit_entries (at, id);

CREATE TABLE funds (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  carry_over text NOT NULL CHECK (carry_over IN ('none', 'capped', 'full')),
  carry_over_cap_pence bigint,
  created_at timestamp (3) with time zone NOT NULL
);
CREATE UNIQUE INDEX funds_code_key ON funds (code);

CREATE TABLE fund_budgets (
  id text COLLATE "C" PRIMARY KEY,
  fund_id text COLLATE "C" NOT NULL REFERENCES funds (id),
  financial_year text NOT NULL,
  pence bigint NOT NULL,
  status text NOT NULL CHECK (status IN ('approved', 'indicative', 'asked-for')),
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX fund_budgets_fund_idx ON fund_budgets (fund_id, financial_year);

CREATE TABLE organisations (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  name text NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  standing text NOT NULL CHECK (standing IN ('department', 'voluntary', 'outside')),
  sector text CHECK (sector IN ('central-government', 'council', 'police', 'nhs', 'school', 'further-education', 'university', 'fire', 'justice', 'defence', 'arms-length-body', 'other')),
  fund_id text COLLATE "C" NOT NULL REFERENCES funds (id),
  created_at timestamp (3) with time zone NOT NULL
);
CREATE UNIQUE INDEX organisations_name_key ON organisations (name_key);

CREATE TABLE sites (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL REFERENCES organisations (id),
  version integer NOT NULL,
  code text NOT NULL,
  code_key text COLLATE "C" NOT NULL,
  name text NOT NULL,
  region text,
  sensitivity text NOT NULL CHECK (sensitivity IN ('sensitive', 'extended', 'other', 'unassessed')),
  limbs text,
  address text,
  address_hash text COLLATE "C",
  access_notes text,
  contacts text,
  vetting text CHECK (vetting IN ('none', 'bpss', 'ctc', 'sc', 'dv')),
  upgrade_on date,
  upgrade_funded boolean,
  upgrade_manufacturer text,
  observed_on date NOT NULL,
  created_at timestamp (3) with time zone NOT NULL
);
CREATE UNIQUE INDEX sites_code_key ON sites (organisation_id, code_key);

CREATE TABLE site_designations (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL REFERENCES sites (id),
  sensitivity text NOT NULL CHECK (sensitivity IN ('sensitive', 'extended', 'other', 'unassessed')),
  limbs text,
  reason text NOT NULL,
  as_of_on date NOT NULL,
  review_on date NOT NULL,
  confirmed boolean NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX site_designations_site_idx ON site_designations (site_id, id);

CREATE TABLE site_upgrades (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL REFERENCES sites (id),
  upgrade_on date,
  funded boolean,
  manufacturer text,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX site_upgrades_site_idx ON site_upgrades (site_id, id);

CREATE TABLE devices (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL REFERENCES organisations (id),
  site_id text COLLATE "C" NOT NULL REFERENCES sites (id),
  version integer NOT NULL,
  identity text COLLATE "C" NOT NULL,
  label text,
  kind text NOT NULL CHECK (kind IN ('camera', 'recorder', 'encoder', 'vms', 'intercom', 'access-terminal', 'anpr', 'body-worn', 'drone', 'other')),
  manufacturer text,
  model text,
  serial text,
  mac text,
  firmware text,
  ip text,
  network text NOT NULL CHECK (network IN ('core', 'isolated', 'none', 'unknown')),
  internet_exposed boolean,
  recorder text,
  place text,
  place_hash text COLLATE "C",
  status text NOT NULL CHECK (status IN ('planned', 'in-service', 'disconnected', 'spare', 'removed', 'desired', 'void')),
  installed_on date,
  observed_on date NOT NULL,
  finding text NOT NULL CHECK (finding IN ('flagged', 'review', 'cleared', 'unknown')),
  manufacturer_id text COLLATE "C",
  created_at timestamp (3) with time zone NOT NULL
);
CREATE UNIQUE INDEX devices_identity_key ON devices (organisation_id, identity);
CREATE INDEX devices_site_idx ON devices (site_id);
CREATE INDEX devices_serial_idx ON devices (serial);
CREATE INDEX devices_mac_idx ON devices (mac);

CREATE TABLE findings (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL REFERENCES devices (id),
  state text NOT NULL CHECK (state IN ('flagged', 'review', 'cleared', 'unknown')),
  manufacturer_id text COLLATE "C",
  finding json NOT NULL,
  register_version text NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX findings_device_idx ON findings (device_id, id);

CREATE TABLE imports (
  id text COLLATE "C" PRIMARY KEY,
  file_name text NOT NULL,
  sha256 text NOT NULL,
  as_of_on date NOT NULL,
  report json NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);

CREATE TABLE site_decisions (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C",
  site_id text COLLATE "C" REFERENCES sites (id),
  clause text NOT NULL CHECK (clause IN ('C3', 'C4')),
  choice text NOT NULL CHECK (choice IN ('replace-now', 'with-upgrade', 'remove-not-replace', 'isolate-and-keep', 'not')),
  reason text NOT NULL,
  approved_by text COLLATE "C" NOT NULL,
  review_on date NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX site_decisions_site_idx ON site_decisions (site_id, id);

CREATE TABLE legs (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  action text NOT NULL CHECK (action IN ('cancel-deployment', 'disconnect', 'assess', 'survey', 'replace', 'remove')),
  leg_number integer NOT NULL,
  created_at timestamp (3) with time zone NOT NULL
);
CREATE UNIQUE INDEX legs_number_key ON legs (site_id, action, leg_number);

CREATE TABLE leg_devices (
  leg_id text COLLATE "C" NOT NULL REFERENCES legs (id),
  device_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (leg_id, device_id)
);

CREATE TABLE documents (
  hash text COLLATE "C" PRIMARY KEY,
  format text NOT NULL,
  gzipped bytea NOT NULL,
  created_at timestamp (3) with time zone NOT NULL
);

CREATE TABLE plans (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'adopted', 'superseded')),
  start_on date NOT NULL,
  problem_hash text COLLATE "C" NOT NULL REFERENCES documents (hash),
  plan_hash text COLLATE "C" NOT NULL REFERENCES documents (hash),
  engine_version text NOT NULL,
  register_version text NOT NULL,
  directive_version text NOT NULL,
  catalogue_version text NOT NULL,
  summary json NOT NULL,
  created_at timestamp (3) with time zone NOT NULL,
  created_by text COLLATE "C" NOT NULL
);
CREATE INDEX plans_created_idx ON plans (created_at, id);

CREATE TABLE plan_orders (
  plan_id text COLLATE "C" NOT NULL REFERENCES plans (id),
  leg_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  rank integer NOT NULL,
  sequence integer,
  tier integer NOT NULL,
  clause text NOT NULL CHECK (clause IN ('C1', 'C2', 'C3', 'C4', 'derived')),
  action text NOT NULL CHECK (action IN ('cancel-deployment', 'disconnect', 'assess', 'survey', 'replace', 'remove')),
  state text NOT NULL CHECK (state IN ('proposed', 'ready')),
  device_count integer NOT NULL,
  cost_pence bigint NOT NULL,
  minutes integer NOT NULL,
  weight_millis integer NOT NULL,
  pool_id text COLLATE "C",
  week_on date,
  financial_year text,
  why json NOT NULL,
  PRIMARY KEY (plan_id, leg_id)
);
CREATE UNIQUE INDEX plan_orders_rank_key ON plan_orders (plan_id, rank);
CREATE INDEX plan_orders_leg_idx ON plan_orders (leg_id);

CREATE TABLE jobs (
  id text COLLATE "C" PRIMARY KEY,
  kind text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  input json NOT NULL,
  checkpoint json,
  progress json,
  result json,
  failure json,
  attempt integer NOT NULL,
  holder text,
  lease_expires_at timestamp (3) with time zone,
  heartbeat_at timestamp (3) with time zone,
  cancel_requested_at timestamp (3) with time zone,
  created_by text COLLATE "C" NOT NULL,
  created_at timestamp (3) with time zone NOT NULL,
  finished_at timestamp (3) with time zone
);
CREATE INDEX jobs_state_idx ON jobs (state, id);
