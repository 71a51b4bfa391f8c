-- Models, rates and VAT, every version whole: a plan keeps its prices. Their meaning stands in src/db/tables.ts.
CREATE TABLE catalogue_versions (
  id TEXT NOT NULL PRIMARY KEY,
  version TEXT NOT NULL,
  valid_from_on TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('shipped', 'imported')),
  content TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX catalogue_versions_version_idx ON catalogue_versions (version, id);
CREATE INDEX catalogue_versions_in_force_idx ON catalogue_versions (origin, valid_from_on, id);
