-- Which column is which field, in the files of an organisation with a certain header. Their meaning stands in src/db/tables.ts.
CREATE TABLE saved_mappings (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL REFERENCES organisations (id),
  version integer NOT NULL,
  name text NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  header_key text COLLATE "C" NOT NULL,
  mapping json NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX saved_mappings_name_key ON saved_mappings (organisation_id, name_key);
CREATE INDEX saved_mappings_header_idx ON saved_mappings (organisation_id, header_key);
