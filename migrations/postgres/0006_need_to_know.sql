-- Lists of the audit trail by who, what and on what. Without these one that finds little would read all of it.
CREATE INDEX audit_entries_act_idx ON audit_entries (act, at, id);
CREATE INDEX audit_entries_principal_idx ON audit_entries (principal_id, at, id);
CREATE INDEX audit_entries_subject_kind_idx ON audit_entries (subject_kind, at, id);
CREATE INDEX audit_entries_subject_idx ON audit_entries (subject_id, at, id);

-- What a job failed of may quote cells of an inventory: it is sealed from here on. What stands in plain text cannot be sealed
-- by SQL, which has no key, so its words go; the next VACUUM gives their space to other rows.
UPDATE jobs SET failure = NULL WHERE failure IS NOT NULL;

-- Files of the estate that two people agreed on, each for one person to fetch once. Their meaning stands in src/db/tables.ts.
CREATE TABLE exports (
  id text COLLATE "C" PRIMARY KEY,
  principal_id text COLLATE "C" NOT NULL REFERENCES principals (id),
  scope json NOT NULL,
  format text NOT NULL CHECK (format IN ('csv', 'ndjson')),
  approved_by text COLLATE "C" NOT NULL REFERENCES principals (id),
  approved_at timestamp (3) with time zone NOT NULL,
  expires_at timestamp (3) with time zone NOT NULL,
  fetched_at timestamp (3) with time zone,
  CHECK (approved_by <> principal_id)
);
CREATE INDEX exports_principal_idx ON exports (principal_id, id);
