-- What the operator determined of manufacturers; what people decided and found out about single devices. Appended, never
-- changed. Their meaning stands in src/db/tables.ts.
CREATE TABLE determinations (
  id TEXT NOT NULL PRIMARY KEY,
  manufacturer_id TEXT NOT NULL,
  determined TEXT NOT NULL CHECK (determined IN ('in-scope', 'not-in-scope', 'under-review')),
  ground TEXT NOT NULL CHECK (ground IN ('national-security', 'human-rights', 'procurement-law')),
  basis TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  review_on TEXT NOT NULL,
  second_by TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX determinations_manufacturer_idx ON determinations (manufacturer_id, id);

CREATE TABLE overrides (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  device_id TEXT NOT NULL REFERENCES devices (id),
  choice TEXT NOT NULL CHECK (choice IN ('confirm', 'clear', 'flag')),
  state TEXT NOT NULL CHECK (state IN ('flagged', 'review', 'cleared', 'unknown')),
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  until_on TEXT NOT NULL,
  second_by TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX overrides_device_idx ON overrides (device_id, id);

CREATE TABLE surveys (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  device_id TEXT NOT NULL REFERENCES devices (id),
  seen TEXT NOT NULL,
  note TEXT,
  surveyed_on TEXT NOT NULL,
  surveyed_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX surveys_device_idx ON surveys (device_id, id);

ALTER TABLE devices ADD COLUMN inspected_manufacturer TEXT;
ALTER TABLE devices ADD COLUMN overridden_until TEXT;
CREATE INDEX devices_overridden_idx ON devices (overridden_until) WHERE overridden_until IS NOT NULL;
