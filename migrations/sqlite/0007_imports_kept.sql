-- What is known of an import, dry runs included: who supplied the file, what it covers, what came of each row. Their meaning
-- stands in src/db/tables.ts. Every import until now was saved.
ALTER TABLE imports ADD COLUMN state TEXT NOT NULL DEFAULT 'saved' CHECK (state IN ('dry-run', 'refused', 'saved'));
ALTER TABLE imports ADD COLUMN supplied_by TEXT;
ALTER TABLE imports ADD COLUMN covers TEXT;
ALTER TABLE imports ADD COLUMN complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1));
ALTER TABLE imports ADD COLUMN counts TEXT;
ALTER TABLE imports ADD COLUMN outcomes_hash TEXT;
ALTER TABLE imports ADD COLUMN input TEXT;
ALTER TABLE imports ADD COLUMN expires_at INTEGER;
CREATE INDEX imports_recorded_by_idx ON imports (recorded_by, id);

-- The day of the full inventory that a device was missing from.
ALTER TABLE devices ADD COLUMN not_seen_since TEXT;
