-- Lists of the audit trail by who, what and on what. Without these one that finds little would read all of it.
CREATE INDEX audit_entries_act_idx ON audit_entries (act, at, id);
CREATE INDEX audit_entries_principal_idx ON audit_entries (principal_id, at, id);
CREATE INDEX audit_entries_subject_kind_idx ON audit_entries (subject_kind, at, id);
CREATE INDEX audit_entries_subject_idx ON audit_entries (subject_id, at, id);

-- What a job failed of may quote cells of an inventory: it is sealed from here on. What stands in plain text cannot be sealed
-- by SQL, which has no key, so its words go; secure_delete overwrites them in the file too.
PRAGMA secure_delete = ON;
UPDATE jobs SET failure = NULL WHERE failure IS NOT NULL;

-- Files of the estate that two people agreed on, each for one person to fetch once. Their meaning stands in src/db/tables.ts.
CREATE TABLE exports (
  id TEXT NOT NULL PRIMARY KEY,
  principal_id TEXT NOT NULL REFERENCES principals (id),
  scope TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('csv', 'ndjson')),
  approved_by TEXT NOT NULL REFERENCES principals (id),
  approved_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  fetched_at INTEGER,
  CHECK (approved_by <> principal_id)
) STRICT;
CREATE INDEX exports_principal_idx ON exports (principal_id, id);
