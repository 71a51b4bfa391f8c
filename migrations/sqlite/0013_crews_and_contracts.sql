-- Crews and network teams, contractors, contracts with their purchase orders, and who uses them. Each row is a version of
-- what it describes: the newest counts. Their meaning stands in src/db/tables.ts.
ALTER TABLE principals ADD COLUMN company_id TEXT;
CREATE TABLE crews (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  contractor_id TEXT,
  organisation_ids TEXT NOT NULL,
  regions TEXT NOT NULL,
  calendar TEXT NOT NULL CHECK (calendar IN ('england-and-wales', 'scotland', 'northern-ireland')),
  vetting TEXT NOT NULL CHECK (vetting IN ('none', 'bpss', 'ctc', 'sc', 'dv')),
  minutes_per_week INTEGER NOT NULL,
  actions TEXT NOT NULL,
  valid_from TEXT,
  valid_until TEXT,
  days_off TEXT NOT NULL,
  note TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX crews_version_key ON crews (name_key, version);
CREATE TABLE contractors (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  contractor_id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  contact TEXT,
  status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'ended')),
  checked_on TEXT,
  checked_by TEXT,
  found TEXT CHECK (found IN ('nothing', 'listed')),
  check_note TEXT,
  subcontractor_ids TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX contractors_version_key ON contractors (name_key, version);
CREATE TABLE contracts (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  contract_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  reference_key TEXT NOT NULL,
  framework TEXT NOT NULL,
  lot TEXT,
  organisation_ids TEXT NOT NULL,
  regions TEXT NOT NULL,
  actions TEXT NOT NULL,
  ceiling_pence INTEGER NOT NULL,
  starts_on TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  rates TEXT NOT NULL,
  contractor_ids TEXT NOT NULL,
  subcontractor_ids TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX contracts_version_key ON contracts (reference_key, version);
CREATE TABLE purchase_orders (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  number TEXT NOT NULL,
  number_key TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  fund_code TEXT,
  ceiling_pence INTEGER NOT NULL,
  raised_on TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX purchase_orders_version_key ON purchase_orders (number_key, version);
CREATE TABLE contract_uses (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  organisation_id TEXT NOT NULL,
  uses_contracts INTEGER NOT NULL CHECK (uses_contracts IN (0, 1)),
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX contract_uses_version_key ON contract_uses (organisation_id, version);
