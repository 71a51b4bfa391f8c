-- Claims: what a company was told of, and what it handed back. Their meaning stands in src/db/tables/claims.ts.
ALTER TABLE orders ADD COLUMN offer_expires_at timestamp (3) with time zone;
ALTER TABLE orders ADD COLUMN contact_overdue_at timestamp (3) with time zone;
-- In the order in which orders are handed out; and what time does to them.
CREATE INDEX orders_claim_idx ON orders (state, tier, rank, id);
CREATE INDEX orders_after_idx ON orders (after_order_id) WHERE after_order_id IS NOT NULL;
CREATE INDEX orders_lease_idx ON orders (lease_expires_at) WHERE lease_expires_at IS NOT NULL;
CREATE INDEX orders_offer_idx ON orders (offer_expires_at) WHERE offer_expires_at IS NOT NULL;
CREATE INDEX orders_contact_idx ON orders (contact_due_at) WHERE contact_due_at IS NOT NULL;
CREATE TABLE site_reveals (
  company_id text COLLATE "C" NOT NULL,
  site_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  revealed_on date NOT NULL,
  PRIMARY KEY (company_id, revealed_on, site_id)
);

CREATE TABLE order_declines (
  id text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  organisation_id text COLLATE "C" NOT NULL,
  company_id text COLLATE "C" NOT NULL,
  kind text NOT NULL CHECK (kind IN ('declined', 'released', 'expired')),
  reason text,
  at timestamp (3) with time zone NOT NULL,
  by text COLLATE "C" NOT NULL
);
CREATE INDEX order_declines_company_idx ON order_declines (company_id, order_id, at);
