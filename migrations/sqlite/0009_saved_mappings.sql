-- Which column is which field, in the files of an organisation with a certain header. Their meaning stands in src/db/tables.ts.
CREATE TABLE saved_mappings (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  header_key TEXT NOT NULL,
  mapping TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_mappings_name_key ON saved_mappings (organisation_id, name_key);
CREATE INDEX saved_mappings_header_idx ON saved_mappings (organisation_id, header_key);
