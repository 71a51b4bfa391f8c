-- Orders: work taken over from a plan, and everything that happens to it. Their meaning stands in src/db/tables/orders.ts.
CREATE TABLE orders (
  id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  ref text NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  plan_id text COLLATE "C" NOT NULL,
  leg_id text COLLATE "C",
  link text CHECK (link IN ('follow-up', 'snag', 'warranty', 'reappeared')),
  parent_id text COLLATE "C",
  action text NOT NULL CHECK (action IN ('cancel-deployment', 'disconnect', 'assess', 'survey', 'replace', 'remove')),
  clause text NOT NULL CHECK (clause IN ('C1', 'C2', 'C3', 'C4', 'derived')),
  tier integer NOT NULL,
  rank integer NOT NULL,
  sequence integer,
  weight_millis integer NOT NULL,
  minutes integer NOT NULL,
  device_count integer NOT NULL,
  week_on date,
  financial_year text,
  pool_id text,
  region text,
  vetting text NOT NULL CHECK (vetting IN ('none', 'bpss', 'ctc', 'sc', 'dv')),
  call_off text,
  purchase_order text,
  after_order_id text COLLATE "C",
  estimate_pence bigint NOT NULL,
  approved_pence bigint,
  actual_pence bigint,
  actual_minutes integer,
  state text NOT NULL CHECK (state IN ('proposed', 'ready', 'offered', 'claimed', 'scheduled', 'in-progress', 'completed', 'accepted', 'verified', 'rejected', 'with-manager', 'on-hold', 'closed-incomplete', 'cancelled')),
  whence text CHECK (whence IN ('proposed', 'ready', 'offered', 'claimed', 'scheduled', 'in-progress', 'completed', 'accepted', 'verified', 'rejected', 'with-manager', 'on-hold', 'closed-incomplete', 'cancelled')),
  slip_reason text CHECK (slip_reason IN ('funding', 'supply', 'labour', 'weather', 'review', 'access')),
  shut_gates json NOT NULL,
  company_id text COLLATE "C",
  attempt integer NOT NULL,
  claimed_at timestamp (3) with time zone,
  lease_expires_at timestamp (3) with time zone,
  contact_due_at timestamp (3) with time zone,
  external_ref text,
  why json NOT NULL,
  adopted_by text COLLATE "C" NOT NULL,
  created_at timestamp (3) with time zone NOT NULL,
  closed_at timestamp (3) with time zone
);
CREATE UNIQUE INDEX orders_ref_key ON orders (ref);
CREATE INDEX orders_leg_idx ON orders (leg_id);
CREATE INDEX orders_state_idx ON orders (state, rank);
CREATE INDEX orders_site_idx ON orders (site_id);
CREATE INDEX orders_company_idx ON orders (company_id, state);
CREATE INDEX orders_parent_idx ON orders (parent_id);

CREATE TABLE order_devices (
  order_id text COLLATE "C" NOT NULL REFERENCES orders (id),
  device_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  part text NOT NULL CHECK (part IN ('work', 'leaves')),
  PRIMARY KEY (order_id, device_id)
);
CREATE INDEX order_devices_device_idx ON order_devices (device_id);

CREATE TABLE order_events (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  event text NOT NULL,
  from_state text NOT NULL CHECK (from_state IN ('proposed', 'ready', 'offered', 'claimed', 'scheduled', 'in-progress', 'completed', 'accepted', 'verified', 'rejected', 'with-manager', 'on-hold', 'closed-incomplete', 'cancelled')),
  to_state text NOT NULL CHECK (to_state IN ('proposed', 'ready', 'offered', 'claimed', 'scheduled', 'in-progress', 'completed', 'accepted', 'verified', 'rejected', 'with-manager', 'on-hold', 'closed-incomplete', 'cancelled')),
  attempt integer NOT NULL,
  company_id text COLLATE "C",
  detail text,
  at timestamp (3) with time zone NOT NULL,
  by text COLLATE "C" NOT NULL,
  position integer
);
CREATE INDEX order_events_order_idx ON order_events (order_id, id);
CREATE UNIQUE INDEX order_events_position_key ON order_events (position);

CREATE TABLE delegated_limits (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C",
  pence bigint NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX delegated_limits_organisation_idx ON delegated_limits (organisation_id, id);

ALTER TABLE plans ADD COLUMN input json;
