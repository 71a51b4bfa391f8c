-- What is known of an import, dry runs included: who supplied the file, what it covers, what came of each row. Their meaning
-- stands in src/db/tables.ts. Every import until now was saved.
ALTER TABLE imports
  ADD COLUMN state text NOT NULL DEFAULT 'saved' CHECK (state IN ('dry-run', 'refused', 'saved')),
  ADD COLUMN supplied_by text,
  ADD COLUMN covers text,
  ADD COLUMN complete boolean NOT NULL DEFAULT false,
  ADD COLUMN counts json,
  ADD COLUMN outcomes_hash text,
  ADD COLUMN input json,
  ADD COLUMN expires_at timestamp (3) with time zone;
CREATE INDEX imports_recorded_by_idx ON imports (recorded_by, id);

-- The day of the full inventory that a device was missing from.
ALTER TABLE devices ADD COLUMN not_seen_since date;
