-- The audit trail's seals and anchors, and the triggers that keep its rows as they were written. Their meaning stands in
-- src/db/tables.ts, and the reasons in docs/adr/0008-audit-chain.md.

ALTER TABLE audit_entries ADD COLUMN origin text;
ALTER TABLE audit_entries ADD COLUMN mac text;

CREATE TABLE audit_seals (
  number integer NOT NULL PRIMARY KEY CHECK (number > 0),
  entry_id text NOT NULL,
  hash text NOT NULL,
  sealed_at integer NOT NULL
);
CREATE UNIQUE INDEX audit_seals_entry_key ON audit_seals (entry_id);

CREATE TABLE audit_waiting (
  entry_id text NOT NULL PRIMARY KEY
);
INSERT INTO audit_waiting SELECT id FROM audit_entries;

CREATE TABLE leases (
  name text NOT NULL PRIMARY KEY,
  holder text NOT NULL,
  expires_at integer NOT NULL
);

CREATE TRIGGER audit_entries_wait AFTER INSERT ON audit_entries BEGIN
  INSERT INTO audit_waiting VALUES (new.id);
END;

-- INSERT OR REPLACE would take the old row away without asking the trigger on DELETE.
CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries
WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = new.id) BEGIN
  SELECT RAISE(ABORT, 'audit entries are never replaced');
END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN
  SELECT RAISE(ABORT, 'audit entries are never deleted');
END;
-- A rotation of keys wraps the detail's own key anew: the id of the wrapping key and the 80 characters after it may
-- change (access/sealing.ts), the sealed text after them may not.
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
WHEN (old.id, old.at, old.principal_id, old.act, old.subject_kind, old.subject_id, old.organisation_id, old.request_id,
      old.origin, old.mac, substr(old.detail, 4 + instr(substr(old.detail, 4), '.') + 80))
  IS NOT (new.id, new.at, new.principal_id, new.act, new.subject_kind, new.subject_id, new.organisation_id,
      new.request_id, new.origin, new.mac, substr(new.detail, 4 + instr(substr(new.detail, 4), '.') + 80)) BEGIN
  SELECT RAISE(ABORT, 'audit entries are never changed');
END;

CREATE TRIGGER audit_seals_no_replace BEFORE INSERT ON audit_seals
WHEN EXISTS (SELECT 1 FROM audit_seals WHERE number = new.number OR entry_id = new.entry_id) BEGIN
  SELECT RAISE(ABORT, 'audit seals are never replaced');
END;
CREATE TRIGGER audit_seals_no_delete BEFORE DELETE ON audit_seals BEGIN
  SELECT RAISE(ABORT, 'audit seals are never deleted');
END;
CREATE TRIGGER audit_seals_no_update BEFORE UPDATE ON audit_seals BEGIN
  SELECT RAISE(ABORT, 'audit seals are never changed');
END;
