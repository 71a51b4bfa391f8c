-- Visits: who goes to a site, when, and what came of it. Their meaning stands in src/db/tables/visits.ts.
CREATE TABLE engineers (
  id TEXT NOT NULL PRIMARY KEY,
  engineer_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  company_id TEXT NOT NULL,
  employer_id TEXT,
  name TEXT NOT NULL,
  vetting TEXT NOT NULL CHECK (vetting IN ('none', 'bpss', 'ctc', 'sc', 'dv')),
  vetting_until_on TEXT,
  extras TEXT NOT NULL,
  ended INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX engineers_version_key ON engineers (engineer_id, version);
CREATE INDEX engineers_company_idx ON engineers (company_id);

CREATE TABLE engineer_approvals (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  engineer_id TEXT NOT NULL,
  engineer_version INTEGER NOT NULL,
  approved INTEGER NOT NULL,
  until_on TEXT,
  reason TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX engineer_approvals_idx ON engineer_approvals (site_id, engineer_id, id);

CREATE TABLE visits (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  company_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('requested', 'booked', 'under-way', 'done', 'partial', 'aborted', 'withdrawn', 'refused')),
  "on" TEXT NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('day', 'morning', 'afternoon')),
  trade TEXT,
  arrived_at INTEGER,
  left_at INTEGER,
  cause TEXT CHECK (cause IN ('no-access', 'no-escort', 'site-not-ready', 'no-permit', 'network-not-ready', 'kit-missing', 'kit-wrong', 'kit-faulty', 'unsafe', 'asbestos', 'more-work-than-planned', 'engineer-absent', 'vehicle', 'weather', 'time-ran-out')),
  fault TEXT CHECK (fault IN ('company', 'site', 'supplier', 'programme', 'weather', 'nobody')),
  chargeable_pence INTEGER,
  requested_at INTEGER NOT NULL,
  requested_by TEXT NOT NULL
) STRICT;
CREATE INDEX visits_order_idx ON visits (order_id, "on");
CREATE INDEX visits_site_idx ON visits (site_id, state);

CREATE TABLE visit_engineers (
  visit_id TEXT NOT NULL REFERENCES visits (id),
  engineer_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  named INTEGER NOT NULL,
  present INTEGER NOT NULL,
  PRIMARY KEY (visit_id, engineer_id)
) STRICT;
CREATE INDEX visit_engineers_engineer_idx ON visit_engineers (engineer_id);

CREATE TABLE visit_materials (
  id TEXT NOT NULL PRIMARY KEY,
  visit_id TEXT NOT NULL REFERENCES visits (id),
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  device_id TEXT,
  what TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  pence INTEGER
) STRICT;
CREATE INDEX visit_materials_visit_idx ON visit_materials (visit_id);
CREATE INDEX visit_materials_order_idx ON visit_materials (order_id);

CREATE TABLE gate_records (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  company_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  visit_id TEXT,
  item TEXT NOT NULL CHECK (item IN ('rams', 'permit', 'asbestos-register', 'lone-working', 'site-contact')),
  detail TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX gate_records_order_idx ON gate_records (order_id, attempt);

CREATE TABLE order_waits (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  company_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  waits_for TEXT NOT NULL CHECK (waits_for IN ('site', 'permit', 'parts', 'funds')),
  why TEXT NOT NULL,
  until_on TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at INTEGER,
  ended_by TEXT
) STRICT;
CREATE INDEX order_waits_order_idx ON order_waits (order_id, attempt);

CREATE TABLE field_records (
  order_id TEXT NOT NULL,
  company_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (order_id, company_id, client_id)
) STRICT;

CREATE TABLE visit_reports (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  company_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  visit_id TEXT,
  report TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('applied', 'held-for-review', 'accepted', 'refused')),
  held_because TEXT,
  answer TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  received_by TEXT NOT NULL,
  judged_at INTEGER,
  judged_by TEXT,
  judged_reason TEXT
) STRICT;
CREATE INDEX visit_reports_order_idx ON visit_reports (order_id);
CREATE INDEX visit_reports_standing_idx ON visit_reports (standing, id);

CREATE TABLE contact_attempts (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  company_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('telephone', 'email', 'letter', 'in-person')),
  reached INTEGER NOT NULL,
  detail TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX contact_attempts_order_idx ON contact_attempts (order_id);

CREATE TABLE variations (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  company_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  detail TEXT NOT NULL,
  pence INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  asked_by TEXT NOT NULL
) STRICT;
CREATE INDEX variations_order_idx ON variations (order_id);

CREATE TABLE variation_answers (
  variation_id TEXT NOT NULL PRIMARY KEY REFERENCES variations (id),
  organisation_id TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('approved', 'refused', 'withdrawn')),
  fund_id TEXT,
  financial_year TEXT,
  reason TEXT,
  answered_at INTEGER NOT NULL,
  answered_by TEXT NOT NULL
) STRICT;
