-- Claims: what a company was told of, and what it handed back. Their meaning stands in src/db/tables/claims.ts.
ALTER TABLE orders ADD COLUMN offer_expires_at INTEGER;
ALTER TABLE orders ADD COLUMN contact_overdue_at INTEGER;
-- In the order in which orders are handed out; and what time does to them.
CREATE INDEX orders_claim_idx ON orders (state, tier, rank, id);
CREATE INDEX orders_after_idx ON orders (after_order_id) WHERE after_order_id IS NOT NULL;
CREATE INDEX orders_lease_idx ON orders (lease_expires_at) WHERE lease_expires_at IS NOT NULL;
CREATE INDEX orders_offer_idx ON orders (offer_expires_at) WHERE offer_expires_at IS NOT NULL;
CREATE INDEX orders_contact_idx ON orders (contact_due_at) WHERE contact_due_at IS NOT NULL;
CREATE TABLE site_reveals (
  company_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  revealed_on TEXT NOT NULL,
  PRIMARY KEY (company_id, revealed_on, site_id)
) STRICT;

CREATE TABLE order_declines (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  company_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('declined', 'released', 'expired')),
  reason TEXT,
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT;
CREATE INDEX order_declines_company_idx ON order_declines (company_id, order_id, at);
