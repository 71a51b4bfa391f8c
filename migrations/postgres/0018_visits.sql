-- Visits: who goes to a site, when, and what came of it. Their meaning stands in src/db/tables/visits.ts.
CREATE TABLE engineers (
  id text COLLATE "C" PRIMARY KEY,
  engineer_id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  employer_id text COLLATE "C",
  name text NOT NULL,
  vetting text NOT NULL CHECK (vetting IN ('none', 'bpss', 'ctc', 'sc', 'dv')),
  vetting_until_on date,
  extras json NOT NULL,
  ended boolean NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX engineers_version_key ON engineers (engineer_id, version);
CREATE INDEX engineers_company_idx ON engineers (company_id);

CREATE TABLE engineer_approvals (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  engineer_id text COLLATE "C" NOT NULL,
  engineer_version integer NOT NULL,
  approved boolean NOT NULL,
  until_on date,
  reason text,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX engineer_approvals_idx ON engineer_approvals (site_id, engineer_id, id);

CREATE TABLE visits (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  attempt integer NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'booked', 'under-way', 'done', 'partial', 'aborted', 'withdrawn', 'refused')),
  "on" date NOT NULL,
  part text NOT NULL CHECK (part IN ('day', 'morning', 'afternoon')),
  trade text,
  arrived_at timestamp (3) with time zone,
  left_at timestamp (3) with time zone,
  cause text CHECK (cause IN ('no-access', 'no-escort', 'site-not-ready', 'no-permit', 'network-not-ready', 'kit-missing', 'kit-wrong', 'kit-faulty', 'unsafe', 'asbestos', 'more-work-than-planned', 'engineer-absent', 'vehicle', 'weather', 'time-ran-out')),
  fault text CHECK (fault IN ('company', 'site', 'supplier', 'programme', 'weather', 'nobody')),
  chargeable_pence bigint,
  requested_at timestamp (3) with time zone NOT NULL,
  requested_by text COLLATE "C" NOT NULL
);
CREATE INDEX visits_order_idx ON visits (order_id, "on");
CREATE INDEX visits_site_idx ON visits (site_id, state);

CREATE TABLE visit_engineers (
  visit_id text COLLATE "C" NOT NULL REFERENCES visits (id),
  engineer_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  named boolean NOT NULL,
  present boolean NOT NULL,
  PRIMARY KEY (visit_id, engineer_id)
);
CREATE INDEX visit_engineers_engineer_idx ON visit_engineers (engineer_id);

CREATE TABLE visit_materials (
  id text COLLATE "C" PRIMARY KEY,
  visit_id text COLLATE "C" NOT NULL REFERENCES visits (id),
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C",
  what text NOT NULL,
  quantity integer NOT NULL,
  pence bigint
);
CREATE INDEX visit_materials_visit_idx ON visit_materials (visit_id);
CREATE INDEX visit_materials_order_idx ON visit_materials (order_id);

CREATE TABLE gate_records (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  attempt integer NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  visit_id text COLLATE "C",
  item text NOT NULL CHECK (item IN ('rams', 'permit', 'asbestos-register', 'lone-working', 'site-contact')),
  detail text NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX gate_records_order_idx ON gate_records (order_id, attempt);

CREATE TABLE order_waits (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  attempt integer NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  waits_for text NOT NULL CHECK (waits_for IN ('site', 'permit', 'parts', 'funds')),
  why text NOT NULL,
  until_on date NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL,
  ended_at timestamp (3) with time zone,
  ended_by text COLLATE "C"
);
CREATE INDEX order_waits_order_idx ON order_waits (order_id, attempt);

CREATE TABLE field_records (
  order_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  fingerprint text NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  PRIMARY KEY (order_id, company_id, client_id)
);

CREATE TABLE visit_reports (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  attempt integer NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  visit_id text COLLATE "C",
  report text NOT NULL,
  standing text NOT NULL CHECK (standing IN ('applied', 'held-for-review', 'accepted', 'refused')),
  held_because text,
  answer json NOT NULL,
  received_at timestamp (3) with time zone NOT NULL,
  received_by text COLLATE "C" NOT NULL,
  judged_at timestamp (3) with time zone,
  judged_by text COLLATE "C",
  judged_reason text
);
CREATE INDEX visit_reports_order_idx ON visit_reports (order_id);
CREATE INDEX visit_reports_standing_idx ON visit_reports (standing, id);

CREATE TABLE contact_attempts (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  attempt integer NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  at timestamp (3) with time zone NOT NULL,
  way text NOT NULL CHECK (way IN ('telephone', 'email', 'letter', 'in-person')),
  reached boolean NOT NULL,
  detail text NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX contact_attempts_order_idx ON contact_attempts (order_id);

CREATE TABLE variations (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  attempt integer NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  detail text NOT NULL,
  pence bigint NOT NULL,
  asked_at timestamp (3) with time zone NOT NULL,
  asked_by text COLLATE "C" NOT NULL
);
CREATE INDEX variations_order_idx ON variations (order_id);

CREATE TABLE variation_answers (
  variation_id text COLLATE "C" PRIMARY KEY REFERENCES variations (id),
  organisation_id text COLLATE "C" NOT NULL,
  answer text NOT NULL CHECK (answer IN ('approved', 'refused', 'withdrawn')),
  fund_id text COLLATE "C",
  financial_year text,
  reason text,
  answered_at timestamp (3) with time zone NOT NULL,
  answered_by text COLLATE "C" NOT NULL
);
