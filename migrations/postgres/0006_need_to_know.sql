-- Lists of the audit trail by who, what and on what. Without these one that finds little would read all of it.
CREATE INDEX audit_entries_act_idx ON audit_entries (act, at, id);
CREATE INDEX audit_entries_principal_idx ON audit_entries (principal_id, at, id);
CREATE INDEX audit_entries_subject_kind_idx ON audit_entries (subject_kind, at, id);
CREATE INDEX audit_entries_subject_idx ON audit_entries (subject_id, at, id);

-- What a job failed of may quote cells of an inventory: it is sealed from here on. What stands in plain text cannot be sealed
-- by SQL, which has no key, so its words go; the next VACUUM gives their space to other rows.
UPDATE jobs SET failure = NULL WHERE failure IS NOT NULL;
