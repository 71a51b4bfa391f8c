-- What people decided on single devices, and took back before its day. Appended, never changed. Its meaning stands in
-- src/db/tables.ts.
CREATE TABLE override_withdrawals (
  id TEXT NOT NULL PRIMARY KEY,
  override_id TEXT NOT NULL REFERENCES overrides (id),
  organisation_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX override_withdrawals_key ON override_withdrawals (override_id);
