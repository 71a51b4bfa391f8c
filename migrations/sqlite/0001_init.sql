-- The first tables. Their meaning stands in src/db/tables.ts; what the kit cannot say stands here: the CHECKs and
-- STRICT, so that a column holds what it says.

CREATE TABLE principals (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('host', 'machine', 'person')),
  roles TEXT NOT NULL,
  scope TEXT NOT NULL,
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tokens (
  id TEXT NOT NULL PRIMARY KEY,
  principal_id TEXT NOT NULL REFERENCES principals (id),
  prefix TEXT NOT NULL,
  hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX tokens_hash_key ON tokens (hash);
CREATE INDEX tokens_principal_idx ON tokens (principal_id);

CREATE TABLE audit_entries (
  id TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  principal_id TEXT NOT NULL,
  act TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT,
  organisation_id TEXT,
  detail TEXT,
  request_id TEXT
) STRICT;
CREATE INDEX audit_entries_at_idx ON audit_entries (at, id);

CREATE TABLE funds (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  carry_over TEXT NOT NULL CHECK (carry_over IN ('none', 'capped', 'full')),
  carry_over_cap_pence INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX funds_code_key ON funds (code);

CREATE TABLE fund_budgets (
  id TEXT NOT NULL PRIMARY KEY,
  fund_id TEXT NOT NULL REFERENCES funds (id),
  financial_year TEXT NOT NULL,
  pence INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('approved', 'indicative', 'asked-for')),
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX fund_budgets_fund_idx ON fund_budgets (fund_id, financial_year);

CREATE TABLE organisations (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('department', 'voluntary', 'outside')),
  sector TEXT CHECK (sector IN ('central-government', 'council', 'police', 'nhs', 'school', 'further-education', 'university', 'fire', 'justice', 'defence', 'arms-length-body', 'other')),
  fund_id TEXT NOT NULL REFERENCES funds (id),
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX organisations_name_key ON organisations (name_key);

CREATE TABLE sites (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  version INTEGER NOT NULL,
  code TEXT NOT NULL,
  code_key TEXT NOT NULL,
  name TEXT NOT NULL,
  region TEXT,
  sensitivity TEXT NOT NULL CHECK (sensitivity IN ('sensitive', 'extended', 'other', 'unassessed')),
  limbs TEXT,
  address TEXT,
  address_hash TEXT,
  access_notes TEXT,
  contacts TEXT,
  vetting TEXT CHECK (vetting IN ('none', 'bpss', 'ctc', 'sc', 'dv')),
  upgrade_on TEXT,
  upgrade_funded INTEGER CHECK (upgrade_funded IN (0, 1)),
  upgrade_manufacturer TEXT,
  observed_on TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sites_code_key ON sites (organisation_id, code_key);

CREATE TABLE site_designations (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL REFERENCES sites (id),
  sensitivity TEXT NOT NULL CHECK (sensitivity IN ('sensitive', 'extended', 'other', 'unassessed')),
  limbs TEXT,
  reason TEXT NOT NULL,
  as_of_on TEXT NOT NULL,
  review_on TEXT NOT NULL,
  confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX site_designations_site_idx ON site_designations (site_id, id);

CREATE TABLE site_upgrades (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL REFERENCES sites (id),
  upgrade_on TEXT,
  funded INTEGER CHECK (funded IN (0, 1)),
  manufacturer TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX site_upgrades_site_idx ON site_upgrades (site_id, id);

CREATE TABLE devices (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  site_id TEXT NOT NULL REFERENCES sites (id),
  version INTEGER NOT NULL,
  identity TEXT NOT NULL,
  label TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('camera', 'recorder', 'encoder', 'vms', 'intercom', 'access-terminal', 'anpr', 'body-worn', 'drone', 'other')),
  manufacturer TEXT,
  model TEXT,
  serial TEXT,
  mac TEXT,
  firmware TEXT,
  ip TEXT,
  network TEXT NOT NULL CHECK (network IN ('core', 'isolated', 'none', 'unknown')),
  internet_exposed INTEGER CHECK (internet_exposed IN (0, 1)),
  recorder TEXT,
  place TEXT,
  place_hash TEXT,
  status TEXT NOT NULL CHECK (status IN ('planned', 'in-service', 'disconnected', 'spare', 'removed', 'desired', 'void')),
  installed_on TEXT,
  observed_on TEXT NOT NULL,
  finding TEXT NOT NULL CHECK (finding IN ('flagged', 'review', 'cleared', 'unknown')),
  manufacturer_id TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX devices_identity_key ON devices (organisation_id, identity);
CREATE INDEX devices_site_idx ON devices (site_id);
CREATE INDEX devices_serial_idx ON devices (serial);
CREATE INDEX devices_mac_idx ON devices (mac);

CREATE TABLE findings (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  device_id TEXT NOT NULL REFERENCES devices (id),
  state TEXT NOT NULL CHECK (state IN ('flagged', 'review', 'cleared', 'unknown')),
  manufacturer_id TEXT,
  finding TEXT NOT NULL,
  register_version TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX findings_device_idx ON findings (device_id, id);

CREATE TABLE imports (
  id TEXT NOT NULL PRIMARY KEY,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  as_of_on TEXT NOT NULL,
  report TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;

CREATE TABLE site_decisions (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT,
  site_id TEXT REFERENCES sites (id),
  clause TEXT NOT NULL CHECK (clause IN ('C3', 'C4')),
  choice TEXT NOT NULL CHECK (choice IN ('replace-now', 'with-upgrade', 'remove-not-replace', 'isolate-and-keep', 'not')),
  reason TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  review_on TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX site_decisions_site_idx ON site_decisions (site_id, id);

CREATE TABLE legs (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('cancel-deployment', 'disconnect', 'assess', 'survey', 'replace', 'remove')),
  leg_number INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX legs_number_key ON legs (site_id, action, leg_number);

CREATE TABLE leg_devices (
  leg_id TEXT NOT NULL REFERENCES legs (id),
  device_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  PRIMARY KEY (leg_id, device_id)
) STRICT;

CREATE TABLE documents (
  hash TEXT NOT NULL PRIMARY KEY,
  format TEXT NOT NULL,
  gzipped BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE plans (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'adopted', 'superseded')),
  start_on TEXT NOT NULL,
  problem_hash TEXT NOT NULL REFERENCES documents (hash),
  plan_hash TEXT NOT NULL REFERENCES documents (hash),
  engine_version TEXT NOT NULL,
  register_version TEXT NOT NULL,
  directive_version TEXT NOT NULL,
  catalogue_version TEXT NOT NULL,
  summary TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX plans_created_idx ON plans (created_at, id);

CREATE TABLE plan_orders (
  plan_id TEXT NOT NULL REFERENCES plans (id),
  leg_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  rank INTEGER NOT NULL,
  sequence INTEGER,
  tier INTEGER NOT NULL,
  clause TEXT NOT NULL CHECK (clause IN ('C1', 'C2', 'C3', 'C4', 'derived')),
  action TEXT NOT NULL CHECK (action IN ('cancel-deployment', 'disconnect', 'assess', 'survey', 'replace', 'remove')),
  state TEXT NOT NULL CHECK (state IN ('proposed', 'ready')),
  device_count INTEGER NOT NULL,
  cost_pence INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  weight_millis INTEGER NOT NULL,
  pool_id TEXT,
  week_on TEXT,
  financial_year TEXT,
  why TEXT NOT NULL,
  PRIMARY KEY (plan_id, leg_id)
) STRICT;
CREATE UNIQUE INDEX plan_orders_rank_key ON plan_orders (plan_id, rank);
CREATE INDEX plan_orders_leg_idx ON plan_orders (leg_id);

CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  input TEXT NOT NULL,
  checkpoint TEXT,
  progress TEXT,
  result TEXT,
  failure TEXT,
  attempt INTEGER NOT NULL,
  holder TEXT,
  lease_expires_at INTEGER,
  heartbeat_at INTEGER,
  cancel_requested_at INTEGER,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX jobs_state_idx ON jobs (state, id);
