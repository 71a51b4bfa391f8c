-- Crews and network teams, contractors, contracts with their purchase orders, and who uses them. Each row is a version of
-- what it describes: the newest counts. Their meaning stands in src/db/tables.ts.
ALTER TABLE principals ADD COLUMN company_id text;
CREATE TABLE crews (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  name text NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  contractor_id text COLLATE "C",
  organisation_ids json NOT NULL,
  regions json NOT NULL,
  calendar text NOT NULL CHECK (calendar IN ('england-and-wales', 'scotland', 'northern-ireland')),
  vetting text NOT NULL CHECK (vetting IN ('none', 'bpss', 'ctc', 'sc', 'dv')),
  minutes_per_week integer NOT NULL,
  actions json NOT NULL,
  valid_from date,
  valid_until date,
  days_off json NOT NULL,
  note text,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX crews_version_key ON crews (name_key, version);
CREATE TABLE contractors (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  contractor_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  contact text,
  status text NOT NULL CHECK (status IN ('active', 'suspended', 'ended')),
  checked_on date,
  checked_by text,
  found text CHECK (found IN ('nothing', 'listed')),
  check_note text,
  subcontractor_ids json NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX contractors_version_key ON contractors (name_key, version);
CREATE TABLE contracts (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  contract_id text COLLATE "C" NOT NULL,
  reference text NOT NULL,
  reference_key text COLLATE "C" NOT NULL,
  framework text NOT NULL,
  lot text,
  organisation_ids json NOT NULL,
  regions json NOT NULL,
  actions json NOT NULL,
  ceiling_pence bigint NOT NULL,
  starts_on date NOT NULL,
  expires_on date NOT NULL,
  rates json NOT NULL,
  contractor_ids json NOT NULL,
  subcontractor_ids json NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX contracts_version_key ON contracts (reference_key, version);
CREATE TABLE purchase_orders (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  number text NOT NULL,
  number_key text COLLATE "C" NOT NULL,
  contract_id text COLLATE "C" NOT NULL,
  fund_code text,
  ceiling_pence bigint NOT NULL,
  raised_on date NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX purchase_orders_version_key ON purchase_orders (number_key, version);
CREATE TABLE contract_uses (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  uses_contracts boolean NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX contract_uses_version_key ON contract_uses (organisation_id, version);
