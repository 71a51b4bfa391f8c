-- What came of the devices of an order, and who judged it. Their meaning stands in src/db/tables/completion.ts.
CREATE TABLE device_outcomes (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C",
  attempt integer NOT NULL,
  client_id text NOT NULL,
  fingerprint text NOT NULL,
  visit_id text COLLATE "C",
  outcome text NOT NULL CHECK (outcome IN ('replaced', 'removed-not-replaced', 'disconnected', 'already-gone', 'surveyed', 'cancelled', 'assessed', 'temporary-fitted', 'moved', 'not-found', 'no-access', 'refused-by-site', 'unsafe', 'wrong-device')),
  told text NOT NULL,
  removed_on date,
  replaced_on date,
  disconnected_on date,
  cancelled_on date,
  minutes integer,
  pence bigint,
  kit_finding text CHECK (kit_finding IN ('flagged', 'review', 'cleared', 'unknown')),
  kit_says text,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX device_outcomes_client_key ON device_outcomes (order_id, attempt, client_id);
CREATE INDEX device_outcomes_device_idx ON device_outcomes (device_id);

CREATE TABLE outcome_effects (
  outcome_id text COLLATE "C" PRIMARY KEY REFERENCES device_outcomes (id),
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  installed_device_id text COLLATE "C",
  stands_in boolean NOT NULL,
  judged_at timestamp (3) with time zone NOT NULL,
  judged_by text COLLATE "C" NOT NULL
);
CREATE INDEX outcome_effects_order_idx ON outcome_effects (order_id);
CREATE INDEX outcome_effects_site_idx ON outcome_effects (site_id);
CREATE INDEX outcome_effects_device_idx ON outcome_effects (device_id);

CREATE TABLE found_devices (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C",
  attempt integer NOT NULL,
  client_id text NOT NULL,
  fingerprint text NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  was_known boolean NOT NULL,
  told text NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX found_devices_client_key ON found_devices (order_id, attempt, client_id);

CREATE TABLE removal_approvals (
  order_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  approved_on date NOT NULL,
  approved_at timestamp (3) with time zone NOT NULL,
  approved_by text COLLATE "C" NOT NULL,
  PRIMARY KEY (order_id, device_id)
);

CREATE TABLE disposals (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  disposed_on date NOT NULL,
  note text,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX disposals_order_idx ON disposals (order_id);
