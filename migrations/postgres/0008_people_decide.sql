-- What the operator determined of manufacturers; what people decided and found out about single devices. Appended, never
-- changed. Their meaning stands in src/db/tables.ts.
CREATE TABLE determinations (
  id text COLLATE "C" PRIMARY KEY,
  manufacturer_id text COLLATE "C" NOT NULL,
  determined text NOT NULL CHECK (determined IN ('in-scope', 'not-in-scope', 'under-review')),
  ground text NOT NULL CHECK (ground IN ('national-security', 'human-rights', 'procurement-law')),
  basis text NOT NULL,
  decided_by text NOT NULL,
  decided_on date NOT NULL,
  review_on date NOT NULL,
  second_by text COLLATE "C",
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX determinations_manufacturer_idx ON determinations (manufacturer_id, id);

CREATE TABLE overrides (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL REFERENCES devices (id),
  choice text NOT NULL CHECK (choice IN ('confirm', 'clear', 'flag')),
  state text NOT NULL CHECK (state IN ('flagged', 'review', 'cleared', 'unknown')),
  reason text NOT NULL,
  evidence text NOT NULL,
  until_on date NOT NULL,
  second_by text COLLATE "C",
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX overrides_device_idx ON overrides (device_id, id);

CREATE TABLE surveys (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL REFERENCES devices (id),
  seen json NOT NULL,
  note text,
  surveyed_on date NOT NULL,
  surveyed_by text NOT NULL,
  recorded_at timestamp (3) with time zone NOT NULL,
  recorded_by text COLLATE "C" NOT NULL
);
CREATE INDEX surveys_device_idx ON surveys (device_id, id);

ALTER TABLE devices ADD COLUMN inspected_manufacturer text;
ALTER TABLE devices ADD COLUMN overridden_until date;
CREATE INDEX devices_overridden_idx ON devices (overridden_until) WHERE overridden_until IS NOT NULL;
