-- What came of the devices of an order, and who judged it. Their meaning stands in src/db/tables/completion.ts.
CREATE TABLE device_outcomes (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  company_id TEXT,
  attempt INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  visit_id TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('replaced', 'removed-not-replaced', 'disconnected', 'already-gone', 'surveyed', 'cancelled', 'assessed', 'temporary-fitted', 'moved', 'not-found', 'no-access', 'refused-by-site', 'unsafe', 'wrong-device')),
  told TEXT NOT NULL,
  removed_on TEXT,
  replaced_on TEXT,
  disconnected_on TEXT,
  cancelled_on TEXT,
  minutes INTEGER,
  pence INTEGER,
  kit_finding TEXT CHECK (kit_finding IN ('flagged', 'review', 'cleared', 'unknown')),
  kit_says TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX device_outcomes_client_key ON device_outcomes (order_id, attempt, client_id);
CREATE INDEX device_outcomes_device_idx ON device_outcomes (device_id);

CREATE TABLE outcome_effects (
  outcome_id TEXT NOT NULL PRIMARY KEY REFERENCES device_outcomes (id),
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  installed_device_id TEXT,
  stands_in INTEGER NOT NULL,
  judged_at INTEGER NOT NULL,
  judged_by TEXT NOT NULL
) STRICT;
CREATE INDEX outcome_effects_order_idx ON outcome_effects (order_id);
CREATE INDEX outcome_effects_site_idx ON outcome_effects (site_id);
CREATE INDEX outcome_effects_device_idx ON outcome_effects (device_id);

CREATE TABLE found_devices (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  company_id TEXT,
  attempt INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  device_id TEXT NOT NULL,
  was_known INTEGER NOT NULL,
  told TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX found_devices_client_key ON found_devices (order_id, attempt, client_id);

CREATE TABLE removal_approvals (
  order_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  approved_on TEXT NOT NULL,
  approved_at INTEGER NOT NULL,
  approved_by TEXT NOT NULL,
  PRIMARY KEY (order_id, device_id)
) STRICT;

CREATE TABLE disposals (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  disposed_on TEXT NOT NULL,
  note TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX disposals_order_idx ON disposals (order_id);
