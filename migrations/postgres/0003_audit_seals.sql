-- The audit trail's seals and anchors, and the triggers that keep its rows as they were written. Their meaning stands in
-- src/db/tables.ts, and the reasons in docs/adr/0008-audit-chain.md.

ALTER TABLE audit_entries ADD COLUMN origin text;
ALTER TABLE audit_entries ADD COLUMN mac text;

CREATE TABLE audit_seals (
  number integer PRIMARY KEY CHECK (number > 0),
  entry_id text COLLATE "C" NOT NULL,
  hash text NOT NULL,
  sealed_at timestamp (3) with time zone NOT NULL
);
CREATE UNIQUE INDEX audit_seals_entry_key ON audit_seals (entry_id);

CREATE TABLE audit_waiting (
  entry_id text COLLATE "C" PRIMARY KEY
);
INSERT INTO audit_waiting SELECT id FROM audit_entries;

CREATE TABLE leases (
  name text COLLATE "C" PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,
  expires_at timestamp (3) with time zone NOT NULL
);

CREATE FUNCTION audit_entry_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_waiting VALUES (new.id);
  RETURN NULL;
END $$;
CREATE TRIGGER audit_entries_wait AFTER INSERT ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION audit_entry_waits();

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed, deleted or truncated', tg_table_name;
END $$;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
-- A rotation of keys wraps the detail's own key anew: the id of the wrapping key and the 80 characters after it may
-- change (access/sealing.ts), the sealed text after them may not.
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
  FOR EACH ROW WHEN (
    (old.id, old.at, old.principal_id, old.act, old.subject_kind, old.subject_id, old.organisation_id, old.request_id,
     old.origin, old.mac, substr(split_part(old.detail, '.', 3), 81))
    IS DISTINCT FROM
    (new.id, new.at, new.principal_id, new.act, new.subject_kind, new.subject_id, new.organisation_id, new.request_id,
     new.origin, new.mac, substr(split_part(new.detail, '.', 3), 81))
  ) EXECUTE FUNCTION audit_stays();

CREATE TRIGGER audit_seals_no_change BEFORE UPDATE OR DELETE ON audit_seals
  FOR EACH ROW EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
