-- Where money comes from and of which class, which funds pay for what, and the ledger's documents. Their meaning stands in
-- src/db/tables.ts.
ALTER TABLE funds ADD COLUMN source TEXT;
ALTER TABLE funds ADD COLUMN class TEXT NOT NULL DEFAULT 'unstated' CHECK (class IN ('capital', 'revenue', 'unstated'));
ALTER TABLE funds ADD COLUMN organisation_id TEXT;
-- The funds that imports made, one for each organisation, bear its name.
UPDATE funds SET organisation_id =
  (SELECT o.id FROM organisations o WHERE o.fund_id = funds.id AND o.name = funds.name);
-- Nothing has ever written another value than 'none', so that none is lost.
ALTER TABLE funds DROP COLUMN carry_over;
ALTER TABLE funds ADD COLUMN carry_over TEXT NOT NULL DEFAULT 'none' CHECK (carry_over IN ('none', 'requested', 'agreed'));

CREATE TABLE fund_shares (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  site_id TEXT REFERENCES sites (id),
  kind TEXT NOT NULL CHECK (kind IN ('kit', 'labour', 'mobilisation', 'height', 'civils', 'disposal')),
  fund_id TEXT NOT NULL REFERENCES funds (id),
  basis_points INTEGER NOT NULL CHECK (basis_points BETWEEN 1 AND 10000),
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at INTEGER,
  ended_by TEXT
) STRICT;
CREATE INDEX fund_shares_organisation_idx ON fund_shares (organisation_id, id);
CREATE INDEX fund_shares_fund_idx ON fund_shares (fund_id);

CREATE TABLE ledger_entries (
  id TEXT NOT NULL PRIMARY KEY,
  fund_id TEXT NOT NULL REFERENCES funds (id),
  financial_year TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('purchase-order', 'goods-received', 'invoice', 'credit-note')),
  reference TEXT NOT NULL,
  reference_key TEXT NOT NULL,
  supplier TEXT NOT NULL,
  supplier_key TEXT NOT NULL,
  pence INTEGER NOT NULL,
  purchase_order TEXT,
  order_ref TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX ledger_entries_document_key
  ON ledger_entries (supplier_key, reference_key, kind, fund_id, financial_year);
CREATE INDEX ledger_entries_fund_idx ON ledger_entries (fund_id, id);
