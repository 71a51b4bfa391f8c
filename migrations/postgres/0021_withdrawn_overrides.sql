-- What people decided on single devices, and took back before its day. Appended, never changed. Its meaning stands in
-- src/db/tables.ts.
CREATE TABLE override_withdrawals (
  id text COLLATE "C" PRIMARY KEY,
  override_id text COLLATE "C" NOT NULL REFERENCES overrides (id),
  organisation_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX override_withdrawals_key ON override_withdrawals (override_id);
