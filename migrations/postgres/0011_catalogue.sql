-- Models, rates and VAT, every version whole: a plan keeps its prices. Their meaning stands in src/db/tables.ts.
CREATE TABLE catalogue_versions (
  id text COLLATE "C" PRIMARY KEY,
  version text COLLATE "C" NOT NULL,
  valid_from_on date NOT NULL,
  origin text NOT NULL CHECK (origin IN ('shipped', 'imported')),
  content json NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX catalogue_versions_version_idx ON catalogue_versions (version, id);
CREATE INDEX catalogue_versions_in_force_idx ON catalogue_versions (origin, valid_from_on, id);
