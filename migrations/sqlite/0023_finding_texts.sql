-- What a finding says, with its evidence, is kept once for all devices of which the same is found: of a hundred thousand
-- findings some thousand differ. Its meaning stands in src/db/tables/estate.ts. What was kept until now is named after the
-- first finding that says it.
CREATE TABLE finding_texts (
  id TEXT NOT NULL PRIMARY KEY,
  finding TEXT NOT NULL
) STRICT;
INSERT INTO finding_texts (id, finding) SELECT min(id), finding FROM findings GROUP BY finding;

CREATE TABLE findings_anew (
  id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  device_id TEXT NOT NULL REFERENCES devices (id),
  state TEXT NOT NULL CHECK (state IN ('flagged', 'review', 'cleared', 'unknown')),
  manufacturer_id TEXT,
  text_id TEXT NOT NULL REFERENCES finding_texts (id),
  register_version TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
INSERT INTO findings_anew (id, organisation_id, device_id, state, manufacturer_id, text_id, register_version, recorded_at, recorded_by)
  SELECT f.id, f.organisation_id, f.device_id, f.state, f.manufacturer_id, t.id, f.register_version, f.recorded_at, f.recorded_by
  FROM findings f JOIN finding_texts t ON t.finding = f.finding;
DROP TABLE findings;
ALTER TABLE findings_anew RENAME TO findings;
CREATE INDEX findings_device_idx ON findings (device_id, id);
