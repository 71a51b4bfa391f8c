-- Where money comes from and of which class, which funds pay for what, and the ledger's documents. Their meaning stands in
-- src/db/tables.ts.
ALTER TABLE funds ADD COLUMN source text;
ALTER TABLE funds ADD COLUMN class text NOT NULL DEFAULT 'unstated' CHECK (class IN ('capital', 'revenue', 'unstated'));
ALTER TABLE funds ADD COLUMN organisation_id text COLLATE "C";
-- The funds that imports made, one for each organisation, bear its name.
UPDATE funds SET organisation_id =
  (SELECT o.id FROM organisations o WHERE o.fund_id = funds.id AND o.name = funds.name);
-- Nothing has ever written another value than 'none', so that none is lost.
ALTER TABLE funds DROP COLUMN carry_over;
ALTER TABLE funds ADD COLUMN carry_over text NOT NULL DEFAULT 'none' CHECK (carry_over IN ('none', 'requested', 'agreed'));

CREATE TABLE fund_shares (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL REFERENCES organisations (id),
  site_id text COLLATE "C" REFERENCES sites (id),
  kind text NOT NULL CHECK (kind IN ('kit', 'labour', 'mobilisation', 'height', 'civils', 'disposal')),
  fund_id text COLLATE "C" NOT NULL REFERENCES funds (id),
  basis_points integer NOT NULL CHECK (basis_points BETWEEN 1 AND 10000),
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL,
  ended_at timestamp (3) with time zone,
  ended_by text COLLATE "C"
);
CREATE INDEX fund_shares_organisation_idx ON fund_shares (organisation_id, id);
CREATE INDEX fund_shares_fund_idx ON fund_shares (fund_id);

CREATE TABLE ledger_entries (
  id text COLLATE "C" PRIMARY KEY,
  fund_id text COLLATE "C" NOT NULL REFERENCES funds (id),
  financial_year text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('purchase-order', 'goods-received', 'invoice', 'credit-note')),
  reference text NOT NULL,
  reference_key text COLLATE "C" NOT NULL,
  supplier text NOT NULL,
  supplier_key text COLLATE "C" NOT NULL,
  pence bigint NOT NULL,
  purchase_order text,
  order_ref text,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX ledger_entries_document_key
  ON ledger_entries (supplier_key, reference_key, kind, fund_id, financial_year);
CREATE INDEX ledger_entries_fund_idx ON ledger_entries (fund_id, id);
