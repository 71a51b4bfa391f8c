-- Orders: work taken over from a plan, and everything that happens to it. Their meaning stands in src/db/tables/orders.ts.
CREATE TABLE orders (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  ref TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  leg_id TEXT,
  link TEXT CHECK (link IN ('follow-up', 'snag', 'warranty', 'reappeared')),
  parent_id TEXT,
  action TEXT NOT NULL CHECK (action IN ('cancel-deployment', 'disconnect', 'assess', 'survey', 'replace', 'remove')),
  clause TEXT NOT NULL CHECK (clause IN ('C1', 'C2', 'C3', 'C4', 'derived')),
  tier INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  sequence INTEGER,
  weight_millis INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  device_count INTEGER NOT NULL,
  week_on TEXT,
  financial_year TEXT,
  pool_id TEXT,
  region TEXT,
  vetting TEXT NOT NULL CHECK (vetting IN ('none', 'bpss', 'ctc', 'sc', 'dv')),
  call_off TEXT,
  purchase_order TEXT,
  after_order_id TEXT,
  estimate_pence INTEGER NOT NULL,
  approved_pence INTEGER,
  actual_pence INTEGER,
  actual_minutes INTEGER,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'ready', 'offered', 'claimed', 'scheduled', 'in-progress', 'completed', 'accepted', 'verified', 'rejected', 'with-manager', 'on-hold', 'closed-incomplete', 'cancelled')),
  whence TEXT CHECK (whence IN ('proposed', 'ready', 'offered', 'claimed', 'scheduled', 'in-progress', 'completed', 'accepted', 'verified', 'rejected', 'with-manager', 'on-hold', 'closed-incomplete', 'cancelled')),
  slip_reason TEXT CHECK (slip_reason IN ('funding', 'supply', 'labour', 'weather', 'review', 'access')),
  shut_gates TEXT NOT NULL,
  company_id TEXT,
  attempt INTEGER NOT NULL,
  claimed_at INTEGER,
  lease_expires_at INTEGER,
  contact_due_at INTEGER,
  external_ref TEXT,
  why TEXT NOT NULL,
  adopted_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX orders_ref_key ON orders (ref);
CREATE INDEX orders_leg_idx ON orders (leg_id);
CREATE INDEX orders_state_idx ON orders (state, rank);
CREATE INDEX orders_site_idx ON orders (site_id);
CREATE INDEX orders_company_idx ON orders (company_id, state);
CREATE INDEX orders_parent_idx ON orders (parent_id);

CREATE TABLE order_devices (
  order_id TEXT NOT NULL REFERENCES orders (id),
  device_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('work', 'leaves')),
  PRIMARY KEY (order_id, device_id)
) STRICT;
CREATE INDEX order_devices_device_idx ON order_devices (device_id);

CREATE TABLE order_events (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  event TEXT NOT NULL,
  from_state TEXT NOT NULL CHECK (from_state IN ('proposed', 'ready', 'offered', 'claimed', 'scheduled', 'in-progress', 'completed', 'accepted', 'verified', 'rejected', 'with-manager', 'on-hold', 'closed-incomplete', 'cancelled')),
  to_state TEXT NOT NULL CHECK (to_state IN ('proposed', 'ready', 'offered', 'claimed', 'scheduled', 'in-progress', 'completed', 'accepted', 'verified', 'rejected', 'with-manager', 'on-hold', 'closed-incomplete', 'cancelled')),
  attempt INTEGER NOT NULL,
  company_id TEXT,
  detail TEXT,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  position INTEGER
) STRICT;
CREATE INDEX order_events_order_idx ON order_events (order_id, id);
CREATE UNIQUE INDEX order_events_position_key ON order_events (position);

CREATE TABLE delegated_limits (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT,
  pence INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX delegated_limits_organisation_idx ON delegated_limits (organisation_id, id);

ALTER TABLE plans ADD COLUMN input TEXT;
